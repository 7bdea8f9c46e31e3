"""The letters the sender has in hand: those in line or in flight, and those put off for later.

Rule: a letter is in hand once, however often it is posted, and until what became of it is on record. It is
known by the chat it is now meant for, also to those who remember it from before its chat was moved.
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
        self._moved: dict[int, int] = {}  # a chat's former id -> the one it has now

    def where_now(self, letter: Posted) -> Posted:
        """The letter with the id its chat has now."""
        new = self._moved.get(letter.chat_id)
        return letter if new is None else letter.model_copy(update={"chat_id": new})

    def line_of(self, chat_id: int) -> int:
        """The id under which the chat's letters stand in line: the one it had first."""
        return next((old for old, new in self._moved.items() if new == chat_id), chat_id)

    def move(self, old: int, new: int) -> bool:
        """This chat has another id from now on. False: it was moved to the old one itself, so no."""
        if old in self._moved.values():
            return False
        self._moved[old] = new
        for number, letter in self._now.pop(old, {}).items():
            self._now.setdefault(new, {})[number] = self.where_now(letter)
        self._later = {number: self.where_now(letter) for number, letter in self._later.items()}
        return True

    def take(self, letter: Posted) -> bool:
        """False: it is in hand already."""
        letter = self.where_now(letter)
        chat = self._now.setdefault(letter.chat_id, {})
        if letter.id in chat or letter.id in self._later:
            return False
        chat[letter.id] = letter
        self.empty.clear()
        return True

    def holds(self, letter: Posted) -> bool:
        return letter.id in self._now.get(self.where_now(letter).chat_id, {})

    def put_off(self, letter: Posted) -> None:
        """Keep a letter whose `not_before` has not come."""
        self.let_go([letter])
        self._later[letter.id] = self.where_now(letter)
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
            chat_id = self.where_now(letter).chat_id
            chat = self._now.get(chat_id, {})
            chat.pop(letter.id, None)
            if not chat:
                self._now.pop(chat_id, None)
        if not self._now:
            self.empty.set()

    def clear(self) -> None:
        self._now.clear()
        self._later.clear()
        self.empty.set()
