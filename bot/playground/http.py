"""The Bot API over HTTP, as a bot's transport speaks it: form, multipart, JSON or query in, JSON out.

Rule: no logic of Telegram here, only wire. A broken wire is a connection cut without an answer; a call ends
when its caller goes away (a long poll of a killed bot must not live on).
"""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from bot.playground.core import Telegram, Upload
from bot.playground.refusal import BrokenWire, Garbled, Refused

CUT = "regen.cut"  # the name of our server's extension that cuts a connection (serve.py)


def bot_api_routes(telegram: Telegram) -> list[BaseRoute]:
    return [
        Route("/bot{token}/{method}", _BotApi(telegram)),
        Route("/file/bot{token}/{path:path}", _Download(telegram)),
    ]


class _BotApi:
    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            params, files = await _read(request)
            call = self._telegram.call(
                request.path_params["token"], request.path_params["method"], params, files
            )
            answer = await _unless_gone(call, receive)
        except Refused as refused:
            answer = refused.code, refused.body()
        except Garbled as garbled:
            await Response(garbled.content, garbled.status, media_type="text/html")(scope, receive, send)
            return
        except BrokenWire:
            await _cut(scope, receive)
            return
        if answer is not None:
            await JSONResponse(answer[1], answer[0])(scope, receive, send)


class _Download:
    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        token, path = scope["path_params"]["token"], scope["path_params"]["path"]
        data = self._telegram.file(token, path)
        answer = JSONResponse(Refused(404, "Not Found").body(), 404) if data is None else Response(data)
        await answer(scope, receive, send)


async def _read(request: Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """The parameters, wherever they stand, and the files."""
    params: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        try:
            body = json.loads(await request.body() or b"{}")
        except ValueError:
            raise Refused(400, "Bad Request: can't parse request JSON object") from None
        if not isinstance(body, dict):
            raise Refused(400, "Bad Request: object expected in request JSON")
        return params | body, {}
    async with request.form() as form:
        files = await _files(form)
        return params | {key: value for key, value in form.items() if isinstance(value, str)}, files


async def _files(form: FormData) -> dict[str, Upload]:
    return {
        name: Upload(
            part.filename or name, await part.read(), part.content_type or "application/octet-stream"
        )
        for name, part in form.items()
        if isinstance(part, UploadFile)
    }


async def _unless_gone(call: Any, receive: Receive) -> tuple[int, dict[str, Any]] | None:
    """The call's answer, or None when the caller hung up first (the call is then cancelled)."""
    running, gone = asyncio.ensure_future(call), asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait({running, gone}, return_when=asyncio.FIRST_COMPLETED)
        return await running if running.done() else None
    finally:
        for task in (running, gone):
            task.cancel()
        await asyncio.gather(running, gone, return_exceptions=True)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _cut(scope: Scope, receive: Receive) -> None:
    cut: Callable[[], None] = scope["extensions"][CUT]
    cut()
    await _gone(receive)
