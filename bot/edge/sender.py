"""Takes letters from the outbox to Telegram, in the right order.

Rule: inside a chat step by step, the letters of one step together; chats side by side. Replies and bulk are
two lanes that do not wait for each other, not even inside a chat; bulk begins at an even pace, and only so
much of it is in hand as can leave; a chat that gets more than a burst of replies waits by itself. A step is
over when its marks are committed: a crash repeats at most what was in flight, and an edit always finds its
message.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from datetime import datetime
from typing import TYPE_CHECKING

from bot.edge.client import CoachBot
from bot.edge.delivery import Delivery
from bot.edge.hand import Hand
from bot.edge.pace import ChatPace, LostLead, Pacer, Pauses, Pulse, cancelled, forget, rest
from bot.edge.trouble import BadToken, place_of
from bot.shell_types import Posted

if TYPE_CHECKING:
    from bot.shell import Shell

SIDE_BY_SIDE = 32  # steps in flight, in each lane
BULK_AHEAD = 128  # bulk steps in line, above which no more are asked for
LAST_STEPS = 2.0  # seconds given to what is in flight when we stop
LATER_LOOK = 1.0  # seconds between looks for letters whose time has come: the clock they wait for may jump

Step = list[Posted]

log = logging.getLogger(__name__)


class Sender:
    """`post` takes letters at any time, also before `run`.

    `check` is asked before every call, and raises LostLead when nothing may leave any more: what is in hand
    is let go then, for the next leader finds it in the outbox. `keep_pause` is told how many seconds Telegram
    wants to hear nothing, so that the next process can be told by `silence`.
    """

    def __init__(
        self,
        bot: CoachBot,
        shell: "Shell",
        *,
        now: Callable[[], datetime],
        pulse: Pulse,
        check: Callable[[], None] = lambda: None,
        keep_pause: Callable[[float], Awaitable[None]] = forget,
        bulk_per_second: float,
    ) -> None:
        self._now = now
        self._pulse = pulse
        self._hand = Hand()
        self._chat_pace = ChatPace(pulse)
        pauses = Pauses(pulse, self._chat_pace.is_busy)
        self._pause = pauses.all
        self._delivery = Delivery(bot, shell, self._hand, now, pulse, check, pauses, keep_pause)
        self._pacer = Pacer(bulk_per_second, pulse, self._pause)
        self._running = False
        self._replies: deque[Step] = deque()  # only while not running
        self._reply_room = asyncio.Semaphore(SIDE_BY_SIDE)
        self._bulk: deque[Step] = deque()
        self._bulk_any = asyncio.Event()
        self._bulk_short = asyncio.Event()  # the line is shorter than BULK_AHEAD
        self._bulk_short.set()
        self._bulk_room = asyncio.Semaphore(SIDE_BY_SIDE)
        self._newest: dict[tuple[int, str], asyncio.Task[None]] = {}  # the newest step of a chat in a lane
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def refused(self) -> bool:
        """The token was: nothing leaves any more, everything is kept."""
        return self._delivery.refused.is_set()

    def silence(self, seconds: float) -> None:
        """Telegram asked an earlier process for a pause, of which so much is left."""
        self._pause.ask(seconds)

    async def room(self) -> None:
        """Until more bulk would soon leave: whoever has fifty thousand reminders to give waits for this."""
        await self._bulk_short.wait()

    def post(self, letters: Sequence[Posted]) -> None:
        """Take letters over. Never waits; what is in hand already is not taken twice."""
        if self.refused:
            return
        now = self._now()
        steps: dict[tuple[int, str, str], Step] = {}
        for letter in letters:
            letter = self._hand.where_now(letter)
            if not self._hand.take(letter):
                continue
            if letter.not_before is not None and letter.not_before > now:
                self._hand.put_off(letter)
            else:
                steps.setdefault((letter.chat_id, letter.lane, letter.step), []).append(letter)
        for (_, lane, _), step in steps.items():
            if lane == "bulk":
                self._bulk.append(step)
                self._bulk_any.set()
                if len(self._bulk) >= BULK_AHEAD:
                    self._bulk_short.clear()
            elif self._running:
                self._begin_reply(step)
            else:
                self._replies.append(step)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; what is in flight then gets a few seconds, the rest waits in the outbox.

        Set it after the intake has ended, so that its last answers still leave. Cancelled, it ends at once.
        BadToken: it cannot go on.
        """
        self._running = True
        while self._replies:
            self._begin_reply(self._replies.popleft())
        helpers = [asyncio.create_task(self._release_bulk()), asyncio.create_task(self._release_later())]
        stoppers = [asyncio.create_task(event.wait()) for event in (stop, self._delivery.refused)]
        try:
            done, _ = await asyncio.wait({*stoppers, *helpers}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()  # a helper ends only by an error
        except asyncio.CancelledError:
            await cancelled(*self._tasks)
            raise
        finally:
            await cancelled(*stoppers, *helpers)
            await self._finish()
            self._running = False
        if self.refused:
            raise BadToken

    async def idle(self) -> None:
        """Until nothing is left that could leave now, and all that left is marked."""
        await self._hand.empty.wait()

    def _begin_reply(self, step: Step) -> None:
        count = _messages(step)

        async def turn(again: bool) -> None:
            self._pacer.replies(count)

        async def leave() -> None:
            await self._chat_pace.turn(step[0].chat_id, count)
            await self._delivery.step(step, self._reply_room, turn)

        self._begin(step, leave)

    def _begin_bulk(self, step: Step) -> None:
        async def turn(again: bool) -> None:
            if again:
                await self._pacer.turn()

        async def leave() -> None:
            try:
                await self._delivery.step(step, nullcontext(), turn)
            finally:
                self._bulk_room.release()

        self._begin(step, leave)

    def _begin(self, step: Step, leave: Callable[[], Awaitable[None]]) -> None:
        key = (self._hand.line_of(step[0].chat_id), step[0].lane)
        task = asyncio.create_task(_behind(self._newest.get(key), leave))
        self._newest[key] = task
        self._tasks.add(task)

        def over(task: "asyncio.Task[None]") -> None:
            self._tasks.discard(task)
            if self._newest.get(key) is task:
                del self._newest[key]
            if not task.cancelled() and (error := task.exception()) is not None:
                if not isinstance(error, LostLead):
                    log.error("letters stay behind until the next start (%s)", place_of(error))
                self._hand.let_go(step)

        task.add_done_callback(over)

    async def _release_bulk(self) -> None:
        """Bulk begins only when it can leave: there may be fifty thousand letters in line."""
        while True:
            await self._bulk_any.wait()
            await self._bulk_room.acquire()  # given back when the step is over, back-off included
            await self._pause.over()  # or a pause would end in a burst
            await self._pacer.turn()
            self._begin_bulk(self._bulk.popleft())
            if len(self._bulk) < BULK_AHEAD:
                self._bulk_short.set()
            if not self._bulk:
                self._bulk_any.clear()

    async def _release_later(self) -> None:
        while True:
            await self._hand.put_off_any.wait()
            self.post(self._hand.due(self._now()))
            await self._pulse.sleep(LATER_LOOK)

    async def _finish(self) -> None:
        grace = asyncio.create_task(rest(LAST_STEPS, self._pulse))
        while self._tasks and not grace.done():
            await asyncio.wait({grace, *self._tasks}, return_when=asyncio.FIRST_COMPLETED)
        await cancelled(grace, *self._tasks)
        await self._delivery.marks.close()


def _messages(step: Step) -> int:
    """How many messages the chat gets; what only changes there counts as one."""
    sends = sum(letter.letter.kind == "send" for letter in step)
    return sends or int(any(letter.letter.kind == "edit" for letter in step))


async def _behind(before: "asyncio.Task[None] | None", leave: Callable[[], Awaitable[None]]) -> None:
    if before is not None:
        await asyncio.wait({before})
    await leave()
