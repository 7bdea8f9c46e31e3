"""The chat page and its JSON interface: what a Telegram app does, for people in a browser on this machine.

Rule: the page acts only as a person, through the people's side of the core; it never sees what a bot sees.
Every refusal is `{"error": sentence}`, which the page shows as it is.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.playground import page_input as asks
from bot.playground.core import NotPossible, Telegram
from bot.playground.page_clock import Clock, PlayClock
from bot.playground.page_events import Lines
from bot.playground.page_input import PageRefusal, read_json, read_person, read_upload
from bot.playground.profile import get_me
from bot.playground.refusal import Refused

STATIC = Path(__file__).parent / "static"

# Only these are ever shown inside the page; whatever else was sent is a download: it cannot run as our page.
SHOWN = frozenset(
    {"image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4", "audio/ogg", "audio/mpeg"}
)

A = TypeVar("A", bound=asks.Ask)
Answer = dict[str, Any]


def page_routes(telegram: Telegram, clock: PlayClock | None) -> list[BaseRoute]:
    """The routes of the page. `clock` is the coach's travelling clock; None where it lives in real time."""
    page = _Page(telegram, Clock(clock))
    return [
        Route("/", page.index),
        Mount("/static", StaticFiles(directory=STATIC)),
        Route("/file/{file_id}", page.file),
        Route("/api/state", _answering(page.state)),
        Route("/api/chat", _answering(page.chat)),
        Route("/api/events", _answering(page.events)),
        Route("/api/upload", _answering(page.upload), methods=["POST"]),
        _post("/api/person", asks.NewPerson, page.add_person),
        _post("/api/say", asks.Say, page.say),
        _post("/api/edit", asks.Edit, page.edit),
        _post("/api/tap", asks.Tap, page.tap),
        _post("/api/location", asks.Location, page.location),
        _post("/api/block", asks.Person, page.block),
        _post("/api/unblock", asks.Person, page.unblock),
        _post("/api/clock", asks.Travel, page.travel),
    ]


class _Page:
    def __init__(self, telegram: Telegram, clock: Clock) -> None:
        self._telegram = telegram
        self._clock = clock
        self._lines = Lines(telegram, clock)

    async def index(self, request: Request) -> Response:
        # A person's address is the same before and after an upgrade: never keep yesterday's page.
        return FileResponse(STATIC / "index.html", headers={"cache-control": "no-cache"})

    async def state(self, request: Request) -> Response:
        """What stands around the chat; with ?person in their language, and whether they block the bot."""
        person = read_person(request) if "person" in request.query_params else None
        known = None if person is None else self._telegram.store.person(person)
        shown_to = person if known else None
        return JSONResponse(
            {
                "people": self._telegram.people(),
                "bot": get_me(self._telegram, {}),
                "clock": await self._clock.shown(),
                "commands": self._telegram.menu(shown_to),
                "description": self._telegram.description(shown_to),
                "blocked": known is not None and known[2],
            }
        )

    async def chat(self, request: Request) -> Response:
        return JSONResponse({"messages": self._telegram.chat(read_person(request))})

    async def events(self, request: Request) -> Response:
        person = read_person(request)
        self._telegram.user_of(person)
        return StreamingResponse(
            self._lines.follow(person), media_type="text/event-stream", headers={"cache-control": "no-store"}
        )

    async def add_person(self, ask: asks.NewPerson) -> Answer:
        return {"id": self._telegram.add_person(ask.first_name, language_code=ask.language_code)}

    async def say(self, ask: asks.Say) -> Answer:
        return {"message_id": await self._telegram.say(ask.person, ask.text)}

    async def edit(self, ask: asks.Edit) -> Answer:
        await self._telegram.edit(ask.person, ask.message_id, ask.text)
        return {}

    async def tap(self, ask: asks.Tap) -> Answer:
        return {"query_id": await self._telegram.tap(ask.person, ask.message_id, ask.data)}

    async def location(self, ask: asks.Location) -> Answer:
        return {
            "message_id": await self._telegram.send_location(ask.person, ask.latitude, ask.longitude),
        }

    async def upload(self, request: Request) -> Response:
        person = read_person(request)
        self._telegram.user_of(person)
        name, data, as_photo = await read_upload(request)
        if as_photo:
            message = await self._telegram.send_photo(person, data)
        else:
            message = await self._telegram.send_document(person, name, data)
        return JSONResponse({"message_id": message})

    async def file(self, request: Request) -> Response:
        """A file of any chat by its file_id; `?name=` is what a download is to be called."""
        known = self._telegram.store.file_about(request.path_params["file_id"])
        data = None if known is None else self._telegram.store.file_data(known[0])
        if known is None or data is None:
            return JSONResponse({"error": "No such file."}, 404)
        kind = known[1].get("mime_type") or _picture_type(data)
        # A file never changes; its page must not be able to do anything even if a browser opened it as one.
        headers = {
            "cache-control": "private, max-age=31536000, immutable",
            "content-security-policy": "sandbox",
        }
        name = request.query_params.get("name")
        if kind not in SHOWN or name is not None:
            headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(name or 'file', safe='')}"
        return Response(
            data, media_type=kind if kind in SHOWN else "application/octet-stream", headers=headers
        )

    async def block(self, ask: asks.Person) -> Answer:
        await self._telegram.block(ask.person)
        return {}

    async def unblock(self, ask: asks.Person) -> Answer:
        await self._telegram.unblock(ask.person)
        return {}

    async def travel(self, ask: asks.Travel) -> Answer:
        shown = await self._clock.travel(ask.to)
        self._lines.tell({"kind": "clock", **shown})
        return shown


def _picture_type(data: bytes) -> str:
    """Photos keep no type of their own; they are one of two."""
    return "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"


Handler = Callable[[Request], Awaitable[Response]]


def _answering(handler: Handler) -> Handler:
    """`handler`, with everything it refuses turned into an answer."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except PageRefusal as refusal:
            return _error(refusal.status, str(refusal))
        except LookupError:
            return _error(404, "Nobody and nothing here has this number.")
        except NotPossible as refusal:
            why = str(refusal)
            return _error(409, f"{why[:1].upper()}{why[1:]}.")
        except Refused as refusal:
            if refusal.description.endswith(("IMAGE_PROCESS_FAILED", "PHOTO_INVALID_DIMENSIONS")):
                return _error(400, "This is no picture that can go as a photo. Send it as a file.")
            return _error(refusal.code, refusal.description)

    return answer


def _post(path: str, model: type[A], act: Callable[[A], Awaitable[Answer]]) -> Route:
    async def handler(request: Request) -> Response:
        return JSONResponse(await act(await read_json(request, model)))

    return Route(path, _answering(handler), methods=["POST"])


def _error(status: int, why: str) -> Response:
    return JSONResponse({"error": why}, status)
