"""Taps, one of them delivered twice, and the heartbeat: for one runner, at one moment, in two processes."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import permutations

import pytest

from bot.coach import events as e
from tests.shell.chat import NINE, Chat
from tests.shell.whole import rows

ORDERS = list(permutations(("tap", "again", "another tap", "heartbeat", "other heartbeat")))[::13]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: ", ".join(order))
async def test_what_comes_at_one_moment_is_done_once_and_nothing_of_it_is_lost(
    chat: Chat, other_chat: Chat, order: tuple[str, ...]
) -> None:
    await chat.ran_a_marathon()
    chat.now = other_chat.now = NINE
    ball, roller = (
        e.Tapped(button=e.ToggleKit(session=0, kit=name)) for name in ("tennis-ball", "foam-roller")
    )
    works: dict[str, Callable[[], Awaitable[object]]] = {
        "tap": lambda: chat.does(ball, update_id=7),
        "again": lambda: other_chat.does(ball, update_id=7),
        "another tap": lambda: other_chat.does(roller, update_id=8),
        "heartbeat": chat.shell.take_due,
        "other heartbeat": other_chat.shell.take_due,
    }

    found = dict(zip(order, await asyncio.gather(*(works[name]() for name in order)), strict=True))

    assert {found["tap"], found["again"]} == {True, False}
    assert found["another tap"] is True
    (anna,) = await rows(chat.database, "runners")
    assert set(anna["kit"]) == {"tennis-ball", "foam-roller"}
    (reminder,) = [one for one in await rows(chat.database, "reminders") if one["kind"] == "regen"]
    assert reminder["state"] == "sent"
    posted = chat.posted + other_chat.posted
    assert [one.lane for one in posted].count("bulk") == 1
    assert sorted(one.id for one in posted) == [row["id"] for row in await rows(chat.database, "outbox")]
