"""The evening before a race and the day after it."""

from datetime import timedelta
from typing import assert_never

from bot.coach import changes as c, events_race as er, race_talk, says as s, says_race as r
from bot.coach.mend_talk import session_follows_runs
from bot.coach.model import Race, Reminder, ReminderState, WhyNot
from bot.coach.race_run import longest
from bot.coach.reminder_talk import end, last_moment
from bot.coach.turn import Turn

_ONE_DAY = timedelta(days=1)


def tapped(turn: Turn, button: er.RaceButton) -> None:
    match button:
        case er.PutRace():
            race_talk.put_race(turn, button)
        case er.AskRaceDay():
            race_talk.ask_day(turn, button)
        case er.ForgetRace():
            race_talk.forget(turn, button)
        case er.Legs():
            _legs(turn, button)
        case er.RaceQuestion():
            turn.set_runner(race_question=button.wanted)
            turn.here(r.RaceQuestionKept(wanted=button.wanted))
        case er.DidNotRun():
            _did_not_run(turn, button)
        case _:
            assert_never(button)


def evening_before(turn: Turn, reminder: Reminder) -> None:
    """Good luck, and one question where it is wanted."""
    day = reminder.local_date + _ONE_DAY
    race = longest(turn, [race for race in turn.races if race.local_day == day])
    reason = WhyNot.RACE_OFF if race is None else _why_not(turn, reminder)
    if race is None or reason is not None:
        end(turn, reminder, ReminderState.DROPPED, reason)
        return
    end(turn, reminder, ReminderState.SENT)
    turn.new(r.GoodLuck(race=race, ask=turn.runner.race_question), until=last_moment(turn, reminder))


def _why_not(turn: Turn, reminder: Reminder) -> WhyNot | None:
    """Why it is not said. A session under way is no reason: it is about tomorrow."""
    if not turn.runner.active:
        return WhyNot.GONE
    if turn.paused or turn.in_pause(reminder.local_date):
        return WhyNot.PAUSED
    if any(one.kind == "back" and _came_since(one, reminder) for one in turn.reminders.values()):
        return WhyNot.ONE_A_DAY  # after an outage the end of the pause is said alone
    return WhyNot.TOO_LATE if turn.now >= last_moment(turn, reminder) else None


def _came_since(back: Reminder, reminder: Reminder) -> bool:
    """Whether the end of a pause was said when the reminder was due already."""
    said = back.ended_at if back.state is ReminderState.SENT else None
    return said is not None and said >= reminder.due


def _legs(turn: Turn, event: er.Legs) -> None:
    """How the legs feel, until the race's own day is over."""
    race = _race(turn, event.race)
    if race is None or race.local_day < turn.day:
        turn.toast(r.RaceOver())
    elif race.legs is not None and race.legs != event.answer:
        turn.toast(s.Nothing())
    else:
        turn.change(c.SaveRace(race=race.model_copy(update={"legs": event.answer})))
        reminder, ahead = _after(turn, race)
        turn.here(r.LegsKept(reminder=reminder, ahead=ahead))


def _did_not_run(turn: Turn, event: er.DidNotRun) -> None:
    """The race was not run: it goes, with the run that it was taken for."""
    race = _race(turn, event.race)
    run = next((run for run in turn.runs if run.no == event.run), None)
    if race is None or run is None or run.local_day != race.local_day:
        turn.toast(r.RaceOver())
        return
    turn.change(c.RemoveRun(no=run.no))
    turn.change(c.RemoveRace(no=race.no))
    session_follows_runs(turn)
    reminder = turn.rung(race.local_day + _ONE_DAY)
    if reminder is not None and reminder.state is ReminderState.SENT:
        end(turn, reminder, ReminderState.TAKEN, WhyNot.NOT_RUN)
    elif reminder is not None and reminder.state is ReminderState.PENDING and reminder.kind == "regen":
        end(turn, reminder, ReminderState.DROPPED, WhyNot.RACE_OFF)
    turn.here(r.NotRun(race=race, under_way=turn.open_session is not None))


def _race(turn: Turn, no: int) -> Race | None:
    return next((race for race in turn.races if race.no == no), None)


def _after(turn: Turn, race: Race) -> tuple[Reminder | None, int]:
    """The reminder of the day after, while it waits."""
    reminder = turn.reminder(race.local_day + _ONE_DAY)
    waits = reminder is not None and reminder.state is ReminderState.PENDING
    return (reminder, turn.ahead(reminder.local_date)) if reminder and waits else (None, 0)
