"""A time of day, as it is typed."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, strategies as st

from bot.coach.calendar import local_now
from bot.coach.clockwords import parse_clock, parse_here_time, zones_for_local_time
from tests.stopwatch import is_quick


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("7", "07:00"),
        ("7:30", "07:30"),
        ("7.30", "07:30"),
        ("0730", "07:30"),
        ("730", "07:30"),
        ("19h", "19:00"),
        ("19h30", "19:30"),
        ("19:00", "19:00"),
        ("7pm", "19:00"),
        ("7:30 P.M.", "19:30"),
        ("12am", "00:00"),
        ("12pm", "12:00"),
        ("12:30 am", "00:30"),
        ("13:00 pm", "13:00"),
        ("half past seven", "07:30"),
        ("half seven", "07:30"),
        ("half 8 pm", "20:30"),
        ("quarter to eight", "07:45"),
        ("a quarter past 6", "06:15"),
        ("twenty five to eight", "07:35"),
        ("ten to one", "00:50"),
        ("seven thirty", "07:30"),
        ("at 8", "08:00"),
        ("8 o’clock", "08:00"),
        ("around 6:15 please", "06:15"),
        ("7 in the evening", "19:00"),
        ("tomorrow morning at 8", "08:00"),
        ("noon", "12:00"),
        ("at midnight", "00:00"),
        ("９:30", "09:30"),
    ],
)
def test_a_time_is_understood_as_people_type_it(typed: str, clock: str) -> None:
    assert parse_clock(typed) == time.fromisoformat(clock)


@pytest.mark.parametrize(
    "typed",
    ["", "hello", "25:00", "24:00", "7:60", "7:3", "13am", "-7", "7-8", "7 or 8", "0 to 8", "60 to 8"],
)
def test_what_is_no_time_of_day_is_none(typed: str) -> None:
    assert parse_clock(typed) is None


@pytest.mark.parametrize(
    "typed", ["half past 25", "99999", "am", "7 am pm", "\0", "\ud800", "😀", "leeds", "seven monkeys"]
)
def test_what_is_only_nearly_a_time_is_none(typed: str) -> None:
    assert parse_clock(typed) is None


@given(st.times().map(lambda clock: clock.replace(second=0, microsecond=0)))
def test_every_minute_is_read_back_in_each_way_of_writing(clock: time) -> None:
    twelve = f"{clock.hour % 12 or 12}:{clock.minute:02} {'am' if clock.hour < 12 else 'pm'}"
    for written in (
        f"{clock:%H:%M}",
        f"{clock:%H.%M}",
        f"{clock.hour}h{clock.minute:02}",
        f"{clock:%H%M}",
        twelve,
    ):
        assert parse_clock(written) == clock, written
        assert parse_here_time(f"it's {written} here") == clock, written


@given(st.text(max_size=10_000))
def test_any_text_is_harmless(text: str) -> None:
    assert is_quick(lambda: (parse_clock(text), parse_here_time(text)), 0.1)


@pytest.mark.parametrize("text", ["1" * 10_000, "1 " * 5_000, "half " * 2_000, "1:" * 5_000, "at" * 5_000])
def test_long_text_is_quick(text: str) -> None:
    assert parse_clock(text) is None
    assert is_quick(lambda: parse_clock(text), 0.1)


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("it is 14:20 here", "14:20"),
        ("14:20", "14:20"),
        ("2:20 pm", "14:20"),
        ("it's 9 here", "09:00"),
        ("It’s 9 pm here now", "21:00"),
        ("it is 2000 here", "20:00"),
        ("the time is half past nine", "09:30"),
        ("it's noon here!", "12:00"),
    ],
)
def test_the_runners_clock_is_understood(typed: str, clock: str) -> None:
    assert parse_here_time(typed) == time.fromisoformat(clock)


@pytest.mark.parametrize("typed", ["leeds", "1010", "here", "it is nice here", ""])
def test_a_postcode_or_a_place_is_no_clock(typed: str) -> None:
    assert parse_here_time(typed) is None


NOW = datetime(2026, 3, 28, 14, 24, tzinfo=UTC)


def test_the_guessed_zone_comes_first_and_then_those_with_most_people() -> None:
    zones = zones_for_local_time(time(15, 20), NOW, ["America/New_York", "Europe/Paris"])
    assert zones[:3] == ("Europe/Paris", "Europe/Berlin", "Africa/Lagos")
    assert len(zones) == 4


def test_no_zone_is_offered_twice_or_unknown() -> None:
    zones = zones_for_local_time(time(14, 20), NOW, ["Europe/London", "No/Where", "Europe/London"])
    assert zones[0] == "Europe/London"
    assert len(set(zones)) == len(zones)
    assert "No/Where" not in zones


def test_a_clock_may_be_ten_minutes_wrong_even_over_midnight() -> None:
    just_after = datetime(2026, 3, 28, 0, 4, tzinfo=UTC)
    assert "Europe/London" in zones_for_local_time(time(23, 54), just_after, ["Europe/London"])
    assert "Europe/London" not in zones_for_local_time(time(23, 53), just_after, ["Europe/London"])


def test_a_time_that_is_nowhere_offers_nothing() -> None:
    assert zones_for_local_time(time(3), NOW, ["Europe/London"]) == ()


@given(st.times(), st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))
def test_what_is_offered_shows_that_time(clock: time, now: datetime) -> None:
    for zone in zones_for_local_time(clock, now, ["Europe/London"]):
        there = local_now(now, zone).replace(tzinfo=None)
        nearest = min(
            abs(datetime.combine(there.date() + timedelta(days=day), clock) - there) for day in (-1, 0, 1)
        )
        assert nearest < timedelta(minutes=12)
