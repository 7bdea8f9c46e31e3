"""Which update becomes which event."""

import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Update

from bot.coach.events import Blocked, Command, Go, Located, Sent, Tapped, Typed
from bot.edge.client import AnyApplication, CoachBot
from bot.edge.handlers import ALLOWED_UPDATES, build_application, clean
from bot.playground.core import PLAY_TOKEN, Telegram
from bot.shell_types import Person
from bot.voice.buttons import pack, unpack
from tests.edge.fakes import FakeShell

_ids = itertools.count(10**6)

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
async def application(bot: CoachBot, shell: Any) -> AsyncIterator[AnyApplication]:
    async with build_application(bot, shell, unpack, frozenset({"regen"})) as application:
        yield application


async def feed(application: AnyApplication, telegram: Telegram) -> None:
    """All that waits, handled and confirmed."""
    _, body = await telegram.call(PLAY_TOKEN, "getUpdates", {"allowed_updates": list(ALLOWED_UPDATES)})
    for raw in body["result"]:
        await application.process_update(Update.de_json(raw, application.bot))
    if body["result"]:
        await telegram.call(PLAY_TOKEN, "getUpdates", {"offset": body["result"][-1]["update_id"] + 1})


async def put(application: AnyApplication, **content: Any) -> None:
    """An update made by hand, for what no app sends."""
    await application.process_update(Update.de_json({"update_id": next(_ids), **content}, application.bot))


def message(**content: Any) -> dict[str, Any]:
    person = {"id": 5, "is_bot": False, "first_name": "Ben"}
    date = int(datetime(2026, 3, 29, tzinfo=UTC).timestamp())
    return {"message_id": 9, "date": date, "chat": {"id": 5, "type": "private"}, "from": person, **content}


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("/start", Command(name="start")),
        ("/regen half marathon 1:45", Command(name="regen", words="half marathon 1:45")),
        ("/Regen@regen_coach_bot  half\nmarathon ", Command(name="regen", words="half\nmarathon")),
        ("/regen!!!", Command(name="regen", words="!!!")),
        ("/", Typed(text="/")),
        ("/привет", Typed(text="/привет")),
        ("done", Typed(text="done")),
        ("see /regen", Typed(text="see /regen")),
        ("🏃" * 2000, Typed(text="🏃" * 2000)),
    ],
)
async def test_what_is_typed_is_a_command_only_when_it_begins_with_a_word_behind_a_slash(
    application: AnyApplication, telegram: Telegram, shell: FakeShell, anna: int, text: str, event: Any
) -> None:
    await telegram.say(anna, text)
    await feed(application, telegram)
    (heard,) = shell.events
    assert isinstance(heard, Typed | Command)
    assert heard.message_id is not None
    assert heard == event.model_copy(update={"message_id": heard.message_id})


async def test_the_person_is_named_as_telegram_names_them(
    application: AnyApplication, telegram: Telegram, shell: FakeShell
) -> None:
    bo = telegram.add_person("Bo", language_code="pt-br")
    await telegram.say(bo, "hi")
    await feed(application, telegram)
    (update_id, person, _), *_ = shell.handled
    assert person == Person(chat_id=bo, first_name="Bo", language_code="pt-br")
    assert update_id is not None


async def test_a_group_that_became_a_supergroup_is_moved_whichever_of_the_two_tells(
    application: AnyApplication, shell: FakeShell
) -> None:
    group, supergroup = {"id": -5, "type": "group"}, {"id": -100_5, "type": "supergroup"}
    await put(application, message=message(chat=group, migrate_to_chat_id=-100_5))
    await put(application, message=message(chat=supergroup, migrate_from_chat_id=-5))
    assert shell.moved == [(-5, -100_5)] * 2
    assert shell.events == []


async def test_an_edited_text_is_typed_anew(
    application: AnyApplication, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    sent = await telegram.say(anna, "half")
    await telegram.edit(anna, sent, "half marathon")
    await feed(application, telegram)
    await telegram.edit(anna, sent, "/regen half")
    await feed(application, telegram)
    assert shell.events == [
        Typed(text="half", message_id=sent),
        Typed(text="half marathon", message_id=sent, edited=True),
        Command(name="regen", words="half", message_id=sent, edited=True),
    ]


async def test_a_tap_carries_its_button_its_message_and_its_query(
    application: AnyApplication, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    query = await telegram.tap(anna, 1, pack(Go(session=3)))
    await feed(application, telegram)
    assert shell.events == [Tapped(button=Go(session=3), message_id=1, query_id=query)]


@pytest.mark.parametrize("data", ["pg:3 ", "'; DROP TABLE runners", "pg:\ud800", "\0", "x" * 500])
async def test_a_forged_tap_is_a_tap_on_no_button(
    application: AnyApplication, telegram: Telegram, shell: FakeShell, anna: int, data: str
) -> None:
    person = {"id": anna, "is_bot": False, "first_name": "Anna"}
    query = {"id": "1", "from": person, "chat_instance": "1", "data": data, "message": message()}
    await put(application, callback_query=query)
    assert shell.events == [Tapped(button=None, message_id=9, query_id="1")]


async def test_a_shared_place_is_located(
    application: AnyApplication, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    await telegram.send_location(anna, 51.5, -0.1)
    await feed(application, telegram)
    venue = {"location": {"latitude": 1.5, "longitude": 2.5}, "title": "Track", "address": "1 Road"}
    await put(application, message=message(venue=venue))
    assert shell.events == [Located(latitude=51.5, longitude=-0.1), Located(latitude=1.5, longitude=2.5)]


async def test_everything_else_is_named_by_what_it_is(
    application: AnyApplication, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    await telegram.send_photo(anna, PNG, "my feet")
    await telegram.send_sticker(anna)
    await telegram.send_document(anna, "run.fit", b"1234")
    await feed(application, telegram)
    await put(application, message=message(contact={"phone_number": "1", "first_name": "Bo"}))
    await put(application, message=message(dice={"emoji": "🎲", "value": 3}))
    await put(application, message=message(something_new={"a": 1}))
    kinds = ["photo", "sticker", "document", "contact", "dice", "message"]
    assert shell.events == [Sent(what=kind) for kind in kinds]


async def test_leaving_is_news_and_coming_back_is_not(
    application: AnyApplication, telegram: Telegram, shell: FakeShell, anna: int
) -> None:
    await telegram.block(anna)
    await telegram.unblock(anna)
    await feed(application, telegram)
    assert shell.events == [Blocked()]


async def test_groups_channels_bots_and_service_messages_are_not_heard(
    application: AnyApplication, shell: FakeShell
) -> None:
    group, channel = (
        {"id": -5, "type": "group", "title": "Club"},
        {"id": -6, "type": "channel", "title": "News"},
    )
    robot = {"id": 6, "is_bot": True, "first_name": "Robot"}
    tap = {"id": "1", "from": message()["from"], "chat_instance": "1", "data": "n"}
    await put(application, message=message(text="/regen", chat=group))
    await put(application, channel_post=message(text="/regen", chat=channel))
    await put(application, message=message(text="hi", **{"from": robot}))
    await put(application, message=message(pinned_message=message(text="x")))
    await put(application, callback_query=tap | {"message": message(chat=group)})
    await put(application, callback_query=tap | {"inline_message_id": "abc"})
    await put(application, edited_message=message(location={"latitude": 1.0, "longitude": 2.0}))
    assert shell.events == []


async def test_a_tap_on_a_message_too_old_for_telegram_still_counts(
    application: AnyApplication, shell: FakeShell
) -> None:
    old = {"chat": {"id": 5, "type": "private"}, "message_id": 4, "date": 0}
    query = {"id": "1", "from": message()["from"], "chat_instance": "1", "data": "n", "message": old}
    await put(application, callback_query=query)
    assert isinstance(shell.events[0], Tapped)
    assert shell.events[0].message_id == 4


async def test_names_and_texts_are_clean_before_they_become_events(
    application: AnyApplication, shell: FakeShell
) -> None:
    person = {"id": 5, "is_bot": False, "first_name": "B\0en\ud83d"}
    await put(application, message=message(text="a\0b\udc00c🏃", **{"from": person}))
    _, who, event = shell.handled[0]
    assert event == Typed(text="ab\ufffdc🏃", message_id=9)
    assert who.first_name == "Ben\ufffd"


def test_cleaning_leaves_every_honest_character_alone() -> None:
    honest = "Zoë 👨‍👩‍👧 \u202eevil\u202c\n\t𝔘"
    assert clean(honest) == honest


async def test_what_a_handler_raises_reaches_the_caller(
    application: AnyApplication, shell: FakeShell
) -> None:
    shell.failures.append(ValueError("no"))
    with pytest.raises(ValueError, match="no"):
        await put(application, message=message(text="hi"))


GROUP = {"id": -100_777, "type": "supergroup", "title": "Sunday runners"}


@pytest.mark.parametrize("text", ["/regen", "/regen@regen_coach_bot half", "/REGEN@Regen_Coach_Bot"])
async def test_a_command_of_ours_in_a_group_is_greeted(
    application: AnyApplication, shell: FakeShell, text: str
) -> None:
    await put(application, message=message(text=text, chat=GROUP))
    assert shell.groups == [(Person(chat_id=GROUP["id"], first_name=""), "regen_coach_bot")]
    assert shell.events == []


@pytest.mark.parametrize("text", ["/regen@other_bot", "/weather", "we ran a half marathon", "/", "regen"])
async def test_everything_else_in_a_group_is_none_of_our_business(
    application: AnyApplication, shell: FakeShell, text: str
) -> None:
    await put(application, message=message(text=text, chat=GROUP))
    await put(application, edited_message=message(text="/regen", chat=GROUP))
    assert not shell.groups
    assert not shell.events
