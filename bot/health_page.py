"""GET /healthz: what a monitor or a load balancer asks over HTTP. `regen-coach health` is for containers.

Rule: it tells how the program is, never a token, a name or anything of a runner; asking costs nothing and
changes nothing.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Literal

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.coach.base import Frozen


class Health(Frozen):
    """How a running coach is.

    `problems` in words for the host; `leader`: HOST/PID of the one who works, where there may be several;
    `since`: when the program began (UTC).
    """

    status: Literal["ok", "standing by", "unwell"]
    problems: tuple[str, ...] = ()
    mode: Literal["polling", "webhook"]
    leads: bool
    leader: str | None = None
    version: str
    tzdata: str
    since: datetime


def health_app(provider: Callable[[], Awaitable[Health]]) -> Starlette:
    """200 when the status is "ok", else 503; the body is the Health as JSON."""

    async def healthz(request: Request) -> Response:
        health = await provider()
        return Response(
            health.model_dump_json(),
            200 if health.status == "ok" else 503,
            headers={"cache-control": "no-store"},
            media_type="application/json",
        )

    return Starlette(routes=[Route("/healthz", healthz, methods=["GET"])])
