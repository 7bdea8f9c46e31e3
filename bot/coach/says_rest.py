"""What the coach can say of rest days. Part of says.py."""

from datetime import date, time

from bot.coach.base import Frozen
from bot.coach.model import Run
from bot.coach.rhythm import Rhythm
from bot.coach.says_run import Part


class RestShown(Frozen):
    """The rest days, to be changed."""

    days: Rhythm | None  # None: no series yet
    at: time
    coming: tuple[date, ...]
    mark: int  # of the series, for its buttons
    not_understood: str | None = None  # words that say no rest days


class RestKept(Frozen):
    """The rest days as they hold now."""

    days: Rhythm
    at: time
    coming: tuple[date, ...]


class NoRestDays(Frozen):
    """None were chosen."""


class RestHour(Frozen):
    """At which hour?"""

    current: time
    mark: int
    not_understood: str | None = None


class NoDayLeft(Frozen):
    """The last day was taken out: stop, or keep it?"""

    weekday: int
    mark: int


class RestStopped(Frozen):
    pass


class RestChanged(Frozen):
    """The button is of a series that has changed since."""


class WhichLongRunDay(Frozen):
    """After the long run: of which weekday?"""

    mark: int


class AfterLongRun(Frozen):
    """The long runs are on that weekday: every week on the day after?"""

    weekday: int
    mark: int


class RestReminder(Frozen):
    """The reminder of a rest day."""

    day: date
    part: Part
    run: Run | None  # one that still limits the session
    days_ago: int
    minutes: int


RestSaying = (
    RestShown
    | RestKept
    | NoRestDays
    | RestHour
    | NoDayLeft
    | RestStopped
    | RestChanged
    | WhichLongRunDay
    | AfterLongRun
    | RestReminder
)
