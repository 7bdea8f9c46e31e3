"""Whether the coach is at work, asked from outside: its heartbeat renews a row in the database.

Where several processes share a PostgreSQL, the lead says which of them works, and the others say that they
stand by; "this one" is the one on the machine (or in the container) where it is asked.

Rule: asking changes nothing; a database that is not there is not made.
"""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.clock import Clock
from bot.leader import named
from db.address import file_of
from db.engine import Database, open_database
from db.store import lead, leases

PATIENCE = 2.0  # seconds the database may take


class Checkup:
    """How a running coach and its database are, asked from inside; `real` is the machine's clock."""

    def __init__(self, database: Database, real: Callable[[], datetime]) -> None:
        self._database = database
        self._real = real
        self._look: asyncio.Task[tuple[datetime | None, str | None]] | None = None

    async def __call__(self) -> tuple[str | None, str | None]:
        """What is wrong, and who leads (HOST/PID/a random number); None: nothing, nobody or unknown.

        However many ask, one looks.
        """
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(self._read())
            self._look.add_done_callback(lambda look: look.cancelled() or look.exception())
        try:
            until, leader = await asyncio.wait_for(asyncio.shield(self._look), PATIENCE)
        except Exception:
            return "the database does not answer", None
        if until is None or until <= self._real():
            return "the heartbeat has stopped", leader
        return None, leader

    async def _read(self) -> tuple[datetime | None, str | None]:
        several = self._database.dialect == "postgresql"

        def read(conn: Connection) -> tuple[datetime | None, str | None]:
            leader = lead.look(conn) if several else None
            return leases.until(conn, leases.LIFE), leader["owner"] if leader and leader["held"] else None

        return await self._database.run(read)


async def sign_of_life(url: str) -> tuple[str, bool]:
    """A line for the host, and whether all is well."""
    never = "The coach has never been at work on this database."
    if is_missing_file(url):
        return never, False
    database = open_database(url)
    try:
        if await database.revision() is None:
            return never, False
        signs = await database.run(_read)
    finally:
        await database.close()
    if signs.standby is not None and not signs.leads_here:
        return _of_standby(signs.standby, signs)
    if signs.until is None:
        return never, False
    if signs.until <= Clock().real():
        until = f"{signs.until:%Y-%m-%d %H:%M:%S}"
        return f"The coach is not at work. It was until {until} UTC at the latest.", False
    if signs.leader is None:
        return "The coach is at work.", True
    if not signs.held:
        return f"The coach is not at work. It was a moment ago (leader: {named(signs.leader)}).", False
    return f"The coach is at work (leader: {named(signs.leader)}).", True


@dataclass(frozen=True)
class _Signs:
    until: datetime | None  # how long the heartbeat is to be believed
    leader: str | None = None
    held: bool = False  # whether the lead is believed still
    standby: bool | None = None  # whether the standby of this machine is; None: there is none

    @property
    def leads_here(self) -> bool:
        return self.held and self.leader is not None and self.leader.split("/")[0] == socket.gethostname()


def _read(conn: Connection) -> _Signs:
    until = leases.until(conn, leases.LIFE)
    if conn.dialect.name != "postgresql":
        return _Signs(until)
    leader, standby = lead.look(conn), lead.stands_by(conn, socket.gethostname())
    if leader is None:
        return _Signs(until, standby=standby)
    return _Signs(until, leader["owner"], leader["held"], standby)


def _of_standby(well: bool, signs: _Signs) -> tuple[str, bool]:
    if not well:
        return "The coach should be standing by, but has given no sign for a while. Is it stopped?", False
    if signs.leader is None or not signs.held:
        return "The coach is standing by, and nobody leads. Ask again in a moment.", False
    return f"The coach is standing by (leader: {named(signs.leader)}).", True


def is_missing_file(url: str) -> bool:
    """Whether it names a SQLite file that is not there."""
    file = file_of(url)
    return file is not None and not file.is_file()
