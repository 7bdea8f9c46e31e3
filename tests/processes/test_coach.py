"""`regen-coach run` beside a Telegram of our own: two programs over loopback, and one of them dies."""

import re
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.playground.core import PLAY_TOKEN
from tests.patience import PATIENCE
from tests.processes.conftest import Run
from tests.processes.programs import Person, Playground

SIGTERM_WITHIN = 5.0  # seconds
MOST_MEMORY = 110  # MB resident


def begin_session(person: Person) -> None:
    """From the first word to the first exercise, by the shortest way."""
    person.say("/start")
    person.wait_for("regeneration coach")
    person.say("/regen")
    person.tap("Race")
    person.tap("Half")
    person.tap("Yes")
    person.tap("Tennis ball")
    person.tap("Foam roller")
    person.tap("That's it")
    person.wait_for("Are exercises like these new to you?")
    person.tap("No")
    person.wait_for("joints unusually bendy?")
    person.tap("No")
    person.tap("Nothing")
    person.wait_for("That's all I need.")
    person.tap("Run was yesterday")
    person.tap("No, all clear")
    person.tap("Nothing sore")
    person.tap("Let's go")
    person.wait_for("1/")


def statuses(folder: Path) -> list[str]:
    connection = sqlite3.connect(folder / "regen.sqlite3")
    rows = connection.execute("SELECT status FROM session_items ORDER BY position").fetchall()
    connection.close()
    return [status for (status,) in rows]


def test_a_coach_killed_in_the_middle_of_a_tap_goes_on_and_nothing_is_lost(
    coach: Run, telegram: Playground, tmp_path: Path
) -> None:
    anna = telegram.person("Anna")
    killed = coach(REGEN_LOG_LEVEL="DEBUG")
    begin_session(anna)
    anna.tap("✓ Done")
    assert killed.end(signal.SIGKILL) == -signal.SIGKILL
    anna.say("skip")  # nobody is there to hear it
    coach()
    anna.wait_for("3/")
    anna.wait_for(", skipped. Why?")  # it leaves together with the next exercise, in no order
    assert statuses(tmp_path)[:3] == ["done", "skipped", "pending"]
    assert len(anna.heard("✓ ")) == 1
    assert len(anna.heard(", skipped. Why?")) == 1
    anna.tap("✓ Done")
    anna.wait_for("4/")


def test_told_to_stop_it_stops_soon_and_without_a_word_and_health_says_so(
    coach: Run, telegram: Playground
) -> None:
    anna = telegram.person("Anna")
    running = coach()
    anna.say("/start")
    anna.wait_for("regeneration coach")
    well = coach("health")
    assert (well.end(), well.said) == (0, "The coach is at work.\n")
    told = time.monotonic()
    assert running.end(signal.SIGTERM) == 0
    assert time.monotonic() - told < SIGTERM_WITHIN
    assert (running.said, running.errors) == ("", "")
    ill = coach("health")
    assert ill.end() == 1
    assert ill.said.startswith("The coach is not at work.")


def test_told_to_stop_while_telegram_is_silent_and_somebody_holds_the_file_it_stops_as_soon(
    run: Run, tmp_path: Path
) -> None:
    """A backup that takes its time, or a network that swallows everything: both at once."""
    silent = run("telegram", "--port", "0")
    telegram = Playground(silent.line().split()[3].rstrip("."))
    anna = telegram.person("Anna")
    coach = run(
        "run",
        REGEN_BOT_TOKEN=PLAY_TOKEN,
        REGEN_API_URL=f"{telegram.api}/bot",
        REGEN_DATABASE_URL="sqlite:///regen.sqlite3",
    )
    anna.say("/start")
    anna.wait_for("regeneration coach")
    for _ in range(10):
        anna.say("/help")
    anna.wait_for("send /regen. You can also")  # and other letters are in flight, or about to be
    silent.process.send_signal(signal.SIGSTOP)
    try:
        with closing(sqlite3.connect(tmp_path / "regen.sqlite3", timeout=PATIENCE)) as backup:
            backup.execute("BEGIN IMMEDIATE")
            told = time.monotonic()
            assert coach.end(signal.SIGTERM) == 0
            assert time.monotonic() - told < SIGTERM_WITHIN
    finally:
        silent.process.send_signal(signal.SIGCONT)


def test_what_was_written_while_it_was_stopped_is_answered_once(
    coach: Run, telegram: Playground, tmp_path: Path
) -> None:
    anna, ben = telegram.person("Anna"), telegram.person("Ben")
    anna.say("/start")
    ben.say("/start")
    stopped = coach()
    anna.wait_for("Hi Anna")
    ben.wait_for("Hi Ben")
    assert stopped.end(signal.SIGINT) == 0
    (tmp_path / "token").write_text(f"{PLAY_TOKEN}\n")
    coach(REGEN_BOT_TOKEN="", REGEN_BOT_TOKEN_FILE="token", REGEN_LOG_LEVEL="DEBUG")
    anna.say("/help")
    anna.wait_for("send /regen. You can also")
    assert len(anna.heard("Hi Anna")) == 1
    assert len(ben.said()) == 1


def test_a_second_coach_on_the_same_file_is_refused_in_one_line_until_the_first_is_gone(
    coach: Run, telegram: Playground, tmp_path: Path
) -> None:
    anna = telegram.person("Anna")
    first = coach()
    anna.say("/start")
    anna.wait_for("Hi Anna")
    (tmp_path / "same.sqlite3").symlink_to("regen.sqlite3")
    for name in ("regen.sqlite3", "same.sqlite3"):
        second = coach(REGEN_DATABASE_URL=f"sqlite:///{name}")
        assert second.end() == 1
        assert second.errors == (
            f"regen-coach: The database file {name} is in use already: a coach is at work on it "
            f"(process {first.process.pid}). Stop that one, or name another file in REGEN_DATABASE_URL. "
            "Several processes need PostgreSQL.\n"
        )
    first.end(signal.SIGKILL)
    coach()
    anna.say("/help")
    anna.wait_for("send /regen. You can also")


def test_it_needs_little_memory(coach: Run, telegram: Playground) -> None:
    anna = telegram.person("Anna")
    status = Path(f"/proc/{coach().process.pid}/status")
    anna.say("/start")
    anna.wait_for("Hi Anna")
    if not status.is_file():
        pytest.skip("only Linux tells it this way")
    (resident,) = re.findall(r"^VmRSS:\s+(\d+) kB", status.read_text(), re.MULTILINE)
    assert int(resident) / 1024 < MOST_MEMORY


def test_a_token_that_telegram_does_not_know_is_one_line(coach: Run) -> None:
    wrong = coach(REGEN_BOT_TOKEN="7000000:another-token-of-the-right-length")
    assert wrong.end() == 1
    assert wrong.errors.startswith("regen-coach: Telegram does not accept the bot token.")
    assert "another-token" not in wrong.errors
    assert wrong.errors.count("\n") == 1
