"""Faults to play on the bot's next calls: a plan, so that a test can say "every other send fails".

Rule: a fault only touches calls that match it; the oldest matching fault is played first, and it counts
whether or not the call would have succeeded. Only when no planned one strikes are the dice thrown.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal, get_args

from bot.playground.refusal import AnswerLost, Garbled, NeverSent, Refused, bad, too_many
from bot.playground.shapes import METHODS

# lost: the call takes effect, its answer does not arrive. refused: it never reaches Telegram. hang: no effect
# and no answer until the caller gives up. 502: an answer that is not JSON. The others are Telegram's answers
# (403: blocked, deactivated: the account is gone, no-chat: the chat is gone, migrated: its id has changed).
Kind = Literal[
    "429", "403", "not-started", "deactivated", "no-chat", "migrated", "500", "502", "lost", "refused", "hang"
]


@dataclass
class Fault:
    """One line of the plan; `every` n: only each n-th matching call; `times` None: without end."""

    method: str | None
    chat: int | None
    kind: Kind
    times: int | None
    every: int
    retry_after: int
    migrated_to: int | None = None
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
                raise too_many(self.retry_after)
            case "403":
                raise Refused(403, "Forbidden: bot was blocked by the user")
            case "not-started":
                raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
            case "deactivated":
                raise Refused(403, "Forbidden: user is deactivated")
            case "no-chat":
                bad("chat not found")
            case "migrated":
                words = "Bad Request: group chat was upgraded to a supergroup chat"
                raise Refused(400, words, migrated_to=self.migrated_to)
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


@dataclass
class Dice:
    """Faults by chance, the same ones for the same seed and the same calls."""

    share: float  # of the calls, 0 to 1
    kinds: Sequence[Kind]
    random: Random
    longest_pause: int  # seconds a 429 asks for, at most
    methods: frozenset[str]  # empty: all
    played: Counter[Kind] = field(default_factory=Counter)

    def throw(self, method: str) -> Fault | None:
        if (self.methods and method not in self.methods) or self.random.random() >= self.share:
            return None
        kind = self.random.choice(self.kinds)
        self.played[kind] += 1
        return Fault(method, None, kind, 1, 1, self.random.randint(1, self.longest_pause))


class Faults:
    def __init__(self) -> None:
        self.plan: list[Fault] = []
        self.dice: Dice | None = None

    def add(
        self,
        *,
        method: str | None = None,
        chat: int | None = None,
        kind: Kind,
        times: int | None = 1,
        every: int = 1,
        retry_after: int = 1,
        migrated_to: int | None = None,
    ) -> Fault:
        """Plan a fault for the next calls of a method (None: any) to a chat (None: any)."""
        _must_exist(kind, method)
        if every < 1 or (kind == "migrated") != (migrated_to is not None and chat is not None):
            raise ValueError(f"no such fault: {kind}, every {every}, chat {chat} migrated to {migrated_to}")
        fault = Fault(method, chat, kind, times, every, retry_after, migrated_to)
        self.plan.append(fault)
        return fault

    def scatter(
        self,
        share: float,
        kinds: Sequence[Kind],
        *,
        seed: int,
        longest_pause: int = 5,
        methods: Sequence[str] = (),
    ) -> Dice:
        """From now on let a share (0 to 1) of the calls fail by chance, until `clear`."""
        for kind in kinds:
            _must_exist(kind, None)
        for method in methods:
            _must_exist("500", method)
        if not 0 <= share <= 1 or not kinds or "migrated" in kinds:
            raise ValueError(f"no such chance: {share} of {kinds}")
        random = Random(seed)  # noqa: S311 - a seeded one is what is wanted
        self.dice = Dice(share, kinds, random, longest_pause, frozenset(methods))
        return self.dice

    def clear(self) -> None:
        self.plan.clear()
        self.dice = None

    def strike(self, method: str, chat: Any) -> Fault | None:
        """The fault to play on this call, if any."""
        for fault in self.plan:
            if fault.strikes(method, chat):
                return fault
        return self.dice.throw(method) if self.dice is not None else None


def _must_exist(kind: str, method: str | None) -> None:
    if kind not in get_args(Kind) or (method is not None and method not in METHODS):
        raise ValueError(f"no such fault: {method}, {kind}")
