"""Who may talk to the playground: programs on this machine, and the page it served itself.

A web page of somebody else, open in the same browser, can send requests to 127.0.0.1 and can make a name of
its own point there. So every request must name this machine as its host, and what a browser sends must come
from our own page.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})

CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

ANSWER_HEADERS: Mapping[str, str] = {
    "content-security-policy": CONTENT_POLICY,
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "geolocation=(self), camera=(), microphone=()",
}


def refusal(headers: Headers, scheme: str) -> str | None:
    """Why a request with these headers is turned away; None when it may pass."""
    host = headers.get("host", "")
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        name = None
    if name not in HOSTS:
        return "This chat answers only as 127.0.0.1 or localhost."
    origin = headers.get("origin")
    if origin is not None and origin != f"{scheme}://{host}":
        return "This request came from another web page."
    # Browsers say where a request comes from even where they send no Origin; "none" is the address bar.
    if headers.get("sec-fetch-site", "none") not in {"same-origin", "none"} and not _is_opening(headers):
        return "This request came from another web page."
    return None


def _is_opening(headers: Headers) -> bool:
    """A link elsewhere that opens our page in the tab: the person sees it, the other page learns nothing."""
    return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"


class Guard:
    """ASGI middleware: refuses strangers with 403 and puts the protecting headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *((k.encode(), v.encode()) for k, v in ANSWER_HEADERS.items() if k.encode() not in given),
                ]
            await send(message)

        why = refusal(Headers(scope=scope), scope.get("scheme", "http"))
        if why is None:
            await self._app(scope, receive, send_guarded)
        else:
            await JSONResponse({"error": why}, status_code=403)(scope, receive, send_guarded)
