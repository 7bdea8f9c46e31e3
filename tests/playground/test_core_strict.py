"""What the playground refuses, so that our own mistakes show before Telegram sees them."""

import json
from typing import Any

import pytest

from bot.playground.core import PLAY_TOKEN, NotPossible, Telegram, Upload
from tests.playground.conftest import PNG, Calls, Clock


def button(**fields: Any) -> str:
    return json.dumps({"inline_keyboard": [[{"text": "x"} | fields]]})


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"txt": "Hi"}, 'unknown parameter "txt"'),
        ({"text": ""}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "\ud800"}, '"text" must be encoded in UTF-8'),
        ({"text": 5}, 'parameter "text" must be of type String'),
        ({"parse_mode": "MarkdownV2"}, "parse_mode Markdown is not supported by the playground"),
        ({"parse_mode": "bbcode"}, "unsupported parse_mode"),
        ({"disable_notification": "yes"}, 'parameter "disable_notification" must be of type Boolean'),
        ({"message_thread_id": 3}, 'parameter "message_thread_id" is not supported by the playground'),
        ({"chat_id": 999}, "chat not found"),
        ({"chat_id": "@anna"}, "chat not found"),
        ({"reply_parameters": '{"message_id": 999}'}, "message to be replied not found"),
        ({"reply_parameters": '{"message": 1}'}, "can't parse ReplyParameters: unknown field \"message\""),
        ({"link_preview_options": '{"is_disabled": "true"}'},
         'can\'t parse LinkPreviewOptions: Field "is_disabled" must be of type Boolean'),
        ({"link_preview_options": '{"url": "nowhere"}'}, "WEBPAGE_URL_INVALID"),
        ({"reply_markup": "[]"}, "object expected as reply markup"),
        ({"reply_markup": "{"}, "can't parse reply markup JSON object"),
        ({"reply_markup": '{"buttons": []}'}, "can't parse reply keyboard markup JSON object"),
        ({"reply_markup": button()},
         "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ({"reply_markup": button(url="https://a.org", callback_data="a")},
         "can't parse inline keyboard button: more than one action (url, callback_data)"),
        ({"reply_markup": button(callback_data="")}, "BUTTON_DATA_INVALID"),
        ({"reply_markup": button(callback_data="ä" * 33)}, "BUTTON_DATA_INVALID"),
        ({"reply_markup": button(callback_data=5)},
         'can\'t parse inline keyboard button: Field "callback_data" must be of type String'),
        ({"reply_markup": button(data="a")}, 'can\'t parse inline keyboard button: unknown field "data"'),
        ({"reply_markup": button(url="nowhere")},
         "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"),
        ({"reply_markup": button(callback_data="a", style="green")},
         "can't parse keyboard button: invalid button style specified"),
        ({"reply_markup": '{"inline_keyboard": [[{"callback_data": "a"}]]}'},
         'can\'t parse inline keyboard button: Can\'t find field "text"'),
        ({"reply_markup": button(callback_data="a", text=" ")}, "keyboard button text must be non-empty"),
        ({"reply_markup": json.dumps({"inline_keyboard": [[{"text": "x", "callback_data": "a"}]] * 101})},
         "reply markup is too long"),
        ({"reply_markup": json.dumps({"inline_keyboard": [[{"text": "x", "callback_data": "a"}] * 9]})},
         "more than 8 buttons in a row would not be shown"),
        ({"reply_markup": '{"keyboard": []}'}, "reply keyboard must have at least one button"),
        ({"reply_markup": '{"force_reply": false}'}, '"force_reply" must be true'),
    ],
)  # fmt: skip
async def test_a_message_with_a_mistake_is_refused(
    calls: Calls, anna: int, params: dict[str, Any], words: str
) -> None:
    before = calls.telegram.chat(anna)
    assert (
        await calls.refused("sendMessage", **{"chat_id": anna, "text": "Hi"} | params)
        == f"Bad Request: {words}"
    )
    assert calls.telegram.chat(anna) == before


@pytest.mark.parametrize("missing", ["chat_id", "text"])
async def test_what_is_required_must_be_there(calls: Calls, anna: int, missing: str) -> None:
    params: dict[str, Any] = {"chat_id": anna, "text": "Hi"}
    del params[missing]
    assert (await calls.refused("sendMessage", **params)).endswith(" is empty")


async def test_the_largest_message_and_button_pass(calls: Calls, anna: int) -> None:
    sent = await calls.ok(
        "sendMessage", chat_id=str(anna), text="x" * 4096, reply_markup=button(callback_data="ä" * 32)
    )
    assert sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "ä" * 32


async def test_an_edit_that_changes_nothing_is_refused(calls: Calls, anna: int) -> None:
    sent = await calls.ok("sendMessage", chat_id=anna, text="Hi", reply_markup=button(callback_data="a"))
    same = {"chat_id": anna, "message_id": sent["message_id"]}
    words = await calls.refused("editMessageText", text="<b></b>Hi", parse_mode="HTML",
                                reply_markup=button(callback_data="a"), **same)  # fmt: skip
    assert words == (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly "
        "the same as a current content and reply markup of the message"
    )
    edited = await calls.ok("editMessageText", text="<b>Hi</b>", parse_mode="HTML", **same)
    assert "reply_markup" not in edited
    assert edited["edit_date"] == calls.telegram.date()
    assert "not modified" in await calls.refused(
        "editMessageText", text="<b>Hi</b>", parse_mode="HTML", **same
    )
    assert "not modified" in await calls.refused("editMessageReplyMarkup", **same)


async def test_only_what_can_be_edited_is(calls: Calls, telegram: Telegram, anna: int) -> None:
    theirs = await telegram.say(anna, "Hello")
    edit = {"chat_id": anna, "text": "x"}
    assert await calls.refused("editMessageText", message_id=theirs, **edit) == (
        "Bad Request: message can't be edited"
    )
    assert await calls.refused("editMessageText", message_id=999, **edit) == (
        "Bad Request: message to edit not found"
    )
    keyboard = await calls.ok(
        "sendMessage", chat_id=anna, text="Where?", reply_markup='{"keyboard": [[{"text": "Here"}]]}'
    )
    assert "can't be edited" in await calls.refused(
        "editMessageText", message_id=keyboard["message_id"], **edit
    )
    assert telegram.chat(anna)[-1]["keyboard"]["keyboard"] == [[{"text": "Here"}]]
    status, body = await telegram.call(
        PLAY_TOKEN, "sendPhoto", {"chat_id": anna, "caption": "One"}, {"photo": Upload("a.png", PNG)}
    )
    assert status == 200
    photo = {"chat_id": anna, "message_id": body["result"]["message_id"]}
    assert "there is no text in the message to edit" in await calls.refused(
        "editMessageText", text="x", **photo
    )
    assert (await calls.ok("editMessageCaption", caption="Two", **photo))["caption"] == "Two"
    assert "caption" not in await calls.ok("editMessageCaption", **photo)
    assert "no caption" in await calls.refused("editMessageCaption", chat_id=anna, caption="x",
        message_id=(await calls.ok("sendMessage", chat_id=anna, text="x"))["message_id"])  # fmt: skip


async def test_messages_are_deleted_once_and_ones_own_only_for_two_days(
    calls: Calls, telegram: Telegram, clock: Clock, anna: int
) -> None:
    first, second = [
        (await calls.ok("sendMessage", chat_id=anna, text=text))["message_id"] for text in ("one", "two")
    ]
    await calls.ok("deleteMessage", chat_id=anna, message_id=first)
    assert first not in [message["message_id"] for message in telegram.chat(anna)]
    assert "message to delete not found" in await calls.refused(
        "deleteMessage", chat_id=anna, message_id=first
    )
    clock.pass_(48 * 3600 + 1)
    assert "can't be deleted" in await calls.refused("deleteMessage", chat_id=anna, message_id=second)


@pytest.mark.parametrize(
    ("name", "upload", "words"),
    [
        ("photo", Upload("a.png", b"not an image"), "IMAGE_PROCESS_FAILED"),
        ("photo", Upload("a.png", b""), "file must be non-empty"),
        ("photo", Upload("a.png", PNG[:16] + b"\0\0\x20\0\0\0\x20\0" + PNG[24:]), "PHOTO_INVALID_DIMENSIONS"),
        (
            "photo",
            Upload("a.png", PNG[:16] + b"\0\0\x03\xe8\0\0\0\x05" + PNG[24:]),
            "PHOTO_INVALID_DIMENSIONS",
        ),
        ("picture", Upload("a.png", PNG), 'unknown parameter "picture"'),
    ],
)
async def test_a_bad_picture_is_refused(
    telegram: Telegram, anna: int, name: str, upload: Upload, words: str
) -> None:
    status, body = await telegram.call(PLAY_TOKEN, "sendPhoto", {"chat_id": anna}, {name: upload})
    assert (status, body["description"]) == (400, f"Bad Request: {words}")


@pytest.mark.parametrize(
    ("photo", "words"),
    [
        ("https://a.org/x.png", "failed to get HTTP URL content"),
        ("nonsense", "wrong remote file identifier specified: Wrong string length"),
        ("attach://x", 'file "x" of parameter "photo" is not attached'),
    ],
)
async def test_a_picture_is_an_upload_or_a_known_file(
    calls: Calls, anna: int, photo: str, words: str
) -> None:
    assert await calls.refused("sendPhoto", chat_id=anna, photo=photo) == f"Bad Request: {words}"


async def test_a_caption_has_1024_units(telegram: Telegram, anna: int) -> None:
    async def send(caption: str) -> dict[str, Any]:
        params = {"chat_id": anna, "caption": caption}
        return (await telegram.call(PLAY_TOKEN, "sendPhoto", params, {"photo": Upload("a.png", PNG)}))[1]

    assert (await send("x" * 1024))["ok"]
    assert (await send("x" * 1025))["description"] == "Bad Request: message caption is too long"


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("sendChatAction", {"action": "thinking"}, "wrong parameter action in request"),
        ("sendLocation", {"latitude": "91", "longitude": "0"}, "location must be a point on the earth"),
        ("sendLocation", {"latitude": "nan", "longitude": "0"}, 'parameter "latitude" must be of type Float'),
        ("setMessageReaction", {"message_id": 1, "reaction": '[{"type": "emoji", "emoji": "💪"}]'},
         "REACTION_INVALID"),
        ("setMessageReaction", {"message_id": 99, "reaction": "[]"}, "message to react not found"),
    ],
)  # fmt: skip
async def test_small_signs_are_checked_too(
    calls: Calls, anna: int, method: str, params: dict[str, Any], words: str
) -> None:
    assert await calls.refused(method, chat_id=anna, **params) == f"Bad Request: {words}"


async def test_typing_and_reactions_are_seen(calls: Calls, telegram: Telegram, anna: int) -> None:
    with telegram.subscribe() as events:
        await calls.ok("sendChatAction", chat_id=anna, action="typing")
        await calls.ok(
            "setMessageReaction", chat_id=anna, message_id=1, reaction='[{"type":"emoji","emoji":"🔥"}]'
        )
    assert events.get_nowait() == {"kind": "typing", "person": anna, "action": "typing"}
    assert events.get_nowait()["message"]["reaction"] == "🔥"
    assert telegram.chat(anna)[0]["reaction"] == "🔥"


async def test_a_person_can_only_do_what_the_app_allows(telegram: Telegram, calls: Calls, anna: int) -> None:
    theirs = (await calls.ok("sendMessage", chat_id=anna, text="Hi"))["message_id"]
    for text in ("", " ", "x" * 4097, "\ud800"):
        with pytest.raises(NotPossible):
            await telegram.say(anna, text)
    with pytest.raises(NotPossible):
        await telegram.edit(anna, theirs, "not mine")
    with pytest.raises(LookupError):
        await telegram.tap(anna, 999, "x")
    with pytest.raises(LookupError):
        await telegram.say(5, "nobody")
    await telegram.block(anna)
    with pytest.raises(NotPossible):
        await telegram.say(anna, "blocked")
