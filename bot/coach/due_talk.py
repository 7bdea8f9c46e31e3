"""A row's time has come: which talk it is for. Apart from the talks, so that they share rules."""

from datetime import timedelta
from typing import assert_never

from bot.coach import changes as c, events as e
from bot.coach.back_talk import back
from bot.coach.model import ReminderKind, ReminderState, WhyNot
from bot.coach.nudge_talk import nudge
from bot.coach.race_day import evening_before
from bot.coach.reminder_talk import end, ring
from bot.coach.rest_series import go_on, put_next_rest
from bot.coach.turn import Turn

_COME_AGAIN: tuple[ReminderKind, ...] = (
    "regen",
    "race",
    "back",
    "close",
)  # a rest day's comes with its series


def come_back(turn: Turn) -> None:
    """Whoever writes after having blocked us is back, and finds what was planned and is still ahead."""
    turn.set_runner(active=True)
    for known in turn.facts.reminders:
        if known.kind in _COME_AGAIN and known.reason == WhyNot.GONE:
            again = turn.reminder_at(known.local_date, known.local_time, known.kind)
            if again.due > turn.now:
                turn.change(c.PutReminder(reminder=again.model_copy(update={"snoozed": known.snoozed})))
    go_on(turn)


def due(turn: Turn, event: e.Due) -> None:
    """A reminder's time has come: say it, or put it away with the reason."""
    reminder = turn.reminder(event.day, event.kind)
    if reminder is None or reminder.state is not ReminderState.PENDING or reminder.due > turn.now:
        return
    match event.kind:
        case "regen" | "rest":
            ring(turn, reminder)
            if event.kind == "rest":
                put_next_rest(turn, reminder.local_date + timedelta(days=1))
        case "close":
            end(turn, reminder, ReminderState.SENT)  # the session was closed when this turn began
        case "nudge":
            nudge(turn, reminder)
        case "back":
            back(turn, reminder)
        case "race":
            evening_before(turn, reminder)
        case _:
            assert_never(event.kind)
