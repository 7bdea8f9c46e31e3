"""Where Telegram brings the updates: setWebhook and deleteWebhook, called only when something differs.

Rule: nobody's webhook is taken away but our own. What is ours says so itself: the registered address ends in
`?coach=IDENTITY-KEY`. IDENTITY is this database's own random word, so another coach with the same token (a
trial at home) is another program. KEY is made of the secret with the bot token as the key: Telegram never
tells the secret, but a new secret makes another address, and then it is set anew. Neither tells anything
to somebody who reads a proxy's log, and nothing has to be remembered that could be out of step.
"""

import hashlib
import hmac
import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.edge.client import CoachBot
from bot.edge.handlers import ALLOWED_UPDATES
from bot.edge.trouble import WebhookIsSet

MAX_CONNECTIONS = 40  # requests Telegram may have under way at once
MARK = "coach"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Registration:
    """`url` as the host set it; `identity`: Shell.identity()."""

    bot: CoachBot
    url: str
    secret: str
    identity: str

    @property
    def address(self) -> str:
        key = hmac.digest(self.bot.token.encode(), f"{self.identity} {self.secret}".encode(), hashlib.sha256)
        return f"{self.url}?{MARK}={self.identity}-{key.hex()[:16]}"

    async def check(self, *, again: bool = False) -> dict[str, Any]:
        """What getWebhookInfo says, after setting what differed. `again`: it was ours a moment ago.

        WebhookIsSet: it belongs to another program. TelegramError as it comes.
        """
        info: dict[str, Any] = await self.bot.call("getWebhookInfo", {})
        wanted = {
            "url": self.address,
            "max_connections": MAX_CONNECTIONS,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        if _same(info, wanted):
            return info
        known = info.get("url", "")
        if known and known.partition("?")[0] != self.url and not _is_ours(known, self.identity):
            raise WebhookIsSet
        if again:
            log.warning("somebody changed or removed this bot's webhook; it is set again")
        await self.bot.call("setWebhook", wanted | {"secret_token": self.secret})
        if not again:
            log.info("Telegram brings the updates to %s", self.url)
        return info


async def take_back(bot: CoachBot, identity: str) -> bool:
    """Remove the webhook that this coach set when it ran in webhook mode. What waits at Telegram stays there.

    False: it is another program's. TelegramError as it comes.
    """
    known = (await bot.call("getWebhookInfo", {})).get("url", "")
    if known and not _is_ours(known, identity):
        return False
    if known:
        await bot.call("deleteWebhook", {})
        log.info("the webhook of an earlier start is removed: updates are fetched now")
    return True


def _is_ours(url: str, identity: str) -> bool:
    marks = parse_qs(urlsplit(url).query).get(MARK, [])
    return any(mark.partition("-")[0] == identity for mark in marks)


def _same(info: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Telegram keeps no order of kinds; a certificate or a fixed address would be somebody else's wish."""
    return (
        info.get("url") == wanted["url"]
        and info.get("max_connections") == wanted["max_connections"]
        and sorted(info.get("allowed_updates", [])) == sorted(wanted["allowed_updates"])
        and not info.get("has_custom_certificate")
    )
