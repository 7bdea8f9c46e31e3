"""Which days a rule names, and that it does not matter how long ago it began."""

from datetime import date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings, strategies as st

from bot.coach import series
from bot.coach.rhythm import Rhythm
from bot.coach.series import next_day

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
rhythms = (
    st.builds(Rhythm, unit=st.just("day"), every=st.integers(1, 60))
    | st.builds(
        Rhythm,
        unit=st.just("week"),
        every=st.integers(1, 20),
        weekdays=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    )
    | st.builds(
        Rhythm,
        unit=st.just("month"),
        weekdays=st.tuples(st.integers(0, 6)),
        nth=st.sampled_from([(1,), (2, 4), (5,), (-1,)]),
    )
    | st.builds(Rhythm, unit=st.just("month"), month_days=st.sampled_from([(1,), (15, 31), (-1,), (29,)]))
)


def next_days(rule: str, starts: date, day: date, count: int) -> list[date]:
    """As a series walks: each day found from the one before; fewer than `count` when the rule ends."""
    days: list[date] = []
    while len(days) < count and (found := next_day(rule, starts, day)) is not None:
        days.append(found)
        day = found + timedelta(days=1)
    return days


@settings(max_examples=300)
@given(rhythms, DAYS, st.integers(-400, 4_000))
def test_the_next_day_is_the_one_that_the_calendar_says(rhythm: Rhythm, starts: date, ahead: int) -> None:
    """However far from its start: compared with the whole rule, walked through from its first day."""
    day = starts + timedelta(days=ahead)
    whole = rrulestr(rhythm.rule, dtstart=datetime.combine(starts, datetime.min.time()))
    expected = whole.after(datetime.combine(max(day, starts), datetime.min.time()), inc=True)
    assert expected is not None
    assert next_day(rhythm.rule, starts, day) == expected.date()


@given(st.sets(st.integers(0, 6), min_size=1), DAYS, st.integers(0, 10_000))
def test_every_set_of_weekdays_gives_exactly_its_weekdays(
    weekdays: set[int], starts: date, ahead: int
) -> None:
    rule = Rhythm.weekly(frozenset(weekdays)).rule
    day = starts + timedelta(days=ahead)
    found = next_days(rule, starts, day, len(weekdays) * 3)
    three_weeks = (day + timedelta(days=n) for n in range(21))
    assert found == [one for one in three_weeks if one.weekday() in weekdays]


@given(rhythms)
def test_a_rhythm_is_its_rule_and_comes_back_from_it(rhythm: Rhythm) -> None:
    assert Rhythm.of(rhythm.rule) == rhythm


@pytest.mark.parametrize(
    "rule",
    [
        *(None, "", "nonsense", "FREQ=YEARLY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=DAILY;COUNT=3"),
        *("FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;INTERVAL=0;BYDAY=MO", "FREQ=MONTHLY;BYDAY=9SU"),
        *(
            "FREQ=MONTHLY;BYDAY=1MO,2TU",
            "FREQ=WEEKLY;BYDAY=1MO",
            "FREQ=DAILY;BYDAY=MO",
            "FREQ=DAILY;INTERVAL=x",
        ),
    ],
)
def test_a_rule_that_says_something_else_is_no_rhythm(rule: str | None) -> None:
    assert Rhythm.of(rule) is None


@pytest.mark.parametrize("rule", ["nonsense", "", "FREQ=WEEKLY;INTERVAL=x", "FREQ=DAILY;INTERVAL=0"])
def test_what_is_no_rule_names_no_day(rule: str) -> None:
    assert next_day(rule, date(2026, 1, 1), date(2026, 6, 1)) is None


def test_a_rule_that_ends_names_no_more() -> None:
    rule = "FREQ=DAILY;COUNT=3"
    assert next_days(rule, date(2026, 1, 1), date(2026, 1, 2), 9) == [date(2026, 1, 2), date(2026, 1, 3)]


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=MO,WE,FR"])
def test_years_are_not_walked_through(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A series of twenty years begins to count a few days before the day that is asked about."""
    begun: list[date] = []

    def spied(text: str, *, dtstart: datetime, ignoretz: bool) -> object:
        begun.append(dtstart.date())
        return rrulestr(text, dtstart=dtstart, ignoretz=ignoretz)

    monkeypatch.setattr(series, "rrulestr", spied)
    day = date(2026, 11, 22)
    found = next_day(rule, date(2006, 11, 20), day)
    assert found is not None
    assert day - begun[0] < timedelta(days=8)
