"""No update is lost, doubled or out of order, however the coach is ended. Long form: ./dev faults --long"""

import random
import sys
from pathlib import Path

from tests.faults.blows import Blow, Fire
from tests.faults.report import COMMAND, fresh_seed
from tests.faults.updates import QUICK, QUICK_WEBHOOK, polling, webhook
from tests.processes.programs import Program


async def test_by_polling(tmp_path: Path) -> None:
    report = await polling(tmp_path, seed := fresh_seed(), QUICK)
    assert report.kept, report.line(f"{COMMAND} --seed {seed} polling")


async def test_by_webhook(tmp_path: Path) -> None:
    report = await webhook(tmp_path, seed := fresh_seed(), QUICK_WEBHOOK)
    assert report.kept, report.line(f"{COMMAND} --seed {seed} webhook")


SLOW_TO_BEGIN = """
import signal, sys, time
time.sleep(0.5)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
while True:
    signal.pause()
"""


async def test_nobody_is_asked_to_stop_who_does_not_listen_yet(tmp_path: Path) -> None:
    program = Program(tmp_path, command=(sys.executable, "-c", SLOW_TO_BEGIN))
    await Fire().strike(program, Blow.TERM, random.Random(0))  # raises when it ends by the signal alone
