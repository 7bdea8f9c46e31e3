"""What past sessions change in the next one: each effect on both sides of its edge."""

from itertools import pairwise

import pytest

from bot.coach.plan import Met, Plan, Why, Wish, ask_areas, choose, swap_easier
from bot.coach.plan_history import read_past
from tests.coach.test_plan_hard_rules import alone, comes, on, with_
from tests.coach.wishes import ALL_KIT, LIBRARY, RULES, exercises, had, ids, plan_of

LATELY = had("easy-walk", 1, 2)  # so that nothing else was had on the last two days


def wish(*history: tuple[Met, ...], **values: object) -> Wish:
    return with_(**{"minutes": 30, "history": sum(history, ())} | values)


def skipped(exercise_id: str, reason: str | None, *days: int) -> tuple[Met, ...]:
    return had(exercise_id, *days, outcome="skipped", reason=reason)


def reason(plan: Plan, exercise_id: str) -> Why:
    return next(item.why for item in plan.items if item.exercise_id == exercise_id)


def codes(plan: Plan) -> list[str]:
    return [left.code for left in plan.left_out]


def test_no_history_changes_nothing() -> None:
    assert plan_of(wish(had("tp-arch-roll", 91))) == plan_of(wish())


# --- not for me, and what was had lately ----------------------------------------------------------


def test_not_for_me_sinks_until_it_is_done_or_skipped_for_another_reason() -> None:
    no = skipped("tp-arch-roll", "not-for-me", 30)
    assert "tp-arch-roll" in ids(plan_of(wish()))
    assert "tp-arch-roll" not in ids(plan_of(wish(no)))
    assert "tp-arch-roll" not in ids(plan_of(wish(skipped("tp-arch-roll", None, 20), no)))
    assert "tp-arch-roll" in ids(plan_of(wish(LATELY, had("tp-arch-roll", 20), no)))
    assert comes("tp-arch-roll", wish(no))  # when there is nothing else


def test_not_for_me_from_before_the_history_still_holds() -> None:
    disliked = frozenset({"tp-arch-roll"})
    assert "tp-arch-roll" not in ids(plan_of(wish(had("st-chest", 20), disliked=disliked)))


def test_what_was_met_on_the_last_two_days_gives_way() -> None:
    first = ids(plan_of(wish()))
    lately = sum((had(i, 2) for i in first), ())
    assert len(set(first) & set(ids(plan_of(wish(lately))))) < len(first) / 2
    older = sum((had(i, 3) for i in first), ())
    assert len(set(first) & set(ids(plan_of(wish(LATELY, older))))) > len(first) / 2
    left_out = sum((had(i, 2, outcome="left-out") for i in first), ())
    assert set(ids(plan_of(wish(left_out)))) >= set(first)


# --- too hard -------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["skipped", "swapped"])
def test_too_hard_gives_the_easier_one_and_says_so(outcome: str) -> None:
    hard = had("air-squats", 2, outcome=outcome, reason="too-hard")
    plan = plan_of(wish(hard, minutes=40, seed="a"))
    assert "air-squats" not in ids(plan)
    assert "assisted-squats" in ids(plan)
    why = reason(plan, "assisted-squats")
    assert (why.code, why.exercise_id) == ("easier", "air-squats")
    assert "too-hard" not in codes(plan)  # the reason of the easier one tells it


def test_the_easier_one_comes_first_also_when_it_was_had_lately() -> None:
    def squats(*history: tuple[Met, ...]) -> bool:
        return "assisted-squats" in ids(plan_of(wish(*history, minutes=20)))

    hard = had("air-squats", 2, outcome="swapped", reason="too-hard")
    assert not squats(LATELY)  # one strength slot, and something else is wanted more
    assert squats(hard)
    assert squats(hard, had("assisted-squats", 2))


def test_too_hard_comes_back_after_three_weeks_or_when_easier_was_fine_twice() -> None:
    def hard(days: int, *since: tuple[Met, ...]) -> Wish:
        return wish(*since, skipped("air-squats", "too-hard", days))

    assert not comes("air-squats", hard(20))
    assert comes("air-squats", hard(21))
    assert not comes("air-squats", hard(9, had("assisted-squats", 3)))
    assert comes("air-squats", hard(9, had("assisted-squats", 3, 6)))
    assert not comes("air-squats", hard(9, had("assisted-squats", 3, 6, mood="worse")))
    assert not comes("air-squats", hard(9, had("assisted-squats", 12, 15)))
    assert comes("air-squats", hard(9, had("air-squats", 4)))


def test_too_hard_takes_the_next_easier_one_when_the_first_is_not_all_right() -> None:
    hard = skipped("dead-bug-opposite", "too-hard", 2)
    ladder = ("dead-bug-static", "dead-bug-same-side")
    plan = alone(wish(hard, avoid={"low-back-pain"}), *ladder)
    assert reason(plan, "dead-bug-static").exercise_id == "dead-bug-opposite"


def test_what_was_too_hard_and_has_no_easier_one_is_told() -> None:
    plan = plan_of(wish(skipped("hip-90-90", "too-hard", 2)))
    assert "hip-90-90" not in ids(plan)
    assert "too-hard" in codes(plan)


def test_an_easier_one_that_was_too_hard_itself_is_passed_over_in_a_swap() -> None:
    told = wish(skipped("dead-bug-same-side", "too-hard", 2))
    easier = swap_easier(LIBRARY, told, "dead-bug-opposite")
    assert easier is not None
    assert easier.exercise_id == "dead-bug-static"


# --- harder ---------------------------------------------------------------------------------------


def test_fine_three_times_offers_the_harder_one_and_says_so() -> None:
    def plan(*history: tuple[Met, ...], **values: object) -> Plan:
        return alone(wish(*history, **values), "dead-bug-static", "dead-bug-same-side")

    assert "dead-bug-static" in ids(plan(LATELY, had("dead-bug-static", 9, 20)))
    third = plan(LATELY, had("dead-bug-static", 9, 20, 25))
    assert "dead-bug-same-side" in ids(third)
    assert reason(third, "dead-bug-same-side").exercise_id == "dead-bug-static"
    assert reason(third, "dead-bug-same-side").code == "harder"
    worse = had("dead-bug-static", 9, mood="worse")
    assert "dead-bug-static" in ids(plan(LATELY, worse, had("dead-bug-static", 20, 25)))
    skip = skipped("dead-bug-static", None, 9)
    assert "dead-bug-static" in ids(plan(LATELY, skip, had("dead-bug-static", 20, 25)))


def test_the_one_that_was_fine_gives_way_to_the_harder_one() -> None:
    before = ids(plan_of(wish(LATELY, had("glute-stretch", 9, 20))))
    after = ids(plan_of(wish(LATELY, had("glute-stretch", 9, 20, 25))))
    assert "glute-stretch" in before
    assert "glute-stretch" not in after
    assert "hip-90-90" in after


def test_the_harder_one_is_offered_until_it_had_its_answer() -> None:
    def harder(*history: tuple[Met, ...]) -> bool:
        plan = alone(wish(LATELY, *history, had("dead-bug-static", 9, 20, 25)), "dead-bug-same-side")
        return reason(plan, "dead-bug-same-side").code == "harder"

    assert harder()
    assert harder(skipped("dead-bug-same-side", "no-time", 5))
    assert not harder(had("dead-bug-same-side", 5))
    assert not harder(skipped("dead-bug-same-side", None, 5))


def test_the_harder_one_waits_for_a_day_that_allows_it() -> None:
    fine = had("dead-bug-same-side", 9, 20, 25)
    rungs = ("dead-bug-same-side", "dead-bug-opposite")
    rest = alone(wish(LATELY, fine), *rungs)
    assert "dead-bug-opposite" in ids(rest)
    half = alone(wish(LATELY, fine, runs=on("race-half", 2).runs), *rungs)
    assert "dead-bug-same-side" in ids(half)
    assert reason(half, "dead-bug-same-side").code != "harder"


# --- hurts ----------------------------------------------------------------------------------------


def test_what_hurt_keeps_its_area_out_for_the_rest_of_the_day() -> None:
    today = plan_of(wish(skipped("fr-calf", "hurts", 0)))
    assert not any("calf" in (*e.areas, *e.areas_secondary) for e in exercises(today))
    assert next(left.areas for left in today.left_out if left.code == "hurt") == ("calf",)
    assert today.ask_areas == ()
    assert comes("fr-calf", wish(skipped("fr-calf", "hurts", 1)))


def test_what_hurt_and_is_sharp_is_told_once() -> None:
    plan = plan_of(wish(skipped("fr-calf", "hurts", 0), sharp={"calf"}))
    assert "sharp" in codes(plan)
    assert "hurt" not in codes(plan)


def test_what_hurt_last_time_is_asked_about_and_comes_later() -> None:
    last = wish(skipped("fr-calf", "hurts", 2))
    assert ask_areas(LIBRARY, last) == plan_of(last).ask_areas == ("calf",)

    def calves(plan: Plan) -> int:
        return sum("calf" in e.areas for e in exercises(plan))

    assert calves(plan_of(last)) < calves(plan_of(wish(had("easy-walk", 2))))


@pytest.mark.parametrize(
    "since",
    [
        wish(skipped("fr-calf", "hurts", 15)),
        wish(had("st-calf-band", 1), skipped("fr-calf", "hurts", 2)),
        wish(skipped("fr-calf", "hurts", 2), sore={"calf": 0}),
        wish(skipped("fr-calf", "hurts", 2), sharp={"calf"}),
    ],
    ids=["long ago", "fine since", "told today", "sharp today"],
)
def test_an_area_is_not_asked_about_when_more_is_known_of_it(since: Wish) -> None:
    assert ask_areas(LIBRARY, since) == ()


def test_fine_on_the_same_day_or_before_does_not_undo_that_it_hurt() -> None:
    hurt = skipped("fr-calf", "hurts", 2)
    assert ask_areas(LIBRARY, wish(had("st-calf-band", 2), hurt)) == ("calf",)
    assert ask_areas(LIBRARY, wish(hurt, had("st-calf-band", 3))) == ("calf",)
    assert ask_areas(LIBRARY, wish(had("st-calf-band", 1, mood="worse"), hurt)) == ("calf",)


# --- no kit, no time, left out --------------------------------------------------------------------


def test_no_kit_forgets_that_kit_for_the_day() -> None:
    today = wish(skipped("fr-calf", "no-kit", 0))
    assert not any("foam-roller" in e.equipment for e in exercises(plan_of(today)))
    assert any("tennis-ball" in e.equipment for e in exercises(plan_of(today)))
    assert comes("fr-calf", wish(skipped("fr-calf", "no-kit", 1)))


def test_no_band_and_no_belt_leaves_that_stretch_out_and_no_other() -> None:
    today = wish(skipped("st-calf-band", "no-kit", 0))
    assert not comes("st-calf-band", today)
    assert comes("st-hamstring-bent-leg-band", today)


@pytest.mark.parametrize("missed", [{"outcome": "left-out"}, {"outcome": "skipped", "reason": "no-time"}])
def test_what_the_last_session_ended_without_comes_sooner(missed: dict[str, str]) -> None:
    exercise_id = "ytw-shoulder"
    assert exercise_id not in ids(plan_of(wish()))
    others = had("easy-walk", 4, 8)  # so that it was not met on the last two days
    if missed["outcome"] == "left-out":
        plan = plan_of(wish(had(exercise_id, 4, **missed), others))
        assert reason(plan, exercise_id).code == "back"
    assert "back" not in [i.why.code for i in plan_of(wish(others, had(exercise_id, 9, **missed))).items]


def test_what_was_done_after_all_that_day_does_not_come_back() -> None:
    missed = had("ytw-shoulder", 4, outcome="left-out")
    assert read_past(LIBRARY, wish(missed))[1].back == {"ytw-shoulder"}
    assert read_past(LIBRARY, wish(missed, had("ytw-shoulder", 4)))[1].back == set()


def test_no_time_for_it_does_not_make_it_wait() -> None:
    def met(reason: str | None) -> Wish:
        return wish(skipped("wd-heel-walks", reason, 4), minutes=20)

    assert "wd-heel-walks" not in ids(plan_of(met(None)))
    assert "wd-heel-walks" in ids(plan_of(met("no-time")))


# --- all together ---------------------------------------------------------------------------------


def test_focus_gets_extra_time() -> None:
    def minutes(**values: object) -> float:
        plan = plan_of(wish(**values))
        return sum(e.minutes for e in exercises(plan) if "adductor" in e.areas)

    assert minutes(focus={"adductor"}) >= minutes() + 2


def test_an_exercise_that_is_no_longer_in_the_library_does_no_harm() -> None:
    every = (
        *had("gone", 0, outcome="skipped", reason="no-kit"),
        *had("gone", 1, outcome="skipped", reason="hurts"),
        *had("gone", 2, outcome="swapped", reason="too-hard"),
        *had("gone-too", 3, 4, 5),
        *had("gone-three", 0, outcome="left-out"),
    )
    assert plan_of(wish(every)).kind == "session"


def test_the_order_of_days_does_not_matter() -> None:
    told = (*had("tp-arch-roll", 9), *skipped("air-squats", "too-hard", 2), *had("dead-bug-static", 3, 5, 7))
    assert plan_of(wish(told)) == plan_of(wish(tuple(reversed(told))))


def test_weeks_of_sessions_vary_and_repeat_nothing_that_can_wait() -> None:
    history: tuple[Met, ...] = ()
    seen: list[set[str]] = []
    for day in range(12):
        told = tuple(m.model_copy(update={"days_ago": m.days_ago + 2}) for m in history)
        plan = choose(LIBRARY, Wish(kit=ALL_KIT, history=told, seed=f"1:{day}"))
        chosen = set(ids(plan))
        seen.append(chosen)
        history = (*sum((had(i, 0) for i in chosen), ()), *told)
    assert all(len(one & other) < 8 for one, other in pairwise(seen))
    assert len(set.union(*seen)) > 45
    assert RULES.priority.recent_sessions == 2
