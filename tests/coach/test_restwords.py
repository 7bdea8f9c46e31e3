"""Which days are rest days, as they are typed."""

from datetime import time

import pytest
from hypothesis import given, settings, strategies as st

from bot.coach.restwords import RestText, read_rest
from bot.coach.rhythm import WEEK, Rhythm
from content.words import rest_words
from tests.stopwatch import is_quick


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("mondays", "FREQ=WEEKLY;BYDAY=MO"),
        ("every monday and thursday", "FREQ=WEEKLY;BYDAY=MO,TH"),
        ("Tuesdays, and Fridays please!", "FREQ=WEEKLY;BYDAY=TU,FR"),
        ("mon/wed & fri", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
        ("my rest days are Tuesday and Friday", "FREQ=WEEKLY;BYDAY=TU,FR"),
        ("every week on Sunday", "FREQ=WEEKLY;BYDAY=SU"),
        ("once a week on sunday", "FREQ=WEEKLY;BYDAY=SU"),
        ("weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("weekdays except Wednesday", "FREQ=WEEKLY;BYDAY=MO,TU,TH,FR"),
        ("every weekend", "FREQ=WEEKLY;BYDAY=SA,SU"),
        ("mon-fri", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("friday to monday", "FREQ=WEEKLY;BYDAY=MO,FR,SA,SU"),
        ("Tuesday to Thursday and Saturday", "FREQ=WEEKLY;BYDAY=TU,WE,TH,SA"),
        ("every day", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU"),
        ("every 1 day", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU"),
        ("daily but not sundays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA"),
        ("every other day", "FREQ=DAILY;INTERVAL=2"),
        ("every second day", "FREQ=DAILY;INTERVAL=2"),
        ("every three days", "FREQ=DAILY;INTERVAL=3"),
        ("every 10 days", "FREQ=DAILY;INTERVAL=10"),
        ("every second Sunday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU"),
        ("every 2nd sunday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU"),
        ("alternate Sundays", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU"),
        ("every other monday and thursday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH"),
        ("every two weeks on Friday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("sunday every second week", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU"),
        ("fortnightly on sunday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU"),
        ("every third sunday", "FREQ=WEEKLY;INTERVAL=3;BYDAY=SU"),
        ("every third sunday of the month", "FREQ=MONTHLY;BYDAY=3SU"),
        ("first saturday of the month", "FREQ=MONTHLY;BYDAY=1SA"),
        ("the 1st and 3rd Saturday of each month", "FREQ=MONTHLY;BYDAY=1SA,3SA"),
        ("every first sunday", "FREQ=MONTHLY;BYDAY=1SU"),
        ("every last friday", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("every month on the second sunday", "FREQ=MONTHLY;BYDAY=2SU"),
        ("the 1st and 15th of the month", "FREQ=MONTHLY;BYMONTHDAY=1,15"),
        ("last day of the month", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("monthly on the 15th", "FREQ=MONTHLY;BYMONTHDAY=15"),
        ("the day after my long run on Sunday", "FREQ=WEEKLY;BYDAY=MO"),
    ],
)
def test_days_are_understood_as_people_type_them(typed: str, rule: str) -> None:
    said = read_rest(typed)
    assert said is not None
    assert said.rhythm is not None
    assert (said.rhythm.rule, said.at) == (rule, None)


@pytest.mark.parametrize(
    ("typed", "rule", "clock"),
    [
        ("every second Sunday 8:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", "08:00"),
        ("rest day every sunday at 7", "FREQ=WEEKLY;BYDAY=SU", "07:00"),
        ("sunday 8", "FREQ=WEEKLY;BYDAY=SU", "08:00"),
        ("every sunday evening at 7", "FREQ=WEEKLY;BYDAY=SU", "19:00"),
        ("at 7 pm every sunday", "FREQ=WEEKLY;BYDAY=SU", "19:00"),
        ("every 3 days at half past six", "FREQ=DAILY;INTERVAL=3", "06:30"),
        ("the 1st and 15th of the month at 8", "FREQ=MONTHLY;BYMONTHDAY=1,15", "08:00"),
        ("weekends at noon", "FREQ=WEEKLY;BYDAY=SA,SU", "12:00"),
    ],
)
def test_the_hour_may_stand_with_the_days(typed: str, rule: str, clock: str) -> None:
    said = read_rest(typed)
    assert said is not None
    assert said.rhythm is not None
    assert (said.rhythm.rule, said.at) == (rule, time.fromisoformat(clock))


@pytest.mark.parametrize("typed", ["at 7", "7:00", "7am", "rest days at 7 please"])
def test_the_hour_may_stand_alone(typed: str) -> None:
    assert read_rest(typed) == RestText(at=time(7))


@pytest.mark.parametrize("typed", ["after my long run", "the day after my long run", "After the long runs."])
def test_after_the_long_run_is_a_wish_of_its_own(typed: str) -> None:
    assert read_rest(typed) == RestText(after_long_run=True)
    assert read_rest(f"{typed.strip('.')} at 8") == RestText(after_long_run=True, at=time(8))


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "",
            " ",
            "hello",
            "every",
            "rest",
            "rest day",
            "every blursday and monday",
            "no mondays",
            "not on monday",
        ),
        *("25:00", "every sunday 25:00", "sunday at 8 and monday at 9", "every 0 days", "every 400 days"),
        *(
            "every 61 days",
            "the thirtieth sunday of the month",
            "40th of the month",
            "every week",
            "tomorrow",
        ),
        *(
            "every day but monday to sunday",
            "10 miles easy",
            "easy 8",
            "long run every sunday",
            "second sunday",
        ),
        *(
            "long run",
            "after",
            "mon to",
            "to fri",
            "monday except",
            "1st",
            "every evening",
            "to to to",
            "\ud800",
        ),
    ],
)
def test_what_is_not_understood_as_a_whole_is_none(typed: str) -> None:
    assert read_rest(typed) is None


@pytest.mark.parametrize(
    ("typed", "again"),
    [("every sunday", True), ("sunday", False), ("weekly on sunday", True), ("at 7", False), ("daily", True)],
)
def test_it_is_known_whether_the_words_say_that_it_comes_again(typed: str, again: bool) -> None:
    said = read_rest(typed)
    assert said is not None
    assert said.again is again


@given(st.sets(st.sampled_from(sorted(rest_words().weekdays)), min_size=1, max_size=7), st.times())
def test_any_set_of_weekdays_is_read_back(names: set[str], clock: time) -> None:
    days = tuple(sorted({rest_words().weekdays[name] for name in names}))
    said = read_rest(f"{', '.join(names)} at {clock:%H:%M}")
    expected = Rhythm(unit="week", weekdays=days)
    assert said == RestText(rhythm=expected, at=clock.replace(second=0, microsecond=0))
    assert expected.rule == f"FREQ=WEEKLY;BYDAY={','.join(WEEK[day] for day in days)}"


WORDS = sorted({*rest_words().noise, *rest_words().weekdays, *rest_words().every, *rest_words().ordinals})
WORDS += [
    "8",
    "60",
    "61",
    "3rd",
    "99th",
    "day",
    "week",
    "to",
    "and",
    "except",
    "of the month",
    "long run",
    "after",
]


@settings(max_examples=500)
@given(st.lists(st.sampled_from(WORDS), max_size=12) | st.text(max_size=300).map(lambda text: [text]))
def test_whatever_is_read_is_a_rule_that_can_be_kept(words: list[str]) -> None:
    said = read_rest(" ".join(words))
    if said is not None and said.rhythm is not None:
        assert Rhythm.of(said.rhythm.rule) == said.rhythm
        assert 1 <= said.rhythm.every <= rest_words().most


@pytest.mark.parametrize(
    "text", ["monday " * 5_000, "every " * 30, "1 " * 99, "to" * 99, "and " * 40, "8 " * 24]
)
def test_long_text_is_quick(text: str) -> None:
    assert read_rest(text) is None
    assert is_quick(lambda: read_rest(text), 0.2)
