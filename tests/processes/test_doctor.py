"""`regen-coach doctor` says what is wrong, mends nothing, and gets in nobody's way."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from bot.playground.core import PLAY_TOKEN
from db.engine import open_database
from db.store import reminders, runners
from tests.db.rows import reminder, runner
from tests.processes.conftest import Run
from tests.processes.programs import Playground, Program

BOT = "ok   Telegram: knows this bot as @"


def findings(program: Program) -> list[str]:
    assert program.process.stdout is not None
    return program.process.stdout.read().splitlines()


def test_a_coach_at_work_is_well(coach: Run, telegram: Playground, tmp_path: Path) -> None:
    anna = telegram.person("Anna")
    coach()
    anna.say("/start")
    anna.wait_for("regeneration coach")

    doctor = coach("doctor")
    lines = findings(doctor)

    assert doctor.end() == 0
    assert all(line.startswith("ok ") for line in lines)
    assert "ok   The coach is at work." in lines
    assert any(line.startswith(BOT) for line in lines)
    assert "ok   Set aside: nothing." in lines


async def test_the_busiest_moment_is_named_with_what_the_limit_means(coach: Run, tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/regen.sqlite3")
    await database.upgrade()
    nine = datetime(2099, 5, 4, 9, tzinfo=UTC)

    def fill(conn: Connection) -> None:
        for number in range(1, 301):
            runners.add(conn, runner(number))
            reminders.put(conn, reminder(number, due=nine))
        reminders.put(conn, reminder(1, kind="rest", due=nine - timedelta(hours=1)))

    await database.run(fill)
    await database.close()

    doctor = coach("doctor")

    (line,) = (line for line in findings(doctor) if "Reminders" in line)
    assert doctor.end() == 0
    assert "2099-05-04 09:00 UTC with 300" in line
    assert "0 min 12 s after it" in line


def test_a_refused_token_and_old_tables_are_named_and_nothing_is_made(
    coach: Run, telegram: Playground, tmp_path: Path
) -> None:
    doctor = coach("doctor", REGEN_BOT_TOKEN="123456:wrong-one")
    lines = findings(doctor)
    assert doctor.end() == 1
    assert any(line.startswith("BAD  Telegram: Telegram does not accept the bot token") for line in lines)
    assert not (tmp_path / "regen.sqlite3").exists()
    assert "wrong-one" not in "".join(lines) + doctor.errors

    sqlite3.connect(tmp_path / "regen.sqlite3").close()
    doctor = coach("doctor", PYTHONTZPATH="/usr/share/zoneinfo")
    lines = findings(doctor)
    assert doctor.end() == 1
    assert any("Run `./dev migrate`" in line for line in lines)
    assert any(line.startswith("BAD  Zone rules: ") for line in lines)
    assert PLAY_TOKEN.partition(":")[2] not in "".join(lines)


def test_a_telegram_that_cannot_be_reached_is_told(coach: Run) -> None:
    doctor = coach(
        "doctor", REGEN_API_URL="http://127.0.0.1:9/bot", REGEN_API_FILE_URL="http://127.0.0.1:9/file/bot"
    )
    lines = findings(doctor)
    assert doctor.end() == 1
    assert any("http://127.0.0.1:9/bot cannot be reached" in line for line in lines)
