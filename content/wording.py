"""Texts that could not be said: a placeholder that nobody fills, or a tag that Telegram refuses.

Rule: a language may leave placeholders of the English text out, and knows no others. Words that become part
of a message keep to <b>, <i>, <u>, <s> and <code>, closed in their order; those on buttons are plain.
"""

import re
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from content.shapes import Content, Lesson, Triage

PLAIN = frozenset({"buttons", "toasts", "commands", "typed", "language", "description", "short_description"})

_TAG = re.compile(r"<(/?)(b|i|u|s|code)>")

Leaves = Iterator[tuple[str, str]]


def texts_problems(name: str, texts: Content, english: Content) -> list[str]:
    """All that cannot be said of one language, beside the English texts we ship."""
    known = dict(_leaves(english.model_dump()))
    problems: list[str] = []
    for key, text in _leaves(texts.model_dump()):
        problems += [f"{name}: {key}: {words}" for words in _strange(text, known.get(key))]
        if PLAIN.isdisjoint(key.split(".")[:2]) and (words := _bad_tags(text)):
            problems.append(f"{name}: {key}: {words}")
    return problems


def said_problems(triage: Triage, lessons: tuple[Lesson, ...]) -> list[str]:
    """All that cannot be said of what goes into messages as it is written."""
    said = [("triage.yaml", key, text) for key, text in _leaves(triage.model_dump())]
    said += [
        ("lessons.yaml", f"{lesson.id}.{key}", text)
        for lesson in lessons
        for key, text in _leaves(lesson.model_dump())
    ]
    return [f"{file}: {key}: {words}" for file, key, text in said if (words := _bad_tags(text))]


def _leaves(value: Any, key: str = "") -> Leaves:
    """Every text, by its key with dots."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list | tuple):
        for n, inner in enumerate(value):
            yield from _leaves(inner, f"{key}.{n}")


def _placeholders(text: str) -> set[tuple[str, str]]:
    """Each field of the text, with its form (mostly none). Raises ValueError."""
    found = set()
    for _, field, form, conversion in Formatter().parse(text):
        if field is not None:
            found.add((field, f"!{conversion}" if conversion else f":{form}" if form else ""))
    return found


def _strange(text: str, english: str | None) -> list[str]:
    if english is None:  # an entry of its own that nothing asks for
        return []
    try:
        used = _placeholders(text)
    except ValueError as error:
        return [f"has a brace too many or too few ({error}); write {{{{ for a brace itself"]
    known = _placeholders(english)
    names = sorted({field for field, _ in known})
    allowed = known | {(field, "") for field in names}
    mend = f"use {', '.join(f'{{{field}}}' for field in names)}" if names else "this text has none"
    return [
        f"nobody fills {{{field}{form}}} here; {mend}"
        for field, form in sorted(used)
        if (field, form) not in allowed
    ]


def _bad_tags(text: str) -> str | None:
    if "<" in _TAG.sub("", text):
        return "Telegram knows no such tag; use <b>, <i>, <u>, <s> or <code>, and &lt; for the sign itself"
    still_open: list[str] = []
    for closing, tag in _TAG.findall(text):
        if not closing:
            still_open.append(tag)
        elif not still_open or still_open.pop() != tag:
            return f"</{tag}> closes nothing that is open there"
    return f"<{still_open[-1]}> is never closed" if still_open else None
