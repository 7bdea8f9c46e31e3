"""What a runner writes. Part of events.py."""

from typing import Literal

from bot.coach.base import Frozen, Number


class Typed(Frozen):
    """Free words. `meaning`: they say done or skip, in the runner's language."""

    text: str
    meaning: Literal["done", "skip"] | None = None
    thanks: bool = False  # and say no more than that
    message_id: int | None = None
    edited: bool = False  # the message was there before, with other words
    replaces: Number | None = None  # the run that those told, if it was noted


class Command(Frozen):
    name: str
    words: str = ""
    message_id: int | None = None
    edited: bool = False


class Changed(Frozen):
    """A message was changed that has been acted on, or is of long ago. `same`: it says what it said."""

    same: bool
