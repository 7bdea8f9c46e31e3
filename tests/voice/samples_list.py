"""What can be said of reminders beside themselves: the list at its longest, and with nothing in it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, get_args

from bot.coach import says as s
from bot.coach.events import MOVED_KINDS
from bot.coach.model import Reminder, ReminderKind, ReminderState, WhyNot
from content.library import load_library

DAY = date(2026, 9, 30)
_TALK = load_library().talk
_ZONE = "America/Argentina/ComodRivadavia"
KINDS = tuple(kind for kind in get_args(ReminderKind) if kind not in ("nudge", "close"))


def reminder(day: date = DAY, **values: Any) -> Reminder:
    known = {"local_date": day, "local_time": time(20, 59), "zone": _ZONE}
    due = datetime(day.year, day.month, day.day, 20, 59, tzinfo=UTC)
    return Reminder.model_validate(known | {"due": due} | values)


def over(reason: str | None, state: ReminderState = ReminderState.DROPPED) -> Reminder:
    """One that had its day; the coach was back a day later."""
    back = datetime(2026, 10, 1, 9, 10, tzinfo=UTC)
    return reminder(state=state, reason=reason, ended_at=back)


def longest_list() -> s.ReminderList:
    """As many lines as there can be, the longest words in each."""
    days = [DAY + timedelta(days=n) for n in range(_TALK.reminder_list.coming)]
    coming = tuple(reminder(day, kind="race") for day in days)
    return s.ReminderList(
        coming=coming,
        more=99,
        once=(),
        picked=coming[0],
        series=(DAY, DAY),
        mark=2**31 - 1,
        sent=(over(WhyNot.TOO_LATE),) * _TALK.reminder_list.sent,
        earlier=99,
        days=14,
        quiet_until=DAY,
        zone=_ZONE,
        clock=time(20, 59),
    )


EMPTY: dict[str, Any] = {
    "coming": (),
    "more": 0,
    "once": (),
    "picked": None,
    "series": (),
    "sent": (),
    "earlier": 0,
}


def sayings() -> Iterator[Any]:
    whole = longest_list()
    yield whole.model_copy(update=EMPTY)
    yield whole.model_copy(update=EMPTY | {"zone": None, "quiet_until": None})
    yield whole.model_copy(update={"more": 1, "earlier": 1, "sent": whole.sent[:1]})
    both = (reminder(), reminder(kind="rest"))
    yield whole.model_copy(update={"coming": both, "once": both[:1], "picked": both[0]})
    yield whole.model_copy(update={"coming": (reminder(kind="rest"),), "series": (DAY + timedelta(days=7),)})
    for kind in KINDS:
        one = reminder(kind=kind)
        picked = one if kind in MOVED_KINDS else None
        yield whole.model_copy(update={"coming": (one, reminder(DAY + timedelta(days=1))), "picked": picked})
    on_the_day = over(WhyNot.TOO_LATE).model_copy(update={"ended_at": datetime(2026, 9, 30, 21, tzinfo=UTC)})
    for one in (*map(over, (*WhyNot, None, "of-another-time")), over(None, ReminderState.SENT), on_the_day):
        yield whole.model_copy(update={"sent": (one,)})
    yield s.SnoozeTooLate(day=DAY)
    yield s.ReminderMoved(reminder=reminder(kind="race"), ahead=0, usual=None)
    yield s.ReminderSkipped(reminder=reminder(), following=None, ahead=0)
    for reason in (WhyNot.TOO_LATE, WhyNot.UNSENT):
        yield s.CatchUp(reminder=over(reason))
    for kind in ("regen", "rest"):
        for yes in (True, False):
            yield s.ForGood.model_validate({"kind": kind, "at": time(19), "moved": yes})
    for kind in MOVED_KINDS:
        yield s.AskTime(day=DAY, current=time(9), alone=kind)
