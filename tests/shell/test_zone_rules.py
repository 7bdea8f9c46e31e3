"""When the zone rules change, what is pending rings by the new ones."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import Connection

from bot.shell import Shell
from content.library import load_library
from db.engine import Database
from db.store import reminders, runners
from tests.db.rows import reminder, runner
from tests.shell.whole import rows

NEW = "2026.6"
DAY = date(2026, 12, 7)
NINE_IN_VANCOUVER = datetime(2026, 12, 7, 16, tzinfo=UTC)  # since 2026 its clocks stay at UTC-7 in winter


async def filled(database: Database, *several: dict[str, object]) -> None:
    def fill(conn: Connection) -> None:
        for number, values in enumerate(several, 1):
            runners.add(conn, runner(number))
            row = reminder(number, local_date=DAY, local_time=time(9), tzdb_version="2025.2")
            reminders.put(conn, row | values)

    await database.run(fill)


async def dues(database: Database) -> list[tuple[datetime, str]]:
    found = sorted(await rows(database, "reminders"), key=lambda row: row["chat_id"])
    return [
        (datetime.fromisoformat(str(row["due_utc"])).replace(tzinfo=UTC), row["tzdb_version"])
        for row in found
    ]


async def test_pending_reminders_are_worked_out_anew(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    old = NINE_IN_VANCOUVER + timedelta(hours=1)
    london = datetime(2026, 12, 7, 9, tzinfo=UTC)
    await filled(
        database, {"zone": "America/Vancouver", "due_utc": old}, {"zone": "Europe/London", "due_utc": london}
    )

    await Shell(database, load_library(), now=lambda: NINE_IN_VANCOUVER, tzdb=NEW).mend_dues()

    assert await dues(database) == [(NINE_IN_VANCOUVER, NEW), (london, NEW)]
    assert "1 of 2 pending reminders have moved" in caplog.text


async def test_a_zone_that_is_not_known_any_more_keeps_its_moment(database: Database) -> None:
    kept = datetime(2026, 12, 7, 3, 30, tzinfo=UTC)
    await filled(database, {"zone": "Mars/Olympus_Mons", "due_utc": kept})

    await Shell(database, load_library(), now=lambda: NINE_IN_VANCOUVER, tzdb=NEW).mend_dues()

    assert await dues(database) == [(kept, NEW)]


async def test_what_is_over_stays_as_it_was(database: Database) -> None:
    old = NINE_IN_VANCOUVER + timedelta(hours=1)
    await filled(database, {"zone": "America/Vancouver", "due_utc": old})
    await database.run(lambda conn: reminders.end(conn, 1, "regen", DAY, "sent", None, NINE_IN_VANCOUVER))

    await Shell(database, load_library(), now=lambda: NINE_IN_VANCOUVER, tzdb=NEW).mend_dues()

    assert await dues(database) == [(old, "2025.2")]


async def test_more_than_one_batch_is_mended(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.shell_zones.BATCH", 2)
    old = NINE_IN_VANCOUVER + timedelta(hours=1)
    await filled(database, *[{"zone": "America/Vancouver", "due_utc": old}] * 5)

    await Shell(database, load_library(), now=lambda: NINE_IN_VANCOUVER, tzdb=NEW).mend_dues()

    assert await dues(database) == [(NINE_IN_VANCOUVER, NEW)] * 5
