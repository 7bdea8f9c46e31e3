"""The program is to end: what waits for somebody else is given up, soon, and changes nothing."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection, text

from db import engine, sqlite as sqlite_module
from db.engine import Database, open_database
from db.errors import storage_away
from tests.db.gate import Gate
from tests.db.rows import ANNA, add_anna
from tests.db.test_units_of_work import _url_of, chats
from tests.patience import PATIENCE


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The moment is short; who does not hurry waits longer than the test does."""
    monkeypatch.setattr(engine, "GRACE", 0.05)
    monkeypatch.setattr(sqlite_module, "_BUSY", 10 * PATIENCE)


@pytest.fixture
async def held(database: Database) -> AsyncIterator[Database]:
    """The same database, in which somebody else holds the file, or Anna's row."""
    await database.run(add_anna)
    other, gate = open_database(_url_of(database)), Gate()

    def hold(conn: Connection) -> None:
        change(conn)
        gate.stop_here(conn)

    holding = asyncio.create_task(other.run(hold))
    async with asyncio.timeout(PATIENCE):
        await gate.reached.wait()
    yield database
    gate.open()
    await holding
    await other.close()


def change(conn: Connection) -> None:
    conn.execute(text(f"UPDATE runners SET first_name = 'Late' WHERE chat_id = {ANNA}"))


async def test_what_waits_is_given_up_and_is_no_fault_of_its_own(held: Database) -> None:
    waiting = asyncio.create_task(held.run(change))
    async with asyncio.timeout(PATIENCE):
        held.hurry()
        with pytest.raises(Exception) as caught:  # noqa: PT011
            await waiting
    assert storage_away(caught.value)


async def test_what_comes_later_does_not_wait_at_all_and_closing_neither(held: Database) -> None:
    async with asyncio.timeout(PATIENCE):
        held.hurry()
        with pytest.raises(Exception):  # noqa: B017, PT011
            await held.run(change)
        with pytest.raises(Exception) as caught:  # noqa: PT011
            await held.run(change)
        assert storage_away(caught.value)
        waiting = asyncio.create_task(held.run(change))
        await held.close()
        await asyncio.gather(waiting, return_exceptions=True)


async def test_what_need_not_wait_is_done_also_in_a_hurry(database: Database) -> None:
    database.hurry()
    for _ in range(20):
        await database.run(chats)
        await asyncio.sleep(0.01)
    await database.run(add_anna)
    assert await database.run(chats) == [ANNA]
