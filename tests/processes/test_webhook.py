"""`regen-coach run` in webhook mode beside a Telegram of our own that brings the updates over HTTP."""

import json
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from bot.playground.core import PLAY_TOKEN
from tests.patience import PATIENCE
from tests.processes.conftest import Run
from tests.processes.programs import Playground, Program, free_port
from tests.processes.test_coach import SIGTERM_WITHIN, begin_session, statuses

SECRET = "a-canary-secret-that-must-never-show"


def bot_api(telegram: Playground, method: str, **params: Any) -> Any:
    return telegram.post(f"/bot{PLAY_TOKEN}/{method}", **params)["result"]


def health(port: int) -> tuple[int, dict[str, Any]]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


class Hooked:
    """A coach in webhook mode; each start goes on with the same addresses and the same database."""

    def __init__(self, coach: Run) -> None:
        self._coach = coach
        self.port, self.health_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}/telegram"

    def start(self, **settings: str) -> Program:
        known = {
            "REGEN_WEBHOOK_URL": self.url,
            "REGEN_WEBHOOK_LISTEN": f"127.0.0.1:{self.port}",
            "REGEN_WEBHOOK_SECRET": SECRET,
            "REGEN_HEALTH_LISTEN": f"127.0.0.1:{self.health_port}",
            "REGEN_LOG_LEVEL": "DEBUG",
        }
        return self._coach(**(known | settings))


@pytest.fixture
def hooked(coach: Run, telegram: Playground) -> Iterator[Hooked]:
    yield Hooked(coach)
    bot_api(telegram, "deleteWebhook")


def test_a_session_by_webhook_stopped_and_killed_in_the_middle_loses_and_doubles_nothing(
    hooked: Hooked, telegram: Playground, tmp_path: Path
) -> None:
    anna = telegram.person("Anna")
    first = hooked.start()
    begin_session(anna)
    status, found = health(hooked.health_port)
    assert (status, found["status"], found["mode"]) == (200, "ok", "webhook")
    told = time.monotonic()
    anna.say("done")  # words, for a tap may be overtaken by the next words
    assert first.end(signal.SIGTERM) == 0
    assert time.monotonic() - told < SIGTERM_WITHIN
    anna.say("skip")  # nobody is there to hear it

    second = hooked.start()
    anna.wait_for("3/")
    anna.wait_for(", skipped. Why?")  # it leaves together with the next exercise, in no order
    assert statuses(tmp_path)[:3] == ["done", "skipped", "pending"]
    assert len(anna.heard(", skipped. Why?")) == 1
    assert len(anna.heard("3/")) == 1
    anna.tap("✓ Done")
    assert second.end(signal.SIGKILL) == -signal.SIGKILL

    third = hooked.start()
    anna.wait_for("4/")
    assert statuses(tmp_path)[:4] == ["done", "skipped", "done", "pending"]
    assert bot_api(telegram, "getWebhookInfo")["url"].startswith(f"{hooked.url}?coach=")
    assert third.end(signal.SIGTERM) == 0
    for program in (first, second, third):
        assert SECRET not in program.errors + program.said


def test_without_the_setting_it_polls_again_and_nothing_that_waited_is_lost(
    hooked: Hooked, coach: Run, telegram: Playground
) -> None:
    anna = telegram.person("Anna")
    by_webhook = hooked.start()
    anna.say("/start")
    anna.wait_for("Hi Anna")
    assert by_webhook.end(signal.SIGTERM) == 0
    anna.say("/help")
    polling = coach()
    anna.wait_for("send /regen. You can also")
    assert bot_api(telegram, "getWebhookInfo")["url"] == ""
    assert len(anna.heard("Hi Anna")) == 1
    assert polling.end(signal.SIGTERM) == 0


def test_the_webhook_of_another_program_is_left_alone(
    hooked: Hooked, coach: Run, telegram: Playground
) -> None:
    others = "http://127.0.0.1:9/another?coach=0000000000000000-1111111111111111"
    bot_api(telegram, "setWebhook", url=others)
    for start in (coach, hooked.start):
        program = start()
        assert program.end() == 1
        assert program.errors.startswith("regen-coach: This bot has a webhook set")
        assert program.errors.count("\n") == 1
    assert bot_api(telegram, "getWebhookInfo")["url"] == others


def test_a_taken_port_is_one_line(hooked: Hooked) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        for setting in ("REGEN_WEBHOOK_LISTEN", "REGEN_HEALTH_LISTEN"):
            program = hooked.start(**{setting: address})
            assert program.end() == 1
            assert program.errors == (
                f"regen-coach: {setting}: {address} is taken. Name another address or port.\n"
            )
