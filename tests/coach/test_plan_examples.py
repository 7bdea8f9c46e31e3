"""The chooser's named examples: whole sessions as the evidence page and the product page describe them."""

from bot.coach.plan import Plan, Ran, Why, Wish, expected_minutes
from tests.coach.wishes import ALL_KIT, BALL_AND_ROLLER, LIBRARY, RULES, after, exercises, ids, plan_of


def codes(plan: Plan) -> list[str]:
    return [left.code for left in plan.left_out]


def test_the_day_after_a_marathon_with_very_sore_quads() -> None:
    sore = {"quad": 7, "calf": 5, "hamstring": 5}
    plan = plan_of(Wish(runs=after("race-marathon"), kit=BALL_AND_ROLLER, sore=sore))
    assert (plan.kind, len(plan.items), plan.minutes) == ("session", 9, 18)
    assert ids(plan) == [
        "tp-arch-roll",
        "tp-tfl",
        "fr-calf",
        "st-calf-band",
        "st-hamstring-bent-leg-band",
        "wd-heel-toe-extension",
        "glute-stretch",
        "hip-90-90",
        "hip-rotations",
    ]
    assert codes(plan)[:2] == ["sore", "no-strength"]
    assert plan.left_out[0].areas == ("quad",)
    assert plan.items[0].why == Why(code="ran", area="foot", day_type="race-marathon")
    assert plan.items[2].why == Why(code="sore", area="calf", level=5)
    assert plan.items[2].dose.seconds == 30  # a light roll
    assert plan.items[3].dose.sets == 1  # one mild hold
    assert (plan.items[3].dose.seconds, plan.items[3].dose.seconds_max) == (15, 20)
    assert plan.items[3].substitute_for == "band"  # a belt or a towel
    assert plan.items[0].dose.written == "45 s each foot"


def test_the_day_after_speed_work_with_sore_calves() -> None:
    plan = plan_of(Wish(runs=after("speed"), kit=BALL_AND_ROLLER, sore={"calf": 5}))
    assert (len(plan.items), plan.minutes) == (15, 27)
    assert ids(plan)[:9] == [
        "tp-thoracic-spine",
        "tp-arch-roll",
        "fr-quad-hip-flexor",
        "fr-calf",
        "st-calf-band",
        "st-hamstring-bent-leg-band",
        "st-kneeling-quad-hip-flexor",
        "wd-heel-walks",
        "wd-heel-toe-extension",
    ]
    phases = [item.phase for item in plan.items]
    assert phases[9:] == ["mobility"] * 5 + ["strength"]
    assert ids(plan)[-1] == "wall-squat"


def test_a_very_sore_body_after_an_ultra_gets_rest() -> None:
    sore = {"quad": 8, "calf": 8, "foot": 7}
    plan = plan_of(Wish(runs=after("race-ultra"), kit=BALL_AND_ROLLER, sore=sore))
    assert plan.kind == "rest"
    assert ids(plan)[0] == "easy-walk"
    assert len(plan.items) <= 4
    assert codes(plan) == ["whole-body"]
    assert plan.left_out[0].areas == ("foot", "calf", "quad")


def test_the_evening_of_a_marathon_without_kit_is_for_rest_and_a_walk() -> None:
    plan = plan_of(Wish(runs=after("race-marathon", 0)))
    assert (plan.kind, plan.minutes, plan.items) == ("rest", 0, ())
    assert "no-kit" in codes(plan)
    assert "no-walk" not in codes(plan)
    kit = next(left.kit for left in plan.left_out if left.code == "no-kit")
    assert kit == ("tennis-ball", "foam-roller")


def test_the_evening_of_an_ultra_not_even_a_walk() -> None:
    plan = plan_of(Wish(runs=after("race-ultra", 0)))
    assert plan.kind == "rest"
    assert "no-walk" in codes(plan)


def test_the_evening_of_a_marathon_with_kit_is_release_only() -> None:
    plan = plan_of(Wish(runs=after("race-marathon", 0), kit=BALL_AND_ROLLER))
    assert {exercise.load for exercise in exercises(plan)} == {0}
    assert 0 < plan.minutes <= 12


def test_the_evening_of_an_ultra_with_kit_is_ten_minutes_at_most() -> None:
    plan = plan_of(Wish(runs=after("race-ultra", 0), kit=ALL_KIT, minutes=40))
    assert plan.kind == "session"
    assert sum(item.minutes for item in plan.items) <= 10


def test_a_rest_day_has_the_full_menu() -> None:
    plan = plan_of(Wish(kit=ALL_KIT, minutes=40))
    assert len(plan.items) == 23
    assert 38 <= plan.minutes <= 42
    assert plan.left_out == ()
    assert plan.lengths == (20, 30, 40)


def test_a_hypermobile_rest_day_stretches_half_and_controls_more() -> None:
    plan = plan_of(Wish(kit=ALL_KIT, hypermobile=True))
    stretches = [item for item in plan.items if item.phase == "stretch"]
    assert len(stretches) == 1  # of three
    assert stretches[0].dose.seconds == 10
    assert stretches[0].dose.seconds_max == 15
    assert sum(item.phase == "strength" for item in plan.items) == 3  # two, and one for a stretch
    assert any(item.why.code == "control" for item in plan.items)
    assert "hypermobile" in codes(plan)


def test_a_hypermobile_runner_gets_control_first_and_no_more_strength_than_the_day_allows() -> None:
    plan = plan_of(Wish(runs=after("speed"), kit=ALL_KIT, hypermobile=True))
    phases = [item.phase for item in plan.items]
    assert (phases.count("strength"), phases.count("mobility")) == (1, 7)  # both freed slots are mobility
    short = plan_of(Wish(kit=ALL_KIT, minutes=20, hypermobile=True))
    assert "wd-heel-walks" in ids(short)
    assert "wd-heel-walks" not in ids(plan_of(Wish(kit=ALL_KIT, minutes=20)))


def test_a_beginner_does_ten_things_in_half_an_hour() -> None:
    plan = plan_of(Wish(kit=ALL_KIT, beginner=True))
    assert len(plan.items) == 10
    assert {item.phase for item in plan.items} == set(LIBRARY.rules.phases)


def test_sharp_shin_pain_leaves_out_the_shin_and_all_walking_drills() -> None:
    plan = plan_of(Wish(kit=ALL_KIT, sharp=frozenset({"shin"})))
    assert "fr-tibialis-anterior" not in ids(plan)
    assert all(item.phase != "walking-drill" for item in plan.items)
    assert all(e.load < 2 or e.position not in ("standing", "walking") for e in exercises(plan))
    assert codes(plan) == ["sharp"]


def test_without_ball_and_roller_there_is_more_stretching_and_mobility() -> None:
    bare = plan_of(Wish(runs=after("race-10k", 2)))
    full = plan_of(Wish(runs=after("race-10k", 2), kit=ALL_KIT))

    def count(plan: Plan, *phases: str) -> int:
        return sum(item.phase in phases for item in plan.items)

    assert count(bare, "trigger-point", "foam-roll") == 0
    assert count(bare, "stretch", "mobility") > count(full, "stretch", "mobility")


def test_kit_is_missed_only_where_a_whole_phase_is_missing() -> None:
    assert codes(plan_of(Wish(kit=BALL_AND_ROLLER))) == []  # no bands, no Swiss ball: there is enough else
    assert codes(plan_of(Wish(kit=frozenset({"foam-roller"})))) == ["no-kit"]


def test_only_kit_moves_slots_and_nothing_else_does() -> None:
    balls = frozenset(i for i, e in LIBRARY.exercises.items() if e.phase == "trigger-point")

    def rolls(plan: Plan) -> int:
        return sum(item.phase == "foam-roll" for item in plan.items)

    assert rolls(plan_of(Wish(kit=ALL_KIT, without=balls))) == 2  # not offered now: the slots stay empty
    assert rolls(plan_of(Wish(kit=ALL_KIT - {"tennis-ball"}))) == 4


def test_a_session_that_is_short_for_its_length_gets_one_mobility_item_more() -> None:
    balls = frozenset(i for i, e in LIBRARY.exercises.items() if e.phase == "trigger-point")
    plan = plan_of(Wish(kit=ALL_KIT, minutes=20, without=balls))
    assert sum(item.phase == "mobility" for item in plan.items) == 4


def test_a_ball_takes_over_the_rollers_slots() -> None:
    plan = plan_of(Wish(kit=frozenset({"tennis-ball"})))
    assert sum(item.phase == "trigger-point" for item in plan.items) == 4
    assert sum(item.phase == "foam-roll" for item in plan.items) == 0


def test_a_bench_and_a_wall_are_in_every_household() -> None:
    plan = plan_of(Wish(runs=after("race-half"), without=frozenset({"glute-bridges", "dead-bug-static"})))
    assert "assisted-squats" in ids(plan)
    assert plan.items[-1].substitute_for is None


def test_the_strictest_of_two_runs_holds_and_a_rest_day_lifts_nothing() -> None:
    both = (Ran(day_type="easy", days_since=0), Ran(day_type="race-marathon", days_since=1))
    plan = plan_of(Wish(runs=(*both, Ran(day_type="rest", days_since=0)), kit=ALL_KIT, minutes=40))
    assert all(exercise.load <= 1 for exercise in exercises(plan))
    assert all(item.phase != "strength" for item in plan.items)
    assert sum(item.minutes for item in plan.items) <= 25


def test_a_run_past_its_window_leaves_an_easy_day() -> None:
    plan = plan_of(Wish(runs=after("race-5k", 9), kit=ALL_KIT, minutes=40))
    assert any(exercise.load == 2 for exercise in exercises(plan))
    assert all(item.why.code == "balance" for item in plan.items)
    assert ids(plan) == ids(plan_of(Wish(runs=after("easy", 1), kit=ALL_KIT, minutes=40)))
    assert ids(plan) != ids(plan_of(Wish(kit=ALL_KIT, minutes=40)))


def test_focus_brings_its_area_and_says_so() -> None:
    plan = plan_of(Wish(kit=ALL_KIT, focus=frozenset({"adductor"})))
    assert Why(code="focus", area="adductor") in [item.why for item in plan.items]
    assert "tp-vmo-adductor" in ids(plan)


def test_what_was_had_lately_gives_way_unless_it_is_sore() -> None:
    first = plan_of(Wish(kit=ALL_KIT))
    had = (frozenset(ids(first)),)
    second = plan_of(Wish(kit=ALL_KIT, recent=had))
    assert len(set(ids(first)) & set(ids(second))) < len(first.items) / 2
    assert len(second.items) > 10
    sore = plan_of(Wish(kit=ALL_KIT, recent=(frozenset({"fr-calf"}),), sore={"calf": 4}))
    assert "fr-calf" in ids(sore)


def test_not_for_me_is_not_offered_while_there_is_something_else() -> None:
    plan = plan_of(Wish(kit=ALL_KIT, disliked=frozenset({"tp-arch-roll", "hip-90-90"})))
    assert not {"tp-arch-roll", "hip-90-90"} & set(ids(plan))


def test_a_rung_done_lately_gives_way_to_the_next_rung() -> None:
    def rungs(*recent: str, seed: str) -> list[str]:
        others = {e.id for e in LIBRARY.exercises.values() if e.phase == "strength"}
        without = frozenset(others - set(RULES.series[0].members))
        had = tuple(frozenset({rung}) for rung in recent)
        plan = plan_of(Wish(kit=ALL_KIT, minutes=40, recent=had, seed=seed, without=without))
        return [i for i in ids(plan) if LIBRARY.exercises[i].series == "dead-bug-ladder"]

    for seed in ("", "a", "b", "c"):
        assert rungs(seed=seed) == ["dead-bug-static"]
        assert rungs("dead-bug-static", seed=seed) == ["dead-bug-same-side"]
        assert rungs("dead-bug-static", "dead-bug-same-side", seed=seed) == ["dead-bug-opposite"]


def test_equals_take_turns_by_the_seed() -> None:
    sessions = {tuple(ids(plan_of(Wish(kit=ALL_KIT, seed=f"7:{day}")))) for day in range(20)}
    assert len(sessions) > 5


def test_the_reminder_announces_the_minutes_of_the_days_cap() -> None:
    assert expected_minutes(LIBRARY, Wish(runs=after("race-marathon"), minutes=30)) == 25
    assert expected_minutes(LIBRARY, Wish(runs=after("race-marathon"), minutes=20)) == 20
    assert expected_minutes(LIBRARY, Wish(minutes=40)) == 40


def test_only_lengths_that_differ_today_are_offered() -> None:
    marathon = plan_of(Wish(runs=after("race-marathon"), kit=BALL_AND_ROLLER))
    assert marathon.lengths == (30,)  # under the cap of 25 minutes, 20 and 40 are the same session
    assert plan_of(Wish(runs=after("race-marathon", 2), kit=ALL_KIT)).lengths == (20, 30)


def test_a_much_shorter_session_than_asked_says_so() -> None:
    plan = plan_of(Wish(runs=after("race-marathon"), minutes=40, kit=BALL_AND_ROLLER))
    assert plan.minutes < 25
    assert "short" in codes(plan)
    assert "short" not in codes(plan_of(Wish(kit=ALL_KIT)))


def test_a_clearly_short_session_begins_with_an_easy_walk() -> None:
    kept = {"st-kneeling-quad-hip-flexor", "hip-90-90"}
    without = frozenset(LIBRARY.exercises) - kept - {"easy-walk"}
    plan = plan_of(Wish(without=without))
    assert ids(plan)[0] == "easy-walk"
    assert plan.items[0].why == Why(code="opener")
    assert plan_of(Wish(kit=ALL_KIT)).items[0].exercise_id != "easy-walk"
