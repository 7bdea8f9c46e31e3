"""`plan --stdin`: an answer for each line, in order, at once; nothing in a line stops the others."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from threading import Thread
from typing import Any

import pytest

from bot.plan_cli import Planner
from bot.plan_lines import BATCH, LONGEST_LINE, answer_lines, batches
from content.library import load_library

LIBRARY = load_library()
EASY = '{"day_type": "easy"}'
REST = '{"day_type": "rest"}'


def source_of(*chunks: bytes) -> int:
    """A pipe that gives these chunks and ends."""
    source, end = os.pipe()

    def write() -> None:
        for chunk in chunks:
            os.write(end, chunk)
        os.close(end)

    Thread(target=write).start()
    return source


def answers(text: str | bytes, workers: int) -> list[dict[str, Any]]:
    """From a file: a copy of this process would hold the other end of a pipe open."""
    written: list[str] = []
    with TemporaryFile() as file:
        file.write(text.encode() if isinstance(text, str) else text)
        file.seek(0)
        answer_lines(LIBRARY, file.fileno(), written.append, workers)
    return [json.loads(line) for line in "".join(written).splitlines()]


@pytest.mark.parametrize("workers", [1, 3])
def test_each_line_gets_its_answer_and_a_bad_one_does_not_stop_the_rest(workers: int) -> None:
    found = answers(f'{EASY}\n{{\n\n  \n{{"day_type": "swim"}}\n[1]\n\xff\n{REST}'.encode("latin-1"), workers)
    assert ["error" in answer for answer in found] == [False, True, True, True, True, False]
    assert found[-1] == json.loads(Planner(LIBRARY).answer(REST))


@pytest.mark.parametrize("workers", [1, 3])
def test_the_answers_come_in_the_order_of_the_requests(workers: int) -> None:
    unknown = [f'{{"day_type": "{n}"}}' for n in range(5 * BATCH)]
    lines = [EASY if n % 7 == 0 else line for n, line in enumerate(unknown)]
    planner = Planner(LIBRARY)
    assert answers("\n".join(lines), workers) == [json.loads(planner.answer(line)) for line in lines]


@pytest.mark.parametrize("workers", [1, 2])
def test_no_request_at_all_is_no_answer(workers: int) -> None:
    assert answers("", workers) == []


def test_windows_line_ends_do_no_harm() -> None:
    assert "kind" in answers(f"{EASY}\r\n", 1)[0]


def test_a_line_that_never_ends_is_refused_and_not_kept() -> None:
    endless = b"[" * (3 * LONGEST_LINE)
    found = answers(endless + b"\n" + EASY.encode() + b"\n", 1)
    assert [next(iter(answer)) for answer in found] == ["error", "kind"]
    assert found[0]["error"] == f"the line is longer than {LONGEST_LINE} bytes"
    source = source_of(*[b"[" * 60_000] * 20)
    assert [len(line) for batch in batches(source) for line in batch] == [LONGEST_LINE + 1]
    os.close(source)


def test_a_line_that_comes_in_pieces_is_one_line() -> None:
    source = source_of(b'{"day', b'_type": ', b'"easy"}\n{', b"}")
    assert [line for batch in batches(source) for line in batch] == [EASY.encode(), b"{}"]
    os.close(source)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "plan", "--stdin"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "", "PYTHONPATH": str(Path(__file__).parents[1])},
        cwd=tmp_path,
    ) as running:
        yield running
        running.kill()


def test_whoever_sends_one_line_and_waits_gets_its_answer(program: subprocess.Popen[str]) -> None:
    assert program.stdin is not None
    assert program.stdout is not None
    for line in (EASY, "no json", REST):
        program.stdin.write(line + "\n")
        program.stdin.flush()
        assert json.loads(program.stdout.readline()) == json.loads(Planner(LIBRARY).answer(line))
    program.stdin.close()
    assert program.wait(30) == 0


def test_a_reader_who_has_read_enough_ends_it_quietly(program: subprocess.Popen[str]) -> None:
    assert program.stdin is not None
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.close()
    program.stdin.write(f"{EASY}\n")
    program.stdin.close()
    assert program.wait(30) == 1
    assert program.stderr.read() == ""
