"""A tap, the same tap delivered again, and the heartbeat: for one runner, at one moment, in two processes."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import permutations

import pytest

from tests.shell.chat import NINE, Chat
from tests.shell.whole import rows

ORDERS = list(permutations(("tap", "again", "heartbeat", "other heartbeat")))[::5]


async def exercising_before_the_reminder_rang(chat: Chat) -> None:
    await chat.ran_a_marathon()
    chat.now = NINE
    await chat.command("today")
    for label in ("No, all clear", "Nothing sore", "Let's go"):
        await chat.tap(label)
    await chat.leave()


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: ", ".join(order))
async def test_what_comes_at_one_moment_is_done_once_and_nothing_of_it_is_lost(
    chat: Chat, other_chat: Chat, order: tuple[str, ...]
) -> None:
    await exercising_before_the_reminder_rang(chat)
    other_chat.now = chat.now
    done = chat.button("✓ Done")
    chat.posted.clear()
    works: dict[str, Callable[[], Awaitable[object]]] = {
        "tap": lambda: chat.does(done, update_id=7),
        "again": lambda: other_chat.does(done, update_id=7),
        "heartbeat": chat.shell.take_due,
        "other heartbeat": other_chat.shell.take_due,
    }

    found = dict(zip(order, await asyncio.gather(*(works[name]() for name in order)), strict=True))

    assert {found["tap"], found["again"]} == {True, False}
    first, second = (await rows(chat.database, "session_items"))[:2]
    assert (first["status"], second["status"]) == ("done", "pending")
    (reminder,) = [row for row in await rows(chat.database, "reminders") if row["kind"] == "regen"]
    assert (reminder["state"], reminder["reason"]) == ("dropped", "under way")
    posted = chat.posted + other_chat.posted
    assert sorted(one.letter.kind for one in posted) == ["answer", "edit", "send"]
    assert sorted(one.id for one in posted) == [row["id"] for row in await rows(chat.database, "outbox")]
