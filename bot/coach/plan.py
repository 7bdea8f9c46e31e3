"""Chooses today's session: pure, the same wish gives the same plan.

What the past says (plan_history), the day's limits and the body (plan_day, plan_lasting, plan_filter: hard
rules), then what is wanted most (plan_score), how many of each phase (plan_slots), what goes together and
fits the time (plan_pick), how much of it (plan_dose), and why (plan_why). Every number comes from
content/rules.yaml.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.coach.plan_day import Day, day_of
from bot.coach.plan_dose import dose_today
from bot.coach.plan_filter import Limits, body_of, hurts, objection, objections, stand_in_for, told
from bot.coach.plan_history import Steps, easier_ones, read_past, steps
from bot.coach.plan_models import Dose, LeftOut, Met, Plan, Planned, Ran, Why, Wish
from bot.coach.plan_pick import Pick, in_order, picks_by_phase, put_together
from bot.coach.plan_score import exercise_scores
from bot.coach.plan_slots import slots_for
from bot.coach.plan_why import left_out, why
from content.library import Library
from content.shapes import Exercise

__all__ = [
    "Dose",
    "LeftOut",
    "Met",
    "Plan",
    "Planned",
    "Ran",
    "Why",
    "Wish",
    "ask_areas",
    "choose",
    "expected_minutes",
    "swap_easier",
]


@dataclass(frozen=True)
class _Today:
    """All that does not depend on the session's length, worked out once."""

    library: Library
    limits: Limits
    objections: Mapping[str, str | None]
    steps: Steps
    picks: Mapping[str, list[Pick]]
    lacking: Mapping[str, int]  # phase -> exercises that only their kit stands against

    @property
    def wish(self) -> Wish:
        """The wish, with what the past says."""
        return self.limits.wish

    @property
    def day(self) -> Day:
        return self.limits.day

    @property
    def walk(self) -> bool:
        """The easy walk is all right: nothing sharp, nothing told, no ultra today."""
        rules, wish = self.library.rules, self.wish
        walk = self.library.exercises[rules.easy_walk.exercise]
        stopped = told(wish, walk) or hurts(rules, self.limits.body, walk)
        return self.day.walk and not walk.retired and walk.id not in wish.without and stopped is None


def choose(library: Library, wish: Wish) -> Plan:
    """Today's session under all rules; rest when the whole body asks for it or nothing is left."""
    today = _today(library, wish)
    if today.limits.body.rest:
        return _plan(today, _gentle(today), rest=True)
    exercises = _session(today, wish.minutes)
    return _plan(today, exercises, rest=not exercises)


def ask_areas(library: Library, wish: Wish) -> tuple[str, ...]:
    """Areas that hurt in a session lately and of which nothing is known since: to be asked about."""
    _, past = read_past(library, wish)
    return tuple(area for area in library.rules.areas if area in past.hurting)


def expected_minutes(library: Library, wish: Wish) -> int:
    """About how many minutes to announce: those asked, under the day's cap."""
    most = day_of(library.rules, wish).max_minutes
    return wish.minutes if most is None else min(wish.minutes, most)


def swap_easier(library: Library, wish: Wish, exercise_id: str) -> Planned | None:
    """The easier exercise that may take this one's place today; None when there is none."""
    today = _today(library, wish)
    for easier in easier_ones(library, exercise_id):
        exercise = library.exercises[easier]
        possible = not exercise.retired and easier not in today.wish.without
        if possible and objection(today.limits, exercise) is None:
            return _planned(today, [exercise])[0]
    return None


def _today(library: Library, wish: Wish) -> _Today:
    rules = library.rules
    wish, past = read_past(library, wish)
    limits = Limits(rules, wish, day_of(rules, wish), body_of(rules, wish), past)
    against = objections(library, limits)
    possible = {exercise_id: None for exercise_id, code in against.items() if code is None}
    step = steps(library, past, possible)
    scores = exercise_scores(library, wish, limits.day, past, step, possible)
    lacking = Counter(library.exercises[i].phase for i, code in against.items() if code == "no-kit")
    return _Today(library, limits, against, step, picks_by_phase(library, scores, wish.met), lacking)


def _session(today: _Today, minutes: int) -> list[Exercise]:
    """The session of so many minutes, in order, the easy walk before it where it is clearly short."""
    library, wish, day = today.library, today.wish, today.day
    rules = library.rules
    allowed = minutes if day.max_minutes is None else min(minutes, day.max_minutes)
    limit = minutes + rules.session.tolerance_minutes
    if day.max_minutes is not None:
        limit = min(limit, day.max_minutes)
    length = rules.session.book_length(allowed)
    possible = {phase: len(picks) for phase, picks in today.picks.items()}
    slots = slots_for(rules, wish, day, length, possible, today.lacking)
    picks = put_together(library, wish, day, length, slots, today.picks, limit)
    exercises = in_order(library, picks)

    walk = library.exercises[rules.easy_walk.exercise]
    total = sum(exercise.minutes for exercise in exercises)
    room = not wish.beginner or len(exercises) < rules.beginner.max_items[length]
    if (
        exercises
        and room
        and today.walk
        and objection(today.limits, walk) is None
        and total < allowed * rules.easy_walk.below_share
        and total + walk.minutes <= limit
    ):
        return [walk, *exercises]
    return exercises


def _lengths(today: _Today, chosen: list[Exercise]) -> tuple[int, ...]:
    """The offered lengths that today allows and that give another session; the asked one is among them."""
    wish, most = today.wish, today.day.max_minutes
    seen = [[exercise.id for exercise in chosen]]
    lengths = [wish.minutes]
    for minutes in today.library.rules.session.offered_minutes:
        if minutes == wish.minutes or (most is not None and minutes > most):
            continue
        other = [exercise.id for exercise in _session(today, minutes)]
        if other not in seen:
            seen.append(other)
            lengths.append(minutes)
    return tuple(sorted(lengths))


def _gentle(today: _Today) -> list[Exercise]:
    """The rest plan of a very sore body: an easy walk, and a few quiet items where nothing is sore."""
    library, wish = today.library, today.wish
    rule = library.rules.soreness.whole_body
    limit = expected_minutes(library, wish)
    chosen: list[Exercise] = []
    walk = library.exercises[library.rules.easy_walk.exercise]
    if today.walk and walk.minutes <= limit:
        chosen.append(walk)
    quiet = sorted(
        (pick for phase in rule.gentle_phases for pick in today.picks[phase]), key=lambda pick: -pick.score
    )
    kept: list[Pick] = []
    for pick in quiet:
        exercise = pick.exercises[0]
        areas = (*exercise.areas, *exercise.areas_secondary)
        unsore = all(
            wish.sore.get(area, 0) <= rule.gentle_max_soreness and area not in today.limits.body.skipped
            for area in areas
        )
        fits = sum(p.minutes for p in kept) + sum(e.minutes for e in chosen) + pick.minutes <= limit
        new = sum(other.new and other.phase == pick.phase for other in kept)
        held = wish.beginner and new >= library.rules.beginner.new_per_phase
        other_area = all(exercise.areas[0] != other.exercises[0].areas[0] for other in kept)
        if (
            len(kept) < rule.gentle_items
            and not (pick.new and held)
            and exercise.load <= rule.gentle_max_load
            and unsore
            and fits
            and other_area
        ):
            kept.append(pick)
    return chosen + in_order(library, kept)


def _plan(today: _Today, exercises: list[Exercise], *, rest: bool) -> Plan:
    library, wish, limits = today.library, today.wish, today.limits
    items = _planned(today, exercises, rest=rest)
    total = sum(item.minutes for item in items)
    return Plan(
        kind="rest" if rest else "session",
        minutes=int(total + 0.5),
        items=items,
        left_out=left_out(
            library,
            limits,
            today.steps,
            today.objections,
            rest=rest,
            walk=today.walk,
            short=not rest and total <= wish.minutes - library.rules.session.say_short_from,
            held_new=_holds_back_new(today, exercises),
        ),
        lengths=(wish.minutes,) if rest else _lengths(today, exercises),
        advice=_advice(limits),
        ask_areas=tuple(area for area in library.rules.areas if area in limits.past.hurting),
    )


def _advice(limits: Limits) -> tuple[Literal["ask-flags", "see-someone"], ...]:
    flags, lasting = limits.body.ask_flags, limits.body.lasting
    return (*(("ask-flags",) if flags else ()), *(("see-someone",) if lasting else ()))


def _holds_back_new(today: _Today, exercises: list[Exercise]) -> bool:
    """A beginner's session has room left, and there would be more that is new."""
    rules, wish = today.library.rules, today.wish
    most = rules.beginner.max_items[rules.session.book_length(wish.minutes)]
    if not wish.beginner or len(exercises) >= most:
        return False
    inside = {exercise.id for exercise in exercises}
    return any(
        pick.new and not inside.issuperset(exercise.id for exercise in pick.exercises)
        for picks in today.picks.values()
        for pick in picks
    )


def _planned(today: _Today, exercises: list[Exercise], *, rest: bool = False) -> tuple[Planned, ...]:
    rules, wish = today.library.rules, today.wish
    return tuple(
        Planned(
            position=n,
            exercise_id=exercise.id,
            phase=exercise.phase,
            minutes=exercise.minutes,
            load=exercise.load,
            dose=dose_today(rules, wish, today.limits.body, exercise),
            substitute_for=stand_in_for(rules, wish, exercise),
            why=_why(today, exercise, rest=rest),
        )
        for n, exercise in enumerate(exercises, start=1)
    )


def _why(today: _Today, exercise: Exercise, *, rest: bool) -> Why:
    rules = today.library.rules
    if exercise.id == rules.easy_walk.exercise:
        return Why(code="opener")
    if rest:
        return Why(code="gentle", area=exercise.areas[0])
    return why(rules, today.wish, today.day, today.limits.past, today.steps, exercise)
