"""Letters between the commit and Telegram: what waits, what was sent, what is dropped."""

from bot.coach import events as e
from bot.shell_types import Delivered
from bot.voice.letter import ItemRef, Letter
from db.store import outbox
from tests.shell.chat import ANNA, BEN, NINE, Chat
from tests.shell.whole import rows

FIRST = ItemRef(session=1, position=1)


async def test_letters_wait_in_their_order_until_they_are_marked(chat: Chat) -> None:
    await chat.command("start")
    await chat.command("start", who=BEN)
    await chat.command("help")
    assert await chat.shell.waiting_letters() == chat.posted

    first, *others = chat.posted
    await chat.leave([first])

    assert await chat.shell.waiting_letters() == others


async def test_more_letters_than_one_look_reads_all_wait(chat: Chat) -> None:
    letter = Letter(kind="send", text="Hello").model_dump(mode="json")
    many = [{"chat_id": 1, "step": str(n), "lane": "reply", "letter": letter} for n in range(501)]
    ids = await chat.database.run(lambda conn: outbox.add(conn, many, chat.now))

    assert [one.id for one in await chat.shell.waiting_letters()] == ids


async def test_the_message_of_a_card_is_known_once_it_was_sent(chat: Chat) -> None:
    await chat.is_exercising()
    assert await chat.shell.message_of(ANNA.chat_id, FIRST) is None

    card = next(one for one in chat.posted if one.letter.item == FIRST)
    await chat.shell.mark_sent(
        [Delivered(id=card.id, chat_id=card.chat_id, item=card.letter.item, message_id=77)]
    )

    assert await chat.shell.message_of(ANNA.chat_id, FIRST) == 77


async def test_a_typed_done_edits_the_card_it_is_about_by_its_name(chat: Chat) -> None:
    await chat.is_exercising()
    await chat.leave()
    chat.posted.clear()

    await chat.does(e.Typed(text="done"))

    edit, card = (one.letter for one in chat.posted)
    assert (edit.kind, edit.item, edit.message_id) == ("edit", FIRST, None)
    assert (card.kind, card.item) == ("send", ItemRef(session=1, position=2))


async def test_letters_of_one_event_are_one_step(chat: Chat) -> None:
    await chat.is_exercising()
    await chat.leave()

    done = chat.button("✓ Done")
    chat.posted.clear()
    await chat.does(done.model_copy(update={"message_id": 5}))

    assert {one.letter.kind for one in chat.posted} == {"answer", "edit", "send"}
    assert len({one.step for one in chat.posted}) == 1
    assert {one.lane for one in chat.posted} == {"reply"}


async def test_a_runner_telegram_cannot_reach_gets_nothing_more(chat: Chat) -> None:
    await chat.ran_a_marathon(ANNA)
    await chat.ran_a_marathon(BEN)
    await chat.command("help", who=ANNA)
    await chat.command("help", who=BEN)

    await chat.shell.retire(ANNA.chat_id)

    assert [one.chat_id for one in await chat.shell.waiting_letters()] == [BEN.chat_id]
    assert {one["chat_id"]: one["active"] for one in await rows(chat.database, "runners")} == {
        ANNA.chat_id: False,
        BEN.chat_id: True,
    }
    assert {one["chat_id"]: one["state"] for one in await rows(chat.database, "reminders")} == {
        ANNA.chat_id: "dropped",
        BEN.chat_id: "pending",
    }
    chat.now = NINE
    assert await chat.shell.take_due() == 1


async def test_a_runner_who_writes_again_is_back_with_all_they_told_us(chat: Chat) -> None:
    await chat.ran_a_marathon()
    await chat.shell.retire(ANNA.chat_id)

    await chat.command("help")

    (anna,) = await rows(chat.database, "runners")
    assert (anna["active"], anna["zone"]) == (True, "Europe/London")
    assert len(await rows(chat.database, "runs")) == 1
    assert len(await chat.shell.waiting_letters()) == 1


async def test_retiring_a_stranger_changes_nothing(chat: Chat) -> None:
    await chat.shell.retire(4711)

    assert await rows(chat.database, "runners") == []


async def test_blocking_by_somebody_we_never_met_makes_no_runner(chat: Chat) -> None:
    assert await chat.does(e.Blocked())

    assert await rows(chat.database, "runners") == []


async def test_a_letter_that_was_set_aside_waits_no_more_but_is_kept(chat: Chat) -> None:
    await chat.command("help")

    await chat.shell.set_letter_aside(chat.posted[0].id, "BadRequest: chat is odd")

    assert await chat.shell.waiting_letters() == chat.posted[1:]
    dead = (await rows(chat.database, "outbox"))[0]
    assert (dead["state"], dead["error"]) == ("dead", "BadRequest: chat is odd")


async def test_tries_of_a_letter_are_counted_over_a_restart(chat: Chat, other_chat: Chat) -> None:
    await chat.command("help")

    await chat.shell.delay_letter(chat.posted[0].id, 1)

    assert [one.attempts for one in await other_chat.shell.waiting_letters()] == [1]


async def test_an_update_that_was_set_aside_is_not_tried_again_and_forgotten_in_time(chat: Chat) -> None:
    await chat.shell.set_update_aside(7, '{"update_id": 7}', "ValueError")
    assert not await chat.does(e.Command(name="start"), update_id=7)

    chat.later(hours=47)
    await chat.shell.prune()
    assert len(await rows(chat.database, "updates")) == 1
    chat.later(hours=2)
    await chat.shell.prune()
    assert await rows(chat.database, "updates") == []
