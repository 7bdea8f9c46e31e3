"""For all tests: time for every example, and an empty database for a coach, on either of the two kinds."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from db.engine import Database, open_database, upgrade
from tests.databases import NoPostgres, fresh_sqlite, postgres_server

# no example is judged by the time it takes: the machine may be busy
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Where a SQLite file with our tables is, once one was made: migrating each test's own takes longer."""
    return {"folder": tmp_path_factory.mktemp("tables")}


@pytest.fixture(params=["sqlite", "postgresql"])
async def ready_url(request: pytest.FixtureRequest, tmp_path: Path, sqlite_tables: dict[str, Path]) -> str:
    """The URL of an empty database with our tables. Name the kind as the parameter to have only one."""
    if request.param == "postgresql":
        try:
            return await postgres_server().with_tables()
        except NoPostgres as reason:
            pytest.skip(str(reason))
    if "file" not in sqlite_tables:
        made = fresh_sqlite(sqlite_tables["folder"])
        await upgrade(made)
        sqlite_tables["file"] = Path(made.removeprefix("sqlite:///"))
    url = fresh_sqlite(tmp_path)
    shutil.copyfile(sqlite_tables["file"], url.removeprefix("sqlite:///"))
    return url


@pytest.fixture
async def database(ready_url: str) -> AsyncIterator[Database]:
    """That one, opened."""
    database = open_database(ready_url)
    yield database
    await database.close()
