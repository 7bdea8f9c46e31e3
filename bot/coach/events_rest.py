"""The buttons of /rest. Part of events.py."""

from typing import Annotated

from pydantic import Field

from bot.coach.base import Frozen, Number

Weekday = Annotated[int, Field(ge=0, le=6)]  # Monday is 0


class OpenRest(Frozen):
    """Rest-day reminders."""


class ChangeRest(Frozen):
    """The rest days to be changed, in place of what stands there."""


class SetRestDay(Frozen):
    """A weekday in or out; it says which, so that a double tap is one."""

    weekday: Weekday
    on: bool
    mark: Number  # of the series whose place the day takes; 0: it joins a set of weekdays


class AskRestHour(Frozen):
    """Other time."""


class SetRestHour(Frozen):
    minute: Number  # of the local day
    mark: Number  # of the series it was asked for


class RestEvery(Frozen):
    """Every week on that day and no other."""

    weekday: Weekday
    mark: Number  # of the series whose place it takes


class AskLongRunDay(Frozen):
    """Another day is the day of the long run."""


class RestDone(Frozen):
    """That's it."""


class StopRest(Frozen):
    mark: Number  # of the series that shall stop


RestButton = (
    OpenRest
    | ChangeRest
    | SetRestDay
    | AskRestHour
    | SetRestHour
    | RestEvery
    | AskLongRunDay
    | RestDone
    | StopRest
)
