"""The values that pass between the shell and the edge: who wrote, files and letters on their way."""

from datetime import datetime
from typing import Literal

from bot.coach.base import Frozen
from bot.voice.letter import ItemRef, Letter, ReminderRef

Lane = Literal["reply", "bulk"]


class Person(Frozen):
    """Who an update comes from, as Telegram says it."""

    chat_id: int
    first_name: str
    language_code: str | None = None


class Filed(Frozen):
    """A file that somebody sent, to be fetched and read."""

    id: int
    file_id: str
    person: Person


class Posted(Frozen):
    """A letter in the outbox. Letters of one step may leave together; steps of a chat keep their order."""

    id: int
    chat_id: int
    step: str
    lane: Lane
    letter: Letter
    not_before: datetime | None = None
    not_after: datetime | None = None
    attempts: int = 0


class Delivered(Frozen):
    """A letter that has left (or need not leave any more), and the message it became."""

    id: int
    chat_id: int
    item: ItemRef | None = None
    unsent: ReminderRef | None = None  # its time was over before it could leave: this reminder was not sent
    message_id: int | None = None
