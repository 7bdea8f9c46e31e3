"""Moved to about the same hour again and again: "Move it to 19:00 for good?", asked once."""

from datetime import time
from typing import Literal

from bot.coach import changes as c, events as e, rest_series, says as s
from bot.coach.calendar import in_quiet_hours
from bot.coach.model import Reminder
from bot.coach.turn import Turn
from content.rulebook import ReminderRules


def offer_for_good(turn: Turn, moved: Reminder) -> None:
    """Ask once, when it was moved to about that hour as often as the talk's rule says."""
    rule, runner = turn.talk.same_hour, turn.runner
    if runner.hour_offered or moved.kind not in ("regen", "rest"):
        return
    current = _hour(turn, moved.kind)
    alike = [
        one.local_time
        for one in turn.reminders.values()
        if one.kind == moved.kind
        and one.snoozed
        and abs(_minutes(one.local_time) - _minutes(moved.local_time)) <= rule.within_minutes
    ]
    if current is None or len(alike) < rule.times:
        return
    at = _rounded(sorted(alike)[len(alike) // 2], rule.round_to_minutes, turn.rules.reminders)
    if at == current:
        return
    turn.set_runner(hour_offered=True)
    turn.new(s.AskForGood(kind=moved.kind, at=at, current=current, times=len(alike)))


def _hour(turn: Turn, kind: Literal["regen", "rest"]) -> time | None:
    """The runner's own hour for that kind; None without a series."""
    if kind == "regen":
        return turn.runner.reminder_time
    return rest_series.hour(turn) if turn.runner.rest_rule is not None else None


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _rounded(at: time, step: int, hours: ReminderRules) -> time:
    """To the nearest full quarter, say; down where that would lead into the quiet hours or another day."""
    down = _minutes(at) // step * step
    near = (_minutes(at) + step // 2) // step * step
    quiet = near >= 24 * 60 or in_quiet_hours(_time(near), hours.quiet_from, hours.quiet_until)
    return _time(down if quiet else near)


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def for_good(turn: Turn, event: e.HourForGood) -> None:
    """The answer. What waits moves with it; what was moved by hand stays where it was put."""
    current = _hour(turn, event.kind)
    if current is None or event.minute >= 24 * 60:
        turn.toast(s.OldButton())
        return
    at = _time(event.minute)
    if event.answer == "no" or current == at:  # the second of a double tap
        turn.here(s.ForGood(kind=event.kind, at=current, moved=current == at))
        return
    if _minutes(current) != event.was:  # the hour was changed since
        turn.toast(s.OldButton())
        return
    if event.kind == "regen":
        keep_hour(turn, at)
    else:
        rest_series.move(turn, at)
    turn.here(s.ForGood(kind=event.kind, at=at, moved=True))


def keep_hour(turn: Turn, at: time) -> None:
    """The runner's own hour, and what waits at the old one."""
    turn.set_runner(reminder_time=at)
    for reminder in turn.pending:
        if reminder.kind == "regen" and not reminder.snoozed:
            moved = turn.reminder_at(reminder.local_date, at)
            if moved.due > turn.now:
                turn.change(c.PutReminder(reminder=moved))
