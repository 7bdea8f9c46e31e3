"""How a program is hit: at once, kindly, kindly twice, and kindly with no time to finish."""

import asyncio
import random
import signal
import time
from dataclasses import dataclass
from enum import Enum

from tests.faults.report import HarnessError
from tests.processes.programs import Program, until

SECOND_BLOW = 0.4  # seconds at most until the second signal
CLEAN_STOP = 5.0  # seconds; the promise


class Blow(Enum):
    KILL = "kill -9"
    TERM = "SIGTERM"
    TWICE = "SIGTERM twice"
    TERM_KILL = "SIGTERM, then kill -9"

    @property
    def hard(self) -> bool:
        """What was in flight may be repeated afterwards."""
        return self in (Blow.KILL, Blow.TERM_KILL)


def some_blow(rng: random.Random) -> Blow:
    """Every other one is a kill -9."""
    return rng.choice((Blow.KILL, Blow.KILL, Blow.KILL, Blow.TERM, Blow.TWICE, Blow.TERM_KILL))


@dataclass
class Fire:
    """What happened to the programs under fire."""

    hard: int = 0  # blows after which what was in flight may be repeated
    slowest_stop: float = 0.0  # seconds, of the clean ones

    @property
    def wrong(self) -> list[str]:
        slow = self.slowest_stop > CLEAN_STOP
        return [f"a clean stop took {self.slowest_stop:.1f} s (at most {CLEAN_STOP:.0f})"] if slow else []

    @property
    def more(self) -> str:
        return f"slowest clean stop {self.slowest_stop:.1f} s"

    async def strike(self, program: Program, blow: Blow, rng: random.Random) -> None:
        """Hit a program at work, until it has ended. HarnessError: not as it should end."""
        first = signal.SIGKILL if blow is Blow.KILL else signal.SIGTERM
        if first is signal.SIGTERM:
            # what a killed one had asked may have been heard only after the next one was started
            await asyncio.to_thread(until, lambda: program.heeds(signal.SIGTERM))
        second = {Blow.TWICE: signal.SIGTERM, Blow.TERM_KILL: signal.SIGKILL}.get(blow)
        begin = time.monotonic()
        program.process.send_signal(first)
        if second is not None:
            await asyncio.sleep(rng.uniform(0, SECOND_BLOW))
            program.process.send_signal(second)
        code = await asyncio.to_thread(program.end)
        seconds = time.monotonic() - begin
        if blow.hard:
            self.hard += 1
            return
        self.slowest_stop = max(self.slowest_stop, seconds)
        # the second signal may meet a program that is through with everything but ending
        if code not in ((0, -signal.SIGTERM) if blow is Blow.TWICE else (0,)):
            raise HarnessError(f"a stop by {blow.value} gave exit code {code}; {program.errors[-2000:]}")
