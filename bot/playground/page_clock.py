"""The coach's clock as the page sees and moves it. Without a travelling clock there is nothing to see."""

import asyncio
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from bot.playground.page_input import PageRefusal


class PlayClock(Protocol):
    """A clock that can be put forward. All times are aware UTC."""

    def now(self) -> datetime: ...

    async def next_due(self) -> datetime | None:
        """When the coach will next speak by itself; None when nothing is planned."""
        ...

    async def travel(self, to: datetime) -> None:
        """Put the clock forward to `to`; returns after what became due was handled."""
        ...


class Clock:
    """The page's side of a `PlayClock`, or of none."""

    def __init__(self, clock: PlayClock | None) -> None:
        self._clock = clock
        # Two pages that skip at once take one reminder each, one after the other.
        self._travelling = asyncio.Lock()

    async def shown(self) -> dict[str, Any] | None:
        if self._clock is None:
            return None
        due = await self._clock.next_due()
        return {"now": self._clock.now().isoformat(), "next": due and due.isoformat()}

    async def travel(self, to: Literal["next", "+1h", "+1d"]) -> dict[str, Any]:
        clock = self._clock
        if clock is None:
            raise PageRefusal(404, "This coach lives in real time.")
        async with self._travelling:
            now = clock.now()
            match to:
                case "next":
                    due = await clock.next_due()
                    if due is None:
                        raise PageRefusal(409, "Nothing is planned.")
                    aim = max(due, now)
                case "+1h":
                    aim = now + timedelta(hours=1)
                case "+1d":
                    aim = now + timedelta(days=1)
            await clock.travel(aim)
        shown = await self.shown()
        assert shown is not None
        return shown
