"""The real `regen-coach` as processes of their own, and people who meet it on the page's JSON interface.

Rule: nothing sleeps. A program is waited for by its output or its end, the coach by the page's live events; a
watchdog ends whatever takes longer than a busy machine could need.
"""

import errno
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.patience import PATIENCE

REGEN_COACH = (str(Path(sys.executable).with_name("regen-coach")),)


def within(seconds: float) -> Callable[[], float]:
    """Seconds that are left, counted from now."""
    end = time.monotonic() + seconds
    return lambda: end - time.monotonic()


def free_port() -> int:
    """One of this machine that nobody listens on now.

    It is none of those that a system gives to whoever asks for any: until our program listens on it, another
    one, or the other end of a connection, could get it.
    """
    while True:
        port = random.randrange(15_000, 32_000)
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise


def until(true: Callable[[], object]) -> None:
    """Ask until it is true: for what no output and no event of the chat tells."""
    left = within(PATIENCE)
    while not true():
        assert left() > 0, "it did not come to that"


class Program:
    """`regen-coach ARGS` in a folder of its own, with nothing of our environment but what it is given.

    `command` is another program instead.
    """

    def __init__(
        self, folder: Path, *args: str, command: Sequence[str] = REGEN_COACH, **settings: str
    ) -> None:
        folder.mkdir(exist_ok=True)
        self._errors = folder / f"stderr-{len(list(folder.glob('stderr-*')))}"
        inherited = {
            name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPATH") if name in os.environ
        }
        with self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [*command, *args],
                cwd=folder,
                env={**inherited, "PYTHONTZPATH": "", **settings},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        self.said = ""

    def line(self) -> str:
        """The next line of its output."""
        assert self.process.stdout is not None
        with self._watched():
            line = self.process.stdout.readline()
        self.said += line
        assert line, f"it ended instead of saying something: {self.errors}"
        return line.strip()

    @property
    def errors(self) -> str:
        return self._errors.read_text(encoding="utf-8")

    def end(self, by: signal.Signals | None = None) -> int:
        """Its exit code, after the signal if one is given."""
        if by is not None:
            self.process.send_signal(by)
        assert self.process.stdout is not None
        with self._watched(), self.process.stdout:
            self.said += self.process.stdout.read()
            return self.process.wait()

    def heeds(self, which: signal.Signals) -> bool:
        """Whether it does something at that signal, as far as the system tells; True when it has ended."""
        status = Path(f"/proc/{self.process.pid}/status")
        if not status.is_file() or self.process.poll() is not None:
            return True
        caught = re.search(r"^SigCgt:\s+([0-9a-f]+)$", status.read_text(), re.MULTILINE)
        return caught is None or bool(int(caught[1], 16) >> (which - 1) & 1)

    def ensure_ended(self) -> None:
        if self.process.returncode is None:
            self.end(signal.SIGKILL)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        watchdog = threading.Timer(PATIENCE, self.process.kill)
        watchdog.start()
        try:
            yield
        finally:
            watchdog.cancel()


class Playground:
    """What `regen-coach play` or `regen-coach telegram` serves at `api`, as a web page sees it."""

    def __init__(self, api: str) -> None:
        self.api = api

    def get(self, path: str) -> Any:
        return self._ask("GET", path, None)

    def post(self, path: str, **fields: Any) -> Any:
        return self._ask("POST", path, json.dumps(fields))

    def person(self, first_name: str, language: str = "en") -> "Person":
        return Person(self, self.post("/api/person", first_name=first_name, language_code=language)["id"])

    def connection(self) -> HTTPConnection:
        return HTTPConnection(urlsplit(self.api).netloc, timeout=PATIENCE)

    def _ask(self, method: str, path: str, body: str | None) -> Any:
        with closing(self.connection()) as connection:
            connection.request(method, path, body, {"content-type": "application/json"})
            answer = connection.getresponse()
            found = json.loads(answer.read())
            assert answer.status == 200, found
            return found


class Person:
    def __init__(self, playground: Playground, number: int) -> None:
        self._playground = playground
        self.number = number

    def say(self, text: str) -> None:
        self._playground.post("/api/say", person=self.number, text=text)

    def tap(self, label: str) -> None:
        """Tap the newest button with this label as soon as there is one."""
        message, data = self._wait(lambda: self._button(label), f"a button [{label}]")
        self._playground.post("/api/tap", person=self.number, message_id=message, data=data)

    def wait_for(self, text: str) -> None:
        """Until the coach has said `text`."""
        self._wait(lambda: self.heard(text) or None, text)

    def heard(self, text: str) -> list[str]:
        """The coach's messages that hold `text`, as they stand now."""
        return [said for said in self.said() if text in said]

    def said(self) -> list[str]:
        return [message["text"] for message in self.chat() if not message["out"]]

    def chat(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._playground.get(f"/api/chat?person={self.number}")["messages"]
        return found

    def _button(self, label: str) -> tuple[int, str] | None:
        for message in reversed(self.chat()):
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                for key in row:
                    if key["text"] == label:
                        return message["message_id"], key["callback_data"]
        return None

    def _wait(self, look: Any, what: str) -> Any:
        """What `look` finds, looked for anew with every event of the chat."""
        deadline = time.monotonic() + PATIENCE
        with closing(self._playground.connection()) as connection:
            for _ in self._events(connection):
                if (found := look()) is not None:
                    return found
                assert time.monotonic() < deadline, f"no {what} came; the chat: {self.said()}"
        raise AssertionError(f"the playground ended before {what} came")

    def _events(self, connection: HTTPConnection) -> Iterator[bytes]:
        """A line for each event, the first when the line stands (and one at times when nothing happens)."""
        connection.request("GET", f"/api/events?person={self.number}")
        for line in connection.getresponse():
            if line.strip():
                yield line
