"""How much of it today: the card's dose, eased for sore areas, bendy joints and beginners.

Only the dose changes; the minutes stay the card's, for eased movement is slower movement.
"""

from math import floor

from bot.coach.plan_filter import Body, band_of
from bot.coach.plan_models import Dose, Wish
from content.rulebook import Rules
from content.shapes import Exercise


def dose_today(rules: Rules, wish: Wish, body: Body, exercise: Exercise) -> Dose:
    """The exercise's dose as it is to be done today."""
    card = exercise.dose
    band = band_of(rules, body, exercise)
    sets, seconds, seconds_max = card.sets, card.seconds, None
    pressure: int | None = None
    shares: list[float] = []
    notes: list[str] = []

    if exercise.method == "smfr":
        if band.release is not None:
            pressure = band.release.pressure
            if band.release.seconds is not None:
                seconds = _least(seconds, band.release.seconds)
                notes.append("light")
        if wish.hypermobile:
            pressure = _least(pressure, rules.hypermobile.release_pressure)
            notes.append("light")
    elif exercise.method == "stretch" and band.stretch is not None:
        notes.append("gentle")
        if band.stretch.sets is not None:
            sets = min(sets, band.stretch.sets)
        if band.stretch.seconds is not None:
            seconds, seconds_max = _least(seconds, band.stretch.seconds), band.stretch.seconds_max
            notes.append("short")
    if exercise.phase == "strength" and band.reps_share is not None:
        shares.append(band.reps_share)
        seconds = None if seconds is None else floor(seconds * band.reps_share)
        notes.append("half")

    if wish.hypermobile and exercise.hypermobile == "mid-range":
        notes.append("mid-range")
        if exercise.method == "stretch":
            seconds = _least(seconds, rules.hypermobile.mid_range.seconds)
            seconds_max = rules.hypermobile.mid_range.seconds_max
    if wish.beginner:
        hold = exercise.phase == "strength" and seconds is not None
        if hold:
            seconds = _least(seconds, rules.beginner.hold_seconds)
        if card.reps is not None:
            shares.append(rules.beginner.reps_share)
        if hold or card.reps is not None:
            notes.append("beginner")

    share = min(shares, default=1.0)
    reps, reps_max = _share(card.reps, share), _share(card.reps_max, share)
    if reps_max is not None and reps is not None and reps_max <= reps:
        reps_max = None
    if seconds_max is not None and seconds is not None and seconds_max <= seconds:
        seconds_max = None
    same = (sets, reps, reps_max, seconds, seconds_max) == (
        card.sets,
        card.reps,
        card.reps_max,
        card.seconds,
        None,
    )
    return Dose.model_validate(
        {
            "written": card.text if same else None,
            "sets": sets,
            "reps": reps,
            "reps_max": reps_max,
            "seconds": seconds,
            "seconds_max": seconds_max,
            "distance_m": card.distance_m,
            "free": card.free,
            "per": card.per,
            "pressure": pressure,
            "notes": tuple(dict.fromkeys(notes)),
        }
    )


def _least(value: int | None, other: int) -> int:
    return other if value is None else min(value, other)


def _share(count: int | None, share: float) -> int | None:
    """That share of a count, rounded down, at least 1."""
    return None if count is None else max(1, floor(count * share + 1e-9))
