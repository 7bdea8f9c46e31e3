"""No reminder is lost by a kill, none comes early, and few come twice. The long form: ./dev faults --long"""

import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.faults.blows import Blow
from tests.faults.reminders import QUICK, Found, Size, found, furnish, judged, on_sqlite, under_fire
from tests.faults.report import COMMAND, Report, fresh_seed
from tests.faults.telegram import served
from tests.processes.programs import Program


async def test_on_sqlite(tmp_path: Path) -> None:
    report = await on_sqlite(tmp_path, seed := fresh_seed(), QUICK)
    assert report.kept, report.line(f"{COMMAND} --seed {seed} reminders")


# --- the judge sees what is wrong with sweeps that are known to be wrong -------------------------------


async def swept(folder: Path, *args: str) -> Report:
    url = f"sqlite:///{folder / 'regen.sqlite3'}"
    size, rng = Size(kills=2, reminders=300), random.Random(20261122)
    command = (sys.executable, "-m", "tests.faults.bad.hasty_sweep")
    async with served() as (telegram, settings):
        due = await furnish(url, telegram, size.reminders, per_second=1000)

        def start() -> Program:
            return Program(folder, *args, command=command, **settings)

        fire = await under_fire(telegram, start, url, size.kills, rng, (Blow.KILL,))
        return judged("", telegram, due, size, fire, 0, "")


async def test_a_sweep_that_marks_before_it_sends_loses(tmp_path: Path) -> None:
    report = await swept(tmp_path)
    assert report.lost > 0
    assert not report.kept


async def test_a_sweep_that_marks_a_batch_at_its_end_repeats_more_than_is_allowed(tmp_path: Path) -> None:
    report = await swept(tmp_path, "last")
    assert report.lost == 0
    assert report.duplicates > report.bound
    assert not report.kept


NINE = datetime(2026, 3, 29, 9, 0, tzinfo=UTC)
DUE = {chat: NINE + timedelta(minutes=chat) for chat in range(4)}
LATER = NINE + timedelta(hours=1)


@pytest.mark.parametrize(
    ("came", "seen"),
    [
        ([0, 1, 2, 3], Found(lost=0, repeats=0, early=0, overtaken=0)),
        ([0, 1, 3], Found(lost=1, repeats=0, early=0, overtaken=0)),
        ([0, 1, 1, 2, 3, 0], Found(lost=0, repeats=2, early=0, overtaken=0)),
        ([1, 2, 3, 0], Found(lost=0, repeats=0, early=0, overtaken=3)),
    ],
)
def test_the_judge(came: list[int], seen: Found) -> None:
    assert found(DUE, [(chat, LATER) for chat in came]) == seen


def test_the_judge_sees_what_is_early() -> None:
    assert found(DUE, [(chat, NINE + timedelta(minutes=2)) for chat in DUE]).early == 1
