"""A session that was left half-way: one nudge hours after the last sign, then silence; the night ends it.

Both are rows from the moment the session begins. An answer does not move them, for it has to cost little:
the nudge looks when it is due, and moves itself if there was a sign since.
"""

from datetime import datetime, time, timedelta

from bot.coach import changes as c
from bot.coach.calendar import due_utc, in_quiet_hours, local_now
from bot.coach.events_pause import Outage
from bot.coach.model import ItemStatus, Reminder, ReminderState, Session, WhyNot
from bot.coach.says_pause import NudgeSay, Offline
from bot.coach.turn import Turn

_ONE_DAY = timedelta(days=1)


def watch(turn: Turn) -> None:
    """Today's session has begun."""
    session = turn.session
    if session is None or turn.runner.zone is None:
        return
    closing = turn.reminder_at(session.local_day + _ONE_DAY, turn.rules.session.closes_at, "close")
    turn.change(c.PutReminder(reminder=closing))
    _nudge_after(turn, session, turn.now)


def nudge(turn: Turn, reminder: Reminder) -> None:
    """The nudge is due: said, moved, or put away."""
    session = turn.open_session
    wait = timedelta(hours=turn.talk.nudge_after_hours)
    if not turn.runner.active:
        _end(turn, reminder, WhyNot.GONE)
    elif session is None or session.local_day != reminder.local_date:
        _end(turn, reminder, WhyNot.ALREADY_DONE)
    elif turn.paused:
        _end(turn, reminder, WhyNot.PAUSED)
    elif turn.runner.hold is not None:
        _end(turn, reminder, WhyNot.NOT_WANTED)
    elif (sign := last_answer(session) or reminder.due - wait) + wait > turn.now:
        if not _nudge_after(turn, session, sign):
            _end(turn, reminder, WhyNot.TOO_LATE)
    elif turn.local.date() != session.local_day or _quiet(turn, turn.local.time()):
        _end(turn, reminder, WhyNot.TOO_LATE)
    else:
        turn.change(c.EndReminder(kind="nudge", day=reminder.local_date, state=ReminderState.SENT))
        done = sum(item.status is ItemStatus.DONE for item in session.items)
        total = len({item.position for item in session.items})
        until = due_utc(session.local_day, turn.rules.reminders.quiet_from, turn.zone)
        turn.new(NudgeSay(session=session.no, done=done, total=total), until=until)


def was_away(turn: Turn, event: Outage) -> None:
    """The coach was away while a session was open; not in the quiet hours, nor in a pause."""
    session = turn.open_session
    if session is None or not turn.runner.active or turn.runner.hold is not None or turn.paused:
        return
    if _quiet(turn, turn.local.time()):
        return
    began, ended = (_to_the_minute(local_now(at, turn.zone)) for at in (event.began, event.ended))
    until = due_utc(turn.local.date(), turn.rules.reminders.quiet_from, turn.zone)
    turn.new(Offline(began=began, ended=ended), until=until)


def _to_the_minute(at: datetime) -> time:
    """The nearest full minute."""
    return (at + timedelta(seconds=30)).time().replace(second=0, microsecond=0)


def last_answer(session: Session) -> datetime | None:
    """The last sign that is written down; None before the first exercise was answered."""
    return max((item.answered_at for item in session.items if item.answered_at is not None), default=None)


def _nudge_after(turn: Turn, session: Session, sign: datetime) -> bool:
    """Put the nudge so long after that sign. False: that would be in the quiet hours."""
    due = sign + timedelta(hours=turn.talk.nudge_after_hours)
    local = local_now(due, turn.zone)
    if _quiet(turn, local.time()):
        return False
    at = local.time().replace(second=0, microsecond=0)
    # the moment itself, not the one of its wall clock: an hour that comes twice must not send it back
    reminder = Reminder(kind="nudge", local_date=session.local_day, local_time=at, zone=turn.zone, due=due)
    turn.change(c.PutReminder(reminder=reminder))
    return True


def _quiet(turn: Turn, at: time) -> bool:
    hours = turn.rules.reminders
    return in_quiet_hours(at, hours.quiet_from, hours.quiet_until)


def _end(turn: Turn, reminder: Reminder, reason: WhyNot) -> None:
    turn.change(
        c.EndReminder(kind="nudge", day=reminder.local_date, state=ReminderState.DROPPED, reason=reason)
    )
