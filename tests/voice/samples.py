"""Each thing the coach can say, at its longest and with the most hostile words a runner can bring."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any, get_args

from bot.coach import says as s, says_pause as p, says_race as r
from bot.coach.events import Draft
from bot.coach.model import (
    Answer,
    Item,
    ItemStatus,
    PauseWhy,
    Race,
    Reminder,
    Run,
    Runner,
    Session,
    SkipReason,
)
from bot.coach.plan_models import Dose, LeftOut, Plan, Why
from bot.coach.rhythm import Rhythm
from bot.coach.says_profile import HourSaid
from bot.coach.says_rest import RestReminder
from content.library import load_library
from content.places import common_zones
from tests.voice import samples_list, samples_rest

LIBRARY = load_library()
NOW = datetime(2026, 9, 30, 20, 59, tzinfo=UTC)
DAY = date(2026, 9, 30)
HOSTILE = (
    "Anna",
    "",
    "<b>Anna",
    "</b><script>&amp;&",
    '<a href="x">" onerror=\'1\'',
    "\u202eannA\u202c\u0000"[:7],
    "👨‍👩‍👧‍👦" * 30,
    "Z̴͘a̸l̶g̵o̷" * 20,
    "x" * 5_000,
    "a\n\n\tb",
    "{name} {0} %s",
)
PROBLEMS = {"CalendarOf": "garbage", "AskRaceDate": "never"}
SAYINGS: tuple[type[Any], ...] = get_args(s.Saying)
RUNS = tuple(kind for kind in LIBRARY.rules.day_types if kind != "rest")
DRAFT = Draft(day_type="race-marathon", days_ago=60, metres=500_000, seconds=345_599)
RUN = Run(no=99_999, day_type="long-run", local_day=DAY, metres=500_000, seconds=345_599)
SHORT_RUN = Run(no=1, day_type="long-run", local_day=DAY)
RACE = Race(no=99_999, day_type="race-marathon", local_day=DAY, name="</b><Great> & Run " * 4, metres=500_000)
SHORT_RACE = Race(no=1, day_type="race-5k", local_day=DAY)
RACE_DRAFT = r.RaceDraft(day=DAY, day_type="race-ultra", metres=500_000, name="</b><Great> & Run " * 4)
REMINDER = Reminder(local_date=DAY, local_time=time(9), zone="Europe/London", due=NOW)


def runner(name: str) -> Runner:
    """Who has told little."""
    return Runner(chat_id=1, first_name=name, zone="Europe/London", reminder_time=time(9), minutes=30)


def known_well(name: str) -> Runner:
    """Who has told everything."""
    everything = {
        "kit": frozenset(LIBRARY.rules.kit.asked),
        "focus": frozenset(LIBRARY.rules.areas),
        "injured": frozenset(LIBRARY.rules.areas),
        "beginner": Answer.YES,
        "hypermobile": Answer.SKIPPED,
        "caution": Answer.YES,
        "cautions": frozenset(caution.id for caution in LIBRARY.triage.cautions),
    }
    return runner(name).model_copy(update=everything)


def runners(name: str) -> tuple[Runner, ...]:
    """All sorts of them."""
    none = runner(name).model_copy(update={"zone": None, "kit": frozenset()})
    return runner(name), known_well(name), none


def every_dose() -> Iterator[Dose]:
    """As written, and all that the day can change in one."""
    notes = get_args(get_args(Dose.model_fields["notes"].annotation)[0])
    for per in get_args(Dose.model_fields["per"].annotation):
        yield Dose(written=None, sets=3, reps=8, reps_max=10, per=per, notes=notes, pressure=3)
        yield Dose(written=None, sets=1, seconds=45, seconds_max=60, per=per, notes=notes, pressure=3)
        yield Dose(written=None, sets=1, distance_m=15, per=per)
        yield Dose(written=None, sets=1, free=True, per=per)


def every_why() -> Iterator[Why]:
    for code in get_args(Why.model_fields["code"].annotation):
        yield Why(code=code, area="lower-back", level=7, day_type="race-half", exercise_id="frog-squats")


def item(exercise_id: str, **values: Any) -> Item:
    """One exercise of a plan, its dose as written unless said otherwise."""
    exercise = LIBRARY.exercises[exercise_id]
    dose = Dose(written=exercise.dose.text, sets=1, free=True, per="side")
    why = Why(code="sore", area=exercise.areas[0], level=7)
    known = {"position": 23, "phase": exercise.phase, "minutes": exercise.minutes, "dose": dose, "why": why}
    return Item.model_validate({"exercise_id": exercise_id} | known | values)


LONG_ITEM = item(
    max(LIBRARY.exercises, key=lambda i: len(LIBRARY.exercises[i].name)), reason=SkipReason.NOT_FOR_ME
)


def session(count: int = 23) -> Session:
    """So many exercises, those with the longest names, in every state."""
    longest = sorted(LIBRARY.exercises, key=lambda i: -len(LIBRARY.exercises[i].name))[:count]
    dose = max(every_dose(), key=lambda dose: len(dose.notes))
    states = (ItemStatus.PENDING, ItemStatus.DONE, ItemStatus.SKIPPED, ItemStatus.LEFT_OUT)
    items = (item(name, position=n, dose=dose, status=states[n % 4]) for n, name in enumerate(longest, 1))
    areas = [area for group in LIBRARY.talk.sore_groups.values() for area in group.areas]
    return Session(
        no=99_999,
        local_day=DAY,
        day_type="race-marathon",
        days_since=2,
        minutes=30,
        sore=dict.fromkeys(areas[2:], 9),
        sharp=frozenset(areas[:2]),
        items=tuple(items),
    )


def plan(kind: Any) -> Plan:
    codes = get_args(LeftOut.model_fields["code"].annotation)
    areas, kit = LIBRARY.rules.areas, LIBRARY.rules.kit.asked
    return Plan(
        kind=kind,
        minutes=1,
        items=(),
        left_out=tuple(LeftOut(code=code, areas=areas, kit=kit) for code in codes),
        lengths=(20, 30, 40),
        advice=get_args(get_args(Plan.model_fields["advice"].annotation)[0]),
    )


def _values(cls: type[Any], words: str) -> dict[str, Any]:
    """The longest value for each field, by its name."""
    known: dict[str, Any] = {
        "draft": RACE_DRAFT if "race" in cls.__module__ else DRAFT,
        "race": RACE,
        "races": (RACE, SHORT_RACE) if cls is r.RaceList else (RACE_DRAFT,) * 8,
        "evening": REMINDER,
        "after": REMINDER,
        "forgotten": RACE,
        "said": words,
        "run": DRAFT if cls is r.RaceAhead else RUN,
        "reminder": REMINDER,
        "session": session() if cls in WITH_SESSION else 99_999,
        "item": LONG_ITEM,
        "options": tuple(
            s.PlaceOption(name=words or "x", zone="Europe/London", clock=time(9)) for _ in range(4)
        ),
        "zone": max(common_zones(), key=len),
        "kit": frozenset(LIBRARY.rules.kit.asked),
        "cautions": frozenset(caution.id for caution in LIBRARY.triage.cautions),
        "focus": frozenset(LIBRARY.rules.areas),
        "injured": frozenset(LIBRARY.rules.areas),
        "injured_since": DAY,
        "quiet_until": DAY,
        "problem": PROBLEMS.get(cls.__name__, "unclear"),
        "began": time(18, 2),
        "ended": time(18, 20),
        "counts_as": "race-half",
        "flag": max(LIBRARY.triage.flags, key=lambda flag: len(flag.say)).id,
        "area": max(LIBRARY.talk.sore_groups, key=len),
        "plan": plan("session"),
        "what": "reminder" if cls is s.Closed else "live_photo",
        "part": "evening" if cls in (s.ReminderSay, RestReminder, p.PauseBack) else 1,
        "text": words,
        "not_found": words,
        "not_understood": words,
        "name": words,
        "since": DAY,
        "day": DAY,
        "clock": time(9),
        "current": time(9),
        "open_session": 99_999,
        "answer": "no",
        "link": "https://t.me/a_bot?start=group",
        "by": "phase",
        "key": "walking-drill",
        "exercise": LONG_ITEM.exercise_id,
        "hurt": LIBRARY.rules.areas,
        "usual": time(9),
        "at": time(19),
        "kind": "rest",
        "alone": None,
        "following": REMINDER,
        "closing": s.Closing(session=1, done=22, total=23, minutes=61),
        "exercises": tuple(LIBRARY.exercises)[:10],
        "days": Rhythm.weekly(frozenset(range(6))),
        "coming": (DAY,) * 3,
        "weekday": 2,
        "mark": 2**31 - 1,
    }
    numbers = {"done": 22, "total": 23, "left_out": 9, "minutes": 61, "count": 31, "yes": 4}
    values = {}
    for name, info in cls.model_fields.items():
        choices = [c for c in get_args(info.annotation) if isinstance(c, str)]
        if name in known and not (name == "answer" and "no" not in choices):
            values[name] = known[name]
        elif info.annotation is bool:
            values[name] = True
        elif info.annotation is int:
            values[name] = numbers.get(name, 2)
        else:
            values[name] = choices[0]
    return values


WITH_SESSION = (s.AskSore, s.SoreKept, s.PlanShown, s.PlanTaken, s.WholePlan, s.AlreadyDone)


def sayings(words: str = "Anna") -> Iterator[Any]:
    """Every kind of saying at its longest, then those that have more than one way."""
    for cls in SAYINGS:
        if cls is s.ReminderList:
            yield samples_list.longest_list()
            continue
        yield cls.model_validate(_values(cls, words))
    yield from samples_list.sayings()
    yield from samples_rest.sayings(words)
    yield s.Welcome(again=False, open_session=None)
    yield s.AskRun(draft=Draft())
    yield from (s.AskRun(draft=DRAFT, or_hour=True, at=at) for at in (None, time(19)))
    yield s.AskRun(draft=DRAFT.model_copy(update={"day_type": ""}))
    yield s.AskPlace(draft=DRAFT)
    yield s.AskTime(day=DAY, current=time(9))
    for run in (RUN, SHORT_RUN):
        yield s.RunBefore(run=run, days_ago=1, counts_as=run.day_type)
        yield s.RunNoted(
            run=run, reminder=None, ahead=0, counts_as="long-run", hard=False, closed_session=False
        )
    for flag in LIBRARY.triage.flags:
        yield s.FlagText(flag=flag.id)
        yield s.OnHold(flag=flag.id, since=DAY)
    for question in ("new", "bendy", "doctor"):
        yield s.AskFirst.model_validate({"question": question, "session": 0})
        for answer in ("yes", "no", "skip"):
            yield s.FirstKept.model_validate({"question": question, "answer": answer})
    for part in range(1, len(LIBRARY.triage.bendy_questions) + 1):
        yield s.AskBendy(session=1, part=part, yes=0)
    for group in LIBRARY.talk.sore_groups:
        yield s.AskLevel(session=1, area=group)
    yield s.KitKept(kit=frozenset())
    yield s.FocusKept(focus=frozenset())
    yield s.SoreKept(session=session().model_copy(update={"sore": {}, "sharp": frozenset()}))
    yield s.SetUpDone(reminder=None, ahead=0)
    yield s.ReminderSay(day=DAY, part="night", run=None, days_ago=0, minutes=20)
    for kind in RUNS:
        after = session().model_copy(update={"day_type": kind})
        strength = plan("session").model_copy(update={"left_out": (LeftOut(code="no-strength"),)})
        yield s.PlanShown(session=after, plan=strength, kit=frozenset())
        run = RUN.model_copy(update={"day_type": kind, "seconds": 2_700})
        yield s.RunBefore(run=run, days_ago=2, counts_as=kind)
        for days in (0, 1, 6):
            yield s.ReminderSay(day=DAY, part="morning", run=run, days_ago=days, minutes=25)
    yield s.TimeSet(reminder=REMINDER, ahead=0)
    for word in ("start", "hour", "evening", "tomorrow", "no"):
        yield s.ReminderAnswered.model_validate({"answer": word, "reminder": REMINDER, "ahead": 1})
    yield s.AskFlags(session=1, short=False)
    fresh = session().model_copy(update={"sore": {}, "sharp": frozenset()})
    yield s.AskSore(session=fresh, more=False)
    yield s.AskSore(session=fresh, more=True, hurt=LIBRARY.rules.areas)
    yield s.PlanShown(session=session(), plan=plan("rest"), kit=frozenset())
    yield s.PlanShown(
        session=session().model_copy(update={"days_since": None}), plan=plan("session"), kit=frozenset()
    )
    for code in plan("session").left_out:
        alone = plan("session").model_copy(update={"left_out": (code,), "items": (None,)})
        for since in (None, 0, 1):
            after = session().model_copy(update={"days_since": since})
            yield s.PlanShown(session=after, plan=alone, kit=frozenset())
    for so in (False, True):
        yield s.RestAdvice(walk=so, kit_short=so, sore=so, sharp=so, reminder=None, ahead=0)
    for reason in SkipReason:
        said = LONG_ITEM.model_copy(update={"reason": reason})
        yield s.SkipNoted(item=said, session=1, left_out=1)
        yield s.NoVariation(item=said, session=1)
    yield s.SkipNoted(
        item=LONG_ITEM.model_copy(update={"status": ItemStatus.LEFT_OUT}), session=1, left_out=0
    )
    yield s.OfferEnd(session=1, done=0, total=9)
    yield s.Closing(session=1, done=1, total=1, minutes=1)
    for mood in ("better", "same", "worse"):
        known = {"closing": s.Closing(session=1, done=1, total=1, minutes=1), "reminder": None, "ahead": 0}
        yield s.MoodKept.model_validate(known | {"mood": mood, "count": 1})
    for what in ("session", "reminder", "run"):
        for status in get_args(s.ClosedStatus):
            yield s.Closed.model_validate({"what": what, "day": DAY, "status": status})
            yield s.Closed.model_validate({"what": what, "day": None, "status": status})
    for no in range(1, len(LIBRARY.lessons) + 1):
        yield s.LessonCard(no=no)
    lists = {
        "phase": LIBRARY.rules.phases,
        "area": LIBRARY.rules.areas,
        "kit": (*LIBRARY.rules.kit.asked, "none"),
    }
    for by, keys in lists.items():
        yield s.BrowseChoices.model_validate({"by": by})
        for key in keys:
            found = {"by": by, "key": key, "page": 1, "pages": 3, "exercises": ("air-squats",), "total": 21}
            yield s.BrowseList.model_validate(found)
    for exercise in LIBRARY.exercises:
        yield s.ExerciseCard(exercise=exercise, by="area", key="foot", page=1)
    yield from pauses()
    for number, open_question in ((1, False), (None, True), (None, False)):
        yield s.PutDown(session=number, done=0, total=0, question=open_question, keyboard=False)
        yield s.PutDown(session=number, done=1, total=9, question=open_question, keyboard=False)
        for named in (open_question, not open_question):
            yield s.NotUnderstood(text=words, session=number, begun=named, asked=named)
            for what in LIBRARY.texts["en"].names.sent:
                yield s.CannotUse(what=what, session=number, asked=named)
        yield s.UnknownCommand(name=words, session=number)
        yield s.ChangedLate(session=number)
        yield s.NotUnderstood(text=words, session=number, hour=True)
    yield from (HourSaid(at=time(9), current=time(hour)) for hour in (9, 10))
    yield from races(words)


def races(words: str) -> Iterator[Any]:
    """Races still to come in all the ways they are told and asked about."""
    for kind in (kind for kind in RUNS if kind.startswith("race-")):
        race = SHORT_RACE.model_copy(update={"day_type": kind})
        for ask in (True, False):
            yield r.GoodLuck(race=race, ask=ask)
        named = race.model_copy(update={"name": f"{words} Half Marathon"[:60]})
        for again in (True, False):
            yield r.RaceNoted(race=named, again=again, evening=None, after=REMINDER)
            yield r.RaceNoted(race=named, again=again, evening=None, after=None)
            quiet = REMINDER.local_date
            yield r.RaceNoted(race=named, again=again, evening=None, after=None, quiet_until=quiet)
    later = r.RaceDraft(day=date(2029, 2, 1))
    for draft in (later, later.model_copy(update={"name": words or None})):
        yield r.AskRaceDistance(draft=draft)
        yield r.CheckRaceDate(draft=draft)
        yield r.RaceAhead(draft=draft, run=Draft(day_type="race"))
        yield r.AskRaceDate(draft=draft)
        for problem in get_args(r.DateProblem):
            yield r.AskRaceDate(draft=draft, problem=problem, said=words)
            yield r.AskRaceDate(draft=draft, problem=problem)
    yield r.AskRaceDate(draft=r.RaceDraft(day_type="race-half"))
    yield r.RaceAhead(draft=r.RaceDraft(), run=Draft(day_type="race"))
    yield r.RaceList(races=(), asked=True)
    yield r.RaceList(races=(RACE,) * LIBRARY.talk.races.most, asked=False)
    yield r.LegsKept(reminder=None, ahead=0)
    yield r.RaceQuestionKept(wanted=False)
    yield from (r.TakenForRun(race=RACE, run=RUN, days_ago=2, too=too) for too in (True, False))
    for under_way in (True, False):
        yield r.NotRun(race=RACE, under_way=under_way)
    yield r.CalendarList(races=(later,) * 2, more=0)
    for problem in get_args(r.CalendarOf.model_fields["problem"].annotation):
        yield r.CalendarOf(problem=problem)
    yield s.ReminderSay(day=DAY, part="morning", run=RUN, days_ago=1, minutes=25, race=SHORT_RACE)


def pauses() -> Iterator[Any]:
    """Pauses in all their ways."""
    knees = frozenset({"knee"})
    for why in get_args(PauseWhy):
        for injured, since in ((frozenset[str](), None), (knees, DAY)):
            yield p.PauseBack(day=DAY, why=why, part="morning", injured=injured, since=since)
        for until in (None, DAY):
            yield p.AskLength(day=DAY, why=why, quiet_until=until)
            for problem in get_args(p.PauseProblem):
                yield p.AskLength(day=DAY, why=why, quiet_until=until, problem=problem, text="25:00")
    for until in (None, DAY):
        yield p.WellKept(injured=knees, quiet_until=until)
        yield p.NotWellYet(day=DAY, injured=knees, see_someone=False, quiet_until=until)
    yield p.AskInjured(day=DAY, injured=frozenset())
    for until, out in ((None, frozenset[str]()), (DAY, knees)):
        left = s.PutDown(session=None, done=0, total=0, question=True, keyboard=False, pause=True)
        yield left.model_copy(update={"quiet_until": until, "injured": out})
    yield p.PauseEnded(reminder=None, ahead=0)
    yield p.NudgeSay(session=1, done=0, total=0)


def cards() -> Iterator[s.Card]:
    """All exercises in every way they can be shown."""
    for exercise_id, exercise in LIBRARY.exercises.items():
        yield s.Card(session=1, item=item(exercise_id), total=23)
        for variant in ("easier", "stand-in"):
            yield s.Card(session=1, item=item(exercise_id, variant=variant), total=23)
        for kit in exercise.equipment:
            yield s.Card(session=1, item=item(exercise_id, substitute_for=kit), total=23)
        for dose in every_dose():
            yield s.Card(session=1, item=item(exercise_id, dose=dose), total=23)
        for why in every_why():
            yield s.Card(session=1, item=item(exercise_id, why=why), total=23)
