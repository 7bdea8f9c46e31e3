"""In every zone of the world a reminder rings at the runner's wall-clock time, or the documented exception.

The exception is RFC 5545 section 3.3.5: a time that is jumped over is read with the offset from before the
jump, one that comes twice is the first of the two.

The judge knows nothing of folds: it walks along UTC and looks at what the zone's clock shows.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.coach.calendar import due_utc, local_now

NINE_YEARS = (date(2011, 1, 1), date(2020, 1, 1))
AND_TO_COME = (date(2026, 1, 1), date(2030, 1, 1))
NINE = time(9)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@cache
def zones() -> dict[str, list[str]]:
    """Each zone with its other names: same rules, same answers."""
    same: dict[bytes, list[str]] = {}
    for name in sorted(available_timezones() - {"localtime", "posixrules"}):
        rules = files("tzdata.zoneinfo").joinpath(*name.split("/")).read_bytes()
        same.setdefault(rules, []).append(name)
    return {names[0]: names[1:] for names in same.values()}


def jumps(zone: str, first: date, last: date) -> Iterator[datetime]:
    """The moments (UTC) at which the zone's clock is changed."""
    info = ZoneInfo(zone)
    low = datetime.combine(first, time(), UTC)
    while low.date() < last:
        high = low + DAY
        if _offset(low, info) != _offset(high, info):
            yield _between(low, high, info)
        low = high


def _offset(moment: datetime, info: ZoneInfo) -> timedelta | None:
    return moment.astimezone(info).utcoffset()


def _between(low: datetime, high: datetime, info: ZoneInfo) -> datetime:
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if _offset(middle, info) == _offset(low, info) else (low, middle)
    return high.replace(microsecond=0)


def judge(day: date, at: time, zone: str, jump: datetime) -> datetime:
    """The moment by the clock's own hands, around the one jump: shown (the first time), or jumped over."""
    info = ZoneInfo(zone)
    wall = datetime.combine(day, at)
    offsets = [_offset(jump - HOUR, info), _offset(jump + HOUR, info)]
    moments = sorted((wall - offset).replace(tzinfo=UTC) for offset in offsets if offset is not None)
    shown = [one for one in moments if one.astimezone(info).replace(tzinfo=None) == wall]
    # jumped over: read with the offset from before the jump, it lies as far behind it as it was asked behind
    before = (wall - (offsets[0] or timedelta())).replace(tzinfo=UTC)
    return shown[0] if shown else before


@pytest.mark.parametrize("years", [NINE_YEARS, AND_TO_COME], ids=["nine-years", "to-come"])
def test_around_every_change_of_the_clocks_each_half_hour_is_the_chosen_one_or_the_documented_exception(
    years: tuple[date, date],
) -> None:
    gaps = folds = 0
    for zone in zones():
        info = ZoneInfo(zone)
        for jump in jumps(zone, *years):
            around = jump.astimezone(info).date()
            for minutes in range(-24 * 60, 48 * 60, 30):
                wall = datetime.combine(around, time()) + timedelta(minutes=minutes)
                due = due_utc(wall.date(), wall.time(), zone)
                assert due == judge(wall.date(), wall.time(), zone, jump), (zone, wall)
                shows = local_now(due, zone).replace(tzinfo=None)
                assert shows >= wall, f"{zone}: early, at {shows} for {wall}"
                gaps += shows != wall
                folds += local_now(due + HOUR, zone).replace(tzinfo=None) == wall
    assert gaps > 500
    assert folds > 500


def test_nine_stays_nine_on_every_day_of_nine_years_in_every_zone() -> None:
    exceptions = []
    first, last = NINE_YEARS
    for zone in zones():
        day = first
        while day < last:
            shows = local_now(due_utc(day, NINE, zone), zone).replace(tzinfo=None)
            if shows != datetime.combine(day, NINE):
                exceptions.append((zone, day))
            day += DAY
    left_out = date(2011, 12, 30)  # a whole day, on both sides of the date line
    assert exceptions == [("Pacific/Apia", left_out), ("Pacific/Fakaofo", left_out)]


@pytest.mark.parametrize(
    ("zone", "day", "at", "moment"),
    [
        (
            "Pacific/Apia",
            date(2011, 12, 30),
            time(9),
            "2011-12-30T19:00",
        ),  # no such day: the next
        (
            "Australia/Lord_Howe",
            date(2026, 10, 4),
            time(2, 15),
            "2026-10-03T15:45",
        ),  # half an hour is left out
        (
            "Australia/Lord_Howe",
            date(2026, 4, 5),
            time(1, 45),
            "2026-04-04T14:45",
        ),  # it comes twice
        (
            "Africa/Casablanca",
            date(2026, 2, 15),
            time(2, 30),
            "2026-02-15T01:30",
        ),  # Ramadan begins
        ("Africa/Casablanca", date(2026, 3, 22), time(2, 30), "2026-03-22T02:30"),  # Ramadan is over
        (
            "America/Santiago",
            date(2026, 9, 6),
            time(0, 30),
            "2026-09-06T04:30",
        ),  # no midnight
        ("Asia/Kathmandu", date(2026, 5, 4), time(9), "2026-05-04T03:15"),
    ],
)
def test_what_the_papers_name(zone: str, day: date, at: time, moment: str) -> None:
    assert due_utc(day, at, zone) == datetime.fromisoformat(moment).replace(tzinfo=UTC)
