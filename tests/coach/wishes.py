"""Wishes of every kind, for the chooser's tests, and the rule book read a second time, plainly."""

from collections.abc import Iterator

from hypothesis import strategies as st

from bot.coach.plan import Plan, Ran, Wish, choose
from content.library import load_library
from content.shapes import Exercise

LIBRARY = load_library()
RULES = LIBRARY.rules
ALL_KIT = frozenset(RULES.kit.asked)
BALL_AND_ROLLER = frozenset({"tennis-ball", "foam-roller"})

runs = st.lists(
    st.builds(Ran, day_type=st.sampled_from(sorted(RULES.day_types)), days_since=st.integers(0, 14)),
    max_size=3,
).map(tuple)
areas = st.sampled_from(RULES.areas)
exercise_ids = st.sampled_from(sorted(LIBRARY.exercises))


def some(of: st.SearchStrategy[str], most: int) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(of, max_size=most)


wishes = st.builds(
    Wish,
    runs=runs,
    minutes=st.sampled_from((10, 20, 25, 30, 40, 60)),
    kit=some(st.sampled_from(RULES.kit.asked), 5),
    sore=st.dictionaries(areas, st.integers(0, 10), max_size=5),
    sharp=st.one_of(st.just(frozenset[str]()), some(areas, 2)),
    hypermobile=st.booleans(),
    beginner=st.booleans(),
    focus=some(areas, 2),
    avoid=some(st.sampled_from(sorted(RULES.safety_tags)), 3),
    recent=st.lists(some(exercise_ids, 12), max_size=2).map(tuple),
    disliked=some(exercise_ids, 4),
    without=some(exercise_ids, 6),
    seed=st.sampled_from(("", "7:2026-03-29", "8:2026-03-29")),
)


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
