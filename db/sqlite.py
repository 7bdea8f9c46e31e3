"""SQLite: one file, one connection, one thread that is the only one to touch it.

The transaction is BEGIN IMMEDIATE: it is the writer from its first statement on, so it never finds out
half-way that another one was. The file is synced at every commit (synchronous=FULL); it is the
thread that waits for the disk, not the event loop.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from db.address import printable
from db.engine import Database
from db.errors import DatabaseError
from db.jsontext import read, written

T = TypeVar("T")

_BUSY = 10.0  # seconds a transaction waits for another process (a backup, a shell) that holds the file
_LOOK_MS = 50  # milliseconds of it, between two looks at whether there is still time


class SqliteDatabase(Database):
    dialect = "sqlite"

    def __init__(self, url: URL) -> None:
        super().__init__(printable(url))
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite")
        try:
            self._conn = self._thread.submit(_open, url, lambda: self._given_up).result()
        except BaseException:
            self._thread.shutdown()
            raise

    async def _unit(self, work: Callable[[Connection], T]) -> T:
        return await self._on_thread(lambda: self._transact(work))

    async def _upgrade(self, bring_up: Callable[[Connection], None]) -> None:
        await self._on_thread(lambda: self._rebuild(bring_up))

    async def _dispose(self) -> None:
        await self._on_thread(self._conn.close)
        self._thread.shutdown()

    async def _on_thread(self, job: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, job)

    def _transact(self, work: Callable[[Connection], T]) -> T:
        with self._conn.begin():
            return work(self._conn)

    def _rebuild(self, bring_up: Callable[[Connection], None]) -> None:
        # A migration rebuilds a table by dropping the old one, and with foreign keys on that would delete
        # every row that hangs on it. The switch works only outside a transaction.
        driver: Any = self._conn.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            self._transact(bring_up)
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def _open(url: URL, given_up: Callable[[], bool]) -> Connection:
    """The connection, tried: a file that cannot be written is found out now.

    `given_up`: whether a held file is waited for no more.
    """
    path = url.database if url.database not in (None, "", ":memory:") else None
    if path is not None:
        _make_folder(Path(path))
    engine = create_engine(
        url,
        poolclass=NullPool,  # one connection, held by us; closing it closes the file
        hide_parameters=True,  # an error must not print what a runner wrote
        json_serializer=written,
        json_deserializer=read,
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", lambda conn: _begin(conn, given_up))
    try:
        return _tried(engine)
    except (DBAPIError, sqlite3.Error) as error:
        reason = error.orig if isinstance(error, DBAPIError) else error
        raise DatabaseError(
            f"Cannot use the database file {path}: {reason}. "
            "REGEN_DATABASE_URL names it; this user has to own it, and the folder it is in."
        ) from None


def _tried(engine: Engine) -> Connection:
    conn = engine.connect()
    try:
        with conn.begin():  # fails when the file may not be written, or is no database
            conn.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    except BaseException:
        conn.close()
        raise
    return conn


def _make_folder(path: Path) -> None:
    # only the last folder is made: a longer path that is missing is rather a slip of the pen
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise DatabaseError(
            f"Cannot make the folder {path.parent} for the database: {error.strerror}. "
            "Make it, or name another one in REGEN_DATABASE_URL."
        ) from None


def _set_up(driver: sqlite3.Connection, _record: object) -> None:
    # the driver's own habit of beginning transactions late is switched off; `_begin` begins them
    driver.isolation_level = None
    try:
        for pragma in (
            f"busy_timeout={_BUSY * 1000:.0f}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={_LOOK_MS}",  # from here on `_begin` waits
        ):
            driver.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        driver.close()  # nobody else has it yet
        raise


def _begin(conn: Connection, given_up: Callable[[], bool]) -> None:
    until = time.monotonic() + _BUSY
    while True:
        try:
            conn.exec_driver_sql("BEGIN IMMEDIATE")
        except DBAPIError as error:
            held = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
            if not held or given_up() or time.monotonic() > until:
                raise
        else:
            return
