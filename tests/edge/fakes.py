"""A shell that only remembers what the edge told it, and can be told to fail."""

from collections.abc import Callable, Sequence
from typing import Any

from bot.coach.events import Event
from bot.shell_types import Delivered, Person, Posted
from bot.voice.letter import ItemRef, Key, Letter


class FakeShell:
    def __init__(self) -> None:
        self.handled: list[tuple[int | None, Person, Event]] = []
        self.marked: list[list[Delivered]] = []  # one list a transaction
        self.messages: dict[tuple[int, ItemRef], int] = {}
        self.retired: list[int] = []
        self.letters_aside: list[tuple[int, str]] = []
        self.counted: list[tuple[int, int]] = []
        self.updates_aside: list[tuple[int, str, str]] = []
        self.failures: list[Exception] = []  # raised by the next calls, one each
        self.on_handle: Callable[[Person, Event], Any] = lambda person, event: None

    async def handle(self, update_id: int | None, person: Person, event: Event) -> bool:
        self._fail()
        await (self.on_handle(person, event) or _nothing())
        if any(update_id == seen for seen, _, _ in self.handled):
            return False
        self.handled.append((update_id, person, event))
        return True

    async def mark_sent(self, sent: Sequence[Delivered]) -> None:
        self._fail()
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

    async def set_letter_aside(self, letter_id: int, error: str) -> None:
        self._fail()
        self.letters_aside.append((letter_id, error))

    async def delay_letter(self, letter_id: int, attempts: int) -> None:
        self._fail()
        self.counted.append((letter_id, attempts))

    async def set_update_aside(self, update_id: int, body: str, error: str) -> None:
        self._fail()
        self.updates_aside.append((update_id, body, error))

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
