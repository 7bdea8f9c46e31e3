"""Says why: one reason an exercise, and what today leaves out. Codes; the words are made in the voice."""

from collections.abc import Mapping, Set

from bot.coach.plan_day import Day
from bot.coach.plan_filter import Limits
from bot.coach.plan_history import Past, Steps
from bot.coach.plan_models import LeftOut, Why, Wish
from content.library import Library
from content.rulebook import Rules
from content.shapes import Exercise


def why(rules: Rules, wish: Wish, day: Day, past: Past, step: Steps, exercise: Exercise) -> Why:
    """The strongest reason for one exercise."""
    first = exercise.areas[0]
    sore = max(exercise.areas, key=lambda area: wish.sore.get(area, 0))
    level = wish.sore.get(sore, 0)
    if level >= rules.priority.recent_unless_sore:
        return Why(code="sore", area=sore, level=level)
    if exercise.id in step.easier:
        return Why(code="easier", area=first, exercise_id=step.easier[exercise.id])
    if exercise.id in step.harder:
        return Why(code="harder", area=first, exercise_id=step.harder[exercise.id])
    focus = next((area for area in exercise.areas if area in wish.focus), None)
    if focus is not None:
        return Why(code="focus", area=focus)
    if wish.hypermobile and exercise.id in rules.hypermobile.control:
        return Why(code="control", area=first)
    if exercise.id in past.back:
        return Why(code="back", area=first)
    asked = max(exercise.areas, key=lambda area: day.weights.get(area, (0.0, None))[0])
    weight, day_type = day.weights.get(asked, (0.0, None))
    if weight > 0 and day_type is not None:
        return Why(code="ran", area=asked, day_type=day_type)
    return Why(code="balance", area=asked)


def left_out(
    library: Library,
    limits: Limits,
    step: Steps,
    objections: Mapping[str, str | None],
    *,
    rest: bool,
    walk: bool,
    short: bool,
    held_new: bool,
) -> tuple[LeftOut, ...]:
    """What is missing today, the weightiest first. held_new: new exercises were held back, one at a time."""
    rules, wish, day, body, past = limits.rules, limits.wish, limits.day, limits.body, limits.past
    found = {code for code in objections.values() if code}
    out: list[LeftOut] = []

    def areas_of(some: Set[str]) -> tuple[str, ...]:
        return tuple(area for area in rules.areas if area in some)

    if body.rest:
        most = rules.soreness.whole_body.areas_from
        very_sore = {area for area, level in wish.sore.items() if level >= most}
        out.append(LeftOut(code="whole-body", areas=areas_of(very_sore)))
        found = set()  # beside this, nothing else matters
    if wish.injured:
        out.append(LeftOut(code="injured", areas=areas_of(wish.injured)))
    if sharp := wish.sharp - past.hurt_today:
        out.append(LeftOut(code="sharp", areas=areas_of(sharp)))
    if past.hurt_today:
        out.append(LeftOut(code="hurt", areas=areas_of(past.hurt_today)))
    if body.skipped and not body.rest:
        out.append(LeftOut(code="sore", areas=areas_of(body.skipped)))
    if "lasting" in found:
        out.append(LeftOut(code="lasting", areas=areas_of(body.lasting)))
    if "no-strength" in found:
        out.append(LeftOut(code="no-strength"))
    if day.load <= 1 and not body.rest:
        out.append(LeftOut(code="load"))
    if day.impact_window and "no-impact" in found:
        out.append(LeftOut(code="no-impact"))
    for code in ("hard-tomorrow", "hard-today"):
        if code in found:
            out.append(LeftOut(code=code))
    if "avoid" in found:
        out.append(LeftOut(code="avoid"))
    if wish.hypermobile and not body.rest:
        out.append(LeftOut(code="hypermobile"))
    if "beginner" in found:
        out.append(LeftOut(code="beginner"))
    # Where an easier one stands in, its own reason says so.
    if any(objections.get(i) == "too-hard" for i in past.too_hard.difference(step.easier.values())):
        out.append(LeftOut(code="too-hard"))
    if "no-kit" in found and (kit := _missing_kit(library, wish, objections)):
        out.append(LeftOut(code="no-kit", kit=kit))
    if held_new:
        out.append(LeftOut(code="new"))
    if short:
        out.append(LeftOut(code="short"))
    if rest and not walk:
        out.append(LeftOut(code="no-walk"))
    return tuple(out)


def _missing_kit(library: Library, wish: Wish, objections: Mapping[str, str | None]) -> tuple[str, ...]:
    """The kit without which a whole phase is missing."""
    rules, exercises = library.rules, library.exercises
    there = {exercises[exercise_id].phase for exercise_id, code in objections.items() if code is None}
    missing = {
        item
        for exercise_id, code in objections.items()
        if code == "no-kit" and exercises[exercise_id].phase not in there
        for item in exercises[exercise_id].equipment
    }
    return tuple(item for item in rules.kit.asked if item in missing and item not in wish.kit)
