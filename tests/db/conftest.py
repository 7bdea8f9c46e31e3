"""Every test that asks for `database` or `empty_url` runs on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from db.engine import Database, open_database
from tests.databases import NoPostgres, PostgresServer, fresh_sqlite, postgres_server


@pytest.fixture
def server() -> PostgresServer:
    try:
        return postgres_server()
    except NoPostgres as reason:
        pytest.skip(str(reason))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables."""
    if request.param == "sqlite":
        yield fresh_sqlite(tmp_path)
    else:
        with request.getfixturevalue("server").empty() as url:
            yield url


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Database]:
    async for database in _opened(fresh_sqlite(tmp_path)):
        yield database


@pytest.fixture
async def postgres(server: PostgresServer) -> AsyncIterator[Database]:
    async for database in _opened(await server.with_tables()):
        yield database


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database with our tables, empty."""
    if request.param == "sqlite":
        url = fresh_sqlite(tmp_path)
    else:
        url = await request.getfixturevalue("server").with_tables()
    async for database in _opened(url):
        yield database


async def _opened(url: str) -> AsyncIterator[Database]:
    database = open_database(url)
    try:
        await database.upgrade()
        yield database
    finally:
        await database.close()
