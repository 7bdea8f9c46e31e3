"""Tells the shell which letters have left, many in one commit.

Rule: while one commit runs the next ones gather behind it; whoever adds marks comes back when they are
committed, so that nothing else leaves for a chat, and no slot is given away, before its last step is on
record.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bot.shell_types import Delivered


class Marks:
    """`commit` must not fail: it tries again by itself."""

    def __init__(self, commit: Callable[[Sequence[Delivered]], Awaitable[None]]) -> None:
        self._commit = commit
        self._waiting: list[Delivered] = []
        self._next: asyncio.Future[None] | None = None  # done when what waits now is committed
        self._task: asyncio.Task[None] | None = None

    async def add(self, delivered: Sequence[Delivered]) -> None:
        self._waiting += delivered
        if self._next is None:
            self._next = asyncio.get_running_loop().create_future()
        if self._task is None:
            self._task = asyncio.create_task(self._work(), name="marks")
        await asyncio.shield(self._next)

    async def _work(self) -> None:
        try:
            while self._next is not None:
                batch, done = self._waiting, self._next
                self._waiting, self._next = [], None
                await self._commit(batch)
                done.set_result(None)
        finally:
            self._task = None

    async def close(self) -> None:
        """Give up what could not be committed yet: those letters leave again at the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
