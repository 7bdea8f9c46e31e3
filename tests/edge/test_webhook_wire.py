"""What is brought to the webhook over a real socket: taken once it is stored, or refused for what it is."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.coach.events import Typed
from bot.edge import body, webhook
from bot.edge.client import CoachBot
from bot.edge.pace import LostLead, Pulse
from bot.shell_types import Person
from tests.edge.bringing import ANNA, BEN, SECRET, Bringing, answer_of, head, text, webhook_at_work
from tests.edge.fakes import FakeShell
from tests.patience import PATIENCE

LIMIT = body.LARGEST_BODY


@pytest.fixture
def pulse() -> Pulse:
    return Pulse(sleep=lambda seconds: asyncio.sleep(seconds / 100))


@pytest.fixture
async def hook(bot: CoachBot, shell: Any, pulse: Pulse) -> AsyncIterator[Bringing]:
    async with webhook_at_work(bot, shell, pulse) as bringing:
        yield bringing


def said(shell: FakeShell) -> list[str]:
    return [event.text for event in shell.events if isinstance(event, Typed)]


# --- taken ---------------------------------------------------------------------------------------


async def test_200_is_said_only_when_the_update_is_stored(hook: Bringing, shell: FakeShell) -> None:
    begun, stored = asyncio.Event(), asyncio.Event()

    async def slowly(person: Person, event: Any) -> None:
        if event.text == "hi":
            begun.set()
            await stored.wait()

    shell.on_handle = slowly
    answer = asyncio.create_task(hook.bring(text(1, "hi")))
    await begun.wait()
    assert (await hook.bring(text(2, "from Ben", BEN)))[0] == 200  # time enough to say it too early
    assert not answer.done()
    stored.set()
    assert (await answer)[0] == 200
    assert said(shell) == ["from Ben", "hi"]


async def test_the_same_update_twice_at_once_is_handled_once_and_both_hear_200(
    hook: Bringing, shell: FakeShell
) -> None:
    answers = await asyncio.gather(*(hook.bring(text(1, "hi")) for _ in range(8)))
    assert {status for status, _ in answers} == {200}
    assert said(shell) == ["hi"]


async def test_a_chat_is_handled_in_the_order_of_arrival_and_holds_up_nobody_else(
    hook: Bringing, shell: FakeShell
) -> None:
    first_is_there, go_on = asyncio.Event(), asyncio.Event()

    async def slow_first(person: Person, event: Any) -> None:
        if event.text == "one":
            first_is_there.set()
            await go_on.wait()

    shell.on_handle = slow_first
    answers = [asyncio.create_task(hook.bring(text(1, "one")))]
    await first_is_there.wait()
    answers.append(asyncio.create_task(hook.bring(text(2, "two"))))
    assert (await hook.bring(text(3, "from Ben", BEN)))[0] == 200
    assert said(shell) == ["from Ben"]
    go_on.set()
    assert [(await answer)[0] for answer in answers] == [200, 200]
    assert said(shell) == ["from Ben", "one", "two"]


async def test_an_update_waits_until_its_chat_is_ready_and_nobody_else_does(
    bot: CoachBot, shell: FakeShell, pulse: Pulse
) -> None:
    read = asyncio.Event()

    async def ready(chat: int) -> None:
        await (read.wait() if chat == ANNA else asyncio.sleep(0))

    async with webhook_at_work(bot, shell, pulse, ready=ready) as hook:
        behind_a_file = asyncio.create_task(hook.bring(text(1, "hi")))
        assert (await hook.bring(text(2, "from Ben", BEN)))[0] == 200
        assert said(shell) == ["from Ben"]
        assert not behind_a_file.done()
        read.set()
        assert (await behind_a_file)[0] == 200
    assert said(shell) == ["from Ben", "hi"]


async def test_what_always_fails_is_set_aside_after_three_tries_and_the_runner_is_told(
    bot: CoachBot, shell: FakeShell, pulse: Pulse, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[object] = []
    told: list[int] = []

    async def fail(person: Person, event: object) -> None:
        tries.append(event)
        raise ValueError("cannot bear a secret")

    async def tell(person: Person) -> None:
        told.append(person.chat_id)

    shell.on_handle = fail
    async with webhook_at_work(bot, shell, pulse, on_set_aside=tell) as hook:
        assert (await hook.bring(text(1, "a secret")))[0] == 200
        malformed = text(2, "x") | {"message": {"chat": {"id": ANNA}, "from": {"id": ANNA}, "date": "now"}}
        assert (await hook.bring(malformed))[0] == 200
    assert len(tries) == 3
    assert [update_id for update_id, _, _ in shell.updates_aside] == [1, 2]
    assert told == [ANNA, ANNA]
    lines = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert [line.split(":")[0] for line in lines] == [
        "update 1 set aside after 3 tries",
        "update 2 set aside after 3 tries",
    ]
    assert "a secret" not in caplog.text


async def test_while_the_database_is_away_telegram_is_asked_to_come_again(
    bot: CoachBot, shell: FakeShell, pulse: Pulse
) -> None:
    shell_away = [OSError("database is locked")]

    async def away(person: Person, event: object) -> None:
        if shell_away:
            raise shell_away[0]

    shell.on_handle = away
    async with webhook_at_work(
        bot, shell, pulse, storage_away=lambda error: isinstance(error, OSError)
    ) as hook:
        status, headers = await hook.bring(text(1, "hi"))
        assert (status, headers["retry-after"]) == (503, "3")
        shell_away.clear()
        assert (await hook.bring(text(1, "hi")))[0] == 200
    assert said(shell) == ["hi"]
    assert shell.updates_aside == []


async def test_what_can_neither_be_handled_nor_set_aside_comes_again(
    hook: Bringing, shell: FakeShell
) -> None:
    shell.failures = [OSError("disk full")] * 4
    assert (await hook.bring(text(1, "hi")))[0] == 503
    assert (await hook.bring(text(1, "hi")))[0] == 200
    assert said(shell) == ["hi"]


async def test_a_process_that_does_not_lead_takes_nothing(
    bot: CoachBot, shell: FakeShell, pulse: Pulse
) -> None:
    leads: list[bool] = []

    def check() -> None:
        if not leads:
            raise LostLead

    leads.append(True)
    async with webhook_at_work(bot, shell, pulse, check=check) as hook:
        leads.clear()
        status, headers = await hook.bring(text(1, "hi"))
        assert (status, headers["retry-after"]) == (503, "3")
        leads.append(True)
        assert (await hook.bring(text(1, "hi")))[0] == 200
    assert said(shell) == ["hi"]


async def test_a_standby_that_only_listens_asks_telegram_to_come_again(
    bot: CoachBot, shell: FakeShell, pulse: Pulse
) -> None:
    async with webhook_at_work(bot, shell, pulse) as hook:
        hook.stop.set()
        await hook.running
        status, headers = await hook.bring(text(1, "hi"))
        assert (status, headers["retry-after"]) == (503, "3")
        assert (await hook.say(head("Content-Length: 0", secret="guess")))[0] == 403
    assert shell.handled == []


async def test_only_so_many_updates_are_in_hand(
    hook: Bringing, shell: FakeShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "AT_ONCE", 3)
    go_on = asyncio.Event()
    shell.on_handle = lambda person, event: go_on.wait()
    answers = [asyncio.create_task(hook.bring(text(chat, "hi", chat))) for chat in range(1, 21)]
    while sum(answer.done() for answer in answers) < 17:  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    go_on.set()
    assert sorted([(await answer)[0] for answer in answers]) == [200] * 3 + [503] * 17
    assert len(shell.handled) == 3


# --- refused -------------------------------------------------------------------------------------


STRANGERS = [
    head(secret=None),
    head(secret=""),
    head(secret=SECRET[:-1]),
    head(secret=SECRET + "x"),
    head(secret=SECRET.upper()),
    head(secret="ä" * 200),
    head(f"X-Telegram-Bot-Api-Secret-Token: {SECRET}", secret="wrong"),
    head("X-Telegram-Bot-Api-Secret-Token: wrong"),
    head(f"X-Telegram-Bot-Api-Secret-Token: {SECRET}"),
    head(f"X-Telegram-Bot-Api-Secret-Token: {SECRET}, {SECRET}", secret=None),
    head(*(f"X-Header-{number}: {number}" for number in range(1500)), secret="wrong"),
    head("Expect: 100-continue", secret=None),
    head(f"Authorization: Bearer {SECRET}", secret=None),
    head(secret=None, path=f"/telegram?secret_token={SECRET}"),
]


@pytest.mark.parametrize("length", [b"Content-Length: 9\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"])
async def test_who_does_not_know_the_secret_hears_403_before_a_byte_of_the_body_is_sent(
    hook: Bringing, shell: FakeShell, length: bytes
) -> None:
    for stranger in STRANGERS:
        status, _ = await hook.say(stranger.removesuffix(b"\r\n") + length)
        assert status == 403, stranger[:200]
    assert shell.handled == []


async def test_hundreds_of_strangers_are_refused_and_the_one_who_knows_is_heard(
    hook: Bringing, shell: FakeShell
) -> None:
    stranger = json.dumps(text(1, "let me in")).encode()
    words = head(f"Content-Length: {len(stranger)}", secret="guess") + stranger
    for _ in range(5):
        answers = await asyncio.gather(*(hook.say(words) for _ in range(60)), hook.bring(text(2, "me")))
        assert [status for status, _ in answers] == [403] * 60 + [200]
    assert said(shell) == ["me"]


async def test_the_secret_may_stand_among_many_headers(hook: Bringing, shell: FakeShell) -> None:
    update = json.dumps(text(1, "hi")).encode()
    many = [f"X-Header-{number}: {number}" for number in range(1500)]
    assert (await hook.say(head(f"Content-Length: {len(update)}", *many) + update))[0] == 200


async def test_a_body_that_says_it_is_too_large_is_not_read(hook: Bringing) -> None:
    assert (await hook.say(head(f"Content-Length: {LIMIT + 1}")))[0] == 413


async def test_a_sender_of_two_megabytes_in_one_breath_hears_413(hook: Bringing) -> None:
    size = 2 * LIMIT
    assert (await hook.say(head(f"Content-Length: {size}") + b"x" * size))[0] == 413
    chunk = b"8000\r\n" + b" " * 0x8000 + b"\r\n"
    assert (await hook.say(head("Transfer-Encoding: chunked") + chunk * 64 + b"0\r\n\r\n"))[0] == 413


async def test_of_an_endless_body_no_more_is_read_than_the_limit_and_some(
    hook: Bringing, shell: FakeShell
) -> None:
    chunk = b"8000\r\n" + b" " * 0x8000 + b"\r\n"
    sent = 0
    async with hook.line() as (reader, writer):
        writer.write(head("Transfer-Encoding: chunked"))
        answer = asyncio.create_task(answer_of(reader))
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    writer.write(chunk)
                    await writer.drain()
                    sent += len(chunk)
                    await asyncio.sleep(0)
        except ConnectionError:
            pass  # it hung up
        assert (await answer)[0] == 413
    assert LIMIT < sent < 16 * LIMIT  # what the two systems hold between them is in it
    assert shell.handled == []


async def test_a_body_of_just_the_limit_is_taken(hook: Bringing, shell: FakeShell) -> None:
    update = json.dumps(text(1, "hi")).encode()
    assert (await hook.bring(update + b" " * (LIMIT - len(update))))[0] == 200
    assert (await hook.bring(update + b" " * (LIMIT + 1 - len(update))))[0] == 413
    assert said(shell) == ["hi"]


async def test_a_length_that_lies_tricks_nobody(
    hook: Bringing, shell: FakeShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    update = json.dumps(text(1, "hi")).encode()
    assert (await hook.say(head("Content-Length: 10") + update))[0] == 400
    for length in ("-1", "ten", "1e3", "9" * 30):
        assert (await hook.say(head(f"Content-Length: {length}") + update))[0] in (400, 413)
    monkeypatch.setattr(body, "BODY_WITHIN", 0.05)
    assert (await hook.say(head(f"Content-Length: {len(update) + 1}") + update))[0] == 408
    async with hook.line() as (_, writer):
        writer.write(head(f"Content-Length: {len(update) + 1}") + update)
        await writer.drain()  # and gone, in the middle of it
    assert shell.handled == []


RUBBISH = [
    b"",
    b"garbage",
    b"null",
    b"[]",
    b'[{"update_id": 1}]',
    b'"update_id"',
    b"{}",
    b'{"update_id": null}',
    b'{"update_id": true}',
    b'{"update_id": "1"}',
    b'{"update_id": 1.5}',
    b'{"update_id": 0}',
    b'{"update_id": -1}',
    b'{"update_id": 9223372036854775808}',
    b'{"update_id": ' + b"9" * 5000 + b"}",
    b'{"update_id": NaN}',
    b'{"update_id": 1, "message": Infinity}',
    b'{"update_id": 1, "message": "\xff"}',
    b'\xef\xbb\xbf{"update_id": 1}',
    '{"update_id": 1}'.encode("utf-16"),
    b'{"update_id": 1, "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    b'{"update_id": 1, "x": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}",
    b"[" * 100_000,
]


async def test_rubbish_is_400(hook: Bringing, shell: FakeShell) -> None:
    for rubbish in RUBBISH:
        assert (await hook.bring(rubbish))[0] == 400, rubbish[:40]
    assert shell.handled == []
    assert shell.updates_aside == []


async def test_there_is_one_path_and_one_method(hook: Bringing) -> None:
    for path in ("/", "/telegram/", "/telegram/../telegram", "/healthz"):
        assert (await hook.say(head("Content-Length: 0", path=path)))[0] == 404, path
    for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS"):
        assert (await hook.say(head("Content-Length: 0", method=method)))[0] == 405, method


async def test_what_is_not_even_http_is_refused_without_a_line_in_the_log(
    hook: Bringing, caplog: pytest.LogCaptureFixture
) -> None:
    assert (await hook.say(b"\x16\x03\x01\x02\x00\x01\r\n\r\n"))[0] == 400
    assert (await hook.say(head(f"X-Endless: {'x' * 100_000}")))[0] == 400
    assert (await hook.bring(b"garbage"))[0] == 400
    assert caplog.records == []
