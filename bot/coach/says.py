"""What the coach can say, as meaning. The words are made in voice/ from content/<language>/texts.yaml."""

from datetime import date, datetime, time
from typing import Literal

from bot.coach.base import Frozen
from bot.coach.events import Draft
from bot.coach.model import Reminder, Run, Session
from bot.coach.says_browse import (
    BrowseChoices as BrowseChoices,
    BrowseList as BrowseList,
    BrowseMenu as BrowseMenu,
    ExerciseCard as ExerciseCard,
    LessonCard as LessonCard,
)
from bot.coach.says_session import (
    Card as Card,
    Closing as Closing,
    Ended as Ended,
    MoodKept as MoodKept,
    NothingDone as NothingDone,
    NoVariation as NoVariation,
    OfferEnd as OfferEnd,
    PlanShown as PlanShown,
    PlanTaken as PlanTaken,
    RestAdvice as RestAdvice,
    SkipNoted as SkipNoted,
    Skipped as Skipped,
    Ticked as Ticked,
    WholePlan as WholePlan,
)

ClosedStatus = Literal["done", "over", "rested", "flagged", "gone"]
Part = Literal["morning", "afternoon", "evening", "night"]


class Welcome(Frozen):
    again: bool  # has been here before
    open_session: int | None


class AboutRegeneration(Frozen):
    pass


class Help(Frozen):
    session: int | None  # the open one


class AskRun(Frozen):
    draft: Draft
    not_understood: str | None = None  # words that say nothing of a run


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


class TimeSet(Frozen):
    reminder: Reminder
    ahead: int


class ReminderOff(Frozen):
    day: date


class AskKit(Frozen):
    kit: frozenset[str]
    session: int


class KitKept(Frozen):
    kit: frozenset[str]


class AskFirst(Frozen):
    question: Literal["new", "bendy", "doctor"]
    session: int


class FirstKept(Frozen):
    question: Literal["new", "bendy", "doctor"]
    answer: Literal["yes", "no", "skip"]


class AskBendy(Frozen):
    session: int
    part: int
    yes: int


class SetUpDone(Frozen):
    """The evening's questions are answered; nothing more is wanted today."""

    reminder: Reminder | None
    ahead: int


class ReminderSay(Frozen):
    day: date
    part: Part
    run: Run | None
    days_ago: int
    minutes: int


class HoldReminder(Frozen):
    flag: str
    since: date


class ReminderAnswered(Frozen):
    """The reminder message after its answer: the question without its buttons."""

    answer: Literal["start", "hour", "evening", "tomorrow", "no"]
    reminder: Reminder | None  # where it moved to
    ahead: int


class SnoozeTooLate(Frozen):
    day: date


class AskFlags(Frozen):
    session: int
    short: bool  # asked before: one line is enough


class FlagsClear(Frozen):
    more: bool = False  # no session goes on after it: the next steps are offered


class PickFlag(Frozen):
    session: int


class FlagText(Frozen):
    flag: str


class OnHold(Frozen):
    flag: str
    since: date


class HoldLifted(Frozen):
    pass


class AskSore(Frozen):
    session: Session
    more: bool


class AskLevel(Frozen):
    session: int
    area: str


class SoreKept(Frozen):
    session: Session


class Closed(Frozen):
    """A late tap on something that is over."""

    what: Literal["session", "reminder", "run"]
    day: date | None
    status: ClosedStatus


class AlreadyDone(Frozen):
    """Today's session is done."""

    session: Session
    done: int
    reminder: Reminder | None
    ahead: int


class Midway(Frozen):
    """/regen or /today in the middle of something: asked once."""

    draft: Draft
    session: int
    done: int
    total: int


class PutDown(Frozen):
    """/cancel."""

    session: int | None
    done: int
    total: int
    question: bool  # a question was open
    keyboard: bool  # the "share my location" keyboard has to go


class NotUnderstood(Frozen):
    text: str
    session: int | None


class CannotUse(Frozen):
    what: str
    session: int | None


class UnknownCommand(Frozen):
    name: str
    session: int | None


class SignsInText(Frozen):
    """A word of warning stood in free text."""

    session: int


class OldButton(Frozen):
    """No button of ours: said without a guess."""


class StillOpen(Frozen):
    """Not yet, or not any more: the session has gone on."""


class AnswerFirst(Frozen):
    """The question of red flags comes before any exercise."""


class Nothing(Frozen):
    """A tap is answered, and there is nothing to say."""


Saying = (
    Welcome
    | AboutRegeneration
    | Help
    | AskRun
    | CheckRun
    | StillAhead
    | AskDistance
    | ConfirmZone
    | AskPlace
    | PickPlace
    | ZoneSet
    | RunNoted
    | RunBefore
    | RunForgotten
    | AskTime
    | TimeSet
    | ReminderOff
    | AskKit
    | KitKept
    | AskFirst
    | FirstKept
    | AskBendy
    | SetUpDone
    | ReminderSay
    | HoldReminder
    | ReminderAnswered
    | SnoozeTooLate
    | AskFlags
    | FlagsClear
    | PickFlag
    | FlagText
    | OnHold
    | HoldLifted
    | AskSore
    | AskLevel
    | SoreKept
    | PlanShown
    | PlanTaken
    | WholePlan
    | RestAdvice
    | Card
    | Ticked
    | Skipped
    | SkipNoted
    | NoVariation
    | OfferEnd
    | Closing
    | Ended
    | NothingDone
    | MoodKept
    | Closed
    | AlreadyDone
    | Midway
    | PutDown
    | NotUnderstood
    | CannotUse
    | UnknownCommand
    | SignsInText
    | OldButton
    | StillOpen
    | AnswerFirst
    | Nothing
    | LessonCard
    | BrowseMenu
    | BrowseChoices
    | BrowseList
    | ExerciseCard
)


class New(Frozen):
    """Said as a message of its own."""

    saying: Saying
    until: datetime | None = None  # not delivered after this moment (UTC)


class Here(Frozen):
    """Said in place of the tapped message; as a new one when nothing was tapped."""

    saying: Saying


class Record(Frozen):
    """The question after its answer, without its buttons; nothing where nothing was tapped."""

    saying: Saying


class There(Frozen):
    """Said in place of the message that shows an exercise."""

    session: int
    position: int
    saying: Saying


class Toast(Frozen):
    """Said over the chat for a moment, in answer to a tap; as a message when it was typed."""

    saying: Saying


Said = New | Here | Record | There | Toast
