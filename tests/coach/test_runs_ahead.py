"""A run still to come is no run of today."""

import pytest

from bot.coach.runtext import read_run

WEDNESDAY = 2


@pytest.mark.parametrize(
    "typed",
    [
        "marathon tomorrow",
        "I will run a half on Sunday",
        "I'll do a marathon on Sunday",
        "racing next week",
        "racing on Sunday, half",
        "I'm running a 10k this weekend",
        "half marathon next Sunday",
        "going to run 10 miles tonight",
        "10k race in two weeks",
        "signed up for an ultra",
        "want to run a marathon",
        "Should I run 10 km easy?",
        "MARATHON TOMORROW!",
    ],
)
def test_words_about_a_run_to_come_are_ahead(typed: str) -> None:
    read = read_run(typed, WEDNESDAY)
    assert read is not None
    assert read.ahead


@pytest.mark.parametrize(
    "typed",
    [
        "half marathon",
        "ran a half, tomorrow rest",
        "marathon today, tomorrow nothing",
        "did 10k with Will",
        "easy 8 km, next week a marathon was planned",
        "half marathon yesterday, next one in a month",
        "marathon training long run 30 km",
        "finished my first ultra, already signed up for the next",
        "10 km in 45 min",
        "did not race, easy 10k",
    ],
)
def test_words_about_a_run_that_was_run_are_not(typed: str) -> None:
    read = read_run(typed, WEDNESDAY)
    assert read is not None
    assert not read.ahead
