"""What the coach can say of reminders beside themselves: the list, one moved or skipped. Part of says.py."""

from datetime import date, time
from typing import Literal

from bot.coach.base import Frozen
from bot.coach.model import Reminder


class ReminderList(Frozen):
    """What is coming, and what became of the last ones."""

    coming: tuple[Reminder, ...]  # the next ones, soonest first
    more: int  # so many more are coming
    once: tuple[Reminder, ...]  # of the dates for which two wait the one that will speak
    picked: Reminder | None  # the one the buttons are for; None: it has none
    series: tuple[date, ...]  # the rest days that follow in the series
    mark: int  # by which its button knows the series
    sent: tuple[Reminder, ...]  # what became of the last ones, newest first
    earlier: int  # so many more in these days
    days: int  # how far back
    quiet_until: date | None  # paused until then
    zone: str | None
    clock: time


class ReminderMoved(Frozen):
    """This one alone has another hour."""

    reminder: Reminder
    ahead: int
    usual: time | None  # the hour that stays; None: this kind has none


class ReminderSkipped(Frozen):
    reminder: Reminder
    following: Reminder | None  # the next that will ring
    ahead: int


class ReminderKept(Frozen):
    """The skipped one comes after all."""

    reminder: Reminder
    ahead: int


class CatchUp(Frozen):
    """A reminder that could not come, offered when the runner is next heard."""

    reminder: Reminder


class AskForGood(Frozen):
    """It was moved to about the same hour again and again."""

    kind: Literal["regen", "rest"]
    at: time
    current: time
    times: int


class ForGood(Frozen):
    """The answer: the hour from now on."""

    kind: Literal["regen", "rest"]
    at: time
    moved: bool
