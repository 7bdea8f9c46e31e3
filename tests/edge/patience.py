"""An event loop on which time passes only when nothing is left to do: minutes of back-off take no time."""

import asyncio
import selectors
from collections.abc import Callable, Mapping
from typing import Any

from tests.patience import PATIENCE


class _Selector(selectors.DefaultSelector):
    loop: "PatientLoop"

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            events = super().select(PATIENCE)  # a thread may be at work
            if not events and not self.loop.has_ready():
                raise RuntimeError("everybody waits for something that nobody will do")
            return events
        events = super().select(PATIENCE if timeout > 0 and self.loop.threads else 0)
        if not events and timeout > 0:
            self.loop.passed += timeout
        return events


class PatientLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.passed = 0.0  # seconds
        self.threads = 0  # at work for somebody here
        selector = _Selector()
        selector.loop = self
        super().__init__(selector)

    def time(self) -> float:
        return self.passed

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> "asyncio.Future[Any]":
        """What a thread does takes no time here, however long the machine needs for it."""
        done = super().run_in_executor(executor, func, *args)
        self.threads += 1
        done.add_done_callback(self._one_less)
        return done

    def _one_less(self, _done: object) -> None:
        self.threads -= 1

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """The end of a thread takes real time; five minutes of this loop's would pass in no time."""
        await super().shutdown_default_executor()

    def has_ready(self) -> bool:
        return bool(self._ready)  # type: ignore[attr-defined]


def loops_for(path_name: str) -> Mapping[str, Any]:
    """Tests over real sockets need real time."""
    if path_name.endswith("_wire.py"):
        return {"real": asyncio.new_event_loop}
    return {"patient": PatientLoop}
