"""No update is lost, doubled or out of order, however the coach is ended. Long form: ./dev faults --long"""

from pathlib import Path

from tests.faults.report import COMMAND, fresh_seed
from tests.faults.updates import QUICK, QUICK_WEBHOOK, polling, webhook


async def test_by_polling(tmp_path: Path) -> None:
    report = await polling(tmp_path, seed := fresh_seed(), QUICK)
    assert report.kept, report.line(f"{COMMAND} --seed {seed} polling")


async def test_by_webhook(tmp_path: Path) -> None:
    report = await webhook(tmp_path, seed := fresh_seed(), QUICK_WEBHOOK)
    assert report.kept, report.line(f"{COMMAND} --seed {seed} webhook")
