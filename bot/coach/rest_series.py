"""The rows of the rest-day series: one pending row ahead, put when the series begins, changes or goes on.

Rule: a changed series ends what it had put and nothing else: a reminder that was snoozed today, or moved to a
date of its own, stays. A date that has spoken, or was refused, gets no second row.
"""

import zlib
from collections.abc import Iterator
from datetime import date, time, timedelta
from itertools import islice

from bot.coach import changes as c
from bot.coach.calendar import due_utc
from bot.coach.model import Reminder, ReminderState, WhyNot
from bot.coach.rhythm import Rhythm
from bot.coach.series import next_day
from bot.coach.turn import Turn

_SHOWN = 3  # dates said ahead
_ANEW = (WhyNot.STOPPED, WhyNot.GONE, WhyNot.PAUSED)  # why a row is over that may be put again


def rhythm(turn: Turn) -> Rhythm | None:
    """The series as it is; None when there is none."""
    return Rhythm.of(turn.runner.rest_rule)


def hour(turn: Turn) -> time:
    """The hour of rest days: their own, else the runner's."""
    return turn.runner.rest_time or turn.runner.reminder_time


def is_rest_day(turn: Turn, day: date) -> bool:
    """Whether the series names the day."""
    return _names(turn.runner.rest_rule, turn.runner.rest_starts, day)


def _names(rule: str | None, starts: date | None, day: date) -> bool:
    return rule is not None and starts is not None and next_day(rule, starts, day) == day


def mark(turn: Turn) -> int:
    """A number by which a button knows the series it was shown with; 0 when there is none."""
    runner = turn.runner
    if runner.rest_rule is None:
        return 0
    return zlib.crc32(f"{runner.rest_rule} {runner.rest_starts}".encode()) % 2**31


def begin(turn: Turn, days: Rhythm, at: time) -> None:
    """From now on this is the series. It counts from its first day whose hour is still ahead."""
    before = turn.runner.rest_rule, turn.runner.rest_starts
    today = turn.local.date()
    every_one = days.model_copy(update={"every": 1})
    first = next(_ahead(turn, every_one.rule, today, at, today), today)
    turn.set_runner(rest_rule=days.rule, rest_starts=first, rest_time=at)
    _end_rows(turn, before)
    go_on(turn)


def move(turn: Turn, at: time) -> None:
    """From now on at this hour; the days stay."""
    turn.set_runner(rest_time=at)
    _end_rows(turn, (turn.runner.rest_rule, turn.runner.rest_starts))
    go_on(turn)


def stop(turn: Turn) -> None:
    """No series any more, and nothing of it rings."""
    turn.set_runner(rest_rule=None, rest_starts=None)
    for reminder in turn.pending:
        if reminder.kind == "rest":
            _end(turn, reminder)


def go_on(turn: Turn) -> None:
    """The next day from now on becomes the pending row: the series is new, or the runner is back."""
    if turn.runner.zone is None:
        return
    at, day = hour(turn), next(_of(turn), None)
    known = turn.reminder(day, "rest") if day else None
    if day is not None and not (known and known.state is ReminderState.PENDING):
        turn.change(c.PutReminder(reminder=turn.reminder_at(day, at, "rest")))


def put_next_rest(turn: Turn, day: date) -> Reminder | None:
    """The series' next rest day from that day on becomes the pending row; what is there stays."""
    runner = turn.runner
    if runner.rest_rule is None or runner.rest_starts is None or runner.rest_time is None:
        return None
    # after a long silence not every missed day needs its row
    day = max(day, turn.local.date() - timedelta(days=turn.rules.reminders.look_back_days))
    while (following := next_day(runner.rest_rule, runner.rest_starts, day)) is not None:
        known = turn.reminder(following, "rest")
        if known is not None and known.state is ReminderState.PENDING:
            return known
        if known is None or (known.reason in _ANEW and following > turn.local.date()):
            known = turn.reminder_at(following, runner.rest_time, "rest")
            turn.change(c.PutReminder(reminder=known))
            return known
        day = following + timedelta(days=1)  # that one has had its day
    return None


def coming(turn: Turn) -> tuple[date, ...]:
    """The next dates on which the coach comes by; none in a pause, on the day of a race, or on a day that
    has had its reminder."""
    days = _of(turn, turn.runner.paused_until)
    return tuple(islice((day for day in days if not _is_settled(turn, day)), _SHOWN))


def _is_settled(turn: Turn, day: date) -> bool:
    return turn.settled(turn.reminder(day, "rest") or turn.reminder_at(day, hour(turn), "rest"))


def _of(turn: Turn, since: date | None = None) -> Iterator[date]:
    """The days of the series that are still to come, from that day on."""
    runner, today = turn.runner, turn.local.date()
    if runner.rest_rule is not None and runner.rest_starts is not None:
        day = max(today, since or today)
        yield from _ahead(turn, runner.rest_rule, runner.rest_starts, hour(turn), day)


def _ahead(turn: Turn, rule: str, starts: date, at: time, day: date) -> Iterator[date]:
    """The days of a rule from `day` on whose hour is ahead, and which have not had their reminder."""
    while (following := next_day(rule, starts, day)) is not None:
        known = turn.reminder(following, "rest")
        pending = known is not None and known.state is ReminderState.PENDING
        due = known.due if known and pending and known.snoozed else due_utc(following, at, turn.zone)
        if due > turn.now and (known is None or pending or known.reason in _ANEW):
            yield following
        day = following + timedelta(days=1)


def _end_rows(turn: Turn, before: tuple[str | None, date | None]) -> None:
    """End the pending rows that the series before had put, and that are not as they are to be now."""
    for reminder in turn.pending:
        put_by_it = reminder.kind == "rest" and _names(*before, reminder.local_date)
        if put_by_it and not _stays(turn, reminder):
            _end(turn, reminder)


def _stays(turn: Turn, reminder: Reminder) -> bool:
    """Whether it is as the series has it now; or the runner moved it, today or on a day that is still one."""
    if reminder.snoozed:
        return reminder.local_date == turn.local.date() or is_rest_day(turn, reminder.local_date)
    return reminder.local_time == hour(turn) and next(_of(turn), None) == reminder.local_date


def _end(turn: Turn, reminder: Reminder) -> None:
    end = {"day": reminder.local_date, "state": ReminderState.DROPPED, "reason": WhyNot.STOPPED}
    turn.change(c.EndReminder.model_validate({"kind": "rest", **end}))
