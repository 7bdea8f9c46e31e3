"""The rule book read a second time, plainly: each rule as a check of one wish and its plan.

Here what was run and the body; book_runner.py has the rest, and all of them.

A check named as its rule; it raises AssertionError where the plan breaks it. The easy walk has its own rule:
it is the opener of a short session, and the answer of a day of rest.
"""

from collections.abc import Callable

from bot.coach.plan import Plan, Ran, Wish, expected_minutes
from tests.coach.wishes import LIBRARY, RULES, all_areas, exercises, ids

Check = Callable[[Wish, Plan], None]
HOLDS: dict[str, Check] = {}
LEGS = ("foot", "ankle", "calf", "shin", "knee", "quad")
WALK = RULES.easy_walk.exercise


def rule(check: Check) -> Check:
    HOLDS[check.__name__.replace("_", " ")] = check
    return check


# --- what was run ---------------------------------------------------------------------------------


def counted(wish: Wish) -> list[tuple[str, int]]:
    """The runs by what they count as: a long run over 2.5 hours, or clearly the longest, is a half."""

    def kind(n: int, ran: Ran) -> str:
        others = [o.seconds for m, o in enumerate(wish.runs) if m != n and o.seconds and o.days_since <= 30]
        if ran.day_type != "long-run" or ran.seconds is None:
            return ran.day_type
        longest = len(others) >= 3 and ran.seconds >= 1.25 * max(others)
        return "race-half" if ran.seconds > 150 * 60 or longest else "long-run"

    return [(kind(n, ran), ran.days_since) for n, ran in enumerate(wish.runs)]


def capping(wish: Wish) -> list[tuple[str, int]]:
    return [(kind, days) for kind, days in counted(wish) if days in RULES.day_types[kind].caps]


@rule
def the_days_load_is_kept(wish: Wish, plan: Plan) -> None:
    for kind, days in capping(wish):
        assert all(e.load <= RULES.day_types[kind].caps[days].load for e in exercises(plan))


@rule
def the_days_strength_is_kept(wish: Wish, plan: Plan) -> None:
    strength = sum(e.phase == "strength" for e in exercises(plan))
    assert all(strength <= RULES.day_types[kind].caps[days].strength for kind, days in capping(wish))


@rule
def hills_spare_the_quads_and_calves(wish: Wish, plan: Plan) -> None:
    for kind, days in capping(wish):
        for area, most in RULES.day_types[kind].caps[days].area_load.items():
            assert all(e.load <= most for e in exercises(plan) if area in all_areas(e))


@rule
def the_days_minutes_are_never_passed(wish: Wish, plan: Plan) -> None:
    for kind, days in capping(wish):
        most = RULES.day_types[kind].caps[days].max_minutes
        if most is not None:
            assert sum(item.minutes for item in plan.items) <= most
            assert expected_minutes(LIBRARY, wish) <= most


@rule
def the_time_is_kept_to_two_minutes(wish: Wish, plan: Plan) -> None:
    total = sum(item.minutes for item in plan.items)
    assert total <= wish.minutes + 2
    assert plan.minutes == int(total + 0.5)


@rule
def it_is_never_padded(wish: Wish, plan: Plan) -> None:
    if plan.kind == "session":
        slots = RULES.session.slots[RULES.session.book_length(wish.minutes)]
        pairs = "plank-side-left" in ids(plan)  # two in one slot
        assert len(list(exercises(plan))) <= sum(slots.values()) + 1 + pairs


@rule
def hops_wait_for_the_end_of_the_impact_window(wish: Wish, plan: Plan) -> None:
    if any(e.impact == "high" for e in exercises(plan)):
        assert all(days >= RULES.day_types[kind].no_impact_days for kind, days in counted(wish))


@rule
def climbers_wait_for_their_day(wish: Wish, plan: Plan) -> None:
    if any(e.impact == "low" for e in exercises(plan)):
        for kind, days in counted(wish):
            hard = kind not in ("easy", "rest")
            assert days >= (3 if kind in ("race-half", "race-marathon", "race-ultra") else 2 * hard)


@rule
def load_three_needs_fresh_legs(wish: Wish, plan: Plan) -> None:
    if any(e.load == 3 for e in exercises(plan)):
        assert all(wish.sore.get(area, 0) <= 2 for area in LEGS)


@rule
def load_three_needs_an_easy_tomorrow(wish: Wish, plan: Plan) -> None:
    assert not (wish.hard_tomorrow and any(e.load == 3 for e in exercises(plan)))


@rule
def load_three_needs_an_easy_day_and_a_practised_runner(wish: Wish, plan: Plan) -> None:
    if any(e.load == 3 for e in exercises(plan)):
        assert not wish.beginner
        assert not wish.hypermobile
        assert all(kind in ("easy", "rest") for kind, _ in capping(wish))


@rule
def on_the_evening_of_an_ultra_there_is_no_walk(wish: Wish, plan: Plan) -> None:
    if ("race-ultra", 0) in counted(wish):
        assert WALK not in ids(plan)


# --- the body -------------------------------------------------------------------------------------


@rule
def what_is_too_sore_is_left_alone(wish: Wish, plan: Plan) -> None:
    assert all(wish.sore.get(area, 0) < 7 for e in exercises(plan) for area in e.areas)


@rule
def what_can_hardly_move_rests_with_its_limb(wish: Wish, plan: Plan) -> None:
    for limb in RULES.soreness.limbs.values():
        if any(wish.sore.get(area, 0) >= 9 for area in limb):
            assert not any(limb & set(e.areas) for e in exercises(plan))


@rule
def what_is_sore_carries_little(wish: Wish, plan: Plan) -> None:
    for e in exercises(plan):
        for areas, milder in ((e.areas, 0), (e.areas_secondary, 2)):  # secondary: one band milder
            level = max((wish.sore.get(area, 0) for area in areas), default=0)
            assert e.load <= (1 if level >= 5 + milder else 2 if level >= 3 + milder else 3)


@rule
def what_is_sore_gets_no_strength(wish: Wish, plan: Plan) -> None:
    for e in exercises(plan):
        if e.phase == "strength":
            assert all(wish.sore.get(area, 0) < 5 for area in e.areas)
            assert all(wish.sore.get(area, 0) < 7 for area in e.areas_secondary)


@rule
def a_body_too_sore_as_a_whole_rests(wish: Wish, plan: Plan) -> None:
    levels = list(wish.sore.values())
    if sum(level >= 7 for level in levels) >= 3 or max(levels, default=0) >= 9:
        assert plan.kind == "rest"
    elif plan.kind == "rest":
        assert plan.items == ()


@rule
def a_rest_plan_is_gentle(wish: Wish, plan: Plan) -> None:
    if plan.kind == "rest":
        assert len(list(exercises(plan))) <= 3
        for e in exercises(plan):
            assert e.load <= 1
            assert e.method != "smfr"
            assert all(wish.sore.get(area, 0) <= 2 for area in all_areas(e))


def sharp(wish: Wish) -> set[str]:
    """Where it is sharp, and what hurt in a session earlier today."""
    hurt = (met for met in wish.history if met.days_ago == 0 and met.reason == "hurts")
    return set(wish.sharp) | {area for met in hurt for area in LIBRARY.exercises[met.exercise_id].areas}


@rule
def sharp_pain_keeps_its_area_out(wish: Wish, plan: Plan) -> None:
    assert not any(wish.sharp & all_areas(e) for e in exercises(plan, walk=True))


@rule
def what_hurt_stays_out_for_the_day(wish: Wish, plan: Plan) -> None:
    assert not any(sharp(wish) & all_areas(e) for e in exercises(plan, walk=True))


@rule
def sharp_pain_spares_its_neighbours(wish: Wish, plan: Plan) -> None:
    near = {other for area in sharp(wish) for other in RULES.sharp.neighbours[area]}
    assert all(e.load < 2 or not near & all_areas(e) for e in exercises(plan, walk=True))


@rule
def sharp_pain_in_the_lower_leg_stops_walking_drills(wish: Wish, plan: Plan) -> None:
    if sharp(wish) & {"foot", "ankle", "shin", "calf", "knee"}:
        assert all(e.phase != "walking-drill" for e in exercises(plan, walk=True))


@rule
def sharp_pain_in_the_lower_leg_stops_loaded_standing(wish: Wish, plan: Plan) -> None:
    if sharp(wish) & {"foot", "ankle", "shin", "calf", "knee"}:
        standing = ("standing", "walking", "half-kneeling")
        assert all(e.load < 2 or e.position not in standing for e in exercises(plan, walk=True))


def lasting(wish: Wish) -> set[str]:
    """Sorer than before later than day 3, or on day 7 still 4 or more; see plan_lasting."""
    hard = [r.days_since for r in wish.runs if RULES.day_types[r.day_type].no_impact_days]
    other = [r.days_since for r in wish.runs if r.day_type != "rest"]
    since = min(hard, default=None)
    before = sorted((b for b in wish.sore_before if 0 < b[0] < (since or 99)), key=lambda b: b[0])
    if since == 0:
        before = []
    found = set()
    for area, level in wish.sore.items():
        levels = [(ago, sore.get(area, 0)) for ago, sore in before]
        if since is None:
            streak = [ago for n, (ago, _) in enumerate(levels) if min(x for _, x in levels[: n + 1]) >= 4]
            still = max(streak, default=0) >= 7
        else:
            known = bool(levels) or min(other) == since
            still = since >= 7 and known and all(was >= 4 for _, was in levels)
            if since > 3 and levels and level > levels[0][1]:
                found.add(area)
        if still and level >= 4:
            found.add(area)
    return found


@rule
def soreness_that_lasts_means_seeing_someone(wish: Wish, plan: Plan) -> None:
    assert ("see-someone" in plan.advice) == bool(lasting(wish))


@rule
def what_is_very_sore_asks_for_red_flags_again(wish: Wish, plan: Plan) -> None:
    assert ("ask-flags" in plan.advice) == any(level >= 7 for level in wish.sore.values())


@rule
def soreness_that_lasts_means_no_strength_there(wish: Wish, plan: Plan) -> None:
    assert not any(e.phase == "strength" and lasting(wish) & set(e.areas) for e in exercises(plan))
