"""How many of each phase: the book's slots for the time, under the day's limits, missing kit's slots moved.

Slots nobody can fill stay empty, except for want of kit: then they move, first to the other release, then to
stretch and mobility in turns. Nothing is ever added to fill time.
"""

from collections.abc import Mapping
from math import floor

from bot.coach.plan_day import Day
from bot.coach.plan_models import Wish
from content.rulebook import Rules


def slots_for(
    rules: Rules,
    wish: Wish,
    day: Day,
    length: int,
    possible: Mapping[str, int],
    lacking: Mapping[str, int],
) -> dict[str, int]:
    """Slots a phase for a session of this length of the book.

    possible: exercises of each phase that may be chosen today; lacking: those only their kit stands against.
    """
    slots = {phase: rules.session.slots[length][phase] for phase in rules.phases}
    slots["strength"] = min(slots["strength"], day.strength)
    _move_for_kit(rules, wish, slots, possible, lacking)
    if wish.hypermobile:
        _stretch_to_control(rules, slots, day)
    slots = {phase: min(count, possible.get(phase, 0)) for phase, count in slots.items()}
    if wish.beginner:
        slots = _scaled(slots, rules.beginner.max_items[length])
    return slots


def _move_for_kit(
    rules: Rules, wish: Wish, slots: dict[str, int], possible: Mapping[str, int], lacking: Mapping[str, int]
) -> None:
    homeless = 0
    for phase, other in rules.kit.moves.items():
        missing = min(slots[phase] - possible.get(phase, 0), lacking.get(phase, 0))
        if missing <= 0:
            continue
        slots[phase] -= missing
        spare = max(0, possible.get(other, 0) - slots[other])
        moved = min(missing, spare)
        slots[other] += moved
        homeless += missing - moved
    # A hypermobile runner's stretches are halved, so nothing moves there.
    turns = [phase for phase in rules.kit.moves_then if not (wish.hypermobile and phase == "stretch")]
    for n in range(homeless):
        open_to = [phase for phase in turns if possible.get(phase, 0) > slots[phase]]
        if not open_to:
            return
        slots[open_to[n % len(open_to)]] += 1


def _stretch_to_control(rules: Rules, slots: dict[str, int], day: Day) -> None:
    """Half of the stretching becomes control: mobility and, as far as the day allows, strength, in turns."""
    keep = floor(slots["stretch"] * rules.hypermobile.stretch_share)
    for n in range(slots["stretch"] - keep):
        to_strength = n % 2 == 0 and slots["strength"] < day.strength
        slots["strength" if to_strength else "mobility"] += 1
    slots["stretch"] = keep


def _scaled(slots: dict[str, int], most: int) -> dict[str, int]:
    """The same mix in fewer slots: largest remainders, the earlier phase first."""
    total = sum(slots.values())
    if total <= most:
        return slots
    exact = {phase: count * most / total for phase, count in slots.items()}
    scaled = {phase: floor(share) for phase, share in exact.items()}
    by_remainder = sorted(exact, key=lambda phase: scaled[phase] - exact[phase])
    for phase in by_remainder[: most - sum(scaled.values())]:
        scaled[phase] += 1
    return scaled
