"""A fifth of all calls fails. The long form: ./dev faults --long moods"""

from pathlib import Path
from typing import Any

import pytest

from bot.edge import delivery, pace, trouble
from bot.edge.trouble import Fate
from tests.faults.moods import QUICK, on_a_patient_loop, random_faults
from tests.faults.report import COMMAND, fresh_seed

SEED = 20261122


async def test_with_a_fifth_of_the_calls_failing_all_that_can_arrive_arrives(tmp_path: Path) -> None:
    report = await random_faults(tmp_path, seed := fresh_seed(), QUICK)
    assert report.kept, report.line(f"{COMMAND} --seed {seed} moods")


# --- the judge sees what is wrong with senders that are known to be wrong -------------------------------


def _mistake(monkeypatch: pytest.MonkeyPatch, fate: Fate, other: Fate) -> None:
    """The sender takes one fate of a call for another."""

    def fate_of(error: Exception) -> Fate:
        return other if (seen := trouble.fate_of(error)) is fate else seen

    monkeypatch.setattr(delivery, "fate_of", fate_of)


def test_the_judge_sees_a_sender_that_shortens_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(self: pace.Pause, seconds: float) -> None:
        self._until = self._pulse.monotonic() + seconds

    monkeypatch.setattr(pace.Pause, "ask", ask)
    assert any("pause" in line for line in on_a_patient_loop(SEED, 1_000).wrong)


def test_the_judge_sees_a_sender_that_repeats_what_may_have_arrived(monkeypatch: pytest.MonkeyPatch) -> None:
    _mistake(monkeypatch, Fate.UNSURE, Fate.REFUSED)
    assert any("may have arrived 3 times" in line for line in on_a_patient_loop(SEED, 2_000).wrong)


@pytest.mark.parametrize("instead", [Fate.REFUSED, Fate.SAME])
def test_the_judge_sees_a_sender_that_does_not_care_for_a_403(
    monkeypatch: pytest.MonkeyPatch, instead: Any
) -> None:
    _mistake(monkeypatch, Fate.NO_CHAT, instead)
    assert any("cannot be reached" in line for line in on_a_patient_loop(SEED, 1_000).wrong)


def test_the_judge_sees_a_sender_that_loses_what_was_not_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    _mistake(monkeypatch, Fate.REFUSED, Fate.SAME)
    assert on_a_patient_loop(SEED, 1_000).lost
