"""What the coach can say about a session: its plan, its exercises, its end. Part of says.py."""

from datetime import date
from typing import Literal

from bot.coach.base import Frozen
from bot.coach.model import Item, Reminder, Session
from bot.coach.plan_models import Plan


class PlanShown(Frozen):
    session: Session
    plan: Plan
    kit: frozenset[str]
    injured_since: date | None = None  # since when areas are kept out of every plan; None: none are


class PlanTaken(Frozen):
    session: Session


class WholePlan(Frozen):
    session: Session


class RestAdvice(Frozen):
    walk: bool  # an easy walk, if comfortable, is all right today
    kit_short: bool  # with a ball or a roller there would be something
    sore: bool  # the whole body asks for rest
    sharp: bool
    injured: frozenset[str] = frozenset()  # areas kept out of every plan
    injured_since: date | None = None
    reminder: Reminder | None
    ahead: int


class Card(Frozen):
    """One exercise, with its buttons."""

    session: int
    item: Item
    total: int


class Ticked(Frozen):
    item: Item
    session: int


class Skipped(Frozen):
    item: Item
    session: int


class SkipNoted(Frozen):
    item: Item
    session: int
    left_out: int  # how many more were taken out of today for it


class NoVariation(Frozen):
    """No easier one / no stand-in for it: it stays skipped."""

    item: Item
    session: int


class OfferEnd(Frozen):
    session: int
    done: int
    total: int


class Closing(Frozen):
    session: int
    done: int
    total: int
    minutes: int


class Ended(Frozen):
    """The question whether to end, after the answer."""


class NothingDone(Frozen):
    """Ended with nothing done: no question, no guilt."""


class MoodKept(Frozen):
    closing: Closing  # the question it answers: what was done stays to be read
    mood: Literal["better", "same", "worse"]
    count: int  # regeneration days this month, this one with it
    reminder: Reminder | None
    ahead: int
