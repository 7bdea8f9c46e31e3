"""What can happen to the coach: one event a Telegram update, or one due reminder.

Buttons are events too: each carries all it needs to be understood for ever. How they are packed
into callback data is voice/buttons.py's affair.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from bot.coach.base import Frozen, Number
from bot.coach.events_list import (
    MOVED_KINDS as MOVED_KINDS,
    CaughtUp as CaughtUp,
    HourForGood as HourForGood,
    KeepReminder as KeepReminder,
    MoveReminder as MoveReminder,
    MoveTo as MoveTo,
    PickReminder as PickReminder,
    ShowReminders as ShowReminders,
    SkipReminder as SkipReminder,
)
from bot.coach.events_pause import Outage as Outage, PauseButton as PauseButton
from bot.coach.events_profile import ProfileButton as ProfileButton
from bot.coach.events_race import Calendar as Calendar, RaceButton as RaceButton
from bot.coach.events_rest import RestButton as RestButton
from bot.coach.events_words import Changed as Changed, Command as Command, Typed as Typed
from bot.coach.model import ReminderKind, SkipReason


class Draft(Frozen):
    """A run as far as the runner has told it. Travels inside buttons until the run is stored."""

    day_type: str = ""  # "" unknown, "race" a race of unknown distance, "today" a session without a new run
    days_ago: Annotated[int, Field(ge=0, le=366)] = 0
    metres: Number | None = None
    seconds: Number | None = None


# --- buttons -----------------------------------------------------------------------------------


class StartRun(Frozen):
    """I just ran."""


class WhatIs(Frozen):
    """What is regeneration?"""


class PickRun(Frozen):
    draft: Draft


class PickZone(Frozen):
    draft: Draft
    zone: str


class OtherPlace(Frozen):
    draft: Draft


class OtherTime(Frozen):
    day: date


class SetTime(Frozen):
    day: date
    minute: Number  # of the local day


class NoReminder(Frozen):
    day: date


class RemindAfterAll(Frozen):
    day: date


class RanYesterday(Frozen):
    run: Number


class WrongRun(Frozen):
    run: Number


class LongOne(Frozen):
    """The run took longer than its kind usually does, and counts as a harder one."""

    run: Number


class ShortNow(Frozen):
    run: Number


class ToggleKit(Frozen):
    session: Number  # 0: asked outside a session
    kit: str


class KitDone(Frozen):
    session: Number
    none: bool


class First(Frozen):
    """An answer to a first-time question."""

    session: Number
    question: Literal["new", "bendy", "doctor"]
    answer: Literal["yes", "no", "unsure", "skip"]


class ToggleCaution(Frozen):
    session: Number
    caution: str


class CautionsDone(Frozen):
    session: Number
    none: bool  # none of these, but something else


class ToggleFocus(Frozen):
    group: str  # of areas, as in the check-in


class FocusDone(Frozen):
    """That is what I want to work on."""


class Bendy(Frozen):
    """An answer to the five-part questionnaire: which question, how many yes so far."""

    session: Number
    part: Number
    yes: Number
    answer: Literal["yes", "no", "skip"]


class Remind(Frozen):
    """An answer to a reminder."""

    day: date
    answer: Literal["start", "hour", "evening", "tomorrow", "no"]


class Clear(Frozen):
    session: Number


class RaiseFlag(Frozen):
    """Yes, or not sure (flag is empty), or the sign that was picked."""

    session: Number
    flag: str


class Checked(Frozen):
    """I had it checked."""


class Area(Frozen):
    session: Number
    area: str


class Sore(Frozen):
    session: Number
    area: str
    level: Literal["fine", "a-bit", "sore", "very-sore", "can-hardly-move", "sharp"]


class MoreAreas(Frozen):
    session: Number


class NothingSore(Frozen):
    session: Number


class SoreDone(Frozen):
    """That's it."""

    session: Number


class Minutes(Frozen):
    session: Number
    minutes: Number


class MyKit(Frozen):
    session: Number


class WholeList(Frozen):
    session: Number


class Go(Frozen):
    session: Number


class Do(Frozen):
    """An answer to one exercise."""

    session: Number
    position: Number
    exercise: str
    answer: Literal["done", "skip", "undo"]


class Reason(Frozen):
    session: Number
    position: Number
    exercise: str
    reason: SkipReason


class Mood(Frozen):
    session: Number
    mood: Literal["better", "same", "worse"]


class EndHere(Frozen):
    """End the session with what was done."""

    session: Number


class GoOn(Frozen):
    """Go on with the open session."""

    session: Number


class StartToday(Frozen):
    """Today's session: started, gone on with, or named as done."""


class OnceMore(Frozen):
    """A second session on the same day."""


class NewRunAnyway(Frozen):
    """/regen in the middle of something, confirmed."""

    draft: Draft


By = Literal["", "phase", "area", "kit"]
NO_KIT = "none"  # the key of the exercises that need nothing bought


class Lesson(Frozen):
    """A lesson card; they count from 1."""

    no: int


class Browse(Frozen):
    """The exercises: the menu (by is empty), the choices (key is empty), or a page of a list."""

    by: By
    key: str
    page: int


class ShowExercise(Frozen):
    """An exercise's card, and the list it was opened from."""

    exercise: str
    by: By
    key: str
    page: int


Button = (
    StartRun
    | WhatIs
    | PickRun
    | PickZone
    | OtherPlace
    | OtherTime
    | SetTime
    | NoReminder
    | RemindAfterAll
    | RanYesterday
    | WrongRun
    | LongOne
    | ShortNow
    | ToggleKit
    | KitDone
    | First
    | ToggleCaution
    | CautionsDone
    | ToggleFocus
    | FocusDone
    | Bendy
    | Remind
    | Clear
    | RaiseFlag
    | Checked
    | Area
    | Sore
    | MoreAreas
    | NothingSore
    | SoreDone
    | Minutes
    | MyKit
    | WholeList
    | Go
    | Do
    | Reason
    | Mood
    | EndHere
    | GoOn
    | StartToday
    | OnceMore
    | NewRunAnyway
    | Lesson
    | Browse
    | ShowExercise
    | ShowReminders
    | PickReminder
    | MoveReminder
    | MoveTo
    | SkipReminder
    | KeepReminder
    | CaughtUp
    | HourForGood
    | PauseButton
    | ProfileButton
    | RestButton
    | RaceButton
)


# --- everything else that can happen -------------------------------------------------------------


class Tapped(Frozen):
    """A button was tapped; `button` is None when its data is no button of ours."""

    button: Button | None
    message_id: int | None = None
    query_id: str | None = None  # None: the button's words were typed instead


class Located(Frozen):
    latitude: float
    longitude: float


class Sent(Frozen):
    """Something the coach cannot read: a photo, a sticker, a voice message … or not before it is fetched."""

    what: str
    file_id: str | None = None


class Blocked(Frozen):
    """The runner has blocked the bot, or Telegram said 403."""


class Due(Frozen):
    """A reminder's time has come."""

    kind: ReminderKind = "regen"
    day: date


Unasked = Due | Outage  # nobody spoke to us: what is said then waits behind the replies
Event = Tapped | Typed | Command | Changed | Located | Calendar | Sent | Blocked | Unasked
