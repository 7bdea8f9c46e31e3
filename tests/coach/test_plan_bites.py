"""Each rule's check fails once the rule is taken out: the number is changed, or the function does nothing.

Without this, a check that can never fail would look like a rule that always holds. The search is bounded and
always the same; `likely` only says where a break is near.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from pydantic import BaseModel

from bot.coach import plan, plan_day, plan_filter, plan_history, plan_lasting, plan_pick, plan_score
from bot.coach.plan import Met, Ran, Wish, choose
from bot.coach.plan_day import day_of
from bot.coach.plan_slots import slots_for
from content.library import Library
from tests.coach.book_runner import HOLDS
from tests.coach.wishes import LIBRARY, after, areas, had, plainly, some, wishes, wishes_like

NEVER = 99
TRIES = 400


@dataclass(frozen=True)
class Out:
    """How a rule is taken out: numbers of the rule book by their path, or functions by their module."""

    rule: str
    numbers: Mapping[str, Any] | None = None
    functions: Mapping[tuple[Any, str], Any] | None = None
    likely: st.SearchStrategy[Wish] = wishes

    def __str__(self) -> str:
        what = list(self.numbers or ()) + [name for _, name in self.functions or ()]
        return f"{self.rule}, without {' and '.join(what)}"


def put(part: Any, path: list[str], value: Any) -> Any:
    """The rules with one number changed; * is every key."""
    head, *rest = path
    if isinstance(part, BaseModel):
        return part.model_copy(update={head: put(getattr(part, head), rest, value) if rest else value})
    if isinstance(part, tuple):
        return tuple(put(one, rest, value) for one in part)
    return {
        k: (put(v, rest, value) if rest else value) if head in ("*", str(k)) else v for k, v in part.items()
    }


def without(out: Out, monkeypatch: pytest.MonkeyPatch) -> Library:
    rules = LIBRARY.rules
    for path, value in (out.numbers or {}).items():
        rules = put(rules, path.split("."), value)
    for (module, name), function in (out.functions or {}).items():
        monkeypatch.setattr(module, name, function)
    return replace(LIBRARY, rules=rules)


def nothing(*_: object, **__: object) -> None:
    return None


def of_first_run_only(rules: Any, wish: Wish) -> Any:
    return day_of(rules, wish.model_copy(update={"runs": wish.runs[:1]}))


def padded(*values: Any) -> dict[str, int]:
    return {phase: count + 3 * (count > 0) for phase, count in slots_for(*values).items()}


def called_as_it_is(_rules: Any, ran: Ran, _runs: Any) -> str:
    return ran.day_type


def backwards(exercises: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *values: exercises(*values)[::-1]


def history(*mets: tuple[Met, ...]) -> st.SearchStrategy[Wish]:
    return plainly(history=sum(mets, ()))


def all_but(series: str) -> frozenset[str]:
    return frozenset(i for i, e in LIBRARY.exercises.items() if e.series != series)


day = st.integers(0, 9)
one_run = st.sampled_from(sorted(LIBRARY.rules.day_types)).flatmap(
    lambda kind: day.map(lambda days: after(kind, days))
)
fresh = plainly(minutes=40, runs=one_run)
rest_day = plainly(minutes=40)
sore = plainly(minutes=40, sore=st.dictionaries(areas, st.integers(3, 8), max_size=2))
worn = plainly(sore=st.dictionaries(areas, st.integers(0, 10), min_size=3, max_size=6))
hurt = plainly(minutes=40, sharp=some(areas, 2))
bendy = plainly(minutes=40, hypermobile=True)
new = plainly(minutes=40, beginner=True, met=some(st.sampled_from(sorted(LIBRARY.exercises)), 30))
long_run = plainly(minutes=40, runs=st.just((Ran(day_type="long-run", days_since=1, seconds=9_001),)))
longest = plainly(
    minutes=40,
    runs=st.just(
        (
            Ran(day_type="long-run", days_since=1, seconds=8_000),
            *(Ran(day_type="long-run", days_since=days, seconds=6_000) for days in (8, 15, 22)),
        )
    ),
)
lately = wishes_like(sharp=frozenset(), without=frozenset(), beginner=False)
week = plainly(
    runs=st.just(after("race-marathon", 8)),
    sore=st.just({"quad": 4, "glute": 4}),
    sore_before=st.just(((2, {"quad": 4, "glute": 4}),)),
)
only_hops = plainly(
    minutes=40,
    runs=one_run,
    without=frozenset(LIBRARY.exercises) - {"forward-hops"},
    sore=st.dictionaries(areas, st.integers(0, 4), max_size=2),
    hard_tomorrow=st.booleans(),
)
bands = "soreness.bands.*."
whole = "soreness.whole_body."

RULES_OUT = (
    # what was run
    Out("the days load is kept", {"day_types.*.caps.*.load": 3}, likely=fresh),
    Out("the days load is kept", functions={(plan, "day_of"): of_first_run_only}, likely=wishes),
    Out(
        "the days load is kept",
        functions={(plan_day, "counts_as"): called_as_it_is},
        likely=long_run,
    ),
    Out("the days load is kept", {"day_types.long-run.counts_as.longest": None}, likely=longest),
    Out("the days strength is kept", {"day_types.*.caps.*.strength": 9}, likely=fresh),
    Out("hills spare the quads and calves", {"day_types.*.caps.*.area_load": {}}, likely=fresh),
    Out("the days minutes are never passed", {"day_types.*.caps.*.max_minutes": None}, likely=fresh),
    Out("the time is kept to two minutes", functions={(plan_pick, "_fit"): nothing}),
    Out("it is never padded", functions={(plan, "slots_for"): padded}, likely=plainly(minutes=20)),
    Out("hops wait for the end of the impact window", {"day_types.*.no_impact_days": 0}, likely=only_hops),
    Out(
        "climbers wait for their day",
        {"day_types.*.no_low_impact_days": 0},
        likely=plainly(
            runs=one_run, without=frozenset(LIBRARY.exercises) - {"mountain-climbers"}, minutes=40
        ),
    ),
    Out("load three needs fresh legs", {"load3.max_soreness": 10}, likely=only_hops),
    Out(
        "load three needs an easy tomorrow",
        functions={(plan_filter, "_too_much_impact"): nothing},
        likely=only_hops,
    ),
    Out(
        "load three needs an easy day and a practised runner",
        functions={(plan_filter, "_not_for_them"): nothing},
        likely=plainly(without=frozenset(LIBRARY.exercises) - {"forward-hops"}, beginner=True),
    ),
    Out(
        "on the evening of an ultra there is no walk",
        {"easy_walk.not_on_day0_after": frozenset(), "day_types.*.caps.*.max_minutes": None},
        likely=wishes_like(runs=after("race-ultra", 0), sharp=frozenset(), avoid=frozenset()),
    ),
    # the body
    Out("what is too sore is left alone", {bands + "skip": False, whole + "areas": NEVER}, likely=sore),
    Out(
        "what can hardly move rests with its limb",
        {bands + "whole_limb": False, whole + "one_from": NEVER},
        likely=worn,
    ),
    Out("what is very sore asks for red flags again", {bands + "ask_flags": False}, likely=worn),
    Out("what is sore carries little", {bands + "max_load": None}, likely=sore),
    Out("what is sore gets no strength", {bands + "strength": True}, likely=sore),
    Out("a body too sore as a whole rests", {whole + "areas": NEVER}, likely=worn),
    Out("a body too sore as a whole rests", {whole + "one_from": NEVER}, likely=worn),
    Out("a rest plan is gentle", {whole + "gentle_items": NEVER}, likely=worn),
    Out(
        "a rest plan is gentle",
        {whole + "gentle_max_load": 3, whole + "gentle_items": 3},
        likely=plainly(
            sore=st.just({"shoulder": 9}),
            without=frozenset(i for i, e in LIBRARY.exercises.items() if e.load < 2 and e.phase != "stretch"),
        ),
    ),
    Out("a rest plan is gentle", {whole + "gentle_max_soreness": 10}, likely=worn),
    Out("a rest plan is gentle", {whole + "gentle_phases": ("trigger-point", "stretch")}, likely=worn),
    Out(
        "sharp pain keeps its area out",
        functions={(plan_filter, "hurts"): nothing, (plan, "hurts"): nothing},
        likely=hurt,
    ),
    Out("sharp pain spares its neighbours", {"sharp.neighbour_load": NEVER}, likely=hurt),
    Out("sharp pain in the lower leg stops walking drills", {"sharp.lower_leg": frozenset()}, likely=hurt),
    Out("sharp pain in the lower leg stops loaded standing", {"sharp.on_feet_load": NEVER}, likely=hurt),
    Out(
        "soreness that lasts means seeing someone",
        functions={(plan_lasting, "_rises"): nothing},
        likely=lately,
    ),
    Out(
        "soreness that lasts means seeing someone",
        {"soreness.see_someone.still_on_day": NEVER},
        likely=week,
    ),
    Out(
        "soreness that lasts means no strength there",
        functions={(plan_filter, "_lasts"): nothing},
        likely=week,
    ),
    # the runner
    Out("safety tags are heeded", functions={(plan_filter, "told"): nothing}),
    Out("kit that is not there is not asked for", functions={(plan_filter, "_no_kit"): nothing}),
    Out(
        "kit that is not there is not asked for",
        functions={(plan, "read_past"): lambda _library, wish: (wish, plan_history.NOTHING)},
        likely=history(had("fr-calf", 0, outcome="skipped", reason="no-kit")),
    ),
    Out(
        "a hypermobile runner never meets an exercise to avoid",
        functions={(plan_filter, "_not_for_them"): nothing},
        likely=plainly(hypermobile=True, without=frozenset(LIBRARY.exercises) - {"forward-hops"}),
    ),
    Out("a hypermobile runner stretches half", {"hypermobile.stretch_share": 1.0}, likely=bendy),
    Out("a hypermobile runner stops before the end", {"hypermobile.mid_range.seconds": 30}, likely=bendy),
    Out("a hypermobile runner stops before the end", {"hypermobile.release_pressure": 9}, likely=bendy),
    Out(
        "a beginner gets none of the hard ones",
        functions={(plan_filter, "_not_for_them"): nothing},
        likely=new,
    ),
    Out("a beginner gets few things", {"beginner.max_items.*": NEVER}, likely=new),
    Out("a beginner meets one new thing a phase", {"beginner.new_per_phase": NEVER}, likely=new),
    Out(
        "a beginner carries little the day after a half",
        {"beginner.max_load_day1": 3, "day_types.*.caps.*.load": 3},
        likely=plainly(beginner=True, minutes=40, runs=st.just(after("race-half"))),
    ),
    Out("a beginner does less of it", {"beginner.reps_share": 1.0}, likely=new),
    Out(
        "a beginner does less of it",
        {"beginner.hold_seconds": 40},
        likely=plainly(beginner=True, focus=frozenset({"core"})),
    ),
    # what goes together
    Out(
        "one rung of the ladder",
        {"series.*.most": {}},
        likely=plainly(minutes=40, without=all_but("dead-bug-ladder")),
    ),
    Out(
        "mini band walks whole or in parts",
        {"series.*.parent": None},
        likely=plainly(minutes=40, without=all_but("mini-band-series")),
    ),
    Out(
        "never both hip rockers",
        functions={(plan_pick.Basket, "_goes_with"): lambda self, exercise: exercise.id not in self._ids},
        likely=plainly(minutes=40, focus=frozenset({"adductor"})),
    ),
    Out(
        "side planks come as a pair",
        {"series.*.together": ()},
        likely=plainly(minutes=20, focus=frozenset({"core"})),
    ),
    Out("at most two for an area", {"variety.per_area.most": NEVER}, likely=rest_day),
    Out(
        "phases keep the articles order",
        functions={(plan, "in_order"): backwards(plan_pick.in_order)},
        likely=rest_day,
    ),
    Out(
        "mobility rises from the floor",
        {"positions": tuple(reversed(LIBRARY.rules.positions))},
        likely=rest_day,
    ),
    Out(
        "foot hip and trunk have their share",
        functions={(plan_pick, "_cover"): nothing},
        likely=plainly(
            minutes=30,
            runs=one_run,
            disliked=frozenset(i for i, e in LIBRARY.exercises.items() if {"foot", "ankle"} & {*e.areas}),
        ),
    ),
    # what past sessions said
    Out(
        "what hurt stays out for the day",
        functions={(plan, "read_past"): lambda _library, wish: (wish, plan_history.NOTHING)},
        likely=history(had("fr-calf", 0, outcome="skipped", reason="hurts")),
    ),
    Out(
        "what was too hard waits",
        functions={(plan_filter, "_too_hard"): nothing},
        likely=history(had("st-chest", 1, 3), had("tp-arch-roll", 9, outcome="skipped", reason="too-hard")),
    ),
    Out("what was too hard waits", {"history.too_hard_days": 1}, likely=lately),
    Out("what was too hard waits", {"history.too_hard_fine": 0}, likely=lately),
    Out(
        "harder comes after three that were fine",
        {"history.harder_after": 2},
        likely=history(had("glute-stretch", 2, 5)),
    ),
    Out(
        "harder comes after three that were fine",
        functions={(plan_history, "_fine"): lambda met: met.outcome == "done"},
        likely=history(had("glute-stretch", 2, 5, 8, mood="worse")),
    ),
    Out(
        "harder comes after three that were fine",
        {"history.days": 365},
        likely=history(had("glute-stretch", 91, 95, 99)),
    ),
    Out(
        "every reason is true",
        functions={(plan_history, "_back"): lambda _history: frozenset(LIBRARY.exercises)},
        likely=history(had("glute-stretch", 2)),
    ),
    Out(
        "every reason is true",
        {"priority.recent_unless_sore": 1},
        likely=plainly(sore=st.dictionaries(areas, st.integers(1, 2), min_size=1)),
    ),
    Out(
        "what is not offered now is not there",
        functions={(plan, "objections"): lambda library, limits: dict.fromkeys(library.exercises)},
    ),
    Out(
        "the same wish gives the same plan",
        functions={(plan_score, "_luck"): lambda _seed, _name: random()},
        likely=rest_day,
    ),
)


@pytest.mark.parametrize("out", RULES_OUT, ids=str)
def test_without_its_rule_a_check_fails(out: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    library = without(out, monkeypatch)
    holds = HOLDS[out.rule]

    @settings(
        max_examples=TRIES,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @given(out.likely)
    def search(wish: Wish) -> None:
        holds(wish, choose(library, wish))

    with pytest.raises(AssertionError):
        search()


def test_every_rule_of_the_book_has_been_taken_out() -> None:
    assert {out.rule for out in RULES_OUT} == set(HOLDS)
