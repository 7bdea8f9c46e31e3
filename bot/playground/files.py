"""Files of the playground: what a bot or a person sent, kept as bytes, and the sizes of images.

Rule: nothing is ever fetched from outside; a file is an upload or the file_id of one.
"""

import mimetypes
import struct
from pathlib import PurePosixPath

from bot.playground.checks import Upload
from bot.playground.refusal import bad
from bot.playground.store import JSON, Store

PHOTO_BYTES = 10 * 1024 * 1024
FILE_BYTES = 50 * 1024 * 1024
DOWNLOAD_BYTES = 20 * 1024 * 1024


def keep_photo(store: Store, file: Upload | str) -> list[JSON]:
    """The `photo` of a message: one size, the original."""
    if isinstance(file, str):
        return [_again(store, file, "photos")]
    if len(file.data) > PHOTO_BYTES:
        bad("file is too big")
    size = image_size(file.data)
    if size is None:
        bad("IMAGE_PROCESS_FAILED" if file.data else "file must be non-empty")
    width, height = size
    if width + height > 10_000 or max(size) > 20 * min(size):
        bad("PHOTO_INVALID_DIMENSIONS")
    suffix = ".png" if file.data.startswith(b"\x89PNG") else ".jpg"
    about = _keep(store, "photos", file, suffix)
    about = {key: about[key] for key in ("file_id", "file_unique_id", "file_size")}
    about |= {"width": width, "height": height}
    return [_described(store, about)]


def keep_animation(store: Store, file: Upload | str, args: JSON) -> JSON:
    if isinstance(file, str):
        return _again(store, file, "animations")
    about = _keep(store, "animations", file, PurePosixPath(file.filename).suffix or ".gif")
    width, height = image_size(file.data) or (args.get("width", 320), args.get("height", 320))
    about |= {"width": width, "height": height, "duration": args.get("duration", 1)}
    return _described(store, about)


def keep_file(store: Store, folder: str, file: Upload | str) -> JSON:
    """A `document` (or another plain file)."""
    if isinstance(file, str):
        return _again(store, file, folder)
    return _described(store, _keep(store, folder, file, PurePosixPath(file.filename).suffix))


def _keep(store: Store, folder: str, file: Upload, suffix: str) -> JSON:
    if not file.data:
        bad("file must be non-empty")
    if len(file.data) > FILE_BYTES:
        bad("file is too big")
    number = store.next("file")
    file_id, path = f"play-{folder}-{number}", f"{folder}/file_{number}{suffix}"
    mime = mimetypes.guess_type(file.filename)[0] or file.mime
    about: JSON = {
        "file_id": file_id,
        "file_unique_id": f"play{number}",
        "file_name": file.filename,
        "mime_type": mime,
        "file_size": len(file.data),
    }
    store.add_file(file_id, path, about, file.data)
    return about


def _described(store: Store, about: JSON) -> JSON:
    store.describe_file(about["file_id"], about)
    return about


def _again(store: Store, file_id: str, folder: str) -> JSON:
    """A file that is known already, sent once more."""
    if file_id.startswith(("http://", "https://")):
        bad("failed to get HTTP URL content")
    known = store.file_about(file_id)
    if known is None:
        bad("wrong remote file identifier specified: Wrong string length")
    path, about = known
    if not path.startswith(f"{folder}/"):
        bad(f"can't use file of type {_TYPE_OF[path.partition('/')[0]]} as {_TYPE_OF[folder]}")
    return about


_TYPE_OF = {"photos": "Photo", "animations": "Animation", "documents": "Document", "stickers": "Sticker"}


def image_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, GIF or JPEG; None for anything else or a broken head."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return _positive(*struct.unpack(">II", data[16:24]))
    if data.startswith((b"GIF87a", b"GIF89a")) and len(data) >= 10:
        return _positive(*struct.unpack("<HH", data[6:10]))
    if data.startswith(b"\xff\xd8"):
        return _jpeg_size(data)
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return _positive(width, height)
        at += 2 + length
    return None


def _positive(width: int, height: int) -> tuple[int, int] | None:
    return (width, height) if width > 0 and height > 0 else None
