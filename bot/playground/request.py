"""The fast face for tests: python-telegram-bot calls the core directly, without a socket.

Rule: what goes in and comes out is what the wire would carry (string parameters, status and bytes), and a
broken wire raises the very errors the real transport raises.
"""

import asyncio
import json
from urllib.parse import unquote, urlsplit

import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.playground.core import Telegram, Upload
from bot.playground.refusal import AnswerLost, Garbled, NeverSent


class DirectRequest(BaseRequest):
    """`read_timeout` (seconds) ends a call that hangs, as the real transport would."""

    def __init__(self, telegram: Telegram, read_timeout: float | None = 5.0) -> None:
        self._telegram = telegram
        self._read_timeout = read_timeout

    @property
    def read_timeout(self) -> float | None:
        return self._read_timeout

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        path = unquote(urlsplit(url).path)
        if "/file/bot" in path:
            token, _, file_path = path.partition("/file/bot")[2].partition("/")
            data = self._telegram.file(token, file_path)
            return (
                (404, b'{"ok":false,"error_code":404,"description":"Not Found"}')
                if data is None
                else (200, data)
            )
        token, _, name = path.rpartition("/bot")[2].partition("/")
        params = request_data.json_parameters if request_data else {}
        seconds = self._read_timeout if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        try:
            async with asyncio.timeout(seconds if isinstance(seconds, (int, float)) else None):
                status, body = await self._telegram.call(token, name, params, _uploads(request_data))
        except (AnswerLost, TimeoutError) as lost:
            raise TimedOut from httpx.ReadTimeout(repr(lost))
        except NeverSent:
            error = httpx.ConnectError("All connection attempts failed")
            raise NetworkError(f"httpx.ConnectError: {error}") from error
        except Garbled as garbled:
            return garbled.status, garbled.content
        return status, json.dumps(body).encode()


def _uploads(request_data: RequestData | None) -> dict[str, Upload]:
    uploads = {}
    for part, (filename, content, mime) in (request_data.multipart_data if request_data else {}).items():
        data = content if isinstance(content, bytes) else content.read()
        uploads[part] = Upload(filename, data, mime)
    return uploads
