"""Canaries: a token, a secret, a code and words that nobody may ever find where they do not belong.

A real coach at its most talkative meets runners who are called and write canaries, a Telegram in a bad mood
and a database that is away; it is killed, and at last its token is revoked. Then everything it left is read.
"""

import asyncio
import json
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.playground.deliveries import delivering
from tests.faults.hostile import PIECES
from tests.faults.storage import NoWrites
from tests.faults.telegram import Watched, served
from tests.patience import PATIENCE
from tests.processes.programs import Program, free_port, within

HALF = "AAcanary_half-that-opens-everything"
TOKEN = f"7000000:{HALF}"
SECRET = "canary_secret-between-telegram-and-us"
CODE = "canary_code-of-the-link"
WORD = "Zizibird"  # in every name and every text
SECRETS = (TOKEN, HALF, SECRET, CODE)

HOSTILE = [piece for piece in PIECES if not "\ud800" <= piece <= "\udfff"]  # half a sign cannot even be sent

RACE_DAY = Clock().now() + timedelta(days=30)
CALENDAR = f"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:{WORD}\r
BEGIN:VEVENT\r
UID:{WORD}@example.org\r
DTSTART;VALUE=DATE:{RACE_DAY:%Y%m%d}\r
SUMMARY:{WORD} Half Marathon\r
END:VEVENT\r
END:VCALENDAR\r
""".encode()

TEXTS = (
    f"/race half 6 December {WORD}",
    "yes",  # this is the place and the hour
    f"/regen {WORD}",
    f"half marathon {WORD} yesterday",
    f"/rest every second Sunday at 8 {WORD}",
    f"/pause until {WORD}",
    f"/{WORD}",
    f"/help {WORD}",
    f"my knee hurts, {WORD}, sharp pain",
    *(f"{WORD} {''.join(HOSTILE[at : at + 12])} {WORD}" for at in range(0, len(HOSTILE), 12)),
)
REVOKED = "does not accept the bot token"
# each cannot be read, in another place; the error of the last one quotes it
MALFORMED = (
    {"date": WORD, "text": WORD},
    {"date": 1, "text": WORD, "entities": WORD},
    {"date": 1, "text": {"words": WORD}, "photo": [WORD]},
    {"date": 1, "text": WORD, "chat": {"id": WORD, "type": "private"}},
    {"date": WORD, "text": f"/start {CODE}"},
)


class Watch:
    """A coach on that Telegram, and all that anybody could read of it."""

    def __init__(self, folder: Path, telegram: Watched, settings: dict[str, str]) -> None:
        self.folder = folder
        self.telegram = telegram
        self.settings = settings
        self.programs: list[Program] = []
        self.answers: list[bytes] = []  # of /healthz and of the webhook, with their headers

    def start(self, style: str) -> Program:
        self.programs.append(Program(self.folder, "run", **self.settings, REGEN_LOG_FORMAT=style))
        return self.programs[-1]

    @property
    def printed(self) -> str:
        return "".join(program.said + program.errors for program in self.programs)

    async def until(self, true: Callable[[], object], what: str) -> None:
        left = within(PATIENCE)
        while not true():
            assert self.programs[-1].process.poll() is None, f"it ended before {what}: {self.printed}"
            assert left() > 0, f"it did not come to this: {what}: {self.printed}"
            await asyncio.sleep(0.05)

    async def said(self, text: str, *, by: int) -> None:
        await self.telegram.say(by, text)
        await self.taken()

    async def taken(self) -> None:
        await self.until(lambda: not self.telegram.waiting(), "every update was taken")

    async def heard(self, person: int, words: str) -> None:
        chat = self.telegram.chat
        await self.until(lambda: any(words in one.get("text", "") for one in chat(person)), words)

    async def asked(self, address: str, *, path: str, body: bytes | None = None, secret: str = "") -> int:
        """The status of an answer; all of it is kept. 0: nobody is there."""

        def ask() -> int:
            host, port = address.split(":")
            headers = {"x-telegram-bot-api-secret-token": secret} if secret else {}
            with closing(HTTPConnection(host, int(port), timeout=PATIENCE)) as connection:
                connection.request("GET" if body is None else "POST", path, body, headers)
                answer = connection.getresponse()
                self.answers += [str(answer.getheaders()).encode(), answer.read()]
                return answer.status

        try:
            return await asyncio.to_thread(ask)
        except OSError:
            return 0

    async def healthy(self) -> int:
        return await self.asked(self.settings["REGEN_HEALTH_LISTEN"], path="/healthz")


@asynccontextmanager
async def watched(folder: Path, *, by_webhook: bool) -> AsyncIterator[Watch]:
    async def impatient(seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.5))

    async with served() as (telegram, reach), delivering(telegram, sleep=impatient):
        telegram.token = TOKEN
        hook = {"REGEN_WEBHOOK_LISTEN": f"127.0.0.1:{free_port()}", "REGEN_WEBHOOK_SECRET": SECRET}
        hook["REGEN_WEBHOOK_URL"] = f"http://{hook['REGEN_WEBHOOK_LISTEN']}/telegram"
        ours = {
            "REGEN_BOT_TOKEN": TOKEN,
            "REGEN_DATABASE_URL": "sqlite:///regen.sqlite3",
            "REGEN_ACCESS": "invite",
            "REGEN_INVITE_CODE": CODE,
            "REGEN_HEALTH_LISTEN": f"127.0.0.1:{free_port()}",
            "REGEN_LOG_LEVEL": "DEBUG",
        }
        watch = Watch(folder, telegram, reach | ours | (hook if by_webhook else {}))
        try:
            yield watch
        finally:
            for program in watch.programs:
                await asyncio.to_thread(program.ensure_ended)


@pytest.mark.parametrize("by_webhook", [False, True], ids=["polling", "webhook"])
async def test_no_canary_is_found_where_it_does_not_belong(tmp_path: Path, by_webhook: bool) -> None:
    async with watched(tmp_path, by_webhook=by_webhook) as watch:
        telegram = watch.telegram
        anna, ben, eve = (telegram.add_person(f"{name} {WORD}") for name in ("Anna", "Ben", "Eve"))

        # life and death of the first: it talks, with Telegram in a bad mood
        first = watch.start("text")
        await watch.healthy()
        for person in (anna, ben):
            await telegram.say(person, f"/start {CODE}")
            await watch.heard(person, "regeneration coach")
        await telegram.say(eve, f"/start {WORD}")
        assert await watch.healthy() == 200
        telegram.faults.add(method="sendMessage", kind="500", times=2)
        telegram.faults.add(method="sendMessage", kind="429", retry_after=1)
        telegram.faults.add(method="sendMessage", kind="lost")
        telegram.faults.add(method="sendMessage", kind="502")
        telegram.faults.add(method="sendMessage", chat=ben, kind="403")
        for kind in () if by_webhook else ("500", "502", "lost"):
            telegram.faults.add(method="getUpdates", kind=kind)
        for text in TEXTS:
            await telegram.say(anna, text)
        await watch.said(f"/help {WORD}", by=ben)
        await telegram.send_document(anna, f"{WORD}.ics", CALENDAR)
        await watch.heard(anna, f"{WORD} Half Marathon")
        await _poisoned(watch, anna)
        if by_webhook:
            await _knocked(watch)
        await telegram.say(anna, f"{WORD} and then it was killed")
        assert await asyncio.to_thread(first.end, signal.SIGKILL) == -signal.SIGKILL

        # and of the second: its database is away, then its token is worth nothing
        second = watch.start("json")
        await watch.taken()
        await _without_database(watch, second, anna)
        telegram.token = "7000000:another-token-that-is-long-enough"
        await telegram.say(anna, f"/today {WORD}")
        assert await asyncio.to_thread(second.end) == 1

        assert REVOKED in second.errors
        assert [json.loads(line) for line in second.errors.splitlines() if line.startswith("{")]
        for sign in ("letters cannot leave", "asks for a pause", "set aside", "cannot be stored"):
            assert sign in watch.printed, f"the test did not get as far as {sign!r}"
        _must_be_clean(watch, tmp_path)


async def _poisoned(watch: Watch, person: int) -> None:
    """Updates that cannot be read, which are set aside, and a file that cannot be had."""
    telegram = watch.telegram
    who = {"id": person, "is_bot": False, "first_name": WORD}
    with telegram.change():
        for content in MALFORMED:
            telegram.push(
                "message", {"message_id": 1, "chat": who | {"type": "private"}, "from": who} | content
            )
    telegram.faults.add(method="getFile", kind="500", times=3)
    await telegram.send_document(person, f"{WORD}.ics", CALENDAR)
    await watch.until(lambda: watch.printed.count(" set aside ") == len(MALFORMED), "all were set aside")
    await watch.until(lambda: " given up " in watch.printed, "the file was given up")
    await watch.taken()


async def _knocked(watch: Watch) -> None:
    """Strangers at the webhook's door, who say what they know."""
    listen = watch.settings["REGEN_WEBHOOK_LISTEN"]
    rubbish = f'{{"update_id": "{WORD}", "token": "{TOKEN}"'.encode()
    for status, path, body, secret in (
        (403, "/telegram", rubbish, ""),
        (403, "/telegram", rubbish, SECRET[:-1] + WORD),
        (400, "/telegram", rubbish, SECRET),
        (413, "/telegram", rubbish + b" " * 1_100_000, SECRET),
        (404, f"/{TOKEN}/{WORD}", rubbish, SECRET),
        (405, "/telegram", None, SECRET),
    ):
        assert await watch.asked(listen, path=path, body=body, secret=secret) == status


async def _without_database(watch: Watch, program: Program, person: int) -> None:
    outage = NoWrites(seconds=0)
    await outage.begin(program)
    try:
        await watch.telegram.say(person, f"{WORD} is not stored")
        await watch.until(lambda: "cannot be stored" in program.errors, "it felt the outage")
        await watch.healthy()
    finally:
        await outage.end(program)
    await watch.taken()


def _must_be_clean(watch: Watch, folder: Path) -> None:
    database = [path for path in folder.iterdir() if path.name.startswith("regen.sqlite3")]
    kept = b"".join(path.read_bytes() for path in database)
    assert WORD.encode() in kept, "names belong there: a test that finds none looks in the wrong place"
    others = [path.read_bytes() for path in folder.iterdir() if path not in database]
    shown = b"".join([watch.printed.encode(), *watch.answers, *others]).lower()
    assert b'"mode":' in shown
    for canary in (*SECRETS, WORD):
        assert canary.lower().encode() not in shown, _around(shown, canary)
    for canary in SECRETS:
        assert canary.encode() not in kept, _around(kept, canary)
    with closing(sqlite3.connect(folder / "regen.sqlite3")) as connection:
        aside = connection.execute("SELECT body, error FROM updates WHERE error IS NOT NULL").fetchall()
        assert len(aside) == len(MALFORMED)
        assert WORD not in str(aside)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def _around(found: bytes, canary: str) -> str:
    at = found.lower().find(canary.lower().encode())
    return f"{canary} in {found[max(0, at - 200) : at + 100]!r}"
