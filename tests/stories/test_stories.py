"""Every story is played straight, with a restart before every line, and with every other send failing.

On PostgreSQL it is played straight: what differs there is only the database (see tests/shell and tests/db).
"""

from pathlib import Path

import pytest

from tests.stage import Stage, on_stage
from tests.stories.player import Player, read, start_of

STORIES = sorted(Path(__file__).parent.glob("*.txt"))


@pytest.mark.parametrize(
    ("ready_url", "mode"),
    [
        ("sqlite", "straight"),
        ("sqlite", "restarts"),
        ("sqlite", "failing sends"),
        ("postgresql", "straight"),
    ],
    indirect=["ready_url"],
)
@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
async def test_story(path: Path, ready_url: str, mode: str) -> None:
    async with on_stage(ready_url, start_of(read(path))) as stage:
        await Player(stage, lambda: _before_line(stage, mode)).play(path)


async def _before_line(stage: Stage, mode: str) -> None:
    if mode == "restarts":
        await stage.restart()
    elif mode == "failing sends" and not stage.telegram.faults.plan:
        for method in ("sendMessage", "editMessageText"):
            stage.telegram.faults.add(method=method, kind="500", every=2, times=None)
