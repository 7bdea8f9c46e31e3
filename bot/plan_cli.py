"""`regen-coach plan`: the chooser without a chat, so that a change of rules can be tried on every case.

A request comes from the command line's options or as one JSON object; the answer is a table for people,
or JSON. A request that cannot be read gets one line that names the allowed values. Many requests: plan_lines.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from html import unescape
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StrictBool, ValidationError

from bot.coach.base import Frozen
from bot.coach.model import Runner
from bot.coach.plan import choose
from bot.coach.plan_models import LeftOut, Plan, Planned, Ran, Wish
from bot.voice import session as voice
from bot.voice.words import Words
from content.library import Library

REST = "rest"
KEY_AT_MOST = 40  # characters of an unknown name that are said back


class BadRequest(Exception):
    """A request that cannot be planned; the message is one line."""


def _unique(value: object) -> object:
    if isinstance(value, str | bytes | dict):
        raise ValueError("should be a list")
    return value


def _seed(value: object) -> object:
    return str(value) if isinstance(value, int) else value


Names = Annotated[frozenset[str], BeforeValidator(_unique)]


class Request(Frozen):
    """What a session is asked for, in the names of the rule book."""

    day_type: str
    days_since: Annotated[int, Field(ge=0, le=365, strict=True)] = 1
    minutes: Annotated[int, Field(strict=True)] | None = None  # None: the rule book's default
    sore: dict[str, Annotated[int, Field(ge=0, le=10, strict=True)]] = Field(default_factory=dict)
    kit: Names = frozenset()
    hypermobile: StrictBool = False
    beginner: StrictBool = False
    sharp: Names = frozenset()
    avoid: Names = frozenset()
    focus: Names = frozenset()
    seed: Annotated[str, BeforeValidator(_seed)] = ""


def read_request(library: Library, values: object) -> Request:
    """The request, checked against the rule book. Raises BadRequest."""
    if not isinstance(values, dict):
        raise BadRequest('a request is one JSON object, such as {"day_type": "easy"}')
    try:
        request = Request.model_validate(values)
    except ValidationError as error:
        raise BadRequest(_first_problem(library, error)) from None
    rules = library.rules
    minutes = rules.session.offered_minutes
    _known("day_type", [request.day_type], rules.day_types)
    if request.minutes is not None and request.minutes not in minutes:
        raise BadRequest(f"minutes: {request.minutes} is not offered; use {_one_of(map(str, minutes))}")
    _known("sore", request.sore, rules.areas)
    _known("sharp", request.sharp, rules.areas)
    _known("focus", request.focus, rules.areas)
    _known("kit", request.kit, (*rules.kit.asked, *rules.kit.household))
    _known("avoid", request.avoid, rules.safety_tags)
    return request


def _first_problem(library: Library, error: ValidationError) -> str:
    problem = error.errors(include_url=False)[0]
    key = ".".join(str(part)[:KEY_AT_MOST] for part in problem["loc"] if part != "[key]") or "request"
    if problem["type"] == "extra_forbidden":
        return f"{key}: is not known; use {_one_of(Request.model_fields)}"
    if problem["type"] == "missing":  # only the day type has to be there
        return f"{key}: is missing; use {_one_of(library.rules.day_types)}"
    if key == "minutes":
        return f"minutes: use {_one_of(map(str, library.rules.session.offered_minutes))}"
    words = problem["msg"].removeprefix("Value error, ")
    return f"{key}: {words[0].lower()}{words[1:]}"


def _known(key: str, names: Iterable[str], allowed: Iterable[str]) -> None:
    known = list(allowed)
    for name in sorted(names):
        if name not in known:
            raise BadRequest(f"{key}: {name[:KEY_AT_MOST]!r} is not known; use {_one_of(known)}")


def _one_of(names: Iterable[str]) -> str:
    return "one of " + ", ".join(names)


def plan(library: Library, request: Request) -> Plan:
    """The session for the request; a rest day has no run to limit it."""
    ran = Ran(day_type=request.day_type, days_since=request.days_since)
    return choose(
        library,
        Wish(
            runs=() if request.day_type == REST else (ran,),
            minutes=request.minutes or library.rules.session.default_minutes,
            kit=request.kit,
            sore=request.sore,
            sharp=request.sharp,
            hypermobile=request.hypermobile,
            beginner=request.beginner,
            focus=request.focus,
            avoid=request.avoid,
            seed=request.seed,
        ),
    )


class Teller:
    """Tells plans in the words that runners get."""

    def __init__(self, library: Library) -> None:
        nobody = Runner(chat_id=0, reminder_time=time(9), minutes=library.rules.session.default_minutes)
        self._words = Words(library, library.texts["en"], nobody, datetime.min.replace(tzinfo=UTC))
        self._library = library

    def as_json(self, plan: Plan) -> dict[str, Any]:
        return {
            "kind": plan.kind,
            "minutes": plan.minutes,
            "items": [self._item(item) for item in plan.items],
            "left_out": [
                {"code": one.code, "areas": list(one.areas), "kit": list(one.kit)} for one in plan.left_out
            ],
        }

    def _item(self, item: Planned) -> dict[str, Any]:
        return {
            "id": item.exercise_id,
            "phase": item.phase,
            "minutes": item.minutes,
            "load": item.load,
            "dose": unescape(voice.dose_words(self._words, item.dose)),
            "why": unescape(voice.why(self._words, item.why)),
        }

    def as_table(self, request: Request, plan: Plan) -> str:
        heads = ("", "phase", "  min", "load", "exercise", "dose", "why")
        rows = [heads] + [self._row(item) for item in plan.items]
        widths = [max(len(row[n]) for row in rows) for n in range(len(heads) - 1)]
        lines = [f"{plan.kind}: {len(plan.items)} exercises, {plan.minutes} minutes"]
        if plan.items:
            lines += [
                "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]])
                for row in rows
            ]
        lines += [f"left out ({one.code}): {self._left_out(request, one)}" for one in plan.left_out]
        return "\n".join(lines)

    def _row(self, item: Planned) -> tuple[str, ...]:
        told, phases = self._item(item), self._words.texts.names.phases
        name = self._library.exercises[item.exercise_id].name
        return (
            f"{item.position:2}",
            phases[item.phase],
            f"{item.minutes:5.2f}",
            str(item.load),
            name,
            told["dose"],
            told["why"],
        )

    def _left_out(self, request: Request, one: LeftOut) -> str:
        """In the words that runners get, where there are some."""
        words, names, dates = self._words, self._words.texts.names, self._words.texts.dates
        if one.code not in names.left_out:
            return words.areas(one.areas)
        when = dates.today
        if request.day_type != REST:
            days, run = request.days_since, names.runs[request.day_type]
            when = dates.since[min(days, 2)].format(run=run, days=days)
        kit = words.missing_kit(one.kit)
        return names.left_out[one.code].format(areas=words.areas(one.areas), kit=kit, when=when)


class Planner:
    """Answers requests, one JSON text for one JSON text."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._one_length = _of_one_length(library)
        self._teller = Teller(library)

    def answer(self, text: str) -> str:
        """The session, or what is wrong with the request; always one line, and always JSON."""
        try:
            request = read_request(self._library, _parsed(text))
            answer = self._teller.as_json(plan(self._one_length, request))
        except BadRequest as error:
            answer = {"error": str(error)}
        return json.dumps(answer, ensure_ascii=False)

    def in_words(self, request: Request) -> str:
        return self._teller.as_table(request, plan(self._library, request))

    def in_json(self, request: Request) -> str:
        return json.dumps(self._teller.as_json(plan(self._library, request)), ensure_ascii=False, indent=2)


def _of_one_length(library: Library) -> Library:
    """The same, but with no other lengths to offer: to try them would cost a third more, and none is told."""
    session = library.rules.session.model_copy(update={"offered_minutes": ()})
    return replace(library, rules=library.rules.model_copy(update={"session": session}))


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise BadRequest("the line is no JSON") from None


def request_from_options(library: Library, options: Mapping[str, Any]) -> Request:
    """A request from the command line's options, by their names. Raises BadRequest."""
    values: dict[str, Any] = {name: options[name] for name in ("hypermobile", "beginner", "seed")}
    if options["day_type"] is not None:
        values["day_type"] = options["day_type"]
    for name in ("days_since", "minutes"):
        if options[name] is not None:
            values[name] = _number(options[name])
    values["sore"] = dict(map(_level, options["sore"]))
    values |= {name: _names(options[name]) for name in ("kit", "sharp", "avoid", "focus")}
    return read_request(library, values)


def _number(text: str) -> object:
    return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else text


def _level(pair: str) -> tuple[str, object]:
    area, sign, level = pair.partition("=")
    if not sign:
        raise BadRequest(f"sore: write {pair[:KEY_AT_MOST]!r} as an area and a level, such as quad=7")
    return area, _number(level)


def _names(options: Iterable[str]) -> list[str]:
    return [name.strip() for option in options for name in option.split(",") if name.strip()]
