"""Days to come, as runners type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from bot.coach.dates import LAST_YEAR, read_date
from bot.coach.racetext import read_race, read_title
from content.words import date_words, run_words

TODAY = date(2026, 11, 22)  # a Sunday
DAYS = st.dates(TODAY, date(LAST_YEAR, 12, 31))
DECEMBER = date(2026, 12, 6)
FORMS = (
    *("{d} {month} {y}", "{month} {d}, {y}", "on {weekday} {d} {month} {y}"),
    *("{d}.{m}.{y}", "{d}/{m}/{y}", "{d}-{m}-{y}", "{y}-{m:02}-{d:02}"),
)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        *(
            (typed, DECEMBER)
            for typed in ("6 December", "Dec 6", "6.12.", "6. 12.", "2026-12-06", "6/12", "6dec")
        ),
        *(
            (typed, DECEMBER)
            for typed in ("6th of December", "DEC 6th, 2026", "6-12-2026", "6.12.26", "6 Dec '26")
        ),
        *((typed, DECEMBER) for typed in ("on Sunday, 6 December", "Sun 6 Dec", "06/12/2026", "2026/12/6")),
        *(
            (typed, DECEMBER)
            for typed in ("in two weeks", "in 2 weeks", "two weeks from now", "a week on sunday")
        ),
        *((typed, DECEMBER) for typed in ("sunday week", "in 14 days", "in a couple of weeks", "6.12")),
        *((typed, date(2026, 11, 29)) for typed in ("sunday", "next Sunday", "this sunday morning")),
        ("12/26", date(2026, 12, 26)),  # no 26th month: the other way round
        ("12/6", date(2027, 6, 12)),  # the day first
        ("tomorrow", date(2026, 11, 23)),
        ("the 6th", DECEMBER),
        ("sunday the 6th", DECEMBER),
        ("on the 21st", date(2026, 12, 21)),
        ("first Sunday in December", DECEMBER),
        ("the 3rd Sunday of November", date(2027, 11, 21)),  # this year's is over
        ("last sunday of november", date(2026, 11, 29)),
        ("second sat in Jan 2028", date(2028, 1, 8)),
        ("in a fortnight", DECEMBER),
        ("the day after tomorrow", date(2026, 11, 24)),
        ("today", TODAY),
        ("22 November", TODAY),
        ("21 November", date(2027, 11, 21)),
        ("on sat 5 dec 2026", date(2026, 12, 5)),
        ("in a month", date(2026, 12, 22)),
        ("29 February", date(2028, 2, 29)),
        ("may 3", date(2027, 5, 3)),
    ],
)
def test_a_day_to_come_is_read(typed: str, day: date) -> None:
    read = read_date(typed, TODAY)
    assert (read.day, read.problem, read.rest) == (day, None, "")


def test_a_month_later_is_never_beyond_the_months_end() -> None:
    assert read_date("in three months", date(2026, 11, 30)).day == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        *(
            (typed, "past")
            for typed in ("21.11.2026", "6 December 1999", "yesterday", "last sunday", "3 weeks ago")
        ),
        *(
            (typed, "never")
            for typed in ("30 February", "30.2.2027", "31/11", "6/31", "2026-13-01", "29 Feb 2027")
        ),
        *((typed, "weekday") for typed in ("monday 6 December 2026", "Sat 6.12.2026", "6 Dec 2026, Friday")),
        *((typed, "far") for typed in ("6 December 2999", "in 999 months", "1.1.2100")),
    ],
)
def test_a_day_that_is_over_or_never_comes_is_named_as_that(typed: str, problem: str) -> None:
    read = read_date(f"half {typed}", TODAY)
    assert (read.day, read.problem, read.said, read.rest) == (None, problem, typed, "half")


@pytest.mark.parametrize(
    "typed",
    ["", "half", "13.1", "26.2", "21.1", "10 km", "december 10 km", "may 10k", "1:45", "9.45.10",
     "marathon December", "May 2027", "0/5", "99/99", "00.00.2026", "I may run", "1/2/3/4",
     "192.168.1.1", "next week", "sundays"],
)  # fmt: skip
def test_what_names_no_day_is_none(typed: str) -> None:
    read = read_date(typed, TODAY)
    assert not read.found
    assert read.rest == typed


@settings(max_examples=300)
@given(DAYS, st.sampled_from(FORMS))
def test_every_day_written_out_is_read_back(day: date, form: str) -> None:
    month = next(name for name, number in date_words().months.items() if number == day.month)
    weekday = next(name for name, number in run_words().weekdays.items() if number == day.weekday())
    typed = form.format(d=day.day, m=day.month, y=day.year, month=month, weekday=weekday)
    read = read_race(f"half {typed}", TODAY)
    assert (read.date.day, read.day_type, read.name) == (day, "race-half", None)


@given(
    st.dates(TODAY, TODAY + timedelta(days=364)),
    st.sampled_from(["{d} {month}", "{month} {d}", "{d}/{m}", "{d}.{m}."]),
)
def test_without_its_year_it_is_the_next_such_day(day: date, form: str) -> None:
    month = next(name for name, number in date_words().months.items() if number == day.month)
    assert read_date(form.format(d=day.day, m=day.month, month=month), TODAY).day == day


@given(st.text(max_size=500), st.dates(date(1970, 1, 1), date(2090, 1, 1)))
def test_nothing_typed_breaks_the_reading_and_no_day_before_today_comes_out(text: str, today: date) -> None:
    read = read_race(text, today)
    assert read.date.day is None or today <= read.date.day <= date(LAST_YEAR, 12, 31)
    assert read.name is None or (read.name == read.name.strip() and len(read.name) <= 60)


@pytest.mark.parametrize(
    ("typed", "day_type", "metres", "name"),
    [
        ("half", "race-half", 21_097, None),
        ("my half is on 6.12.", "race-half", 21_097, None),
        ("London Marathon 26.4.2027", "race-marathon", 42_195, "London"),
        ("Stratford-upon-Avon half 31 march", "race-half", 21_097, "Stratford-upon-Avon"),
        ("10 miles Great South 18 Oct 2027", "race-half", 16_093, "Great South"),
        ("“Berlin” Marathon, 26 Sept in 3:30", "race-marathon", 42_195, "Berlin"),
        ("Run of the Year 10k 5 june", "race-10k", 10_000, "Run of the Year"),
        ("ZÜRICH 10k sunday", "race-10k", 10_000, "ZÜRICH"),
        ("ultra called <b>Beast 1 may", "race-ultra", None, "<b>Beast"),
        ("race 12 in two weeks", "race-10k", 12_000, None),
        ("6 December", None, None, None),
        ("Great South Run", None, None, "Great South Run"),
    ],
)
def test_a_race_is_read_with_its_distance_and_its_name_as_it_was_typed(
    typed: str, day_type: str | None, metres: int | None, name: str | None
) -> None:
    read = read_race(typed, TODAY)
    assert (read.day_type, read.metres, read.name) == (day_type, metres, name)


@pytest.mark.parametrize(
    ("title", "day_type"),
    [
        ("London Marathon 2027", "race-marathon"),
        ("Royal Parks Half Marathon", "race-half"),
        ("Parkrun #512", "race-5k"),
        ("Trail 30K", "race-marathon"),
        ("Great South Run", None),
        ("Dentist", None),
        ("", None),
    ],
)
def test_a_title_says_its_distance_or_none(title: str, day_type: str | None) -> None:
    assert read_title(title)[0] == day_type


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("half 6 december and 10k 13 december", "several"),
        ("half in two weeks on saturday", "several"),
        ("half in two weeks on sunday", None),
        ("Sunday Times half 5 December", None),
    ],
)
def test_two_days_are_asked_and_never_guessed(typed: str, problem: str | None) -> None:
    assert read_date(typed, TODAY).problem == problem


@pytest.mark.parametrize(
    "typed", ["half easter sunday", "half in April", "half next month", "half on good friday"]
)
def test_what_is_nearly_a_day_is_none(typed: str) -> None:
    assert not read_date(typed, TODAY).found


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("half marathon 6 December at 10:00", None),
        ("Brighton half 6 December 9.30 am", "Brighton"),
        ("10 km 6 December 10am start", None),
        ("Great 10 of Leeds 6 December", "Great 10 of Leeds"),
        ("half april 2027", None),
        ("May Day half 3 May", "May Day"),
        ("London marathon in April", "London"),
        ("half next month", None),
    ],
)
def test_an_hour_or_a_month_is_no_races_name(typed: str, name: str | None) -> None:
    assert read_race(typed, TODAY).name == name
