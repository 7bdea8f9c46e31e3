"""Each thing that Telegram, or the wire to it, may do to us, over HTTP, with the whole coach at work.

That the database may be away, and processes die, are harnesses of their own.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.edge.trouble import BadToken, WebhookIsSet
from bot.edge.webhook import CHECK_EVERY, Place
from bot.health import sign_of_life
from bot.playground.core import PLAY_TOKEN
from bot.playground.deliveries import delivering
from bot.settings import Listen
from tests.databases import fresh_sqlite
from tests.faults.wired import NOON, SPEED, WiredStage, brisk, wired
from tests.processes.programs import free_port

HELP = "send /regen. You can also"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[WiredStage]:
    async with wired(fresh_sqlite(tmp_path)) as stage:
        yield stage


async def test_an_update_that_comes_twice_is_answered_once(stage: WiredStage) -> None:
    anna = await stage.newcomer("Anna")
    stage.telegram.faults.add(method="getUpdates", kind="500", times=None)  # it can never be confirmed
    await stage.telegram.say(anna, "/help")
    await stage.until(lambda: stage.heard(anna, HELP))
    before = stage.telegram.calls["getUpdates"]
    await stage.stop()
    assert stage.telegram.store.count_updates() == 1
    stage.telegram.faults.clear()
    await stage.start()
    await stage.settled()
    assert stage.telegram.calls["getUpdates"] > before
    assert len(stage.heard(anna, HELP)) == 1


async def test_a_double_tap_is_answered_twice_and_done_once(stage: WiredStage) -> None:
    anna = await stage.exercising("Anna")
    button = stage.button(anna, "✓ Done")
    with stage.telegram.subscribe() as happened:
        for _ in range(2):
            await stage.telegram.tap(anna, *button)
        await stage.settled()
        kinds = [happened.get_nowait()["kind"] for _ in range(happened.qsize())]
    assert kinds.count("answered") == 2
    assert kinds.count("edited") == 1
    assert len(stage.heard(anna, "✓ ")) == 1


async def test_a_query_that_is_too_old_is_let_go_and_the_tap_has_its_effect(
    stage: WiredStage, caplog: pytest.LogCaptureFixture
) -> None:
    anna = await stage.exercising("Anna")
    message, data = stage.button(anna, "✓ Done")
    stage.wire.log.clear()
    with stage.telegram.change():
        stage.telegram.push(
            "callback_query",
            {
                "id": "1",
                "from": stage.telegram.user_of(anna),
                "message": stage.telegram.store.message(anna, message)[1],  # type: ignore[index]
                "chat_instance": "1",
                "data": data,
            },
        )
    await stage.settled()
    assert [(c.method, c.status) for c in stage.wire.log if "Query" in c.method] == [
        ("answerCallbackQuery", 400)
    ]
    assert len(stage.heard(anna, "✓ ")) == 1
    assert await stage.letters() == []
    assert caplog.messages == []


async def test_a_tap_made_while_we_were_away_too_long_is_gone_and_can_be_made_again(
    stage: WiredStage,
) -> None:
    anna = await stage.exercising("Anna")
    await stage.stop()
    await stage.telegram.tap(anna, *stage.button(anna, "✓ Done"))
    await stage.telegram.say(anna, "/help")
    stage.clock.time = stage.wire.time = NOON.replace(minute=3)
    await stage.start()
    await stage.settled()
    assert stage.heard(anna, "✓ ") == []
    assert len(stage.heard(anna, HELP)) == 1, "what was written lives for a day"
    await stage.tap(anna, "✓ Done")
    assert len(stage.heard(anna, "✓ ")) == 1


async def test_a_message_that_already_says_it_is_a_success(stage: WiredStage) -> None:
    anna = await stage.exercising("Anna")
    stage.wire.log.clear()
    stage.telegram.faults.add(method="editMessageText", kind="lost")
    await stage.tap(anna, "✓ Done")
    assert [call.status for call in stage.wire.calls_to(anna, "editMessageText")] == [None, 400]
    assert len(stage.heard(anna, "✓ ")) == 1
    assert await stage.letters() == []


async def test_a_question_whose_message_was_deleted_is_asked_anew(stage: WiredStage) -> None:
    anna = await stage.exercising("Anna")
    card, _ = stage.button(anna, "✓ Done")
    await stage.telegram.call(PLAY_TOKEN, "deleteMessage", {"chat_id": anna, "message_id": card})
    await stage.say(anna, "skip")
    assert any(call.status == 400 for call in stage.wire.calls_to(anna, "editMessageText")), (
        "there was something to change"
    )
    assert len(stage.heard(anna, "Why?")) == 1
    assert await stage.letters() == []


@pytest.mark.parametrize("kind", ["403", "deactivated", "not-started", "no-chat"])
async def test_whoever_cannot_be_reached_gets_nothing_more_until_they_write_again(
    stage: WiredStage, kind: Any
) -> None:
    anna, bo = await stage.exercising("Anna"), await stage.newcomer("Bo")
    stage.telegram.faults.add(method="sendMessage", chat=anna, kind=kind, times=None)
    await stage.say(anna, "/help")
    assert not (await stage.runner(anna))["active"]
    stage.wire.log.clear()
    await stage.later(days=1)
    await stage.say(bo, "/help")
    assert stage.wire.calls_to(anna) == []
    assert len(stage.heard(bo, HELP)) == 1
    assert await stage.letters() == []
    stage.telegram.faults.clear()
    await stage.say(anna, "/start")
    assert (await stage.runner(anna))["active"]
    assert "Anna" in stage.said(anna)[-1]["text"]


async def test_whoever_blocks_us_is_known_before_anything_is_sent(stage: WiredStage) -> None:
    anna = await stage.exercising("Anna")
    stage.wire.log.clear()
    await stage.telegram.block(anna)
    await stage.settled()
    assert not (await stage.runner(anna))["active"]
    await stage.later(days=1)
    assert stage.wire.calls_to(anna) == []


async def test_a_chat_with_a_new_id_takes_the_letter_and_everything_along(stage: WiredStage) -> None:
    anna, new = await stage.exercising("Anna"), stage.telegram.add_person("Anna")
    stage.telegram.store.mark_started(new)
    stage.telegram.faults.add(chat=anna, kind="migrated", migrated_to=new, times=None)
    await stage.say(anna, "skip")
    assert len(stage.heard(new, "Why?")) == 1
    assert await stage.runner(anna) is None
    assert (await stage.runner(new))["first_name"] == "Anna"
    assert await stage.letters() == []


async def test_a_pause_is_everybodys_and_then_everything_arrives_once(stage: WiredStage) -> None:
    anna, bo = await stage.newcomer("Anna"), await stage.newcomer("Bo")
    stage.wire.log.clear()
    stage.telegram.faults.add(method="sendMessage", chat=anna, kind="429", retry_after=60)
    await stage.telegram.say(anna, "/help")
    await stage.until(lambda: stage.wire.log)
    (refused,) = stage.wire.log
    await stage.say(bo, "/help")
    assert len(stage.heard(anna, HELP)) == len(stage.heard(bo, HELP)) == 1
    later = [call.began for call in stage.wire.log[1:]]
    assert len(later) == 2
    assert min(later) >= refused.ended + 60


async def test_a_pause_outlasts_the_process_that_was_asked_for_it(stage: WiredStage) -> None:
    anna, bo = await stage.newcomer("Anna"), await stage.newcomer("Bo")
    stage.wire.log.clear()
    stage.telegram.faults.add(method="sendMessage", chat=anna, kind="429", retry_after=300)
    await stage.telegram.say(anna, "/help")
    await stage.until(lambda: stage.wire.log)
    asked = asyncio.get_running_loop().time() * SPEED
    await stage.until_kept()
    await stage.stop()
    await stage.start()
    await stage.say(bo, "/help")
    assert len(stage.heard(anna, HELP)) == len(stage.heard(bo, HELP)) == 1
    began = [call.began for call in stage.wire.log[1:] if call.method == "sendMessage"]
    assert min(began) >= asked + 290  # less what passed until we looked


@pytest.mark.parametrize("kind", ["500", "502"])
async def test_what_was_not_accepted_comes_again_and_arrives_once(stage: WiredStage, kind: Any) -> None:
    anna = await stage.newcomer("Anna")
    for method in ("sendMessage", "getUpdates"):
        stage.telegram.faults.add(method=method, kind=kind, times=4)
    await stage.say(anna, "/help")
    assert len(stage.heard(anna, HELP)) == 1
    assert await stage.letters() == []


async def test_while_nobody_listens_at_telegrams_address_everything_waits_and_arrives_once(
    stage: WiredStage,
) -> None:
    anna = await stage.newcomer("Anna")
    stage.telegram.faults.add(method="sendMessage", kind="500", times=1)
    await stage.telegram.say(anna, "/help")
    await stage.until(lambda: stage.wire.calls_to(anna, "sendMessage")[-1].status == 500)
    await stage.pull_out()
    await asyncio.sleep(0.2)
    await stage.plug_in()
    await stage.settled()
    assert len(stage.heard(anna, HELP)) == 1
    assert await stage.letters() == []


@pytest.mark.parametrize(("kind", "arrived"), [("lost", 2), ("hang", 0)])
async def test_an_answer_that_never_came_is_asked_for_once_more_and_no_more(
    stage: WiredStage, kind: Any, arrived: int
) -> None:
    anna = await stage.newcomer("Anna")
    stage.wire.log.clear()
    if kind == "hang":
        stage.give_up_after(0.2)
    stage.telegram.faults.add(method="sendMessage", kind=kind, times=5)
    await stage.say(anna, "/help")
    assert len(stage.wire.calls_to(anna, "sendMessage")) == 2
    assert len(stage.heard(anna, HELP)) == arrived
    assert await stage.letters() == []


@pytest.mark.parametrize("token", ["8000000:another-token-that-is-long-enough", "8000000:odd"])
async def test_a_token_revoked_in_the_midst_of_work_ends_it_with_one_line_and_keeps_everything(
    stage: WiredStage, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    anna = await stage.exercising("Anna")
    stage.wire.log.clear()
    stage.telegram.faults.add(method="sendMessage", kind="500", times=None)  # so that something is kept
    await stage.telegram.say(anna, "/help")
    await stage.until(lambda: stage.wire.log)
    stage.telegram.token = token
    stage.telegram.faults.clear()
    await stage.telegram.say(anna, "/today")  # a poll that waits brings it still; else the next start does
    with pytest.raises(BadToken):
        await stage.ended()
    calls = len(stage.wire.log)
    kept = await stage.letters()
    assert set(kept) == {"waiting"}
    line, well = await sign_of_life(stage.url)
    assert not well
    assert line.startswith("The coach is not at work.")
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) <= 1
    assert PLAY_TOKEN not in caplog.text + line
    await asyncio.sleep(0.2)
    assert len(stage.wire.log) == calls, "nobody goes on trying"

    stage.telegram.token = stage.token
    await stage.start()
    await stage.settled()
    assert len(stage.heard(anna, HELP)) == 1
    assert stage.said(anna)[-1]["text"] != HELP, "and /today, which came behind it"
    assert await stage.letters() == []


async def test_by_webhook_too_a_revoked_token_ends_it_at_once(tmp_path: Path) -> None:
    stage = WiredStage(fresh_sqlite(tmp_path))
    port = free_port()
    stage.webhook = Place(f"http://127.0.0.1:{port}/telegram", Listen("127.0.0.1", port), "secret")
    stage._pulse = replace(brisk(), sleep=_without_a_second_look)
    await stage.plug_in()
    async with delivering(stage.telegram):
        await stage.start()
        anna = stage.telegram.add_person("Anna")
        await stage.telegram.say(anna, "/start")
        await stage.until(lambda: stage.heard(anna, "Hi Anna"))
        stage.telegram.token = "8000000:another-token-that-is-long-enough"
        await stage.telegram.say(anna, "/help")
        with pytest.raises(BadToken):
            await stage.ended()
    assert await stage.letters() == ["waiting"]
    await stage.stop()
    await stage.pull_out()
    stage.telegram.close()


async def _without_a_second_look(seconds: float) -> None:
    """The webhook is looked at once; nothing may wait for the next time."""
    await (asyncio.Event().wait() if seconds >= CHECK_EVERY else asyncio.sleep(seconds / SPEED))


async def test_two_that_poll_share_the_updates_and_nothing_is_done_twice(
    stage: WiredStage, caplog: pytest.LogCaptureFixture
) -> None:
    anna = await stage.newcomer("Anna")
    for _ in range(5):
        await stage.telegram.call(PLAY_TOKEN, "getUpdates", {"timeout": 0})
        await stage.say(anna, "/help")
    assert len(stage.heard(anna, HELP)) == 5
    assert len([line for line in caplog.messages if "another program" in line]) >= 1


async def test_somebody_elses_webhook_ends_polling_with_a_line_for_the_host(stage: WiredStage) -> None:
    await stage.newcomer("Anna")
    await stage.telegram.call(PLAY_TOKEN, "setWebhook", {"url": "https://example.org/hook"})
    with pytest.raises(WebhookIsSet):
        await stage.ended()


async def test_an_update_that_nobody_can_read_is_set_aside_and_the_others_are_served(
    stage: WiredStage, caplog: pytest.LogCaptureFixture
) -> None:
    anna, bo = await stage.newcomer("Anna"), await stage.newcomer("Bo")
    user = stage.telegram.user_of(anna)
    with stage.telegram.change():
        stage.telegram.push(
            "message", {"message_id": 1, "from": user, "chat": {"id": anna}, "date": "yesterday"}
        )
    await stage.say(bo, "/help")
    assert len(stage.heard(bo, HELP)) == 1
    assert len(stage.heard(anna, "Sorry, something went wrong on my side.")) == 1
    assert len([r for r in caplog.records if r.levelno >= logging.WARNING]) == 1
    assert json.dumps(user) not in caplog.text
