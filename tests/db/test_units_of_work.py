import asyncio
import threading
from functools import partial
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]
import pytest
from sqlalchemy import Connection, text

from db.engine import Database, open_database
from db.errors import DatabaseError
from db.models import runners as runners_table
from db.store import runners
from tests.databases import fresh_sqlite
from tests.db.gate import Gate
from tests.db.rows import ANNA, BEN, add_anna, runner
from tests.patience import PATIENCE


class Oops(Exception):
    pass


def chats(conn: Connection) -> list[int]:
    return sorted(conn.execute(runners_table.select().with_only_columns(runners_table.c.chat_id)).scalars())


async def test_what_a_unit_of_work_did_is_there_when_it_returns(database: Database) -> None:
    def work(conn: Connection) -> int:
        add_anna(conn)
        return 7

    assert await database.run(work) == 7
    assert await database.run(chats) == [ANNA]


async def test_a_unit_of_work_that_raises_did_nothing(database: Database) -> None:
    def half(conn: Connection) -> None:
        add_anna(conn)
        raise Oops

    with pytest.raises(Oops):
        await database.run(half)
    assert await database.run(chats) == []


async def test_a_statement_that_fails_takes_the_whole_unit_with_it(database: Database) -> None:
    def half(conn: Connection) -> None:
        add_anna(conn)
        conn.execute(text("SELECT * FROM no_such_table"))

    with pytest.raises(Exception, match="no_such_table"):
        await database.run(half)
    assert await database.run(chats) == []


@pytest.mark.parametrize("ends_well", [True, False])
async def test_a_cancelled_wait_does_not_cut_the_unit_of_work_in_two(
    database: Database, ends_well: bool
) -> None:
    gate = Gate()

    def slow(conn: Connection) -> None:
        runners.add(conn, runner(ANNA))
        gate.stop_here(conn)
        runners.add(conn, runner(BEN))
        if not ends_well:
            raise Oops

    waiting = asyncio.create_task(database.run(slow))
    await gate.reached.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    gate.open()
    await database.close()

    again = open_database(_url_of(database))
    try:
        assert await again.run(chats) == ([BEN, ANNA] if ends_well else [])
    finally:
        await again.close()


async def test_work_goes_on_after_a_cancelled_wait(database: Database) -> None:
    gate = Gate()
    waiting = asyncio.create_task(database.run(gate.stop_here))
    await gate.reached.wait()
    waiting.cancel()
    gate.open()
    await database.run(add_anna)
    assert await database.run(chats) == [ANNA]


async def test_closing_waits_for_what_runs(database: Database) -> None:
    gate = Gate()

    def slow(conn: Connection) -> None:
        gate.stop_here(conn)
        add_anna(conn)

    running = asyncio.create_task(database.run(slow))
    await gate.reached.wait()
    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0)
    assert not closing.done()
    gate.open()
    await asyncio.wait_for(closing, PATIENCE)
    await running


async def test_a_closed_database_says_so(database: Database) -> None:
    await database.close()
    await database.close()
    with pytest.raises(DatabaseError, match="closed"):
        await database.run(chats)


async def test_many_units_of_work_at_once_all_arrive(database: Database) -> None:
    async def add(number: int) -> None:
        await database.run(lambda conn: runners.add(conn, runner(number)))

    await asyncio.gather(*(add(number) for number in range(1, 101)))
    assert await database.run(chats) == list(range(1, 101))


async def test_a_runners_row_is_held_until_the_transaction_ends(database: Database) -> None:
    gate = Gate()

    def first(conn: Connection) -> None:
        runners.lock(conn, ANNA)
        gate.stop_here(conn)
        runners.save(conn, ANNA, {"minutes": 30})

    def second(conn: Connection) -> int:
        row = runners.lock(conn, ANNA)
        assert row is not None
        return int(row["minutes"])

    await database.run(add_anna)
    one = asyncio.create_task(database.run(first))
    await gate.reached.wait()
    two = asyncio.create_task(database.run(second))
    if database.dialect == "postgresql":
        await _until_one_waits_for_a_lock(database)
    assert not two.done()
    gate.open()
    assert await two == 30
    await one


async def test_other_runners_do_not_wait_on_postgresql(postgres: Database) -> None:
    gate = Gate()

    def hold_anna(conn: Connection) -> None:
        runners.lock(conn, ANNA)
        gate.stop_here(conn)

    for chat_id in (ANNA, BEN):
        await postgres.run(partial(runners.add, values=runner(chat_id)))
    holding = asyncio.create_task(postgres.run(hold_anna))
    await gate.reached.wait()
    ben = await asyncio.wait_for(postgres.run(lambda conn: runners.lock(conn, BEN)), PATIENCE)
    assert ben is not None
    gate.open()
    await holding


async def test_a_connection_the_server_cut_is_replaced(postgres: Database) -> None:
    pid = await postgres.run(lambda conn: conn.scalar(text("SELECT pg_backend_pid()")))

    def cut(conn: Connection) -> int:
        own = int(conn.scalar(text("SELECT pg_backend_pid()")) or 0)
        conn.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        return own

    other = open_database(_url_of(postgres))
    assert await other.run(cut) != pid
    await other.close()
    assert await postgres.run(chats) == []


async def test_a_connection_that_the_driver_lost_its_way_in_is_the_databases_fault(
    postgres: Database,
) -> None:
    """Where the server ends it while we commit, asyncpg raises what SQLAlchemy does not wrap."""

    def met_on_the_wire(conn: Connection) -> None:
        add_anna(conn)
        raise asyncpg.InternalClientError("cannot switch to state 13; another operation (2) is in progress")

    with pytest.raises(DatabaseError, match="was lost"):
        await postgres.run(met_on_the_wire)
    assert await postgres.run(chats) == []


async def test_a_file_that_is_held_too_long_leaves_no_transaction_behind(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()
    monkeypatch.setattr("db.sqlite._BUSY", 0.001)
    other = open_database(_url_of(sqlite))
    holding = asyncio.create_task(sqlite.run(gate.stop_here))
    await gate.reached.wait()
    with pytest.raises(Exception, match="locked"):
        await other.run(add_anna)
    gate.open()
    await holding
    await other.run(add_anna)
    await other.close()
    assert await sqlite.run(chats) == [ANNA]


async def test_a_file_that_somebody_holds_cannot_be_opened_and_the_line_says_so(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate()
    monkeypatch.setattr("db.sqlite._BUSY", 0.001)
    holding = asyncio.create_task(sqlite.run(gate.stop_here))
    await gate.reached.wait()
    with pytest.raises(DatabaseError, match="database is locked"):
        open_database(_url_of(sqlite))
    gate.open()
    await holding


async def test_sqlite_is_safe_against_a_power_cut_and_reads_beside_the_writer(sqlite: Database) -> None:
    def settings(conn: Connection) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return {name: conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}

    reopened = open_database(_url_of(sqlite))  # an upgrade switches foreign keys on by itself
    found = await reopened.run(settings)
    await reopened.close()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
    }


async def test_postgresql_lets_nobody_hold_a_runner_for_ever(postgres: Database) -> None:
    def settings(conn: Connection) -> dict[str, object]:
        names = ("lock_timeout", "idle_in_transaction_session_timeout", "application_name")
        return {name: conn.scalar(text(f"SHOW {name}")) for name in names}

    assert await postgres.run(settings) == {
        "lock_timeout": "20s",
        "idle_in_transaction_session_timeout": "5s",
        "application_name": "regen-coach",
    }


async def test_sqlite_in_memory_lives_as_long_as_the_database(tmp_path: Path) -> None:
    for url in ("sqlite://", "sqlite:///:memory:"):
        database = open_database(url)
        await database.upgrade()
        await database.run(add_anna)
        assert await database.run(chats) == [ANNA]
        await database.close()


async def test_errors_do_not_print_what_a_runner_wrote(database: Database) -> None:
    with pytest.raises(Exception, match="ck_runners_beginner") as caught:
        await database.run(lambda conn: runners.add(conn, runner(first_name="Rosalind", beginner="x")))
    assert "Rosalind" not in str(caught.value)


async def test_a_closed_database_leaves_no_thread_behind(tmp_path: Path) -> None:
    before = threading.active_count()
    database = open_database(fresh_sqlite(tmp_path))
    assert threading.active_count() == before + 1
    await database.close()
    assert threading.active_count() == before


def _url_of(database: Database) -> str:
    return database.url.replace(":***@", "@")  # the test servers have no passwords


async def _until_one_waits_for_a_lock(database: Database) -> None:
    asking = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    async with asyncio.timeout(PATIENCE):
        while not await database.run(lambda conn: conn.scalar(asking)):
            pass
