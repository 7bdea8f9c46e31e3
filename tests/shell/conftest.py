"""The shell on SQLite and on PostgreSQL: what it promises may not hang on the database."""

from collections.abc import AsyncIterator

import pytest

from db.engine import Database, open_database
from tests.shell.chat import Chat


@pytest.fixture
def chat(database: Database) -> Chat:
    return Chat(database)


@pytest.fixture
async def other_chat(database: Database, ready_url: str) -> AsyncIterator[Chat]:
    """The shell of a second process on the same database."""
    second = open_database(ready_url)
    yield Chat(second)
    await second.close()
