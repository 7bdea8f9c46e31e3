"""Our tables of parameters, and the objects we answer with, against the Bot API's own description of itself.

The description is not part of this project; where it does not lie beside it, these tests are skipped.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.playground.core import PLAY_TOKEN, Telegram, Upload
from bot.playground.shapes import METHODS, OBJECTS, Field
from bot.playground.updates import KINDS
from tests.playground.conftest import PNG, Calls

API_FILE = Path(__file__).parents[3] / "shared" / "bot-api" / "api-10.0.json"
pytestmark = pytest.mark.skipif(not API_FILE.exists(), reason="the Bot API description is not here")


@pytest.fixture(scope="module")
def api() -> Any:
    return json.loads(API_FILE.read_text())


def theirs(entry: dict[str, Any]) -> dict[str, tuple[str, bool]]:
    return {f["name"]: ("|".join(f["types"]), f["required"]) for f in entry.get("fields", [])}


def ours(fields: dict[str, Field]) -> dict[str, tuple[str, bool]]:
    return {field.name: (field.type, field.required) for field in fields.values()}


@pytest.mark.parametrize("method", METHODS)
def test_the_parameters_of_a_method_are_the_bot_apis(api: Any, method: str) -> None:
    assert ours(METHODS[method]) == theirs(api["methods"][method])


@pytest.mark.parametrize("name", OBJECTS)
def test_the_fields_of_an_object_are_the_bot_apis(api: Any, name: str) -> None:
    assert ours(OBJECTS[name]) == theirs(api["types"][name])


def test_the_kinds_of_updates_are_the_bot_apis(api: Any) -> None:
    assert set(KINDS.split()) == set(theirs(api["types"]["Update"])) - {"update_id"}


def problems(api: Any, kind: str, value: Any, where: str) -> list[str]:
    """Where a value is not what the Bot API says it is."""
    for one in kind.split("|"):
        if one.startswith("Array of ") and isinstance(value, list):
            inner = one.removeprefix("Array of ")
            return [
                text for at, item in enumerate(value) for text in problems(api, inner, item, f"{where}[{at}]")
            ]
        if isinstance(value, dict) and one in api["types"]:
            return _object_problems(api, one, value, where)
    plain = {"String": str, "Integer": int, "Float": float, "Boolean": bool, "True": bool}
    fits = any(type(value) is plain.get(one) for one in kind.split("|"))
    return [] if fits else [f"{where} is no {kind}: {value!r}"]


def _object_problems(api: Any, name: str, value: dict[str, Any], where: str) -> list[str]:
    subtypes = api["types"][name].get("subtypes", [])
    if subtypes:
        found = [_object_problems(api, subtype, value, where) for subtype in subtypes]
        return min(found, key=len)
    fields = theirs(api["types"][name])
    missing = [
        f"{where}.{key} is missing" for key, (_, needed) in fields.items() if needed and key not in value
    ]
    unknown = [f"{where}.{key} is unknown to {name}" for key in value if key not in fields]
    return missing + unknown + [
        text
        for key, inner in value.items()
        if key in fields
        for text in problems(api, fields[key][0], inner, f"{where}.{key}")
    ]  # fmt: skip


async def test_every_answer_and_update_is_what_the_bot_api_promises(
    api: Any, telegram: Telegram, calls: Calls, anna: int
) -> None:
    buttons = json.dumps({"inline_keyboard": [[{"text": "Done", "callback_data": "a", "style": "success"}]]})
    sent = await calls.ok(
        "sendMessage", chat_id=anna, text='<b>Hi</b> <a href="https://a.org">there</a>', parse_mode="HTML",
        reply_markup=buttons, link_preview_options='{"is_disabled": true}',
        reply_parameters='{"message_id": 1}', protect_content=True, message_effect_id="5104841245755180586",
    )  # fmt: skip
    edit = await calls.ok("editMessageText", chat_id=anna, message_id=sent["message_id"], text="Done")
    messages = [sent, edit, await calls.ok("sendLocation", chat_id=anna, latitude=1.5, longitude=2)]
    for method in ("sendPhoto", "sendDocument", "sendAnimation"):
        what = method.removeprefix("send").lower()
        params = {"chat_id": anna, "caption": "<i>c</i>", "parse_mode": "HTML"}
        _, body = await telegram.call(PLAY_TOKEN, method, params, {what: Upload("a.png", PNG)})
        messages.append(body["result"])
    for message in messages:
        assert problems(api, "Message", message, "Message") == []
    file_id = messages[-1]["animation"]["file_id"]
    for method, answer, params in [
        ("getMe", "User", {}),
        ("getWebhookInfo", "WebhookInfo", {}),
        ("getFile", "File", {"file_id": file_id}),
        ("getChat", "ChatFullInfo", {"chat_id": anna}),
        ("getMyName", "BotName", {}),
        ("getMyDescription", "BotDescription", {}),
        ("getMyShortDescription", "BotShortDescription", {}),
        ("getChatMenuButton", "MenuButton", {}),
    ]:
        assert problems(api, answer, await calls.ok(method, **params), answer) == []
    await telegram.tap(anna, sent["message_id"], "a")
    theirs_ = await telegram.say(anna, "/help")
    await telegram.edit(anna, theirs_, "/help me")
    await telegram.send_location(anna, 1.5, 2.0)
    await telegram.send_photo(anna, PNG, "look")
    await telegram.send_document(anna, "a.txt", b"a")
    await telegram.send_sticker(anna)
    await telegram.block(anna)
    updates = await calls.ok("getUpdates")
    assert len(updates) == 8
    assert problems(api, "Array of Update", updates, "Update") == []
