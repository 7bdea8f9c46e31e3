"""Files: kept once, sent again by their id, refused whole, never fetched from outside."""

from typing import Any

import pytest

from bot.playground import profile
from bot.playground.core import PLAY_TOKEN, Telegram, Upload
from bot.playground.files import image_size
from tests.playground.conftest import PNG, Calls

JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    b"\xff\xc0\x00\x0b\x08\x00\x03\x00\x07\x01\x01\x11\x00\xff\xd9"
)


async def sent(telegram: Telegram, anna: int, method: str, upload: Upload, **params: Any) -> dict[str, Any]:
    what = method.removeprefix("send").lower()
    _, body = await telegram.call(PLAY_TOKEN, method, {"chat_id": anna} | params, {what: upload})
    result: dict[str, Any] = body.get("result", body)
    return result


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (PNG, (2, 1)),
        (JPEG, (7, 3)),
        (b"GIF89a\x05\x00\x04\x00", (5, 4)),
        (PNG[:20], None),
        (JPEG[:20], None),
        (b"GIF89a\x00\x00\x04\x00", None),
        (b"<svg/>", None),
    ],
)
def test_the_size_of_a_picture_is_read_from_its_head(data: bytes, size: tuple[int, int] | None) -> None:
    assert image_size(data) == size


async def test_a_refused_call_leaves_nothing_behind(telegram: Telegram, anna: int) -> None:
    refused = await sent(telegram, anna, "sendPhoto", Upload("a.png", PNG), caption="x" * 1025)
    assert not refused["ok"]
    photo = await sent(telegram, anna, "sendPhoto", Upload("a.png", PNG))
    assert photo["photo"][0]["file_id"] == "play-photos-1"


async def test_a_file_is_sent_again_by_its_id_and_only_as_what_it_is(
    telegram: Telegram, calls: Calls, anna: int
) -> None:
    document = await sent(telegram, anna, "sendDocument", Upload("a.csv", b"a,b\n", "text/csv"))
    file_id = document["document"]["file_id"]
    again = await calls.ok("sendDocument", chat_id=anna, document=file_id)
    assert again["document"] == document["document"]
    words = await calls.refused("sendPhoto", chat_id=anna, photo=file_id)
    assert words == "Bad Request: can't use file of type Document as Photo"


async def test_an_animation_knows_its_size_and_length(telegram: Telegram, anna: int) -> None:
    gif = await sent(
        telegram, anna, "sendAnimation", Upload("a.gif", b"GIF89a\x05\x00\x04\x00"), duration="3"
    )
    shown = gif["animation"]
    assert (shown["width"], shown["height"], shown["duration"], shown["mime_type"]) == (5, 4, 3, "image/gif")
    assert gif["document"]["file_id"] == shown["file_id"]


async def test_a_large_file_can_be_sent_but_not_fetched(
    telegram: Telegram, calls: Calls, anna: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile, "DOWNLOAD_BYTES", 3)
    message = await telegram.send_document(anna, "a.bin", b"1234")
    (update,) = await calls.ok("getUpdates")
    assert update["message"]["message_id"] == message
    file_id = update["message"]["document"]["file_id"]
    assert await calls.refused("getFile", file_id=file_id) == "Bad Request: file is too big"
    assert await calls.refused("getFile", file_id="nothing") == "Bad Request: invalid file_id"


async def test_a_file_is_only_given_to_its_bot(telegram: Telegram, calls: Calls, anna: int) -> None:
    document = await sent(telegram, anna, "sendDocument", Upload("a.csv", b"a,b\n"))
    path = (await calls.ok("getFile", file_id=document["document"]["file_id"]))["file_path"]
    assert telegram.file(PLAY_TOKEN, path) == b"a,b\n"
    assert telegram.file("7:other", path) is None
    assert telegram.file(PLAY_TOKEN, "documents/none") is None
