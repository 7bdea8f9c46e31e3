"""What `health` says of several processes on one database: who works, and how the one of this machine is."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.health import sign_of_life
from db.engine import Database, open_database
from db.store import lead, leases

pytestmark = pytest.mark.parametrize("ready_url", ["postgresql"], indirect=True)

LONG = 600.0  # seconds


@pytest.fixture
async def database(ready_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """A coach on the machine `b` is at work; we ask on `a`."""
    monkeypatch.setattr("socket.gethostname", lambda: "a")
    database = open_database(ready_url)
    until = datetime.now(UTC) + timedelta(minutes=1)
    await database.run(lambda conn: leases.renew(conn, leases.LIFE, "coach", until))
    await database.run(lambda conn: lead.acquire(conn, "b/2/y", LONG))
    yield database
    await database.close()


async def ended(database: Database, name: str) -> None:
    await database.run(
        lambda conn: conn.execute(text("UPDATE leases SET until = now() WHERE name = :name"), {"name": name})
    )


async def test_who_leads_is_named(database: Database, ready_url: str) -> None:
    assert await sign_of_life(ready_url) == ("The coach is at work (leader: b/2).", True)


async def test_the_standby_of_this_machine_is_meant_first(database: Database, ready_url: str) -> None:
    await database.run(lambda conn: lead.stand_by(conn, "a", "a/1/x", LONG))
    assert await sign_of_life(ready_url) == ("The coach is standing by (leader: b/2).", True)


async def test_a_leader_of_this_machine_is_at_work_whoever_else_stands_by_on_it(
    database: Database, ready_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "b")
    await database.run(lambda conn: lead.stand_by(conn, "b", "b/3/z", LONG))
    assert await sign_of_life(ready_url) == ("The coach is at work (leader: b/2).", True)


async def test_a_standby_that_is_silent_is_not_well_though_another_one_leads(
    database: Database, ready_url: str
) -> None:
    await database.run(lambda conn: lead.stand_by(conn, "a", "a/1/x", LONG))
    await ended(database, "standby a")
    line, well = await sign_of_life(ready_url)
    assert (well, line.split(",")[0]) == (False, "The coach should be standing by")


async def test_a_lead_that_nobody_has_is_told_at_once(database: Database, ready_url: str) -> None:
    await ended(database, "leader")
    line, well = await sign_of_life(ready_url)
    assert (well, line.split(".")[0]) == (False, "The coach is not at work")
    await database.run(lambda conn: lead.stand_by(conn, "a", "a/1/x", LONG))
    line, well = await sign_of_life(ready_url)
    assert (well, "nobody leads" in line) == (False, True)


async def test_a_leader_whose_heartbeat_has_stopped_is_not_at_work(
    database: Database, ready_url: str
) -> None:
    await ended(database, leases.LIFE)
    line, well = await sign_of_life(ready_url)
    assert (well, line.split(".")[0]) == (False, "The coach is not at work")
