"""The bot as the edge uses it: python-telegram-bot's ExtBot, with one thin call beside its methods.

Rule: where only a message id or raw updates are wanted, no Message objects are built (a quarter of a tap's
CPU).
"""

import asyncio
import logging
import os
from typing import Any

from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, ExtBot
from telegram.request import BaseRequest

from bot.edge.pace import Pulse, Stopped, rest, unless_stopped
from bot.edge.trouble import BadToken, kind_of, pause_of

# RetryAfter warns about its own future otherwise; the library reads this whenever one is made.
os.environ.setdefault("PTB_TIMEDELTA", "1")

AnyApplication = Application[Any, Any, Any, Any, Any, Any]

log = logging.getLogger(__name__)


class CoachBot(ExtBot[None]):
    """Rate limits are the sender's affair; there are no defaults to fill in."""

    __slots__ = ()

    async def call(self, method: str, params: dict[str, Any], read_timeout: float | None = None) -> Any:
        """One Bot API call, its plain result. `read_timeout` in seconds; None: the request's own."""
        if read_timeout is None:
            return await self._post(method, params)
        return await self._post(method, params, read_timeout=read_timeout)


def make_bot(
    token: str, *, api_url: str, api_file_url: str, request: BaseRequest, get_updates_request: BaseRequest
) -> CoachBot:
    return CoachBot(
        token=token,
        base_url=api_url,
        base_file_url=api_file_url,
        request=request,
        get_updates_request=get_updates_request,
    )


async def connect(application: AnyApplication, stop: asyncio.Event, pulse: Pulse) -> bool:
    """Ask Telegram who we are until it answers. False: told to stop before that. BadToken: it refused."""
    tries = 0
    try:
        while True:
            try:
                await unless_stopped(stop, application.initialize())
                return True
            except InvalidToken:
                raise BadToken from None  # the library's own words quote the token
            except TelegramError as error:
                tries += 1
                if tries == 1:
                    log.warning("Telegram cannot be reached yet (%s), trying on", kind_of(error))
                wait = pause_of(error) if isinstance(error, RetryAfter) else pulse.back_off(tries)
            await unless_stopped(stop, rest(wait, pulse))
    except Stopped:
        return False


async def disconnect(application: AnyApplication) -> None:
    """Close everything, also after a connect that never succeeded."""
    await application.shutdown()
    await application.bot.shutdown()
