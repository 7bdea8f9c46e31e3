"""An HTTP server on one address, inside our event loop: webhook, health and playground stand on it.

Rule: it takes no signals of its own, and says nothing of what strangers send.
"""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.settings import Listen

FIRST_REQUEST = 10.0  # seconds a connection may take to say what it wants
MOST_CONNECTIONS = 512  # at once; more, and those who say nothing have to go. A process has some 1,000 files.
MOST_HEADERS = 64 * 1024  # bytes
GRACE = 0.3  # seconds an answer may still take when the server stops


class CannotListen(Exception):
    """One line for the host."""

    def __init__(self, setting: str, at: Listen, error: OSError) -> None:
        where = f"[{at.host}]:{at.port}" if ":" in at.host else f"{at.host}:{at.port}"
        why = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        super().__init__(f"{setting}: {where} {why}. Name another address or port.")


class Serving(uvicorn.Server):
    """A running server. `await stop()` ends it; its port is free again afterwards."""

    task: "asyncio.Task[None]"
    port: int

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told = asyncio.Event()

    async def main_loop(self) -> None:
        """Nothing is to be done at times, so nobody wakes up ten times a second (uvicorn's own loop does)."""
        await self.on_tick(0)  # makes the headers of all answers
        await self._told.wait()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # signals belong to the program that runs us

    async def stop(self) -> None:
        """Nothing new is taken; who has not got an answer a moment later is cut off."""
        self._told.set()
        await asyncio.wait({self.task}, timeout=GRACE)
        await self.cut()

    async def cut(self) -> None:
        """The end, now, for everybody who still waits."""
        self._told.set()
        for listener in self.servers:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await self.task


async def start(server: Serving, listener: socket.socket) -> None:
    """It listens when this returns."""
    # without it every answer waits some 40 ms for the other side's acknowledgement
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    server.port = int(listener.getsockname()[1])
    server.task = asyncio.create_task(server.serve(sockets=[listener]), name="http server")
    while not server.started:
        if server.task.done():
            await server.task
        await asyncio.sleep(0)


async def serve_public(app: ASGIApp, host: str, port: int) -> Serving:
    """A server that strangers may reach. OSError when the address cannot be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=1024)
    config = uvicorn.Config(
        app,
        log_level="error",  # below that it has a line for every malformed request
        access_log=False,
        lifespan="off",
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=1,  # if an application does not notice that nobody listens any more
        http=_Impatient,
        h11_max_incomplete_event_size=MOST_HEADERS,
        ws="none",
    )
    server = Serving(config)
    await start(server, listener)
    return server


@asynccontextmanager
async def served(app: ASGIApp, setting: str, at: Listen | None) -> AsyncIterator[None]:
    """`app` is served inside (nowhere: nothing is). CannotListen, which names the setting."""
    if at is None:
        yield
        return
    try:
        server = await serve_public(app, at.host, at.port)
    except OSError as error:
        raise CannotListen(setting, at, error) from None
    try:
        yield
    finally:
        await server.stop()


class _Impatient(H11Protocol):
    """A connection on which nobody asks anything is not kept, be it new or one that has asked before."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > MOST_CONNECTIONS:
            others = [one for one in self.connections if isinstance(one, _Impatient) and one is not self]
            for one in [other for other in others if other.is_silent] or [self]:
                one.transport.abort()

    def data_received(self, data: bytes) -> None:
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:  # somebody has asked
            self._wait_no_more()
        elif self._late is None and self.is_silent:  # the beginning of a question, after an answer
            self._wait()

    def connection_lost(self, error: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(error)

    @property
    def is_silent(self) -> bool:
        """Whether no request is under way."""
        cycle: Any = self.cycle  # None before the first one
        return cycle is None or bool(cycle.response_complete)

    def _wait(self) -> None:
        self._late = self.loop.call_later(FIRST_REQUEST, self._hang_up)

    def _hang_up(self) -> None:
        self._late = None
        if self.is_silent:
            self.transport.abort()

    def _wait_no_more(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
