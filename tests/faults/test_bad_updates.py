"""The judge of the updates sees what is wrong with bots that are known to be wrong."""

import random
from pathlib import Path

import pytest

from tests.faults.bad.targets import bad_bot
from tests.faults.blows import Blow
from tests.faults.crowd import Crowd
from tests.faults.ledger import Act, Effects, Verdict, verdict
from tests.faults.telegram import served
from tests.faults.updates import Size, under_fire

SEED = 20261122
SIZE = Size(kills=3, updates=400)


async def killed(folder: Path, name: str, *blows: Blow) -> Verdict:
    async with served() as (telegram, settings):
        crowd = Crowd(telegram, rng := random.Random(SEED), tellers=20, taps=0)
        target = bad_bot(folder, name, settings, blows)
        await under_fire(telegram, crowd, target, SIZE, rng)
        return verdict(crowd.acts, await target.effects())


async def test_a_plain_run_polling_loses(tmp_path: Path) -> None:
    found = await killed(tmp_path, "plain_polling", Blow.KILL)
    assert found.lost > 0, found


async def test_an_inbox_that_forgets_doubles_and_loses_nothing(tmp_path: Path) -> None:
    found = await killed(tmp_path, "deleting_inbox", Blow.KILL)
    assert (found.lost, found.strange) == (0, 0)
    assert found.doubled > 0, found


@pytest.mark.parametrize(
    ("effects", "seen"),
    [
        (Effects(told={1: ["a", "b"]}, toggled={1: frozenset({"x"})}), Verdict()),
        (Effects(told={1: ["b"]}, toggled={1: frozenset({"x"})}), Verdict(lost=1)),
        (Effects(told={1: ["a", "b", "a"]}, toggled={1: frozenset({"x"})}), Verdict(doubled=1)),
        (Effects(told={1: ["b", "a"]}, toggled={1: frozenset({"x"})}), Verdict(disordered=1)),
        (Effects(told={1: ["a", "b"]}), Verdict(torn=1)),
        (Effects(told={1: ["a", "b"]}, toggled={1: frozenset({"x", "y"})}), Verdict(torn=1)),
        (Effects(told={1: ["a", "b", "c"]}, toggled={1: frozenset({"x"})}), Verdict(strange=1)),
        (Effects(told={1: ["a", "b"], 2: ["a"]}, toggled={1: frozenset({"x"})}), Verdict(strange=1)),
    ],
)
def test_the_judge(effects: Effects, seen: Verdict) -> None:
    acts = [Act(1, "told", "a"), Act(1, "told", "b")]
    acts += [Act(1, "toggled", what) for what in ("x", "y", "y")]
    assert verdict(acts, effects) == seen
