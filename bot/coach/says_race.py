"""What the coach can say of races still to come. Part of says.py."""

from datetime import date
from typing import Literal

from bot.coach.base import Frozen
from bot.coach.events import Draft
from bot.coach.model import Race, Reminder, Run

DateProblem = Literal["past", "never", "far", "weekday", "several", "words"]  # words: they name no day at all


class RaceDraft(Frozen):
    """A race as far as the runner, or a calendar, has told it."""

    day: date | None = None
    day_type: str = ""  # "": not known yet
    metres: int | None = None
    name: str | None = None
    words: str = ""  # what was typed and is still to be read, when the time zone is known


class RaceNoted(Frozen):
    race: Race
    again: bool  # it was down already
    evening: Reminder | None  # of the evening before, when that is still ahead, and will come
    after: Reminder | None  # of the day after
    quiet_until: date | None = None  # a pause keeps both silent


class AskRaceDate(Frozen):
    draft: RaceDraft
    problem: DateProblem | None = None
    said: str = ""  # the words that are no day to come


class AskRaceDistance(Frozen):
    draft: RaceDraft


class CheckRaceDate(Frozen):
    """So far away that it is asked before it is noted."""

    draft: RaceDraft


class RaceAhead(Frozen):
    """Words about a race still to come, not sent as a race."""

    draft: RaceDraft
    run: Draft  # the same as a run, should it have been run


class RaceList(Frozen):
    races: tuple[Race, ...]  # those still to come
    asked: bool  # a question comes the evening before
    forgotten: Race | None = None  # just taken off


class RaceForgotten(Frozen):
    race: Race


class RacesFull(Frozen):
    most: int


class GoodLuck(Frozen):
    """The evening before."""

    race: Race
    ask: bool


class LegsKept(Frozen):
    reminder: Reminder | None  # when the coach comes back
    ahead: int


class RaceQuestionKept(Frozen):
    wanted: bool


class TakenForRun(Frozen):
    """A session is asked for, and of the race nothing was told."""

    race: Race
    run: Run
    days_ago: int
    too: bool = False  # beside another one


class NotRun(Frozen):
    """It was not run after all."""

    race: Race
    under_way: bool  # a session is


class CalendarList(Frozen):
    """A calendar names several days to come."""

    races: tuple[RaceDraft, ...]
    more: int  # so many more


class CalendarOf(Frozen):
    """Nothing in the calendar file can be a race to come."""

    problem: Literal["big", "garbage", "empty", "past"]


class RaceOver(Frozen):
    """A late tap: the race is over, or off the list."""


RaceSaying = (
    AskRaceDate
    | AskRaceDistance
    | CalendarList
    | CalendarOf
    | CheckRaceDate
    | GoodLuck
    | LegsKept
    | NotRun
    | RaceAhead
    | RaceForgotten
    | RaceList
    | RaceNoted
    | RaceOver
    | RaceQuestionKept
    | RacesFull
    | TakenForRun
)
