"""Letters leave in the right order, together where they may, and are marked in groups."""

import asyncio
from datetime import timedelta

import pytest

from bot.edge.sender import Sender
from bot.playground.core import Telegram
from bot.shell_types import Delivered
from bot.voice.letter import ItemRef, ReminderRef
from tests.edge.conftest import START, clock, newcomer, said
from tests.edge.fakes import DONE, FakeShell, Wire, posted

ITEM = ItemRef(session=1, position=1)
NEXT = ItemRef(session=1, position=2)


async def test_a_letter_becomes_a_message_and_its_id_is_remembered(
    sender: Sender, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    letter = posted(anna, text="<b>Arch roll</b>", item=ITEM, keys=DONE)
    sender.post([letter])
    await sender.idle()
    message = telegram.chat(anna)[-1]
    assert message["text"] == "Arch roll"
    assert message["reply_markup"]["inline_keyboard"][0][0] == {
        "text": "✓ Done",
        "callback_data": "a:1:1:arch-roll:done",
        "style": "success",
    }
    delivered = Delivered(id=letter.id, chat_id=anna, item=ITEM, message_id=message["message_id"])
    assert shell.marked == [[delivered]]


async def test_a_done_tap_is_three_calls_at_once_and_one_mark(
    sender: Sender, telegram: Telegram, shell: FakeShell, wire: Wire, anna: int
) -> None:
    sender.post([posted(anna, text="1/9", item=ITEM, keys=DONE)])
    await sender.idle()
    shell.marked.clear()
    wire.log.clear()
    wire.seconds = 1
    query = await telegram.tap(anna, telegram.chat(anna)[-1]["message_id"], "x")
    began = clock()
    sender.post(
        [
            posted(anna, "answer", "", step="tap", query_id=query),
            posted(anna, "edit", "✓ Arch roll", step="tap", item=ITEM),
            posted(anna, text="2/9", step="tap", item=NEXT, keys=DONE),
        ]
    )
    await sender.idle()
    calls = {name: at for name, at, _ in wire.log}
    assert calls == {"answerCallbackQuery": began, "editMessageText": began, "sendMessage": began}
    assert len(wire.log) == 3
    assert [len(batch) for batch in shell.marked] == [3]
    assert said(telegram, anna) == ["✓ Arch roll", "2/9"]


async def test_two_sends_of_one_step_keep_their_order(
    sender: Sender, telegram: Telegram, wire: Wire, anna: int
) -> None:
    wire.seconds = 1
    sender.post([posted(anna, text=text, step="one") for text in "abc"])
    await sender.idle()
    assert said(telegram, anna) == ["a", "b", "c"]
    assert [at - wire.times("sendMessage")[0] for at in wire.times("sendMessage")] == [0, 1, 2]


async def test_steps_of_a_chat_leave_one_after_another_and_chats_side_by_side(
    sender: Sender, telegram: Telegram, wire: Wire, anna: int
) -> None:
    bo = await newcomer(telegram, "Bo")
    wire.seconds = 1
    began = clock()
    for text in "abc":
        sender.post([posted(anna, text=text)])
        sender.post([posted(bo, text=text)])
    await sender.idle()
    assert said(telegram, anna) == said(telegram, bo) == ["a", "b", "c"]
    assert clock() - began == pytest.approx(3)


async def test_the_next_step_leaves_only_when_the_last_one_is_on_record(
    sender: Sender, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    """So an edit that follows at once finds its message."""
    shell.failures = [OSError("database is locked")] * 3
    sender.post([posted(anna, text="1/9", item=ITEM, keys=DONE)])
    sender.post([posted(anna, "edit", "✓", item=ITEM)])
    await asyncio.sleep(5)
    assert said(telegram, anna) == ["1/9"]
    await sender.idle()
    assert said(telegram, anna) == ["✓"]
    assert len(shell.settled) == 2


async def test_marks_gather_while_one_commit_runs(
    sender: Sender, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    others = [await newcomer(telegram, f"P{number}") for number in range(10)]
    shell.seconds_to_mark = 1
    sender.post([posted(anna)])
    await asyncio.sleep(0.5)
    sender.post([posted(person) for person in others])
    await sender.idle()
    assert [len(batch) for batch in shell.marked] == [1, 10]


async def test_one_commit_of_marks_runs_at_a_time(
    sender: Sender, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    others = [await newcomer(telegram, f"P{number}") for number in range(2)]
    shell.seconds_to_mark = 1
    for person in (anna, *others):
        sender.post([posted(person)])
        await asyncio.sleep(0.3)
    await sender.idle()
    assert [len(batch) for batch in shell.marked] == [1, 2]


async def test_not_more_than_so_many_calls_are_under_way_at_once(
    sender: Sender, telegram: Telegram, wire: Wire
) -> None:
    people = [await newcomer(telegram, f"P{number}") for number in range(80)]
    wire.seconds = 1
    sender.post([posted(person) for person in people])
    await sender.idle()
    assert wire.now_and_most == [0, 32]


async def test_bulk_leaves_at_25_a_second_and_replies_are_not_behind_it(
    sender: Sender, telegram: Telegram, shell: FakeShell, wire: Wire, anna: int
) -> None:
    people = [anna] + [await newcomer(telegram, f"P{number}") for number in range(49)]
    wire.seconds = 0.1
    began = clock()
    sender.post([posted(people[number % 50], text=f"bulk {number}", lane="bulk") for number in range(450)])
    for number in range(1, 9):
        await asyncio.sleep(1)
        sender.post([posted(anna, text=f"reply {number}")])
    await sender.idle()
    assert clock() - began == pytest.approx(449 / 25 + 0.1, abs=0.01)
    sends = [(params["text"], at - began) for name, at, params in wire.log if name == "sendMessage"]
    assert [at for text, at in sends if text.startswith("reply")] == pytest.approx(list(range(1, 9)))
    bulk = [at for text, at in sends if text.startswith("bulk")]
    assert max(sum(start <= at < start + 1 for at in bulk) for start in bulk) <= 26
    assert [text for text, _ in sends if text.startswith("bulk")] == [
        f"bulk {number}" for number in range(450)
    ]


async def test_bulk_in_hand_is_bounded_however_long_the_line(
    sender: Sender, telegram: Telegram, wire: Wire
) -> None:
    people = [await newcomer(telegram, f"P{number}") for number in range(100)]
    telegram.faults.add(method="sendMessage", kind="refused", times=None)
    sender.post([posted(people[number % 100], lane="bulk") for number in range(5000)])
    await asyncio.sleep(30)
    assert len(asyncio.all_tasks()) < 60
    assert len({params["chat_id"] for _, _, params in wire.log[200:]}) <= 32


async def test_a_letter_is_not_sent_before_its_time_and_holds_nobody(
    sender: Sender, telegram: Telegram, anna: int
) -> None:
    later = START + timedelta(seconds=clock() + 100)
    sender.post([posted(anna, text="later", not_before=later), posted(anna, text="now")])
    await sender.idle()
    assert said(telegram, anna) == ["now"]
    await asyncio.sleep(99)
    assert said(telegram, anna) == ["now"]
    await asyncio.sleep(3)
    await sender.idle()
    assert said(telegram, anna) == ["now", "later"]


async def test_a_letter_is_not_sent_after_its_time(
    sender: Sender, telegram: Telegram, shell: FakeShell, wire: Wire, anna: int
) -> None:
    telegram.faults.add(method="sendMessage", kind="refused", times=4)  # 1 + 2 + 4 + 8 seconds
    ref = ReminderRef(kind="regen", day=START.date())
    reminder = posted(anna, lane="bulk", reminder=ref, not_after=START + timedelta(seconds=clock() + 10))
    sender.post([reminder])
    await sender.idle()
    assert said(telegram, anna) == []
    assert shell.marked == [[Delivered(id=reminder.id, chat_id=anna, unsent=ref)]]
    assert len(wire.times("sendMessage")) == 4


async def test_what_is_posted_twice_leaves_once(sender: Sender, telegram: Telegram, anna: int) -> None:
    letter = posted(anna)
    sender.post([letter, letter])
    sender.post([letter])
    await sender.idle()
    assert said(telegram, anna) == ["Hello"]


async def test_what_is_posted_before_the_start_leaves_at_the_start(
    idle_sender: Sender, telegram: Telegram, anna: int
) -> None:
    idle_sender.post([posted(anna, text="reply")])
    idle_sender.post([posted(anna, text="bulk", lane="bulk")])
    stop = asyncio.Event()
    running = asyncio.create_task(idle_sender.run(stop))
    await idle_sender.idle()
    stop.set()
    await running
    assert said(telegram, anna) == ["reply", "bulk"]


async def test_an_edit_without_its_message_is_done_without_a_call(
    sender: Sender, shell: FakeShell, wire: Wire, anna: int
) -> None:
    sender.post([posted(anna, "edit", "✓", item=ITEM, keys=DONE), posted(anna, "edit", "✓")])
    await sender.idle()
    assert wire.log == []
    assert len(shell.settled) == 2


async def test_a_location_is_asked_for_and_the_keyboard_taken_away(
    sender: Sender, wire: Wire, anna: int
) -> None:
    sender.post([posted(anna, ask_location="Share my location"), posted(anna, drop_keyboard=True)])
    await sender.idle()
    asked, dropped = (params["reply_markup"] for _, _, params in wire.log)
    assert asked == (
        '{"keyboard": [[{"text": "Share my location", "request_location": true}]], '
        '"resize_keyboard": true, "one_time_keyboard": true}'
    )
    assert dropped == '{"remove_keyboard": true}'


async def test_texts_are_html_and_show_no_preview(sender: Sender, wire: Wire, anna: int) -> None:
    sender.post([posted(anna, text="<i>x</i> https://example.org")])
    await sender.idle()
    ((_, _, params),) = wire.log
    assert params["parse_mode"] == "HTML"
    assert params["link_preview_options"] == '{"is_disabled": true}'


async def test_a_stop_lets_what_is_in_flight_arrive_and_starts_no_more_bulk(
    idle_sender: Sender, telegram: Telegram, shell: FakeShell, wire: Wire, anna: int
) -> None:
    wire.seconds = 1
    stop = asyncio.Event()
    running = asyncio.create_task(idle_sender.run(stop))
    idle_sender.post([posted(anna, text="a"), posted(anna, text="b")])
    idle_sender.post([posted(anna, text=str(number), lane="bulk") for number in range(100)])
    await asyncio.sleep(0.5)
    stop.set()
    await running
    assert {"a", "b"} <= set(said(telegram, anna))
    assert len(said(telegram, anna)) < 10
    assert len(shell.settled) == len(said(telegram, anna))


async def test_a_stop_does_not_wait_for_a_letter_that_cannot_leave(
    idle_sender: Sender, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    telegram.faults.add(method="sendMessage", kind="500", times=None)
    stop = asyncio.Event()
    running = asyncio.create_task(idle_sender.run(stop))
    idle_sender.post([posted(anna)])
    await asyncio.sleep(100)
    began = clock()
    stop.set()
    await running
    assert clock() - began <= 5
    assert shell.settled == []


async def test_a_stop_does_not_wait_for_a_database_that_is_away(
    idle_sender: Sender, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    shell.failures = [OSError("gone")] * 1000
    stop = asyncio.Event()
    running = asyncio.create_task(idle_sender.run(stop))
    idle_sender.post([posted(anna)])
    await asyncio.sleep(10)
    began = clock()
    stop.set()
    await running
    assert clock() - began <= 5
