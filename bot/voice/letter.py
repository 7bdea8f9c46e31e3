"""A letter: one thing to be said to one chat, ready to leave. It is what the outbox keeps."""

from datetime import date
from typing import Literal

from bot.coach.base import Frozen
from bot.coach.model import ReminderKind


class Key(Frozen):
    """One inline button: packed callback data, or a link."""

    text: str
    data: str | None = None
    url: str | None = None
    style: Literal["success", "danger", "primary"] | None = None


class ItemRef(Frozen):
    """The exercise a message shows. An edit finds its message by it when it leaves."""

    session: int
    position: int


class ReminderRef(Frozen):
    """The reminder that a letter brings. One that never leaves ends its reminder as not sent."""

    kind: ReminderKind
    day: date


class Letter(Frozen):
    """`send` makes a message, `edit` changes one, `answer` stops a tapped button's spinner."""

    kind: Literal["send", "edit", "answer"]
    text: str = ""  # HTML for send and edit, plain for answer (at most 200 characters, may be empty)
    keys: tuple[tuple[Key, ...], ...] = ()
    item: ItemRef | None = None
    reminder: ReminderRef | None = None
    message_id: int | None = None  # edit: the tapped message; None: found by `item`
    query_id: str | None = None  # answer
    ask_location: str | None = None  # send: a reply keyboard with one "share my location" button
    drop_keyboard: bool = False  # send: take that reply keyboard away
