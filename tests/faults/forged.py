"""Forged buttons: whatever data somebody sends acts for nobody else, and what is no button does nothing.

Mallory, whose days are those of Ben, so that her numbers are his too, sends the buttons of his open session
and of all that he has planned as they are, bent, cut, stretched, flipped, with numbers that fit nowhere, and
with SQL; Ben, when his session is long over, taps his once more.
"""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, select

from bot.coach import events as e
from bot.edge.handlers import clean
from bot.shell_types import Person
from bot.voice.buttons import LIMIT, unpack
from db.engine import Database, open_database
from db.models import metadata
from tests.faults.report import Report
from tests.shell.chat import BEN, NINE, Chat

QUICK, LONG = 10_000, 200_000  # strings
MALLORY = Person(chat_id=6666, first_name="Mallory", language_code="en")
ALIKE = 10  # one of so many that are no button goes all the way
KINDS = 30  # of buttons that Ben has, at least
EACH = 100  # forgeries between two looks at everything
SHOWS = (  # commands that show buttons: of what is planned, kept, looked up
    ("rest", "every second Sunday at 8"),
    ("rest", ""),
    ("race", "half 6 December"),
    ("race", ""),
    ("profile", ""),
    ("focus", ""),
    ("exercises", ""),
    ("learn", ""),
    ("reminders", ""),
    ("pause", "7 days"),
    ("pause", ""),
    ("reminders", ""),
    ("today", ""),
)
LABELS = (
    *("Start", "No, all clear", "Nothing sore", "Let's go"),
    *("✓ Done", "✓ Done", "Skip", "Too hard", "✓ Done"),
)
NOBODYS = ("outbox", "strangers")  # bookkeeping that no runner's data stands in
SQL = (
    "' OR 1=1 --",
    "a:1:1:x'; DROP TABLE runners; --:done",
    'a:1:1:"x":done',
    "1 UNION SELECT * FROM runners",
    "a:(SELECT 1):1:x:done",
    "\x00a:1:1:x:done",
)
NUMBERS = ("0", "-1", "2147483648", "9" * 19, "1e3", "0x1", "٣", "01", " 1", "+1", "1.0", "NaN", "", "²")


def strings(seed: int, real: list[str]) -> Callable[[], str]:
    """A maker of callback data, from the buttons of somebody else."""
    random = Random(seed)

    def flipped(data: str) -> str:
        raw = bytearray(data.encode())
        raw[random.randrange(len(raw))] ^= 1 << random.randrange(8)
        return raw.decode("utf-8", "replace")

    def renumbered(data: str) -> str:
        parts = data.split(":")
        parts[random.randrange(len(parts))] = random.choice(NUMBERS)
        return ":".join(parts)

    def cut(data: str) -> str:
        return data[: random.randrange(len(data))]

    def stretched(data: str) -> str:
        return data + random.choice((":", ":1", "x", "\u202e", "x" * LIMIT, ":" * 40, "\ud800"))

    def swapped(data: str) -> str:
        other = random.choice(real).split(":")
        return ":".join([data.split(":")[0], *other[1:]])

    def noise(_: str) -> str:
        return "".join(chr(random.randrange(1, 0x2FF)) for _ in range(random.randrange(1, 80)))

    bends: tuple[Callable[[str], str], ...] = (
        *(lambda data: data, flipped, renumbered, cut, stretched, swapped, noise),
        lambda _: random.choice(SQL),
    )
    return lambda: random.choice(bends)(random.choice(real))


def size(share: float) -> int:
    """`share` of the long form, but never less than the quick one."""
    return max(QUICK, round(LONG * share))


async def _of(database: Database, who: Person) -> dict[str, list[Any]]:
    """What the tables hold of one runner."""

    def read(conn: Connection) -> dict[str, list[Any]]:
        tables = [t for t in metadata.sorted_tables if "chat_id" in t.c and t.name not in NOBODYS]
        return {
            t.name: sorted(map(tuple, conn.execute(select(t).where(t.c.chat_id == who.chat_id))), key=repr)
            for t in tables
        }

    return await database.run(read)


async def forged(seed: int, count: int) -> Report:
    database = open_database("sqlite://")  # in memory: it is not the disk that is attacked
    await database.upgrade()
    chat = Chat(database)
    wrong: list[str] = []
    try:
        await _live(chat, MALLORY, BEN)
        real = [key.data for one in chat.letters(BEN) for row in one.letter.keys for key in row if key.data]
        await chat.leave()
        chat.posted.clear()
        kinds = {data.partition(":")[0] for data in real}
        if len(kinds) < KINDS:
            wrong.append(f"only {len(kinds)} kinds of buttons were there to be forged")
        make = strings(seed, real)
        before = await _of(database, BEN)
        known = 0
        for number in range(count):
            data = make()
            button = unpack(clean(data))
            if button is None and number % ALIKE:
                continue  # all that is no button is the same event
            checked = button is None
            mallory = await _of(database, MALLORY) if checked else None
            await chat.does(e.Tapped(button=button, message_id=1, query_id=str(number)), MALLORY)
            known += button is not None
            if mallory is not None and mallory != await _of(database, MALLORY):
                wrong.append(f"{data!r} is no button, and did something")
            if number % EACH == 0:
                await chat.leave()
                chat.posted.clear()
        if await _of(database, BEN) != before:
            wrong.append("what Mallory sent changed something of Ben's")
        wrong += await _replayed(chat, real)
    finally:
        await database.close()
    return Report(
        name="forged buttons",
        kills=count,
        unit="tap",
        operations=count + len(real),
        lost=0,
        duplicates=0,
        bound=0,
        seed=seed,
        more=f"{known:,} of them read as a button",
        wrong="; ".join(wrong[:3]),
    )


async def _live(chat: Chat, *people: Person) -> None:
    """The same for all: a marathon, a session half done, and something of everything planned."""
    for who in people:
        await chat.ran_a_marathon(who)
    chat.now = NINE
    await chat.shell.take_due()
    for who in people:
        for label in LABELS:
            await chat.tap(label, who)
        for command, words in SHOWS:
            await chat.command(command, words, who)


async def _replayed(chat: Chat, real: list[str]) -> list[str]:
    """Ben's own buttons, a month later: what was answered stays answered as it was."""
    chat.now += timedelta(days=30)
    await chat.does(e.Typed(text="hello"), BEN)  # the night has closed his session, and now it is written
    kept = ("session_items", "checkins", "runs")

    async def answers() -> dict[str, list[Any]]:
        own = await _of(chat.database, BEN)
        first = {table: [row for row in own[table] if row[1] == 1] for table in (*kept, "sessions")}
        return first

    before = await answers()
    for number, data in enumerate(real):
        await chat.does(e.Tapped(button=unpack(data), message_id=1, query_id=f"r{number}"), BEN)
    return [] if await answers() == before else ["an old button changed an old answer"]
