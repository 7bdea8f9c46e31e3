"""What can happen to the coach: one event a Telegram update, or one due reminder.

Buttons are events too: each carries all it needs to be understood for ever. How they are packed
into callback data is voice/buttons.py's affair.
"""

from datetime import date
from typing import Literal

from bot.coach.base import Frozen
from bot.coach.model import SkipReason


class Draft(Frozen):
    """A run as far as the runner has told it. Travels inside buttons until the run is stored."""

    day_type: str = ""  # "" unknown, "race" a race of unknown distance, "today" a session without a new run
    days_ago: int = 0
    metres: int | None = None
    seconds: int | None = None


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
    minute: int  # of the local day


class NoReminder(Frozen):
    day: date


class RemindAfterAll(Frozen):
    day: date


class RanYesterday(Frozen):
    run: int


class WrongRun(Frozen):
    run: int


class LongOne(Frozen):
    """The run took longer than its kind usually does, and counts as a harder one."""

    run: int


class ShortNow(Frozen):
    run: int


class ToggleKit(Frozen):
    session: int  # 0: asked outside a session
    kit: str


class KitDone(Frozen):
    session: int
    none: bool


class First(Frozen):
    """An answer to a first-time question."""

    session: int
    question: Literal["new", "bendy", "doctor"]
    answer: Literal["yes", "no", "unsure", "skip"]


class Bendy(Frozen):
    """An answer to the five-part questionnaire: which question, how many yes so far."""

    session: int
    part: int
    yes: int
    answer: Literal["yes", "no", "skip"]


class Remind(Frozen):
    """An answer to a reminder."""

    day: date
    answer: Literal["start", "hour", "evening", "tomorrow", "no"]


class Clear(Frozen):
    session: int


class RaiseFlag(Frozen):
    """Yes, or not sure (flag is empty), or the sign that was picked."""

    session: int
    flag: str


class Checked(Frozen):
    """I had it checked."""


class Area(Frozen):
    session: int
    area: str


class Sore(Frozen):
    session: int
    area: str
    level: Literal["fine", "a-bit", "sore", "very-sore", "can-hardly-move", "sharp"]


class MoreAreas(Frozen):
    session: int


class NothingSore(Frozen):
    session: int


class SoreDone(Frozen):
    """That's it."""

    session: int


class Minutes(Frozen):
    session: int
    minutes: int


class MyKit(Frozen):
    session: int


class WholeList(Frozen):
    session: int


class Go(Frozen):
    session: int


class Do(Frozen):
    """An answer to one exercise."""

    session: int
    position: int
    exercise: str
    answer: Literal["done", "skip", "undo"]


class Reason(Frozen):
    session: int
    position: int
    exercise: str
    reason: SkipReason


class Mood(Frozen):
    session: int
    mood: Literal["better", "same", "worse"]


class EndHere(Frozen):
    """End the session with what was done."""

    session: int


class GoOn(Frozen):
    """Go on with the open session."""

    session: int


class StartToday(Frozen):
    """Today's session: started, gone on with, or named as done."""


class OnceMore(Frozen):
    """A second session on the same day."""


class NewRunAnyway(Frozen):
    """/regen in the middle of something, confirmed."""

    draft: Draft


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
)


# --- everything else that can happen -------------------------------------------------------------


class Tapped(Frozen):
    """A button was tapped; `button` is None when its data is no button of ours."""

    button: Button | None
    message_id: int | None = None
    query_id: str | None = None  # None: the button's words were typed instead


class Typed(Frozen):
    """Free words. `meaning`: they say done or skip, in the runner's language."""

    text: str
    edited: bool = False
    meaning: Literal["done", "skip"] | None = None


class Command(Frozen):
    name: str
    words: str = ""


class Located(Frozen):
    latitude: float
    longitude: float


class Sent(Frozen):
    """Something the coach cannot read: a photo, a sticker, a voice message …"""

    what: str


class Blocked(Frozen):
    """The runner has blocked the bot, or Telegram said 403."""


class Due(Frozen):
    """A reminder's time has come."""

    kind: Literal["regen"] = "regen"
    day: date


Event = Tapped | Typed | Command | Located | Sent | Blocked | Due
