"""A chat gets another id while letters for it are on their way."""

import asyncio
from datetime import timedelta
from typing import Any

from bot.edge.sender import Sender
from bot.playground.core import Telegram
from bot.voice.letter import ItemRef
from tests.edge.conftest import newcomer, said
from tests.edge.fakes import DONE, FakeShell, Wire, posted

ITEM = ItemRef(session=1, position=1)


async def test_a_letter_to_a_chat_with_a_new_id_leaves_once_more_for_that_one(
    sender: Sender, telegram: Telegram, shell: FakeShell, wire: Wire, anna: int
) -> None:
    new = await newcomer(telegram, "Anna's new id")
    telegram.faults.add(chat=anna, kind="migrated", migrated_to=new, times=None)
    letter = posted(anna, text="a", item=ITEM)
    sender.post([letter])
    await sender.idle()
    assert [params["chat_id"] for _, _, params in wire.log] == [str(anna), str(new)]
    assert said(telegram, new) == ["a"]
    assert shell.moved == [(anna, new)]
    assert shell.letters_aside == []
    assert shell.settled == [letter.id]
    assert shell.messages[new, ITEM] == telegram.chat(new)[-1]["message_id"]


async def test_all_that_is_in_line_for_the_chat_goes_along_in_its_order(
    sender: Sender, telegram: Telegram, shell: FakeShell, wire: Wire, now: Any, anna: int
) -> None:
    new = await newcomer(telegram, "Anna's new id")
    telegram.faults.add(chat=anna, kind="migrated", migrated_to=new, times=None)
    wire.seconds = 1
    later = posted(anna, text="later", not_before=now() + timedelta(seconds=60))
    sender.post([posted(anna, text=text) for text in "abc"] + [later])
    sender.post([posted(anna, text="bulk", lane="bulk")])
    await asyncio.sleep(3)
    sender.post([posted(anna, text="d")])  # whoever posts it has not heard of the new id
    await sender.idle()
    await asyncio.sleep(70)
    await sender.idle()
    assert [text for text in said(telegram, new) if text != "bulk"] == ["a", "b", "c", "d", "later"]
    assert "bulk" in said(telegram, new)
    assert len(shell.settled) == 6
    assert [params["chat_id"] for _, _, params in wire.log].count(str(anna)) == 2  # one in each lane


async def test_an_edit_whose_message_stayed_behind_becomes_a_new_message(
    sender: Sender, telegram: Telegram, anna: int
) -> None:
    new = await newcomer(telegram, "Anna's new id")
    telegram.faults.add(chat=anna, kind="migrated", migrated_to=new, times=None)
    sender.post([posted(anna, "edit", "why?", message_id=999, keys=DONE)])
    await sender.idle()
    assert said(telegram, new) == ["why?"]


async def test_a_chat_that_is_moved_on_and_on_is_not_followed_for_ever(
    sender: Sender, telegram: Telegram, shell: FakeShell, wire: Wire, anna: int
) -> None:
    bo = await newcomer(telegram, "Bo")
    telegram.faults.add(chat=anna, kind="migrated", migrated_to=bo, times=None)
    telegram.faults.add(chat=bo, kind="migrated", migrated_to=anna, times=None)
    letter = posted(anna, text="a")
    sender.post([letter])
    await sender.idle()
    assert len(wire.log) == 2
    assert [number for number, _ in shell.letters_aside] == [letter.id]


async def test_while_the_database_is_away_the_letter_waits_and_the_move_is_not_forgotten(
    sender: Sender, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    new = await newcomer(telegram, "Anna's new id")
    telegram.faults.add(chat=anna, kind="migrated", migrated_to=new, times=None)
    shell.failures = [OSError("away")] * 3
    sender.post([posted(anna, text="a")])
    await asyncio.sleep(2)
    assert said(telegram, new) == []
    await sender.idle()
    assert shell.moved == [(anna, new)]
    assert said(telegram, new) == ["a"]
