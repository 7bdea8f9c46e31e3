"""What can happen around a race still to come: its buttons, and a calendar file. Part of events.py."""

from datetime import date, datetime
from typing import Literal

from bot.coach.base import Frozen, Number


class PutRace(Frozen):
    """Put a race down. It names no race's distance ("") while that is still to be asked."""

    day: date
    day_type: str
    metres: Number  # 0: not known


class AskRaceDay(Frozen):
    """Put a race down whose day is still to be asked."""

    day_type: str
    metres: Number


class ForgetRace(Frozen):
    race: Number
    listed: bool  # tapped in the list of races, which then stands there without it


class Legs(Frozen):
    """How the legs feel the evening before."""

    race: Number
    answer: Literal["fresh", "all-right", "heavy"]


class RaceQuestion(Frozen):
    """Whether that is asked at all."""

    wanted: bool


class DidNotRun(Frozen):
    """The race that was taken for run, and was not."""

    race: Number
    run: Number


class CalendarRace(Frozen):
    """One event of a calendar file."""

    title: str
    day: date  # as it is written there
    moment: datetime | None = None  # UTC, where the file names a moment and no clock of a place


class Calendar(Frozen):
    """A calendar file was sent, and this was in it."""

    races: tuple[CalendarRace, ...] = ()
    problem: Literal["big", "garbage"] | None = None


RaceButton = AskRaceDay | DidNotRun | ForgetRace | Legs | PutRace | RaceQuestion
