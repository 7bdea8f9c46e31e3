"""What the runner's next free words mean. Buttons never need it: they carry their own context."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from bot.coach.base import Frozen
from bot.coach.events import Draft
from bot.coach.model import PauseWhy, ReminderKind
from bot.coach.says_race import RaceDraft

# A question that only buttons answer and that stands open: one about a pause, or any other.
Asked = Literal["", "question", "pause"]


class Idle(Frozen):
    """No words are waited for."""

    kind: Literal["idle"] = "idle"
    asked: Asked = ""


class AskingRun(Frozen):
    kind: Literal["run"] = "run"
    draft: Draft


class AskingPlace(Frozen):
    kind: Literal["place"] = "place"
    draft: Draft
    keyboard: bool = False  # the "share my location" keyboard is up
    words: str = ""  # what was said of it before the place had to be known
    race: RaceDraft | None = None  # or the race, as far as it was told


class AskingTime(Frozen):
    kind: Literal["time"] = "time"
    day: date
    alone: ReminderKind | None = None  # that day's reminder of this kind alone, not the runner's own hour


class AskingHour(Frozen):
    """The runner's own hour."""

    kind: Literal["hour"] = "hour"


class AskingPause(Frozen):
    """How long a pause shall be; days count from `day`."""

    kind: Literal["pause"] = "pause"
    day: date
    why: PauseWhy


class AskingRest(Frozen):
    """Which days are rest days, or only at which hour, or on which day the long run is."""

    kind: Literal["rest"] = "rest"
    hour: bool = False
    long_run: bool = False


class AskingRace(Frozen):
    """A race to come: its day, or its distance; and what a calendar calls the races that it offered."""

    kind: Literal["race"] = "race"
    draft: RaceDraft = RaceDraft()
    offered: tuple[RaceDraft, ...] = ()


class InSession(Frozen):
    """Typed "done" and "skip" mean this exercise."""

    kind: Literal["session"] = "session"
    session: int
    position: int


State = Annotated[
    Idle
    | AskingHour
    | AskingRun
    | AskingPlace
    | AskingTime
    | AskingPause
    | AskingRest
    | AskingRace
    | InSession,
    Field(discriminator="kind"),
]
