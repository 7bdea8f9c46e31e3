"""The lead among several processes, on a real PostgreSQL: one has it, a former one changes nothing."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import pytest
from sqlalchemy import Connection, text

from db.engine import Database
from db.errors import storage_away
from db.store import lead, runners
from tests.databases import statements
from tests.db.gate import Gate
from tests.db.rows import ANNA, add_anna
from tests.patience import PATIENCE

T = TypeVar("T")

LONG = 600.0  # seconds: nothing ends by itself in a test


async def acquire(postgres: Database, owner: str = "a/1/x", seconds: float = LONG) -> int | None:
    return await postgres.run(lambda conn: lead.acquire(conn, owner, seconds))


async def ended(postgres: Database) -> None:
    """The lease has come to its end without a word from its owner."""
    await postgres.run(lambda conn: conn.execute(text("UPDATE leases SET until = now()")))


async def test_the_first_to_ask_has_the_lead_and_nobody_else_until_it_ends(postgres: Database) -> None:
    assert await postgres.run(lead.look) is None
    assert await acquire(postgres) == 1
    assert await acquire(postgres, "b/2/y") is None
    leader = await postgres.run(lead.look)
    assert leader is not None
    assert dict(leader) == {"owner": "a/1/x", "held": True}

    await ended(postgres)

    leader = await postgres.run(lead.look)
    assert leader is not None
    assert dict(leader) == {"owner": "a/1/x", "held": False}
    assert await acquire(postgres, "b/2/y") == 2
    assert await acquire(postgres) is None


async def test_every_time_the_lead_is_got_its_fence_is_new_also_for_the_same_process(
    postgres: Database,
) -> None:
    fences = [await acquire(postgres), await acquire(postgres)]
    await ended(postgres)
    fences += [await acquire(postgres, "b/2/y")]
    await ended(postgres)
    fences += [await acquire(postgres)]
    assert fences == [1, 2, 3, 4]


async def test_a_renewal_keeps_the_lead_and_its_fence(postgres: Database) -> None:
    assert await acquire(postgres, seconds=0) == 1
    assert await postgres.run(lambda conn: lead.renew(conn, 1, LONG))
    assert await acquire(postgres, "b/2/y") is None
    assert await postgres.run(lambda conn: lead.stands(conn, 1))


async def test_a_renewal_after_somebody_else_got_the_lead_changes_nothing(postgres: Database) -> None:
    await acquire(postgres, seconds=0)
    assert await acquire(postgres, "b/2/y", seconds=0) == 2
    assert not await postgres.run(lambda conn: lead.renew(conn, 1, LONG))
    assert not await postgres.run(lambda conn: lead.give_back(conn, 1))
    assert not await postgres.run(lambda conn: lead.stands(conn, 1))
    assert await acquire(postgres, "c/3/z") == 3


async def test_what_is_given_back_is_free_at_once(postgres: Database) -> None:
    await acquire(postgres)
    assert await postgres.run(lambda conn: lead.give_back(conn, 1))
    assert await acquire(postgres, "b/2/y") == 2


async def test_of_many_who_ask_at_once_one_gets_it(postgres: Database) -> None:
    for _ in range(20):
        asked = [acquire(postgres, f"host/{number}/r") for number in range(6)]
        got = [fence for fence in await asyncio.gather(*asked) if fence is not None]
        assert len(got) == 1
        await ended(postgres)


async def test_getting_renewing_and_looking_at_the_fence_are_one_statement_each(postgres: Database) -> None:
    for work in (
        lambda conn: lead.acquire(conn, "a/1/x", LONG),
        lambda conn: lead.renew(conn, 1, LONG),
        lambda conn: lead.stands(conn, 1),
    ):
        with statements() as sent:
            assert await postgres.run(work)
        assert len(sent) == 1


def with_fence(work: Callable[[Connection], T], fence: int) -> Callable[[Connection], T]:
    def fenced(conn: Connection) -> T:
        result = work(conn)
        assert lead.stands(conn, fence)
        return result

    return fenced


async def test_who_gets_the_lead_waits_for_what_the_one_before_commits_and_sees_it(
    postgres: Database,
) -> None:
    await acquire(postgres)
    await ended(postgres)
    gate = Gate()

    def late(conn: Connection) -> None:
        with_fence(add_anna, 1)(conn)
        gate.stop_here(conn)  # looked at the fence, and not committed yet

    def taken_over(conn: Connection) -> bool:
        assert lead.acquire(conn, "b/2/y", LONG) == 2
        return runners.lock(conn, ANNA) is not None

    working = asyncio.create_task(postgres.run(late))
    await gate.reached.wait()
    takeover = asyncio.create_task(postgres.run(taken_over))
    await waits_for_a_lock(postgres)
    assert not takeover.done()
    gate.open()
    await working
    assert await takeover


async def test_who_commits_waits_for_a_takeover_and_fails(postgres: Database) -> None:
    await acquire(postgres)
    await ended(postgres)
    gate = Gate()

    def takeover(conn: Connection) -> None:
        assert lead.acquire(conn, "b/2/y", LONG) == 2
        gate.stop_here(conn)

    taking = asyncio.create_task(postgres.run(takeover))
    await gate.reached.wait()
    working = asyncio.create_task(postgres.run(with_fence(add_anna, 1)))
    await waits_for_a_lock(postgres)
    gate.open()
    await taking
    with pytest.raises(AssertionError):
        await working
    assert await postgres.run(lambda conn: runners.lock(conn, ANNA)) is None


async def test_a_renewal_and_work_are_in_nobodys_way(postgres: Database) -> None:
    await acquire(postgres)
    gates = [Gate(), Gate()]

    def work(gate: Gate) -> Callable[[Connection], None]:
        def fenced(conn: Connection) -> None:
            assert lead.stands(conn, 1)
            gate.stop_here(conn)

        return fenced

    first = asyncio.create_task(postgres.run(work(gates[0])))
    await gates[0].reached.wait()
    assert await postgres.run(lambda conn: lead.renew(conn, 1, LONG))
    second = asyncio.create_task(postgres.run(work(gates[1])))
    await gates[1].reached.wait()
    for gate in gates:
        gate.open()
    await asyncio.gather(first, second)


async def test_standbys_are_known_by_their_host_until_they_are_not_heard_of(postgres: Database) -> None:
    async def of(host: str) -> bool | None:
        return await postgres.run(lambda conn: lead.stands_by(conn, host))

    await postgres.run(lambda conn: lead.stand_by(conn, "a", "a/1/x", LONG))
    await postgres.run(lambda conn: lead.stand_by(conn, "b", "b/2/y", LONG))
    await acquire(postgres, "c/3/z")
    assert (await of("a"), await of("b"), await of("c")) == (True, True, None)
    await ended(postgres)
    assert (await of("a"), await of("b")) == (False, False)
    await postgres.run(lambda conn: lead.stand_by(conn, "b", "b/2/y", LONG))
    await postgres.run(lambda conn: lead.stand_by_no_more(conn, "b/2/y"))
    assert (await of("a"), await of("b")) == (False, None)
    await postgres.run(lambda conn: conn.execute(text("UPDATE leases SET until = now() - interval '2 days'")))
    await postgres.run(lambda conn: lead.stand_by_no_more(conn, "b/2/y"))
    assert await of("a") is None
    assert await postgres.run(lead.look) is not None


async def waits_for_a_lock(postgres: Database) -> None:
    """Until somebody waits for a lock in this database."""
    query = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )

    def waiting(conn: Connection) -> int:
        return int(conn.execute(query).scalar_one())

    async with asyncio.timeout(PATIENCE):
        while not await postgres.run(waiting):
            pass


async def test_a_former_leader_that_stands_still_in_a_transaction_holds_nobody_up(
    postgres: Database,
) -> None:
    await acquire(postgres)
    await ended(postgres)
    gate = Gate()

    def stands_still(conn: Connection) -> None:
        with_fence(add_anna, 1)(conn)
        # as in every transaction of ours, only sooner; and last, for a busy machine may be idle in between
        conn.execute(text("SET LOCAL idle_in_transaction_session_timeout = '50ms'"))
        gate.stop_here(conn)

    working = asyncio.create_task(postgres.run(stands_still))
    await gate.reached.wait()
    assert await acquire(postgres, "b/2/y") == 2
    gate.open()
    # the driver has several ways to say it, as the end of the session and the commit meet on the wire
    (told,) = await asyncio.gather(working, return_exceptions=True)
    assert isinstance(told, Exception)
    assert storage_away(told)
    assert await postgres.run(lambda conn: runners.lock(conn, ANNA)) is None
