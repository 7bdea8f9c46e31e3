"""What free text means now is kept with the runner; a shape of another version must never kill a chat."""

import logging
from typing import Any

import pytest
from sqlalchemy import update

from bot.coach import events as e
from bot.coach.states import InSession
from bot.shell_facts import Dialogue
from db.models import runners
from tests.shell.chat import Chat
from tests.shell.whole import rows

STRANGE: list[Any] = [
    {"state": {"kind": "from a newer version"}},
    {"state": {"kind": "session", "session": "first"}},
    {"state": {"kind": "idle"}, "options": 5},
    {"state": {"kind": "idle"}, "more": "than we know"},
    ["idle"],
    "idle",
]


@pytest.mark.parametrize("strange", STRANGE, ids=str)
async def test_a_dialogue_of_an_unknown_shape_starts_again_with_one_line_in_the_log(
    chat: Chat, strange: Any, caplog: pytest.LogCaptureFixture
) -> None:
    await chat.command("start")
    await chat.database.run(lambda conn: conn.execute(update(runners).values(dialogue=strange)))

    with caplog.at_level(logging.WARNING):
        await chat.does(e.Tapped(button=None, query_id="1"))
        await chat.does(e.Typed(text="hello?"))

    assert [record.message for record in caplog.records] == [
        "a dialogue of an older shape was put back to the beginning"
    ]
    (anna,) = await rows(chat.database, "runners")
    Dialogue.model_validate(anna["dialogue"])
    assert len(chat.posted) >= 3, "both were answered"


async def test_a_dialogue_comes_back_as_it_was(chat: Chat) -> None:
    await chat.is_exercising()

    (anna,) = await rows(chat.database, "runners")

    dialogue = Dialogue.model_validate(anna["dialogue"])
    assert dialogue.state == InSession(session=1, position=1)
    assert "done" in dict(dialogue.options)
