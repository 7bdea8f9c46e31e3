"""What the sender does when Telegram says no, says nothing, or asks for a pause."""

import asyncio
import logging
from datetime import timedelta
from typing import Any

import pytest

from bot.edge.sender import Sender
from bot.edge.trouble import BadToken
from bot.playground.core import Telegram
from bot.shell_types import Delivered
from bot.voice.letter import ItemRef
from tests.edge.conftest import clock, newcomer, said
from tests.edge.fakes import DONE, FakeShell, Wire, posted

ITEM = ItemRef(session=1, position=1)


async def test_a_pause_asked_of_one_is_kept_by_all_and_then_everybody_goes_on(
    sender: Sender, telegram: Telegram, wire: Wire, anna: int
) -> None:
    bo = await newcomer(telegram, "Bo")
    telegram.faults.add(method="sendMessage", chat=anna, kind="429", retry_after=30)
    began = clock()
    sender.post([posted(anna, text="a")])
    await asyncio.sleep(1)
    sender.post([posted(bo, text="b"), posted(bo, text="c", lane="bulk")])
    await sender.idle()
    assert [at - began for at in wire.times("sendMessage")] == pytest.approx([0, 30.5, 30.5, 30.58])
    assert said(telegram, anna) == ["a"]
    assert said(telegram, bo) == ["b", "c"]


async def test_a_pause_is_never_made_shorter(
    sender: Sender, telegram: Telegram, wire: Wire, anna: int
) -> None:
    bo = await newcomer(telegram, "Bo")
    wire.seconds = 1
    telegram.faults.add(method="sendMessage", chat=anna, kind="429", retry_after=60)
    telegram.faults.add(method="sendMessage", chat=bo, kind="429", retry_after=5)
    began = clock()
    sender.post([posted(anna), posted(bo)])
    await sender.idle()
    assert [at - began for at in wire.times("sendMessage")] == pytest.approx([0, 0, 61.5, 61.5])


async def test_a_pause_asked_of_an_answer_holds_the_others_but_the_answer_is_over(
    sender: Sender, telegram: Telegram, shell: FakeShell, wire: Wire, anna: int
) -> None:
    telegram.faults.add(method="answerCallbackQuery", kind="429", retry_after=10)
    began = clock()
    sender.post([posted(anna, "answer", query_id="1")])
    await asyncio.sleep(1)
    sender.post([posted(anna, text="a")])
    await sender.idle()
    assert wire.times("sendMessage")[0] - began == pytest.approx(10.5)
    assert len(wire.times("answerCallbackQuery")) == 1
    assert len(shell.settled) == 2


async def test_a_pause_leaves_no_burst_of_bulk_behind(sender: Sender, telegram: Telegram, wire: Wire) -> None:
    people = [await newcomer(telegram, f"P{number}") for number in range(100)]
    telegram.faults.add(method="sendMessage", chat=people[10], kind="429", retry_after=5)
    sender.post([posted(person, lane="bulk") for person in people])
    await sender.idle()
    times = wire.times("sendMessage")
    assert max(sum(start <= at < start + 1 for at in times) for start in times) <= 27


@pytest.mark.parametrize("kind", ["500", "502", "refused"])
@pytest.mark.parametrize("letter", ["send", "edit"])
async def test_a_letter_that_was_not_accepted_is_tried_until_it_is_and_others_go_on(
    sender: Sender, telegram: Telegram, wire: Wire, anna: int, kind: Any, letter: str
) -> None:
    bo = await newcomer(telegram, "Bo")
    sender.post([posted(anna, text="1/9", item=ITEM)])
    await sender.idle()
    wire.log.clear()
    method = {"send": "sendMessage", "edit": "editMessageText"}[letter]
    telegram.faults.add(method=method, chat=anna, kind=kind, times=8)
    began = clock()
    sender.post([posted(anna, letter, "new", item=ITEM)])
    sender.post([posted(anna, text="behind")])
    sender.post([posted(bo, text="beside")])
    await sender.idle()
    tries = [at - began for name, at, p in wire.log if name == method and p["text"] == "new"]
    assert tries == pytest.approx([0, 1, 3, 7, 15, 31, 63, 123, 183])
    assert said(telegram, anna)[-2:] == ["new", "behind"]
    (beside,) = [at - began for _, at, params in wire.log if params["text"] == "beside"]
    assert beside == 0


async def test_two_sends_of_one_step_keep_their_order_when_the_first_is_not_accepted(
    sender: Sender, telegram: Telegram, anna: int
) -> None:
    telegram.faults.add(method="sendMessage", kind="500")
    sender.post([posted(anna, text=text, step="one") for text in "ab"])
    await sender.idle()
    assert said(telegram, anna) == ["a", "b"]


@pytest.mark.parametrize("kind", ["lost", "hang"])
async def test_a_send_without_an_answer_is_repeated_at_most_once(
    sender: Sender, telegram: Telegram, shell: FakeShell, wire: Wire, anna: int, kind: Any
) -> None:
    telegram.faults.add(method="sendMessage", kind=kind, times=2)
    letter = posted(anna, text="a", item=ITEM)
    sender.post([letter])
    sender.post([posted(anna, text="b")])
    await sender.idle()
    assert wire.texts() == ["a", "a", "b"]
    assert shell.counted == [(letter.id, 1)]
    assert shell.marked[0] == [Delivered(id=letter.id, chat_id=anna)]


async def test_a_send_that_lost_its_answer_once_is_repeated_and_marked_with_its_message(
    sender: Sender, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    telegram.faults.add(method="sendMessage", kind="lost")
    sender.post([posted(anna, text="a", item=ITEM)])
    await sender.idle()
    assert said(telegram, anna) == ["a", "a"]
    assert shell.messages[anna, ITEM] == telegram.chat(anna)[-1]["message_id"]


async def test_a_repeat_counts_across_a_restart(
    sender: Sender, telegram: Telegram, shell: FakeShell, wire: Wire, anna: int
) -> None:
    telegram.faults.add(method="sendMessage", kind="lost")
    sender.post([posted(anna, text="a", attempts=1)])
    await sender.idle()
    assert wire.texts() == ["a"]
    assert len(shell.settled) == 1


async def test_an_edit_without_an_answer_is_repeated(
    sender: Sender, telegram: Telegram, wire: Wire, anna: int
) -> None:
    sender.post([posted(anna, text="1/9", item=ITEM)])
    telegram.faults.add(method="editMessageText", kind="lost", times=3)
    sender.post([posted(anna, "edit", "✓", item=ITEM)])
    await sender.idle()
    assert said(telegram, anna) == ["✓"]
    assert len(wire.times("editMessageText")) == 2  # the second was "not modified"


@pytest.mark.parametrize("kind", ["500", "lost", "refused", "403"])
async def test_an_answer_is_never_repeated_and_its_failure_never_matters(
    sender: Sender, telegram: Telegram, shell: FakeShell, wire: Wire, anna: int, kind: Any
) -> None:
    telegram.faults.add(method="answerCallbackQuery", kind=kind)
    sender.post([posted(anna, "answer", query_id="1", step="tap"), posted(anna, text="a", step="tap")])
    await sender.idle()
    assert len(wire.times("answerCallbackQuery")) == 1
    assert [len(batch) for batch in shell.marked] == [2]
    assert shell.retired == []


async def test_an_answer_to_a_query_that_is_too_old_is_over(
    sender: Sender, telegram: Telegram, shell: FakeShell, wire: Wire, anna: int
) -> None:
    query = await telegram.tap(anna, telegram.chat(anna)[0]["message_id"], "x")
    await asyncio.sleep(200)
    sender.post([posted(anna, "answer", query_id=query)])
    await sender.idle()
    assert len(wire.log) == 1
    assert len(shell.settled) == 1
    assert shell.letters_aside == []


async def test_a_message_that_already_says_it_is_a_success(
    sender: Sender, shell: FakeShell, anna: int
) -> None:
    sender.post([posted(anna, text="same", item=ITEM)])
    sender.post([posted(anna, "edit", "same", item=ITEM)])
    await sender.idle()
    assert len(shell.settled) == 2
    assert shell.letters_aside == []


async def test_an_edit_with_buttons_of_a_deleted_message_becomes_a_new_one(
    sender: Sender, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    sender.post([posted(anna, text="1/9", item=ITEM, keys=DONE)])
    await sender.idle()
    shell.messages[anna, ITEM] = 999
    sender.post([posted(anna, "edit", "why?", item=ITEM, keys=DONE)])
    await sender.idle()
    assert said(telegram, anna) == ["1/9", "why?"]
    assert shell.messages[anna, ITEM] == telegram.chat(anna)[-1]["message_id"]


async def test_an_edit_without_buttons_of_a_deleted_message_is_done(
    sender: Sender, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    sender.post([posted(anna, "edit", "✓", message_id=999)])
    await sender.idle()
    assert said(telegram, anna) == []
    assert len(shell.settled) == 1
    assert shell.letters_aside == []


async def test_whoever_has_blocked_us_is_retired_and_gets_nothing_more(
    sender: Sender, telegram: Telegram, shell: FakeShell, wire: Wire, anna: int
) -> None:
    bo = await newcomer(telegram, "Bo")
    await telegram.block(anna)
    wire.seconds = 1
    sender.post([posted(anna, text=text) for text in "abc"])
    sender.post([posted(bo, text="b")])
    await asyncio.sleep(0.5)
    sender.post([posted(anna, text="d", lane="bulk")])
    await sender.idle()
    assert wire.texts() in (["a", "b"], ["a", "b", "d"])
    assert set(shell.retired) == {anna}
    assert said(telegram, bo) == ["b"]


async def test_the_letters_a_retired_runner_would_get_later_are_dropped_too(
    sender: Sender, telegram: Telegram, wire: Wire, now: Any, anna: int
) -> None:
    await telegram.block(anna)
    sender.post(
        [posted(anna, text="later", not_before=now() + timedelta(seconds=60)), posted(anna, text="a")]
    )
    await sender.idle()
    await telegram.unblock(anna)
    await asyncio.sleep(100)
    await sender.idle()
    assert wire.texts() == ["a"]


async def test_whoever_comes_back_is_written_to_again(sender: Sender, telegram: Telegram, anna: int) -> None:
    await telegram.block(anna)
    sender.post([posted(anna, text="a")])
    await sender.idle()
    await telegram.unblock(anna)
    sender.post([posted(anna, text="b")])
    await sender.idle()
    assert said(telegram, anna) == ["b"]


async def test_a_chat_that_does_not_exist_is_retired(sender: Sender, shell: FakeShell) -> None:
    sender.post([posted(424242)])
    await sender.idle()
    assert shell.retired == [424242]
    assert shell.letters_aside == []


async def test_a_letter_that_is_never_accepted_is_set_aside_and_the_next_one_leaves(
    sender: Sender,
    telegram: Telegram,
    shell: FakeShell,
    anna: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    poison = posted(anna, text="<u>secret", step="one")
    sender.post([poison, posted(anna, text="second", step="one")])
    sender.post([posted(anna, text="third")])
    await sender.idle()
    assert [letter for letter, _ in shell.letters_aside] == [poison.id]
    assert said(telegram, anna) == ["second", "third"]
    assert poison.id not in shell.settled
    assert "secret" not in caplog.text


async def test_a_letter_that_cannot_even_be_written_down_is_set_aside(
    sender: Sender, telegram: Telegram, shell: FakeShell, wire: Wire, anna: int
) -> None:
    wire.raises.append(UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"))
    sender.post([posted(anna, text="bad")])
    sender.post([posted(anna, text="good")])
    await sender.idle()
    assert len(shell.letters_aside) == 1
    assert said(telegram, anna) == ["good"]


async def test_a_refused_token_ends_all_sending_and_keeps_everything(
    idle_sender: Sender,
    telegram: Telegram,
    shell: FakeShell,
    wire: Wire,
    anna: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    bo = await newcomer(telegram, "Bo")
    telegram.token = "8000000:another-token-that-is-long-enough"
    sender = idle_sender
    sender.post([posted(anna, text="a"), posted(anna, text="b"), posted(bo, text="c", lane="bulk")])
    with pytest.raises(BadToken, match="REGEN_BOT_TOKEN") as caught:
        await sender.run(asyncio.Event())
    assert sender.refused
    before = len(wire.log)
    sender.post([posted(anna, text="d")])
    await asyncio.sleep(100)
    assert len(wire.log) == before <= 2
    assert shell.settled == []
    assert shell.letters_aside == []
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert "playground-token" not in caplog.text + str(caught.value)


async def test_while_the_database_is_away_a_blocked_chat_and_a_poisoned_letter_are_not_forgotten(
    sender: Sender, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    bo = await newcomer(telegram, "Bo")
    await telegram.block(bo)
    shell.failures = [OSError("away")] * 6
    sender.post([posted(anna, text="<u>"), posted(bo, text="b")])
    await sender.idle()
    assert len(shell.letters_aside) == 1
    assert shell.retired == [bo]


async def test_an_edit_waits_while_its_message_cannot_be_looked_up(
    sender: Sender, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    sender.post([posted(anna, text="1/9", item=ITEM)])
    await sender.idle()
    shell.failures = [OSError("away")] * 2
    sender.post([posted(anna, "edit", "✓", item=ITEM)])
    await sender.idle()
    assert said(telegram, anna) == ["✓"]


async def test_trouble_is_said_once_and_its_end_too(
    sender: Sender, telegram: Telegram, anna: int, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.faults.add(method="sendMessage", kind="500", times=6)
    with caplog.at_level(logging.INFO, "bot"):
        sender.post([posted(anna)])
        await sender.idle()
    lines = [record.getMessage() for record in caplog.records]
    assert lines == ["letters cannot leave (NetworkError), trying on", "letters leave again"]


async def test_every_third_call_failing_somehow_loses_nothing_and_keeps_the_order(
    sender: Sender, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    people = [anna] + [await newcomer(telegram, f"P{number}") for number in range(9)]
    kinds: list[Any] = ["429", "500", "502", "refused", "lost"]
    for kind in kinds:
        telegram.faults.add(kind=kind, times=40, every=len(kinds) * 2)
    for number in range(30):
        sender.post([posted(person, text=f"{number:02}") for person in people])
    await sender.idle()
    for person in people:
        once = list(dict.fromkeys(said(telegram, person)))
        assert once == [f"{number:02}" for number in range(30)]
        assert sorted(said(telegram, person)) == said(telegram, person)
    assert len(shell.settled) == 300
