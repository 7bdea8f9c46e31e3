"""A coach that loses the lead stands by, and takes up what is there when it leads again."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from db.engine import Database
from tests.patience import PATIENCE
from tests.stage import Stage, on_stage

pytestmark = pytest.mark.parametrize("ready_url", ["postgresql"], indirect=True)


@pytest.fixture
async def stage(ready_url: str) -> AsyncIterator[Stage]:
    async with on_stage(ready_url, datetime(2026, 3, 28, 15, 10, tzinfo=UTC)) as stage:
        yield stage


async def taken(database: Database) -> None:
    """Another process has the lead, and does nothing with it."""
    await _set(database, "owner = 'b/2/x', fence = fence + 1, until = now() + interval '1 hour'")


async def free(database: Database) -> None:
    await _set(database, "until = now()")


async def _set(database: Database, values: str) -> None:
    await database.run(lambda conn: conn.execute(text(f"UPDATE leases SET {values} WHERE name = 'leader'")))


async def stands_by(stage: Stage) -> None:
    async with asyncio.timeout(PATIENCE):
        while await _standbys(stage) == 0:
            pass


async def _standbys(stage: Stage) -> int:
    assert stage.database is not None
    query = text("SELECT count(*) FROM leases WHERE name LIKE 'standby %'")
    return await stage.database.run(lambda conn: int(conn.execute(query).scalar_one()))


async def test_what_it_could_not_take_without_the_lead_is_answered_once_when_it_leads_again(
    stage: Stage,
) -> None:
    assert stage.database is not None
    anna = stage.telegram.add_person("Anna")
    await stage.say(anna, "/start")
    before = stage.said(anna)
    assert stage.coach is not None
    workers = {stage.coach.sender, stage.coach.heartbeat}
    await taken(stage.database)

    await stage.telegram.say(anna, "/help")
    await stands_by(stage)

    assert stage.said(anna) == before
    assert stage.telegram.store.count_updates() == 1, "it is not confirmed"
    polls = stage.telegram.calls["getUpdates"]
    await stage.telegram.say(anna, "/about")
    assert stage.telegram.calls["getUpdates"] == polls

    await free(stage.database)
    await stage.settled()
    assert len(stage.said(anna)) == len(before) + 2
    assert await _standbys(stage) == 0
    # what somebody of the earlier time still remembers may have left by another process since
    assert workers.isdisjoint({stage.coach.sender, stage.coach.heartbeat})


async def test_told_to_stop_while_it_stands_by_it_stops_and_leaves_no_trace(stage: Stage) -> None:
    assert stage.database is not None
    anna = stage.telegram.add_person("Anna")
    await stage.say(anna, "/start")
    await taken(stage.database)
    await stage.telegram.say(anna, "/help")
    await stands_by(stage)
    database = stage.database

    async with asyncio.timeout(PATIENCE):
        await stage.restart()  # the new one waits for the lead too
        assert await _standbys(stage) <= 1
        await free(database)
        await stage.settled()

    assert len(stage.said(anna)) == 2


async def test_a_letter_that_was_in_hand_when_the_lead_was_lost_leaves_later_and_once(stage: Stage) -> None:
    assert stage.database is not None
    anna = stage.telegram.add_person("Anna")
    await stage.say(anna, "/start")
    stage.telegram.faults.add(method="sendMessage", kind="500", times=None)  # nothing can leave
    await stage.telegram.say(anna, "/help")
    async with asyncio.timeout(PATIENCE):
        while stage.telegram.store.count_updates():  # noqa: ASYNC110
            await asyncio.sleep(0.001)
    await taken(stage.database)
    await stage.telegram.say(anna, "/about")
    await stands_by(stage)
    stage.telegram.faults.clear()
    before = len(stage.said(anna))

    await free(stage.database)
    await stage.settled()

    assert len(stage.said(anna)) == before + 2
