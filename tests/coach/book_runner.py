"""The rule book read a second time (see book.py): who runs, what goes together, what past sessions said."""

from collections import Counter
from collections.abc import Iterator

from bot.coach.plan import Met, Plan, Wish
from tests.coach.book import HOLDS, WALK, counted, rule
from tests.coach.wishes import LIBRARY, RULES, exercises, ids, plan_of

__all__ = ["HOLDS"]  # with the rules of both files

BENDY_HOLDS = 10  # seconds


# --- the runner -----------------------------------------------------------------------------------


@rule
def safety_tags_are_heeded(wish: Wish, plan: Plan) -> None:
    assert not any(wish.avoid & set(e.avoid_if) for e in exercises(plan, walk=True))


@rule
def kit_that_is_not_there_is_not_asked_for(wish: Wish, plan: Plan) -> None:
    forgotten = [m.exercise_id for m in wish.history if m.days_ago == 0 and m.reason == "no-kit"]
    gone = {item for i in forgotten for item in LIBRARY.exercises[i].equipment}
    assert not set(forgotten) & set(ids(plan))
    for item, e in zip(plan.items, exercises(plan, walk=True), strict=True):
        lacking = set(e.equipment) - (wish.kit - gone) - set(RULES.kit.household)
        assert lacking <= {item.substitute_for}
        assert (item.substitute_for is None) == (not lacking)
        assert not lacking or (e.substitute and e.id in RULES.kit.stand_ins.get(str(item.substitute_for), ()))


@rule
def a_hypermobile_runner_never_meets_an_exercise_to_avoid(wish: Wish, plan: Plan) -> None:
    assert not (wish.hypermobile and any(e.hypermobile == "avoid" for e in exercises(plan)))


@rule
def a_hypermobile_runner_stretches_half(wish: Wish, plan: Plan) -> None:
    if wish.hypermobile and plan.kind == "session":
        slots = RULES.session.slots[RULES.session.book_length(wish.minutes)]
        assert sum(e.phase == "stretch" for e in exercises(plan)) <= slots["stretch"] // 2


@rule
def a_hypermobile_runner_stops_before_the_end(wish: Wish, plan: Plan) -> None:
    for item, e in zip(plan.items, exercises(plan, walk=True), strict=True):
        if wish.hypermobile and e.hypermobile == "mid-range":
            assert "mid-range" in item.dose.notes
            assert e.method != "stretch" or (item.dose.seconds or 0) <= BENDY_HOLDS
        if wish.hypermobile and e.method == "smfr":
            assert (item.dose.pressure or 10) <= 3


@rule
def a_beginner_gets_none_of_the_hard_ones(wish: Wish, plan: Plan) -> None:
    assert not (wish.beginner and any(not e.beginner for e in exercises(plan)))


@rule
def a_beginner_gets_few_things(wish: Wish, plan: Plan) -> None:
    if wish.beginner and plan.kind == "session":
        length = RULES.session.book_length(wish.minutes)
        assert len(plan.items) <= {20: 7, 30: 10, 40: 13}[length]


@rule
def a_beginner_meets_one_new_thing_a_phase(wish: Wish, plan: Plan) -> None:
    if wish.beginner and wish.met is not None:
        new = [e for e in exercises(plan) if e.id not in wish.met and e.id != "plank-side-right"]
        assert max(Counter(e.phase for e in new).values(), default=0) <= 1


@rule
def a_beginner_carries_little_the_day_after_a_half(wish: Wish, plan: Plan) -> None:
    long = ("race-half", "race-marathon", "race-ultra")
    if wish.beginner and any(kind in long and days <= 1 for kind, days in counted(wish)):
        assert all(e.load < 2 for e in exercises(plan))


@rule
def a_beginner_does_less_of_it(wish: Wish, plan: Plan) -> None:
    for item in plan.items:
        card = LIBRARY.exercises[item.exercise_id].dose
        if wish.beginner and card.reps:
            assert (item.dose.reps or 0) <= max(1, 0.7 * card.reps)
        if wish.beginner and item.phase == "strength":
            assert (item.dose.seconds or 0) <= 20


# --- what goes together ---------------------------------------------------------------------------


@rule
def one_rung_of_the_ladder(wish: Wish, plan: Plan) -> None:
    assert sum(e.series == "dead-bug-ladder" for e in exercises(plan)) <= 1


@rule
def mini_band_walks_whole_or_in_parts(wish: Wish, plan: Plan) -> None:
    bands = [e.id for e in exercises(plan) if e.series == "mini-band-series"]
    assert "mini-band-walks" not in bands or len(bands) == 1


@rule
def never_both_hip_rockers(wish: Wish, plan: Plan) -> None:
    assert not {"hip-rockers", "hip-rockers-free"} <= set(ids(plan))


@rule
def side_planks_come_as_a_pair(wish: Wish, plan: Plan) -> None:
    assert ("plank-side-left" in ids(plan)) == ("plank-side-right" in ids(plan))


@rule
def at_most_two_for_an_area(wish: Wish, plan: Plan) -> None:
    own = [e.areas[0] for e in exercises(plan) if e.phase in ("mobility", "strength")]
    assert max(Counter(own).values(), default=0) <= 2


@rule
def phases_keep_the_articles_order(wish: Wish, plan: Plan) -> None:
    phases = [RULES.phases.index(e.phase) for e in exercises(plan)]
    assert phases == sorted(phases)
    assert [item.position for item in plan.items] == list(range(1, len(plan.items) + 1))
    assert WALK not in ids(plan)[1:]
    assert len(set(ids(plan))) == len(plan.items)


@rule
def mobility_rises_from_the_floor(wish: Wish, plan: Plan) -> None:
    heights = [RULES.positions.index(e.position) for e in exercises(plan) if e.phase == "mobility"]
    assert heights == sorted(heights)


@rule
def foot_hip_and_trunk_have_their_share(wish: Wish, plan: Plan) -> None:
    limited = wish.sore or wish.sharp or wish.avoid or wish.without or wish.beginner or wish.history
    free = not limited and len(wish.kit) == 5 and all(days for _, days in counted(wish))
    if free and wish.minutes >= 30 and plan.minutes >= 26:
        areas = {area for e in exercises(plan) for area in e.areas}
        assert all(group & areas for group in RULES.variety.coverage.groups.values())


# --- what past sessions said ----------------------------------------------------------------------


def _of(wish: Wish, exercise_id: str) -> Iterator[Met]:
    """What became of it on the last 90 days, newest first; left out says nothing."""
    for met in sorted(wish.history, key=lambda met: met.days_ago):
        if met.exercise_id == exercise_id and met.days_ago <= 90 and met.outcome != "left-out":
            yield met


def _fine(met: Met) -> bool:
    return met.outcome == "done" and met.mood != "worse"


def waits(wish: Wish, exercise_id: str) -> bool:
    """Too hard less than 21 days ago, and nothing easier was fine twice since."""
    said = [m for m in _of(wish, exercise_id) if m.outcome == "done" or m.reason == "too-hard"]
    if not said or said[0].outcome == "done" or said[0].days_ago >= 21:
        return False
    easier, fine = LIBRARY.exercises[exercise_id].easier.id, 0
    seen = {exercise_id}
    while easier is not None and easier not in seen:
        fine += sum(_fine(m) and m.days_ago <= said[0].days_ago for m in _of(wish, easier))
        seen.add(easier)
        easier = LIBRARY.exercises[easier].easier.id
    return fine < 2


@rule
def what_was_too_hard_waits(wish: Wish, plan: Plan) -> None:
    assert not any(waits(wish, e.id) for e in exercises(plan))


@rule
def harder_comes_after_three_that_were_fine(wish: Wish, plan: Plan) -> None:
    for item in plan.items:
        if item.why.code == "harder":
            said = list(_of(wish, str(item.why.exercise_id)))[:3]
            assert len(said) == 3
            assert all(m.reason in ("no-kit", "no-time") for m in _of(wish, item.exercise_id))
            assert all(map(_fine, said))
            assert LIBRARY.exercises[str(item.why.exercise_id)].harder.id == item.exercise_id


@rule
def every_reason_is_true(wish: Wish, plan: Plan) -> None:
    for item in plan.items:
        why = item.why
        if why.code == "opener":
            assert item.exercise_id == WALK
            continue
        assert why.area in LIBRARY.exercises[item.exercise_id].areas
        assert why.code != "sore" or why.level == wish.sore[why.area] >= 3
        assert why.code != "focus" or why.area in wish.focus
        assert why.code != "ran" or why.day_type in {ran.day_type for ran in wish.runs}
        assert why.code != "easier" or waits(wish, str(why.exercise_id))
        assert why.code != "control" or wish.hypermobile
        if why.code == "back":
            last = min(met.days_ago for met in wish.history)
            left = [m for m in wish.history if m.exercise_id == item.exercise_id and m.days_ago == last]
            assert any(met.outcome == "left-out" or met.reason == "no-time" for met in left)


@rule
def what_is_not_offered_now_is_not_there(wish: Wish, plan: Plan) -> None:
    assert not wish.without & set(ids(plan))


@rule
def the_same_wish_gives_the_same_plan(wish: Wish, plan: Plan) -> None:
    assert plan_of(Wish.model_validate_json(wish.model_dump_json())) == plan
