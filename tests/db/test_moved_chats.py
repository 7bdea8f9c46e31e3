"""A chat that has another id takes along all that is kept of it, in one transaction."""

from typing import Any

from sqlalchemy import Connection, select

from db.engine import Database
from db.models import metadata, races, strangers
from db.store import outbox, reminders, runners, runs, sessions
from tests.db.rows import ANNA, BEN, DAY, NOW, add_anna, add_session, checkin, item, letter, reminder, runner


def _belongings(conn: Connection) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables that name a chat, without its name."""
    tables = [table for table in metadata.sorted_tables if "chat_id" in table.c]
    rows = {t.name: conn.execute(select(t).order_by(*t.primary_key.columns)).mappings() for t in tables}
    return {name: [dict(row) for row in found] for name, found in rows.items()}


def _everything_of_anna(conn: Connection) -> None:
    add_anna(conn)
    run = {"no": 1, "day_type": "long", "local_day": DAY, "metres": 21_100, "seconds": None}
    runs.add(conn, ANNA, run, NOW)
    reminders.put(conn, reminder())
    outbox.add(conn, [letter()], NOW)
    race = {"no": 1, "day_type": "race-half", "local_day": DAY, "created_at": NOW}
    conn.execute(races.insert().values(chat_id=ANNA, **race))
    conn.execute(strangers.insert().values(chat_id=ANNA, told_at=NOW))
    add_session(conn, 1, item(1), item(2, status="done", message_id=7))
    sessions.save_checkin(conn, ANNA, 1, checkin())


async def test_a_chat_that_moves_takes_everything_along(database: Database) -> None:
    await database.run(_everything_of_anna)
    before = await database.run(_belongings)
    assert all(before.values()), "a table is not tried"
    await database.run(lambda conn: runners.move(conn, ANNA, -100_123, NOW))
    after = await database.run(_belongings)
    assert after == {name: [row | {"chat_id": -100_123} for row in rows] for name, rows in before.items()}
    await database.run(lambda conn: runners.move(conn, ANNA, -100_123, NOW))  # told twice
    assert await database.run(_belongings) == after


async def test_a_chat_that_moves_to_where_a_runner_is_brings_its_letters_only(database: Database) -> None:
    def both(conn: Connection) -> None:
        runners.add(conn, runner(BEN, first_name="Ben"))
        reminders.put(conn, reminder(BEN))
        _everything_of_anna(conn)
        runners.move(conn, ANNA, BEN, NOW)

    await database.run(both)
    after = await database.run(_belongings)
    names = {row["chat_id"]: (row["first_name"], row["active"]) for row in after["runners"]}
    assert names == {ANNA: ("Anna", False), BEN: ("Ben", True)}
    assert {row["chat_id"]: row["state"] for row in after["reminders"]} == {ANNA: "dropped", BEN: "pending"}
    assert [row["chat_id"] for row in after["outbox"]] == [BEN]
    assert [row["chat_id"] for row in after["session_items"]] == [ANNA, ANNA]
