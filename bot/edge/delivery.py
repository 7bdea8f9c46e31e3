"""Delivers one step to Telegram: all its letters at once, and again those that could not leave.

Rule: what an error means stands in trouble.py; here is what follows from it. A letter is never lost because
Telegram or the database is away, one that may have arrived is repeated at most once, one whose chat has
another id now leaves for that one, and one that is never accepted is set aside.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from telegram.error import ChatMigrated, RetryAfter

from bot.edge.client import CoachBot
from bot.edge.hand import Hand
from bot.edge.letters import call_of
from bot.edge.marks import Marks
from bot.edge.pace import LostLead, Pauses, Pulse
from bot.edge.trouble import Fate, fate_of, kind_of, pause_of, place_of
from bot.shell_types import Delivered, Posted

if TYPE_CHECKING:
    from bot.shell import Shell

PAUSE_SLACK = 0.5  # seconds added to every pause Telegram asks for

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Try:
    """What became of one letter: `fate` None when it left, or need not leave any more."""

    letter: Posted
    fate: Fate | None = None
    message_id: int | None = None
    error: str = ""
    moved_to: int | None = None  # the chat's new id
    too_late: bool = False  # its time was over before it could leave


@dataclass
class _Verdict:
    """What follows from one round."""

    over: list[Posted] = field(default_factory=list)
    delivered: list[Delivered] = field(default_factory=list)
    again: dict[int, Posted] = field(default_factory=dict)  # letters that come again changed
    wait: bool = False  # before the next round


class Delivery:
    """`check` raises LostLead when this process may send nothing (any more)."""

    def __init__(
        self,
        bot: CoachBot,
        shell: "Shell",
        hand: Hand,
        now: Callable[[], datetime],
        pulse: Pulse,
        check: Callable[[], None],
        pauses: Pauses,
        keep_pause: Callable[[float], Awaitable[None]],
    ) -> None:
        self.refused = asyncio.Event()  # the token was: nothing leaves any more, and everything is kept
        self.marks = Marks(lambda delivered: self._surely(lambda: shell.mark_sent(delivered)))
        self._bot = bot
        self._shell = shell
        self._hand = hand
        self._now = now
        self._pulse = pulse
        self._check = check
        self._pauses = pauses
        self._keep_pause = keep_pause
        self._unkept = False  # everybody's pause has grown, and that is not written down yet
        self._troubled = False

    async def step(
        self,
        letters: Sequence[Posted],
        room: AbstractAsyncContextManager[object],
        turn: Callable[[bool], Awaitable[None]],
    ) -> None:
        """Until all letters of the step have left, or need not.

        `room` is held while calls are made. `turn` is waited for before they are; it is told whether they are
        made again, or later than they were to be.
        """
        tries = rounds = 0
        left = list(letters)
        while left:
            await self._pauses.of(left[0].chat_id).over()  # in nobody's way
            async with room:
                await self._allowed(turn, rounds > 0)
                if self._pauses.of(left[0].chat_id).now:
                    continue
                rounds += 1
                left = [self._hand.where_now(letter) for letter in left if self._hand.holds(letter)]
                verdict = await self._judge(await self._round(left))
            if self._unkept:
                self._unkept = False
                await self._surely(lambda: self._keep_pause(-self._pauses.all.since_its_end()))
            over = {letter.id for letter in verdict.over}
            left = [verdict.again.get(letter.id, letter) for letter in left if letter.id not in over]
            if verdict.wait:
                tries += 1
                await self._pulse.sleep(self._pulse.back_off(tries))

    async def _allowed(self, turn: Callable[[bool], Awaitable[None]], again: bool) -> None:
        """Until it is our turn, and no pause has begun while we waited for it."""
        while True:
            again = again or self._pauses.all.now
            await self._pauses.all.over()
            await turn(again)
            if not self._pauses.all.now:
                return

    async def _round(self, letters: Sequence[Posted]) -> list[_Try]:
        """Try them together; only sends wait for each other, for they make the order of the chat."""
        beside = [letter for letter in letters if letter.letter.kind != "send"]
        sends = [letter for letter in letters if letter.letter.kind == "send"]
        in_row, *others = await asyncio.gather(self._in_row(sends), *(self._alone(one) for one in beside))
        return in_row + [one for other in others for one in other]

    async def _in_row(self, sends: Sequence[Posted]) -> list[_Try]:
        tries = []
        for letter in sends:
            tries.append(await self._try(letter))
            if tries[-1].fate not in (None, Fate.POISON):
                break
        return tries

    async def _alone(self, letter: Posted) -> list[_Try]:
        return [await self._try(letter)]

    async def _try(self, posted: Posted) -> _Try:
        letter = posted.letter
        if posted.not_after is not None and self._now() > posted.not_after:
            return _Try(posted, too_late=True)
        message_id = letter.message_id
        if letter.kind == "edit" and message_id is None and letter.item is not None:
            try:
                message_id = await self._shell.message_of(posted.chat_id, letter.item)
            except Exception as error:
                return self._trouble(_Try(posted, Fate.REFUSED, error=place_of(error)))
        if (letter.kind == "edit" and message_id is None) or (
            letter.kind == "answer" and not letter.query_id
        ):
            return _Try(posted)  # there is nothing to edit, nothing to answer
        self._check()  # nothing may come between this and the call
        try:
            result = await self._bot.call(*call_of(letter, posted.chat_id, message_id))
        except Exception as error:
            return self._failed(posted, error)
        if self._troubled:
            self._troubled = False
            log.info("letters leave again")
        made = result.get("message_id") if letter.kind == "send" and isinstance(result, dict) else None
        return _Try(posted, message_id=made)

    def _failed(self, posted: Posted, error: Exception) -> _Try:
        fate = fate_of(error)
        if isinstance(error, RetryAfter):
            self._ask_pause(posted.chat_id, pause_of(error) + PAUSE_SLACK)
        if posted.letter.kind == "answer" and fate is not Fate.BAD_TOKEN:
            return _Try(posted)  # an answer is for the moment of the tap: never repeated, never mourned
        words = f"{kind_of(error)}: {error}" if fate is Fate.POISON else kind_of(error)
        moved_to = error.new_chat_id if isinstance(error, ChatMigrated) else None
        return self._trouble(_Try(posted, fate, error=words, moved_to=moved_to))

    def _ask_pause(self, chat_id: int, seconds: float) -> None:
        known = self._pauses.all.now or self._pauses.of(chat_id).now
        everybodys = self._pauses.ask(chat_id, seconds)
        self._unkept = self._unkept or everybodys
        if not known:
            log.warning(
                "Telegram asks for a pause of %.0f s%s", seconds, "" if everybodys else " in one chat"
            )

    def _trouble(self, one: _Try) -> _Try:
        """Say once that letters cannot leave."""
        if one.fate in (Fate.REFUSED, Fate.UNSURE) and not self._troubled:
            self._troubled = True
            log.warning("letters cannot leave (%s), trying on", one.error)
        return one

    async def _judge(self, tries: Sequence[_Try]) -> _Verdict:
        """Put on record what became of the letters, and say which come again."""
        verdict, gone = _Verdict(), False
        for one in tries:
            posted, letter = one.letter, one.letter.letter
            match one.fate:
                case None | Fate.SAME:
                    item = letter.item if one.message_id is not None else None
                    unsent = letter.reminder if one.too_late else None
                    self._over(verdict, posted, item=item, message_id=one.message_id, unsent=unsent)
                case Fate.NO_MESSAGE if letter.kind == "edit" and letter.keys:
                    fresh = letter.model_copy(update={"kind": "send", "message_id": None})
                    verdict.again[posted.id] = posted.model_copy(update={"letter": fresh})
                case Fate.NO_MESSAGE:
                    self._over(verdict, posted)
                case Fate.UNSURE if letter.kind == "send" and posted.attempts:
                    log.warning("letter %d: no answer twice, it may not have arrived", posted.id)
                    self._over(verdict, posted)
                case Fate.UNSURE if letter.kind == "send":
                    await self._count(posted)
                    verdict.again[posted.id] = posted.model_copy(update={"attempts": posted.attempts + 1})
                    verdict.wait = True
                case Fate.UNSURE | Fate.REFUSED:
                    verdict.wait = True
                case Fate.PAUSE:
                    pass
                case Fate.NO_CHAT:
                    gone = True
                case Fate.MOVED if await self._move(posted.chat_id, one.moved_to):
                    pass  # it comes again, for the new id
                case Fate.POISON | Fate.MOVED:
                    await self._set_aside(posted, one.error)
                    verdict.over.append(posted)
                case Fate.BAD_TOKEN:
                    self.refused.set()
                    self._hand.clear()
        if verdict.delivered:
            await self.marks.add(verdict.delivered)
        self._hand.let_go(verdict.over)
        if gone:
            await self._retire(tries[0].letter.chat_id)
        return verdict

    def _over(self, verdict: _Verdict, posted: Posted, **made: object) -> None:
        verdict.over.append(posted)
        verdict.delivered.append(
            Delivered.model_validate({"id": posted.id, "chat_id": posted.chat_id, **made})
        )

    async def _count(self, posted: Posted) -> None:
        await self._surely(lambda: self._shell.delay_letter(posted.id, posted.attempts + 1))

    async def _set_aside(self, posted: Posted, error: str) -> None:
        log.error("letter %d set aside: Telegram will not take it", posted.id)
        await self._surely(lambda: self._shell.set_letter_aside(posted.id, error))

    async def _retire(self, chat_id: int) -> None:
        doomed = self._hand.of(chat_id)  # what is posted from here on is meant for a runner who is back
        await self._surely(lambda: self._shell.retire(chat_id))
        self._hand.let_go(doomed)

    async def _move(self, old: int, new: int | None) -> bool:
        """The chat has another id now: everything of it is moved there. False: it was moved before."""
        if new is None or not self._hand.move(old, new):
            return False
        log.info("a chat has a new id, its letters leave for that one")
        await self._surely(lambda: self._shell.move_chat(old, new))
        return True

    async def _surely(self, work: Callable[[], Awaitable[None]]) -> None:
        """What must be written down is, as soon as the database takes it."""
        tries = 0
        while True:
            try:
                await work()
            except Exception as error:
                tries += 1
                if tries == 1 and not isinstance(error, LostLead):
                    log.warning("what became of letters cannot be stored (%s), trying on", place_of(error))
                await self._pulse.sleep(self._pulse.back_off(tries))
            else:
                return
