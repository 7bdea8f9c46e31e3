"""Each hard rule on one exercise: offered alone, it comes on one side of the rule's edge and not on both."""

from dataclasses import replace

import pytest

from bot.coach.plan import Plan, Ran, Wish, choose
from bot.coach.plan_day import day_of
from bot.coach.plan_pick import Basket, picks_by_phase
from content.library import Library
from tests.coach.wishes import ALL_KIT, LIBRARY, RULES, after, ids

REST = Wish(kit=ALL_KIT, minutes=40)


def alone(wish: Wish, *exercise_ids: str, library: Library = LIBRARY) -> Plan:
    """The plan when only these may be offered (and the easy walk)."""
    others = frozenset(library.exercises) - set(exercise_ids) - {RULES.easy_walk.exercise}
    return choose(library, wish.model_copy(update={"without": others}))


def comes(exercise_id: str, wish: Wish, library: Library = LIBRARY) -> bool:
    return exercise_id in ids(alone(wish, exercise_id, library=library))


def on(day_type: str, days_since: int) -> Wish:
    return Wish(runs=after(day_type, days_since), kit=ALL_KIT, minutes=40)


def with_(**values: object) -> Wish:
    return Wish.model_validate({"kit": ALL_KIT, "minutes": 40, **values})


@pytest.mark.parametrize(
    ("exercise_id", "yes", "no"),
    [
        # the day's load and strength
        ("hip-90-90", on("race-half", 1), on("race-half", 0)),
        ("wd-tip-toes", on("race-marathon", 4), on("race-marathon", 3)),
        ("glute-bridges", on("race-marathon", 2), on("race-marathon", 1)),
        ("spiderman-lunge-rotation", on("easy", 0), on("long-run", 0)),
        # the area's load after hills: quads for two days, calves and knees for one
        ("cossack-squats", on("hills", 3), on("hills", 2)),
        ("wd-tip-toes", on("hills", 2), on("hills", 1)),
        ("mini-band-walks", on("hills", 2), on("hills", 1)),
        # impact
        ("mountain-climbers", on("speed", 2), on("speed", 1)),
        ("mountain-climbers", on("race-half", 3), on("race-half", 2)),
        ("forward-hops", on("race-marathon", 8), on("race-marathon", 7)),
        ("forward-hops", on("rest", 0), on("easy", 0)),
        ("forward-hops", with_(sore={"shin": 2}), with_(sore={"shin": 3})),
        ("forward-hops", with_(sore={"shoulder": 5}), with_(sore={"quad": 3})),
        ("forward-hops", with_(), with_(beginner=True)),
        ("forward-hops", with_(), with_(hypermobile=True)),
        ("forward-hops", with_(), with_(hard_tomorrow=True)),
        # people who come back days later
        ("wd-tip-toes", on("race-ultra", 6), on("race-ultra", 5)),
        ("glute-bridges", on("race-ultra", 3), on("race-ultra", 2)),
        ("forward-hops", on("race-ultra", 11), on("race-ultra", 10)),
        ("forward-hops", on("race-10k", 3), on("race-10k", 2)),
        # soreness: its own areas
        ("air-squats", with_(sore={"quad": 4}), with_(sore={"quad": 5})),
        ("cossack-squats", with_(sore={"adductor": 4}), with_(sore={"adductor": 5})),
        ("glute-bridges", with_(sore={"glute": 4}), with_(sore={"glute": 5})),
        ("fr-calf", with_(sore={"calf": 6}), with_(sore={"calf": 7})),
        ("st-chest", with_(sore={"chest": 6}), with_(sore={"chest": 8})),
        # soreness: secondary areas, one band milder
        ("walking-rdls", with_(sore={"core": 6}), with_(sore={"core": 7})),
        ("glute-bridges", with_(sore={"hamstring": 6}), with_(sore={"hamstring": 7})),
        ("tp-arch-roll", with_(sore={"calf": 8}), with_(sore={"foot": 8})),
        # sharp pain
        ("fr-calf", with_(sharp={"knee"}), with_(sharp={"calf"})),
        ("fr-calf", with_(sharp={"foot"}), with_(sharp={"ankle"})),
        ("plank-reverse", with_(sharp={"foot"}), with_(sharp={"lower-back"})),
        ("wd-heel-walks", with_(sharp={"shoulder"}), with_(sharp={"knee"})),
        ("air-squats", with_(sharp={"chest"}), with_(sharp={"shin"})),
        ("st-kneeling-quad-hip-flexor", with_(sharp={"shin"}), with_(sharp={"knee"})),
        # what the runner told us
        ("hip-90-90", with_(avoid={"wrist-pain"}), with_(avoid={LIBRARY.exercises["hip-90-90"].avoid_if[0]})),
        ("frog-squats", with_(), with_(beginner=True)),
        # kit
        ("fr-calf", with_(kit={"foam-roller"}), with_(kit={"tennis-ball"})),
        ("mini-band-walks", with_(kit={"mini-band"}), with_(kit={"band"})),
        ("st-adductor-side-lying", with_(kit={"band"}), with_(kit={"mini-band"})),
    ],
)
def test_an_exercise_comes_on_one_side_of_a_rule_only(exercise_id: str, yes: Wish, no: Wish) -> None:
    assert comes(exercise_id, yes)
    assert not comes(exercise_id, no)


@pytest.mark.parametrize("exercise_id", ["st-calf-band", "st-hamstring-bent-leg-band"])
def test_a_belt_or_a_towel_stands_in_for_the_band(exercise_id: str) -> None:
    assert comes(exercise_id, with_(kit=set()))


@pytest.mark.parametrize("exercise_id", ["st-chest", "assisted-squats"])
def test_wall_and_bench_need_not_be_owned(exercise_id: str) -> None:
    assert comes(exercise_id, with_(kit=set()))


def test_the_strictest_cap_of_several_runs_holds_in_each_part() -> None:
    marathon, ultra, speed = after("race-marathon", 2), after("race-ultra", 3), after("speed", 1)
    both = choose(LIBRARY, Wish(runs=marathon + ultra, kit=ALL_KIT, minutes=40))
    assert 18 <= sum(item.minutes for item in both.items) <= 25  # 30 and 25 minutes
    assert not comes("glute-bridges", Wish(runs=after("race-marathon", 1) + speed, minutes=40))
    assert not comes("spiderman-lunge-rotation", Wish(runs=speed + after("race-half", 2), minutes=40))
    assert comes("spiderman-lunge-rotation", Wish(runs=speed, minutes=40))
    assert not comes("forward-hops", Wish(runs=(Ran(day_type="rest", days_since=0), *after("hills", 2))))


HALF = 150 * 60  # seconds


def long_run(seconds: int | None, days_since: int = 1, *others: int | None) -> Wish:
    """A long run after three others of these seconds, a week apart."""
    before = (Ran(day_type="long-run", days_since=9 + 7 * n, seconds=s) for n, s in enumerate(others))
    last = Ran(day_type="long-run", days_since=days_since, seconds=seconds)
    return with_(runs=(last, *before))


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        (long_run(HALF), long_run(HALF + 1)),
        (long_run(None), long_run(HALF + 1)),
        (long_run(HALF + 1, 3), long_run(HALF + 1, 2)),
        (long_run(7_499, 1, 6_000, 5_000, 4_000), long_run(7_500, 1, 6_000, 5_000, 4_000)),
        (long_run(7_500, 1, 6_000, None, 4_000), long_run(7_500, 1, 6_000, 5_000, 4_000)),
        (long_run(7_500, 1, 6_000, 5_000, None, None, 4_000), long_run(7_500, 1, 6_000, 5_000, None, 4_000)),
    ],
    ids=["over 2.5 h", "time unknown", "two days later", "by a quarter", "of three known", "in a month"],
)
def test_a_very_long_run_counts_as_a_half(yes: Wish, no: Wish) -> None:
    assert comes("wd-tip-toes", yes)
    assert not comes("wd-tip-toes", no)


def test_a_run_that_counts_as_another_is_still_called_what_it_was() -> None:
    reasons = [item.why for item in choose(LIBRARY, long_run(HALF + 1)).items]
    assert {why.day_type for why in reasons if why.code == "ran"} == {"long-run"}


@pytest.mark.parametrize("today", ["rest", "easy"])
def test_bendy_joints_or_not_what_today_is_called_lifts_nothing(today: str) -> None:
    half = after("race-half", 2)
    for hypermobile in (False, True):
        wish = with_(runs=(*after(today, 0), *half), hypermobile=hypermobile)
        assert not comes("walking-rdls", wish)  # load 2
        assert comes("bird-dogs", wish)


def test_a_beginner_meets_one_new_thing_a_phase() -> None:
    stretches = ["st-chest", "st-calf-band", "glute-stretch", "st-kneeling-quad-hip-flexor"]

    def met(*known: str, beginner: bool = True) -> list[str]:
        wish = with_(met=frozenset(known), beginner=beginner)
        return [i for i in ids(alone(wish, *stretches)) if i.startswith("st-")]

    assert len(met()) == 1
    assert len(met("st-chest")) == 2
    assert len(met("st-chest", "st-calf-band")) == 3
    assert len(met(beginner=False)) == 3
    assert "new" in {left.code for left in choose(LIBRARY, with_(beginner=True, met=frozenset())).left_out}
    full = choose(LIBRARY, with_(beginner=True))
    assert len(full.items) == 13  # unknown: the rule is off
    known = choose(LIBRARY, with_(beginner=True, met=frozenset(ids(full))))
    assert "new" not in {left.code for left in known.left_out}  # there is no room for more


def test_a_new_thing_that_gives_up_its_place_makes_room_for_another() -> None:
    day = day_of(RULES, REST)
    one, other = picks_by_phase(LIBRARY, {"hip-90-90": 1.0, "wall-slides": 0.0}, frozenset())["mobility"]
    basket = Basket(LIBRARY, day, 30, beginner=True)
    basket.add(one)
    assert not basket.takes(other)
    basket.remove(one)
    assert basket.takes(other)


def test_a_beginners_rest_plan_has_one_new_thing_a_phase_too() -> None:
    plan = choose(LIBRARY, with_(sore={"chest": 9}, beginner=True, met=frozenset()))
    phases = [item.phase for item in plan.items]
    assert plan.kind == "rest"
    assert phases.count("mobility") == 1


def test_a_beginners_pair_of_side_planks_is_one_new_thing() -> None:
    pair = {"plank-side-left", "plank-side-right"}
    assert pair <= set(ids(alone(with_(beginner=True, met=frozenset()), *pair)))


def test_side_planks_come_both_or_not_at_all() -> None:
    pair = ["plank-side-left", "plank-side-right"]
    assert ids(alone(REST, *pair))[-2:] == pair
    assert "plank-side-left" not in ids(alone(REST, "plank-side-left"))
    assert "plank-side-right" not in ids(alone(REST, "plank-side-right"))


def test_a_pair_counts_twice_against_the_days_strength_limit() -> None:
    pair = ("plank-side-left", "plank-side-right")
    assert not set(pair) & set(ids(alone(on("race-5k", 1), *pair)))  # one strength item
    assert set(pair) <= set(ids(alone(on("race-5k", 2), *pair)))  # two


def test_mini_band_walks_are_the_whole_or_its_parts() -> None:
    members = next(one.members for one in RULES.series if one.id == "mini-band-series")
    for favourite in members:
        disliked = frozenset(members) - {favourite}
        chosen = [i for i in ids(alone(with_(disliked=disliked), *members)) if i in members]
        assert favourite in chosen
        assert "mini-band-walks" not in chosen or len(chosen) == 1


def test_a_block_gives_what_its_length_allows() -> None:
    members = next(one.members for one in RULES.series if one.id == "quad-series")
    library = _with_rules(LIBRARY, per_area=9)
    short = [i for i in ids(alone(with_(minutes=30), *members, library=library)) if i in members]
    long = [i for i in ids(alone(with_(minutes=40), *members, library=library)) if i in members]
    assert (len(short), len(long)) == (2, 4)


def test_the_same_movement_does_not_come_twice() -> None:
    both = {"hip-rockers", "hip-rockers-free"}
    for first in both:
        chosen = ids(alone(with_(disliked=both - {first}), *both))
        assert both & set(chosen) == {first}


def test_no_more_than_two_of_one_area_in_mobility_and_strength() -> None:
    glute = [e.id for e in LIBRARY.exercises.values() if e.areas[0] == "glute" and e.phase == "mobility"]
    assert len(glute) > 2
    assert len([i for i in ids(alone(REST, *glute)) if i in glute]) == 2


def test_a_retired_exercise_is_never_chosen() -> None:
    arch = LIBRARY.exercises["tp-arch-roll"].model_copy(update={"retired": True})
    library = replace(LIBRARY, exercises={**LIBRARY.exercises, arch.id: arch})
    assert comes(arch.id, REST)
    assert not comes(arch.id, REST, library)


def test_a_limb_that_can_hardly_move_is_left_alone_as_a_whole() -> None:
    library = _with_rules(LIBRARY, one_from=10)  # else the whole body rests anyway
    stiff = with_(sore={"quad": 9})
    assert not comes("fr-calf", stiff, library)
    assert comes("fr-mid-upper-back", stiff, library)
    assert comes("fr-calf", with_(sore={"quad": 8}), library)


def test_a_beginner_has_nothing_heavy_the_day_after_a_half_whatever_the_cap() -> None:
    half = RULES.day_types["race-half"]
    looser = {**half.caps, 1: half.caps[1].model_copy(update={"load": 2})}
    types = {**RULES.day_types, "race-half": half.model_copy(update={"caps": looser})}
    library = replace(LIBRARY, rules=RULES.model_copy(update={"day_types": types}))
    assert comes("walking-rdls", on("race-half", 1), library)
    assert not comes("walking-rdls", on("race-half", 1).model_copy(update={"beginner": True}), library)


def test_the_rest_plan_is_a_walk_and_three_quiet_things_where_nothing_is_sore() -> None:
    plan = choose(LIBRARY, with_(sore={"chest": 9}))
    assert ids(plan)[0] == RULES.easy_walk.exercise
    assert len(plan.items) == 4
    quiet = [LIBRARY.exercises[i] for i in ids(plan)[1:]]
    assert all(e.load <= 1 and e.phase in ("stretch", "mobility") for e in quiet)
    assert len({e.areas[0] for e in quiet}) == 3
    assert not any({"chest", "shoulder"} & {*e.areas, *e.areas_secondary} for e in quiet)


def test_the_rest_plan_keeps_to_the_minutes_and_the_load_of_the_day() -> None:
    short = choose(LIBRARY, Wish(minutes=8, sore={"chest": 9}))
    assert sum(item.minutes for item in short.items) <= 8
    evening = choose(LIBRARY, Wish(runs=after("race-marathon", 0), sore={"quad": 9}))
    assert ids(evening) == [RULES.easy_walk.exercise]
    assert choose(LIBRARY, Wish(runs=after("race-ultra", 0), sore={"quad": 9})).items == ()


@pytest.mark.parametrize("values", [{"sharp": {"calf"}}, {"avoid": {"cannot-bear-weight"}}])
def test_no_walk_with_sharp_pain_in_the_leg_or_what_the_runner_told_us(values: dict[str, set[str]]) -> None:
    plan = choose(LIBRARY, with_(sore={"chest": 9}, **values))
    assert plan.kind == "rest"
    assert RULES.easy_walk.exercise not in ids(plan)
    assert "no-walk" in {left.code for left in plan.left_out}


def test_the_opening_walk_keeps_the_days_load_and_the_sore_legs() -> None:
    assert ids(alone(REST, "tp-arch-roll")) == ["easy-walk", "tp-arch-roll"]
    assert ids(alone(on("race-marathon", 0), "tp-arch-roll")) == ["tp-arch-roll"]
    assert ids(alone(with_(sore={"quad": 7}), "tp-arch-roll")) == ["tp-arch-roll"]
    assert ids(alone(with_(minutes=4), "tp-arch-roll")) == ["tp-arch-roll"]


def test_soreness_counts_areas_and_levels_before_it_asks_for_rest() -> None:
    two = choose(LIBRARY, with_(sore={"quad": 8, "calf": 7}))
    three = choose(LIBRARY, with_(sore={"quad": 8, "calf": 7, "foot": 7}))
    assert (two.kind, three.kind) == ("session", "rest")
    assert choose(LIBRARY, with_(sore={"shoulder": 8})).kind == "session"
    assert choose(LIBRARY, with_(sore={"shoulder": 9})).kind == "rest"


def _slow(library: Library, times: float) -> Library:
    """Everything takes this many times as long."""
    slow = {i: e.model_copy(update={"minutes": e.minutes * times}) for i, e in library.exercises.items()}
    return replace(library, exercises=slow)


def _most_minutes(library: Library, minutes: int) -> Library:
    """A rest day of so many minutes at most."""
    rest = library.rules.day_types["rest"]
    caps = {day: cap.model_copy(update={"max_minutes": minutes}) for day, cap in rest.caps.items()}
    types = {**library.rules.day_types, "rest": rest.model_copy(update={"caps": caps})}
    return replace(library, rules=library.rules.model_copy(update={"day_types": types}))


def test_a_session_too_long_gives_up_its_weakest_but_no_part_of_the_body() -> None:
    library = _slow(LIBRARY, 1.5)
    for minutes in (30, 40):
        plan = choose(library, with_(minutes=minutes))
        assert minutes - 5 <= sum(item.minutes for item in plan.items) <= minutes + 2
        areas = {area for item in plan.items for area in LIBRARY.exercises[item.exercise_id].areas}
        assert all(group & areas for group in RULES.variety.coverage.groups.values())


def test_the_only_one_for_its_part_of_the_body_stays_though_it_is_wanted_least() -> None:
    foot = "wd-heel-toe-extension"
    stretches = ("st-kneeling-quad-hip-flexor", "st-abductor-side-lying", "st-chest", "glute-stretch")
    releases = ("tp-thoracic-spine", "tp-tfl", "fr-mid-upper-back", "fr-quad-hip-flexor")
    focus = frozenset({"hip-flexor", "tfl", "chest", "thoracic", "glute"})
    library = _slow(LIBRARY, 2)
    chosen = ids(alone(with_(minutes=30, focus=focus), foot, *stretches, *releases, library=library))
    assert foot in chosen
    assert len(chosen) == len(stretches + releases)  # one of the others had to go


def test_the_days_minutes_are_a_limit_without_tolerance() -> None:
    plan = choose(_most_minutes(LIBRARY, 10), REST)
    assert 6 <= sum(item.minutes for item in plan.items) <= 10


def test_a_length_above_the_days_minutes_is_not_offered() -> None:
    library = _most_minutes(_slow(LIBRARY, 1.4), 25)
    assert choose(library, with_(minutes=20)).lengths == (20,)


def _with_rules(library: Library, *, per_area: int | None = None, one_from: int | None = None) -> Library:
    rules = library.rules
    if per_area is not None:
        counted = rules.variety.per_area.model_copy(update={"most": per_area})
        rules = rules.model_copy(update={"variety": rules.variety.model_copy(update={"per_area": counted})})
    if one_from is not None:
        whole = rules.soreness.whole_body.model_copy(update={"one_from": one_from})
        soreness = rules.soreness.model_copy(update={"whole_body": whole})
        rules = rules.model_copy(update={"soreness": soreness})
    return replace(library, rules=rules)
