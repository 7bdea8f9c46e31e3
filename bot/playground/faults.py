"""Faults to play on the bot's next calls: a plan, so that a test can say "every other send fails".

Rule: a fault only touches calls that match it; the oldest matching fault is played first, and it counts
whether or not the call would have succeeded.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from bot.playground.refusal import AnswerLost, Garbled, NeverSent, Refused
from bot.playground.shapes import METHODS

# lost: the call takes effect, its answer does not arrive. refused: it never reaches Telegram. hang: no effect
# and no answer until the caller gives up. 502: an answer that is not JSON. The others: Telegram's answers.
Kind = Literal["429", "403", "500", "502", "lost", "refused", "hang"]


@dataclass
class Fault:
    """One line of the plan; `every` n: only each n-th matching call; `times` None: without end."""

    method: str | None
    chat: int | None
    kind: Kind
    times: int | None
    every: int
    retry_after: int
    seen: int = field(default=0, init=False)
    played: int = field(default=0, init=False)

    def strikes(self, method: str, chat: Any) -> bool:
        if self.method not in (None, method) or (self.chat is not None and str(self.chat) != str(chat)):
            return False
        if self.times is not None and self.played >= self.times:
            return False
        self.seen += 1
        if self.seen % self.every:
            return False
        self.played += 1
        return True

    async def before(self) -> None:
        """What happens instead of the call."""
        match self.kind:
            case "429":
                words = f"Too Many Requests: retry after {self.retry_after}"
                raise Refused(429, words, retry_after=self.retry_after)
            case "403":
                raise Refused(403, "Forbidden: bot was blocked by the user")
            case "500":
                raise Refused(500, "Internal Server Error")
            case "502":
                raise Garbled
            case "refused":
                raise NeverSent
            case "hang":
                await asyncio.Event().wait()
            case "lost":
                pass  # the call runs first, see after()

    def after(self) -> None:
        """What happens to the answer."""
        if self.kind == "lost":
            raise AnswerLost


class Faults:
    def __init__(self) -> None:
        self.plan: list[Fault] = []

    def add(
        self,
        *,
        method: str | None = None,
        chat: int | None = None,
        kind: Kind,
        times: int | None = 1,
        every: int = 1,
        retry_after: int = 1,
    ) -> Fault:
        """Plan a fault for the next calls of a method (None: any) to a chat (None: any)."""
        if kind not in get_args(Kind) or every < 1 or (method is not None and method not in METHODS):
            raise ValueError(f"no such fault: {method}, {kind}, every {every}")
        fault = Fault(method, chat, kind, times, every, retry_after)
        self.plan.append(fault)
        return fault

    def clear(self) -> None:
        self.plan.clear()

    def strike(self, method: str, chat: Any) -> Fault | None:
        """The fault to play on this call, if any."""
        for fault in self.plan:
            if fault.strikes(method, chat):
                return fault
        return None
