"""Updates that not even a parser takes: they are found, set aside, and everybody else is served."""

import logging
from typing import Any

import pytest
from telegram.request import RequestData

from bot.edge.client import CoachBot, make_bot
from bot.edge.transport import Unreadable, make_request
from bot.playground.core import PLAY_TOKEN, Telegram
from bot.playground.request import DirectRequest
from tests.edge.conftest import newcomer
from tests.edge.fakes import FakeShell, Wire
from tests.edge.taking import Intake, texts, until, waiting

ODD = {
    "too deep": b"[" * 100_000 + b"]" * 100_000,
    "too large a number": b"9" * 5_000,
    "no JSON": b'"half',
}


class Bending(DirectRequest):
    """What a runner wrote as BEND stands in the answer as no parser takes it; `bends`: how often."""

    def __init__(self, telegram: Telegram) -> None:
        super().__init__(telegram)
        self.odd, self.bends = b"", 10**6

    # the parser that the real transport has
    parse_json_payload = staticmethod(make_request("http://localhost/", connections=1).parse_json_payload)

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **timeouts: Any
    ) -> tuple[int, bytes]:
        status, body = await super().do_request(url, method, request_data, *args, **timeouts)
        if b'"BEND"' in body and self.bends:
            self.bends -= 1
            body = body.replace(b'"BEND"', self.odd)
        return status, body


@pytest.fixture
def bending(telegram: Telegram) -> Bending:
    return Bending(telegram)


@pytest.fixture
def bot(telegram: Telegram, wire: Wire, bending: Bending) -> CoachBot:
    return make_bot(
        PLAY_TOKEN,
        api_url="https://api.telegram.org/bot",
        api_file_url="https://api.telegram.org/file/bot",
        request=wire,
        get_updates_request=bending,
    )


@pytest.mark.parametrize("odd", ODD)
async def test_what_no_parser_takes_is_set_aside_after_three_tries_and_everybody_is_served(
    intake: Intake,
    telegram: Telegram,
    shell: FakeShell,
    bending: Bending,
    anna: int,
    caplog: pytest.LogCaptureFixture,
    odd: str,
) -> None:
    bending.odd = ODD[odd]
    bo = await newcomer(telegram, "Bo")
    for person, text in ((bo, "one"), (anna, "BEND"), (bo, "two"), (anna, "three"), (anna, "BEND")):
        await telegram.say(person, text)
    async with intake():
        await until(lambda: len(shell.updates_aside) == 2)
        await telegram.say(bo, "four")
        await until(lambda: len(shell.handled) == 4)
    assert texts(shell) == ["one", "two", "three", "four"]
    assert await waiting(telegram) == 0
    assert [body for _, body, _ in shell.updates_aside] == [
        f'{{"update_id": {update_id}}}' for update_id, _, _ in shell.updates_aside
    ]
    lines = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert [line.split(":")[0] for line in lines] == [
        f"update {update_id} set aside after 3 tries" for update_id, _, _ in shell.updates_aside
    ]


@pytest.mark.parametrize("times", [1, 3])
async def test_what_was_garbled_on_its_way_is_asked_for_again(
    intake: Intake, telegram: Telegram, shell: FakeShell, bending: Bending, anna: int, times: int
) -> None:
    bending.odd, bending.bends = b'"hal', times
    for text in ("one", "BEND", "two"):
        await telegram.say(anna, text)
    async with intake():
        await until(lambda: len(shell.handled) == 3)
    assert texts(shell) == ["one", "BEND", "two"]
    assert shell.updates_aside == []


async def test_it_is_not_given_up_while_it_cannot_be_set_aside(
    intake: Intake, telegram: Telegram, shell: FakeShell, bending: Bending, anna: int
) -> None:
    bending.odd = b'"hal'
    shell.failures = [OSError("disk full")] * 3
    await telegram.say(anna, "BEND")
    await telegram.say(anna, "two")
    async with intake():
        await until(lambda: shell.handled)
    assert texts(shell) == ["two"]
    assert len(shell.updates_aside) == 1
    assert shell.failures == []


def test_only_the_numbers_of_updates_are_read_out_of_the_rubble() -> None:
    with pytest.raises(Unreadable) as caught:
        Bending.parse_json_payload(
            b'{"ok":true,"result":[{"update_id":7,"message":{"text":"{\\"update_id\\":8}"}},\n'
            b'{ "update_id" : 9, "x": {"id":10'
        )
    assert caught.value.updates == (7, 9)
