"""Says why: one reason an exercise, and what today leaves out. Codes; the words are made in the voice."""

from collections.abc import Mapping

from bot.coach.plan_day import Day
from bot.coach.plan_filter import Body
from bot.coach.plan_models import LeftOut, Why, Wish
from content.library import Library
from content.rulebook import Rules
from content.shapes import Exercise


def why(rules: Rules, wish: Wish, day: Day, exercise: Exercise) -> Why:
    """The strongest reason for one exercise."""
    sore = max(exercise.areas, key=lambda area: wish.sore.get(area, 0))
    level = wish.sore.get(sore, 0)
    if level >= rules.priority.recent_unless_sore:
        return Why(code="sore", area=sore, level=level)
    focus = next((area for area in exercise.areas if area in wish.focus), None)
    if focus is not None:
        return Why(code="focus", area=focus)
    if wish.hypermobile and exercise.id in rules.hypermobile.control:
        return Why(code="control", area=exercise.areas[0])
    asked = max(exercise.areas, key=lambda area: day.weights.get(area, (0.0, None))[0])
    weight, day_type = day.weights.get(asked, (0.0, None))
    if weight > 0 and day_type is not None:
        return Why(code="ran", area=asked, day_type=day_type)
    return Why(code="balance", area=asked)


def left_out(
    library: Library,
    wish: Wish,
    day: Day,
    body: Body,
    objections: Mapping[str, str | None],
    *,
    rest: bool,
    walk: bool,
    short: bool,
) -> tuple[LeftOut, ...]:
    """What is missing today, the weightiest first."""
    rules = library.rules
    found = {code for code in objections.values() if code}
    out: list[LeftOut] = []
    if body.rest:
        most = rules.soreness.whole_body.areas_from
        areas = tuple(area for area in rules.areas if wish.sore.get(area, 0) >= most)
        out.append(LeftOut(code="whole-body", areas=areas))
        found = set()  # beside this, nothing else matters
    if body.sharp:
        out.append(LeftOut(code="sharp", areas=tuple(area for area in rules.areas if area in body.sharp)))
    if body.skipped and not body.rest:
        areas = tuple(area for area in rules.areas if area in body.skipped)
        out.append(LeftOut(code="sore", areas=areas))
    if "no-strength" in found:
        out.append(LeftOut(code="no-strength"))
    if day.load <= 1 and not body.rest:
        out.append(LeftOut(code="load"))
    if day.impact_window and "no-impact" in found:
        out.append(LeftOut(code="no-impact"))
    if "avoid" in found:
        out.append(LeftOut(code="avoid"))
    if wish.hypermobile and not body.rest:
        out.append(LeftOut(code="hypermobile"))
    if "beginner" in found:
        out.append(LeftOut(code="beginner"))
    if "no-kit" in found and (kit := _missing_kit(library, wish, objections)):
        out.append(LeftOut(code="no-kit", kit=kit))
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
