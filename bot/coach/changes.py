"""What one step wants stored. The shell applies them in order, in the event's own transaction."""

from datetime import date, datetime

from bot.coach.base import Frozen
from bot.coach.model import Item, Race, Reminder, ReminderKind, ReminderState, Run, Session


class AddRun(Frozen):
    run: Run


class MoveRun(Frozen):
    no: int
    local_day: date


class RemoveRun(Frozen):
    no: int


class SaveRace(Frozen):
    """A race, new or changed."""

    race: Race


class RemoveRace(Frozen):
    no: int


class PutReminder(Frozen):
    """Make this the pending reminder of its kind and date."""

    reminder: Reminder


class EndReminder(Frozen):
    day: date
    state: ReminderState
    reason: str | None = None
    kind: ReminderKind = "regen"
    ended_at: datetime | None = None  # when it ended; None: now


class AddSession(Frozen):
    session: Session


class SaveSession(Frozen):
    """Everything of the session but its items."""

    session: Session


class SaveCheckin(Frozen):
    """What the check-in and the closing question said."""

    session: Session


class SavePlan(Frozen):
    """The items of the session, in place of what was planned before."""

    session: Session


class SaveItem(Frozen):
    """An item's answer."""

    session: int
    item: Item


class AddItem(Frozen):
    session: int
    item: Item


class DropReminders(Frozen):
    """The runner is gone: nothing rings any more."""


Change = (
    AddRun
    | MoveRun
    | RemoveRun
    | SaveRace
    | RemoveRace
    | PutReminder
    | EndReminder
    | AddSession
    | SaveSession
    | SaveCheckin
    | SavePlan
    | SaveItem
    | AddItem
    | DropReminders
)
