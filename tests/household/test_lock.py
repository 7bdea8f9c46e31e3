"""The lock files are what pyproject.toml asks for, pinned by hash, without the name of any host."""

from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

from tests.household.rules import leftovers, lock_complaints, pins, wanted

ROOT = Path(__file__).parents[2]
PYPROJECT = (ROOT / "pyproject.toml").read_text()
LOCKS = {name: (ROOT / name).read_text() for name in ("requirements.lock", "requirements-dev.lock")}
ASKED = {name: wanted(PYPROJECT, extras=name == "requirements-dev.lock") for name in LOCKS}

GOOD = "left-pad==1.2 \\\n    --hash=sha256:00\n"


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_holds_what_pyproject_asks_for(name: str) -> None:
    assert lock_complaints(ASKED[name], LOCKS[name]) == [], "remake it: ./dev lock"


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_holds_nothing_that_is_no_longer_asked_for(name: str) -> None:
    needs: dict[NormalizedName, list[str]] = {
        canonicalize_name(d.metadata["Name"]): d.requires or [] for d in distributions()
    }
    assert leftovers(ASKED[name], LOCKS[name], needs) == [], "remake it: ./dev lock"


def test_what_runs_is_tested_in_the_same_versions() -> None:
    everything = pins(LOCKS["requirements-dev.lock"])
    for name, version in pins(LOCKS["requirements.lock"]).items():
        assert everything[name] == version


@pytest.mark.parametrize(
    ("lock", "complaint"),
    [
        ("", "the file is empty"),
        ("left-pad==1.2\n", "no hash: left-pad==1.2"),
        ("left-pad==0.9 \\\n    --hash=sha256:00\n", "too old"),
        ("right-pad==1.2 \\\n    --hash=sha256:00\n", "missing: Left_Pad>=1.1"),
        ("--index-url https://example.org\n" + GOOD, "names a host"),
    ],
)
def test_a_bad_lock_file_is_told(lock: str, complaint: str) -> None:
    asked = [Requirement("Left_Pad>=1.1")]
    assert lock_complaints(asked, GOOD) == []
    assert complaint in " ".join(lock_complaints(asked, lock))


def test_a_forgotten_pin_is_told_and_a_needed_one_is_not() -> None:
    lock = GOOD + GOOD.replace("left", "right") + GOOD.replace("left", "mid") + GOOD.replace("left", "far")
    needs = {
        canonicalize_name(n): r
        for n, r in {"left-pad": ["mid.pad>1"], "right-pad": [], "mid-pad": []}.items()
    }
    assert leftovers([Requirement("left-pad")], lock, needs) == ["right-pad"]
