"""The end of a pause: one gentle message, at the runner's hour, and nothing else on that day."""

from datetime import date, timedelta

from bot.coach import changes as c, says as s
from bot.coach.calendar import in_quiet_hours, part_of_day
from bot.coach.model import Reminder, ReminderState, WhyNot
from bot.coach.reminder_talk import end, last_moment, session_on
from bot.coach.says_pause import PauseBack
from bot.coach.turn import Turn


def back(turn: Turn, reminder: Reminder) -> None:
    """The pause is over. Late after an outage rather than never, but not at night: then the next morning."""
    runner, today = turn.runner, turn.local.date()
    met = session_on(turn, turn.day)
    if not runner.active:
        end(turn, reminder, ReminderState.DROPPED, WhyNot.GONE)
    elif turn.paused:
        end(turn, reminder, ReminderState.DROPPED, WhyNot.PAUSED)
    elif met is not None:  # the runner is back already
        end(turn, reminder, ReminderState.DROPPED, met)
    elif _is_quiet(turn, reminder) or _has_spoken(turn, today):
        end(turn, reminder, ReminderState.DROPPED, WhyNot.MOVED)
        turn.change(c.PutReminder(reminder=_next(turn)))
    else:
        end(turn, reminder, ReminderState.SENT)
        _say(turn, reminder.model_copy(update={"local_date": today}))


def _say(turn: Turn, reminder: Reminder) -> None:
    runner, until = turn.runner, last_moment(turn, reminder)
    if runner.hold is not None:  # a warning sign goes before a pause
        turn.new(s.HoldReminder(flag=runner.hold, since=runner.hold_since or turn.day), until=until)
        return
    turn.new(welcome_back(turn, reminder), until=until)


def welcome_back(turn: Turn, reminder: Reminder) -> PauseBack:
    """What is said at the end of a pause."""
    runner = turn.runner
    return PauseBack(
        day=runner.paused_until or reminder.local_date,
        why=runner.paused_why or "break",
        part=part_of_day(turn.local.time(), turn.talk.parts_of_day),
        injured=runner.injured,
        since=runner.injured_since,
    )


def _has_spoken(turn: Turn, day: date) -> bool:
    """Whether a session's reminder has rung on that day."""
    return any(
        reminder.state in (ReminderState.SENT, ReminderState.TAKEN)
        for kind in ("regen", "rest")
        if (reminder := turn.reminders.get((kind, day))) is not None
    )


def _next(turn: Turn) -> Reminder:
    day = turn.local.date()
    reminder = turn.reminder_at(day, turn.runner.reminder_time, "back")
    if reminder.due <= turn.now or _has_spoken(turn, day):
        reminder = turn.reminder_at(day + timedelta(days=1), turn.runner.reminder_time, "back")
    return reminder


def _is_quiet(turn: Turn, reminder: Reminder) -> bool:
    """Whether it is night for this reminder: the quiet hours, unless the runner chose an hour in them."""
    hours = turn.rules.reminders
    chosen = in_quiet_hours(reminder.local_time, hours.quiet_from, hours.quiet_until)
    return not chosen and in_quiet_hours(turn.local.time(), hours.quiet_from, hours.quiet_until)
