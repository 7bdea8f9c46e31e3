"""Reads the parameters of a call against shapes.py, as strings of a form or as JSON values.

Rule: what the real Telegram would silently ignore or bend (an unknown name, "12x" for a number) is refused
here, because in our own bot it can only be a mistake.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.refusal import bad
from bot.playground.shapes import BY_FIELD, BY_TYPE, METHODS, OBJECTS, Field


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    filename: str
    data: bytes
    mime: str = "application/octet-stream"


def read_params(method: str, params: Mapping[str, Any], files: Mapping[str, Upload]) -> dict[str, Any]:
    """The parameters of a call, each with its real type; a file is an Upload or a file_id."""
    fields = METHODS[method]
    used: set[str] = set()
    args: dict[str, Any] = {}
    for name, value in params.items():
        field = _known(fields, name)
        if field.type.startswith("InputFile"):
            args[name], part = _file(name, value, files)
            used.add(part)
        else:
            args[name] = _value(field.type, value, name, wire=True)
    for name, upload in files.items():
        if name in fields and fields[name].type.startswith("InputFile"):
            _known(fields, name)
            args[name] = upload
        elif name not in used:
            bad(f'unknown parameter "{name}"')
    for name, field in fields.items():
        if field.required and name not in args:
            bad(_MISSING.get(name, f'parameter "{name}" is required'))
    return args


# Telegram's own words for what is missing, where it has any.
_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "photo": "there is no photo in the request",
    "animation": "there is no animation in the request",
    "document": "there is no document in the request",
    "message_id": "message identifier is not specified",
    "file_id": "file_id not specified",
    "action": "wrong parameter action in request",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
}


def _known(fields: Mapping[str, Field], name: str, what: str = "parameter", inside: str = "") -> Field:
    field = fields.get(name)
    if field is None:
        bad(f'{inside}unknown {what} "{name}"')
    if not field.supported:
        bad(f'{inside}{what} "{name}" is not supported by the playground')
    return field


def _file(name: str, value: Any, files: Mapping[str, Upload]) -> tuple[Upload | str, str]:
    if not isinstance(value, str):
        bad(f'parameter "{name}" must be of type InputFile or String')
    if not value.startswith("attach://"):
        return value, ""
    part = value.removeprefix("attach://")
    if part not in files:
        bad(f'file "{part}" of parameter "{name}" is not attached')
    return files[part], part


def _value(kind: str, value: Any, name: str, *, wire: bool, inside: str = "") -> Any:
    """One value of the Bot API type `kind`. On the wire all may be strings, inside an object they may not."""
    match kind:
        case "String":
            if isinstance(value, str):
                return _unicode(value, name, inside)
        case "Integer":
            if isinstance(value, int) and not isinstance(value, bool):
                return value
            if wire and isinstance(value, str) and _is_int(value):
                return int(value)
        case "Integer|String":
            if isinstance(value, str):
                return int(value) if _is_int(value) else _unicode(value, name, inside)
            if isinstance(value, int) and not isinstance(value, bool):
                return value
        case "Boolean":
            if isinstance(value, bool):
                return value
            if wire and isinstance(value, str) and value.lower() in ("true", "false"):
                return value.lower() == "true"
        case "Float":
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                return float(value)
            if wire and isinstance(value, str) and _FLOAT.fullmatch(value):
                return float(value)
        case _:
            return _json(kind, value, name, wire=wire, inside=inside)
    what = "Field" if inside else "parameter"
    bad(f'{inside}{what} "{name}" must be of type {kind.replace("|", " or ")}')


_FLOAT = re.compile(r"-?\d+(\.\d*)?([eE][-+]?\d+)?")


def _is_int(text: str) -> bool:
    return text.isascii() and text.removeprefix("-").isdecimal()


def _unicode(text: str, name: str, inside: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        bad(f'{inside}"{name}" must be encoded in UTF-8')
    return text


def _json(kind: str, value: Any, name: str, *, wire: bool, inside: str) -> Any:
    if wire and isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            bad(f"can't parse {name.replace('_', ' ')} JSON object")
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            bad(f'{inside}"{name}" must be an Array')
        inner = kind.removeprefix("Array of ")
        return [_value(inner, item, name, wire=False, inside=inside) for item in value]
    if not isinstance(value, dict):
        bad(
            "object expected as reply markup"
            if name == "reply_markup"
            else f"{inside}{kind} must be an Object"
        )
    return _object(_which(kind, value, inside), value)


def _which(kind: str, value: dict[str, Any], inside: str) -> str:
    """The one object of a union that this value is."""
    if kind in BY_TYPE:
        name = BY_TYPE[kind].get(str(value.get("type")))
        if name is None:
            bad(f"{inside}{kind} has unsupported type")
        return name
    names = kind.split("|")
    if len(names) == 1:
        return kind
    for field, name in BY_FIELD.items():
        if field in value and name in names:
            return name
    bad("can't parse reply keyboard markup JSON object")


# What Telegram calls the objects it cannot parse.
_CALLED = {
    "InlineKeyboardButton": "inline keyboard button",
    "KeyboardButton": "keyboard button",
    "InlineKeyboardMarkup": "inline keyboard markup JSON object",
    "ReplyKeyboardMarkup": "reply keyboard markup JSON object",
}


def _object(name: str, value: dict[str, Any]) -> dict[str, Any]:
    fields, inside = OBJECTS[name], f"can't parse {_CALLED.get(name, name)}: "
    read = {}
    for key, inner in value.items():
        field = _known(fields, key, "field", inside)
        read[key] = _value(field.type, inner, key, wire=False, inside=inside)
    for key, field in fields.items():
        if field.required and key not in read:
            bad(f'{inside}Can\'t find field "{key}"')
    return read
