"""/reminders: what is coming, with ways to move, skip or stop it, and what became of the last ones.

What is done here concerns one row: the runner's hour and the series stay, but for "Stop the series".
"""

from datetime import date, timedelta

from bot.coach import changes as c, events as e, rest_series, says as s
from bot.coach.model import Reminder, ReminderKind, ReminderState, WhyNot
from bot.coach.reminder_talk import end
from bot.coach.series import next_days
from bot.coach.turn import Turn

_SHOWN: tuple[ReminderKind, ...] = ("regen", "rest", "race", "back")
_NEXT_REST_DAYS = 2  # named behind the pending one


def show(turn: Turn, pick: e.PickReminder | None = None) -> None:
    """The list; the buttons are those of the picked one, else of the next."""
    offered = turn.talk.reminder_list
    coming = _coming(turn)
    movable = [reminder for reminder in coming[: offered.coming] if reminder.kind in e.MOVED_KINDS]
    picked = next(iter(movable), None)
    if pick is not None:
        picked = next((one for one in movable if (one.kind, one.local_date) == (pick.kind, pick.day)), None)
        if picked is None:
            turn.toast(_over(turn, pick.kind, pick.day))
            return
    since = turn.local.date() - timedelta(days=offered.sent_days)
    sent = [one for one in turn.reminders.values() if one.local_date >= since and _is_past(turn, one)]
    sent.sort(key=lambda one: one.due, reverse=True)
    turn.here(
        s.ReminderList(
            coming=tuple(coming[: offered.coming]),
            more=max(0, len(coming) - offered.coming),
            picked=picked,
            series=_series(turn, coming),
            sent=tuple(sent[: offered.sent]),
            earlier=max(0, len(sent) - offered.sent),
            days=offered.sent_days,
            quiet_until=turn.runner.paused_until if turn.paused else None,
            zone=turn.runner.zone,
            clock=turn.local.time(),
        )
    )


def _coming(turn: Turn) -> list[Reminder]:
    """What will ring, soonest first: not what falls into a pause."""
    back = turn.runner.paused_until if turn.paused else None
    return [
        one
        for one in turn.pending
        if one.kind in _SHOWN and (back is None or one.kind == "back" or one.local_date >= back)
    ]


def _series(turn: Turn, coming: list[Reminder]) -> tuple[date, ...]:
    runner = turn.runner
    rest = [one.local_date for one in coming if one.kind == "rest"]
    if runner.rest_rule is None or runner.rest_starts is None or not rest:
        return ()
    after = max(rest) + timedelta(days=1)
    return tuple(next_days(runner.rest_rule, runner.rest_starts, after, _NEXT_REST_DAYS))


def _is_past(turn: Turn, reminder: Reminder) -> bool:
    """It has had its time; one that was called off before is history only then."""
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


def stop_series(turn: Turn, event: e.StopSeries) -> None:
    """No more rest days. A button of an earlier series stops nothing."""
    if turn.runner.rest_rule is None or _pending(turn, "rest", event.day) is None:
        if turn.runner.rest_rule is None:
            turn.toast(s.Nothing())
        return
    rest_series.stop(turn)
    turn.here(s.SeriesStopped())
