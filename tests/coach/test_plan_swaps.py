"""Too hard: an easier exercise takes the place, if today allows it."""

from hypothesis import given, settings

from bot.coach.plan import Wish, swap_easier
from tests.coach.wishes import ALL_KIT, LIBRARY, after, exercise_ids, wishes


def easier(exercise_id: str, wish: Wish) -> str | None:
    planned = swap_easier(LIBRARY, wish, exercise_id)
    return planned.exercise_id if planned else None


def test_too_hard_gives_the_easier_exercise_with_todays_dose() -> None:
    planned = swap_easier(LIBRARY, Wish(beginner=True), "dead-bug-opposite")
    assert planned is not None
    assert planned.exercise_id == "dead-bug-same-side"
    assert planned.phase == "strength"
    assert planned.dose.reps == 7


def test_an_easier_one_that_is_in_the_session_already_is_passed_over() -> None:
    without = frozenset({"dead-bug-same-side"})
    assert easier("dead-bug-opposite", Wish(without=without)) == "dead-bug-static"


def test_an_easier_one_that_is_not_all_right_today_is_not_given() -> None:
    assert easier("half-kneeling-rotations", Wish()) is None  # there is none
    assert easier("tp-glute", Wish(kit=ALL_KIT)) == "fr-glutes"
    assert easier("tp-glute", Wish(kit=frozenset({"tennis-ball"}))) is None  # no roller, and no circle
    assert easier("tp-glute", Wish(kit=ALL_KIT, sharp=frozenset({"tfl"}))) is None


def test_no_strength_comes_in_through_the_back_door() -> None:
    assert easier("wall-squat", Wish(runs=after("race-marathon"))) is None


@settings(max_examples=200)
@given(exercise_ids, wishes)
def test_an_easier_one_is_never_heavier(exercise_id: str, wish: Wish) -> None:
    planned = swap_easier(LIBRARY, wish, exercise_id)
    if planned is not None:
        assert planned.load <= LIBRARY.exercises[exercise_id].load
        assert planned.exercise_id not in wish.without | {exercise_id}
