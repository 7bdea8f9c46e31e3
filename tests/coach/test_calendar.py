"""The runner's clock and the world's, by RFC 5545, in every zone there is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import example, given, strategies as st

from bot.coach.calendar import coach_day, due_utc, in_quiet_hours, local_now, part_of_day, zone_info
from content.library import load_library

ZONES = sorted(available_timezones() - {"localtime"})
CLOSES = time(3)

zones = st.sampled_from(ZONES)
days = st.dates(date(2000, 1, 1), date(2035, 12, 31))
clock_times = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
moments = st.datetimes(datetime(2000, 1, 2), datetime(2035, 12, 30), timezones=st.just(UTC))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "clock", "zone", "due"),
    [
        ("2026-03-28", "09:00", "Europe/London", "2026-03-28 09:00"),
        (
            "2026-03-29",
            "09:00",
            "Europe/London",
            "2026-03-29 08:00",
        ),  # the clocks went forward: nine stays nine
        ("2026-03-29", "01:30", "Europe/London", "2026-03-29 01:30"),  # jumped over: rings at 02:30
        ("2026-10-25", "01:30", "Europe/London", "2026-10-25 00:30"),  # comes twice: rings the first time
        ("2026-10-25", "09:00", "Europe/London", "2026-10-25 09:00"),
        ("2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-03 15:45"),  # a gap of half an hour
        ("2026-04-05", "01:45", "Australia/Lord_Howe", "2026-04-04 14:45"),  # half an hour twice
        ("2011-12-29", "09:00", "Pacific/Apia", "2011-12-29 19:00"),
        (
            "2011-12-30",
            "09:00",
            "Pacific/Apia",
            "2011-12-30 19:00",
        ),  # a day that never was: rings on the 31st
        ("2011-12-31", "09:00", "Pacific/Apia", "2011-12-30 19:00"),
        ("2025-02-22", "09:00", "Africa/Casablanca", "2025-02-22 08:00"),
        ("2025-03-10", "09:00", "Africa/Casablanca", "2025-03-10 09:00"),  # Ramadan has its own clock
        ("2025-04-07", "09:00", "Africa/Casablanca", "2025-04-07 08:00"),
    ],
)
def test_a_wall_time_is_due_at_the_moment_rfc_5545_says(day: str, clock: str, zone: str, due: str) -> None:
    assert due_utc(date.fromisoformat(day), time.fromisoformat(clock), zone) == utc(due)


@given(days, clock_times, zones)
@example(date(2026, 3, 29), time(1, 30), "Europe/London")
@example(date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe")
@example(date(2011, 12, 30), time(9), "Pacific/Apia")
def test_the_clock_shows_the_wall_time_when_it_is_due_or_has_jumped_over_it(
    day: date, clock: time, zone: str
) -> None:
    wall = datetime.combine(day, clock)
    shown = local_now(due_utc(day, clock, zone), zone).replace(tzinfo=None)
    assert shown >= wall, "never rings early"
    if shown != wall:
        before = due_utc(day, clock, zone) - (shown - wall)
        assert local_now(before, zone).replace(tzinfo=None) < wall, "only a jump of the clocks makes it later"


@given(days, clock_times, zones)
@example(date(2026, 10, 25), time(1, 30), "Europe/London")
@example(date(2026, 4, 5), time(1, 45), "Australia/Lord_Howe")
def test_a_time_that_comes_twice_is_due_the_first_time(day: date, clock: time, zone: str) -> None:
    due = due_utc(day, clock, zone)
    wall = datetime.combine(day, clock)
    for minutes in (20, 30, 60, 120, 180):
        earlier = local_now(due - timedelta(minutes=minutes), zone).replace(tzinfo=None)
        assert earlier != wall


@given(days, clock_times, st.sampled_from(["Europe/London", "Australia/Lord_Howe", "Africa/Casablanca"]))
def test_the_second_fold_of_a_time_is_the_same_time_of_day(day: date, clock: time, zone: str) -> None:
    assert due_utc(day, clock.replace(fold=1), zone) == due_utc(day, clock, zone)


@pytest.mark.parametrize(
    "zone", ["", "Mars/Olympus", "America", "../etc/passwd", "\0", "x" * 10_000, "\ud800"]
)
def test_an_unknown_zone_lives_by_utc(zone: str) -> None:
    assert zone_info(zone) is None
    assert due_utc(date(2026, 7, 1), time(9), zone) == utc("2026-07-01 09:00")
    assert local_now(utc("2026-07-01 09:00"), zone).hour == 9


@pytest.mark.parametrize(
    ("now", "zone", "day"),
    [
        ("2026-03-28 22:59", "Europe/Berlin", "2026-03-28"),
        ("2026-03-29 00:59", "Europe/Berlin", "2026-03-28"),
        ("2026-03-29 01:00", "Europe/Berlin", "2026-03-29"),  # the clock jumped to 03:00, and the day closes
        ("2026-03-29 00:59", "Europe/Helsinki", "2026-03-28"),
        ("2026-03-29 01:00", "Europe/Helsinki", "2026-03-29"),  # 03:00 is jumped over: closes with the jump
        ("2026-10-25 00:30", "Europe/Berlin", "2026-10-24"),
        ("2026-10-25 01:30", "Europe/Berlin", "2026-10-24"),  # half past two for the second time
        ("2026-10-25 02:00", "Europe/Berlin", "2026-10-25"),
        ("2011-12-30 09:59", "Pacific/Apia", "2011-12-29"),
        ("2011-12-30 12:59", "Pacific/Apia", "2011-12-29"),  # the night after the 29th belongs to the 29th
        ("2011-12-30 13:00", "Pacific/Apia", "2011-12-31"),
    ],
)
def test_before_three_it_is_still_the_day_before(now: str, zone: str, day: str) -> None:
    assert coach_day(utc(now), zone, CLOSES) == date.fromisoformat(day)


def test_the_closing_hour_is_the_hosts_to_choose() -> None:
    assert coach_day(utc("2026-06-02 04:30"), "UTC", time(5)) == date(2026, 6, 1)
    assert coach_day(utc("2026-06-02 00:00"), "UTC", time(0)) == date(2026, 6, 2)


@given(moments, zones)
def test_a_coach_day_began_before_now_and_the_next_has_not_begun(now: datetime, zone: str) -> None:
    day = coach_day(now, zone, CLOSES)
    assert due_utc(day, CLOSES, zone) <= now
    local_day = local_now(now, zone).date()
    assert day <= local_day
    assert day >= local_day - timedelta(days=2)
    assert day == local_day or due_utc(day + timedelta(days=1), CLOSES, zone) > now or zone_skips_a_day(zone)


def zone_skips_a_day(zone: str) -> bool:
    return zone in {"Pacific/Apia", "Pacific/Fakaofo"}


@given(moments, st.timedeltas(timedelta(0), timedelta(hours=30)), zones)
@example(utc("2010-03-04 14:30"), timedelta(hours=1), "Antarctica/Casey")  # 05:00 became 02:00
def test_days_never_run_backwards(now: datetime, later: timedelta, zone: str) -> None:
    assert coach_day(now + later, zone, CLOSES) >= coach_day(now, zone, CLOSES)


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [("20:59", False), ("21:00", True), ("23:59", True), ("00:00", True), ("06:59", True), ("07:00", False)],
)
def test_quiet_hours_go_over_midnight(clock: str, quiet: bool) -> None:
    assert in_quiet_hours(time.fromisoformat(clock), time(21), time(7)) is quiet


def test_quiet_hours_may_lie_within_a_day_or_not_be_at_all() -> None:
    assert in_quiet_hours(time(13), time(12), time(14))
    assert not in_quiet_hours(time(14), time(12), time(14))
    assert not any(in_quiet_hours(time(hour), time(9), time(9)) for hour in range(24))


def test_quiet_hours_take_the_clock_of_an_aware_time_too() -> None:
    assert in_quiet_hours(local_now(utc("2026-07-01 20:30"), "Europe/London").timetz(), time(21), time(7))


@pytest.mark.parametrize(
    ("clock", "part"),
    [
        ("05:00", "morning"),
        ("11:59", "morning"),
        ("12:00", "afternoon"),
        ("16:59", "afternoon"),
        ("17:00", "evening"),
        ("21:59", "evening"),
        ("22:00", "night"),
        ("04:59", "night"),
    ],
)
def test_every_hour_has_its_greeting(clock: str, part: str) -> None:
    assert part_of_day(time.fromisoformat(clock), load_library().talk.parts_of_day) == part
