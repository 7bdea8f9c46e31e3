"""Anything that can be known of a runner, and anything that can happen to one, made up from one number.

Mostly it fits together (the button is of this session, the day is today), for a heap of strangers would
only ever meet the first refusal; now and then anything goes.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple, TypeVar, get_args

from bot.coach import events as e, events_race as er, rest_series, states
from bot.coach.calendar import coach_day, due_utc
from bot.coach.model import (
    Answer,
    Facts,
    Item,
    ItemStatus,
    PauseWhy,
    Race,
    Reminder,
    ReminderKind,
    ReminderState,
    Run,
    Runner,
    Session,
    SessionStatus,
    SkipReason,
)
from bot.coach.plan import choose
from bot.coach.plan_models import Met, Ran, Wish
from bot.coach.says_race import RaceDraft
from bot.coach.turn import Turn
from content.library import load_library

LIBRARY = load_library()
RULES = LIBRARY.rules
ZONES = ("Europe/London", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia")
NOONS = (datetime(2026, 3, 29, 12, tzinfo=UTC), datetime(2026, 10, 25, 12, tzinfo=UTC))
BUTTONS: tuple[type[e.Button], ...] = get_args(e.Button)
CAUTIONS = tuple(caution.id for caution in LIBRARY.triage.cautions)
COMMANDS = (
    *("start", "regen", "today", "focus", "reminders", "cancel", "help"),
    *("rest", "pause", "profile", "race", "nonsense", ""),
)
TEXTS = (
    *(
        "half marathon 1:45 yesterday",
        "marathon tomorrow",
        "half 6 December",
        "10 miles easy",
        "long run 2h40",
        "race",
        "5k 10:00",
    ),
    *("ill for 7 days", "until 6 december", "2020-01-01", "99999 days"),
    *("how do I recover from a marathon", "7:30", "half seven", "Springfield", "London", "it is 14:20 here"),
    *("every second sunday at 8", "first saturday of the month", "after my long run", "25:00"),
    *("Europe/Berlin", "chest pain", "yes", "done", "😀", "", "/", "x" * 10_000, "<b>&amp;", "\u202e\u200d"),
)
RULE_LINES = (
    "FREQ=WEEKLY;BYDAY=MO,FR",
    "FREQ=MONTHLY;BYDAY=1SA",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU",
    "FREQ=DAILY",
    "nonsense",
)
T = TypeVar("T")


def _mark(runner: Runner) -> int:
    """What a fresh button of the rest-day series carries."""
    facts = Facts(now=NOONS[0], runner=runner)
    return rest_series.mark(Turn(LIBRARY, facts, states.Idle()))


def _plan(day_type: str, days_since: int, minutes: int) -> tuple[Item, ...]:
    runs = (Ran(day_type=day_type, days_since=days_since),)
    plan = choose(LIBRARY, Wish(runs=runs, minutes=minutes, kit=RULES.kit_ids, seed=day_type))
    return tuple(Item.of(planned, planned.position) for planned in plan.items)


PLANS = tuple(_plan(*wish) for wish in (("rest", 0, 40), ("race-half", 1, 30), ("race-marathon", 1, 20)))


class World(NamedTuple):
    state: states.State
    event: e.Event
    facts: Facts


def world(seed: int) -> World:
    """The same number, the same world."""
    return _Maker(Random(seed)).world()


class _Maker:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.now = self.one(NOONS) + timedelta(hours=random.randint(-48, 48))
        self.zone: str | None = self.one((*ZONES, *ZONES, None))
        self.today = coach_day(self.now, self.zone or "UTC", RULES.session.closes_at)

    def one(self, of: Sequence[T]) -> T:
        return self.random.choice(of)

    def some(self, of: Sequence[T], most: int) -> frozenset[T]:
        return frozenset(self.random.sample(list(of), self.random.randint(0, most)))

    def odd(self, once_in: int) -> bool:
        """Now and then."""
        return self.random.randrange(once_in) == 0

    def maybe(self, value: T) -> T | None:
        return self.one((value, None))

    # --- what is known -----------------------------------------------------------------------------

    def world(self) -> World:
        facts = self.facts()
        state, event = self.state(), self.event(facts)
        if isinstance(event, e.Tapped) and isinstance(event.button, e.Do) and event.button.answer != "undo":
            facts = Facts(now=facts.now, runner=facts.runner, session=facts.session)  # no more is read for it
        return World(state, event, facts)

    def runner(self) -> Runner:
        asked = (None, *Answer)
        return Runner(
            chat_id=1,
            first_name=self.one(TEXTS)[:80],
            language_code=self.one(("en", "de", "xx", None)),
            zone=self.zone,
            reminder_time=self.one((time(0, 30), time(2, 30), time(9), time(20, 59), time(22))),
            kit=self.maybe(self.some(RULES.kit.asked, 5)),
            minutes=self.one(RULES.session.offered_minutes),
            beginner=self.one(asked),
            hypermobile=self.one(asked),
            focus=self.some(RULES.areas, 2),
            caution=self.one(asked),
            cautions=self.some((*CAUTIONS, "of-another-time"), 2),
            hold=self.one(("rhabdo", "of-another-time")) if self.odd(4) else None,
            active=not self.odd(5),
            **(self.series() if self.odd(2) else {}),
            **(self.pause() if self.odd(5) else {}),
            **(self.injury() if self.odd(4) else {}),
            race_question=not self.odd(3),
            hour_offered=self.odd(3),
        )

    def series(self) -> dict[str, Any]:
        return {
            "rest_rule": self.one(RULE_LINES),
            "rest_starts": self.today - timedelta(days=self.one((0, 3, 40))),
            "rest_time": self.one((time(7), time(9), time(22))),
        }

    def pause(self) -> dict[str, Any]:
        return {
            "paused_until": self.today + timedelta(days=self.one((-1, 0, 1, 5))),
            "paused_why": self.one(get_args(PauseWhy)),
        }

    def injury(self) -> dict[str, Any]:
        areas = self.some(RULES.areas, 2)
        since = self.today - timedelta(days=self.one((0, 1, 14, 40)))
        return {"injured": areas, "injured_since": since if areas else None}

    def race(self, no: int) -> Race:
        return Race(
            no=no,
            day_type=self.one(tuple(kind for kind in RULES.day_types if kind.startswith("race"))),
            local_day=self.today + timedelta(days=self.one((-1, 0, 1, 2, 30))),
            name=self.one(TEXTS)[:80] if not self.odd(3) else None,
        )

    def session(self, no: int) -> Session:
        status = self.one((*SessionStatus, SessionStatus.ACTIVE, SessionStatus.ACTIVE, SessionStatus.DONE))
        items = self.one(PLANS) if status not in (SessionStatus.CHECKIN, SessionStatus.RESTED) else ()
        if status is not SessionStatus.PLANNED:
            share = self.random.random()
            items = tuple(self.answered(item, share) for item in items)
        return Session(
            no=no,
            local_day=self.today - timedelta(days=self.one((1, 2, 9)) if self.odd(5) else 0),
            day_type=self.one(tuple(RULES.day_types)),
            days_since=self.one((None, 0, 1, 2)),
            minutes=self.one(RULES.session.offered_minutes),
            status=status,
            clear=not self.odd(3),
            sore={area: self.one((0, 3, 5, 7, 9)) for area in self.some(RULES.areas, 4)},
            sharp=self.some(RULES.areas, 2),
            mood=self.one((None, "better", "worse")),
            items=items,
        )

    def answered(self, item: Item, share: float) -> Item:
        """Answered, or not; `share` of the items are."""
        if self.random.random() > share:
            return item.model_copy(update={"message_id": self.one((None, None, 7))})
        status = self.one((ItemStatus.DONE, ItemStatus.SKIPPED, ItemStatus.SKIPPED, ItemStatus.LEFT_OUT))
        skipped = status is ItemStatus.SKIPPED
        reason = self.one((None, None, SkipReason.HURTS, *SkipReason)) if skipped else None
        answers = {
            "status": status,
            "reason": reason,
            "variant": self.one((None, None, "easier", "stand-in")),
            "answered_at": NOONS[0] + timedelta(minutes=self.random.randrange(60)),
            "message_id": self.one((None, 7)),
        }
        return item.model_copy(update=answers)

    def facts(self) -> Facts:
        newest = self.random.randint(0, 2)
        session = None
        if newest and not self.odd(8):
            session = self.session(newest if not self.odd(4) else self.random.randint(1, newest))
        days = sorted(self.one((0, 0, 1, 2, 5, 12)) for _ in range(self.random.randrange(4)))
        kinds = [kind for kind in RULES.day_types if kind != "rest"]
        runs = tuple(
            Run(
                no=len(days) - n,
                day_type=self.one((*kinds, "long-run")),
                local_day=self.today - timedelta(days=day),
                metres=self.one((None, 5_000, 42_195)),
                seconds=self.one((None, None, 3_600, 9_001)),
            )
            for n, day in enumerate(days)
        )
        reminders = [self.reminder(self.today + timedelta(days=day)) for day in range(-2, 3) if self.odd(2)]
        return Facts(
            now=self.now,
            runner=self.runner(),
            session=session,
            newest=newest if session is not None else 0,
            runs=runs,
            newest_run=len(runs),
            reminders=tuple(reminders) if self.zone else (),
            races=tuple(self.race(no) for no in range(1, self.random.randrange(4))),
            newest_race=3,
            history=tuple(self.met(days_ago) for days_ago in range(self.random.randint(0, 12))),
            sore_before=((2, {"calf": self.random.randint(0, 9)}),) if self.odd(2) else (),
            met=self.some(sorted(LIBRARY.exercises), 30),
            disliked=self.some(sorted(LIBRARY.exercises), 3),
            done_this_month=self.random.randint(0, 40),
        )

    def met(self, days_ago: int) -> Met:
        return Met(
            exercise_id=self.one(tuple(LIBRARY.exercises)),
            days_ago=days_ago,
            outcome=self.one(("done", "skipped", "swapped", "left-out")),
            reason=self.one((None, *SkipReason)),
            mood=self.one((None, "better", "same", "worse")),
        )

    def reminder(self, day: date) -> Reminder:
        kind = self.one((*["regen"] * 6, *get_args(ReminderKind)))
        at, zone = self.one((time(2, 30), time(9), time(18), time(22))), self.zone or "UTC"
        return Reminder(
            kind=kind,
            local_date=day,
            local_time=at,
            zone=zone,
            due=due_utc(day, at, zone),
            state=self.one((*ReminderState, ReminderState.PENDING)),
            reason=self.one((None, "no reminder", "moved", "too late", "could not leave", "skipped")),
            snoozed=self.odd(2),
            ended_at=due_utc(day, at, zone) + timedelta(hours=13) if self.odd(2) else None,
        )

    def state(self) -> states.State:
        several: tuple[states.State, ...] = (
            states.Idle(),
            states.AskingRun(draft=self.draft()),
            states.AskingPlace(draft=self.draft(), keyboard=self.odd(2), words=self.one(TEXTS)[:80]),
            states.AskingPlace(draft=self.draft(), keyboard=self.odd(2), race=self.race_draft()),
            states.AskingRace(draft=self.race_draft(), offered=(self.race_draft(),) if self.odd(2) else ()),
            states.AskingTime(day=self.today + timedelta(days=1)),
            states.AskingTime(day=self.today + timedelta(days=1), alone=self.one(e.MOVED_KINDS)),
            states.AskingPause(day=self.today + timedelta(days=self.one((0, 5))), why="away"),
            states.AskingRest(hour=self.odd(2)),
            states.AskingHour(),
            states.InSession(session=self.random.randint(1, 2), position=self.random.randint(1, 9)),
        )
        return self.one(several)

    # --- what happens ------------------------------------------------------------------------------

    def draft(self) -> e.Draft:
        return e.Draft(
            day_type=self.one(("", "race", "today", "rest-days", "nonsense", *RULES.day_types)),
            days_ago=self.one((0, 0, 1, 3, 60)),
            metres=self.one((None, 5_000, 500_000)),
            seconds=self.one((None, 60, 9_001)),
        )

    def race_draft(self) -> RaceDraft:
        return RaceDraft(
            day=self.maybe(self.today + timedelta(days=self.one((-1, 0, 1, 9, 3_000)))),
            day_type=self.one(("", "race-half")),
            metres=self.one((None, 21_097)),
            name=self.one(TEXTS)[:60] if self.odd(2) else None,
            words=self.one(TEXTS)[:400] if self.odd(3) else "",
        )

    def days(self) -> list[date]:
        return [self.today + timedelta(days=self.one((-9, 0, 1, 40))) for _ in range(self.one((0, 1, 9)))]

    def event(self, facts: Facts) -> e.Event:
        match self.random.randrange(13):
            case 0:
                return e.Command(name=self.one(COMMANDS), words=self.one(TEXTS))
            case 1 | 2:
                meaning = self.one((None, None, "done", "skip"))
                run = self.one((0, 0, 1, 2)) or None
                return e.Typed(text=self.one(TEXTS), edited=bool(run), meaning=meaning, replaces=run)
            case 3:
                what = self.one(("photo", "sticker", "of-another-time"))
                place = e.Located(
                    latitude=self.random.uniform(-90, 90), longitude=self.random.uniform(-180, 180)
                )
                others: tuple[e.Event, ...] = (e.Blocked(), e.Sent(what=what), place, e.Changed(same=False))
                return self.one(others)
            case 5:
                named = (er.CalendarRace(title=self.one(TEXTS)[:90], day=d) for d in self.days())
                return e.Calendar(races=tuple(named), problem=self.one((None, None, "big", "garbage")))
            case 4 if self.odd(6):
                return e.Outage(began=self.now - timedelta(minutes=18), ended=self.now)
            case 4:
                return e.Due(
                    kind=self.one(get_args(ReminderKind)),
                    day=self.today + timedelta(days=self.one((-1, 0, 0, 0, 1))),
                )
            case _:
                often: tuple[type[e.Button], ...] = (e.Do, e.Reason, e.Remind)
                kind = self.one(often if self.odd(4) else BUTTONS)
                button = None if self.odd(30) else self.button(kind, facts)
                tapped = {"message_id": 7, "query_id": "q"} if not self.odd(4) else {}
                return e.Tapped.model_validate({"button": button, **tapped})

    def button(self, cls: type[e.Button], facts: Facts) -> e.Button:
        values = {name: self.field(name, info.annotation, facts) for name, info in cls.model_fields.items()}
        items = facts.session.items if facts.session else ()
        if "position" in values and items and not self.odd(8):
            item = self.one(items)
            values |= {"position": item.position, "exercise": item.exercise_id}
        return cls.model_validate(values)

    def field(self, name: str, kind: Any, facts: Facts) -> Any:
        if kind is SkipReason:
            return self.one(tuple(SkipReason))
        if words := get_args(kind):
            return self.one(words)
        if kind is bool:
            return self.odd(2)
        own = facts.session.no if facts.session and not self.odd(6) else self.random.randint(0, 3)
        rated = tuple(LIBRARY.talk.sore_groups)
        made: dict[str, Callable[[], Any]] = {
            "draft": self.draft,
            "zone": lambda: self.one((*ZONES, "Nowhere/Land", "")),
            "day": lambda: (
                facts.runner.paused_until
                if facts.runner.paused_until and self.odd(2)
                else self.today + timedelta(days=self.one((-1, 0, 0, 1, 1, 2)))
            ),
            "minute": lambda: self.one((0, 150, 450, 1_439, 1_440)),
            "was": lambda: self.one((150, 540)),
            "run": lambda: self.random.randint(0, facts.newest_run + 1),
            "session": lambda: own,
            "kit": lambda: self.one((*RULES.kit.asked, "wall", "trampoline")),
            "caution": lambda: "nonsense" if self.odd(9) else self.one(CAUTIONS),
            "group": lambda: "elbow" if self.odd(9) else self.one(rated),
            "part": lambda: self.random.randint(0, 6),
            "yes": lambda: self.random.randint(0, 3),
            "flag": lambda: self.one(("", "rhabdo", "dvt", "nonsense")),
            "area": lambda: "elbow" if self.odd(9) else self.one(rated),
            "minutes": lambda: self.one((20, 30, 40, 7)),
            "position": lambda: self.random.randint(0, 12),
            "exercise": lambda: self.one((*sorted(LIBRARY.exercises), "nonsense")),
            "key": lambda: self.one(("", "none", *RULES.phases, *RULES.areas, *RULES.kit.asked)),
            "page": lambda: self.random.randint(0, 9),
            "since": lambda: facts.runner.injured_since or self.today,
            "days": lambda: self.one((0, 3, 7, 14, 2**31 - 1)),
            "race": lambda: self.random.randint(0, 4),
            "day_type": lambda: self.one(("", "nonsense", *RULES.day_types)),
            "metres": lambda: self.one((0, 5_000, 500_000)),
            "no": lambda: self.random.randint(0, 9),
            "weekday": lambda: self.random.randint(0, 6),
            "mark": lambda: 0 if self.odd(3) else _mark(facts.runner),
        }
        return made[name]()
