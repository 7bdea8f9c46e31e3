"""Which exercises are possible today, and what stands against the others. Hard: no score outweighs them.

Each check looks at one exercise and gives the code of its objection, or None. The first objection counts;
missing kit is asked last, so that "no-kit" means: with that kit it would have been there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.coach.plan_day import Day
from bot.coach.plan_history import Past
from bot.coach.plan_lasting import lasting_areas
from bot.coach.plan_models import Wish
from content.library import Library
from content.rulebook import Band, Rules
from content.shapes import Exercise


@dataclass(frozen=True)
class Body:
    """How the runner's body is today, worked out once for all exercises."""

    bands: Mapping[str, int]  # area -> index of its soreness band; areas of the first band are left out
    skipped: frozenset[str]  # too sore to work
    lasting: frozenset[str]  # sore for too long
    ask_flags: bool  # so sore that the red flags are worth asking about again
    sharp: frozenset[str]  # with what is injured
    sharp_near: frozenset[str]  # neighbours of sharp pain
    sharp_lower_leg: bool
    rest: bool  # the whole body asks for rest


@dataclass(frozen=True, slots=True)
class Limits:
    """All that may stand against an exercise today, worked out once."""

    rules: Rules
    wish: Wish
    day: Day
    body: Body
    past: Past


def body_of(rules: Rules, wish: Wish) -> Body:
    """Soreness and sharp pain, read by the rule book."""
    soreness = rules.soreness
    index = [n for n, band in enumerate(soreness.bands) for _ in range(band.lowest, band.highest + 1)]
    bands = {area: index[level] for area, level in wish.sore.items() if index[level]}
    skipped = {area for area, n in bands.items() if soreness.bands[n].skip}
    whole = {area for area, n in bands.items() if soreness.bands[n].whole_limb}
    for limb in soreness.limbs.values():
        if limb & whole:
            skipped |= limb
    # what is injured is kept out as sharp pain is (domain/rules.yaml, sharp_pain), only for longer
    sharp = wish.sharp | wish.injured
    near = {other for area in sharp for other in rules.sharp.neighbours.get(area, ())}
    levels = wish.sore.values()
    return Body(
        bands=bands,
        skipped=frozenset(skipped),
        lasting=lasting_areas(rules, wish),
        ask_flags=any(soreness.bands[n].ask_flags for n in bands.values()),
        sharp=sharp,
        sharp_near=frozenset(near),
        sharp_lower_leg=not sharp.isdisjoint(rules.sharp.lower_leg),
        rest=sum(level >= soreness.whole_body.areas_from for level in levels) >= soreness.whole_body.areas
        or any(level >= soreness.whole_body.one_from for level in levels),
    )


def band_of(rules: Rules, body: Body, exercise: Exercise) -> Band:
    """The soreness band an exercise is done in: its own areas as they are, secondary ones a band milder."""
    n = 0
    if body.bands:
        get = body.bands.get
        for area in exercise.areas:
            n = max(n, get(area, 0))
        for area in exercise.areas_secondary:
            n = max(n, get(area, 0) - 1)
    return rules.soreness.bands[n]


def objections(library: Library, limits: Limits) -> dict[str, str | None]:
    """For every exercise that may be chosen at all: what stands against it today, or None."""
    walk, without = library.rules.easy_walk.exercise, limits.wish.without
    return {
        exercise.id: objection(limits, exercise)
        for exercise in library.exercises.values()
        if not exercise.retired and exercise.id not in without and exercise.id != walk
    }


def objection(limits: Limits, exercise: Exercise) -> str | None:
    """What stands against this exercise today: a code of LeftOut, or None."""
    rules, wish, body = limits.rules, limits.wish, limits.body
    return (
        told(wish, exercise)
        or hurts(rules, body, exercise)
        or _too_sore(rules, body, exercise)
        or _too_much(limits, exercise)
        or _not_for_them(wish, exercise)
        or _too_hard(limits.past, exercise)
        or _no_kit(rules, wish, exercise)
    )


def told(wish: Wish, exercise: Exercise) -> str | None:
    """The runner told us of something this exercise does not go with."""
    return "avoid" if wish.avoid and not wish.avoid.isdisjoint(exercise.avoid_if) else None


def hurts(rules: Rules, body: Body, exercise: Exercise) -> str | None:
    """Sharp pain: the area itself, loaded neighbours, and in the lower leg whatever is done on the feet."""
    if not body.sharp:
        return None
    areas = (*exercise.areas, *exercise.areas_secondary)
    if not body.sharp.isdisjoint(areas):
        return "sharp"
    rule = rules.sharp
    if exercise.load >= rule.neighbour_load and not body.sharp_near.isdisjoint(areas):
        return "sharp"
    if body.sharp_lower_leg:
        loaded = exercise.load >= rule.on_feet_load and exercise.position in rule.on_feet
        if exercise.phase == "walking-drill" or loaded:
            return "sharp"
    return None


def _too_sore(rules: Rules, body: Body, exercise: Exercise) -> str | None:
    if _lasts(body, exercise):
        return "lasting"
    if not body.bands:
        return None
    if not body.skipped.isdisjoint(exercise.areas):
        return "sore"
    band = band_of(rules, body, exercise)
    too_loaded = band.max_load is not None and exercise.load > band.max_load
    if band.skip or too_loaded or (exercise.phase == "strength" and not band.strength):
        return "sore"
    return None


def _lasts(body: Body, exercise: Exercise) -> bool:
    return exercise.phase == "strength" and not body.lasting.isdisjoint(exercise.areas)


def _too_much(limits: Limits, exercise: Exercise) -> str | None:
    day = limits.day
    if exercise.phase == "strength" and day.strength == 0:
        return "no-strength"
    if exercise.load > day.load:
        return "load"
    if day.area_load:
        areas = (*exercise.areas, *exercise.areas_secondary)
        if any(exercise.load > day.area_load.get(area, 3) for area in areas):
            return "load"
    if exercise.impact not in day.impacts:
        return "no-impact"
    return _too_much_impact(limits.rules, limits.wish) if exercise.load >= 3 else None


def _too_much_impact(rules: Rules, wish: Wish) -> str | None:
    """Load 3 needs fresh legs, and no hard day ahead."""
    if any(wish.sore.get(area, 0) > rules.load3.max_soreness for area in rules.load3.areas):
        return "sore"
    if wish.hard_today:
        return "hard-today"
    return "hard-tomorrow" if wish.hard_tomorrow else None


def _not_for_them(wish: Wish, exercise: Exercise) -> str | None:
    if wish.hypermobile and (exercise.hypermobile == "avoid" or exercise.load >= 3):
        return "hypermobile"
    if wish.beginner and (not exercise.beginner or exercise.load >= 3):
        return "beginner"
    return None


def _too_hard(past: Past, exercise: Exercise) -> str | None:
    return "too-hard" if exercise.id in past.too_hard else None


def _no_kit(rules: Rules, wish: Wish, exercise: Exercise) -> str | None:
    return "no-kit" if any(not has(rules, wish, exercise, item) for item in exercise.equipment) else None


def has(rules: Rules, wish: Wish, exercise: Exercise, item: str) -> bool:
    """The kit is owned, in every household, or has a stand-in for this exercise."""
    return (
        item in wish.kit
        or item in rules.kit.household
        or exercise.id in rules.kit.stand_ins.get(item, frozenset())
    )


def stand_in_for(rules: Rules, wish: Wish, exercise: Exercise) -> str | None:
    """The kit whose stand-in is used today, or None."""
    owned = wish.kit.union(rules.kit.household)
    return next((item for item in exercise.equipment if item not in owned), None)
