"""Serves the playground on loopback, for `play` and for `regen-coach telegram`.

Rule: when told to stop, the server cuts what still waits (polls, events).
"""

import socket

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.playground.http import CUT
from bot.serving import Serving as _Serving, start


class Serving(_Serving):
    async def stop(self) -> None:
        await self.cut()


async def serve(app: ASGIApp, host: str, port: int) -> tuple[Serving, int]:
    """Start serving (port 0: any free one): it listens now. OSError when the port is taken."""
    listener = socket.create_server((host, port))
    server = Serving(
        uvicorn.Config(
            _with_cut(app),
            log_level="warning",
            access_log=False,
            lifespan="off",
            date_header=False,
            timeout_graceful_shutdown=1,
            http="h11",  # the transport behind `send` is known there
            ws="none",
        )
    )
    await start(server, listener)
    return server, server.port


def _with_cut(app: ASGIApp) -> ASGIApp:
    """Give every request the means to cut its connection without an answer (a lost answer, see faults.py)."""

    async def with_cut(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            transport = send.__self__.transport  # type: ignore[attr-defined]
            scope = {**scope, "extensions": {**scope.get("extensions", {}), CUT: transport.abort}}
        await app(scope, receive, send)

    return with_cut
