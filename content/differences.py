"""What a host's own content changes, one line a difference: for `regen-coach check-content`.

Small values are shown before and after; long ones (texts, links, long lists) are only said to be changed.
"""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any

from content.library import Library
from content.shapes import Content
from content.talking import Named, Said

SHOWN = 24  # characters of a value that is shown


def differences(shipped: Library, library: Library) -> list[str]:
    """A line for every difference, by file; a file that changes nothing has its line too."""
    lines: list[str] = []
    for name in sorted(library.own):
        before, after = _content(shipped, name), _content(library, name)
        if before is None:
            lines.append(f"{name}: {_new(library, name)}")
            continue
        found = list(_compared(_plain(before), _plain(after), ""))
        lines += [f"{name}: {line}" for line in found] or [f"{name}: as shipped, changes nothing"]
    return lines


def _content(library: Library, name: str) -> object:
    """What the library has of a file; None when it has not got it."""
    folder, _, file = name.rpartition("/")
    key = file.removesuffix(".yaml")
    if folder == "exercises":
        return library.exercises.get(key)
    if folder:
        if key == "week":
            return library.week.get(folder)
        texts, part = library.texts.get(folder), Named if key == "names" else Said
        return texts and {name: getattr(texts, name) for name in part.model_fields}
    return {lesson.id: lesson for lesson in library.lessons} if key == "lessons" else getattr(library, key)


def _new(library: Library, name: str) -> str:
    exercise = library.exercises.get(name.removeprefix("exercises/").removesuffix(".yaml"))
    return "new language" if exercise is None else f"new exercise, {exercise.name} ({exercise.phase})"


def _plain(value: object) -> Any:
    """Mappings, texts and numbers alone; a list whose entries have an id becomes a mapping by it."""
    if isinstance(value, Content):
        value = value.model_dump(by_alias=True)
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        entries = [_plain(inner) for inner in value]
        if entries and all(isinstance(entry, dict) and "id" in entry for entry in entries):
            return {entry["id"]: entry for entry in entries}
        return entries
    return value.isoformat("minutes") if isinstance(value, time) else value


def _compared(before: Any, after: Any, key: str) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        shared = [name for name in before if name in after]
        for name in (*before, *(name for name in after if name not in before)):
            inner = f"{key}.{name}" if key else name
            yield from _compared(before.get(name), after.get(name), inner)
        if shared != [name for name in after if name in before]:
            yield f"{key or 'the whole file'}: in another order"
    elif before == after:
        return
    elif before is None:
        yield f"{key} added{_if_short(after)}"
    elif after is None:
        yield f"{key} taken away{_if_short(before)}"
    else:
        old, new = _shown(before), _shown(after)
        yield f"{key} {old} -> {new}" if old and new else f"{key} changed"


def _shown(value: Any) -> str | None:
    """The value in a few characters, or None if it takes more."""
    if isinstance(value, dict):
        return None
    words = f"[{', '.join(map(_word, value))}]" if isinstance(value, list) else _word(value)
    return words if len(words) <= SHOWN and "\n" not in words else None


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value).strip()


def _if_short(value: Any) -> str:
    words = _shown(value)
    return f" ({words})" if words else ""
