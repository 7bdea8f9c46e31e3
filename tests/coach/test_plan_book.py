"""Every rule of the book holds for every wish: runner, day, kit, soreness, flags and history."""

# The rule book, rule by rule: where it is kept, and where it is proved. `book` is a check of book.py or
# book_runner.py, run over every kind of wish below and shown to fail without its rule in test_plan_bites.py;
# the other names are test files of this folder, test_plan_ left away. (T) is kept by the talk, not here.
#
# rule                                               kept in                    proved in
# -- order and time
# triage first                                       (T) flags.py               tests/stories
# phases in the article's order                      plan_pick.in_order         book, examples
# slots for 20, 30, 40 minutes                       plan_slots, rules session  grid, examples
# never padded; short: offer less, and the walk      plan_slots, plan._session  book, grid, examples
# tolerance of 2 min: the lowest phase gives up      plan_pick._fit             book, grid (960), hard_rules
# under: one mobility item more                      plan_pick.put_together     examples
# beginner: 7, 10, 13 items                          plan_slots, Basket.takes   book, grid
# -- what was run
# load and strength caps by days since               plan_day, _too_much        book, hard_rules (both sides)
# max_minutes of marathon and ultra                  plan._session              book, hard_rules
# area_load after hills                              _too_much                  book, hard_rules
# no_impact_days; impact low on days 0-1, 0-2        plan_day, _too_much        book, hops and climbers below
# then: easy; who comes back days later              plan_day (after_caps)      hard_rules, examples
# long run over 2.5 h, or the longest: a half        plan_day.counts_as         book, hard_rules
# several runs: the strictest; rest lifts nothing    plan_day.day_of            book, hard_rules, examples
# load 3: easy or rest day, past every window        plan_day, _too_much        book, hops below
# load 3: fresh legs, nothing hard tomorrow          _too_much_impact           book, hard_rules, test_hops...
# load 3: no beginner, no bendy joints, no tag       _not_for_them, told        book, hops below
# -- soreness
# area weights; min(soreness, 6) * 0.8; focus + 3    plan_score.area_scores     examples, history (focus)
# bands: release, stretch, reps, max load            plan_dose, _too_sore       book, doses, hard_rules
# no strength at 5-6; skipped at 7-8                 _too_sore                  book, hard_rules
# 9-10: the whole limb                               plan_filter.body_of        book, hard_rules
# secondary areas one band milder                    plan_filter.band_of        book, doses, hard_rules
# three at 7, or one at 9: a rest plan               body_of, plan._gentle      book, hard_rules, snapshots
# the red flags again from 7                         Plan.advice, (T)           book
# rising after day 3, still 4 on day 7: see someone  plan_lasting               book, lasting, snapshots
# soreness in words                                  rules soreness.words       tests/content
# -- sharp pain
# its area, release included                         plan_filter.hurts          book, hard_rules, snapshots
# neighbours carry no load 2                         plan_filter.hurts          book, hard_rules
# lower leg: no walking drill, no loaded standing    plan_filter.hurts          book, hard_rules, examples
# -- hypermobile
# never an exercise marked avoid                     _not_for_them              book
# mid-range: 10-15 s, stop before the end            plan_dose                  book, doses
# half the stretches become control                  plan_slots                 book, examples
# control preferred                                  plan_score, plan_why       examples
# release at light pressure                          plan_dose                  book, doses
# -- beginner
# no exercise marked beginner: false                 _not_for_them              book, hard_rules
# its easier one instead                             a candidate as others are  below, swaps
# 60-70 % of the reps, holds of 20 s                 plan_dose                  book, doses
# at most one new exercise a phase                   Basket.takes, _gentle      book, hard_rules
# no load 2 the day after a half or longer           plan_day                   book, hard_rules
# first session: steps in full, a minute's rest      (T) the cards              tests/stories
# -- kit
# owned, in every household, or with its stand-in    plan_filter.has            book, hard_rules, examples
# no roller: the ball, else mobility; and back       plan_slots._move_for_kit   examples, snapshots
# no band: a belt or a towel                         kit.stand_ins              hard_rules, snapshots
# no mini-band: hydrants and bridges remain          they need no kit           book, below
# nothing at all: stretch and mobility, under caps   plan_slots                 examples, snapshots
# the walk on day 0, but not after an ultra          plan._Today.walk           book, examples
# nothing left: rest, and the next step              plan.choose                examples, snapshots
# -- variety
# no repeat within two sessions but focus, soreness  plan_score._liking         examples, history
# two of one area in mobility and strength           Basket.takes               book, hard_rules
# one rung; parent or children; pair; same movement  Basket, picks_by_phase     book, hard_rules
# floor to standing                                  plan_pick.in_order         book
# foot, hip and trunk from 30 minutes                plan_pick._cover           book, grid
# -- what the runner told us
# safety tags (avoid_if)                             plan_filter.told           book, hard_rules
# not for me, too hard, hurts, no kit, fine, left    plan_history, plan_score   book, history, snapshots
# one true reason an exercise, why something lacks   plan_why                   book, examples, history
# same inputs, same session                          plan (pure)                book

from hypothesis import example, given, settings, strategies as st

from bot.coach.plan import Ran, Wish
from tests.coach.book import LEGS, capping
from tests.coach.book_runner import HOLDS
from tests.coach.wishes import ALL_KIT, LIBRARY, RULES, ids, plan_of, wishes

every = settings(max_examples=80)


@settings(parent=every, max_examples=400)
@given(wishes)
@example(
    Wish(runs=(Ran(day_type="race-marathon", days_since=1),), minutes=10, kit=ALL_KIT, sore={"lower-back": 9})
)
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


def test_without_a_mini_band_hydrants_and_bridges_remain() -> None:
    glutes = {"fire-hydrants", "glute-bridges"}
    walks = {i for i, e in LIBRARY.exercises.items() if e.series == "mini-band-series"}
    wish = Wish(kit=frozenset({"band"}), without=frozenset(LIBRARY.exercises) - glutes - walks)
    assert set(ids(plan_of(wish))) == glutes


def test_a_beginner_can_be_given_the_easier_one_of_each_that_is_too_much() -> None:
    for exercise in LIBRARY.exercises.values():
        if not exercise.beginner and exercise.load < 3:
            easier = exercise.easier.id
            assert easier is not None
            wish = Wish(
                kit=ALL_KIT, beginner=True, without=frozenset(LIBRARY.exercises) - {easier, exercise.id}
            )
            assert ids(plan_of(wish)) == [easier], exercise.id
