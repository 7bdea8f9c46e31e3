"""Who leads, on a real PostgreSQL; the leader's own clock moves only when told."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Connection, text

from bot.edge.pace import LostLead, Pulse
from bot.leader import LEASE, Alone, Leader, lead_of
from db.engine import Database, open_database
from tests.patience import PATIENCE

pytestmark = pytest.mark.parametrize("ready_url", ["postgresql"], indirect=True)


class Watch:
    """Seconds that pass while somebody sleeps, or when the process is said to have stood still."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.slept: list[float] = []
        self._often = asyncio.Event()
        self._how_often = 0

    async def has_slept(self, times: int) -> None:
        self._how_often = times
        async with asyncio.timeout(PATIENCE):
            await self._often.wait()

    def pulse(self) -> Pulse:
        return Pulse(monotonic=lambda: self.seconds, sleep=self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds
        if len(self.slept) == self._how_often:
            self._often.set()
        await asyncio.sleep(0)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def leader(database: Database, watch: Watch) -> Leader:
    """It leads."""
    leader = Leader(database, pulse=watch.pulse(), host="a")
    assert await won(leader)
    return leader


async def won(leader: Leader) -> bool:
    """Whether it gets the lead at its first look; it looks no second time."""
    stop = asyncio.Event()

    async def enough(_seconds: float) -> None:
        stop.set()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(leader, "_pulse", replace(leader._pulse, sleep=enough))
        async with asyncio.timeout(PATIENCE):
            return await leader.win(stop)


def other(database: Database) -> Leader:
    return Leader(database, host="b")


async def has_ended(database: Database) -> None:
    """The lease of whoever leads is over."""
    await database.run(lambda conn: conn.execute(text("UPDATE leases SET until = now()")))


def note(conn: Connection) -> None:
    conn.execute(text("INSERT INTO updates (update_id, seen_at) VALUES (7, now())"))


def notes(conn: Connection) -> int:
    return int(conn.execute(text("SELECT count(*) FROM updates")).scalar_one())


async def test_the_leader_works_and_a_standby_does_not(leader: Leader, database: Database) -> None:
    standby = other(database)
    assert not await won(standby)
    with pytest.raises(LostLead):
        await standby.run(note)
    with pytest.raises(LostLead):
        standby.check()
    assert await database.run(notes) == 0

    leader.check()
    await leader.run(note)
    assert await database.run(notes) == 1


async def test_what_is_given_back_goes_to_the_standby_at_its_next_look(
    leader: Leader, database: Database
) -> None:
    standby = other(database)
    assert not await won(standby)
    await leader.give_back()
    assert not leader.sure
    assert await won(standby)


async def test_a_leader_that_stood_still_for_too_long_knows_it_before_it_asks(
    leader: Leader, database: Database, watch: Watch
) -> None:
    watch.seconds += LEASE - 1.1
    leader.check()
    watch.seconds += 0.2
    with pytest.raises(LostLead):
        leader.check()
    with pytest.raises(LostLead):
        await leader.run(note)
    assert await database.run(notes) == 0
    await leader.keep()  # and it comes back at once
    assert watch.slept == []


async def test_it_is_sure_from_before_it_asked_not_from_when_it_was_answered(
    database: Database, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = database.run

    async def slow(work: Callable[[Connection], object]) -> object:
        found = await run(work)
        watch.seconds += LEASE
        return found

    monkeypatch.setattr(database, "run", slow)
    leader = Leader(database, pulse=watch.pulse())
    assert await won(leader)
    assert not leader.sure


async def test_a_former_leader_that_does_not_know_it_yet_changes_nothing_and_then_knows(
    leader: Leader, database: Database, watch: Watch
) -> None:
    await has_ended(database)
    standby = other(database)
    assert await won(standby)
    leader.check()  # its own clock says nothing yet

    with pytest.raises(LostLead):
        await leader.run(note)

    assert not leader.sure
    await leader.keep()  # and it comes back at once
    assert watch.slept == []
    assert await database.run(notes) == 0
    await standby.run(note)


async def test_work_of_an_earlier_time_of_the_same_process_changes_nothing(
    leader: Leader, database: Database
) -> None:
    begun = asyncio.Event()
    run = database.run

    async def late(work: Callable[[Connection], object]) -> object:
        begun.set()
        await again.wait()
        return await run(work)

    again = asyncio.Event()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(database, "run", late)
        working = asyncio.create_task(leader.run(note))
        await begun.wait()
    await leader.give_back()
    assert await won(leader)
    again.set()
    with pytest.raises(LostLead):
        await working
    assert await database.run(notes) == 0
    leader.check()  # the new time is not ended by the old one's work


async def test_it_renews_three_times_in_a_lease_and_keeps_the_others_out(
    leader: Leader, database: Database, watch: Watch
) -> None:
    keeping = asyncio.create_task(leader.keep())
    await watch.has_slept(10)
    assert set(watch.slept) == {LEASE / 3}
    assert leader.sure
    assert not await won(other(database))
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


async def test_a_database_that_is_away_for_a_moment_costs_no_lead_and_one_line(
    leader: Leader,
    database: Database,
    watch: Watch,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    run, away = database.run, [True, True, True]

    async def flaky(work: Callable[[Connection], object]) -> object:
        if away:
            away.pop()
            raise ConnectionRefusedError
        return await run(work)

    monkeypatch.setattr(database, "run", flaky)
    keeping = asyncio.create_task(leader.keep())
    await watch.has_slept(8)
    assert watch.slept[:5] == [4, 1, 1, 1, 4]
    assert leader.sure
    assert len([r for r in caplog.records if r.levelno >= logging.WARNING]) == 1
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)


async def test_a_database_that_stays_away_costs_the_lead_before_others_may_have_it(
    leader: Leader, database: Database, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(work: Callable[[Connection], object]) -> object:
        raise ConnectionRefusedError

    monkeypatch.setattr(database, "run", away)
    began = watch.seconds
    async with asyncio.timeout(PATIENCE):
        await leader.keep()
    assert not leader.sure
    assert LEASE - 2 <= watch.seconds - began < LEASE


async def test_a_database_that_never_answers_costs_the_lead_too(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader = Leader(database, lease=2)
    assert await won(leader)

    async def silent(work: Callable[[Connection], object]) -> object:
        return await asyncio.Event().wait()

    monkeypatch.setattr(database, "run", silent)
    async with asyncio.timeout(PATIENCE):
        await leader.keep()
    assert not leader.sure


async def test_it_says_once_who_leads_and_names_no_random_number(
    leader: Leader, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "bot.leader"):
        standby = other(database)
        assert not await won(standby)
        assert not await won(standby)
        await leader.give_back()
        assert await won(standby)
    host, process, secret = leader.owner.split("/")
    said = [record.getMessage() for record in caplog.records]
    assert said == [f"standing by (leader: {host}/{process})", f"this process leads (b/{process})"]
    assert secret not in " ".join(said)


async def test_a_sqlite_file_needs_no_lead(ready_url: str) -> None:
    database = open_database("sqlite://")
    alone = lead_of(database)
    assert isinstance(alone, Alone)
    stop = asyncio.Event()
    assert await alone.win(stop)
    alone.check()
    await alone.give_back()
    alone.check()
    stop.set()
    assert not await alone.win(stop)
    await database.close()
