"""Reads one update from an HTTP request, with suspicion: its size, its time, its form.

Rule: nothing beyond the limit is kept, whatever the headers promise; what is refused is refused by a
status, without a word about why to whoever sent it.
"""

import asyncio
import json
from typing import Any, NoReturn

from starlette.requests import ClientDisconnect, Request

from bot.edge.settle import JSON, is_update

LARGEST_BODY = 1024 * 1024  # bytes
BODY_WITHIN = 10.0  # seconds


class Refusal(Exception):
    """The request is answered with this status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def read_update(request: Request) -> JSON:
    """Raises Refusal: 413 too large, 408 too slow, 400 anything that is no update."""
    try:
        raw = _parsed(await _read(request))
    except (ValueError, RecursionError):  # the first: not UTF-8, not JSON, a number beyond all reason
        raise Refusal(400) from None
    if not is_update(raw):
        raise Refusal(400)
    return raw


async def _read(request: Request) -> bytes:
    if int(request.headers.get("content-length", 0)) > LARGEST_BODY:  # h11 lets numbers pass only
        raise Refusal(413)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN):
            async for part in request.stream():
                body += part
                if len(body) > LARGEST_BODY:
                    raise Refusal(413)
    except TimeoutError:
        raise Refusal(408) from None
    except ClientDisconnect:
        raise Refusal(400) from None  # nobody hears it
    return bytes(body)


def _parsed(body: bytes) -> Any:
    return json.loads(body.decode("utf-8"), parse_constant=_no_json)


def _no_json(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")
