"""A calendar file becomes what it names, whatever is in it; a big one is never fetched."""

import struct
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from telegram.error import TimedOut

from bot.coach.events import Calendar, Sent
from bot.coach.events_race import CalendarRace
from bot.edge.calendar_file import EVENTS, SECONDS, SIZE, fetch, read
from bot.edge.client import AnyApplication, CoachBot
from bot.edge.handlers import build_application
from bot.playground.core import Telegram
from bot.voice.buttons import unpack
from tests.edge.conftest import clock
from tests.edge.fakes import FakeShell, Wire
from tests.edge.test_handlers import feed, message, put

DECEMBER = date(2026, 12, 6)
DAY = "DTSTART;VALUE=DATE:20261206"


def calendar(*events: str) -> bytes:
    inside = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{inside}END:VCALENDAR\r\n".encode()


@pytest.mark.parametrize(
    ("event", "race"),
    [
        (f"{DAY}\r\nSUMMARY:London\\, half", CalendarRace(title="London, half", day=DECEMBER)),
        (
            f"SUMMARY;LANGUAGE=en:A\r\n long\r\n  name\r\n{DAY}",
            CalendarRace(title="Along name", day=DECEMBER),
        ),
        ("DTSTART:20261206T093000\r\nSUMMARY:Half", CalendarRace(title="Half", day=DECEMBER)),
        ("DTSTART;TZID=Asia/Tokyo:20261206T003000\r\nSUMMARY:Half", CalendarRace(title="Half", day=DECEMBER)),
        ("DTSTART;TZID=Nowhere/Land:20261206T093000", CalendarRace(title="", day=DECEMBER)),
        (
            "dtstart:20261206T233000Z\r\nsummary:Half",
            CalendarRace(title="Half", day=DECEMBER, moment=datetime(2026, 12, 6, 23, 30, tzinfo=UTC)),
        ),
        (f"{DAY}\r\nSUMMARY:Half\r\nBEGIN:VALARM\r\nSUMMARY:Wake\r\nDTSTART:1\r\nEND:VALARM", None),
        (f"BEGIN:VALARM\r\nSUMMARY:Wake\r\nEND:VALARM\r\n{DAY}\r\nSUMMARY:Half", None),
        (f"{DAY}\r\nSUMMARY:Half\r\nRRULE:FREQ=SECONDLY", None),
        (f"{DAY}\r\nSUMMARY:Half\r\nSUMMARY:Other\r\n{DAY[:-1]}7", None),
        (f"{DAY}\r\nSUMMARY:H\x00a\x07l\x7ff", CalendarRace(title="H a l f", day=DECEMBER)),
    ],
)
def test_an_event_is_its_first_day_and_its_title(event: str, race: CalendarRace | None) -> None:
    assert read(calendar(event)) == Calendar(races=(race or CalendarRace(title="Half", day=DECEMBER),))


@pytest.mark.parametrize(
    "event",
    ["SUMMARY:Half", "DTSTART:", "DTSTART", "DTSTART:20261306", "DTSTART:00010101T000000Z",
     "DTSTART:tomorrow", "DTSTART;VALUE=DATE:99991231", f"{DAY}\r\nSTATUS:CANCELLED",
     "DTSTART;VALUE=PERIOD:20261206T090000Z/PT1H",
     "DTSTART;;;=:20261206", "DTSTART;TZID=../../etc/passwd:2026"],
)  # fmt: skip
def test_an_event_without_a_day_that_stands_is_passed_over_and_the_others_are_read(event: str) -> None:
    assert read(calendar(event, f"{DAY}\r\nSUMMARY:Half")).races == (
        CalendarRace(title="Half", day=DECEMBER),
    )


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_other_codings_are_read(coding: str) -> None:
    data = calendar(f"{DAY}\r\nSUMMARY:Zürich").decode().encode(coding)
    assert read(data).races == (CalendarRace(title="Zürich", day=DECEMBER),)


def nested(depth: int) -> bytes:
    return b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * depth + b"END:VEVENT\r\n" * depth


ZIP = b"PK\x03\x04" + struct.pack("<I", 0) + zlib.compress(b"BEGIN:VCALENDAR\n" * 10**6)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 100,
        bytes(range(256)) * 100,
        ZIP,
        b"<html>BEGIN:VCALENDAR</html>",
        b"\xff\xfe\x00",
        b"BEGIN:VEVENT",
    ],
)
def test_garbage_is_named_as_that(data: bytes) -> None:
    assert read(data) == Calendar(problem="garbage")


@pytest.mark.parametrize(
    "data",
    [
        nested(9_000),
        calendar("SUMMARY:" + "a" * 250_000),
        calendar("SUMMARY:" + "a\r\n " * 60_000),
        calendar("DTSTART;" + ";".join(f"X{n}=a" for n in range(20_000)) + ":20261206"),
        calendar("DTSTART" + ';X="' * 60_000),
        b"BEGIN:VCALENDAR\r\n" + b" " * 250_000,
        b"BEGIN:VCALENDAR\r\n" + b"\r\n" * 120_000,
        b"BEGIN:VCALENDAR\r\n" + b"END:VEVENT\r\n" * 20_000,
    ],
)
def test_what_is_long_deep_or_broken_ends_as_no_event(data: bytes) -> None:
    assert len(data) <= SIZE + 100_000
    assert read(data) == Calendar()


def test_of_very_many_events_the_latest_are_read() -> None:
    past = (f"DTSTART;VALUE=DATE:2001{n % 12 + 1:02}{n % 28 + 1:02}" for n in range(3 * EVENTS))
    races = read(calendar(*past, f"{DAY}\r\nSUMMARY:Half")).races
    assert len(races) == EVENTS
    assert CalendarRace(title="Half", day=DECEMBER) in races


@settings(max_examples=300)
@given(st.binary(max_size=300), st.text(max_size=200))
def test_no_bytes_break_the_reading(data: bytes, text: str) -> None:
    for one in (
        data,
        b"BEGIN:VCALENDAR\n" + data,
        calendar(text),
        calendar(f"DTSTART{text}"),
        calendar(f"{DAY}\nSUMMARY{text}"),
    ):
        for race in read(one).races:
            assert race.title == " ".join(race.title.split())
            race.title.encode()


# --- fetched, or not ---------------------------------------------------------------------------


@pytest.fixture
async def application(bot: CoachBot, shell: Any) -> AsyncIterator[AnyApplication]:
    async with build_application(bot, shell, unpack) as application:
        yield application


@pytest.mark.parametrize("name", ["half.ics", "HALF.ICS"])
async def test_a_calendar_is_to_be_fetched_and_not_while_its_update_is_handled(
    application: AnyApplication, telegram: Telegram, wire: Wire, shell: FakeShell, anna: int, name: str
) -> None:
    await telegram.send_document(anna, name, calendar(f"{DAY}\r\nSUMMARY:Half"))
    await feed(application, telegram)
    (event,) = shell.events
    assert isinstance(event, Sent)
    assert event.file_id is not None
    assert not wire.times("getFile")
    assert await fetch(application.bot, event.file_id) == calendar(f"{DAY}\r\nSUMMARY:Half")


async def test_any_other_file_is_named_and_not_fetched(
    application: AnyApplication, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    await telegram.send_document(anna, "run.fit", b"1234")
    await feed(application, telegram)
    assert shell.events == [Sent(what="document")]


async def test_a_big_file_is_never_fetched(
    application: AnyApplication, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    await telegram.send_document(anna, "half.ics", b"x" * (SIZE + 1))
    await telegram.send_document(anna, "half.ics", b"x" * 20 * 1024 * 1024)
    await feed(application, telegram)
    assert shell.events == [Calendar(problem="big")] * 2


async def test_where_its_size_is_not_told_getfile_tells_it(
    application: AnyApplication, telegram: Telegram, wire: Wire, shell: FakeShell, anna: int
) -> None:
    for size in (SIZE + 1, 21 * 1024 * 1024):
        sent = await telegram.send_document(anna, "half.ics", b"x" * size)
        document = next(m for m in telegram.chat(anna) if m["message_id"] == sent)["document"]
        untold = {key: value for key, value in document.items() if key != "file_size"}
        await put(application, message=message(document=untold))
    for event in shell.events:
        assert isinstance(event, Sent)
        assert event.file_id is not None
        assert await fetch(application.bot, event.file_id) is None
    assert [name for name, _, _ in wire.log if name != "getMe"] == ["getFile", "getFile"]


async def test_a_file_that_takes_too_long_is_given_up(
    application: AnyApplication, telegram: Telegram, wire: Wire, shell: FakeShell, anna: int
) -> None:
    await telegram.send_document(anna, "half.ics", calendar(DAY))
    await feed(application, telegram)
    (event,) = shell.events
    assert isinstance(event, Sent)
    assert event.file_id is not None
    wire.seconds = 60.0
    began = clock()
    with pytest.raises(TimedOut):
        await fetch(application.bot, event.file_id)
    assert clock() - began == pytest.approx(SECONDS)
