"""What the day allows: the strictest cap of all runs that still bear on it.

A run counts by its caps until the last day listed; its impact window may be longer. A rest day lifts nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.coach.plan_models import Ran, Wish
from content.rulebook import Rules


@dataclass(frozen=True)
class Day:
    """The day's limits."""

    load: int  # most load, 0-3
    strength: int  # most strength items
    max_minutes: int | None
    area_load: Mapping[str, int]  # most load there
    impacts: frozenset[str]  # kinds of impact that are all right
    impact_window: bool  # the caps would allow load 3, were it not for a run's impact window
    walk: bool  # an easy walk is all right
    weights: Mapping[str, tuple[float, str | None]]  # area -> what the day asks, and the run that asks it


def counts_as(rules: Rules, ran: Ran, runs: Sequence[Ran]) -> str:
    """The day type whose limits a run has: one that took very long is a harder one."""
    harder = rules.day_types[ran.day_type].counts_as
    if harder is None or ran.seconds is None:
        return ran.day_type
    if ran.seconds > harder.over_minutes * 60:
        return harder.day_type
    longest = harder.longest
    if longest is None:
        return ran.day_type
    others = [
        other.seconds
        for other in runs
        if other is not ran and other.seconds is not None and other.days_since <= longest.days
    ]
    clearly = len(others) >= longest.of_runs and ran.seconds >= longest.share * max(others)
    return harder.day_type if clearly else ran.day_type


def day_of(rules: Rules, wish: Wish) -> Day:
    """The day's limits, from the runs and the runner's experience."""
    types = rules.day_types
    runs = [(ran, counts_as(rules, ran, wish.runs)) for ran in wish.runs]
    capping = [(ran, kind) for ran, kind in runs if ran.days_since in types[kind].caps]
    caps = [types[kind].caps[ran.days_since] for ran, kind in capping]
    if not capping:  # nothing of a run holds any more
        fallback = types[rules.after_caps if runs else "rest"]
        caps = [fallback.caps[max(fallback.caps)]]
    load = min(cap.load for cap in caps)
    if wish.beginner and any(
        ran.days_since <= 1 and kind in rules.beginner.max_load_after for ran, kind in runs
    ):
        load = min(load, rules.beginner.max_load_day1)

    area_load: dict[str, int] = {}
    for cap in caps:
        for area, most in cap.area_load.items():
            area_load[area] = min(most, area_load.get(area, most))

    impacts = {"none"}
    if all(ran.days_since >= types[kind].no_low_impact_days for ran, kind in runs):
        impacts.add("low")
    high = all(ran.days_since >= types[kind].no_impact_days for ran, kind in runs)
    if high:
        impacts.add("high")

    # A reason names the run as the runner does, whatever it counts as.
    asking = [(types[kind], None if ran.day_type == "rest" else ran.day_type) for ran, kind in capping]
    weights: dict[str, tuple[float, str | None]] = {}
    for day_type, name in asking or [(fallback, None)]:
        for area, weight in day_type.weights.items():
            if weight > weights.get(area, (-1.0, None))[0]:
                weights[area] = (weight, name)

    minutes = [cap.max_minutes for cap in caps if cap.max_minutes is not None]
    return Day(
        load=load,
        strength=min(cap.strength for cap in caps),
        max_minutes=min(minutes, default=None),
        area_load=area_load,
        impacts=frozenset(impacts),
        impact_window=not high and load >= 3,
        walk=not any(ran.days_since == 0 and kind in rules.easy_walk.not_on_day0_after for ran, kind in runs),
        weights=weights,
    )
