"""The letters the sender has in hand: those in line or in flight, and those put off for later.

Rule: a letter is in hand once, however often it is posted, and until what became of it is on record.
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime

from bot.shell_types import Posted


class Hand:
    def __init__(self) -> None:
        self.empty = asyncio.Event()  # nothing that could leave now; letters put off do not count
        self.empty.set()
        self.put_off_any = asyncio.Event()
        self._now: dict[int, dict[int, Posted]] = {}  # chat -> letter id -> letter
        self._later: dict[int, Posted] = {}  # letter id -> letter

    def take(self, letter: Posted) -> bool:
        """False: it is in hand already."""
        chat = self._now.setdefault(letter.chat_id, {})
        if letter.id in chat or letter.id in self._later:
            return False
        chat[letter.id] = letter
        self.empty.clear()
        return True

    def holds(self, letter: Posted) -> bool:
        return letter.id in self._now.get(letter.chat_id, {})

    def put_off(self, letter: Posted) -> None:
        """Keep a letter whose `not_before` has not come."""
        self.let_go([letter])
        self._later[letter.id] = letter
        self.put_off_any.set()

    def due(self, now: datetime) -> list[Posted]:
        """The letters whose time has come; they are out of the hand, and may be taken again."""
        due = [letter for letter in self._later.values() if letter.not_before and letter.not_before <= now]
        for letter in due:
            del self._later[letter.id]
        if not self._later:
            self.put_off_any.clear()
        return due

    def of(self, chat_id: int) -> list[Posted]:
        later = (letter for letter in self._later.values() if letter.chat_id == chat_id)
        return [*self._now.get(chat_id, {}).values(), *later]

    def let_go(self, letters: Iterable[Posted]) -> None:
        for letter in letters:
            self._later.pop(letter.id, None)
            chat = self._now.get(letter.chat_id, {})
            chat.pop(letter.id, None)
            if not chat:
                self._now.pop(letter.chat_id, None)
        if not self._now:
            self.empty.set()

    def clear(self) -> None:
        self._now.clear()
        self._later.clear()
        self.empty.set()
