"""Every hard rule of the book holds for every wish; the rules are read here a second time, plainly.

The easy walk has its own rule: it is the opener of a short session, and the answer of a day of rest.
"""

from collections import Counter

from hypothesis import HealthCheck, given, settings, strategies as st

from bot.coach.plan import Ran, Wish, expected_minutes
from tests.coach.wishes import LIBRARY, RULES, all_areas, exercises, ids, plan_of, wishes

every = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def capping(wish: Wish) -> list[tuple[str, int]]:
    return [
        (ran.day_type, ran.days_since)
        for ran in wish.runs
        if ran.days_since in RULES.day_types[ran.day_type].caps
    ]


def skipped(wish: Wish) -> set[str]:
    return {area for area, level in wish.sore.items() if level >= 7}


@every
@given(wishes)
def test_the_days_load_and_strength_caps_hold(wish: Wish) -> None:
    plan = plan_of(wish)
    for day_type, days_since in capping(wish):
        cap = RULES.day_types[day_type].caps[days_since]
        assert all(exercise.load <= cap.load for exercise in exercises(plan))
        assert sum(exercise.phase == "strength" for exercise in exercises(plan)) <= cap.strength
        for area, most in cap.area_load.items():
            assert all(e.load <= most for e in exercises(plan) if area in all_areas(e))


@every
@given(wishes)
def test_the_time_is_kept_and_the_days_cap_is_never_passed(wish: Wish) -> None:
    plan = plan_of(wish)
    total = sum(item.minutes for item in plan.items)
    assert total <= wish.minutes + RULES.session.tolerance_minutes
    for day_type, days_since in capping(wish):
        most = RULES.day_types[day_type].caps[days_since].max_minutes
        if most is not None:
            assert total <= most
            assert expected_minutes(LIBRARY, wish) <= most
    assert plan.minutes == int(total + 0.5)


@every
@given(wishes)
def test_impact_waits_for_its_day(wish: Wish) -> None:
    for exercise in exercises(plan_of(wish)):
        for ran in wish.runs:
            day_type = RULES.day_types[ran.day_type]
            if exercise.impact == "high":
                assert ran.days_since >= day_type.no_impact_days
            if exercise.impact == "low":
                assert ran.days_since >= day_type.no_low_impact_days


@every
@given(wishes)
def test_load_three_needs_an_easy_day_fresh_legs_and_a_practised_runner(wish: Wish) -> None:
    if any(exercise.load == 3 for exercise in exercises(plan_of(wish))):
        assert not wish.beginner
        assert not wish.hypermobile
        assert all(name in ("easy", "rest") for name, _ in capping(wish))
        legs = ("foot", "ankle", "calf", "shin", "knee", "quad")
        assert all(wish.sore.get(area, 0) <= 2 for area in legs)


@every
@given(wishes)
def test_what_is_too_sore_is_left_alone(wish: Wish) -> None:
    for exercise in exercises(plan_of(wish)):
        assert not skipped(wish) & set(exercise.areas)
        for area in exercise.areas:
            level = wish.sore.get(area, 0)
            assert exercise.load <= (1 if level >= 5 else 2 if level >= 3 else 3)
            assert level < 5 or exercise.phase != "strength"
        for area in exercise.areas_secondary:  # one band milder
            level = wish.sore.get(area, 0)
            assert exercise.load <= (1 if level >= 7 else 2 if level >= 5 else 3)
            assert level < 7 or exercise.phase != "strength"


@every
@given(wishes)
def test_a_body_too_sore_as_a_whole_rests(wish: Wish) -> None:
    plan = plan_of(wish)
    levels = list(wish.sore.values())
    if sum(level >= 7 for level in levels) >= 3 or max(levels, default=0) >= 9:
        assert plan.kind == "rest"
        assert len(list(exercises(plan))) <= 3
        for exercise in exercises(plan):
            assert exercise.load <= 1
            assert exercise.method != "smfr"
            assert all(wish.sore.get(area, 0) <= 2 for area in all_areas(exercise))
            for limb in RULES.soreness.limbs.values():
                if any(wish.sore.get(area, 0) >= 9 for area in limb):
                    assert not limb & set(exercise.areas)
    elif plan.kind == "rest":
        assert plan.items == ()


@every
@given(wishes)
def test_sharp_pain_removes_the_area_loaded_neighbours_and_walking(wish: Wish) -> None:
    near = {other for area in wish.sharp for other in RULES.sharp.neighbours[area]}
    lower_leg = wish.sharp & {"foot", "ankle", "shin", "calf", "knee"}
    for exercise in exercises(plan_of(wish), walk=True):
        assert not wish.sharp & all_areas(exercise)
        assert exercise.load < 2 or not near & all_areas(exercise)
        if lower_leg:
            assert exercise.phase != "walking-drill"
            assert exercise.load < 2 or exercise.position not in ("standing", "walking", "half-kneeling")


@every
@given(wishes)
def test_safety_tags_the_runner_told_us_of_are_heeded(wish: Wish) -> None:
    assert not any(wish.avoid & set(e.avoid_if) for e in exercises(plan_of(wish), walk=True))


@every
@given(wishes)
def test_kit_that_is_not_there_is_not_asked_for(wish: Wish) -> None:
    plan = plan_of(wish)
    for item, exercise in zip(plan.items, exercises(plan, walk=True), strict=True):
        lacking = set(exercise.equipment) - wish.kit - set(RULES.kit.household)
        if lacking:
            assert lacking == {item.substitute_for}
            assert exercise.id in RULES.kit.stand_ins[str(item.substitute_for)]
            assert exercise.substitute
        else:
            assert item.substitute_for is None


@every
@given(wishes)
def test_a_hypermobile_runner_never_meets_an_exercise_to_avoid(wish: Wish) -> None:
    if wish.hypermobile:
        plan = plan_of(wish)
        assert all(exercise.hypermobile != "avoid" for exercise in exercises(plan))
        if plan.kind == "session":
            length = RULES.session.book_length(wish.minutes)
            stretches = sum(exercise.phase == "stretch" for exercise in exercises(plan))
            assert stretches <= RULES.session.slots[length]["stretch"] // 2


@every
@given(wishes)
def test_a_beginner_gets_few_things_and_none_of_the_hard_ones(wish: Wish) -> None:
    if wish.beginner:
        plan = plan_of(wish)
        assert all(exercise.beginner for exercise in exercises(plan))
        if plan.kind == "session":
            length = RULES.session.book_length(wish.minutes)
            assert len(plan.items) <= RULES.beginner.max_items[length]


@every
@given(wishes)
def test_nothing_stands_twice_and_the_series_rules_hold(wish: Wish) -> None:
    plan = plan_of(wish)
    chosen = ids(plan)
    assert len(chosen) == len(set(chosen))
    assert ("plank-side-left" in chosen) == ("plank-side-right" in chosen)
    ladder = [i for i in chosen if LIBRARY.exercises[i].series == "dead-bug-ladder"]
    assert len(ladder) <= 1
    bands = [i for i in chosen if LIBRARY.exercises[i].series == "mini-band-series"]
    assert "mini-band-walks" not in bands or len(bands) == 1
    assert not {"hip-rockers", "hip-rockers-free"} <= set(chosen)
    own = [e.areas[0] for e in exercises(plan) if e.phase in ("mobility", "strength")]
    assert max(Counter(own).values(), default=0) <= 2


@every
@given(wishes)
def test_the_order_is_the_articles_and_mobility_rises_from_the_floor(wish: Wish) -> None:
    plan = plan_of(wish)
    phases = [RULES.phases.index(exercise.phase) for exercise in exercises(plan)]
    assert phases == sorted(phases)
    heights = [RULES.positions.index(e.position) for e in exercises(plan) if e.phase == "mobility"]
    assert heights == sorted(heights)
    assert [item.position for item in plan.items] == list(range(1, len(plan.items) + 1))
    walk = RULES.easy_walk.exercise
    assert walk not in ids(plan)[1:]


@every
@given(wishes)
def test_what_is_not_offered_now_is_not_there(wish: Wish) -> None:
    assert not wish.without & set(ids(plan_of(wish)))


@every
@given(wishes)
def test_the_same_wish_gives_the_same_plan(wish: Wish) -> None:
    again = Wish.model_validate_json(wish.model_dump_json())
    assert plan_of(again) == plan_of(wish)


@every
@given(wishes)
def test_the_offered_lengths_are_allowed_and_really_differ(wish: Wish) -> None:
    plan = plan_of(wish)
    assert wish.minutes in plan.lengths
    assert list(plan.lengths) == sorted(set(plan.lengths))
    sessions = [ids(plan_of(wish.model_copy(update={"minutes": minutes}))) for minutes in plan.lengths]
    assert all(sessions.count(session) == 1 for session in sessions)


@every
@given(wishes)
def test_every_reason_is_true(wish: Wish) -> None:
    for item in plan_of(wish).items:
        exercise, why = LIBRARY.exercises[item.exercise_id], item.why
        if why.code == "opener":
            assert exercise.id == RULES.easy_walk.exercise
            continue
        assert why.area in exercise.areas
        if why.code == "sore":
            assert why.level == wish.sore[why.area] >= 3
        if why.code == "focus":
            assert why.area in wish.focus
        if why.code == "ran":
            assert why.day_type in {name for name, _ in capping(wish)}


LEGS = ("foot", "ankle", "calf", "shin", "knee", "quad")


@every
@given(
    runs=st.lists(
        st.builds(Ran, day_type=st.sampled_from(sorted(RULES.day_types)), days_since=st.integers(0, 12)),
        max_size=2,
    ).map(tuple),
    sore=st.dictionaries(st.sampled_from(RULES.areas), st.integers(0, 4), max_size=1),
    who=st.sampled_from(({}, {}, {"beginner": True}, {"hypermobile": True})),
)
def test_hops_come_exactly_when_the_book_allows_load_three(
    runs: tuple[Ran, ...], sore: dict[str, int], who: dict[str, bool]
) -> None:
    hops = LIBRARY.exercises["forward-hops"]
    wish = Wish(runs=runs, sore=sore, without=frozenset(LIBRARY.exercises) - {hops.id}, **who)
    past_impact = all(ran.days_since >= RULES.day_types[ran.day_type].no_impact_days for ran in runs)
    allowed = all(
        name in ("easy", "rest") and RULES.day_types[name].caps[days].load == 3
        for name, days in capping(wish)
    )
    fresh = all(level <= 2 for area, level in sore.items() if area in LEGS)
    assert (hops.id in ids(plan_of(wish))) == (past_impact and allowed and fresh and not who)


@every
@given(day_type=st.sampled_from(sorted(RULES.day_types)), days=st.integers(0, 5))
def test_climbers_come_exactly_when_low_impact_is_back(day_type: str, days: int) -> None:
    climbers = "mountain-climbers"
    ran = Ran(day_type=day_type, days_since=days)
    wish = Wish(runs=(ran,), without=frozenset(LIBRARY.exercises) - {climbers})
    rule = RULES.day_types[day_type]
    cap = rule.caps.get(days)
    fits = cap is None or (cap.load >= 2 and cap.strength >= 1)
    assert (climbers in ids(plan_of(wish))) == (fits and days >= rule.no_low_impact_days)
