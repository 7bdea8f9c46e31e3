from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError, StatementError

from db.engine import Database
from db.models import metadata, outbox as letters, races
from db.store import outbox, reminders, runners, runs, sessions
from tests.db.rows import ANNA, BEN, DAY, NOW, add_anna, add_session, checkin, item, letter, reminder, runner


async def test_a_runner_comes_back_as_it_was_saved(database: Database) -> None:
    await database.run(lambda conn: runners.add(conn, runner()))
    changed = {
        "zone": "Europe/London",
        "kit": frozenset({"roller", "mini-band", "ball", "strap", "wall", "step"}),
        "beginner": "no",
        "hold_since": DAY,
        "dialogue": {"kind": "session", "session": 1, "position": 2},
    }
    await database.run(lambda conn: runners.save(conn, ANNA, changed))

    row = await database.run(lambda conn: runners.lock(conn, ANNA))

    assert row is not None
    assert dict(row) == runner() | changed | {
        "kit": ["ball", "mini-band", "roller", "step", "strap", "wall"],
        "focus": [],
        "cautions": [],
        "injured": [],
    }


async def test_a_kit_not_asked_for_is_not_an_empty_kit(database: Database) -> None:
    def both(conn: Connection) -> list[Any]:
        runners.add(conn, runner(ANNA, kit=None))
        runners.add(conn, runner(BEN, kit=frozenset()))
        rows = [runners.lock(conn, ANNA), runners.lock(conn, BEN)]
        return [row["kit"] for row in rows if row is not None]

    assert await database.run(both) == [None, []]


async def test_a_word_of_an_enum_is_stored_as_the_word(database: Database) -> None:
    class Answer(StrEnum):
        YES = "yes"

    def both(conn: Connection) -> Any:
        runners.add(conn, runner(beginner=Answer.YES))
        runners.save(conn, ANNA, {"hypermobile": Answer.YES, "dialogue": {"answer": Answer.YES}})
        return runners.lock(conn, ANNA)

    row = await database.run(both)
    assert (row["beginner"], row["hypermobile"], row["dialogue"]) == ("yes", "yes", {"answer": "yes"})
    assert type(row["beginner"]) is str


async def test_a_stranger_has_no_row(database: Database) -> None:
    assert await database.run(lambda conn: runners.lock(conn, ANNA)) is None


async def test_adding_a_runner_twice_keeps_the_first(database: Database) -> None:
    await database.run(lambda conn: runners.add(conn, runner(first_name="Anna")))
    await database.run(lambda conn: runners.add(conn, runner(first_name="Other")))
    row = await database.run(lambda conn: runners.lock(conn, ANNA))
    assert row is not None
    assert row["first_name"] == "Anna"


async def test_a_word_the_code_does_not_know_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await database.run(lambda conn: runners.add(conn, runner(beginner="perhaps")))


async def test_forgetting_a_runner_leaves_nothing_of_theirs(database: Database) -> None:
    def live(conn: Connection) -> None:
        runners.add(conn, runner(ANNA))
        runners.add(conn, runner(BEN))
        for chat_id in (ANNA, BEN):
            run = {"no": 1, "day_type": "easy", "local_day": DAY, "metres": None, "seconds": None}
            runs.add(conn, chat_id, run, NOW)
            reminders.put(conn, reminder(chat_id))
            outbox.add(conn, [letter(chat_id)], NOW)
            conn.execute(
                races.insert().values(
                    chat_id=chat_id, no=1, day_type="race-half", local_day=NOW.date(), created_at=NOW
                )
            )
        add_session(conn, 1, item(1))
        sessions.save_checkin(conn, ANNA, 1, checkin())
        runners.forget(conn, ANNA)

    await database.run(live)

    def left(conn: Connection) -> dict[str, list[int]]:
        tables = [table for table in metadata.sorted_tables if "chat_id" in table.c]
        return {t.name: list(conn.execute(select(t.c.chat_id)).scalars()) for t in tables}

    assert await database.run(left) == {
        "runners": [BEN],
        "runs": [BEN],
        "sessions": [],
        "checkins": [],
        "session_items": [],
        "reminders": [BEN],
        "races": [BEN],
        "strangers": [],
        "outbox": [BEN],
    }


async def test_the_last_letter_can_be_posted_after_the_runner_is_gone(database: Database) -> None:
    def goodbye(conn: Connection) -> int:
        add_anna(conn)
        runners.forget(conn, ANNA)
        outbox.add(conn, [letter(text="All deleted.")], NOW)
        return conn.execute(select(func.count()).select_from(letters)).scalar_one()

    assert await database.run(goodbye) == 1


async def test_a_session_needs_its_runner(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await database.run(add_session)


async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 3, 28, 15, 10)
    with pytest.raises(StatementError, match="needs its time zone"):
        await database.run(lambda conn: runners.add(conn, runner(seen_at=naive)))


async def test_a_moment_comes_back_in_utc_to_the_microsecond(database: Database) -> None:
    in_india = datetime(2026, 3, 28, 20, 40, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    await database.run(lambda conn: runners.add(conn, runner(seen_at=in_india)))
    row = await database.run(lambda conn: runners.lock(conn, ANNA))
    assert row is not None
    assert row["seen_at"] == in_india
    assert row["seen_at"].tzinfo is UTC
    assert row["seen_at"].isoformat() == "2026-03-28T15:10:00.123456+00:00"


# --- runs ------------------------------------------------------------------------------------------


def _run(no: int, local_day: date) -> dict[str, Any]:
    return {"no": no, "day_type": "long", "local_day": local_day, "metres": 21_100, "seconds": None}


async def test_runs_come_newest_first_from_a_day_on(database: Database) -> None:
    def some(conn: Connection) -> list[int]:
        add_anna(conn)
        for no, days_ago in ((1, 30), (2, 2), (3, 5), (4, 2)):
            runs.add(conn, ANNA, _run(no, DAY - timedelta(days=days_ago)), NOW)
        return [row["no"] for row in runs.since(conn, ANNA, DAY - timedelta(days=21))]

    assert await database.run(some) == [4, 2, 3]


async def test_a_run_can_be_moved_to_the_day_it_was(database: Database) -> None:
    def moved(conn: Connection) -> list[dict[str, Any]]:
        add_anna(conn)
        runs.add(conn, ANNA, _run(1, DAY), NOW)
        runs.move(conn, ANNA, 1, DAY - timedelta(days=1))
        return [dict(row) for row in runs.since(conn, ANNA, DAY - timedelta(days=21))]

    assert await database.run(moved) == [_run(1, DAY - timedelta(days=1))]


async def test_a_removed_run_is_gone_but_its_number_stays_taken(database: Database) -> None:
    def removed(conn: Connection) -> tuple[int, int, int]:
        add_anna(conn)
        before = runs.newest(conn, ANNA)
        runs.add(conn, ANNA, _run(1, DAY), NOW)
        runs.remove(conn, ANNA, 1, NOW)
        return before, len(runs.since(conn, ANNA, DAY)), runs.newest(conn, ANNA)

    assert await database.run(removed) == (0, 0, 1)
