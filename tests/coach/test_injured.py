"""What is injured stays out of every plan as sharp pain does, for longer, and is named as what it is."""

import pytest

from bot.coach.plan import choose
from bot.coach.plan_models import Ran, Wish
from content.library import load_library

LIBRARY = load_library()
RULES = LIBRARY.rules
WISHES = (
    Wish(minutes=40, kit=RULES.kit_ids, seed="1:2026-11-22"),
    Wish(minutes=20, seed="2:2026-11-22"),
    Wish(minutes=30, runs=(Ran(day_type="race-half", days_since=2),), kit=RULES.kit_ids, hypermobile=True),
)


@pytest.mark.parametrize("area", RULES.areas)
def test_no_plan_works_on_what_is_injured_nor_loads_its_neighbours(area: str) -> None:
    near = set(RULES.sharp.neighbours.get(area, ()))
    for wish in WISHES:
        plan = choose(LIBRARY, wish.model_copy(update={"injured": frozenset({area})}))
        for item in plan.items:
            exercise = LIBRARY.exercises[item.exercise_id]
            areas = {*exercise.areas, *exercise.areas_secondary}
            assert area not in areas
            assert exercise.load < RULES.sharp.neighbour_load or near.isdisjoint(areas)


@pytest.mark.parametrize("area", RULES.areas)
def test_it_leaves_the_same_exercises_as_sharp_pain_and_says_why(area: str) -> None:
    for wish in WISHES:
        injured = choose(LIBRARY, wish.model_copy(update={"injured": frozenset({area})}))
        sharp = choose(LIBRARY, wish.model_copy(update={"sharp": frozenset({area})}))
        assert [item.exercise_id for item in injured.items] == [item.exercise_id for item in sharp.items]
        said = {left.code: left.areas for left in injured.left_out}
        assert said["injured"] == (area,)
        assert "sharp" not in said


def test_what_hurts_beside_it_is_still_named() -> None:
    wish = WISHES[0].model_copy(update={"injured": frozenset({"knee"}), "sharp": frozenset({"shoulder"})})
    said = {left.code: left.areas for left in choose(LIBRARY, wish).left_out}
    assert (said["injured"], said["sharp"]) == (("knee",), ("shoulder",))
