"""A reminder that could not come in time, offered when the runner is next heard.

Once, until the day after it; not in the middle of anything, and not when the runner found the way alone.
"""

from datetime import timedelta

from bot.coach import changes as c, events as e, says as s
from bot.coach.back_talk import welcome_back
from bot.coach.checkin_talk import begin_unless_done
from bot.coach.model import Reminder, ReminderState, WhyNot
from bot.coach.states import Idle
from bot.coach.turn import Turn

_KINDS = ("regen", "rest")
_OFFERED = (*_KINDS, "back")
_OUR_FAULT = (WhyNot.TOO_LATE, WhyNot.UNSENT)
# What was just said asks for nothing, so that a question may follow; after anything else it waits.
_QUIET = (
    *(s.Welcome, s.AboutRegeneration, s.Help, s.PutDown),
    *(s.NotUnderstood, s.CannotUse, s.UnknownCommand, s.ChangedLate, s.Thanks),
    *(s.ReminderList, s.ReminderMoved, s.ReminderSkipped, s.ReminderKept, s.ReminderOff, s.TimeSet),
    *(s.LessonCard, s.ExerciseCard, s.RunForgotten, s.FocusKept, s.OldButton, s.Closed, s.Nothing),
)
_SPOKE = (ReminderState.SENT, ReminderState.TAKEN)


def offer(turn: Turn, event: e.Event) -> None:
    """After the answer to `event`: the newest that was missed. An offered one is taken, with its reason."""
    if isinstance(event, e.Unasked | e.Blocked) or _of_a_session(event):
        return
    missed = _missed(turn)
    if not missed or _busy(turn):
        return
    for reminder in missed:
        turn.change(
            c.EndReminder(
                kind=reminder.kind,
                day=reminder.local_date,
                state=ReminderState.TAKEN,
                reason=reminder.reason,
                ended_at=reminder.ended_at,
            )
        )
    newest = missed[-1]  # the end of a pause is said as it would have been
    turn.new(welcome_back(turn, newest) if newest.kind == "back" else s.CatchUp(reminder=newest))


def _of_a_session(event: e.Event) -> bool:
    """A tap inside a session: it names the session, and may be about an old one."""
    return isinstance(event, e.Tapped) and bool(getattr(event.button, "session", 0))


def _missed(turn: Turn) -> list[Reminder]:
    """Those that may still be offered, by the moment they were due."""
    yesterday = turn.day - timedelta(days=1)
    missed = [
        one
        for one in turn.reminders.values()
        if one.kind in _OFFERED
        and one.state is ReminderState.DROPPED
        and one.reason in _OUR_FAULT
        and one.local_date >= yesterday
    ]
    return sorted(missed, key=lambda one: one.due)


def _busy(turn: Turn) -> bool:
    """Something else goes before: a question, a warning sign, a pause, a session, a run of today,
    or a later reminder that has come."""
    runner, session = turn.runner, turn.session
    if runner.hold is not None or turn.paused or not isinstance(turn.state, Idle):
        return True
    if not all(isinstance(said.saying, _QUIET) for said in turn.says):
        return True
    first = min(one.local_date for one in _missed(turn))
    if session is not None and session.local_day >= first:
        return True
    heard = (one for one in turn.reminders.values() if one.kind in _KINDS and one.local_date > first)
    if any(one.state in _SPOKE and one.reason not in _OUR_FAULT for one in heard):
        return True
    return any(run.local_day >= turn.day for run in turn.runs)


def answer(turn: Turn, event: e.CaughtUp) -> None:
    """Start, or not this time. Starting is never too late; it is today's session in any case."""
    if event.answer == "start":
        turn.record(s.ReminderAnswered(answer="start", reminder=None, ahead=0))
        begin_unless_done(turn)
        return
    following = turn.next_reminder
    ahead = turn.ahead(following.local_date) if following else 0
    turn.here(s.ReminderAnswered(answer="no", reminder=following, ahead=ahead))
