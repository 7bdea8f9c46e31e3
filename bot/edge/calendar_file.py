"""A calendar file somebody sent: fetched, and read for the days it names.

Rule: nothing of the file is believed but its size. What is looked at is cut out by lines first (the day and
the title of each event, a few hundred bytes), so no nesting, length or repetition in it costs more than its
own size; events that come again are never counted out. The library then reads those few values.
"""

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

from telegram import Bot, Update
from telegram.error import BadRequest, TimedOut
from telegram.ext import filters as f

from bot.coach.events import Calendar, Sent
from bot.coach.events_race import CalendarRace

SIZE = 256 * 1024  # bytes: a calendar of some thousand events
EVENTS = 500  # read at most, the latest
SECONDS = 5.0  # for one try to fetch it

IS_CALENDAR = (
    f.Document.FileExtension("ics")
    | f.Document.MimeType("text/calendar")
    | f.Document.MimeType("application/ics")
)

_LINE = 1000  # letters of one value
_YEARS = range(1970, 2100)
_FOLD = re.compile(r"\r?\n[ \t]")
_VALUE = re.compile(r"(DTSTART|SUMMARY|STATUS)[;:]", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")
_TOO_BIG = "too big"  # of Bot API's getFile


def named(update: Update) -> Calendar | Sent:
    """A calendar that is to be fetched, unless it is known to be too big."""
    message = update.effective_message
    assert message is not None
    assert message.document is not None
    if (message.document.file_size or 0) > SIZE:
        return Calendar(problem="big")
    return Sent(what="document", file_id=message.document.file_id)


async def fetch(bot: Bot, file_id: str) -> bytes | None:
    """The file's bytes; None when there are too many. TelegramError: it cannot be fetched."""
    try:
        async with asyncio.timeout(SECONDS):
            return await _download(bot, file_id)
    except TimeoutError:
        raise TimedOut("a file takes too long") from None


async def _download(bot: Bot, file_id: str) -> bytes | None:
    """That it is too big is known before it is fetched, where Telegram says so."""
    try:
        file = await bot.get_file(file_id)
    except BadRequest as error:
        if _TOO_BIG in error.message.lower():
            return None
        raise
    if (file.file_size or 0) > SIZE:
        return None
    data = bytes(await file.download_as_bytearray())
    return data if len(data) <= SIZE else None


def read(data: bytes) -> Calendar:
    """The events of a calendar file with a day and a title; garbage when it is none. It takes its time (0.1 s
    for the largest): not for the loop."""
    text = _text(data)
    if not re.search(r"^BEGIN:VCALENDAR\s*$", text, re.IGNORECASE | re.MULTILINE):
        return Calendar(problem="garbage")
    events = sorted(_events(text), key=_written_day, reverse=True)[:EVENTS]
    return Calendar(races=tuple(race for event in events if (race := _race(event)) is not None))


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _events(text: str) -> Iterator[dict[str, str]]:
    """Of each event that stands: the lines of its day and title, but nothing of what is inside it."""
    depth, event = 0, dict[str, str]()  # how deep inside an event
    for line in re.split(r"\r?\n|\r", _FOLD.sub("", text)):
        word = line[:20].rstrip().upper()
        if depth == 0:
            if word == "BEGIN:VEVENT":
                depth, event = 1, {}
        elif word.startswith("BEGIN:"):
            depth += 1
        elif word.startswith("END:"):
            depth -= 1
            if depth == 0 and not event.get("STATUS", "").upper().endswith("CANCELLED"):
                yield event
        elif depth == 1 and (value := _VALUE.match(line)):
            event.setdefault(value[1].upper(), line[:_LINE].rstrip())


def _written_day(event: dict[str, str]) -> str:
    """The digits of its day, to sort by."""
    found = re.search(r":([0-9]{8})", event.get("DTSTART", ""))
    return found[1] if found else ""


def _race(event: dict[str, str]) -> CalendarRace | None:
    """None when it has no day that can be read."""
    from icalendar import Event  # takes longer to import than most coaches need it for

    lines = (event.get("DTSTART", ""), event.get("SUMMARY", "SUMMARY:"))
    try:
        read = Event.from_ical("\r\n".join(("BEGIN:VEVENT", *map(_bare, lines), "END:VEVENT", "")))
        starts = read.get("DTSTART").dt
        title = str(read.get("SUMMARY", ""))
    except (ValueError, AttributeError, KeyError, IndexError, TypeError, OverflowError):
        return None  # a line of it is broken
    if not isinstance(starts, date) or starts.year not in _YEARS:
        return None
    title = " ".join(_CONTROLS.sub(" ", title).split())
    if not isinstance(starts, datetime):
        return CalendarRace(title=title, day=starts)
    at_utc = event["DTSTART"].upper().endswith("Z") and starts.tzinfo is not None
    return CalendarRace(title=title, day=starts.date(), moment=starts.astimezone(UTC) if at_utc else None)


def _bare(line: str) -> str:
    return _CONTROLS.sub(" ", line)
