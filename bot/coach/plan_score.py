"""How much an exercise is wanted today: what its areas need, and what the past says. The best come first.

Of an exercise's own areas the weights count by their mean, soreness and focus by their most: a sore or named
area is not diluted. Equals stand in the article's order, or take turns by the seed.
"""

from collections.abc import Iterable
from hashlib import blake2b

from bot.coach.plan_day import Day
from bot.coach.plan_history import Past, Steps
from bot.coach.plan_models import Wish
from content.library import Library
from content.rulebook import Rules
from content.shapes import Exercise


def area_scores(rules: Rules, wish: Wish, day: Day) -> tuple[dict[str, float], dict[str, float]]:
    """What the day asks of each area, and what soreness and focus add to it."""
    rule = rules.priority
    asked = {area: day.weights.get(area, (0.0, None))[0] for area in rules.areas}
    added = {
        area: min(wish.sore.get(area, 0), rule.soreness_top) * rule.soreness_factor
        + (rule.focus if area in wish.focus else 0.0)
        for area in rules.areas
    }
    return asked, added


def exercise_scores(
    library: Library, wish: Wish, day: Day, past: Past, step: Steps, ids: Iterable[str]
) -> dict[str, float]:
    """The scores of these exercises, in the order given."""
    rules = library.rules
    asked, added = area_scores(rules, wish, day)
    recent = frozenset().union(*wish.recent[: rules.priority.recent_sessions]).difference(step.easier)
    luck = blake2b(f"{wish.seed}\0".encode(), digest_size=4)
    climbing = {member: one.id for one in rules.series if one.climb for member in one.members}
    scores: dict[str, float] = {}
    for exercise_id in ids:
        exercise = library.exercises[exercise_id]
        areas = exercise.areas
        score = sum([asked[area] for area in areas]) / len(areas) + max([added[area] for area in areas])
        score += _liking(rules, wish, exercise, recent)
        score += _following(rules, past, step, exercise)
        if wish.seed:
            # Rungs of a ladder share their luck: the lower one comes first.
            score += rules.priority.shuffle * _luck(luck, climbing.get(exercise_id, exercise_id))
        scores[exercise_id] = score
    for harder, easier in step.harder.items():
        scores[harder] += rules.priority.harder
        if easier in scores:  # the one that was fine gives way
            scores[easier] -= rules.priority.harder
    return scores


def _liking(rules: Rules, wish: Wish, exercise: Exercise, recent: frozenset[str]) -> float:
    rule = rules.priority
    score = 0.0
    if wish.hypermobile and exercise.id in rules.hypermobile.control:
        score += rule.control
    if exercise.article.confidence == "low":
        score -= rule.low_confidence
    if exercise.id in recent:
        needed = not wish.focus.isdisjoint(exercise.areas) or any(
            wish.sore.get(area, 0) >= rule.recent_unless_sore for area in exercise.areas
        )
        score -= 0.0 if needed else rule.recent
    if exercise.id in wish.disliked:
        score -= rule.disliked
    return score


def _following(rules: Rules, past: Past, step: Steps, exercise: Exercise) -> float:
    """What the last sessions ended without comes sooner, and what hurt lately later."""
    rule = rules.priority
    score = 0.0
    if exercise.id in past.back:
        score += rule.left_out
    if exercise.id in step.easier:
        score += rule.easier
    if past.hurting and not past.hurting.isdisjoint(exercise.areas):
        score -= rule.hurt
    return score


def _luck(seed: blake2b, name: str) -> float:
    """0 to 1, the same for the same words on every machine."""
    hashed = seed.copy()
    hashed.update(name.encode())
    return int.from_bytes(hashed.digest(), "big") / 2**32
