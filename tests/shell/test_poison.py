"""An update that cannot be handled: set aside, the runner told kindly, everybody else served."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError, ProgrammingError

from bot import shell_unit
from bot.coach import events as e
from bot.coach.outcome import Step
from bot.coach.step import step
from db.errors import DatabaseError, storage_away
from tests.databases import fresh_sqlite
from tests.stage import on_stage
from tests.stories.player import FILES


def _poisoned(*args: object) -> Step:
    event = args[2]
    if isinstance(event, e.Typed) and event.text == "poison":
        raise ZeroDivisionError
    return step(*args)  # type: ignore[arg-type]


async def test_the_runner_is_told_and_everybody_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shell_unit, "step", _poisoned)
    async with on_stage(fresh_sqlite(tmp_path), datetime(2026, 7, 1, 9, tzinfo=UTC)) as stage:
        anna, ben = stage.telegram.add_person("Anna"), stage.telegram.add_person("Ben")
        await stage.say(anna, "/start")
        await stage.say(anna, "poison")
        assert stage.said(anna)[-1]["text"].startswith("Sorry, something went wrong on my side.")
        await stage.say(ben, "/start")
        await stage.tap(anna, "I just ran")
        assert stage.said(ben)[-1]["text"].startswith("Hi Ben")
        assert stage.said(anna)[-1]["text"] == "What did you run?"
        assert not stage.telegram.store.count_updates()


def _sqlite(words: str, code: int) -> OperationalError:
    error = sqlite3.OperationalError(words)
    error.sqlite_errorcode = code
    return OperationalError("SELECT 1", {}, error)


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (_sqlite("database is locked", sqlite3.SQLITE_BUSY), True),
        (_sqlite("database or disk is full", sqlite3.SQLITE_FULL), True),
        (_sqlite("no such column: x", sqlite3.SQLITE_ERROR), False),
        (OperationalError("SELECT 1", {}, ConnectionRefusedError()), True),
        (ProgrammingError("SELECT 1", {}, ValueError()), False),
        (DatabaseError("Cannot reach the database."), True),
        (TimeoutError(), True),
        (ValueError(), False),
    ],
)
def test_only_a_database_that_is_away_keeps_an_update_waiting(error: Exception, away: bool) -> None:
    assert storage_away(error) is away


async def test_a_file_that_never_comes_is_set_aside_and_the_next_one_is_read(tmp_path: Path) -> None:
    async with on_stage(fresh_sqlite(tmp_path), datetime(2026, 11, 22, 9, tzinfo=UTC)) as stage:
        anna = stage.telegram.add_person("Anna")
        await stage.say(anna, "/start")
        stage.telegram.faults.add(method="getFile", kind="500", times=3)
        for expected in ("Sorry, something went wrong on my side.", "It is 09:00 in London, right?"):
            await stage.telegram.send_document(anna, "half.ics", (FILES / "half.ics").read_bytes())
            await stage.settled()
            assert stage.said(anna)[-1]["text"].startswith(expected)
        assert stage.telegram.calls["getFile"] == 4
