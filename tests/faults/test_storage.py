"""Nothing is lost while the database is away, and nobody has to tell the coach that it is back."""

import asyncio
import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.databases import NoPostgres, fresh_sqlite
from tests.faults import storage
from tests.faults.bad.targets import bad_bot
from tests.faults.crowd import Crowd
from tests.faults.ledger import verdict
from tests.faults.report import COMMAND, fresh_seed
from tests.faults.storage import NoWrites, Plan, endured
from tests.faults.telegram import served
from tests.patience import PATIENCE
from tests.stage import on_stage


async def test_a_full_disk(tmp_path: Path) -> None:
    report = await storage.disk(tmp_path, seed := fresh_seed(), share=0)
    assert report.kept, report.line(f"{COMMAND} --seed {seed} disk")


async def test_a_locked_file(tmp_path: Path) -> None:
    report = await storage.locked(tmp_path, seed := fresh_seed(), share=0)
    assert report.kept, report.line(f"{COMMAND} --seed {seed} locked")


async def test_a_lock_that_outlasts_the_wait_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("db.sqlite._BUSY", 0.02)
    url = fresh_sqlite(tmp_path)
    async with on_stage(url, datetime(2026, 3, 28, 15, 0, tzinfo=UTC)) as stage:
        await stage.settled()
        anna = stage.telegram.add_person("Anna")
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        with closing(other):
            other.execute("BEGIN IMMEDIATE")
            await stage.telegram.say(anna, "/start")
            await stage.telegram.say(anna, "/help")
            async with asyncio.timeout(PATIENCE):
                while "cannot be stored" not in caplog.text:  # noqa: ASYNC110 - a log tells nobody
                    await asyncio.sleep(0.01)
        await stage.settled()
        assert len(stage.said(anna)) == 2


async def test_a_restarted_server(tmp_path: Path) -> None:
    try:
        report = await storage.restarts(tmp_path, seed := fresh_seed(), share=0)
    except NoPostgres as reason:
        pytest.skip(str(reason))
    assert report.kept, report.line(f"{COMMAND} --seed {seed} restarts")


async def test_a_bot_that_confirms_what_it_cannot_store_is_seen_to_lose(tmp_path: Path) -> None:
    async with served() as (telegram, settings):
        crowd = Crowd(telegram, rng := random.Random(20261122), tellers=20, taps=0)
        target = bad_bot(tmp_path, "plain_polling", settings, ())
        await endured(telegram, crowd, target, Plan([NoWrites(1.0)], updates=300), rng)
        assert verdict(crowd.acts, await target.effects()).lost > 0
