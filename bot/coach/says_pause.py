"""What the coach can say of pauses, injuries, a session left half-way, its own absence. Part of says.py."""

from datetime import date, time
from typing import Literal

from bot.coach.base import Frozen
from bot.coach.model import PauseWhy, Reminder
from bot.coach.says_run import Part

PauseProblem = Literal["unclear", "past", "far"]


class AskPause(Frozen):
    day: date


class AskInjured(Frozen):
    day: date
    injured: frozenset[str]


class AskLength(Frozen):
    day: date  # from which days are counted
    why: PauseWhy
    quiet_until: date | None  # the pause that there is, and stays until another date is given
    problem: PauseProblem | None = None
    text: str = ""  # what was typed


class PauseSet(Frozen):
    quiet_until: date


class PauseEnded(Frozen):
    reminder: Reminder | None
    ahead: int


class PauseBack(Frozen):
    """The one message at the end of a pause."""

    day: date
    why: PauseWhy
    part: Part
    injured: frozenset[str]
    since: date | None  # since when


class AskWell(Frozen):
    injured: frozenset[str]
    since: date


class WellKept(Frozen):
    """The areas are in the plans again."""

    injured: frozenset[str]
    quiet_until: date | None


class NotWellYet(Frozen):
    day: date
    injured: frozenset[str]
    see_someone: bool  # it has been so long that somebody should look at it
    quiet_until: date | None


class NudgeSay(Frozen):
    """A session was left half-way."""

    session: int
    done: int
    total: int


class Offline(Frozen):
    """The coach was away while a session was open: what was tapped then may be lost."""

    began: time
    ended: time


PauseSaying = (
    AskPause
    | AskInjured
    | AskLength
    | PauseSet
    | PauseEnded
    | PauseBack
    | AskWell
    | WellKept
    | NotWellYet
    | NudgeSay
    | Offline
)
