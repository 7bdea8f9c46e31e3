"""Why and how long a pause shall be, in words."""

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from bot.coach.pausewords import read_length, read_why

TODAY = date(2026, 11, 22)  # a Sunday
END = date(2026, 12, 1)  # of a pause that there is: days count from it


@pytest.mark.parametrize(
    ("text", "days"),
    [
        *(("10", 10), ("10 days", 10), ("10d", 10), ("for a week", 7), ("week", 7), ("two weeks", 14)),
        *(("the next three days", 3), ("a fortnight", 14), ("1 month", 30), ("0", 0), ("9999 days", 9999)),
    ],
)
def test_a_number_of_days_counts_from_the_day_given(text: str, days: int) -> None:
    assert read_length(text, TODAY, END) == END + timedelta(days=days)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *(("6 December", date(2026, 12, 6)), ("until Sun 6 December", date(2026, 12, 6))),
        *(("2026-12-06", date(2026, 12, 6)), ("till 6.12.", date(2026, 12, 6)), ("21 November", None)),
        *(("sunday", date(2026, 11, 29)), ("to Dec 6", date(2026, 12, 6))),
        *(("1.11.2025", "past"), ("1 May 2026", "past"), ("6 december 2199", "far")),
        *(
            ("30 february", None),
            ("25:00", None),
            ("day", None),
            ("a", None),
            ("", None),
            ("99999999999 days", None),
        ),
        *(
            ("soon", None),
            ("6 december or so", None),
            ("10 10", None),
            ("-3 days", None),
            ("\u0663 days", None),
        ),
    ],
)
def test_a_date_stands_for_itself_and_what_is_neither_is_nothing(text: str, day: object) -> None:
    if text == "21 November":
        day = date(2027, 11, 21)
    assert read_length(text, TODAY, END) == day


@pytest.mark.parametrize(
    ("text", "why", "rest"),
    [
        *(("ill", "ill", ""), ("I am sick for 3 days", "ill", "3 days"), ("Just a break", "break", "")),
        *(("injured until 6 December", "injured", "6 december"), ("on holiday, 2 weeks", "away", "2 weeks")),
        *(("7 days", None, "7 days"), ("", None, ""), ("chill", None, "chill")),
    ],
)
def test_why_is_read_apart_from_how_long(text: str, why: str | None, rest: str) -> None:
    found = read_why(text)
    assert (found[0], found[1].lstrip(" ,")) == (why, rest)


@given(st.text(max_size=200))
def test_any_words_are_read_or_not(text: str) -> None:
    read_why(text)
    read_length(text, TODAY, END)
