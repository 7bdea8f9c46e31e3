"""A webhook brings a text and a tap of one runner in either order, maybe twice: still right."""

from itertools import permutations

import pytest

from bot.coach import events as e
from tests.shell.chat import Chat
from tests.shell.whole import rows

TAP, TEXT = 800_000_001, 800_000_002
ORDERS = sorted(set(permutations([TAP, TAP, TEXT, TEXT])))


@pytest.mark.parametrize("order", ORDERS)
async def test_a_done_tap_and_a_typed_skip_in_any_order_and_twice(chat: Chat, order: tuple[int, ...]) -> None:
    await chat.is_exercising()
    brought: dict[int, e.Event] = {TAP: chat.button("✓ Done"), TEXT: e.Typed(text="skip")}
    handled = [update_id for update_id in order if await chat.does(brought[update_id], update_id=update_id)]
    assert sorted(handled) == [TAP, TEXT]
    items = await rows(chat.database, "session_items")
    found = [item["status"] for item in sorted(items, key=lambda item: item["position"])]
    # words mean the exercise under way, a tap the one it stands under; one that is answered stays answered
    assert found[:2] == (["done", "skipped"] if order[0] == TAP else ["skipped", "pending"])
    assert set(found[2:]) == {"pending"}
