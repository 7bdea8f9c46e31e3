"""Whether the coach is at work, asked from outside: its heartbeat renews a row in the database.

Rule: asking changes nothing; a database that is not there is not made.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from bot.clock import Clock
from db.address import file_of
from db.engine import Database, open_database
from db.store import lead, leases

LIFE = "life"  # the lease that the heartbeat renews
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
            return leases.until(conn, LIFE), leader["owner"] if leader and leader["held"] else None

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
        until = await database.run(lambda conn: leases.until(conn, LIFE))
    finally:
        await database.close()
    if until is None:
        return never, False
    if until <= Clock().real():
        return f"The coach is not at work. It was until {until:%Y-%m-%d %H:%M:%S} UTC at the latest.", False
    return "The coach is at work.", True


def is_missing_file(url: str) -> bool:
    """Whether it names a SQLite file that is not there."""
    file = file_of(url)
    return file is not None and not file.is_file()
