import asyncio
import os
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.address import parse
from db.engine import open_database, upgrade
from db.errors import DatabaseError
from tests.databases import PostgresServer

SECRET = "s3cr3t-w0rd"


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("sqlite:///data/regen.sqlite3", "sqlite+pysqlite:///data/regen.sqlite3"),
        ("sqlite:////var/lib/regen.db", "sqlite+pysqlite:////var/lib/regen.db"),
        ("sqlite://", "sqlite+pysqlite://"),
        ("postgresql://anna@host/regen", "postgresql+asyncpg://anna@host/regen"),
        ("postgres://anna@host/regen", "postgresql+asyncpg://anna@host/regen"),
        ("postgresql+asyncpg://anna@host/regen", "postgresql+asyncpg://anna@host/regen"),
        ("postgresql://host/regen?sslmode=require", "postgresql+asyncpg://host/regen?ssl=require"),
    ],
)
def test_a_url_is_turned_into_that_of_our_drivers(written: str, ours: str) -> None:
    assert str(parse(written)) == ours


@pytest.mark.parametrize(
    "url",
    [
        f"anna:{SECRET}@host/regen",
        f"postgresql://anna:{SECRET}@host:port/regen",
        f"mysql://anna:{SECRET}@host/regen",
        f"postgresql+psycopg://anna:{SECRET}@host/regen",
        SECRET,
        "",
    ],
)
def test_a_url_that_cannot_be_used_gets_one_line_without_the_password(url: str) -> None:
    with pytest.raises(DatabaseError) as caught:
        open_database(url)
    _one_line_without_the_password(caught.value)
    assert "sqlite:///data/regen.sqlite3" in str(caught.value)


@pytest.mark.parametrize("where", ["127.0.0.1:1", "no-such-host.invalid"])
async def test_a_server_that_does_not_answer_gets_one_line_without_the_password(where: str) -> None:
    with pytest.raises(DatabaseError, match="Cannot reach the database") as caught:
        await upgrade(f"postgresql://anna:{SECRET}@{where}/regen?password={SECRET}")
    _one_line_without_the_password(caught.value)
    assert "anna" in str(caught.value)


async def test_a_database_that_is_not_on_the_server_gets_one_line(server: PostgresServer) -> None:
    with server.empty() as url:
        elsewhere = url.replace("/regen_", "/not_regen_").replace("postgres:@", f"postgres:{SECRET}@")
        with pytest.raises(DatabaseError, match="does not exist") as caught:
            await upgrade(elsewhere)
    _one_line_without_the_password(caught.value)


def test_a_database_is_printed_without_its_password() -> None:
    database = open_database(f"postgresql://anna:{SECRET}@host/regen?password={SECRET}")
    assert database.url == "postgresql+asyncpg://anna:***@host/regen"
    assert SECRET not in repr(database)


async def test_the_folder_of_a_sqlite_file_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    await upgrade(f"sqlite:///{tmp_path / 'data' / 'regen.db'}")
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "data" / "regen.db").exists()


def test_a_folder_that_is_missing_further_up_gets_one_line(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="Cannot make the folder") as caught:
        open_database(f"sqlite:///{tmp_path / 'no' / 'such' / 'regen.db'}")
    _one_line_without_the_password(caught.value)


def test_a_folder_in_place_of_the_file_gets_one_line(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="unable to open database file") as caught:
        open_database(f"sqlite:///{tmp_path}")
    _one_line_without_the_password(caught.value)


def test_a_file_that_is_no_database_gets_one_line_and_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("Nothing to see here. " * 100)
    with pytest.raises(DatabaseError, match="not a database") as caught:
        open_database(f"sqlite:///{file}")
    _one_line_without_the_password(caught.value)
    assert file.read_text().startswith("Nothing to see here.")


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_place_that_may_not_be_written_gets_one_line(what: str, nobody: Path) -> None:
    url = f"sqlite:///{nobody / 'regen.db'}"
    asyncio.run(upgrade(url))
    (nobody / "regen.db").chmod(0o444)
    nobody.chmod(0o555)
    if what == "folder":
        url = f"sqlite:///{nobody / 'other.db'}"
    with pytest.raises(DatabaseError, match=r"Cannot use the database file .*other|readonly") as caught:
        open_database(url)
    _one_line_without_the_password(caught.value)


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder of somebody without root's powers, and that somebody to be for the test."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        folder.mkdir()
        if os.geteuid() != 0:
            yield folder
            folder.chmod(0o755)
            return
        Path(name).chmod(0o755)
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
        try:
            yield folder
        finally:
            os.seteuid(0)


def _one_line_without_the_password(error: DatabaseError) -> None:
    assert "\n" not in str(error)
    assert SECRET not in "".join(traceback.format_exception(error))
