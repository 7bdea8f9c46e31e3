"""A runner who taps whatever is on the screen, types whatever comes to mind, forges and repeats, for days.

Long walks over the real buttons, with restarts in between. In the end everything is put away, and what is
stored makes sense. The same number is the same walk.
"""

from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, text

from tests.databases import fresh_sqlite
from tests.stage import Stage, on_stage

STEPS = 200
START = datetime(2026, 3, 27, 15, tzinfo=UTC)  # the clocks go forward two days later
WORDS = (
    *("/start", "/regen", "/regen marathon", "/regen half marathon yesterday", "/today", "/today", "/cancel"),
    *(
        "/help",
        "/nonsense",
        "easy 8 km",
        "race tomorrow",
        "done",
        "done",
        "skip",
        "ok",
        "7:30",
        "London",
        "😀",
    ),
    *("/rest", "/rest every day 8:00", "/rest every second sunday", "weekends at 9"),
    *("chest pain", "nothing sore", "no", "yes", "x" * 4_096),
)
ONWARD = (
    "No, all clear",
    "None of these",
    "That's it",
    "Nothing sore",
    "Let's go",
    "I had it checked",
    "✓ Done",
    "Start",
)
FORGED = (
    *(
        "f:1",
        "f:0",
        "ff:0:dvt",
        "fc",
        "ff:1:",
        "a:1:1:tp-arch-roll:undo",
        "r:race-half.1..",
        "r:easy.0..",
        "pg:1",
    ),
    *(
        "eh:1",
        "rw:1",
        "ry:1",
        "so",
        "st",
        "m:20260329:tomorrow",
        "m:20260328:start",
        "tn:20260328",
        "nonsense",
    ),
)


class Walk:
    def __init__(self, stage: Stage, person: int, random: Random) -> None:
        self._stage = stage
        self._person = person
        self._random = random
        self.taps = 0

    async def step(self) -> None:
        """One thing that a runner may do, and then some time."""
        stage, person, one = self._stage, self._person, self._random.choice
        match self._random.randrange(24):
            case 0 | 1 | 2:
                await self._heard(stage.telegram.say(person, one(WORDS)))
            case 4:
                await stage.telegram.send_sticker(person)
            case 5:
                await self._tap(self._newest(), one(FORGED))
            case 6:
                await stage.restart()
            case 7:
                await stage.later(hours=self._random.choice((1, 1, 1, 5, 20)))
            case _:
                message, data = self._button()
                await self._tap(message, data)
                if self._random.randrange(6) == 0:
                    await self._tap(message, data)  # a double tap
        await stage.settled()
        await stage.later(minutes=1)

    async def _heard(self, saying: Any) -> None:
        """Whoever types is answered: by a message, or by a change of one."""
        calls = self._spoken()
        await saying
        await self._stage.settled()
        assert self._spoken() > calls, f"no answer:\n{self._stage.tail(self._person)}"

    def _spoken(self) -> int:
        calls = self._stage.telegram.calls
        return calls["sendMessage"] + calls["editMessageText"]

    async def _tap(self, message: int, data: str) -> None:
        self.taps += 1
        await self._stage.telegram.tap(self._person, message, data)

    def _newest(self) -> int:
        number: int = self._stage.said(self._person)[-1]["message_id"]
        return number

    def _button(self) -> tuple[int, str]:
        """Mostly one that leads on, often one of the newest, sometimes any that still stands in the chat."""
        found = [
            (message["message_id"], key["callback_data"], key["text"])
            for message in self._stage.said(self._person)
            for row in message.get("reply_markup", {}).get("inline_keyboard", [])
            for key in row
            if "callback_data" in key
        ]
        newest = found[-14:]
        leading_on = [button for button in newest if button[2] in ONWARD]
        of = self._random.choice((leading_on or newest, leading_on or newest, newest, newest, found))
        message, data, _ = self._random.choice(of)
        return message, data


@pytest.mark.parametrize("seed", [1, 10, 20])
async def test_a_long_walk_over_all_buttons(seed: int, tmp_path: Path) -> None:
    async with on_stage(fresh_sqlite(tmp_path), START) as stage:
        person = stage.telegram.add_person("Anna")
        walk = Walk(stage, person, Random(seed))
        await stage.say(person, "/start")
        for _ in range(STEPS):
            await walk.step()
        assert stage.telegram.calls["answerCallbackQuery"] == walk.taps
        assert stage.coach is not None
        assert not await stage.coach.shell.waiting_letters()
        assert stage.database is not None
        await stage.database.run(makes_sense)


def makes_sense(conn: Connection) -> None:
    def rows(query: str) -> list[Any]:
        return list(conn.execute(text(query)))

    assert not rows("SELECT * FROM updates WHERE body IS NOT NULL"), "an update could not be handled"
    assert not rows("SELECT * FROM outbox"), "a letter was set aside"
    answered_twice = """SELECT session_no, position FROM session_items
        WHERE status IN ('done', 'skipped', 'pending') GROUP BY session_no, position HAVING count(*) > 1"""
    assert not rows(answered_twice), "an exercise is done and skipped at once"
    assert not rows("SELECT * FROM session_items WHERE status = 'done' AND answered_at IS NULL")
    assert not rows("SELECT * FROM session_items WHERE status = 'pending' AND answered_at IS NOT NULL")
    ended_by_an_answer = """SELECT s.no FROM sessions s JOIN session_items i ON i.session_no = s.no
        JOIN session_items a ON a.session_no = s.no AND a.answered_at = s.ended_at
        WHERE s.status = 'done' AND i.status = 'pending'"""
    assert not rows(ended_by_an_answer), "a session ended with an exercise open"
    still_open = "SELECT no FROM sessions WHERE status IN ('checkin', 'planned', 'active')"
    newest = rows("SELECT max(no) FROM sessions")[0][0]
    assert [row[0] for row in rows(still_open)] in ([], [newest]), "two sessions are open"
    assert not rows("SELECT * FROM sessions WHERE status = 'done' AND ended_at IS NULL")
    spoke_twice = """SELECT local_date FROM reminders WHERE kind IN ('regen', 'rest')
        AND state IN ('sent', 'taken') AND coalesce(reason, '') NOT IN ('too late', 'could not leave')
        GROUP BY local_date HAVING count(*) > 1"""
    assert not rows(spoke_twice), "two reminders of a session came on one date"
    assert not rows("SELECT * FROM runs WHERE metres > 500000 OR local_day > '2026-06-01'")
