"""The coach is added to a group: over HTTP, with the whole coach at work: one line, and a link.

Our own Telegram has private chats only; `Club` gives it a group that has just what a bot meets there.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.playground.core import Telegram
from bot.playground.entities import found_entities
from content.library import load_library
from tests.databases import fresh_sqlite
from tests.faults.wired import WiredStage, wired
from tests.shell.whole import rows

LINE = load_library().week["en"].door.only_in_private


class Club:
    """A group that the bot is in; it becomes a supergroup when it is told to."""

    def __init__(self, telegram: Telegram, monkeypatch: pytest.MonkeyPatch) -> None:
        self.telegram = telegram
        self.chats: dict[int, dict[str, Any]] = {}
        private = telegram.chat_of
        monkeypatch.setattr(telegram, "chat_of", lambda chat: self.chats.get(chat) or private(chat))
        self.id = self._new(-5, "group")

    def _new(self, number: int, kind: str) -> int:
        self.chats[number] = {"id": number, "type": kind, "title": "Sunday runners"}
        with self.telegram.change():
            self.telegram.store.add_person(number, {"id": number, "is_bot": False, "first_name": "-"})
            self.telegram.store.mark_started(number)
        return number

    def push(self, person: int, chat: int | None = None, **content: Any) -> None:
        with self.telegram.change():
            about = {"message_id": self.telegram.store.next("message"), "date": self.telegram.date()}
            who = {"from": self.telegram.user_of(person), "chat": self.chats[chat or self.id]}
            self.telegram.push("message", about | who | content)

    def say(self, person: int, text: str) -> None:
        self.push(person, text=text, entities=found_entities(text))

    def upgrade(self, person: int) -> int:
        """It gets another id, of which both chats are told; nobody can be reached by the old one."""
        old, new = self.id, self._new(-100_5, "supergroup")
        self.telegram.faults.add(chat=old, kind="migrated", migrated_to=new, times=None)
        self.push(person, old, migrate_to_chat_id=new)
        self.push(person, new, migrate_from_chat_id=old)
        self.id = new
        return new

    def throw_out(self, person: int) -> None:
        with self.telegram.change():
            bot = self.telegram.bot_user
            change = {
                "chat": self.chats[self.id],
                "from": self.telegram.user_of(person),
                "date": self.telegram.date(),
                "old_chat_member": {"user": bot, "status": "member"},
                "new_chat_member": {"user": bot, "status": "left"},
            }
            self.telegram.push("my_chat_member", change)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[WiredStage]:
    async with wired(fresh_sqlite(tmp_path)) as stage:
        yield stage


@pytest.fixture
def club(stage: WiredStage, monkeypatch: pytest.MonkeyPatch) -> Club:
    return Club(stage.telegram, monkeypatch)


async def known(stage: WiredStage) -> list[int]:
    assert stage.database is not None
    return [row["chat_id"] for row in await rows(stage.database, "runners")]


async def test_a_command_of_ours_gets_one_line_and_a_link_and_nothing_else_a_word(
    stage: WiredStage, club: Club
) -> None:
    anna = await stage.newcomer("Anna")
    name = stage.telegram.bot_user["username"]
    for text in ("half marathon yesterday", "/regen@another_bot", "/nothing_of_ours", "✓ Done", "skip"):
        club.say(anna, text)
    club.push(anna, new_chat_members=[stage.telegram.bot_user])
    club.push(anna, photo=[{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}])
    await stage.settled()
    assert stage.said(club.id) == []
    for text in ("/regen", f"/help@{name}"):
        club.say(anna, text)
    await stage.settled()
    assert [message["text"] for message in stage.said(club.id)] == [LINE, LINE]
    (((key,),),) = {
        tuple(tuple(key["url"] for key in row) for row in message["reply_markup"]["inline_keyboard"])
        for message in stage.said(club.id)
    }
    assert key == f"https://t.me/{name}?start=group"
    assert await known(stage) == [anna]
    await stage.say(anna, "/start group")  # by that link
    assert len(stage.said(anna)) == 2


async def test_a_group_that_becomes_a_supergroup_is_answered_where_it_is_now(
    stage: WiredStage, club: Club
) -> None:
    anna, old = await stage.newcomer("Anna"), club.id
    club.say(anna, "/regen")  # its answer finds the old address gone
    new = club.upgrade(anna)
    await stage.settled()
    assert stage.said(old) == []
    assert [message["text"] for message in stage.said(new)] == [LINE]
    club.say(anna, "/regen")
    await stage.settled()
    assert [message["text"] for message in stage.said(new)] == [LINE, LINE]
    assert await stage.letters() == []
    assert await known(stage) == [anna]


async def test_thrown_out_of_a_group_the_coach_goes_on_with_its_runners(
    stage: WiredStage, club: Club
) -> None:
    anna = await stage.newcomer("Anna")
    stage.telegram.faults.add(method="sendMessage", chat=club.id, kind="403")
    club.say(anna, "/regen")
    club.throw_out(anna)
    await stage.settled()
    assert stage.said(club.id) == []
    assert await stage.letters() == []
    assert (await stage.runner(anna))["active"]
    await stage.say(anna, "/help")
    assert stage.heard(anna, "send /regen. You can also")
