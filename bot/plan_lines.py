"""`regen-coach plan --stdin`: one JSON request a line in, one JSON answer a line out, thousands a second.

Requests are planned on every core at once; the answers come in the order of the requests, and each as soon
as it can: whoever sends one line and waits gets its answer. A bad line gets an error and the rest go on.
"""

import gc
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from queue import Queue
from threading import Thread

from bot.plan_cli import Planner
from content.library import Library

LONGEST_LINE = 20_000  # bytes of one request
TOO_LONG = f'{{"error": "the line is longer than {LONGEST_LINE} bytes"}}'
BATCH = 50  # lines that travel together, where so many are waiting
WAITING = 4  # batches for each worker that are read ahead
WORKERS_AT_MOST = 16


class PlanningStopped(Exception):
    """The work cannot go on; the message is one line."""


def cores() -> int:
    """How many workers this machine can use."""
    try:
        there = len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        there = os.cpu_count() or 1
    return min(there, WORKERS_AT_MOST)


def answer_lines(library: Library, source: int, write: Callable[[str], None], workers: int) -> None:
    """Answers the lines of the file descriptor `source` until its end; `write` gets whole lines."""
    planner = Planner(library)
    planner.answer('{"day_type": "rest"}')  # what is worked out once is worked out before the copies are made
    gc.freeze()
    gc.enable()
    if workers == 1:
        for batch in batches(source):
            write(_answers(planner, batch))
        return
    try:
        with ProcessPoolExecutor(workers, get_context("fork"), _begin, (planner,)) as pool:
            pool.submit(int).result()  # all of them start here, before there is a second thread
            for answers in _in_order(pool, source, WAITING * workers):
                write(answers.result())
    except BrokenProcessPool:
        raise PlanningStopped("A worker was ended from outside; the answers stop here.") from None


def _in_order(pool: ProcessPoolExecutor, source: int, ahead: int) -> Iterator[Future[str]]:
    """The answers to come. The source is read beside, so that it may be slow or stop for a while."""
    coming: Queue[Future[str] | Exception | None] = Queue(ahead)

    def read() -> None:
        try:
            for batch in batches(source):
                coming.put(pool.submit(_answers_here, batch))
        except Exception as error:
            coming.put(error)
        coming.put(None)

    Thread(target=read, name="requests", daemon=True).start()
    while (one := coming.get()) is not None:
        if isinstance(one, Exception):
            raise one
        yield one


def batches(source: int) -> Iterator[list[bytes]]:
    """The lines that are there, a few at a time; a line that never ends is cut off, not kept."""
    rest = b""
    while chunk := os.read(source, 65_536):
        *lines, rest = (rest + chunk).split(b"\n")
        rest = rest[: LONGEST_LINE + 1]
        for start in range(0, len(lines), BATCH):
            yield lines[start : start + BATCH]
    if rest:
        yield [rest]


def _answers(planner: Planner, lines: list[bytes]) -> str:
    """One line for each that is not empty."""
    return "".join(f"{_answer(planner, line)}\n" for line in lines if line.strip())


def _answer(planner: Planner, line: bytes) -> str:
    return TOO_LONG if len(line) > LONGEST_LINE else planner.answer(line.decode("utf-8", "replace"))


# --- in a worker ------------------------------------------------------------------------------------

_here: list[Planner] = []


def _begin(planner: Planner) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who asked
    _here.append(planner)


def _answers_here(lines: list[bytes]) -> str:
    return _answers(_here[0], lines)
