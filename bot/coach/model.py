"""What the coach knows about one runner: plain frozen values, the same in memory and in the database.

Days are the runner's local days, times of day are the runner's wall clock, moments are aware UTC.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum
from typing import Literal, Self

from pydantic import Field

from bot.coach.base import Frozen
from bot.coach.plan_models import Dose, Met, Planned, Why


class Answer(StrEnum):
    """A first-time question's answer. None, beside these, means: not asked yet."""

    YES = "yes"
    NO = "no"
    SKIPPED = "skipped"


PauseWhy = Literal["ill", "injured", "away", "break"]


class Runner(Frozen):
    """One runner: who they are and what they told us about themselves."""

    chat_id: int
    first_name: str = ""
    language: str = "en"
    language_code: str | None = None  # as Telegram gives it; only for the first guess of a zone
    zone: str | None = None  # IANA name; None until it was needed and confirmed
    reminder_time: time
    kit: frozenset[str] | None = None  # None: not asked yet
    minutes: int
    focus: frozenset[str] = frozenset()
    beginner: Answer | None = None
    hypermobile: Answer | None = None
    caution: Answer | None = None  # something a doctor should know
    cautions: frozenset[str] = frozenset()  # which, of triage.cautions
    hold: str | None = None  # the red flag named, until "I had it checked"
    hold_since: date | None = None
    rest_rule: str | None = None  # which days are rest days, as an RFC 5545 recurrence rule; None: no series
    rest_starts: date | None = None  # from this day the rule counts ("every second Sunday" from which one?)
    rest_time: time | None = None
    paused_until: date | None = None  # the day on which the coach comes back
    paused_why: PauseWhy | None = None
    injured: frozenset[str] = frozenset()  # areas kept out until the runner says they are well
    injured_since: date | None = None  # the day the first of them was named
    race_question: bool = True  # False: no question the evening before a race
    hour_offered: bool = False  # "Move it for good?" was asked
    active: bool = True  # False: has blocked us, or the account is gone


class Run(Frozen):
    no: int  # counts from 1 for each runner
    day_type: str  # a key of rules.day_types
    local_day: date
    metres: int | None = None
    seconds: int | None = None


class Race(Frozen):
    """A race still to come, or just run."""

    no: int  # counts from 1 for each runner
    day_type: str  # a key of rules.day_types
    local_day: date
    name: str | None = None  # as the runner or their calendar calls it
    metres: int | None = None
    legs: str | None = None  # what they answered the evening before


# regen: the day after a run. rest: a rest day of the series. race: the evening before a race. back: the
# end of a pause. nudge: a session was left half-way. close: an open session ends with its day.
ReminderKind = Literal["regen", "rest", "race", "back", "nudge", "close"]


class ReminderState(StrEnum):
    PENDING = "pending"
    SENT = "sent"  # handed to the outbox
    TAKEN = "taken"  # started, or answered "not this time"
    DROPPED = "dropped"  # will not ring; `reason` says why


class WhyNot(StrEnum):
    """Why a reminder did not ring, or is over; the row's `reason`."""

    GONE = "gone"  # the runner has blocked us
    PAUSED = "paused"
    UNDER_WAY = "under way"
    ALREADY_DONE = "already done"
    LEFT = "session left"  # the runner had begun that day's session, and left it with nothing done
    TOO_LATE = "too late"  # the coach was offline until after the evening's end
    ELSEWHERE = "elsewhere"  # the runner went to a zone where that hour was over
    UNSENT = "could not leave"  # Telegram was away until after the evening's end
    ONE_A_DAY = "one a day"  # the day's other reminder speaks for it
    NOT_WANTED = "no reminder"
    SKIPPED = "skipped"  # this one alone, in /reminders
    STOPPED = "stopped"  # the series was stopped or changed
    RUN_MOVED = "run moved"
    RACE_OFF = "race off"  # the race was taken off the list, or not run
    RACE_DAY = "race day"  # no rest-day session on the day of a race
    NOT_RUN = "not run"  # it came, and the race had not been run
    FAILED = "failed"  # it could not be handled
    STARTED = "started"
    NOT_THIS_TIME = "not this time"
    MOVED = "moved"  # to another date


class Reminder(Frozen):
    """One row for a runner, kind and local date. `due` is a cache of date, time and zone."""

    kind: ReminderKind = "regen"
    local_date: date
    local_time: time
    zone: str
    due: datetime
    state: ReminderState = ReminderState.PENDING
    reason: str | None = None
    snoozed: bool = False  # this row was moved by the runner; the series was not
    ended_at: datetime | None = None  # when it stopped being pending


class ItemStatus(StrEnum):
    PENDING = "pending"
    DONE = "done"
    SKIPPED = "skipped"
    SWAPPED = "swapped"  # replaced by an easier exercise at the same position
    LEFT_OUT = "left-out"  # taken out of today's plan after another answer


class SkipReason(StrEnum):
    HURTS = "hurts"
    NO_KIT = "no-kit"
    NO_TIME = "no-time"
    TOO_HARD = "too-hard"
    NOT_FOR_ME = "not-for-me"


class Item(Frozen):
    """One exercise of a session. Position and exercise together are its name, for ever."""

    position: int  # counts from 1
    exercise_id: str
    phase: str
    minutes: float
    dose: Dose  # as it is to be done today
    why: Why
    substitute_for: str | None = None  # the kit whose stand-in is used
    status: ItemStatus = ItemStatus.PENDING
    reason: SkipReason | None = None
    variant: Literal["easier", "stand-in"] | None = None  # the written variation is shown instead
    answered_at: datetime | None = None
    message_id: int | None = None

    @classmethod
    def of(cls, planned: Planned, position: int, message_id: int | None = None) -> Self:
        """What was planned, as it is kept."""
        return cls(
            position=position,
            exercise_id=planned.exercise_id,
            phase=planned.phase,
            minutes=planned.minutes,
            dose=planned.dose,
            why=planned.why,
            substitute_for=planned.substitute_for,
            message_id=message_id,
        )


class SessionStatus(StrEnum):
    CHECKIN = "checkin"
    PLANNED = "planned"
    ACTIVE = "active"
    DONE = "done"  # every item answered, or ended by the runner with something done
    RESTED = "rested"  # the honest answer was rest
    FLAGGED = "flagged"  # a red flag: no exercises
    CLOSED = "closed"  # ended with answers open


OPEN = frozenset({SessionStatus.CHECKIN, SessionStatus.PLANNED, SessionStatus.ACTIVE})


class Session(Frozen):
    no: int  # counts from 1 for each runner
    local_day: date
    day_type: str
    days_since: int | None = None  # None on a rest day without a run in its window
    minutes: int  # asked for
    status: SessionStatus = SessionStatus.CHECKIN
    clear: bool = False  # "No, all clear" was said
    flag: str | None = None  # the red flag named
    sore: Mapping[str, int] = Field(default_factory=dict)  # area -> 0..10
    sharp: frozenset[str] = frozenset()
    mood: Literal["better", "same", "worse"] | None = None
    ended_at: datetime | None = None
    items: tuple[Item, ...] = ()


class Facts(Frozen):
    """What one event needs to know, read in the same transaction, before `step`."""

    now: datetime
    runner: Runner
    session: Session | None = None  # the one the event names, else the newest
    newest: int = 0  # number of the runner's newest session; the next one is newest + 1
    runs: tuple[Run, ...] = ()  # as far back as the rule book looks, newest first
    newest_run: int = 0
    reminders: tuple[Reminder, ...] = ()  # pending, and as far back as the rule book looks; by date
    races: tuple[Race, ...] = ()  # to come, and of the last days; by date
    newest_race: int = 0
    history: tuple[Met, ...] = ()  # what became of each exercise lately, newest first
    sore_before: tuple[tuple[int, Mapping[str, int]], ...] = ()  # (days ago, area -> 0..10), newest first
    met: frozenset[str] = frozenset()  # exercises ever answered
    disliked: frozenset[str] = frozenset()  # last skipped as "not for me", however long ago
    done_this_month: int = 0  # sessions done in the local month of `now`
