"""What the page may send, and how much of it. Anything else is refused with one plain sentence.

Every refusal is a `PageRefusal`: an HTTP status and a sentence which the page shows to the person as it is.
"""

from collections.abc import AsyncGenerator
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

TEXT_LIMIT = 4096  # UTF-16 units in one message, as Telegram counts
JSON_LIMIT = 64 * 1024  # bytes of one JSON request
UPLOAD_LIMIT = 20 * 1024 * 1024  # bytes of one file: what a bot may download


class PageRefusal(Exception):
    """The page asked for something that cannot be; `str()` of it is a sentence for the person."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def _message_text(text: str) -> str:
    length = len(text.encode("utf-16-le")) // 2
    if not text.strip():
        raise ValueError("The message is empty.")
    if length > TEXT_LIMIT:
        raise ValueError(f"The message is too long: {length} characters, {TEXT_LIMIT} is the most.")
    return text


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise ValueError("A first name is needed.")
    if len(name) > 64:
        raise ValueError("The first name is too long: 64 characters is the most.")
    return name


MessageText = Annotated[str, AfterValidator(_message_text)]
# SQLite keeps whole numbers of 64 bits; no real id comes near.
Id = Annotated[int, Field(ge=1, lt=2**53)]


class Ask(BaseModel):
    """Something the page asks for: exactly these fields, of exactly these types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


A = TypeVar("A", bound=Ask)


class NewPerson(Ask):
    first_name: Annotated[str, AfterValidator(_name)]
    language_code: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[a-zA-Z]{2,8})?$")] | None = "en"


class Person(Ask):
    person: Id


class Say(Person):
    text: MessageText


class Edit(Person):
    message_id: Id
    text: MessageText


class Tap(Person):
    message_id: Id
    data: Annotated[str, Field(min_length=1, max_length=64)]


class Location(Person):
    latitude: Annotated[float, Field(ge=-90, le=90, strict=False)]
    longitude: Annotated[float, Field(ge=-180, le=180, strict=False)]


class Travel(Ask):
    to: Literal["next", "+1h", "+1d"]


async def read_json(request: Request, model: type[A]) -> A:
    """The JSON body as `model`. A foreign page cannot send this content type without asking first."""
    if _content_type(request) != "application/json":
        raise PageRefusal(415, "Send application/json.")
    body = b"".join([part async for part in _limited(request, JSON_LIMIT)])
    try:
        return model.model_validate_json(body)
    except ValidationError as problem:
        first = problem.errors()[0]
        if first["type"] == "value_error":
            raise PageRefusal(400, str(first["ctx"]["error"])) from problem
        where = ".".join(str(part) for part in first["loc"]) or "body"
        raise PageRefusal(400, f"{where}: {first['msg']}") from problem


async def read_upload(request: Request) -> tuple[str, bytes, bool]:
    """An uploaded file: its name, its bytes, and whether it is to go as a photo."""
    if _content_type(request) != "multipart/form-data":
        raise PageRefusal(415, "Send multipart/form-data.")
    try:
        stream = _limited(request, UPLOAD_LIMIT + JSON_LIMIT)
        form = await MultiPartParser(request.headers, stream, max_files=1, max_fields=1).parse()
    except MultiPartException as problem:
        raise PageRefusal(400, "The upload cannot be read.") from problem
    try:
        file, kind = form.get("file"), form.get("as", "document")
        if not isinstance(file, UploadFile) or kind not in ("photo", "document"):
            raise PageRefusal(400, "Send one file, as a photo or as a document.")
        data = await file.read()
    finally:
        await form.close()
    if not data:
        raise PageRefusal(400, "The file is empty.")
    if len(data) > UPLOAD_LIMIT:
        raise PageRefusal(413, "The file is too big: 20 MB is the most.")
    return (file.filename or "file")[-128:], data, kind == "photo"


def read_person(request: Request) -> int:
    """The `person` of the query string."""
    text = request.query_params.get("person", "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise PageRefusal(400, "Say which person: ?person=ID.")
    return int(text)


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _limited(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    """The body in pieces, ended by a refusal as soon as it is longer than `limit` bytes."""
    seen = 0
    async for part in request.stream():
        seen += len(part)
        if seen > limit:
            raise PageRefusal(413, f"That is too much at once: {limit // 1024:,} kB is the most.")
        yield part
