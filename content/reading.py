"""Reads YAML files strictly: small, no key twice, and every mistake named by file, key and mend."""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from content.shapes import Content

MAX_BYTES = 200_000  # of one file; the largest we ship has 12,000

Model = TypeVar("Model", bound=Content)


class ContentError(Exception):
    """The content cannot be used as it stands; the message has one line a problem."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class _OneOfEach(yaml.CSafeLoader):
    """The safe loader, but a key that stands twice is an error instead of a silent loss."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, f"the key {key.value!r} stands twice; remove one", key.start_mark
                    )
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def read_yaml(path: Path, name: str, problems: list[str]) -> dict[str, Any] | None:
    """The mapping in the file; None, and a line in `problems`, when it cannot be read."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        problems.append(f"{name}: cannot be read ({error.strerror}); see that it is there and may be read")
        return None
    if len(raw) > MAX_BYTES:
        problems.append(f"{name}: is too big; keep it under {MAX_BYTES} bytes")
        return None
    try:
        data = yaml.load(raw, Loader=_OneOfEach)  # noqa: S506 - a safe loader with one more check
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" line {mark.line + 1}" if mark is not None else ""
        what = getattr(error, "problem", None) or "not readable"
        problems.append(f"{name}:{where} is no valid YAML: {what}")
        return None
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        problems.append(f"{name}: is no valid YAML: {error}")
        return None
    if not isinstance(data, dict):
        problems.append(f"{name}: must hold keys and values, as `id: …`")
        return None
    return data


def read_model(path: Path, name: str, model: type[Model], problems: list[str]) -> Model | None:
    """The file as its model; None, and a line for every wrong key, when it does not fit."""
    return fit(read_yaml(path, name, problems), name, model, problems)


def fit(data: dict[Any, Any] | None, name: str, model: type[Model], problems: list[str]) -> Model | None:
    """What was read as its model; None, and a line for every wrong key, when it does not fit."""
    if data is None:
        return None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems += [_line(name, dict(problem)) for problem in error.errors(include_url=False)]
        return None


_MENDS = {
    "missing": "is missing; add it",
    "extra_forbidden": "is not known here; remove it or mend its spelling",
}


def _line(name: str, problem: dict[str, Any]) -> str:
    key = ".".join(str(part) for part in problem["loc"] if part != "[key]") or "the whole file"
    mend = _MENDS.get(problem["type"])
    if mend is None:
        mend = problem["msg"].removeprefix("Value error, ")
        if not isinstance(problem["input"], dict | list):
            mend += f" (it says {str(problem['input'])[:60]!r})"
    return f"{name}: {key}: {mend}"
