"""/reminders: what is coming, with ways to move, skip or stop it, and what became of the last ones.

What is done here concerns one row: the runner's hour and the series stay.
"""

from datetime import date, timedelta

from bot.coach import changes as c, events as e, rest_series, says as s
from bot.coach.model import Reminder, ReminderKind, ReminderState, WhyNot
from bot.coach.reminder_talk import end
from bot.coach.turn import Turn

_SHOWN: tuple[ReminderKind, ...] = ("regen", "rest", "race", "back")


def show(turn: Turn, pick: e.PickReminder | None = None) -> None:
    """The list; the buttons are those of the picked one, else of the next."""
    offered = turn.talk.reminder_list
    waiting = _waiting(turn)
    coming = [one for one in waiting if not turn.settled(one)]
    movable = [reminder for reminder in coming[: offered.coming] if reminder.kind in e.MOVED_KINDS]
    picked = next(iter(movable), None)
    if pick is not None:
        picked = next((one for one in movable if (one.kind, one.local_date) == (pick.kind, pick.day)), None)
        if picked is None:
            turn.toast(_over(turn, pick.kind, pick.day))
            return
    days = min(offered.sent_days, turn.rules.reminders.look_back_days)  # no further back is anything known
    since = turn.local.date() - timedelta(days=days)
    sent = [one for one in turn.reminders.values() if one.local_date >= since and _is_past(turn, one)]
    sent.sort(key=lambda one: one.due, reverse=True)
    turn.here(
        s.ReminderList(
            coming=tuple(coming[: offered.coming]),
            more=max(0, len(coming) - offered.coming),
            once=_once(turn, coming[: offered.coming]),
            picked=picked,
            series=_series(turn, waiting),
            mark=rest_series.mark(turn),
            sent=tuple(sent[: offered.sent]),
            earlier=max(0, len(sent) - offered.sent),
            days=days,
            quiet_until=turn.runner.paused_until if turn.paused else None,
            zone=turn.runner.zone,
            clock=turn.local.time(),
        )
    )


def _waiting(turn: Turn) -> list[Reminder]:
    """What waits to ring, soonest first: nothing of a pause but its end."""
    return [
        one
        for one in turn.pending
        if one.kind in _SHOWN and (one.kind == "back" or not turn.paused or not turn.in_pause(one.local_date))
    ]


def _once(turn: Turn, coming: list[Reminder]) -> tuple[Reminder, ...]:
    """Of the dates for which both kinds wait the one that will speak."""
    days = [one.local_date for one in coming if one.kind in ("regen", "rest")]
    both = {day for day in days if days.count(day) > 1}
    return tuple(
        one
        for one in coming
        if one.local_date in both and one.kind in ("regen", "rest") and not turn.spoken_for(one)
    )


def _series(turn: Turn, waiting: list[Reminder]) -> tuple[date, ...]:
    """The rest days that follow the one that waits; a date with another reminder is named there."""
    last = max((one.local_date for one in waiting if one.kind == "rest"), default=date.min)
    named = {one.local_date for one in waiting if one.kind == "regen"}
    return tuple(day for day in rest_series.coming(turn) if day > last and day not in named)


def _is_past(turn: Turn, reminder: Reminder) -> bool:
    """It has had its time; one that was called off before is history only then.

    The end of a pause that was given another day is none: that other day has it.
    """
    if reminder.kind == "back" and reminder.reason in (WhyNot.STOPPED, WhyNot.MOVED):
        return False
    return (
        reminder.kind in _SHOWN and reminder.state is not ReminderState.PENDING and reminder.due <= turn.now
    )


def _over(turn: Turn, kind: ReminderKind, day: date) -> s.Closed:
    known = turn.reminder(day, kind)
    return s.Closed(what="reminder", day=day if known else None, status="gone")


def _pending(turn: Turn, kind: ReminderKind, day: date) -> Reminder | None:
    """The reminder while it waits; else the tap is answered kindly."""
    reminder = turn.reminder(day, kind)
    if kind in e.MOVED_KINDS and reminder is not None and reminder.state is ReminderState.PENDING:
        return reminder
    turn.toast(_over(turn, kind, day))
    return None


def skip(turn: Turn, event: e.SkipReminder) -> None:
    """Not this one. The series goes on with its next day."""
    known = turn.reminder(event.day, event.kind)
    if known is not None and known.reason == WhyNot.SKIPPED and known.due > turn.now:
        _say_skipped(turn, known)  # the second of a double tap
        return
    reminder = _pending(turn, event.kind, event.day)
    if reminder is None:
        return
    end(turn, reminder, ReminderState.DROPPED, WhyNot.SKIPPED)
    if reminder.kind == "rest":
        rest_series.put_next_rest(turn, reminder.local_date + timedelta(days=1))
    _say_skipped(turn, reminder)


def _say_skipped(turn: Turn, reminder: Reminder) -> None:
    following = turn.next_reminder
    ahead = turn.ahead(following.local_date) if following else 0
    turn.here(s.ReminderSkipped(reminder=reminder, following=following, ahead=ahead))


def keep(turn: Turn, event: e.KeepReminder) -> None:
    """Remind me after all: the skipped one as it was, unless its time has passed."""
    known = turn.reminder(event.day, event.kind)
    if known is None or known.due <= turn.now:
        turn.toast(_over(turn, event.kind, event.day))
        return
    if known.state is not ReminderState.PENDING:
        if known.reason != WhyNot.SKIPPED:  # stopped since, or its run is gone
            turn.toast(_over(turn, event.kind, event.day))
            return
        at = turn.reminder_at(known.local_date, known.local_time, known.kind)
        known = at.model_copy(update={"snoozed": known.snoozed})
        turn.change(c.PutReminder(reminder=known))
    turn.here(s.ReminderKept(reminder=known, ahead=turn.ahead(known.local_date)))
