from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, text

from db.engine import Database
from db.models import checkins, session_items, sessions as session_table
from db.store import history, runners, sessions
from tests.db.rows import ANNA, BEN, DAY, NOW, add_anna, add_session, checkin, item, runner, session

LONG_AGO = DAY - timedelta(days=90)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


async def test_the_history_is_what_became_of_each_exercise_newest_session_first(database: Database) -> None:
    def told(conn: Connection) -> list[tuple[Any, ...]]:
        add_anna(conn)
        add_session(conn, 1, item(1, "old", status="done"), local_day=ago(9), status="done")
        sessions.save_checkin(conn, ANNA, 1, checkin(mood="worse"))
        add_session(
            conn,
            2,
            item(2, "b", status="skipped", reason="hurts"),
            item(1, "a", status="swapped", reason="too-hard"),
            item(1, "a-easy", status="done"),
            item(3, "c", status="left-out"),
            local_day=ago(2),
            status="done",
        )
        return [tuple(row.values()) for row in history.of_runner(conn, ANNA, LONG_AGO)]

    assert await database.run(told) == [
        ("a", ago(2), "swapped", "too-hard", None),
        ("a-easy", ago(2), "done", None, None),
        ("b", ago(2), "skipped", "hurts", None),
        ("c", ago(2), "left-out", None, None),
        ("old", ago(9), "done", None, "worse"),
    ]


async def test_what_was_not_reached_is_left_out_once_the_session_has_ended(database: Database) -> None:
    def told(conn: Connection) -> list[tuple[str, str]]:
        add_anna(conn)
        both = (item(1, "a", status="done"), item(2, "b"))
        add_session(conn, 1, *both, status="closed", local_day=ago(1))
        add_session(conn, 2, *both, status="active")
        return [(r["exercise_id"], r["outcome"]) for r in history.of_runner(conn, ANNA, LONG_AGO)]

    assert await database.run(told) == [("a", "done"), ("a", "done"), ("b", "left-out")]


async def test_the_history_begins_on_its_first_day_and_knows_one_runner(database: Database) -> None:
    def told(conn: Connection) -> list[str]:
        add_anna(conn)
        runners.add(conn, runner(BEN))
        sessions.add(conn, BEN, session(1), NOW)
        sessions.plan(conn, BEN, 1, [item(1, "of-ben", status="done")])
        for no, days in ((1, 91), (2, 90), (3, 0)):
            add_session(conn, no, item(1, f"e{days}", status="done"), local_day=ago(days), status="done")
        return [row["exercise_id"] for row in history.of_runner(conn, ANNA, LONG_AGO)]

    assert await database.run(told) == ["e0", "e90"]


async def test_a_long_history_keeps_its_newest_rows(database: Database) -> None:
    def told(conn: Connection) -> tuple[int, date, date]:
        add_anna(conn)
        _fill(conn, 60)
        rows = history.of_runner(conn, ANNA, LONG_AGO)
        return len(rows), rows[0]["local_day"], rows[-1]["local_day"]

    assert await database.run(told) == (history.MOST_ROWS, ago(1), ago(50))


async def test_soreness_comes_newest_first_with_its_day(database: Database) -> None:
    def told(conn: Connection) -> Any:
        add_anna(conn)
        for no, days, sore in ((1, 30, {"calf": 9}), (2, 4, {"calf": 5}), (3, 1, {})):
            add_session(conn, no, local_day=ago(days))
            sessions.save_checkin(conn, ANNA, no, checkin(sore=sore))
        add_session(conn, 4)  # without a check-in
        return history.soreness(conn, ANNA, ago(14))

    assert await database.run(told) == [(ago(1), {}), (ago(4), {"calf": 5})]


async def test_what_was_ever_answered_was_met_however_long_ago(database: Database) -> None:
    def told(conn: Connection) -> frozenset[str]:
        add_anna(conn)
        answered = (
            item(1, "a", status="done"),
            item(2, "b", status="skipped"),
            item(3, "c", status="swapped"),
        )
        add_session(conn, 1, *answered, local_day=ago(400), status="done")
        add_session(conn, 2, item(1, "a", status="done"), item(2, "d"), item(3, "e", status="left-out"))
        return history.ever_met(conn, ANNA)

    assert await database.run(told) == {"a", "b", "c"}


def _fill(conn: Connection, count: int, chat_id: int = ANNA) -> None:
    """So many sessions of ten, one a day, the last of them yesterday."""
    rows = [
        session(no, local_day=ago(count - no + 1), status="done") | {"chat_id": chat_id, "created_at": NOW}
        for no in range(1, count + 1)
    ]
    conn.execute(insert(session_table), rows)
    items = [
        item(n, f"e{n}", status="done", chat_id=chat_id, session_no=no)
        for no in range(1, count + 1)
        for n in range(10)
    ]
    conn.execute(insert(session_items), items)


ASKED: dict[str, Callable[[Connection], Any]] = {
    "of_runner": lambda conn: history.of_runner(conn, ANNA, LONG_AGO),
    "soreness": lambda conn: history.soreness(conn, ANNA, LONG_AGO),
    "ever_met": lambda conn: history.ever_met(conn, ANNA),
}


@pytest.mark.parametrize("name", ASKED)
async def test_each_is_one_statement_that_finds_its_rows_by_the_runners_key(
    database: Database, name: str
) -> None:
    def plan(conn: Connection) -> list[str]:
        add_anna(conn)
        for other in range(100, 106):
            runners.add(conn, runner(other))
            _fill(conn, 30, other)
        _fill(conn, 30)
        conn.execute(insert(checkins), [_checkin(no) for no in range(1, 31)])
        conn.execute(text("ANALYZE"))
        return _explained(conn, ASKED[name])

    explained = await database.run(plan)
    assert not any("SCAN" in line or "Seq Scan" in line for line in explained), explained
    assert any("PRIMARY KEY" in line or "pk_" in line for line in explained), explained


def _checkin(no: int) -> dict[str, Any]:
    return checkin() | {"chat_id": ANNA, "session_no": no}


def _explained(conn: Connection, ask: Callable[[Connection], Any]) -> list[str]:
    """How the database goes about the one statement that is sent."""
    sent: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        sent.append((statement, values))

    event.listen(conn, "before_cursor_execute", note)
    ask(conn)
    event.remove(conn, "before_cursor_execute", note)
    ((statement, values),) = sent
    word = "EXPLAIN QUERY PLAN " if conn.dialect.name == "sqlite" else "EXPLAIN "
    if conn.dialect.name == "postgresql":  # a few hundred rows it would rather read one after the other
        conn.execute(text("SET LOCAL enable_seqscan = off"))
    return [str(row) for row in conn.exec_driver_sql(word + statement, values)]
