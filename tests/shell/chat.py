"""A runner before the shell alone: no edge, no Telegram. Letters leave only when the test says so."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.coach import events as e
from bot.shell import Shell
from bot.shell_types import Delivered, Person, Posted
from bot.voice.buttons import unpack
from content.library import load_library
from db.engine import Database

SATURDAY = datetime(2026, 3, 28, 15, 10, tzinfo=UTC)
NINE = datetime(2026, 3, 29, 8, 0, tzinfo=UTC)  # 09:00 in London, where the clocks went forward in the night
ANNA = Person(chat_id=1001, first_name="Anna", language_code="en")
BEN = Person(chat_id=1002, first_name="Ben", language_code="en")

_updates = count(700_000_001)
_messages = count(1)


class Chat:
    """The shell with its clock, and what it posted after its commits."""

    def __init__(self, database: Database) -> None:
        self.now = SATURDAY
        self.posted: list[Posted] = []
        self.dues: list[datetime] = []
        self.database = database
        self.shell = Shell(
            database,
            load_library(),
            now=lambda: self.now,
            tzdb="test",
            on_letters=self.posted.extend,
            on_due=self.dues.append,
        )

    async def does(self, event: e.Event, who: Person = ANNA, update_id: int | None = None) -> bool:
        return await self.shell.handle(next(_updates) if update_id is None else update_id, who, event)

    async def command(self, name: str, words: str = "", who: Person = ANNA) -> None:
        await self.does(e.Command(name=name, words=words), who)

    async def tap(self, label: str, who: Person = ANNA) -> None:
        await self.does(self.button(label, who), who)

    def button(self, label: str, who: Person = ANNA) -> e.Tapped:
        """The newest button with these words, tapped."""
        for posted in reversed(self.letters(who)):
            for key in (key for row in posted.letter.keys for key in row):
                if key.text == label and key.data is not None:
                    return e.Tapped(button=unpack(key.data), query_id="1")
        raise AssertionError(f"there is no button [{label}]")

    def letters(self, who: Person = ANNA) -> list[Posted]:
        return [one for one in self.posted if one.chat_id == who.chat_id]

    def texts(self, who: Person = ANNA) -> list[str]:
        return [one.letter.text for one in self.letters(who)]

    async def leave(self, letters: Sequence[Posted] | None = None) -> None:
        """These letters (or all that were posted) have left."""
        sent = [
            Delivered(
                id=one.id,
                chat_id=one.chat_id,
                item=one.letter.item,
                message_id=next(_messages) if one.letter.kind == "send" else None,
            )
            for one in (self.posted if letters is None else letters)
        ]
        await self.shell.mark_sent(sent)

    async def ran_a_marathon(self, who: Person = ANNA) -> None:
        """Known well: a run, a zone, a reminder at nine tomorrow; nothing is asked any more."""
        await self.command("regen", "marathon", who)
        for label in ("Yes", "That's it", "No", "No", "Nothing"):
            await self.tap(label, who)
        await self.leave()
        self.posted.clear()

    async def is_exercising(self, who: Person = ANNA) -> None:
        """The first exercise was just posted."""
        await self.ran_a_marathon(who)
        self.now = NINE
        await self.shell.take_due()
        for label in ("Start", "No, all clear", "Nothing sore", "Let's go"):
            await self.tap(label, who)

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)
