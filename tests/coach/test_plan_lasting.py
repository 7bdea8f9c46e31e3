"""Soreness that should be over: the advice to see someone, and no strength there."""

import pytest

from bot.coach.plan import Plan, Ran, Wish, choose
from tests.coach.test_plan_hard_rules import comes, with_
from tests.coach.wishes import LIBRARY, after


def plan(days_since: int, level: int, *before: tuple[int, int], runs: tuple[Ran, ...] = ()) -> Plan:
    """Today's quads, and those of so many days ago, after a marathon."""
    told = tuple((ago, {"quad": was}) for ago, was in before)
    wish = with_(runs=(*after("race-marathon", days_since), *runs), sore={"quad": level}, sore_before=told)
    return choose(LIBRARY, wish)


EASY = after("easy", 0)
REST = after("rest", 0)
SPEED = after("speed", 2)


@pytest.mark.parametrize(
    ("seen", "not_seen"),
    [
        (plan(4, 3, (1, 2)), plan(3, 3, (1, 2))),  # rising after day 3
        (plan(4, 3, (1, 2)), plan(4, 2, (1, 2))),
        (plan(5, 6, (1, 3), (3, 7)), plan(5, 5, (1, 5), (3, 3))),  # by the newest check-in
        (plan(5, 2, (4, 1)), plan(5, 2, (5, 1))),
        (plan(7, 4), plan(7, 3)),  # still there on day 7
        (plan(7, 4), plan(6, 4)),
        (plan(9, 5, (2, 5)), plan(9, 4, (2, 5), (5, 0))),  # it had gone meanwhile
        (plan(9, 5, (4, 5), runs=EASY), plan(9, 5, runs=EASY)),  # a later run may be why
        (plan(9, 5), plan(9, 5, runs=SPEED)),  # a later hard run explains it
        (plan(9, 5, runs=REST), plan(9, 5, runs=EASY)),  # a day of rest does not
        (
            plan(9, 5, (2, 5), (9, 0)),
            plan(9, 5, (2, 5), (8, 0)),
        ),  # the evening of the run is too early to tell
    ],
)
def test_soreness_that_rises_or_stays_is_for_someone_to_see(seen: Plan, not_seen: Plan) -> None:
    assert seen.advice == ("see-someone",)
    assert not_seen.advice == ()


def test_without_a_hard_run_a_week_of_check_ins_counts() -> None:
    def advice(*before: tuple[int, int], runs: tuple[Ran, ...] = ()) -> tuple[str, ...]:
        told = tuple((ago, {"calf": was}) for ago, was in before)
        return choose(LIBRARY, with_(sore={"calf": 4}, sore_before=told, runs=runs)).advice

    assert advice((3, 4), (7, 4)) == ("see-someone",)
    assert advice((3, 4), (6, 4)) == ()
    assert advice((3, 3), (7, 4)) == ()
    assert advice((0, 4), (7, 4), runs=EASY) == ("see-someone",)
    assert advice() == ()


def test_what_lasts_gets_no_strength_and_the_rest_does() -> None:
    def quads(level: int) -> Wish:
        return with_(runs=after("race-marathon", 7), sore={"quad": level})

    assert comes("assisted-squats", quads(3))
    assert not comes("assisted-squats", quads(4))
    assert comes("dead-bug-static", quads(4))
    assert comes("fr-quad-hip-flexor", quads(4))  # release is all right
    left_out = choose(LIBRARY, quads(4)).left_out
    assert [left.areas for left in left_out if left.code == "lasting"] == [("quad",)]


def test_a_body_that_rests_gets_the_advice_too() -> None:
    body = choose(LIBRARY, with_(runs=after("race-marathon", 8), sore={"quad": 9}))
    assert (body.kind, body.advice) == ("rest", ("ask-flags", "see-someone"))
