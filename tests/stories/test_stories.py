"""Every story is played straight, with a restart before every line, and with every other send failing."""

from pathlib import Path

import pytest

from tests.databases import fresh_sqlite
from tests.stage import Stage, on_stage
from tests.stories.player import Player, read, start_of

STORIES = sorted(Path(__file__).parent.glob("*.txt"))


@pytest.mark.parametrize("mode", ["straight", "restarts", "failing sends"])
@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
async def test_story(path: Path, mode: str, tmp_path: Path) -> None:
    async with on_stage(fresh_sqlite(tmp_path), start_of(read(path))) as stage:
        await Player(stage, lambda: _before_line(stage, mode)).play(path)


async def _before_line(stage: Stage, mode: str) -> None:
    if mode == "restarts":
        await stage.restart()
    elif mode == "failing sends" and not stage.telegram.faults.plan:
        for method in ("sendMessage", "editMessageText"):
            stage.telegram.faults.add(method=method, kind="500", every=2, times=None)
