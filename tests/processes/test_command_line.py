"""What the host reads: help, results, and for each mistake one line with its mend, never a traceback."""

import re
import socket
from pathlib import Path

import pytest

from bot.playground.core import PLAY_TOKEN
from tests.processes.conftest import Run


def test_without_a_token_it_says_how_to_get_one_and_what_needs_none(run: Run) -> None:
    program = run("run")
    assert program.end() == 1
    assert "@BotFather" in program.errors
    assert "./dev play" in program.errors
    assert program.errors.count("\n") == 1


def test_a_token_of_the_wrong_form_is_not_repeated(run: Run) -> None:
    program = run("run", REGEN_BOT_TOKEN="my secret token")
    assert program.end() == 1
    assert program.errors.startswith("regen-coach: REGEN_BOT_TOKEN is not a bot token.")
    assert "secret" not in program.errors
    assert program.errors.count("\n") == 1


def test_a_taken_port_is_named(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        program = run("telegram", "--port", str(port))
        assert program.end() == 1
    assert program.errors == (
        f"regen-coach: Port {port} is taken. Name another one with --port; 0 is any free one.\n"
    )


@pytest.mark.parametrize("port", ["65536", "-1", "http"])
def test_what_is_no_port_is_a_wrong_command_line(run: Run, port: str) -> None:
    program = run("play", "--port", port)
    assert program.end() == 2
    assert "argument --port" in program.errors


def test_a_folder_that_cannot_be_made_is_one_line(run: Run) -> None:
    program = run("play", "--data", "/dev/null/play")
    assert program.end() == 1
    assert program.errors == (
        "regen-coach: Cannot keep anything in /dev/null/play: Not a directory. "
        "Name another folder with --data.\n"
    )


@pytest.mark.parametrize("file", ["telegram.sqlite3", "regen.sqlite3"])
def test_a_file_that_is_no_database_is_named(run: Run, tmp_path: Path, file: str) -> None:
    (tmp_path / file).write_text("Dear diary, today I ran ten miles. " * 100)
    program = run("play", "--port", "0", "--data", ".")
    assert program.end() == 1
    assert file in program.errors
    assert "file is not a database" in program.errors
    assert program.errors.count("\n") == 1


def test_a_database_that_cannot_be_made_is_one_line(run: Run) -> None:
    settings = {"REGEN_BOT_TOKEN": PLAY_TOKEN, "REGEN_DATABASE_URL": "sqlite:////dev/null/regen.sqlite3"}
    program = run("run", **settings)
    assert program.end() == 1
    assert program.errors.startswith("regen-coach: Cannot ")
    assert program.errors.count("\n") == 1


def test_health_of_a_database_that_is_not_there_makes_none(run: Run, tmp_path: Path) -> None:
    program = run("health", REGEN_DATABASE_URL="sqlite:///somewhere/regen.sqlite3")
    assert program.end() == 1
    assert program.said == "The coach has never been at work on this database.\n"
    assert program.errors == ""
    assert not (tmp_path / "somewhere").exists()


def test_migrate_says_where_the_tables_are_and_does_nothing_the_second_time(run: Run, tmp_path: Path) -> None:
    first = run("migrate")
    assert first.end() == 0
    assert (tmp_path / "data" / "regen.sqlite3").is_file()
    second = run("migrate")
    assert second.end() == 0
    assert first.said == second.said
    assert first.said.startswith("The tables are at revision ")
    health = run("health")
    assert health.end() == 1
    assert health.said == "The coach has never been at work on this database.\n"


def test_check_content_says_what_it_read(run: Run) -> None:
    program = run("check-content")
    assert program.end() == 0
    assert program.said.startswith("60 exercises\n")


def test_help_names_every_command(run: Run) -> None:
    program = run("--help")
    assert program.end() == 0
    for command in ("play", "telegram", "run", "migrate", "health", "check-content"):
        assert re.search(rf"^    {command}\s", program.said, re.MULTILINE)


@pytest.mark.parametrize("args", [[], ["frobnicate"]])
def test_without_a_command_it_says_which_there_are(run: Run, args: list[str]) -> None:
    program = run(*args)
    assert program.end() == 2
    assert program.errors.startswith("usage: regen-coach")
    assert "Traceback" not in program.errors
