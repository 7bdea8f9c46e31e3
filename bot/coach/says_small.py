"""What the coach says to /cancel, to thanks, and to what it cannot read or use. Part of says.py."""

from datetime import date

from bot.coach.base import Frozen


class PutDown(Frozen):
    """/cancel."""

    session: int | None
    done: int
    total: int
    question: bool  # a question was open
    keyboard: bool  # the "share my location" keyboard has to go
    pause: bool = False  # it was about a pause
    quiet_until: date | None = None  # the pause that stays, and what is injured
    injured: frozenset[str] = frozenset()


class NotUnderstood(Frozen):
    text: str
    session: int | None
    begun: bool = False  # its exercises are under way
    hour: bool = False  # written as a time of day, and none
    asked: bool = False  # a question stands


class CannotUse(Frozen):
    what: str
    session: int | None
    asked: bool = False  # a question stands


class UnknownCommand(Frozen):
    name: str
    session: int | None


class Thanks(Frozen):
    """To somebody who said no more than that."""


class ChangedLate(Frozen):
    """A message was changed that has been acted on."""

    session: int | None
