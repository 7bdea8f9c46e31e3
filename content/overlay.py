"""A host's own content, laid over the shipped one from a folder outside the package.

Rule: a mapping is laid over key by key; anything else, lists too, replaces; null takes a key away. Two
things stand for themselves: an exercise file that has all an exercise must have, and a dose. What is in the
folder and cannot be read, or is nothing the coach reads, is a problem and never passed over in silence.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from content.reading import read_yaml
from content.shapes import Exercise

LANGUAGE_FILES = ("texts.yaml", "names.yaml", "week.yaml")
SINGLE = ("rules.yaml", "triage.yaml", "lessons.yaml", "talk.yaml")
KNOWN = (
    f"{', '.join(SINGLE)}, exercises/ID.yaml, and LANGUAGE/texts.yaml, names.yaml and week.yaml "
    "(such as en/texts.yaml)"
)

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
_EXERCISE = re.compile(r"exercises/([^/]+)\.yaml")
_NEEDED = [name for name, field in Exercise.model_fields.items() if field.is_required()]

Data = dict[Any, Any]


@dataclass(frozen=True)
class Own:
    """What a host's folder holds."""

    folder: Path
    names: frozenset[str]  # files by their name in the folder, such as exercises/wall-slides.yaml

    def label(self, name: str) -> str:
        """How a problem names the file."""
        return (self.folder / name).as_posix()

    def laid_over(self, name: str, shipped: Data | None, problems: list[str]) -> Data | None:
        """The file over the shipped one of its name, if there is one; None, and problems, if it is bad."""
        data = read_yaml(self.folder / name, self.label(name), problems)
        if data is None:
            return None
        if _EXERCISE.fullmatch(name):
            return _exercise(shipped, data)
        return data if shipped is None else laid_over(shipped, data)

    def told(self, problem: str) -> str:
        """A problem between files, with the name by which the host finds the file."""
        name, _, rest = problem.partition(": ")
        return f"{self.label(name)}: {rest}" if name in self.names else f"{name} (shipped): {rest}"


def read_own(folder: Path, shipped_ids: frozenset[str], problems: list[str]) -> Own:
    """What the folder holds; its files are read later. Names that begin with a dot are passed over."""
    names: set[str] = set()
    for path in _entries(folder, folder, problems):
        if path.is_dir() and (path.name == "exercises" or _LANGUAGE.fullmatch(path.name)):
            names |= {f"{path.name}/{inner.name}" for inner in _entries(folder, path, problems)}
        else:
            names.add(path.name)
    known = {name for name in names if _is_known(name)}
    problems += [_nothing_known(folder, name) for name in sorted(names - known)]
    own = Own(folder, frozenset(known))
    for name in sorted(known):
        found = _EXERCISE.fullmatch(name)
        if found and found[1] not in shipped_ids:
            problems += _unlike_an_exercise(own, name, found[1], shipped_ids)
    return own


def _entries(top: Path, folder: Path, problems: list[str]) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except FileNotFoundError:
        mend = "make it, or leave REGEN_CONTENT_DIR out"
        problems.append(f"{folder.as_posix()}: there is no such folder; {mend}")
    except NotADirectoryError:
        problems.append(f"{folder.as_posix()}: is no folder; REGEN_CONTENT_DIR names one that holds {KNOWN}")
    except OSError as error:
        problems.append(f"{folder.as_posix()}: cannot be read ({error.strerror}); let the coach read it")
    return []


def _is_known(name: str) -> bool:
    folder, _, file = name.rpartition("/")
    if folder == "exercises":
        return file.endswith(".yaml")
    return name in SINGLE if not folder else file in LANGUAGE_FILES


def _nothing_known(folder: Path, name: str) -> str:
    mend = f"name it {name[:-4]}.yaml" if name.endswith(".yml") else f"remove it, or use one of {KNOWN}"
    return f"{(folder / name).as_posix()}: is nothing the coach reads; {mend}"


def _unlike_an_exercise(own: Own, name: str, own_id: str, shipped_ids: frozenset[str]) -> list[str]:
    """A few keys for an exercise that is not shipped: its name is misspelt, or most of it is missing."""
    data = read_yaml(own.folder / name, own.label(name), [])  # what cannot be read is told later
    if data is None:
        return []
    missing = [key for key in _NEEDED if key not in data]
    if len(missing) <= len(_NEEDED) // 2:
        return []  # an exercise with gaps: each is told by itself
    like = get_close_matches(own_id, sorted(shipped_ids), n=1)
    guess = f"name the file {like[0]}.yaml if you mean that one, or add" if like else "add"
    return [f"{own.label(name)}: no exercise is shipped under this id; {guess} {', '.join(missing)}"]


def laid_over(shipped: Mapping[Any, Any], own: Mapping[Any, Any]) -> Data:
    """Own keys over the shipped ones. Keys meet by their words, so 20 is "20"."""
    keys = {str(key): key for key in shipped}
    result = dict(shipped)
    for name, value in own.items():
        key = keys.get(str(name), name)
        if value is None and key in result:
            del result[key]
        elif isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = laid_over(result[key], value)
        else:
            result[key] = value
    return result


def _exercise(shipped: Data | None, own: Data) -> Data:
    if shipped is None or all(key in own for key in _NEEDED):
        return own
    result = laid_over(shipped, own)
    if "dose" in own:
        result["dose"] = own["dose"]  # half an old and half a new dose would be neither
    return result
