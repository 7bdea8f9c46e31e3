"""What the coach can say of runs, places and reminders. Part of says.py."""

from datetime import date, time
from typing import Literal

from bot.coach.base import Frozen
from bot.coach.events import Draft
from bot.coach.model import Race, Reminder, ReminderKind, Run

Part = Literal["morning", "afternoon", "evening", "night"]


class AskRun(Frozen):
    draft: Draft
    not_understood: str | None = None  # words that say nothing of a run
    or_hour: bool = False  # what was typed may be an hour for the reminders instead: this one, if it is one
    at: time | None = None


class CheckRun(Frozen):
    """A run was read from words of which much was not understood: asked before it is noted."""

    draft: Draft


class StillAhead(Frozen):
    """The words speak of a run still to come."""

    draft: Draft


class AskDistance(Frozen):
    draft: Draft


class ConfirmZone(Frozen):
    draft: Draft
    zone: str
    clock: time


class AskPlace(Frozen):
    draft: Draft
    not_found: str | None = None  # what was typed and could not be placed


class PlaceOption(Frozen):
    name: str
    zone: str
    clock: time


class PickPlace(Frozen):
    draft: Draft
    options: tuple[PlaceOption, ...]


class ZoneSet(Frozen):
    zone: str
    clock: time
    keyboard: bool  # the "share my location" keyboard has to go


class RunNoted(Frozen):
    run: Run
    reminder: Reminder | None  # None: none is wanted
    ahead: int  # days from the local day to the reminder; 0 is today, 1 tomorrow
    counts_as: str  # the day type it is treated as
    hard: bool  # a half or longer: the signs of the evening are named
    closed_session: bool  # an open session was closed as it stood
    quiet_until: date | None = None  # a pause: no reminder until then


class RunBefore(Frozen):
    """A run of an earlier day: today is for the session."""

    run: Run
    days_ago: int
    counts_as: str


class RunForgotten(Frozen):
    run: Run


class AskTime(Frozen):
    day: date
    current: time
    not_understood: str | None = None
    alone: ReminderKind | None = None  # that day's reminder of this kind alone, not the runner's own hour


class TimeSet(Frozen):
    reminder: Reminder
    ahead: int


class ReminderOff(Frozen):
    day: date


class ReminderSay(Frozen):
    day: date
    part: Part
    run: Run | None
    days_ago: int
    minutes: int
    race: Race | None = None  # of which nothing was told: it was taken for run


class HoldReminder(Frozen):
    flag: str
    since: date


class ReminderAnswered(Frozen):
    """The reminder message after its answer: the question without its buttons."""

    answer: Literal["start", "hour", "evening", "tomorrow", "no"]
    reminder: Reminder | None  # where it moved to
    ahead: int
    run: Run | None = None  # start: what the reminder was about
    days_ago: int = 0


class SnoozeTooLate(Frozen):
    day: date
    early: bool = False  # it would still be night, not too late in the day
