"""What the coach can say of what it knows of a runner. Part of says.py."""

from datetime import time

from bot.coach.base import Frozen
from bot.coach.model import Reminder


class ProfileShown(Frozen):
    """All of it; the voice reads it from the runner."""


class AskMyHourAgain(Frozen):
    """At which hour shall reminders come?"""

    current: time
    not_understood: str | None = None


class HourSaid(Frozen):
    """A time of day was typed, though nobody asked: is it the hour for reminders?"""

    at: time
    current: time


class MyHourKept(Frozen):
    at: time
    reminder: Reminder | None  # the next one, as it rings now
    ahead: int


class MinutesAsked(Frozen):
    minutes: int  # so far


class MinutesKept(Frozen):
    minutes: int


ProfileSaying = ProfileShown | AskMyHourAgain | HourSaid | MyHourKept | MinutesAsked | MinutesKept
