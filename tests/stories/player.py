"""Plays a story: a chat as plain text, against the real coach on a stage.

    # a comment
    @ 2026-03-28 18:30 Europe/London    the clock (local time of the zone named last); what is due comes
    @ 2026-03-28 18:30 (was down)       the coach was down until now, and starts
    @ 2026-03-28 18:30 (no Telegram)    from now until the next clock nothing can be sent
    > /regen                            the runner types
    > [Long run]                        the runner taps the newest button with these words
    > {forged:data}                     the runner's phone sends any callback data on the newest message
    > (photo) or (sticker)              something the coach cannot read
    > (file half.ics)                   a file of tests/stories/files
    > (location 51.5 -0.1)              a shared location
    > (edit) half marathon              the runner changes their last message
    > (long)                            as many characters as a message holds
    > (blocks) or (unblocks)            the runner stops the bot, and lets it in again
    < Marathon, today. ...              the coach says (... stands for anything)
      [Other time] [No reminder]        its buttons, all of them in order, when they are given
    ~ ✓ Arch roll                       the coach changes a message in place
    ! Already noted.                    the words over the chat
    < nothing                           the coach says nothing new
    = reminder 2026-03-29 09:00 sent    what the database learned (see `facts`)
    Ben> hello / Ben< ...               another runner

Everything new that the coach says after a line must be in the story, in order; edits and toasts only
where the story names them.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.stage import Stage, labels, shown
from tests.stories.facts import facts

ANNA = "Anna"
FILES = Path(__file__).parent / "files"
MESSAGE_LENGTH = 4096  # characters, Telegram's limit
_LINE = re.compile(r"^(?:(?P<who>[A-Z][a-z]+))?(?P<sign>[>@<~!=]) ?(?P<text>.*)$")


@dataclass
class Line:
    number: int
    who: str
    sign: str
    text: str
    buttons: list[str] | None = None


def read(path: Path) -> list[Line]:
    """The lines of a story. Indented lines continue the one above: buttons, or more of its text."""
    lines: list[Line] = []
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not raw.strip() or raw.startswith("#"):
            continue
        if raw.startswith(" "):
            if re.match(r"\s+\[", raw):
                lines[-1].buttons = (lines[-1].buttons or []) + re.findall(r"\[([^\]]+)\]", raw)
            else:
                lines[-1].text += " " + raw.strip()
            continue
        found = _LINE.match(raw)
        assert found, f"{path.name}:{number}: no line of a story: {raw!r}"
        lines.append(Line(number, found["who"] or ANNA, found["sign"], found["text"]))
    return lines


def start_of(lines: list[Line]) -> datetime:
    first = lines[0]
    assert first.sign == "@", "a story begins with its clock"
    return _moment(first.text, None)[0]


def _moment(text: str, zone: ZoneInfo | None) -> tuple[datetime, ZoneInfo]:
    parts = text.partition(" (")[0].split()
    if len(parts) > 2:
        zone = ZoneInfo(parts[2])
    assert zone is not None, "the first clock of a story names its zone"
    return datetime.fromisoformat(f"{parts[0]}T{parts[1]}").replace(tzinfo=zone), zone


@dataclass
class Heard:
    """What one runner has heard since their last line, not yet told by the story."""

    said: list[dict[str, Any]] = field(default_factory=list)
    edits: list[dict[str, Any]] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)


class Player:
    def __init__(self, stage: Stage, before_line: Callable[[], Awaitable[None]]) -> None:
        self._stage = stage
        self._before_line = before_line
        self._zone: ZoneInfo | None = None
        self._no_telegram = False
        self._people: dict[str, int] = {}
        self._heard: dict[int, Heard] = {}
        self._own: dict[int, int] = {}  # each runner's last typed message

    async def play(self, path: Path) -> None:
        lines = read(path)
        with self._stage.telegram.subscribe() as events:
            self._events = events
            for line in lines:
                try:
                    await self._line(line)
                except AssertionError as error:
                    tail = self._stage.tail(self._person(line.who), 6)
                    raise AssertionError(f"{path.name}:{line.number}: {error}\n\n{tail}") from None
            for who in self._people:
                self._nothing_untold(who, "the end")
        await self._all_is_put_away(path)

    async def _line(self, line: Line) -> None:
        person = self._person(line.who)
        if line.sign in ">@":
            await self._before_line()
            for who in self._people if line.sign == "@" else [line.who]:
                self._nothing_untold(who, f"line {line.number}")
        match line.sign:
            case "@":
                await self._clock(line.text)
            case ">":
                self._heard[person] = Heard()
                await self._do(person, line.text)
            case "<":
                self._told(person, line)
            case "~":
                self._take()
                edits = self._heard[person].edits
                assert any(_fits(line, edit) for edit in edits), (
                    f"no edit is {line.text!r}; there were:\n" + "\n".join(map(shown, edits))
                )
            case "!":
                self._take()
                toasts = self._heard[person].toasts
                assert any(_like(line.text, toast) for toast in toasts), f"{line.text!r} not in {toasts}"
            case "=":
                assert self._stage.database is not None
                known = await facts(self._stage.database, person)
                assert any(_like(line.text, fact) for fact in known), (
                    f"= {line.text!r} is not among:\n" + "\n".join(known)
                )
            case _:
                raise ValueError(f"no line of a story begins with {line.sign!r}")

    async def _clock(self, text: str) -> None:
        words, _, what = text.partition(" (")
        moment, self._zone = _moment(words, self._zone)
        if self._no_telegram:
            await self._stage.telegram_is_back(moment)
        self._no_telegram = what == "no Telegram)"
        match what:
            case "no Telegram)":
                await self._stage.at_without_telegram(moment)
            case "was down)":
                await self._stage.back_at(moment)
            case "":
                await self._stage.at(moment)
            case _:
                raise ValueError(f"no clock of a story ends with ({what}")

    def _person(self, who: str) -> int:
        if who not in self._people:
            self._people[who] = self._stage.telegram.add_person(who)
            self._heard[self._people[who]] = Heard()
        return self._people[who]

    async def _do(self, person: int, text: str) -> None:
        telegram = self._stage.telegram
        if tap := re.fullmatch(r"\[(.+)\]", text):
            await self._stage.tap(person, tap[1])
        elif forged := re.fullmatch(r"\{(.*)\}", text):
            await telegram.tap(person, self._stage.said(person)[-1]["message_id"], forged[1])
        elif text == "(photo)":
            await telegram.send_photo(person, PIXEL)
        elif text == "(sticker)":
            await telegram.send_sticker(person)
        elif file := re.fullmatch(r"\(file (\S+)\)", text):
            await telegram.send_document(person, file[1], (FILES / file[1]).read_bytes())
        elif place := re.fullmatch(r"\(location (\S+) (\S+)\)", text):
            await telegram.send_location(person, float(place[1]), float(place[2]))
        elif text.startswith("(edit) "):
            await telegram.edit(person, self._own[person], text.removeprefix("(edit) "))
        elif text == "(blocks)":
            await telegram.block(person)
        elif text == "(unblocks)":
            await telegram.unblock(person)
        else:
            words = "x" * MESSAGE_LENGTH if text == "(long)" else text
            self._own[person] = await telegram.say(person, words)
        await self._stage.settled()

    # --- what was heard ------------------------------------------------------------------------------

    def _take(self) -> None:
        """Sort what happened in the chats since the last look."""
        while not self._events.empty():
            event = self._events.get_nowait()
            heard = self._heard.get(event.get("person", 0))
            if heard is None:
                continue
            if event["kind"] == "message" and not event["message"]["out"]:
                heard.said.append(event["message"])
            elif event["kind"] == "edited" and not event["message"]["out"]:
                heard.edits.append(event["message"])
            elif event["kind"] == "answered" and event["text"]:
                heard.toasts.append(event["text"])

    def _told(self, person: int, line: Line) -> None:
        self._take()
        said = self._heard[person].said
        if line.text == "nothing":
            assert not said, "the coach said:\n" + "\n".join(map(shown, said))
            return
        assert said, f"the coach did not say {line.text!r}"
        message = said.pop(0)
        assert _fits(line, message), (
            f"expected {line.text!r} {line.buttons or ''}\nbut heard {shown(message)}"
        )

    def _nothing_untold(self, who: str, where: str) -> None:
        self._take()
        said = self._heard[self._people[who]].said
        assert not said, f"before {where} the coach also said to {who}:\n" + "\n".join(map(shown, said))

    async def _all_is_put_away(self, path: Path) -> None:
        """At the end the outbox is empty and nothing overdue is left."""
        assert self._stage.coach is not None
        assert not await self._stage.coach.shell.waiting_letters(), f"{path.name}: letters are left"
        due = await self._stage.coach.shell.next_due()
        assert due is None or due > self._stage.clock.now(), f"{path.name}: a reminder is overdue"


def _fits(line: Line, message: dict[str, Any]) -> bool:
    if line.buttons is not None and labels(message) != line.buttons:
        return False
    return _like(line.text, message.get("text", ""))


def _like(pattern: str, text: str) -> bool:
    """Whether the text is the pattern, where ... stands for anything and white space does not matter."""
    words = [re.escape(" ".join(part.split())) for part in pattern.split("...")]
    spaced = [r"\s*" + part + r"\s*" for part in words]
    return re.fullmatch(".*".join(spaced), " ".join(text.split()), re.DOTALL) is not None


PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\xf4\x22\x7f\x8a\x00\x00\x00\x00IEND\xaeB`\x82"
)
