"""The bad bots as targets: started like the coach, read like the coach."""

import sys
from pathlib import Path

from tests.faults.bad import book
from tests.faults.blows import Blow
from tests.faults.ledger import Effects
from tests.faults.updates import Target
from tests.processes.programs import Program


def bad_bot(folder: Path, name: str, settings: dict[str, str], blows: tuple[Blow, ...]) -> Target:
    """`name`: a module of this package that works in its folder."""

    def start() -> Program:
        return Program(folder, "-m", f"tests.faults.bad.{name}", command=(sys.executable,), **settings)

    async def effects() -> Effects:
        return book.read(folder)

    async def letters() -> int:
        return book.left(folder)

    return Target(start, effects, letters, blows)
