"""The buttons of /reminders, and of what is said about reminders beside themselves. Part of events.py."""

from datetime import date
from typing import Literal

from bot.coach.base import Frozen, Number
from bot.coach.model import ReminderKind

MOVED_KINDS: tuple[ReminderKind, ...] = ("regen", "rest", "race")  # the end of a pause is /pause's affair


class ShowReminders(Frozen):
    """What is coming, and what was sent."""


class PickReminder(Frozen):
    """Show the list with the buttons of this one."""

    kind: ReminderKind
    day: date


class MoveReminder(Frozen):
    """Another hour for this one alone."""

    kind: ReminderKind
    day: date


class MoveTo(Frozen):
    kind: ReminderKind
    day: date
    minute: Number  # of the local day


class SkipReminder(Frozen):
    """Not this one; the series goes on."""

    kind: ReminderKind
    day: date


class KeepReminder(Frozen):
    """The skipped one after all."""

    kind: ReminderKind
    day: date


class CaughtUp(Frozen):
    """An answer to the offer of a reminder that could not come."""

    day: date
    answer: Literal["start", "no"]


class HourForGood(Frozen):
    """An answer to "Move it to 19:00 for good?"; `kind` says whose hour."""

    kind: Literal["regen", "rest"]
    was: Number  # the hour when it was asked, as a minute of the day
    minute: Number
    answer: Literal["yes", "no"]
