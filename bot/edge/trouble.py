"""What an error of a Bot API call means for the thing that was to be done. One table for intake and sender.

Traps it knows (python-telegram-bot 22.8 over httpx-aiohttp): BadRequest and TimedOut are both
NetworkErrors, and only `__cause__` tells whether a request was ever sent; a connection cut after the
request was read looks like a ConnectTimeout; an answer that is not the Bot API's (a proxy's page) comes as
the same class as Telegram's own.
"""

from enum import Enum, auto

import aiohttp
import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)


class Fate(Enum):
    PAUSE = auto()  # 429: everybody waits, the call comes again
    REFUSED = auto()  # never sent, or not accepted: safe to try again later
    UNSURE = auto()  # may have taken effect, the answer is lost
    SAME = auto()  # the message already says this: as good as done
    NO_MESSAGE = auto()  # the message to edit is gone or too old
    NO_CHAT = auto()  # blocked by the runner, or the account is gone
    MOVED = auto()  # the chat has another id now (a group became a supergroup)
    BAD_TOKEN = auto()
    POISON = auto()  # will never be accepted


class EdgeError(Exception):
    """The program cannot go on; the message is one line for the host, without a secret in it."""


class BadToken(EdgeError):
    def __init__(self) -> None:
        super().__init__(
            "Telegram does not accept the bot token. Check REGEN_BOT_TOKEN (or the file that "
            "REGEN_BOT_TOKEN_FILE names) against what @BotFather shows, and REGEN_API_URL if you have set it."
        )


class WebhookIsSet(EdgeError):
    def __init__(self) -> None:
        super().__init__(
            "This bot has a webhook set, so Telegram gives its updates to another program. Stop that one and "
            "remove the webhook (open <REGEN_API_URL><token>/deleteWebhook), or get a new bot from BotFather."
        )


_SAME = ("message is not modified",)
_NO_MESSAGE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
)
_NO_CHAT = ("chat not found",)

# With httpx-aiohttp the first is the end of waiting for a connection: nothing was sent, though it arrives
# as the ambiguous ConnectTimeout. Without it a black-holed network would make letters look "perhaps sent",
# and lose them.
_NEVER_SENT = (
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientConnectorError,
    httpx.ConnectError,
    httpx.PoolTimeout,
)


def fate_of(error: Exception) -> Fate:
    match error:
        case RetryAfter():
            return Fate.PAUSE
        case ChatMigrated():
            return Fate.MOVED
        case _ if isinstance(error.__cause__, TelegramError):
            return Fate.REFUSED  # the body was not the Bot API's: a proxy's page says nothing about the call
        case Forbidden():
            return Fate.NO_CHAT
        case InvalidToken():
            return Fate.BAD_TOKEN
        case BadRequest():
            return _fate_of_words(error.message.lower())
        case NetworkError():
            return _fate_of_wire(error)
        case TelegramError():
            # Conflict was refused; "Invalid server response" came with status 200
            return Fate.UNSURE if error.__cause__ else Fate.REFUSED
        case _:
            return Fate.POISON


def _fate_of_words(words: str) -> Fate:
    for fate, starts in (
        (Fate.SAME, _SAME),
        (Fate.NO_MESSAGE, _NO_MESSAGE),
        (Fate.NO_CHAT, _NO_CHAT),
    ):
        if any(start in words for start in starts):
            return fate
    return Fate.POISON


def _fate_of_wire(error: NetworkError) -> Fate:
    if error.__cause__ is None:
        return Fate.REFUSED  # a status of 500 and above
    if isinstance(error.__cause__, ValueError):
        return Fate.POISON  # it could not even be written down (a lone surrogate)
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, _NEVER_SENT):
            return Fate.REFUSED
        cause = cause.__cause__
    return Fate.UNSURE


def pause_of(error: RetryAfter) -> float:
    """Seconds Telegram asks to wait."""
    after = error.retry_after
    return float(after if isinstance(after, int) else after.total_seconds())


def place_of(error: BaseException) -> str:
    """The class and the innermost line of an error, for logs: its words may quote what a runner wrote."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    frame = trace.tb_frame
    return f"{type(error).__name__} in {frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"


def kind_of(error: BaseException) -> str:
    """The class of a call's error and of its cause, for logs: the words may quote a text or a token."""
    cause = error.__cause__
    return type(error).__name__ if cause is None else f"{type(error).__name__}, {type(cause).__name__}"
