"""What the coach can say, as meaning. The words are made in voice/ from content/<language>/texts.yaml."""

from datetime import date, datetime
from typing import Literal

from bot.coach.base import Frozen
from bot.coach.events import Draft
from bot.coach.model import Reminder, Session
from bot.coach.says_browse import (
    BrowseChoices as BrowseChoices,
    BrowseList as BrowseList,
    BrowseMenu as BrowseMenu,
    ExerciseCard as ExerciseCard,
    LessonCard as LessonCard,
)
from bot.coach.says_list import (
    AskForGood as AskForGood,
    CatchUp as CatchUp,
    ForGood as ForGood,
    ReminderKept as ReminderKept,
    ReminderList as ReminderList,
    ReminderMoved as ReminderMoved,
    ReminderSkipped as ReminderSkipped,
)
from bot.coach.says_pause import PauseSaying as PauseSaying
from bot.coach.says_profile import ProfileSaying as ProfileSaying
from bot.coach.says_race import RaceSaying as RaceSaying
from bot.coach.says_rest import RestSaying as RestSaying
from bot.coach.says_run import (
    AskDistance as AskDistance,
    AskPlace as AskPlace,
    AskRun as AskRun,
    AskTime as AskTime,
    CheckRun as CheckRun,
    ConfirmZone as ConfirmZone,
    HoldReminder as HoldReminder,
    PickPlace as PickPlace,
    PlaceOption as PlaceOption,
    ReminderAnswered as ReminderAnswered,
    ReminderOff as ReminderOff,
    ReminderSay as ReminderSay,
    RunBefore as RunBefore,
    RunForgotten as RunForgotten,
    RunNoted as RunNoted,
    SnoozeTooLate as SnoozeTooLate,
    StillAhead as StillAhead,
    TimeSet as TimeSet,
    ZoneSet as ZoneSet,
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
from bot.coach.says_small import (
    CannotUse as CannotUse,
    ChangedLate as ChangedLate,
    NotUnderstood as NotUnderstood,
    PutDown as PutDown,
    Thanks as Thanks,
    UnknownCommand as UnknownCommand,
)

ClosedStatus = Literal["done", "over", "rested", "flagged", "gone"]


class Welcome(Frozen):
    again: bool  # has been here before
    open_session: int | None


class NotAdmitted(Frozen):
    """To somebody who may not use this coach."""


class OnlyInPrivate(Frozen):
    """To a group: the coach talks in private chats."""

    link: str  # opens the private chat


class AboutRegeneration(Frozen):
    pass


class Help(Frozen):
    session: int | None  # the open one


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


class AskCautions(Frozen):
    cautions: frozenset[str]
    session: int


class AskFocus(Frozen):
    focus: frozenset[str]  # areas


class FocusKept(Frozen):
    focus: frozenset[str]


class AskBendy(Frozen):
    session: int
    part: int
    yes: int


class SetUpDone(Frozen):
    """The evening's questions are answered; nothing more is wanted today."""

    reminder: Reminder | None
    ahead: int


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
    hurt: tuple[str, ...] = ()  # areas that hurt last time: asked about by name


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


class SignsInText(Frozen):
    """A word of warning stood in free text."""

    session: int


class Sorry(Frozen):
    """Something went wrong on our side; what was sent is set aside."""


class TooMuch(Frozen):
    """More came at once than a person says; some of it was passed over."""


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
    | NotAdmitted
    | OnlyInPrivate
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
    | AskCautions
    | AskFocus
    | FocusKept
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
    | ChangedLate
    | Thanks
    | SignsInText
    | Sorry
    | TooMuch
    | OldButton
    | StillOpen
    | AnswerFirst
    | Nothing
    | LessonCard
    | BrowseMenu
    | BrowseChoices
    | BrowseList
    | ExerciseCard
    | ReminderList
    | ReminderMoved
    | ReminderSkipped
    | ReminderKept
    | CatchUp
    | AskForGood
    | ForGood
    | PauseSaying
    | ProfileSaying
    | RestSaying
    | RaceSaying
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
