"""The buttons of /pause and of areas that are injured, and the coach's own absence. Part of events.py."""

from datetime import date, datetime
from typing import Literal

from bot.coach.base import Frozen, Number
from bot.coach.model import PauseWhy


class PickPause(Frozen):
    """Why a pause is wanted; `day` is that of the question."""

    day: date
    why: PauseWhy


class InjuredArea(Frozen):
    day: date
    group: str  # of areas, as in the check-in


class InjuredDone(Frozen):
    """That is where it hurts."""

    day: date


class PauseFor(Frozen):
    """So many days from `day` on: that of the question, or the end that the pause has or had."""

    day: date
    why: PauseWhy
    days: Number


class LongerPause(Frozen):
    day: date  # the end as it stands


class EndPause(Frozen):
    day: date  # the end as it stands


class Well(Frozen):
    """Whether what has been injured since then is well again; session: the plan that it is said on, or 0."""

    since: date
    session: Number
    answer: Literal["yes", "no"]


class Outage(Frozen):
    """The coach was away between these moments, for longer than Telegram keeps a tap."""

    began: datetime
    ended: datetime


PauseButton = PickPause | InjuredArea | InjuredDone | PauseFor | LongerPause | EndPause | Well
