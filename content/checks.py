"""What one file alone cannot get wrong: ids that must exist elsewhere, series that must agree, known words.

Every check gives one line a problem (file, key, mend) and goes on, so that a coach sees all of them at once.
"""

from collections.abc import Iterable, Mapping

from content.rulebook import Rules
from content.shapes import Exercise, Lessons, Triage

Exercises = Mapping[str, Exercise]


def check(exercises: Exercises, rules: Rules, triage: Triage, lessons: Lessons) -> list[str]:
    """All that does not fit together; empty when everything does."""
    return [
        *_exercises(exercises, rules),
        *_series(exercises, rules),
        *_lengths(rules),
        *_areas(rules),
        *_names_in_rules(exercises, rules),
        *_safety(rules, triage),
        *_twice("lessons.yaml", "lessons", [lesson.id for lesson in lessons.lessons]),
    ]


def _unknown(where: str, names: Iterable[str], known: Iterable[str], mend: str) -> list[str]:
    allowed = frozenset(known)
    return [f"{where}: {name!r} is not known; {mend}" for name in names if name not in allowed]


def _twice(file: str, key: str, ids: list[str]) -> list[str]:
    return [
        f"{file}: {key}: the id {i!r} stands twice; rename one" for i in sorted(set(ids)) if ids.count(i) > 1
    ]


def _one_of(names: Iterable[str]) -> str:
    return "use one of " + ", ".join(names)


def _exercises(exercises: Exercises, rules: Rules) -> list[str]:
    problems: list[str] = []
    series = {one.id for one in rules.series}
    for exercise in exercises.values():
        file = f"exercises/{exercise.id}.yaml"
        problems += _unknown(f"{file}: phase", [exercise.phase], rules.phases, _one_of(rules.phases))
        problems += _unknown(
            f"{file}: position", [exercise.position], rules.positions, _one_of(rules.positions)
        )
        areas = (*exercise.areas, *exercise.areas_secondary)
        problems += _unknown(f"{file}: areas", areas, rules.areas, _one_of(rules.areas))
        problems += _twice(file, "areas", list(areas))
        kit = sorted(rules.kit_ids)
        problems += _unknown(f"{file}: equipment", exercise.equipment, kit, _one_of(kit))
        tags = "see safety_tags in rules.yaml"
        problems += _unknown(f"{file}: avoid_if", exercise.avoid_if, rules.safety_tags, tags)
        for key, other in (("easier", exercise.easier.id), ("harder", exercise.harder.id)):
            if other is not None:
                mend = "name an exercise that exists, or leave the id out"
                problems += _unknown(f"{file}: {key}.id", [other], exercises.keys() - {exercise.id}, mend)
        lighter = exercises.get(exercise.easier.id or "")
        if lighter is not None and lighter.load > exercise.load:
            problems.append(f"{file}: easier.id: {lighter.id!r} has more load; name a lighter exercise")
        if exercise.same_movement_as is not None:
            others = exercises.keys() - {exercise.id}
            mend = "name another exercise, or leave it out"
            problems += _unknown(f"{file}: same_movement_as", [exercise.same_movement_as], others, mend)
        if exercise.series is not None:
            mend = "see series in rules.yaml"
            problems += _unknown(f"{file}: series", [exercise.series], series, mend)
        if (exercise.article.line is None) != (exercise.article.origin == "added"):
            problems.append(f"{file}: article.line: give the article's line, or say origin: added")
        if exercise.article.origin == "article" and exercise.article.text is None:
            problems.append(f"{file}: article.text: is missing; copy the article's line")
    return problems


def _series(exercises: Exercises, rules: Rules) -> list[str]:
    problems = _twice("rules.yaml", "series", [one.id for one in rules.series])
    for one in rules.series:
        where = f"rules.yaml: series {one.id}"
        problems += _unknown(f"{where}: members", one.members, exercises, "name exercises that exist")
        for member in one.members:
            if member in exercises and exercises[member].series != one.id:
                problems.append(f"exercises/{member}.yaml: series: must be {one.id!r}, whose members name it")
        for exercise in exercises.values():
            if exercise.series == one.id and exercise.id not in one.members:
                problems.append(f"{where}: members: {exercise.id!r} says it belongs here; add it")
        inner = (*one.together, *([one.parent] if one.parent else []))
        problems += _unknown(f"{where}: parent, together", inner, one.members, "name members of the series")
    return problems


def _lengths(rules: Rules) -> list[str]:
    problems: list[str] = []
    lengths = rules.session.slots
    allowed = f"use the lengths of session.slots: {', '.join(map(str, lengths))}"
    offered = (*rules.session.offered_minutes, rules.session.default_minutes)
    problems += [
        f"rules.yaml: session: {m} minutes are not known; {allowed}" for m in offered if m not in lengths
    ]
    by_minutes = {f"series {one.id}: most": one.most for one in rules.series if one.most}
    by_minutes["beginner.max_items"] = rules.beginner.max_items
    for where, counts in by_minutes.items():
        problems += [f"rules.yaml: {where}: {m} is not known; {allowed}" for m in counts if m not in lengths]
        problems += [f"rules.yaml: {where}: {m} is missing; add it" for m in lengths if m not in counts]
    for minutes, slots in lengths.items():
        where = f"rules.yaml: session.slots.{minutes}"
        problems += _unknown(where, slots, rules.phases, _one_of(rules.phases))
        problems += [
            f"{where}: {phase} is missing; add it (0 is none)" for phase in rules.phases if phase not in slots
        ]
    return problems


def _areas(rules: Rules) -> list[str]:
    """Every place in the rules that names areas."""
    problems: list[str] = []
    named: list[tuple[str, Iterable[str]]] = [
        ("load3.areas", rules.load3.areas),
        ("sharp.neighbours", rules.sharp.neighbours),
        ("sharp.lower_leg", rules.sharp.lower_leg),
    ]
    named += [(f"sharp.neighbours.{area}", others) for area, others in rules.sharp.neighbours.items()]
    named += [(f"soreness.limbs.{limb}", areas) for limb, areas in rules.soreness.limbs.items()]
    named += [(f"coverage.groups.{name}", areas) for name, areas in rules.variety.coverage.groups.items()]
    for name, day_type in rules.day_types.items():
        named.append((f"day_types.{name}.weights", day_type.weights))
        named += [
            (f"day_types.{name}.caps.{day}.area_load", cap.area_load) for day, cap in day_type.caps.items()
        ]
    for where, areas in named:
        problems += _unknown(f"rules.yaml: {where}", sorted(areas), rules.areas, _one_of(rules.areas))
    limbed = [area for areas in rules.soreness.limbs.values() for area in areas]
    problems += [
        f"rules.yaml: soreness.limbs: {area} must stand in exactly one limb"
        for area in rules.areas
        if limbed.count(area) != 1
    ]
    problems += [
        f"rules.yaml: sharp.neighbours: {area} is missing; add it ([] is none)"
        for area in rules.areas
        if area not in rules.sharp.neighbours
    ]
    return problems


def _names_in_rules(exercises: Exercises, rules: Rules) -> list[str]:
    problems: list[str] = []
    kit, phases, types = rules.kit, rules.phases, rules.day_types
    used: list[tuple[str, Iterable[str]]] = [
        ("easy_walk.exercise", [rules.easy_walk.exercise]),
        ("hypermobile.control", rules.hypermobile.control),
    ]
    used += [(f"kit.stand_ins.{item}", ids) for item, ids in kit.stand_ins.items()]
    for where, ids in used:
        problems += _unknown(f"rules.yaml: {where}", sorted(ids), exercises, "name exercises that exist")
    for item, ids in kit.stand_ins.items():
        problems += [
            f"exercises/{i}.yaml: substitute: is missing; rules.yaml lets it replace the {item}"
            for i in sorted(ids)
            if i in exercises and exercises[i].substitute is None
        ]
    problems += _unknown("rules.yaml: kit.stand_ins", kit.stand_ins, kit.asked, _one_of(kit.asked))
    moved = (*kit.moves, *kit.moves.values(), *kit.moves_then)
    whole = rules.soreness.whole_body.gentle_phases
    for where, names in (
        ("kit.moves", moved),
        ("soreness.whole_body.gentle_phases", whole),
        ("variety.per_area.phases", rules.variety.per_area.phases),
    ):
        problems += _unknown(f"rules.yaml: {where}", sorted(names), phases, _one_of(phases))
    where = "rules.yaml: sharp.on_feet"
    problems += _unknown(where, sorted(rules.sharp.on_feet), rules.positions, _one_of(rules.positions))
    named = [rules.after_caps, *rules.beginner.max_load_after, *rules.easy_walk.not_on_day0_after]
    named += [day_type.counts_as.day_type for day_type in types.values() if day_type.counts_as]
    problems += _unknown("rules.yaml: day types named by a rule", named, types, _one_of(types))
    if "rest" not in types:
        problems.append("rules.yaml: day_types: rest is missing; a day without a run needs it")
    for name, day_type in types.items():
        days = sorted(day_type.caps)
        if days != list(range(len(days))):
            problems.append(f"rules.yaml: day_types.{name}.caps: the days must count 0, 1, 2 … without a gap")
    return problems


def _safety(rules: Rules, triage: Triage) -> list[str]:
    problems = _twice("triage.yaml", "flags", [flag.id for flag in triage.flags])
    problems += _twice("triage.yaml", "cautions", [caution.id for caution in triage.cautions])
    for caution in triage.cautions:
        where = f"triage.yaml: cautions.{caution.id}.avoid"
        problems += _unknown(where, caution.avoid, rules.safety_tags, "see safety_tags in rules.yaml")
    where = "triage.yaml: evening.after"
    problems += _unknown(where, triage.evening.after, rules.day_types, _one_of(rules.day_types))
    return problems
