"""Races still to come bear on what is chosen, and only where a race is."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.coach import changes as c, events as e
from bot.coach.events_race import ForgetRace, PutRace
from bot.coach.model import Answer, Facts, Race, Reminder, ReminderState, Run, Runner, Session
from bot.coach.plan import choose
from bot.coach.race_run import take_as_run, told_after_all
from bot.coach.states import AskingRace, Idle
from bot.coach.step import step
from bot.coach.turn import Turn
from content.library import load_library

LIBRARY = load_library()
LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 12, 5, 10, tzinfo=LONDON)
TODAY, RACE_DAY = date(2026, 12, 5), date(2026, 12, 6)
RUNNER = Runner(
    chat_id=1,
    zone="Europe/London",
    reminder_time=time(9),
    minutes=40,
    kit=LIBRARY.rules.kit_ids,
    beginner=Answer.NO,
    hypermobile=Answer.NO,
)
RACE = Race(no=1, day_type="race-half", local_day=RACE_DAY, metres=21_097)


def facts(**known: object) -> Facts:
    return Facts.model_validate({"now": NOW, "runner": RUNNER, "newest_race": 1, **known})


def hops(races: tuple[Race, ...], code: str = "hard-tomorrow") -> tuple[bool, bool]:
    """Whether any of many runners is given hops today, and whether all are told why not."""
    session = Session(no=1, local_day=TODAY, day_type="rest", minutes=40)
    given, told = False, True
    for chat_id in range(40):
        runner = RUNNER.model_copy(update={"chat_id": chat_id, "focus": frozenset({"calf", "foot"})})
        wish = Turn(LIBRARY, facts(runner=runner, races=races), Idle()).wish(session)
        plan = choose(LIBRARY, wish)
        given |= any(LIBRARY.exercises[item.exercise_id].load == 3 for item in plan.items)
        told &= code in {left.code for left in plan.left_out}
    return given, told


def test_the_day_before_a_race_there_are_no_hops_and_the_plan_says_why() -> None:
    assert hops(()) == (True, False)
    assert hops((RACE,)) == (False, True)


def test_on_the_morning_of_a_race_there_are_no_hops_until_the_run_is_told() -> None:
    today = RACE.model_copy(update={"local_day": TODAY})
    assert hops((today,), code="hard-today") == (False, True)
    easy = Run(no=1, day_type="easy", local_day=TODAY)
    turn = Turn(LIBRARY, facts(races=(today,), runs=(easy,), newest_run=1), Idle())
    assert not turn.wish(Session(no=1, local_day=TODAY, day_type="easy", minutes=40)).hard_today


@pytest.mark.parametrize("days", [0, 1, 5])
def test_a_past_race_that_nobody_told_is_taken_for_run_once(days: int) -> None:
    now = NOW + timedelta(days=1 + days)
    turn = Turn(LIBRARY, facts(now=now, races=(RACE,)), Idle())
    taken = take_as_run(turn)
    assert bool(taken) == (days > 0)
    assert take_as_run(turn) == []
    assert [run.local_day for run in turn.runs] == [RACE_DAY] * (days > 0)


def test_any_run_told_of_that_day_counts_in_its_place() -> None:
    easy = Run(no=1, day_type="easy", local_day=RACE_DAY)
    turn = Turn(
        LIBRARY, facts(now=NOW + timedelta(days=2), races=(RACE,), runs=(easy,), newest_run=1), Idle()
    )
    assert take_as_run(turn) == []

    taken = Run(no=1, day_type="race-half", local_day=RACE_DAY, metres=21_097)
    turn = Turn(
        LIBRARY, facts(now=NOW + timedelta(days=2), races=(RACE,), runs=(taken,), newest_run=1), Idle()
    )
    turn.change(c.AddRun(run=easy.model_copy(update={"no": 2})))
    told_after_all(turn, easy.model_copy(update={"no": 2}))
    assert [(run.no, run.day_type) for run in turn.runs] == [(2, "easy")]


def test_of_two_races_on_one_day_the_longer_is_taken() -> None:
    short = Race(no=2, day_type="race-5k", local_day=RACE_DAY)
    turn = Turn(LIBRARY, facts(now=NOW + timedelta(days=2), races=(RACE, short)), Idle())
    take_as_run(turn)
    assert [run.day_type for run in turn.runs] == ["race-half"]


def tapped(button: e.Button) -> e.Tapped:
    return e.Tapped(button=button, message_id=7, query_id="q")


@pytest.mark.parametrize(
    "button",
    [
        PutRace(day=TODAY - timedelta(days=1), day_type="race-half", metres=0),
        PutRace(day=date(2100, 1, 1), day_type="race-half", metres=0),
        PutRace(day=date.max, day_type="race-half", metres=0),
        PutRace(day=RACE_DAY, day_type="easy", metres=0),
    ],
)
def test_a_button_of_no_race_to_come_changes_nothing(button: PutRace) -> None:
    assert step(LIBRARY, Idle(), tapped(button), facts()).changes == ()


def test_one_race_more_than_can_be_kept_is_refused() -> None:
    most = LIBRARY.talk.races.most
    races = tuple(
        Race(no=n, day_type="race-5k", local_day=RACE_DAY + timedelta(days=n)) for n in range(1, most + 1)
    )
    button = PutRace(day=RACE_DAY, day_type="race-half", metres=0)
    assert step(LIBRARY, Idle(), tapped(button), facts(races=races)).changes == ()
    assert step(LIBRARY, Idle(), tapped(button), facts(races=races[1:])).changes


def test_a_race_taken_off_leaves_the_reminder_that_a_told_run_or_another_race_needs() -> None:
    rows = tuple(
        Reminder(
            kind=kind, local_date=day, local_time=time(9), zone="Europe/London", due=NOW + timedelta(days=3)
        )
        for kind, day in (("race", TODAY), ("regen", RACE_DAY + timedelta(days=1)))
    )

    def dropped(**known: object) -> list[str]:
        result = step(
            LIBRARY, AskingRace(), tapped(ForgetRace(race=1, listed=False)), facts(reminders=rows, **known)
        )
        ends = [change for change in result.changes if isinstance(change, c.EndReminder)]
        assert all(change.state is ReminderState.DROPPED for change in ends)
        return [change.kind for change in ends]

    run = Run(no=1, day_type="race-10k", local_day=RACE_DAY)
    other = Race(no=2, day_type="race-5k", local_day=RACE_DAY)
    assert dropped(races=(RACE,)) == ["race", "regen"]
    assert dropped(races=(RACE,), runs=(run,), newest_run=1) == ["race"]
    assert dropped(races=(RACE, other)) == []


@pytest.mark.parametrize("words", ["half marathon 1:45 yesterday", "10k race yesterday", "half yesterday"])
def test_a_run_told_late_stands_in_place_of_what_was_taken_for_it(words: str) -> None:
    taken = Run(no=1, day_type="race-half", local_day=RACE_DAY, metres=21_097)
    known = facts(now=NOW + timedelta(days=2), races=(RACE,), runs=(taken,), newest_run=1)
    result = step(LIBRARY, Idle(), e.Command(name="regen", words=words), known)
    turn = Turn(LIBRARY, known, Idle())
    turn.changes += result.changes
    assert [run.local_day for run in turn.runs] == [RACE_DAY]


def test_a_run_called_wrong_later_is_not_taken_for_run_again() -> None:
    told = Run(no=1, day_type="race-half", local_day=RACE_DAY, metres=21_097, seconds=6_300)
    known = facts(now=NOW + timedelta(days=2), races=(RACE,), runs=(told,), newest_run=1)
    turn = Turn(LIBRARY, known, Idle())
    turn.changes += step(LIBRARY, Idle(), tapped(e.WrongRun(run=1)), known).changes
    assert take_as_run(turn) == []
    assert turn.runs == ()
