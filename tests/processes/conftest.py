"""Programs that end with their test, and one Telegram of our own for all tests of a file."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from bot.playground.core import PLAY_TOKEN
from tests.processes.programs import Playground, Program
from tests.processes.several import Start


class Run(Protocol):
    def __call__(self, *args: str, **settings: str) -> Program: ...


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Starts `regen-coach` in a folder of this test."""
    programs: list[Program] = []

    def start(*args: str, **settings: str) -> Program:
        programs.append(Program(tmp_path, *args, **settings))
        return programs[-1]

    yield start
    for program in programs:
        program.ensure_ended()


@pytest.fixture(scope="module")
def telegram(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playground]:
    """`regen-coach telegram`, at work."""
    program = Program(tmp_path_factory.mktemp("telegram"), "telegram", "--port", "0")
    yield Playground(program.line().split()[3].rstrip("."))
    program.ensure_ended()


@pytest.fixture
def coach(run: Run, telegram: Playground) -> Iterator[Run]:
    """Starts the coach on that Telegram, with a database of this test. It never says its token."""
    programs: list[Program] = []

    def start(*args: str, **settings: str) -> Program:
        known = {
            "REGEN_BOT_TOKEN": PLAY_TOKEN,
            "REGEN_API_URL": f"{telegram.api}/bot",
            "REGEN_API_FILE_URL": f"{telegram.api}/file/bot",
            "REGEN_DATABASE_URL": "sqlite:///regen.sqlite3",
        }
        programs.append(run(*(args or ("run",)), **(known | settings)))
        return programs[-1]

    yield start
    secret = PLAY_TOKEN.partition(":")[2]
    for program in programs:
        program.ensure_ended()
        assert secret not in program.said + program.errors


@pytest.fixture
def hurried(telegram: Playground, ready_url: str, tmp_path: Path) -> Iterator[Start]:
    """Starts a coach with a short lease."""
    programs: list[Program] = []

    def start(**settings: str) -> Program:
        known = {
            "REGEN_BOT_TOKEN": PLAY_TOKEN,
            "REGEN_API_URL": f"{telegram.api}/bot",
            "REGEN_DATABASE_URL": ready_url,
        }
        command = (sys.executable, "-m", "tests.processes.several")
        programs.append(Program(tmp_path, "run", command=command, **(known | settings)))
        return programs[-1]

    yield start
    for program in programs:
        program.ensure_ended()
