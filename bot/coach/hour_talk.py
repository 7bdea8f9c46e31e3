"""When the coach comes back: the next day's reminder, at which hour, or not at all."""

from datetime import date, time, timedelta

from bot.coach import changes as c, events as e, says as s
from bot.coach.clockwords import parse_clock
from bot.coach.dates import read_date
from bot.coach.habit_talk import offer_for_good
from bot.coach.model import Reminder, ReminderKind, ReminderState, WhyNot
from bot.coach.states import AskingTime, Idle
from bot.coach.turn import Turn


def plan_reminder(turn: Turn, *, again: bool) -> Reminder | None:
    """The reminder of the next day. One that is there stays as it is; None when it was not wanted.

    `again`: the run had been told before, so nothing that was said about its reminder is overruled.
    """
    day = turn.day + timedelta(days=1)
    known = turn.reminder(day)
    if known is not None and known.state is ReminderState.PENDING:
        return known
    if known is not None and again:
        return None
    reminder = turn.reminder_at(day, turn.runner.reminder_time)
    if reminder.due <= turn.now:
        reminder = turn.reminder_at(day + timedelta(days=1), turn.runner.reminder_time)
    turn.change(c.PutReminder(reminder=reminder))
    return reminder


def _pending(turn: Turn, day: date, kind: ReminderKind = "regen") -> Reminder | None:
    """The reminder of that day while it waits, and will come; else the tap is answered kindly."""
    reminder = turn.reminder(day, kind)
    came_first = kind in ("regen", "rest") and turn.had_session(day)
    if reminder is not None and reminder.state is ReminderState.PENDING and not came_first:
        return reminder
    turn.toast(s.Closed(what="reminder", day=day if reminder else None, status="gone"))
    return None


def other_time(turn: Turn, event: e.OtherTime) -> None:
    reminder = _pending(turn, event.day)
    if reminder is not None:
        turn.state = AskingTime(day=event.day)
        turn.new(s.AskTime(day=event.day, current=reminder.local_time))


def time_typed(turn: Turn, state: AskingTime, text: str) -> bool:
    """The hour, typed, also beside the reminder's own day. False when the words are no time of day."""
    dated = read_date(text, turn.local.date())
    at = parse_clock(text) or (parse_clock(dated.rest) if dated.found else None)
    if at is None:
        return False
    if parse_clock(text) is None and dated.day != state.day:  # an hour of another day, and no run
        ask_time_again(turn, state, text)
        return True
    minute = at.hour * 60 + at.minute
    if state.alone is None:
        set_time(turn, e.SetTime(day=state.day, minute=minute))
    else:
        move_to(turn, e.MoveTo(kind=state.alone, day=state.day, minute=minute))
    return True


def ask_time_again(turn: Turn, state: AskingTime, text: str) -> None:
    reminder = turn.reminder(state.day, state.alone or "regen")
    current = reminder.local_time if reminder else turn.runner.reminder_time
    turn.new(s.AskTime(day=state.day, current=current, not_understood=text, alone=state.alone))


def set_time(turn: Turn, event: e.SetTime) -> None:
    """Move the waiting reminder, and remember the hour as the runner's own."""
    if not 0 <= event.minute < 24 * 60:
        turn.toast(s.OldButton())
        return
    reminder = _pending(turn, event.day)
    if reminder is None:
        turn.state = Idle()
        return
    at = time(event.minute // 60, event.minute % 60)
    moved = turn.reminder_at(event.day, at)
    if moved.due <= turn.now:
        turn.state = AskingTime(day=event.day)
        turn.new(s.AskTime(day=event.day, current=reminder.local_time, not_understood=f"{at:%H:%M}"))
        return
    turn.state = Idle()
    turn.set_runner(reminder_time=at)
    turn.change(c.PutReminder(reminder=moved))
    turn.here(s.TimeSet(reminder=moved, ahead=turn.ahead(event.day)))


def move(turn: Turn, event: e.MoveReminder) -> None:
    """Another hour for this one alone: asked."""
    reminder = _pending(turn, event.day, event.kind)
    if reminder is not None:
        turn.state = AskingTime(day=event.day, alone=event.kind)
        turn.new(s.AskTime(day=event.day, current=reminder.local_time, alone=event.kind))


def move_to(turn: Turn, event: e.MoveTo) -> None:
    """Move this one alone; the runner's hour and the series stay."""
    if not 0 <= event.minute < 24 * 60:
        turn.toast(s.OldButton())
        return
    reminder = _pending(turn, event.day, event.kind)
    if reminder is None:
        turn.state = Idle()
        return
    at = time(event.minute // 60, event.minute % 60)
    moved = turn.reminder_at(event.day, at, event.kind).model_copy(update={"snoozed": True})
    if moved.due <= turn.now:
        turn.state = AskingTime(day=event.day, alone=event.kind)
        past = f"{at:%H:%M}"
        turn.new(s.AskTime(day=event.day, current=reminder.local_time, not_understood=past, alone=event.kind))
        return
    turn.state = Idle()
    turn.change(c.PutReminder(reminder=moved))
    usual = {"regen": turn.runner.reminder_time, "rest": turn.runner.rest_time}.get(event.kind)
    turn.here(s.ReminderMoved(reminder=moved, ahead=turn.ahead(event.day), usual=usual))
    offer_for_good(turn, moved)


def no_reminder(turn: Turn, event: e.NoReminder) -> None:
    known = turn.reminder(event.day)
    if known is not None and known.reason == WhyNot.NOT_WANTED:  # the second of a double tap
        turn.here(s.ReminderOff(day=event.day))
    elif _pending(turn, event.day) is not None:
        turn.state = Idle()
        end = c.EndReminder(day=event.day, state=ReminderState.DROPPED, reason=WhyNot.NOT_WANTED)
        turn.change(end)
        turn.here(s.ReminderOff(day=event.day))


def remind_after_all(turn: Turn, event: e.RemindAfterAll) -> None:
    """Called off with the run, it comes as it was; the runner's hour is another matter, and stays."""
    known = turn.reminder(event.day)
    if known is not None:
        at = turn.reminder_at(event.day, known.local_time)
        reminder = at.model_copy(update={"snoozed": known.snoozed})
        if reminder.due > turn.now:
            turn.change(c.PutReminder(reminder=reminder))
            turn.here(s.ReminderKept(reminder=reminder, ahead=turn.ahead(event.day)))
            return
    turn.toast(s.Closed(what="reminder", day=event.day if known else None, status="gone"))
