"""Mutated updates: every kind of update with a few of its fields missing, or of whatever type and size.

Anna's updates are bent; Ben writes in between, as if nothing were the matter. Each bent one is handled or set
aside with one line in the log, Ben is answered every time, and nothing of what was written is logged.
"""

import logging
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from random import Random
from typing import Any

from sqlalchemy import Connection, select

from bot.playground.core import Telegram
from db.models import updates
from tests.faults.report import Report
from tests.stage import Stage, on_stage

QUICK, LONG = 240, 100_000  # updates
EACH = 20  # of them between two words of Ben's
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
LIVES = 1e6  # seconds
SECRET = "unmistakable"  # stands in all that is written
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**31, 2**53, 2**63, -(2**63) - 1, 1e308, -0.5, 10**15),
    *("", SECRET, "\x00", "5", "\u202e", "x" * 5_000, [], [[]], {}, {"id": 1}, [None], {"a": {"b": []}}),
)
IDS = (0, -1, 2**31, 2**53, 2**63 - 1, 2**63, -(2**63), 10**40)  # of people
DEEP = 250  # lists in each other: twice as deep as what any update needs, and what a parser still takes

JSON = dict[str, Any]


def size(share: float) -> int:
    """`share` of the long form, but never less than the quick one."""
    return max(QUICK, round(LONG * share))


def whole(telegram: Telegram, anna: int) -> list[tuple[str, JSON]]:
    """One of each kind, as Telegram sends it."""
    user, chat, date = telegram.user_of(anna), telegram.chat_of(anna), telegram.date()
    group = {"id": -100_123, "type": "supergroup", "title": SECRET}
    file = {"file_id": "a", "file_unique_id": "b"}
    us = telegram.bot_user

    def message(**content: Any) -> JSON:
        return {"message_id": 5, "from": user, "chat": chat, "date": date} | content

    def query(**content: Any) -> JSON:
        return {"id": "77", "from": user, "chat_instance": "1", "data": "a:1:1:arch-roll:done"} | content

    command = [{"type": "bot_command", "offset": 0, "length": 6}]
    entities = [{"type": "bold", "offset": -9, "length": 10**9}, {"type": "url", "offset": 3, "length": 0}]
    document = file | {"file_name": "x.ics", "mime_type": "text/calendar", "file_size": 10}
    sizes = file | {"width": 1, "height": 1}
    change = {"old_chat_member": {"status": "member", "user": us}, "chat": chat, "from": user, "date": date}
    gone = {"status": "kicked", "user": us, "until_date": 0}
    return [
        ("message", message(text=f"/regen {SECRET}", entities=command)),
        ("message", message(text=f"hello <b> {SECRET}", entities=entities)),
        ("message", message(location={"latitude": 51.5, "longitude": -0.1})),
        ("message", message(venue={"location": {"latitude": 1.0, "longitude": 2.0}, "title": "t"})),
        ("message", message(document=document)),
        ("message", message(photo=[sizes], caption=SECRET)),
        ("message", message(text="re", reply_to_message=message(text=SECRET))),
        ("message", message(text="/help@regen_coach_bot", chat=group)),
        ("message", message(chat=group, migrate_from_chat_id=-5)),
        ("message", message(chat=group, new_chat_members=[user])),
        ("edited_message", message(text=SECRET, edit_date=date)),
        ("callback_query", query(message=message(text="card"))),
        ("callback_query", query(message={"chat": chat, "message_id": 3, "date": 0})),
        ("callback_query", query(inline_message_id="abc")),
        ("callback_query", query()),
        ("my_chat_member", change | {"new_chat_member": gone}),
        ("channel_post", {"message_id": 1, "chat": group | {"type": "channel"}, "date": 1, "text": SECRET}),
        ("inline_query", {"id": "1", "from": user, "query": SECRET, "offset": ""}),
        ("poll_answer", {"poll_id": "1", "user": user, "option_ids": [0]}),
        ("brand_new_kind", {"x": SECRET}),
    ]


def bent(raw: JSON, random: Random) -> JSON:
    """A copy of which one to three places are missing, added or something else."""
    raw = deepcopy(raw)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        holder, key = random.choice(list(_places(raw)))
        how = random.random()
        if how < 0.25 and isinstance(holder, dict):
            del holder[key]
        elif how < 0.35:
            holder[key] = _deep()
        elif how < 0.45 and isinstance(holder, dict):
            holder[f"new_{random.random()}"] = deepcopy(random.choice(VALUES))
        else:
            holder[key] = deepcopy(random.choice(VALUES))
        if not raw:
            break
    return raw


def _somebodys(telegram: Telegram, anna: int, number: int) -> JSON:
    """A text that cannot be read, of a person with this id."""
    chat, user = telegram.chat_of(anna) | {"id": number}, telegram.user_of(anna) | {"id": number}
    return {"message_id": 5, "from": user, "chat": chat, "date": "yesterday", "text": SECRET}


def _places(part: Any) -> Iterator[tuple[Any, Any]]:
    keys = list(part) if isinstance(part, dict) else range(len(part)) if isinstance(part, list) else ()
    for key in keys:
        yield part, key
        yield from _places(part[key])


def _deep() -> Any:
    found: Any = []
    for _ in range(DEEP):
        found = [found]
    return found


async def mutated(seed: int, count: int) -> Report:
    """`operations` are the updates, bent or not."""
    random, lines, wrong = Random(seed), _Lines(), []
    logging.getLogger().addHandler(lines)
    said = done = 0
    try:
        async with on_stage("sqlite://", NOW) as stage:  # in memory: it is not the disk that is attacked
            telegram = stage.telegram
            anna, ben = telegram.add_person("Anna"), telegram.add_person("Ben")
            for person in (anna, ben):
                await stage.say(person, "/start")
            kinds = whole(telegram, anna)
            try:
                done += _bring(telegram, [{"message": _somebodys(telegram, anna, number)} for number in IDS])
                while done < count:
                    done += _bring(
                        telegram, [bent(dict([random.choice(kinds)]), random) for _ in range(EACH)]
                    )
                    await stage.say(ben, f"/word{said:05}")
                    said += 1
            except Exception as error:
                wrong.append(f"the coach ended: {type(error).__name__} after {done}")
            else:
                wrong += await _judged(stage, lines, ben, said)
    except Exception as error:
        wrong.append(f"and said so when it was stopped: {type(error).__name__}")
    finally:
        logging.getLogger().removeHandler(lines)
    return Report(
        name="mutated updates",
        kills=done,
        unit="update",
        operations=done + said,
        lost=0,
        duplicates=0,
        bound=0,
        seed=seed,
        more=f"{len(lines.aside):,} of them set aside",
        wrong="; ".join(wrong[:3]),
    )


def _bring(telegram: Telegram, bodies: list[JSON]) -> int:
    with telegram.change():
        for body in bodies:
            number = telegram.store.next("update", first=700_000_001)
            telegram.store.add_update(body | {"update_id": number}, telegram.seconds() + LIVES)
    return len(bodies)


async def _judged(stage: Stage, lines: "_Lines", ben: int, said: int) -> list[str]:
    wrong = []
    heard = [text for text in (message["text"] for message in stage.said(ben)) if "word" in text]
    if [text.partition("word")[2][:5] for text in heard] != [f"{number:05}" for number in range(said)]:
        wrong.append(f"Ben said {said} words and was answered {len(heard)}")
    assert stage.database is not None
    kept = await stage.database.run(_kept)
    if sorted(kept) != sorted(lines.aside):
        wrong.append(f"{len(kept)} were set aside, with {len(lines.aside)} lines")
    wrong += [f"logged: {line[:80]}" for line in lines.others]
    if any(SECRET in line for line in (*lines.others, *lines.all)):
        wrong.append("what somebody wrote is in the log")
    return wrong


def _kept(conn: Connection) -> list[int]:
    return list(conn.execute(select(updates.c.update_id).where(updates.c.body.is_not(None))).scalars())


class _Lines(logging.Handler):
    """`aside`: the updates that a line says are set aside; `others`: whatever else is said.

    That a file cannot be had, whose number was bent, is said after its update is stored: a line of its own.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.all: list[str] = []
        self.aside: list[int] = []
        self.others: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        self.all.append(line)
        words = line.split()
        if words[0] == "update" and words[2:4] == ["set", "aside"]:
            self.aside.append(int(words[1]))
        elif not line.startswith("a file given up after "):
            self.others.append(line)
