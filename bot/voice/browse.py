"""How the library sounds: lesson cards, lists of exercises, and an exercise's card outside a session."""

from html import escape

from bot.coach import events as e, says as s
from bot.voice.keys import Keys, key, link, rows
from bot.voice.letter import Key, Letter
from bot.voice.runs import message
from bot.voice.session import written_dose
from bot.voice.words import Words


def lesson(w: Words, saying: s.LessonCard) -> Letter:
    b, lessons = w.texts.buttons, w.library.lessons
    card = lessons[saying.no - 1]
    text = w.texts.say.lesson.format(
        title=escape(card.title), text=escape(card.text), no=saying.no, total=len(lessons)
    )
    turns = []
    if saying.no > 1:
        turns.append(key(b.back, e.Lesson(no=saying.no - 1)))
    if saying.no < len(lessons):
        turns.append(key(b.next, e.Lesson(no=saying.no + 1), "primary"))
    return message(text, rows(turns, 2))


def menu(w: Words) -> Letter:
    b = w.texts.buttons
    keys = [
        key(b.by_phase, _to("phase")),
        key(b.by_area, _to("area")),
        key(b.by_kit, _to("kit")),
    ]
    alive = sum(not exercise.retired for exercise in w.library.exercises.values())
    return message(w.texts.say.browse.format(n=alive), rows(keys, 3))


def choices(w: Words, saying: s.BrowseChoices) -> Letter:
    names, rules = w.texts.names, w.library.rules
    groups: dict[str, str] = {}
    match saying.by:
        case "phase":
            groups = {phase: names.phases[phase] for phase in rules.phases}
        case "area":
            groups = {area: _upper(names.areas[area]) for area in rules.areas}
        case _:
            groups = {e.NO_KIT: w.texts.buttons.without_kit}
            groups |= {kit: names.kit_buttons[kit] for kit in rules.kit.asked}
    keys = [key(name, _to(saying.by, group, 1)) for group, name in groups.items()]
    back = key(w.texts.buttons.back, _to(""))
    return message(w.texts.say.browse_by[saying.by], (*rows(keys, 2), (back,)))


def listed(w: Words, saying: s.BrowseList) -> Letter:
    b = w.texts.buttons
    keys = [
        key(
            w.library.exercises[exercise].name,
            e.ShowExercise(exercise=exercise, by=saying.by, key=saying.key, page=saying.page),
        )
        for exercise in saying.exercises
    ]
    turns: list[Key] = [key(b.back, _to(saying.by))]
    if saying.page > 1:
        turns.append(key(b.earlier, _to(saying.by, saying.key, saying.page - 1)))
    if saying.page < saying.pages:
        turns.append(key(b.next, _to(saying.by, saying.key, saying.page + 1)))
    text = w.texts.say.browse_list.format(
        group=_group(w, saying.by, saying.key), exercises=w.plural(w.texts.say.exercises, saying.total)
    )
    return message(text, (*rows(keys, 1), *rows(turns, 3)))


def card(w: Words, saying: s.ExerciseCard) -> Letter:
    """The whole card: what, how, where it comes from, and the way to an easier or a harder one."""
    say, names = w.texts.say, w.texts.names
    exercise = w.library.exercises[saying.exercise]
    lines = [
        f"{names.phases[exercise.phase]} · {_upper(w.areas(exercise.areas))}",
        f"<b>{escape(exercise.name)}</b>, {written_dose(w, exercise.dose.text)}",
    ]
    if exercise.dose.interpretation:
        lines.append(f"<i>{escape(exercise.dose.interpretation)}</i>")
    lines += ["", *(f"{n}. {escape(step)}" for n, step in enumerate(exercise.steps, 1)), ""]
    lines.append(say.tip.format(text=escape(exercise.cue)))
    lines.append(say.safety.format(text=escape(exercise.safety)))
    if exercise.substitute and exercise.equipment:
        lines.append(say.stand_in.format(text=escape(exercise.substitute)))
    lines.append(say.easier_way.format(text=escape(exercise.easier.text)))
    lines.append(say.harder_way.format(text=escape(exercise.harder.text)))
    if exercise.article.confidence != "high" or exercise.article.origin != "article":
        lines += ["", f"<i>{say.origin[exercise.article.origin]}</i>"]
    return message("\n".join(lines), _card_keys(w, saying))


def _card_keys(w: Words, saying: s.ExerciseCard) -> Keys:
    b, exercise = w.texts.buttons, w.library.exercises[saying.exercise]
    links = [link(b.watch, exercise.watch_url)]
    if exercise.page_url is not None:
        links.append(link(b.how_to, exercise.page_url))
    others = []
    for words, other in ((b.easier, exercise.easier.id), (b.harder, exercise.harder.id)):
        if other is not None:
            name = w.library.exercises[other].name
            event = e.ShowExercise(exercise=other, by=saying.by, key=saying.key, page=saying.page)
            others.append(key(words.format(name=name), event))
    back = key(b.back, _to(saying.by, saying.key, saying.page))
    return (tuple(links), *rows(others, 1), (back,))


def _to(by: e.By, group: str = "", page: int = 0) -> e.Browse:
    return e.Browse(by=by, key=group, page=page)


def _group(w: Words, by: e.By, group: str) -> str:
    names = w.texts.names
    match by:
        case "phase":
            return names.phases[group]
        case "area":
            return _upper(names.areas[group])
        case _:
            return w.texts.buttons.without_kit if group == e.NO_KIT else names.kit_buttons[group]


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]
