"""How much an exercise is wanted today: what its areas need, less what was had lately. The best come first.

score(exercise) is the mean over its own areas; equals stand in the article's order, or take turns by the
seed.
"""

from collections.abc import Iterable
from hashlib import blake2b

from bot.coach.plan_day import Day
from bot.coach.plan_filter import Body
from bot.coach.plan_models import Wish
from content.library import Library
from content.rulebook import Rules
from content.shapes import Exercise


def area_scores(rules: Rules, wish: Wish, day: Day, body: Body) -> dict[str, float]:
    """What each area needs today; 0 for an area that is left out."""
    rule = rules.priority
    scores: dict[str, float] = {}
    for area in rules.areas:
        if area in body.excluded:
            scores[area] = 0.0
            continue
        scores[area] = (
            day.weights.get(area, (0.0, None))[0]
            + min(wish.sore.get(area, 0), rule.soreness_top) * rule.soreness_factor
            + (rule.focus if area in wish.focus else 0.0)
        )
    return scores


def exercise_scores(
    library: Library, wish: Wish, day: Day, body: Body, ids: Iterable[str]
) -> dict[str, float]:
    """The scores of these exercises, in the order given."""
    rules = library.rules
    areas = area_scores(rules, wish, day, body)
    recent = frozenset().union(*wish.recent[: rules.priority.recent_sessions])
    climbing = {member: one.id for one in rules.series if one.climb for member in one.members}
    scores: dict[str, float] = {}
    for exercise_id in ids:
        exercise = library.exercises[exercise_id]
        score = sum(areas[area] for area in exercise.areas) / len(exercise.areas)
        score += _liking(rules, wish, exercise, recent)
        if wish.seed:
            # Rungs of a ladder share their luck: the lower one comes first.
            score += rules.priority.shuffle * _luck(wish.seed, climbing.get(exercise_id, exercise_id))
        scores[exercise_id] = score
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


def _luck(seed: str, name: str) -> float:
    """0 to 1, the same for the same words on every machine."""
    digest = blake2b(f"{seed}\0{name}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") / 2**32
