"""Wishes of every kind, for the chooser's tests."""

from collections.abc import Iterator
from random import Random
from typing import Any

from hypothesis import strategies as st

from bot.coach.plan import Met, Plan, Ran, Wish, choose
from content.library import load_library
from content.shapes import Exercise

LIBRARY = load_library()
RULES = LIBRARY.rules
ALL_KIT = frozenset(RULES.kit.asked)
BALL_AND_ROLLER = frozenset({"tennis-ball", "foam-roller"})

runs = st.lists(
    st.builds(
        Ran,
        day_type=st.sampled_from(sorted(RULES.day_types)),
        days_since=st.integers(0, 14),
        seconds=st.sampled_from((None, None, 3_600, 9_000, 9_001)),
    ),
    max_size=4,
).map(tuple)
areas = st.sampled_from(RULES.areas)
exercise_ids = st.sampled_from(sorted(LIBRARY.exercises))


def some(of: st.SearchStrategy[str], most: int) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(of, max_size=most)


def had(exercise_id: str, *days: int, **values: Any) -> tuple[Met, ...]:
    """The exercise on these days ago; done and fine unless something else is said."""
    return tuple(
        Met.model_validate({"exercise_id": exercise_id, "days_ago": day, "outcome": "done"} | values)
        for day in days
    )


def _some_met() -> Iterator[Met]:
    """What may become of an exercise, drawn once: every outcome with every reason, on near and far days."""
    chance = Random(7)
    reasons = ("hurts", "no-kit", "no-time", "too-hard", "not-for-me", None)
    for exercise_id in LIBRARY.exercises:
        for _ in range(12):
            outcome = chance.choice(("done", "skipped", "skipped", "swapped", "left-out"))
            answered = outcome in ("skipped", "swapped")
            yield Met(
                exercise_id=exercise_id,
                days_ago=chance.choice((0, 0, 1, 2, 5, 13, 14, 15, 20, 21, 22, 60, 90, 91)),
                outcome=outcome,
                reason=chance.choice(reasons) if answered else None,
                mood=chance.choice(("better", "same", "worse", None)),
            )


histories = st.tuples(
    st.lists(st.sampled_from(list(_some_met())), max_size=14),
    st.lists(exercise_ids.map(lambda exercise_id: had(exercise_id, 2, 5, 9)), max_size=3),
).map(lambda both: tuple(sorted((*both[0], *sum(both[1], ())), key=lambda met: met.days_ago)))

fields: dict[str, st.SearchStrategy[Any]] = {
    "runs": runs,
    "minutes": st.sampled_from((10, 20, 25, 30, 40, 60)),
    "kit": st.one_of(st.just(ALL_KIT), some(st.sampled_from(RULES.kit.asked), 5)),
    "sore": st.dictionaries(areas, st.integers(0, 10), max_size=5),
    "sharp": st.one_of(st.just(frozenset[str]()), some(areas, 2)),
    "hypermobile": st.booleans(),
    "beginner": st.booleans(),
    "focus": some(areas, 2),
    "avoid": some(st.sampled_from(sorted(RULES.safety_tags)), 3),
    "hard_tomorrow": st.booleans(),
    "met": st.one_of(st.none(), some(exercise_ids, 30)),
    "history": histories,
    "sore_before": st.lists(
        st.tuples(st.integers(0, 14), st.dictionaries(areas, st.integers(0, 10), max_size=3)), max_size=3
    ).map(tuple),
    "recent": st.lists(some(exercise_ids, 12), max_size=2).map(tuple),
    "disliked": some(exercise_ids, 4),
    "without": some(exercise_ids, 6),
    "seed": st.sampled_from(("", "7:2026-03-29", "8:2026-03-29")),
}


def wishes_like(**chosen: Any) -> st.SearchStrategy[Wish]:
    """Every kind of wish, but with these values, or values of these kinds."""
    own = {k: v if isinstance(v, st.SearchStrategy) else st.just(v) for k, v in chosen.items()}
    return st.builds(Wish, **(fields | own))


def plainly(**chosen: Any) -> st.SearchStrategy[Wish]:
    """A wish with nothing but these values, or values of these kinds, and a seed."""
    own = {k: v if isinstance(v, st.SearchStrategy) else st.just(v) for k, v in chosen.items()}
    kit = {"kit": st.just(ALL_KIT), "seed": st.integers(0, 99).map(str)}
    return st.builds(Wish, **(kit | own))


wishes = wishes_like()


def plan_of(wish: Wish) -> Plan:
    return choose(LIBRARY, wish)


def ids(plan: Plan) -> list[str]:
    return [item.exercise_id for item in plan.items]


def exercises(plan: Plan, *, walk: bool = False) -> Iterator[Exercise]:
    """The plan's exercises, without the easy walk unless it is asked for."""
    for item in plan.items:
        if walk or item.exercise_id != RULES.easy_walk.exercise:
            yield LIBRARY.exercises[item.exercise_id]


def all_areas(exercise: Exercise) -> set[str]:
    return {*exercise.areas, *exercise.areas_secondary}


def after(day_type: str, days_since: int = 1) -> tuple[Ran, ...]:
    return (Ran(day_type=day_type, days_since=days_since),)
