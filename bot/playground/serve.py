"""Serves the playground on loopback, for `play` and for `regen-coach telegram`.

Rule: the server takes no signals of its own and, when told to stop, cuts what still waits (polls, events).
"""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.playground.http import CUT


class Serving(uvicorn.Server):
    """A running server. `await stop()` ends it; its port is free again afterwards."""

    task: "asyncio.Task[None]"

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # signals belong to the program that runs us

    async def stop(self) -> None:
        for listener in self.servers:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        self.should_exit = True
        await self.task


async def serve(app: ASGIApp, host: str, port: int) -> tuple[Serving, int]:
    """Start serving (port 0: any free one): it listens now. OSError when the port is taken."""
    listener = socket.create_server((host, port))
    # without it every answer waits some 40 ms for the other side's acknowledgement
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    server = Serving(
        uvicorn.Config(
            _with_cut(app),
            log_level="warning",
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=1,
            http="h11",  # the transport behind `send` is known there
            ws="none",
        )
    )
    server.task = asyncio.create_task(server.serve(sockets=[listener]), name="playground server")
    while not server.started:
        if server.task.done():
            await server.task
        await asyncio.sleep(0)
    return server, int(listener.getsockname()[1])


def _with_cut(app: ASGIApp) -> ASGIApp:
    """Give every request the means to cut its connection without an answer (a lost answer, see faults.py)."""

    async def with_cut(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            transport = send.__self__.transport  # type: ignore[attr-defined]
            scope = {**scope, "extensions": {**scope.get("extensions", {}), CUT: transport.abort}}
        await app(scope, receive, send)

    return with_cut
