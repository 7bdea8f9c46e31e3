"""Runners by the hundred, whose every act leaves an effect that can be counted.

Some tell runs, one after another, each of another length. Some have a session under way and say Done to one
exercise after the other. All of them turn things they have at home on and off, by buttons of one message.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select

from bot.coach import events as e
from bot.coach.model import Answer, ItemStatus
from bot.shell import Shell
from bot.shell_facts import new_runner, runner_values
from bot.shell_types import Person
from bot.voice.buttons import pack
from content.library import load_library
from db.engine import open_database
from db.models import checkins, outbox, runners, runs, session_items, sessions
from tests.faults.ledger import Act, Effects
from tests.faults.telegram import Watched

SHORTEST, STEP = 5_000, 100  # metres of a runner's first run, and what each one after it is longer
# one of them has noon wherever the machine's clock stands
_ZONES = (
    *("Pacific/Auckland", "Asia/Tokyo", "Asia/Kolkata", "Asia/Dubai", "Europe/London", "America/Sao_Paulo"),
    *("America/New_York", "America/Los_Angeles", "Pacific/Honolulu"),
)


@dataclass
class Runner:
    chat: int
    kit: int  # the message whose buttons turn kit on and off
    card: int  # the one whose Done is tapped
    exercises: list[str] = field(default_factory=list)  # Done is still to be said: position:exercise
    told: int = 0


class Crowd:
    """`act` lets one of them do something."""

    def __init__(
        self, telegram: Watched, rng: random.Random, *, tellers: int, exercising: int = 0, taps: float = 0.4
    ) -> None:
        """`taps`: the share of acts that turn kit on and off."""
        self.acts: list[Act] = []
        self._taps = taps
        self._telegram = telegram
        self._rng = rng
        self._kit = load_library().rules.kit.asked
        self._exercising = exercising
        self._all = [
            Runner(*telegram.acquainted(f"Runner {number}")) for number in range(tellers + exercising)
        ]

    async def furnish(self, url: str, now: datetime) -> None:
        """A database in which the coach knows them all."""
        database = open_database(url)
        await database.upgrade()
        library = load_library()
        zone = daylight(now)
        first = self._all[0].chat

        rows = [known_runner(one.chat, zone, now) for one in self._all]
        await database.run(lambda conn: conn.execute(insert(runners), rows))
        if self._exercising:
            shell = Shell(database, library, now=lambda: now, tzdb="faults")
            way: tuple[e.Event, ...] = (
                e.Command(name="regen", words="marathon yesterday"),
                *(
                    e.Tapped(button=b)
                    for b in (e.Clear(session=1), e.NothingSore(session=1), e.Go(session=1))
                ),
            )
            for event in way:
                await shell.handle(None, Person(chat_id=first, first_name="Runner"), event)
            items = await database.run(self._copy_session)
            for one in self._all[: self._exercising]:
                one.exercises = list(items)
        await database.close()

    def _copy_session(self, conn: Connection) -> list[str]:
        """The first one's session for all who exercise; its exercises in their order."""
        first, *others = (one.chat for one in self._all[: self._exercising])
        conn.execute(outbox.delete())
        for table in (runs, sessions, checkins, session_items):
            rows = [dict(row) for row in conn.execute(select(table)).mappings()]
            for chat in others:
                conn.execute(insert(table), [row | {"chat_id": chat} for row in rows])
        asked = select(session_items.c.position, session_items.c.exercise_id).where(
            session_items.c.chat_id == first, session_items.c.status == ItemStatus.PENDING
        )
        return [f"{position}:{name}" for position, name in conn.execute(asked.order_by("position"))]

    async def act(self) -> Act:
        """Somebody does something."""
        one = self._rng.choice(self._all)
        if self._rng.random() < self._taps or (one in self._all[: self._exercising] and not one.exercises):
            act = await self._toggle(one)
        elif one.exercises:
            act = await self._done(one)
        else:
            act = await self._tell(one)
        self.acts.append(act)
        return act

    async def _toggle(self, one: Runner) -> Act:
        kit = self._rng.choice(self._kit)
        await self._telegram.tap(one.chat, one.kit, pack(e.ToggleKit(session=0, kit=kit)))
        return Act(one.chat, "toggled", kit)

    async def _done(self, one: Runner) -> Act:
        what = one.exercises.pop(0)
        position, _, exercise = what.partition(":")
        button = e.Do(session=1, position=int(position), exercise=exercise, answer="done")
        await self._telegram.tap(one.chat, one.card, pack(button))
        return Act(one.chat, "done", what)

    async def _tell(self, one: Runner) -> Act:
        metres = SHORTEST + STEP * one.told
        one.told += 1
        await self._telegram.say(one.chat, f"/regen easy {metres / 1000:g} km")
        return Act(one.chat, "told", str(metres))

    # --- afterwards --------------------------------------------------------------------------------

    def unanswered(self) -> list[str]:
        """Whose runs were not answered, or not in their order; whose buttons do not say how things stand."""
        return [
            words
            for one in self._all
            for words, right in (
                (f"{one.chat}: the runs were not answered in their order", self._told_in_order(one)),
                (f"{one.chat}: the buttons do not show what was tapped", self._shows(one)),
            )
            if not right
        ]

    def _told_in_order(self, one: Runner) -> bool:
        lengths = (SHORTEST + STEP * number for number in range(one.told))
        wanted = [f"Easy run, {metres / 1000:g} km, today." for metres in lengths]
        texts = (
            sent.text.partition(" I'll be back")[0] for sent in self._telegram.sent if sent.chat == one.chat
        )
        return [text for text in dict.fromkeys(texts) if text.startswith("Easy run")] == wanted

    def _shows(self, one: Runner) -> bool:
        taps = [act.what for act in self.acts if act.chat == one.chat and act.kind == "toggled"]
        message: dict[str, Any] = next(m for m in self._telegram.chat(one.chat) if m["message_id"] == one.kit)
        keys = [key for row in message.get("reply_markup", {}).get("inline_keyboard", []) for key in row]
        on = {key["callback_data"].rpartition(":")[2] for key in keys if key["text"].startswith("✓")}
        return on == {kit for kit in self._kit if taps.count(kit) % 2}


def known_runner(chat: int, zone: str, now: datetime) -> dict[str, Any]:
    """The row of a runner of whom nothing has to be asked any more."""
    answers = {"beginner": Answer.NO, "hypermobile": Answer.NO, "caution": Answer.NO}
    told = {"zone": zone, "kit": frozenset()} | answers
    runner = new_runner(Person(chat_id=chat, first_name="Runner"), load_library()).model_copy(update=told)
    return runner_values(runner) | {"dialogue": None, "created_at": now, "seen_at": now}


def daylight(now: datetime) -> str:
    """A zone where it is about eleven in the morning, far from the quiet hours and from midnight."""
    eleven = timedelta(hours=11)

    def off(zone: str) -> timedelta:
        local = now.astimezone(ZoneInfo(zone))
        return abs(timedelta(hours=local.hour, minutes=local.minute) - eleven)

    return min(_ZONES, key=off)


async def effects(url: str) -> Effects:
    """What stands in the coach's database."""
    found = Effects()

    def read(conn: Connection) -> None:
        told = select(runs.c.chat_id, runs.c.metres).where(runs.c.day_type == "easy")
        for chat, metres in conn.execute(told.order_by(runs.c.chat_id, runs.c.no)):
            found.told.setdefault(chat, []).append(str(metres))
        items = session_items.c
        done = select(items.chat_id, items.position, items.exercise_id).where(items.status == ItemStatus.DONE)
        for chat, position, name in conn.execute(done.order_by(items.chat_id, items.answered_at)):
            found.done.setdefault(chat, []).append(f"{position}:{name}")
        for chat, kit in conn.execute(select(runners.c.chat_id, runners.c.kit)):
            found.toggled[chat] = frozenset(kit or ())

    database = open_database(url)
    try:
        await database.run(read)
    finally:
        await database.close()
    return found
