"""How a bot fetches what happened: getUpdates with its offset rules and long poll.

Rule: an update waits until a higher offset confirms it; giving it out confirms nothing. One poller at a time:
a newer getUpdates ends the older one with 409, and there is none beside a webhook (webhooks.py).
"""

import asyncio

from bot.playground.refusal import Refused, bad
from bot.playground.store import JSON
from bot.playground.world import World

MAX_LIMIT = 100
MAX_TIMEOUT = 50  # seconds
_WEBHOOK_SET = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
_OTHER_POLL = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
KINDS = """
    message edited_message channel_post edited_channel_post business_connection business_message
    edited_business_message deleted_business_messages message_reaction message_reaction_count inline_query
    chosen_inline_result callback_query shipping_query pre_checkout_query purchased_paid_media poll
    poll_answer guest_message my_chat_member chat_member chat_join_request chat_boost removed_chat_boost
    managed_bot
"""


class Poller:
    """The one getUpdates that may wait."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._turn = 0

    async def get_updates(self, args: JSON) -> list[JSON]:
        limit, timeout = args.get("limit", MAX_LIMIT), args.get("timeout", 0)
        if not 1 <= limit <= MAX_LIMIT or not 0 <= timeout <= MAX_TIMEOUT:
            bad(f"limit must be 1 to {MAX_LIMIT}, and timeout 0 to {MAX_TIMEOUT} seconds")
        self._confirm(args)
        self._turn += 1
        turn = self._turn
        self._world.arrived.set()  # an older poll wakes, sees the turn and ends
        try:
            async with asyncio.timeout(timeout or None):
                while True:
                    updates = self._waiting(limit, turn)
                    if updates or not timeout:
                        return updates
                    self._world.arrived.clear()
                    await self._world.arrived.wait()
        except TimeoutError:
            return []

    def _confirm(self, args: JSON) -> None:
        world = self._world
        if world.store.get("webhook"):
            raise Refused(409, _WEBHOOK_SET)
        with world.change():
            if "allowed_updates" in args:
                keep_allowed(world, args["allowed_updates"])
            world.store.drop_expired(world.seconds())
            offset = args.get("offset", 0)
            if offset > 0:
                world.store.confirm_updates(offset)
            elif offset < 0:
                world.store.keep_last_updates(-offset)

    def _waiting(self, limit: int, turn: int) -> list[JSON]:
        world = self._world
        if world.store.get("webhook"):
            raise Refused(409, "Conflict: terminated by setWebhook request")
        if turn != self._turn:
            raise Refused(409, _OTHER_POLL)
        world.store.drop_expired(world.seconds())
        return world.store.updates(limit)


def keep_allowed(world: World, kinds: list[str]) -> None:
    unknown = [kind for kind in kinds if kind not in KINDS.split()]
    if unknown:
        bad(f'unknown kind of update "{unknown[0]}"')
    world.store.put("allowed_updates", " ".join(kinds))
