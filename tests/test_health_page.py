"""/healthz says how the coach is, truly and to whoever asks, and nothing else."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import httpx
import pytest

from bot.health import Checkup
from bot.health_page import Health, health_app
from db.engine import Database, open_database
from db.store import lead, leases

NOW = datetime(2026, 3, 29, 7, 0, tzinfo=UTC)
WELL = Health(status="ok", mode="polling", leads=True, version="1.2.3", tzdata="2026.6", since=NOW)


async def ask(health: Health, method: str = "GET", path: str = "/healthz") -> httpx.Response:
    async def provider() -> Health:
        return health

    transport = httpx.ASGITransport(health_app(provider))
    async with httpx.AsyncClient(transport=transport, base_url="http://coach") as client:
        return await client.request(method, path)


async def test_a_coach_that_is_well_answers_200_and_any_other_503_with_the_reason() -> None:
    answer = await ask(WELL)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "status": "ok",
        "problems": [],
        "mode": "polling",
        "leads": True,
        "leader": None,
        "version": "1.2.3",
        "tzdata": "2026.6",
        "since": "2026-03-29T07:00:00Z",
    }
    unwell = WELL.model_copy(update={"status": "unwell", "problems": ("the heartbeat has stopped",)})
    answer = await ask(unwell)
    assert (answer.status_code, answer.json()["problems"]) == (503, ["the heartbeat has stopped"])
    standby = WELL.model_copy(update={"status": "standing by", "leads": False, "leader": "host/7"})
    answer = await ask(standby)
    assert (answer.status_code, answer.json()["leader"]) == (503, "host/7")


async def test_there_is_nothing_else() -> None:
    assert (await ask(WELL, path="/")).status_code == 404
    assert (await ask(WELL, "POST")).status_code == 405


async def test_a_fresh_sign_of_life_is_no_trouble_and_an_old_one_or_none_is(ready_url: str) -> None:
    database = open_database(ready_url)
    checkup = Checkup(database, lambda: NOW)
    stopped = "the heartbeat has stopped"
    try:
        assert await checkup() == (stopped, None)
        await database.run(lambda conn: leases.renew(conn, leases.LIFE, "coach", NOW + timedelta(seconds=1)))
        assert await checkup() == (None, None)
        await database.run(lambda conn: leases.renew(conn, leases.LIFE, "coach", NOW))
        assert await checkup() == (stopped, None)
        if database.dialect == "postgresql":
            await database.run(lambda conn: lead.acquire(conn, "host/7/abcd", 60))
            assert await checkup() == (stopped, "host/7/abcd")
    finally:
        await database.close()


class SlowDatabase:
    """A database that answers when it is told to."""

    dialect = "sqlite"

    def __init__(self) -> None:
        self.asked = 0
        self.answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    async def run(self, work: object) -> Any:
        self.asked += 1
        return await self.answer


async def test_a_database_that_fails_or_hangs_is_told_and_asked_by_one_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.health.PATIENCE", 0.01)
    slow = SlowDatabase()
    checkup = Checkup(cast("Database", slow), lambda: NOW)
    silent = ("the database does not answer", None)
    assert await asyncio.gather(*(checkup() for _ in range(50))) == [silent] * 50
    assert await checkup() == silent
    assert slow.asked == 1
    slow.answer.set_exception(OSError("database is locked"))
    assert await checkup() == silent
    slow.answer = asyncio.get_running_loop().create_future()
    slow.answer.set_result((NOW + timedelta(seconds=60), None))
    assert await checkup() == (None, None)
