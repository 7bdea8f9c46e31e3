"""The buttons of /profile. Part of events.py."""

from bot.coach.base import Frozen, Number


class OpenProfile(Frozen):
    """What the coach knows of me."""


class MyPlace(Frozen):
    """I live, or am, somewhere else."""


class AskMyHour(Frozen):
    """At another hour."""


class SetMyHour(Frozen):
    minute: Number  # of the local day


class AskMyMinutes(Frozen):
    """For longer, or shorter."""


class SetMyMinutes(Frozen):
    minutes: Number


class MyThings(Frozen):
    """What is at home."""


class MyAreas(Frozen):
    """What I want to work on."""


class AskMeAgain(Frozen):
    """The questions that are asked once: once more."""


ProfileButton = (
    OpenProfile
    | MyPlace
    | AskMyHour
    | SetMyHour
    | AskMyMinutes
    | SetMyMinutes
    | MyThings
    | MyAreas
    | AskMeAgain
)
