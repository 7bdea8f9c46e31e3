"""`./dev` sets itself up once, notices what changed, and says in one line what is missing.

Played with a stand-in for Python that writes down what it is asked: nothing is installed, no network needed.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.patience import PATIENCE

DEV = Path(__file__).parents[2] / "dev"
TOOLS = ("sh", "cat", "cksum", "dirname", "rm", "tail", "mkdir", "cp", "chmod")

# -V; -c: the checks of version and ensurepip; -m venv: an environment of itself; -m pip: a line in calls
PYTHON = """#!/bin/sh
case "$1 $2" in
  "-V "*) echo "Python $FAKE_VERSION" ;;
  "-c import ensurepip"*) [ -z "$NO_ENSUREPIP" ] ;;
  "-c "*) [ -z "$TOO_OLD" ] && echo "$0" ;;
  "-m venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python && cp "$0" .venv/bin/pip && echo venv >>calls ;;
  "-m pip") [ -z "$NO_INDEX" ] || { echo "ERROR: no such package"; exit 1; }
            echo "$@" >>calls
            echo '#!/bin/sh
                  echo "${0##*/} $*, zones from [${PYTHONTZPATH-the system}]"' >.venv/bin/regen-coach
            for name in pytest coverage; do cp .venv/bin/regen-coach .venv/bin/$name; done
            chmod +x .venv/bin/regen-coach .venv/bin/pytest .venv/bin/coverage ;;
esac
"""


class Clone:
    """A folder with ./dev in it, and a PATH that holds a few tools and the stand-in only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "clone"
        self.folder.mkdir()
        shutil.copy(DEV, self.folder / "dev")
        for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock"):
            (self.folder / name).write_text(name)
        self.bin = folder / "bin"
        self.bin.mkdir()
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found
            (self.bin / tool).symlink_to(found)
        self.add_program("python3", PYTHON)

    def add_program(self, name: str, text: str) -> None:
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def dev(self, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["./dev", *args],
            cwd=self.folder,
            env={"PATH": str(self.bin), "FAKE_VERSION": "3.11.7", **env},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    def calls(self) -> list[str]:
        """What the stand-in was asked since the last look, shortened to what matters."""
        log = self.folder / "calls"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return [line.split("disable-pip-version-check ")[-1] for line in lines]


RUN_SET = ["venv", "--require-hashes -r requirements.lock", "--no-deps --no-build-isolation -e ."]
ALL_SET = ["--require-hashes -r requirements-dev.lock", "--no-deps --no-build-isolation -e ."]


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_the_first_start_sets_up_and_the_second_only_starts(clone: Clone) -> None:
    first = clone.dev("play", "--port", "1")
    assert first.stdout == "regen-coach play --port 1, zones from []\n"
    assert clone.calls() == RUN_SET
    assert clone.dev("play", "--port", "1").stdout == first.stdout
    assert clone.calls() == []


def test_tests_add_what_they_need_and_playing_afterwards_keeps_it(clone: Clone) -> None:
    clone.dev("play")
    clone.calls()
    assert "pytest --cov --cov-report=term -k x" in clone.dev("test", "-k", "x").stdout
    assert clone.calls() == ALL_SET
    clone.dev("play")
    assert clone.calls() == []
    (clone.folder / "pyproject.toml").write_text("changed")
    clone.dev("play")
    assert clone.calls() == ALL_SET


def test_all_tests_run_in_two_halves_and_nothing_is_left_out_or_run_twice(clone: Clone) -> None:
    said = clone.dev("test").stdout.splitlines()
    rest, first = (line for line in said if line.startswith("pytest "))
    folders = [word for word in first.split(",")[0].split() if word.startswith("tests/")]
    assert folders == [word.partition("=")[2] for word in rest.split(",")[0].split() if "--ignore=" in word]
    assert all((DEV.parent / folder).is_dir() for folder in folders)
    assert [line.split(",")[0] for line in said if line.startswith("coverage ")] == [
        "coverage combine -q .coverage.first .coverage.rest",
        "coverage report",
    ]


def test_a_half_that_fails_fails_all(clone: Clone) -> None:
    clone.dev("test", "-k", "x")
    pytest_of = clone.folder / ".venv" / "bin" / "pytest"
    pytest_of.write_text('#!/bin/sh\ncase "$*" in *--ignore=*) ;; *) echo broken; exit 1 ;; esac\n')
    run = clone.dev("test")
    assert run.returncode == 1
    assert "broken" in run.stdout


def test_a_moved_folder_another_python_and_a_broken_one_get_a_new_environment(clone: Clone) -> None:
    clone.dev("play")
    clone.folder = clone.folder.rename(clone.folder.with_name("moved"))
    clone.calls()
    clone.dev("play")
    assert clone.calls() == RUN_SET
    clone.dev("play", FAKE_VERSION="3.13.0")
    assert clone.calls() == RUN_SET
    (clone.folder / ".venv" / "bin" / "python").unlink()
    clone.dev("play", FAKE_VERSION="3.13.0")
    assert clone.calls() == RUN_SET


def test_a_set_up_that_was_cut_short_begins_again(clone: Clone) -> None:
    failed = clone.dev("play", NO_INDEX="1")
    assert failed.returncode == 1
    assert "Is the package index reachable?" in failed.stderr.splitlines()[-1]
    clone.calls()
    assert clone.dev("play").returncode == 0
    assert clone.calls() == RUN_SET


@pytest.mark.parametrize(
    ("env", "line"),
    [
        ({"TOO_OLD": "1"}, "no Python 3.11 or newer found"),
        ({"TOO_OLD": "1", "PYTHON": "python3"}, "PYTHON=python3 is not a Python 3.11 or newer"),
        ({"PYTHON": "no-such-python"}, "PYTHON=no-such-python is not a Python 3.11 or newer"),
        ({"NO_ENSUREPIP": "1"}, "apt install python3-venv"),
    ],
)
def test_what_is_missing_is_said_in_one_line(clone: Clone, env: dict[str, str], line: str) -> None:
    result = clone.dev("play", **env)
    assert result.returncode == 1
    assert line in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (clone.folder / ".venv").exists()


def test_a_newer_python_under_another_name_is_found(clone: Clone) -> None:
    clone.add_program("python3", "#!/bin/sh\nexit 1\n")
    assert clone.dev("play").returncode == 1
    clone.add_program("python3.12", PYTHON)
    assert clone.dev("play").returncode == 0


def test_a_named_python_is_taken_whatever_its_name(clone: Clone) -> None:
    clone.add_program("python", PYTHON)
    clone.add_program("python3", "#!/bin/sh\nexit 1\n")
    assert clone.dev("play", PYTHON="python").returncode == 0


def test_uv_is_used_when_it_is_there(clone: Clone) -> None:
    clone.add_program("uv", '#!/bin/sh\n[ "$1" != venv ] || python3 -m venv .venv\npython3 -m pip uv "$@"\n')
    assert clone.dev("play").returncode == 0
    assert [line for line in clone.calls() if "uv pip install -q --python .venv/bin/python" in line]


def test_an_unknown_word_is_no_program(clone: Clone) -> None:
    result = clone.dev("plya")
    assert result.returncode == 1
    assert "neither a command nor a program of the environment: plya" in result.stderr


def test_without_a_word_it_says_what_it_can_do(clone: Clone) -> None:
    assert "./dev play" in clone.dev().stdout
    assert not os.path.lexists(clone.folder / ".venv")
