"""Every rule of the book holds for every wish: runner, day, kit, soreness, flags and history."""

from hypothesis import HealthCheck, given, settings, strategies as st

from bot.coach.plan import Ran, Wish
from tests.coach.book import LEGS, capping
from tests.coach.book_runner import HOLDS
from tests.coach.wishes import LIBRARY, RULES, ids, plan_of, wishes

every = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@settings(parent=every, max_examples=400)
@given(wishes)
def test_every_rule_of_the_book_holds_for_every_wish(wish: Wish) -> None:
    plan = plan_of(wish)
    for holds in HOLDS.values():
        holds(wish, plan)


@every
@given(wishes)
def test_the_offered_lengths_are_allowed_and_really_differ(wish: Wish) -> None:
    plan = plan_of(wish)
    assert wish.minutes in plan.lengths
    assert list(plan.lengths) == sorted(set(plan.lengths))
    sessions = [ids(plan_of(wish.model_copy(update={"minutes": minutes}))) for minutes in plan.lengths]
    assert all(sessions.count(session) == 1 for session in sessions)


@every
@given(
    runs=st.lists(
        st.builds(Ran, day_type=st.sampled_from(sorted(RULES.day_types)), days_since=st.integers(0, 12)),
        max_size=2,
    ).map(tuple),
    sore=st.dictionaries(st.sampled_from(RULES.areas), st.integers(0, 4), max_size=1),
    who=st.sampled_from(({}, {}, {"beginner": True}, {"hypermobile": True}, {"hard_tomorrow": True})),
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
