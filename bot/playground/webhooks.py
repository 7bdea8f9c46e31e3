"""The webhook's settings: setWebhook, deleteWebhook, getWebhookInfo. deliveries.py brings the updates there.

Rule: as strict as Telegram, but for one thing: a bot on this machine may be met over plain http, at any port.
"""

import json
import re
from urllib.parse import urlsplit

from bot.playground.refusal import Refused, bad
from bot.playground.store import JSON
from bot.playground.updates import keep_allowed
from bot.playground.world import World

PORTS = (443, 80, 88, 8443)
MOST_CONNECTIONS = 100
HERE = frozenset({"127.0.0.1", "localhost", "::1"})


def set_webhook(world: World, args: JSON) -> bool:
    url = args["url"]
    if url:
        _not_too_often(world)
        _check_url(url)
    most = args.get("max_connections", 40)
    if not 1 <= most <= MOST_CONNECTIONS:
        bad(f"max_connections must be 1 to {MOST_CONNECTIONS}")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", args.get("secret_token", "")):
        bad("secret token is too long or contains unallowed characters")
    if "allowed_updates" in args:
        keep_allowed(world, args["allowed_updates"])
    if args.get("drop_pending_updates"):
        world.store.keep_last_updates(0)
    about = {"max_connections": most}
    about |= {key: args[key] for key in ("ip_address", "secret_token") if args.get(key)}
    world.store.put("webhook", json.dumps({"url": url} | about) if url else None)
    world.store.put("webhook error", None)
    return True


def delete_webhook(world: World, args: JSON) -> bool:
    return set_webhook(world, {"url": "", **args})


def get_webhook_info(world: World, args: JSON) -> JSON:
    kept: JSON = json.loads(world.store.get("webhook") or '{"url": ""}')
    kept.pop("secret_token", None)
    allowed = world.allowed_updates()
    failed: JSON = json.loads(world.store.get("webhook error") or "{}")
    return (
        kept
        | {"has_custom_certificate": False, "pending_update_count": world.store.count_updates()}
        | failed
        | ({"allowed_updates": allowed} if allowed else {})
    )


def note_failure(world: World, words: str) -> None:
    """What getWebhookInfo tells of the newest delivery that failed."""
    with world.change():
        failed = {"last_error_date": world.date(), "last_error_message": words}
        world.store.put("webhook error", json.dumps(failed))


def _not_too_often(world: World) -> None:
    now, last = world.seconds(), float(world.store.get("webhook set at") or "-inf")
    if 0 <= now - last < 1:
        raise Refused(429, "Too Many Requests: retry after 1", retry_after=1)
    world.store.put("webhook set at", str(now))


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        bad("bad webhook: Invalid URL")
    if host in HERE and parts.scheme in ("http", "https"):
        return
    if parts.scheme != "https" or not host:
        bad("bad webhook: An HTTPS URL must be provided for webhook")
    if (port or 443) not in PORTS:
        bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
