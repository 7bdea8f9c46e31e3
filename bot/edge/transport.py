"""The wire to the Bot API: the library's own HTTPXRequest over aiohttp, for a quarter of the CPU.

Traps: a custom transport makes httpx ignore its own connection limits and the proxies of the environment,
so both are set here; aiohttp's pool timeout covers connecting too, so it must not be shorter than that; a
transport cannot be used again after shutdown, so each request object gets its own, once.
"""

import ipaddress
import json
import re
import ssl
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx
from aiohttp import ClientSession, DummyCookieJar, TCPConnector
from httpx_aiohttp import AiohttpTransport
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

KEEP_ALIVE = 30.0  # seconds a connection may stay idle: longer than the pause between two taps
_UPDATE = re.compile(rb'\{\s*"update_id"\s*:\s*(\d{1,18})\b')  # in a string the quotes would be escaped


class Unreadable(TelegramError):
    """An answer that nobody can parse. `updates`: the ids of the updates found in it."""

    def __init__(self, updates: tuple[int, ...]) -> None:
        super().__init__("Invalid server response")
        self.updates = updates


class _Request(HTTPXRequest):
    """The library's, which lets an error of its parser's depth end the program."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        try:
            return json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError) as error:
            raise Unreadable(tuple(int(found) for found in _UPDATE.findall(payload))) from error


def make_request(
    api_url: str,
    *,
    connections: int,
    read_timeout: float = 10.0,  # seconds
    connect_timeout: float = 10.0,  # seconds
) -> HTTPXRequest:
    """A request object for one use: give the bot one for its calls and another for getUpdates.

    Proxies come from the environment (HTTPS_PROXY, NO_PROXY …) as with python-telegram-bot's default, but
    never for a server on this machine.
    """
    tls = _tls() if api_url.startswith("https:") else _no_tls()

    def session() -> ClientSession:
        return ClientSession(
            connector=TCPConnector(limit=connections, keepalive_timeout=KEEP_ALIVE, ssl=tls),
            cookie_jar=DummyCookieJar(),
            trust_env=not _on_this_machine(api_url),
        )

    return _Request(
        read_timeout=read_timeout,
        connect_timeout=connect_timeout,
        pool_timeout=2 * connect_timeout,
        httpx_kwargs={"transport": AiohttpTransport(verify=tls, client=session)},
    )


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()  # reading the certificates takes 20 ms: once for all


@cache
def _no_tls() -> ssl.SSLContext:
    return httpx.create_ssl_context(verify=False)


def _on_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
