"""A shell that only remembers what the edge told it, and can be told to fail."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from bot.coach.events import Event, Sent
from bot.playground.core import Telegram
from bot.playground.request import DirectRequest
from bot.shell_types import Delivered, Filed, Person, Posted
from bot.voice.letter import ItemRef, Key, Letter


class FakeShell:
    def __init__(self) -> None:
        self.handled: list[tuple[int | None, Person, Event]] = []
        self.marked: list[list[Delivered]] = []  # one list a transaction
        self.messages: dict[tuple[int, ItemRef], int] = {}
        self.retired: list[int] = []
        self.passed_over: list[tuple[int, bool]] = []
        self.moved: list[tuple[int, int]] = []
        self.groups: list[tuple[Person, str]] = []
        self.letters_aside: list[tuple[int, str]] = []
        self.counted: list[tuple[int, int]] = []
        self.updates_aside: list[tuple[int, str, str]] = []
        self.failures: list[Exception] = []  # raised by the next calls, one each
        self.seconds_to_mark = 0.0
        self.on_set_aside: Callable[[Any, Any], Any] = lambda update_id, error: None
        self.files_read: list[tuple[int, Event | None]] = []  # the number of a file, and what is in it
        self.on_files: Callable[[Sequence[Filed]], None] = lambda files: None
        self.on_handle: Callable[[Person, Event], Any] = lambda person, event: None

    async def handle(self, update_id: int | None, person: Person, event: Event) -> bool:
        self._fail()
        await (self.on_handle(person, event) or _nothing())
        if any(update_id == seen for seen, _, _ in self.handled):
            return False
        self.handled.append((update_id, person, event))
        if isinstance(event, Sent) and event.file_id is not None:
            self.on_files([Filed(id=len(self.handled), file_id=event.file_id, person=person)])
        return True

    async def file_read(self, filed: Filed, event: Event | None) -> None:
        self._fail()
        self.files_read.append((filed.id, event))

    async def greet_group(self, update_id: int, group: Person, bot_name: str) -> None:
        self._fail()
        self.groups.append((group, bot_name))

    async def pass_over(self, update_id: int, person: Person, *, tell: bool) -> None:
        self._fail()
        self.passed_over.append((update_id, tell))

    async def mark_sent(self, sent: Sequence[Delivered]) -> None:
        self._fail()
        await asyncio.sleep(self.seconds_to_mark)
        self.marked.append(list(sent))
        for one in sent:
            if one.item is not None and one.message_id is not None:
                self.messages[one.chat_id, one.item] = one.message_id

    async def message_of(self, chat_id: int, item: ItemRef) -> int | None:
        self._fail()
        return self.messages.get((chat_id, item))

    async def retire(self, chat_id: int) -> None:
        self._fail()
        self.retired.append(chat_id)

    async def move_chat(self, old: int, new: int) -> None:
        self._fail()
        self.moved.append((old, new))

    async def set_letter_aside(self, letter_id: int, error: str) -> None:
        self._fail()
        self.letters_aside.append((letter_id, error))

    async def delay_letter(self, letter_id: int, attempts: int) -> None:
        self._fail()
        self.counted.append((letter_id, attempts))

    async def set_update_aside(self, update_id: int, body: str, error: str) -> None:
        self._fail()
        await (self.on_set_aside(update_id, error) or _nothing())
        self.updates_aside.append((update_id, body, error))

    async def identity(self) -> str:
        self._fail()
        return "0123456789abcdef"

    def _fail(self) -> None:
        if self.failures:
            raise self.failures.pop(0)

    @property
    def events(self) -> list[Event]:
        return [event for _, _, event in self.handled]

    @property
    def settled(self) -> list[int]:
        """Ids of the letters that were marked, in order."""
        return [one.id for batch in self.marked for one in batch]


async def _nothing() -> None:
    return None


class Wire(DirectRequest):
    """A request whose calls take time, and which remembers when each began (method, seconds, parameters)."""

    def __init__(self, telegram: Telegram) -> None:
        super().__init__(telegram)
        self.seconds = 0.0
        self.raises: list[Exception] = []  # instead of the next calls, one each
        self.log: list[tuple[str, float, dict[str, str]]] = []
        self.now_and_most = [0, 0]  # calls under way now, and at most so far

    async def do_request(  # type: ignore[override]
        self, url: str, method: str, request_data: Any = None, **limits: Any
    ) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        params = request_data.json_parameters if request_data else {}
        self.log.append((name, asyncio.get_running_loop().time(), params))
        self.now_and_most[0] += 1
        self.now_and_most[1] = max(self.now_and_most)
        try:
            await asyncio.sleep(self.seconds)
            if self.raises:
                raise self.raises.pop(0)
            return await super().do_request(url, method, request_data, **limits)
        finally:
            self.now_and_most[0] -= 1

    def times(self, name: str) -> list[float]:
        return [at for method, at, _ in self.log if method == name]

    def texts(self) -> list[str]:
        return [params["text"] for _, _, params in self.log if "text" in params]


_ids = iter(range(1, 10**9))


def posted(chat_id: int, kind: str = "send", text: str = "Hello", **more: Any) -> Posted:
    """A letter in the outbox; letter fields and outbox fields in one breath. Each is a step of its own."""
    number = next(_ids)
    names = {name: more.pop(name) for name in list(more) if name in Letter.model_fields}
    letter = Letter.model_validate({"kind": kind, "text": text, **names})
    return Posted.model_validate(
        {"id": number, "chat_id": chat_id, "step": str(number), "lane": "reply", "letter": letter, **more}
    )


DONE = ((Key(text="✓ Done", data="a:1:1:arch-roll:done", style="success"), Key(text="Skip", data="x")),)
