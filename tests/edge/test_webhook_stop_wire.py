"""Told to stop, the webhook finishes what it has in hand, takes nothing new, and never waits long."""

import asyncio
import itertools
import json
from contextlib import AsyncExitStack
from typing import Any

import pytest

from bot import serving
from bot.coach.events import Typed
from bot.edge import webhook
from bot.edge.client import CoachBot
from bot.edge.pace import Pulse
from bot.serving import CannotListen, served
from bot.settings import Listen
from tests.edge.bringing import answer_of, head, text, webhook_at_work
from tests.edge.fakes import FakeShell
from tests.patience import PATIENCE


@pytest.fixture
def pulse() -> Pulse:
    return Pulse()


async def test_what_is_in_hand_is_finished_and_answered(
    bot: CoachBot, shell: FakeShell, pulse: Pulse
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(person: object, event: object) -> None:
        begun.set()
        await go_on.wait()

    shell.on_handle = slowly
    async with webhook_at_work(bot, shell, pulse) as hook:
        answer = asyncio.create_task(hook.bring(text(1, "hi")))
        await begun.wait()
        hook.stop.set()
        asyncio.get_running_loop().call_later(0.2, go_on.set)
        assert (await answer)[0] == 200
    assert shell.events == [Typed(text="hi", message_id=1)]


async def test_what_does_not_end_is_given_up_and_telegram_is_asked_to_come_again(
    bot: CoachBot, shell: FakeShell, pulse: Pulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "LAST_UPDATES", 0.1)
    begun = asyncio.Event()

    async def for_ever(person: object, event: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    shell.on_handle = for_ever
    async with asyncio.timeout(PATIENCE):
        async with webhook_at_work(bot, shell, pulse) as hook:
            answer = asyncio.create_task(hook.bring(text(1, "hi")))
            await begun.wait()
        assert (await answer)[0] == 503
    assert shell.handled == []


async def test_nothing_new_is_taken_and_nobody_is_waited_for(
    bot: CoachBot, shell: FakeShell, pulse: Pulse, caplog: pytest.LogCaptureFixture
) -> None:
    update = json.dumps(text(1, "hi")).encode()
    async with asyncio.timeout(PATIENCE), webhook_at_work(bot, shell, pulse) as hook:
        async with hook.line() as (half, writer), hook.line() as (silent, _):
            writer.write(head(f"Content-Length: {len(update)}") + update[:5])
            await writer.drain()
            await asyncio.sleep(0.05)
            hook.stop.set()
            await hook.running
            assert (await hook.bring(text(2, "too late")))[0] == 503
            await hook.deaf()
            assert await half.read() == b""
            assert await silent.read() == b""
        with pytest.raises(ConnectionError):
            await hook.bring(text(3, "much too late"))
    assert shell.handled == []
    assert caplog.records == []


async def test_a_connection_on_which_nobody_asks_anything_is_closed(
    bot: CoachBot, shell: Any, pulse: Pulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "FIRST_REQUEST", 0.05)
    async with (
        asyncio.timeout(PATIENCE),
        webhook_at_work(bot, shell, pulse) as hook,
        hook.line() as (reader, writer),
    ):
        writer.write(b"POST /tele")
        assert await reader.read() == b""


async def test_who_has_asked_once_may_not_take_for_ever_over_the_next_question(
    bot: CoachBot, shell: FakeShell, pulse: Pulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither by silence in the middle of it nor by saying a letter now and then."""
    monkeypatch.setattr(serving, "FIRST_REQUEST", 0.3)
    async with (
        asyncio.timeout(PATIENCE),
        webhook_at_work(bot, shell, pulse) as hook,
        hook.line() as (reader, writer),
    ):
        for number in (1, 2):
            update = json.dumps(text(number, "hi")).encode()
            writer.write(head(f"Content-Length: {len(update)}") + update)
            assert (await answer_of(reader))[0] == 200
        ended = asyncio.create_task(reader.read())
        letters = itertools.cycle(b"POST /telegram HTTP/1.1\r\nX: ")
        while not ended.done():
            writer.write(bytes([next(letters)]))
            await asyncio.wait({ended}, timeout=0.02)
        await asyncio.gather(ended, return_exceptions=True)
    assert len(shell.handled) == 2


async def test_however_many_lines_are_held_open_telegram_gets_through(
    bot: CoachBot, shell: FakeShell, pulse: Pulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "MOST_CONNECTIONS", 8)
    monkeypatch.setattr(serving, "FIRST_REQUEST", 10 * PATIENCE)
    async with (
        asyncio.timeout(PATIENCE),
        webhook_at_work(bot, shell, pulse) as hook,
        AsyncExitStack() as lines,
    ):
        held = [await lines.enter_async_context(hook.line()) for _ in range(30)]
        ends = {asyncio.create_task(reader.read()) for reader, _ in held}
        while len(ends) > 8:
            _, ends = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for number in range(1, 12):
            assert (await hook.bring(text(number, "hi")))[0] == 200
        for end in ends:
            end.cancel()
    assert len(shell.handled) == 11


async def test_a_slow_request_is_not_cut_by_the_patience_for_the_first(
    bot: CoachBot, shell: FakeShell, pulse: Pulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    connections: list[Any] = []
    made = serving._Impatient.connection_made

    def note(self: Any, transport: Any) -> None:
        made(self, transport)
        connections.append(self)

    async def patience_ends(person: object, event: object) -> None:
        connections[-1]._hang_up()

    monkeypatch.setattr(serving._Impatient, "connection_made", note)
    shell.on_handle = patience_ends
    async with webhook_at_work(bot, shell, pulse) as hook:
        assert (await hook.bring(text(1, "hi")))[0] == 200


async def test_an_address_that_cannot_be_used_is_named_with_its_setting() -> None:
    async def nothing(scope: Any, receive: Any, send: Any) -> None: ...

    async with served(nothing, "REGEN_SOME_LISTEN", None):
        pass
    for host, words in (("192.0.2.1", "192.0.2.1:8081 cannot be used"), ("::9", "[::9]:8081 cannot be used")):
        with pytest.raises(CannotListen, match=r"^REGEN_SOME_LISTEN: ") as caught:
            async with served(nothing, "REGEN_SOME_LISTEN", Listen(host, 8081)):
                pass
        assert words in str(caught.value)
