"""How much of it today: eased where it is sore, stopped early for bendy joints, less for beginners."""

from collections.abc import Mapping

from hypothesis import given, settings

from bot.coach.plan import Dose, Wish, choose
from tests.coach.wishes import ALL_KIT, LIBRARY, RULES, all_areas, plan_of, wishes


def dose(exercise_id: str, wish: Wish) -> Dose:
    """The dose of one exercise, when nearly nothing else can be chosen."""
    without = frozenset(LIBRARY.exercises) - {exercise_id, "plank-side-left", "plank-side-right"}
    plan = choose(LIBRARY, wish.model_copy(update={"without": without, "kit": ALL_KIT, "minutes": 40}))
    return next(item.dose for item in plan.items if item.exercise_id == exercise_id)


def sore(levels: Mapping[str, int]) -> Wish:
    return Wish(sore=levels)


def test_nothing_sore_is_the_card_as_it_is_written() -> None:
    assert dose("fr-calf", Wish()) == Dose(written="60 s each leg", sets=1, seconds=60, per="side")
    rotations = dose("half-kneeling-rotations", Wish())
    assert (rotations.written, rotations.reps, rotations.reps_max) == ("5-8 each side", 5, 8)
    assert dose("hip-rockers-free", Wish()).free


def test_a_roll_over_something_sore_has_a_limit_of_pressure() -> None:
    mild = dose("fr-calf", sore({"calf": 3}))
    assert (mild.written, mild.seconds, mild.pressure) == ("60 s each leg", 60, 4)
    light = dose("fr-calf", sore({"calf": 5}))
    assert (light.written, light.seconds, light.pressure, light.notes) == (None, 30, 3, ("light",))


def test_a_stretch_of_something_sore_is_gentle_then_short() -> None:
    gentle = dose("st-calf-band", sore({"calf": 4}))
    assert (gentle.written, gentle.sets, gentle.notes) == ("2 x 30 s each leg", 2, ("gentle",))
    short = dose("st-calf-band", sore({"calf": 6}))
    assert (short.sets, short.seconds, short.seconds_max) == (1, 15, 20)
    assert short.notes == ("gentle", "short")
    assert short.written is None


def test_a_secondary_area_counts_one_band_milder() -> None:
    assert dose("tp-arch-roll", sore({"calf": 3})).pressure is None
    assert dose("tp-arch-roll", sore({"calf": 5})).pressure == 4
    assert dose("tp-arch-roll", sore({"calf": 7})).seconds == 30


def test_strength_for_something_sore_is_half() -> None:
    halved = dose("glute-bridges", sore({"glute": 3}))
    assert (halved.reps, halved.written, halved.notes) == (5, None, ("half",))
    assert dose("plank-front", sore({"core": 4})).seconds == 20


def test_a_mobility_drill_keeps_its_repetitions() -> None:
    assert dose("hip-90-90", sore({"glute": 4})).reps == 10


def test_bendy_joints_stop_before_the_end_of_the_range() -> None:
    wish = Wish(hypermobile=True)
    stretch = dose("glute-stretch", wish)
    assert (stretch.sets, stretch.seconds, stretch.seconds_max) == (2, 10, 15)
    assert stretch.notes == ("mid-range",)
    lunge = dose("spiderman-lunge-rotation", wish)
    assert (lunge.written, lunge.notes) == ("10", ("mid-range",))
    roll = dose("fr-calf", wish)
    assert (roll.written, roll.pressure, roll.notes) == ("60 s each leg", 3, ("light",))


def test_the_gentler_of_two_reasons_holds() -> None:
    both = dose("glute-stretch", Wish(hypermobile=True, sore={"glute": 5}))
    assert (both.sets, both.seconds, both.seconds_max) == (1, 10, 15)
    assert both.notes == ("gentle", "short", "mid-range")
    half = dose("glute-bridges", Wish(beginner=True, sore={"glute": 3}))
    assert half.reps == 5  # not half of a beginner's share


def test_a_beginner_does_60_to_70_percent() -> None:
    for exercise in LIBRARY.exercises.values():
        reps = exercise.dose.reps
        if exercise.beginner and reps is not None and exercise.series != "plank-series":
            eased = dose(exercise.id, Wish(beginner=True))
            assert eased.reps is not None
            assert 0.6 <= eased.reps / reps <= 0.7, exercise.id
            assert "beginner" in eased.notes


def test_a_beginner_holds_planks_for_20_seconds_and_stretches_in_full() -> None:
    assert dose("plank-front", Wish(beginner=True)).seconds == 20
    stretch = dose("st-chest", Wish(beginner=True))
    assert (stretch.written, stretch.notes) == ("2 x 30 s", ())


@settings(max_examples=100)
@given(wishes)
def test_no_dose_is_ever_more_than_the_cards(wish: Wish) -> None:
    for item in plan_of(wish).items:
        card, today = LIBRARY.exercises[item.exercise_id].dose, item.dose
        assert today.sets <= card.sets
        assert (today.reps or 0) <= (card.reps or 0)
        assert (today.seconds or 0) <= (card.seconds or 0)
        assert (today.written is None) == (
            (today.sets, today.reps, today.reps_max, today.seconds, today.seconds_max)
            != (card.sets, card.reps, card.reps_max, card.seconds, None)
        )
        assert today.per == card.per


@settings(max_examples=100)
@given(wishes)
def test_whatever_is_sore_is_eased(wish: Wish) -> None:
    for item in plan_of(wish).items:
        exercise = LIBRARY.exercises[item.exercise_id]
        level = max((wish.sore.get(area, 0) for area in exercise.areas), default=0)
        if level >= 5 and exercise.method == "smfr":
            assert item.dose.pressure == 3
            assert (item.dose.seconds or 0) <= 30
        if level >= 5 and exercise.method == "stretch":
            assert item.dose.sets == 1
            assert (item.dose.seconds or 0) <= 15
        if 3 <= level <= 4 and exercise.phase == "strength" and exercise.dose.reps:
            assert (item.dose.reps or 0) <= exercise.dose.reps / 2
        assert all(area in RULES.areas for area in all_areas(exercise))
