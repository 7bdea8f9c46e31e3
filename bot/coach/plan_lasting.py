"""Soreness that should be over: it rises when it ought to fall, or is still there after a week.

Days are counted from the newest run that has an impact window, for such a run explains soreness of its own.
Without one, an area is lasting when every check-in of a week and more found it sore.
"""

from collections.abc import Sequence

from bot.coach.plan_models import Wish
from content.rulebook import Rules


def lasting_areas(rules: Rules, wish: Wish) -> frozenset[str]:
    """The areas for which it is time to see a physio or a doctor."""
    if not wish.sore:
        return frozenset()
    before = sorted((said for said in wish.sore_before if said[0] > 0), key=lambda said: said[0])
    runs = [ran for ran in wish.runs if ran.day_type != "rest"]
    hard = [ran.days_since for ran in runs if rules.day_types[ran.day_type].no_impact_days]
    since = min(hard, default=None)
    if since is not None:
        before = [said for said in before if said[0] < since]  # that evening is too early to tell
    newest_run = all(ran.days_since >= since for ran in runs) if since is not None else False
    return frozenset(
        area
        for area, level in wish.sore.items()
        if _rises(rules, level, [(ago, sore.get(area, 0)) for ago, sore in before], since)
        or _still(rules, level, [(ago, sore.get(area, 0)) for ago, sore in before], since, newest_run)
    )


def _rises(rules: Rules, level: int, before: Sequence[tuple[int, int]], since: int | None) -> bool:
    """More than at the check-in before."""
    if since is None or since <= rules.soreness.see_someone.rising_after_day:
        return False
    return bool(before) and level > before[0][1]


def _still(
    rules: Rules, level: int, before: Sequence[tuple[int, int]], since: int | None, newest_run: bool
) -> bool:
    """As sore at every check-in, for a week since the run, or for a week of check-ins."""
    rule = rules.soreness.see_someone
    if level < rule.still_from:
        return False
    if since is None:
        streak = 0
        for ago, was in before:
            if was < rule.still_from:
                break
            streak = ago
        return streak >= rule.still_on_day
    fell = any(was < rule.still_from for _, was in before)
    return since >= rule.still_on_day and not fell and (bool(before) or newest_run)
