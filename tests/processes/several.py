"""Several coaches on one PostgreSQL: who leads, a wire to the database that can be held, and letters to send.

Run as a program (`python -m tests.processes.several run`) it is the coach with a short lease, so that tests
wait less; with FENCE=off it is a leader that believes in its lead for ever, the known-bad variant that the
tests have to catch.
"""

import asyncio
import os
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import text

from db.engine import open_database
from tests.patience import PATIENCE
from tests.processes.programs import Program

SHORT_LEASE = 6.0  # seconds


def ask(url: str, query: str, **values: Any) -> list[tuple[Any, ...]]:
    """One statement in a transaction and on a connection of its own."""

    async def asked() -> list[tuple[Any, ...]]:
        database = open_database(url)
        try:
            return await database.run(lambda conn: _rows(conn.execute(text(query), values)))
        finally:
            await database.close()

    return asyncio.run(asked())


def _rows(result: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in result] if result.returns_rows else []


def leader_among(url: str, programs: list[Program], *, soon: Callable[[], float]) -> Program:
    """The program that leads, as soon as one of these does. `soon`: seconds left, from the caller's clock."""
    by_pid = {str(program.process.pid): program for program in programs}
    while soon() > 0:
        rows = ask(url, "SELECT owner FROM leases WHERE name = 'leader' AND until > now()")
        for (owner,) in rows:
            if (pid := owner.split("/")[1]) in by_pid:
                return by_pid[pid]
    raise AssertionError(f"nobody of these leads in time: {[one.errors for one in programs]}")


class Start(Protocol):
    def __call__(self, **settings: str) -> Program: ...


def all_has_left(url: str) -> bool:
    """And is on record: what is cut off from now on is not in flight, and comes once."""
    return not ask(url, "SELECT 1 FROM outbox LIMIT 1")


class Wire:
    """A way to the server for one coach, which can be held: nothing passes, and nobody is told."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._server = f"{parse_qs(parts.query)['host'][0]}/.s.PGSQL.5432"
        self._flows = threading.Event()
        self._flows.set()
        self._ends: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"postgresql://postgres@127.0.0.1:{self._listening.getsockname()[1]}{parts.path}"
        threading.Thread(target=self._accept, daemon=True).start()

    def hold(self) -> None:
        self._flows.clear()

    def let_go(self) -> None:
        self._flows.set()

    def close(self) -> None:
        self._flows.set()
        self._listening.close()
        for end in self._ends:
            end.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(self._server)
            self._ends += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while data := one.recv(65536):
                self._flows.wait(PATIENCE)
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def _in_a_hurry() -> None:
    from bot import app, leader
    from db.store import lead

    class Believing(leader.Leader):
        """Has no fence: it leads because it led."""

        def check(self) -> None:
            pass

        async def keep(self) -> None:
            await asyncio.Event().wait()

    fenced = os.environ.get("FENCE") != "off"
    if not fenced:
        vars(lead)["stands"] = lambda conn, fence: True
    kind = leader.Leader if fenced else Believing
    vars(app)["lead_of"] = lambda database: kind(database, lease=SHORT_LEASE)


if __name__ == "__main__":
    from bot.__main__ import main

    _in_a_hurry()
    sys.exit(main())
