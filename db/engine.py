"""One unit of work, one transaction: it is committed when the function returns, rolled back when it raises.

A unit that has begun always comes to its end. When the task that waits for it is cancelled, the unit
is committed or rolled back all the same; only the waiting ends. So no transaction is ever left open,
and after a cancelled wait the caller does not know which of the two it was. Only when the program ends
(`hurry`) is one given up that waits for somebody else.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Literal, Protocol, TypeVar

from sqlalchemy import Connection

from db import address
from db.errors import DatabaseError
from db.revisions import current, newest

T = TypeVar("T")

GRACE = 1.0  # seconds in which what runs when the program is to end may come to its end


class Units(Protocol):
    """Where units of work are run: a database, or one's share in it."""

    async def run(self, work: Callable[[Connection], T]) -> T: ...


class Database(ABC):
    """A database that is open. `url` is for printing: it holds no password."""

    dialect: Literal["sqlite", "postgresql"]

    def __init__(self, url: str) -> None:
        self.url = url
        self._running: set[asyncio.Task[Any]] = set()
        self._closed = False
        self._given_up = False  # nobody waits for anything any more

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run the unit of work in a transaction of its own and return what it returns.

        Raises storage_away errors (db/errors.py) when the database cannot do it now.
        """
        if self._closed:
            raise DatabaseError("The database was closed; nothing can be run on it any more.")
        unit = asyncio.get_running_loop().create_task(self._unit(work))
        self._running.add(unit)
        unit.add_done_callback(self._running.discard)
        unit.add_done_callback(_heard)  # also of a unit that nobody waits for any more
        try:
            return await asyncio.shield(unit)
        except asyncio.CancelledError:
            if self._given_up and unit.cancelled():
                raise DatabaseError("The program ends, and the database did not answer in time.") from None
            raise

    def hurry(self) -> None:
        """The program is to end: from a moment later on, nothing waits for a held file, row or server."""
        asyncio.get_running_loop().call_later(GRACE, self._give_up)

    def _give_up(self) -> None:
        self._given_up = True

    async def revision(self) -> str | None:
        """The revision of the tables; None when there are none yet."""
        return await self.run(current)

    async def upgrade(self) -> bool:
        """Bring the tables to the newest revision, whole or not at all. False: they were there already."""
        if await self.revision() == newest():
            return False
        # only now: importing Alembic takes longer than everything else at the start
        from db.upgrade import bring_up

        await self._upgrade(bring_up)
        return True

    async def close(self) -> None:
        """Let what runs come to its end, then give everything back. Closing twice is closing once."""
        if self._closed:
            return
        self._closed = True
        if self._running:
            await asyncio.wait(self._running, timeout=GRACE if self._given_up else None)
        await self._dispose()

    @abstractmethod
    async def _unit(self, work: Callable[[Connection], T]) -> T: ...

    @abstractmethod
    async def _upgrade(self, bring_up: Callable[[Connection], None]) -> None: ...

    @abstractmethod
    async def _dispose(self) -> None: ...


def _heard(unit: "asyncio.Task[Any]") -> None:
    """What it raised is its waiter's affair; without one it is nobody's, and asyncio need not complain."""
    if not unit.cancelled():
        unit.exception()


def open_database(url: str) -> Database:
    """Open `sqlite:///path`, `sqlite://` (in memory) or `postgresql://…`. Raises DatabaseError.

    A SQLite file is opened and tried at once; a PostgreSQL server is first asked by the first unit of work.
    """
    parsed = address.parse(url)
    # each driver is imported only where it is used
    if parsed.get_backend_name() == "sqlite":
        from db.sqlite import SqliteDatabase

        return SqliteDatabase(parsed)
    from db.postgres import PostgresDatabase

    return PostgresDatabase(parsed)


async def upgrade(url: str) -> str:
    """Bring the tables at this URL to the newest revision, and return it."""
    database = open_database(url)
    try:
        await database.upgrade()
    finally:
        await database.close()
    return newest()
