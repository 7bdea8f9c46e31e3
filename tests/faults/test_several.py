"""Several coaches on one PostgreSQL lose no reminder, whatever happens to the one that leads."""

from pathlib import Path

import pytest

from tests.databases import NoPostgres
from tests.faults import several
from tests.faults.report import COMMAND, fresh_seed


async def test_reminders_while_leaders_end(tmp_path: Path) -> None:
    try:
        report = await several.reminders(tmp_path, seed := fresh_seed(), share=0)
    except NoPostgres as reason:
        pytest.skip(str(reason))
    assert report.kept, report.line(f"{COMMAND} --seed {seed} several")
