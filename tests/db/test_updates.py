import asyncio
from datetime import timedelta

from sqlalchemy import Connection, select

from db.engine import Database
from db.models import updates as table
from db.store import updates
from tests.db.gate import Gate
from tests.db.rows import NOW
from tests.db.test_units_of_work import Oops

UPDATE = 9_000_000_000


def take(conn: Connection) -> bool:
    return updates.first_time(conn, UPDATE, NOW)


async def test_an_update_is_taken_once(database: Database) -> None:
    assert [await database.run(take) for _ in range(3)] == [True, False, False]


async def test_an_update_whose_work_failed_can_be_taken_again(database: Database) -> None:
    def failing(conn: Connection) -> None:
        take(conn)
        raise Oops

    await asyncio.gather(database.run(failing), return_exceptions=True)
    assert await database.run(take)


async def test_of_two_who_take_an_update_at_the_same_time_one_gets_it(database: Database) -> None:
    gate = Gate()

    def slowly(conn: Connection) -> bool:
        taken = take(conn)
        gate.stop_here(conn)
        return taken

    first = asyncio.create_task(database.run(slowly))
    await gate.reached.wait()
    second = asyncio.create_task(database.run(take))
    gate.open()
    assert (await first, await second) == (True, False)


async def test_twenty_at_once_on_postgresql_leave_one_taker(postgres: Database) -> None:
    taken = await asyncio.gather(*(postgres.run(take) for _ in range(20)))
    assert sorted(taken) == [False] * 19 + [True]


async def test_a_dead_update_keeps_its_body_and_is_not_tried_again(database: Database) -> None:
    def aside(conn: Connection) -> tuple[bool, list[tuple[object, ...]]]:
        updates.set_aside(conn, UPDATE, '{"message": 1}', "KeyError: 1", NOW)
        updates.set_aside(conn, UPDATE, '{"message": 2}', "KeyError: 2", NOW)
        rows = conn.execute(select(table.c.body, table.c.error)).all()
        return take(conn), [tuple(row) for row in rows]

    assert await database.run(aside) == (False, [('{"message": 2}', "KeyError: 2")])


async def test_what_is_older_than_the_limit_is_forgotten_whole(database: Database) -> None:
    def prune(conn: Connection) -> list[int]:
        updates.set_aside(conn, 1, "words", "error", NOW - timedelta(hours=49))
        updates.first_time(conn, 2, NOW - timedelta(hours=49))
        updates.first_time(conn, 3, NOW - timedelta(hours=47))
        updates.prune(conn, NOW - timedelta(hours=48))
        return list(conn.execute(select(table.c.update_id)).scalars())

    assert await database.run(prune) == [3]
