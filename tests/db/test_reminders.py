from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from db.engine import Database
from db.models import reminders as table
from db.store import reminders, runners
from tests.databases import statements
from tests.db.rows import ANNA, BEN, DAY, NOW, add_anna, reminder, runner


async def test_there_is_one_reminder_for_a_runner_kind_and_date(database: Database) -> None:
    def twice(conn: Connection) -> list[dict[str, Any]]:
        add_anna(conn)
        reminders.put(conn, reminder(due=NOW))
        reminders.put(conn, reminder(due=NOW + timedelta(hours=1), local_time=time(10)))
        return [dict(row) for row in reminders.around(conn, ANNA, DAY)]

    assert await database.run(twice) == [
        {
            "kind": "regen",
            "local_date": DAY,
            "local_time": time(10),
            "zone": "Europe/London",
            "due": NOW + timedelta(hours=1),
            "state": "pending",
            "reason": None,
            "snoozed": False,
            "ended_at": None,
        }
    ]


async def test_another_kind_date_or_runner_is_another_reminder(database: Database) -> None:
    def several(conn: Connection) -> int:
        add_anna(conn)
        runners.add(conn, runner(BEN))
        for values in (
            reminder(),
            reminder(kind="nudge"),
            reminder(local_date=DAY + timedelta(days=1)),
            reminder(BEN),
        ):
            reminders.put(conn, values)
        return conn.execute(select(func.count()).select_from(table)).scalar_one()

    assert await database.run(several) == 4


async def test_a_reminder_that_has_ended_is_pending_again_when_it_is_put_again(database: Database) -> None:
    def again(conn: Connection) -> list[tuple[str, str | None]]:
        add_anna(conn)
        reminders.put(conn, reminder())
        reminders.end(conn, ANNA, "regen", DAY, "dropped", "no-reminder", NOW)
        ended = reminders.around(conn, ANNA, DAY)[0]
        reminders.put(conn, reminder())
        pending = reminders.around(conn, ANNA, DAY)[0]
        return [(row["state"], row["reason"]) for row in (ended, pending)]

    assert await database.run(again) == [("dropped", "no-reminder"), ("pending", None)]


async def test_around_are_the_pending_ones_and_those_of_the_last_days(database: Database) -> None:
    def around(conn: Connection) -> list[int]:
        add_anna(conn)
        for days, state in ((-9, "pending"), (-3, "sent"), (-1, "taken"), (-2, "sent"), (5, "pending")):
            date = DAY + timedelta(days=days)
            reminders.put(conn, reminder(local_date=date))
            if state != "pending":
                reminders.end(conn, ANNA, "regen", date, state, None, NOW)
        rows = reminders.around(conn, ANNA, DAY - timedelta(days=2))
        return [(row["local_date"] - DAY).days for row in rows]

    assert await database.run(around) == [-9, -2, -1, 5]


async def test_due_is_what_is_pending_and_not_later_than_now_longest_due_first(database: Database) -> None:
    def due(conn: Connection) -> tuple[list[dict[str, Any]], datetime | None]:
        if conn.dialect.name == "postgresql":  # the order must not come from the index by chance
            conn.execute(text("SET LOCAL enable_indexscan = off"))
            conn.execute(text("SET LOCAL enable_bitmapscan = off"))
        for number, minutes in ((1, 0), (2, -60), (3, 1), (4, -5)):
            runners.add(conn, runner(number))
            reminders.put(conn, reminder(number, due=NOW + timedelta(minutes=minutes)))
        reminders.end(conn, 4, "regen", DAY, "sent", None, NOW)
        in_india = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
        rows = [dict(row) for row in reminders.due(conn, in_india, limit=10)]
        assert [row["chat_id"] for row in reminders.due(conn, in_india, limit=1)] == [2]
        return rows, reminders.next_due(conn)

    rows, next_due = await database.run(due)

    assert [(row["chat_id"], row["kind"], row["local_date"]) for row in rows] == [
        (2, "regen", DAY),
        (1, "regen", DAY),
    ]
    assert all(set(row) == {"id", "chat_id", "kind", "local_date"} for row in rows)
    assert next_due == NOW - timedelta(minutes=60)
    assert next_due.tzinfo is UTC


async def test_nothing_pending_is_nothing_due(database: Database) -> None:
    assert await database.run(reminders.next_due) is None


async def test_dropping_a_chat_drops_what_is_pending_there_and_nothing_else(database: Database) -> None:
    def dropped(conn: Connection) -> list[tuple[int, str, str | None]]:
        add_anna(conn)
        runners.add(conn, runner(BEN))
        reminders.put(conn, reminder())
        reminders.put(conn, reminder(local_date=DAY + timedelta(days=1)))
        reminders.end(conn, ANNA, "regen", DAY, "taken", None, NOW)
        reminders.put(conn, reminder(BEN))
        reminders.drop_chat(conn, ANNA, "blocked", NOW)
        rows = conn.execute(select(table.c.chat_id, table.c.state, table.c.reason).order_by(table.c.id))
        return [(row.chat_id, row.state, row.reason) for row in rows]

    assert await database.run(dropped) == [
        (ANNA, "taken", None),
        (ANNA, "dropped", "blocked"),
        (BEN, "pending", None),
    ]


async def test_the_clock_looks_only_at_what_is_pending_however_long_the_history(database: Database) -> None:
    def explain(conn: Connection, ask: Callable[[Connection], object]) -> str:
        with statements() as sent:
            ask(conn)
        limited = "LIMIT" in sent[0]
        if conn.dialect.name == "sqlite":
            rows = conn.exec_driver_sql("EXPLAIN QUERY PLAN " + sent[0], ("2026", 64, 0)[: 3 * limited])
        else:
            rows = conn.exec_driver_sql("EXPLAIN " + sent[0], (NOW, 64)[: 2 * limited])
        return "\n".join(str(row) for row in rows)

    def plans(conn: Connection) -> list[str]:
        add_anna(conn)
        history = [
            reminder(due=NOW - timedelta(days=n), local_date=DAY - timedelta(days=n), state="sent")
            for n in range(1, 3_000)
        ]
        conn.execute(insert(table), history)
        reminders.put(conn, reminder())
        conn.execute(text("ANALYZE"))
        return [
            explain(conn, lambda conn: reminders.due(conn, NOW, 64)),
            explain(conn, reminders.next_due),
        ]

    for plan in await database.run(plans):
        assert "ix_reminders_pending" in plan
        assert "SCAN reminders\n" not in plan
