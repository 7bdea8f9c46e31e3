"""The playground as a web application: a page for people, the Bot API for the coach, a guard before both."""

from starlette.applications import Starlette
from starlette.middleware import Middleware

from bot.playground.core import Telegram
from bot.playground.guard import Guard
from bot.playground.http import bot_api_routes
from bot.playground.page import page_routes
from bot.playground.page_clock import PlayClock

__all__ = ["PlayClock", "playground_app"]


def playground_app(telegram: Telegram, clock: PlayClock | None) -> Starlette:
    """Page and Bot API on one `telegram`; `clock` is the coach's travelling clock, if it has one."""
    return Starlette(
        routes=[*bot_api_routes(telegram), *page_routes(telegram, clock)], middleware=[Middleware(Guard)]
    )
