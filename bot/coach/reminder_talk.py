"""Reminders: when one is due, and what the runner answers it.

Never early, never in the quiet hours unless the runner chose that hour, late rather than never but
not after the evening's end; not when the session is done or under way. A snooze moves this row only.
"""

from datetime import datetime, time, timedelta

from bot.coach import changes as c, events as e, says as s
from bot.coach.calendar import due_utc, in_quiet_hours, local_now, part_of_day
from bot.coach.checkin_talk import begin_unless_done
from bot.coach.model import Reminder, ReminderState, Run, Session, SessionStatus
from bot.coach.plan import expected_minutes
from bot.coach.turn import Turn


def due(turn: Turn, event: e.Due) -> None:
    """A reminder's time has come: say it, or put it away with the reason."""
    reminder = turn.reminder(event.day)
    if reminder is None or reminder.state is not ReminderState.PENDING or reminder.due > turn.now:
        return
    reason = _why_not(turn, reminder)
    if reason is not None:
        turn.change(c.EndReminder(day=event.day, state=ReminderState.DROPPED, reason=reason))
        return
    turn.change(c.EndReminder(day=event.day, state=ReminderState.SENT))
    if turn.runner.hold is not None:
        since = turn.runner.hold_since or turn.day
        turn.new(s.HoldReminder(flag=turn.runner.hold, since=since), until=_last_moment(turn, reminder))
        return
    run = _run_to_name(turn)
    asked = Session(no=turn.facts.newest + 1, local_day=turn.day, day_type="", minutes=turn.runner.minutes)
    turn.new(
        s.ReminderSay(
            day=event.day,
            part=part_of_day(turn.local.time()),
            run=run,
            days_ago=turn.days_ago(run) if run else 0,
            minutes=expected_minutes(turn.library, turn.wish(asked)),
        ),
        until=_last_moment(turn, reminder),
    )


def _run_to_name(turn: Turn) -> Run | None:
    """The run that the reminder is about; a weekday names only one day of the last week."""
    run = turn.run_in_window or next(iter(turn.runs), None)
    return run if run is not None and 0 <= turn.days_ago(run) < 7 else None


def _last_moment(turn: Turn, reminder: Reminder) -> datetime:
    """When the quiet hours of the reminder's day begin; the day's end when the hour was chosen in them."""
    hours = turn.rules.reminders
    if in_quiet_hours(reminder.local_time, hours.quiet_from, hours.quiet_until):
        return due_utc(reminder.local_date + timedelta(days=1), time.min, reminder.zone)
    return due_utc(reminder.local_date, hours.quiet_from, reminder.zone)


def _why_not(turn: Turn, reminder: Reminder) -> str | None:
    if not turn.runner.active:
        return "gone"
    today = turn.session if turn.session and turn.session.local_day == turn.day else None
    if turn.open_session is not None:
        return "under way"
    if today is not None and today.status in (SessionStatus.DONE, SessionStatus.RESTED):
        return "already done"
    hours = turn.rules.reminders
    chosen = in_quiet_hours(reminder.local_time, hours.quiet_from, hours.quiet_until)
    quiet = in_quiet_hours(turn.local.time(), hours.quiet_from, hours.quiet_until)
    if turn.local.date() != reminder.local_date or (quiet and not chosen):
        return "too late"
    return None


def answer(turn: Turn, event: e.Remind) -> None:
    reminder = turn.reminder(event.day)
    if reminder is None or event.day not in (turn.day, turn.local.date()):
        turn.toast(s.Closed(what="reminder", day=event.day if reminder else None, status="over"))
        return
    if reminder.state is ReminderState.TAKEN and event.answer != "start":
        turn.toast(s.Nothing())  # it has its answer; only starting is never too late
        return
    match event.answer:
        case "start":
            start(turn, event)
        case "hour":
            _snooze(turn, reminder, event, "hour")
        case "evening":
            _snooze(turn, reminder, event, "evening")
        case "tomorrow":
            _tomorrow(turn, reminder)
        case "no":
            turn.change(c.EndReminder(day=event.day, state=ReminderState.TAKEN, reason="not this time"))
            following = turn.next_reminder
            turn.here(
                s.ReminderAnswered(
                    answer="no",
                    reminder=following,
                    ahead=turn.ahead(following.local_date) if following else 0,
                )
            )


def start(turn: Turn, event: e.Remind) -> None:
    """Start: today's session, unless it is done."""
    turn.change(c.EndReminder(day=event.day, state=ReminderState.TAKEN, reason="started"))
    run = _run_to_name(turn)
    days_ago = turn.days_ago(run) if run else 0
    turn.record(s.ReminderAnswered(answer="start", reminder=None, ahead=0, run=run, days_ago=days_ago))
    begin_unless_done(turn)


def _snooze(turn: Turn, reminder: Reminder, event: e.Remind, to: str) -> None:
    """In an hour, or this evening; one that would end in the quiet hours offers tomorrow instead."""
    hours = turn.rules.reminders
    if to == "hour":
        local = local_now(turn.now + timedelta(minutes=turn.talk.snooze_minutes), turn.zone)
        day, at = local.date(), local.time().replace(second=0, microsecond=0)
    else:
        day, at = turn.local.date(), hours.evening_time
    moved = turn.reminder_at(day, at)
    if (
        day != reminder.local_date
        or moved.due <= turn.now
        or in_quiet_hours(at, hours.quiet_from, hours.quiet_until)
    ):
        turn.here(s.SnoozeTooLate(day=event.day))
        return
    turn.change(c.PutReminder(reminder=moved))
    turn.here(s.ReminderAnswered(answer=event.answer, reminder=moved, ahead=turn.ahead(day)))


def _tomorrow(turn: Turn, reminder: Reminder) -> None:
    """This date is answered; the next date has its own row, and keeps its hour if it is there already."""
    day = reminder.local_date + timedelta(days=1)
    turn.change(c.EndReminder(day=reminder.local_date, state=ReminderState.TAKEN, reason="moved"))
    known = turn.reminder(day)
    if known is None or known.state is not ReminderState.PENDING:
        known = turn.reminder_at(day, turn.runner.reminder_time)
        turn.change(c.PutReminder(reminder=known))
    turn.here(s.ReminderAnswered(answer="tomorrow", reminder=known, ahead=turn.ahead(day)))
