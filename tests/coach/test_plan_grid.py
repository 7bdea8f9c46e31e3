"""Every combination of day type, day 0-3, length, kit, hypermobile, beginner: on time, whole, not padded."""

from itertools import product

import pytest

from bot.coach.plan import Plan, Wish
from tests.coach.wishes import ALL_KIT, LIBRARY, RULES, after, exercises, plan_of

Case = tuple[str, int, int, frozenset[str], bool, bool]


@pytest.fixture(scope="module")
def plans() -> dict[Case, Plan]:
    cases = product(
        RULES.day_types, range(4), (20, 30, 40), (ALL_KIT, frozenset[str]()), (False, True), (False, True)
    )
    return {
        case: plan_of(
            Wish(
                runs=after(case[0], case[1]),
                minutes=case[2],
                kit=case[3],
                hypermobile=case[4],
                beginner=case[5],
            )
        )
        for case in cases
    }


def test_no_plan_of_all_960_is_over_by_more_than_two_minutes(plans: dict[Case, Plan]) -> None:
    assert len(plans) == 960
    over = {
        case: plan
        for case, plan in plans.items()
        if sum(item.minutes for item in plan.items) > case[2] + 2 or plan.minutes > case[2] + 2
    }
    assert over == {}


def test_no_plan_holds_more_than_the_books_slots_and_one(plans: dict[Case, Plan]) -> None:
    for (_, _, minutes, _, _, _), plan in plans.items():
        slots = sum(RULES.session.slots[minutes].values())
        assert len(plan.items) <= slots + 1


def test_a_practised_runner_with_kit_gets_a_whole_session_on_most_days(plans: dict[Case, Plan]) -> None:
    for (day_type, days, minutes, kit, hypermobile, beginner), plan in plans.items():
        cap = RULES.day_types[day_type].caps.get(days)
        if kit and not hypermobile and not beginner and (cap is None or (cap.load and not cap.max_minutes)):
            assert plan.minutes >= 0.7 * minutes, (day_type, days, minutes)


def test_from_half_an_hour_foot_hip_and_trunk_each_have_their_share(plans: dict[Case, Plan]) -> None:
    groups = RULES.variety.coverage.groups.values()
    for (_, days, minutes, kit, _, _), plan in plans.items():
        if minutes >= 30 and plan.minutes >= 26 and kit and days:
            areas = {area for exercise in exercises(plan) for area in exercise.areas}
            assert all(group & areas for group in groups)


def test_an_uncovered_part_of_the_body_replaces_the_weakest() -> None:
    def feet(minutes: int) -> bool:
        # Everything that is wanted more than feet, and no foot drill among what is left of the ball work.
        without = frozenset(
            {"tp-arch-roll", "wd-heel-toe-extension", "wd-tip-toes", "wd-toes-out", "wd-toes-in"}
        )
        plan = plan_of(Wish(runs=after("race-half", 3), minutes=minutes, kit=ALL_KIT, without=without))
        return any({"foot", "ankle"} & set(exercise.areas) for exercise in exercises(plan))

    assert feet(30)


def test_trunk_is_covered_even_when_everything_else_aches() -> None:
    sore = {"quad": 4, "calf": 4, "hamstring": 4, "glute": 4, "hip-flexor": 4, "tfl": 4, "adductor": 4}
    plan = plan_of(Wish(runs=after("race-marathon", 3), kit=ALL_KIT, sore=sore))
    trunk = RULES.variety.coverage.groups["trunk"]
    assert any(trunk & set(exercise.areas) for exercise in exercises(plan))


def test_every_exercise_is_chosen_on_some_day() -> None:
    chosen: set[str] = set()
    for day, minutes in product(range(150), (20, 40)):
        focus = frozenset({RULES.areas[day % len(RULES.areas)]})
        seed = f"1:{day}"
        recent = (frozenset(chosen),)
        wish = Wish(kit=ALL_KIT, minutes=minutes, seed=seed, focus=focus, recent=recent)
        chosen |= {item.exercise_id for item in plan_of(wish).items}
    assert set(LIBRARY.exercises) - chosen == {"easy-walk"}
