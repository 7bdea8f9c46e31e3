"""Our own Telegram, which writes down every call of the bot and what became of it."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.playground.core import Telegram, Upload
from bot.playground.refusal import AnswerLost, Garbled, NeverSent


@dataclass(frozen=True)
class Call:
    method: str
    chat: int | None
    text: str | None
    began: float  # seconds
    ended: float
    status: int | None  # None: the caller got no answer of the Bot API's
    reached: bool  # it may have taken effect, as far as the caller can know
    pause: float = 0.0  # seconds that were asked for


class Watched(Telegram):
    """`log` has all calls but the polls, in the order in which they ended.

    `speed`: how many seconds of the bot's pass in one of the loop's.
    """

    def __init__(self, now: datetime, speed: float = 1.0) -> None:
        self.time = now
        super().__init__(None, now=lambda: self.time)
        self.log: list[Call] = []
        self.latency: Callable[[], float] | None = None  # seconds of the loop that a call takes to arrive
        self.speed = speed

    def clock(self) -> float:
        return asyncio.get_running_loop().time() * self.speed

    def calls_to(self, chat: int, method: str | None = None) -> list[Call]:
        return [call for call in self.log if call.chat == chat and method in (None, call.method)]

    async def call(
        self, token: str, method: str, params: Mapping[str, Any], files: Mapping[str, Upload] | None = None
    ) -> tuple[int, dict[str, Any]]:
        if method == "getUpdates":
            return await super().call(token, method, params, files)
        began = self.clock()
        try:
            if self.latency is not None:
                await asyncio.sleep(self.latency())
            status, body = await super().call(token, method, params, files)
        except (NeverSent, Garbled):
            self._note(method, params, began, None, reached=False)
            raise
        except (AnswerLost, asyncio.CancelledError):
            self._note(method, params, began, None, reached=True)
            raise
        pause = body.get("parameters", {}).get("retry_after", 0)
        self._note(method, params, began, status, reached=status == 200, pause=pause)
        return status, body

    def _note(
        self,
        method: str,
        params: Mapping[str, Any],
        began: float,
        status: int | None,
        *,
        reached: bool,
        pause: float = 0.0,
    ) -> None:
        chat, text = params.get("chat_id"), params.get("text")
        number = None if chat is None else int(chat)
        self.log.append(Call(method, number, text, began, self.clock(), status, reached, pause))
