"""Flood control as Telegram's FAQ words it: about one message a second in a chat, thirty a second in all.

Rule: off unless a test or a host asks for it; only messages that are sent count (Telegram publishes nothing
about edits), and what it refuses does not count.
"""

import math
from collections import deque
from collections.abc import Callable

from bot.playground.refusal import too_many

# core.telegram.org/bots/faq, "My bot is hitting limits": one message a second in a chat, though "short bursts
# that go over this limit" may be allowed; about 30 a second in all. How long a burst may be is not said.
PER_SECOND = 30
CHAT_PER_SECOND = 1.0
CHAT_BURST = 20


class Limits:
    """`seconds` is a clock that only goes forward."""

    def __init__(
        self, seconds: Callable[[], float], *, per_second: int = PER_SECOND, chat_burst: int = CHAT_BURST
    ) -> None:
        self.refused = 0
        self._seconds = seconds
        self._per_second = per_second
        self._chat_burst = chat_burst
        self._sent: deque[float] = deque()  # of the last second
        self._chats: dict[int | str, tuple[float, float]] = {}  # what a chat has left, and when that was

    def send(self, chat: int | str) -> None:
        """Count one message to this chat; Refused (429) when it is one too many."""
        now = self._seconds()
        while self._sent and self._sent[0] <= now - 1:
            self._sent.popleft()
        left, since = self._chats.get(chat, (float(self._chat_burst), now))
        left = min(self._chat_burst, left + (now - since) * CHAT_PER_SECOND)
        wait = max(
            (1 - left) / CHAT_PER_SECOND,
            self._sent[0] + 1 - now if len(self._sent) >= self._per_second else 0.0,
        )
        if wait > 0:
            self.refused += 1
            raise too_many(max(1, math.ceil(wait)))
        self._chats[chat] = (left - 1, now)
        self._sent.append(now)
