"""A fifth of all calls fails by chance, in every way there is: what can arrive arrives, nobody is pestered.

The mass goes through the real sender without sockets, on a clock that needs no waiting; a part through the
whole coach over HTTP.
"""

import asyncio
import logging
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.edge.client import make_bot
from bot.edge.delivery import PAUSE_SLACK
from bot.edge.pace import Pulse
from bot.edge.sender import Sender
from bot.playground.core import PLAY_TOKEN
from bot.playground.faults import Kind
from bot.playground.request import DirectRequest
from bot.shell_types import Posted
from tests.databases import fresh_sqlite
from tests.edge.fakes import FakeShell, posted
from tests.edge.patience import PatientLoop
from tests.faults.calls import Call, Watched
from tests.faults.report import Report
from tests.faults.wired import NOON, wired

SHARE = 0.2
KINDS: Sequence[Kind] = ("429", "403", "deactivated", "no-chat", "500", "502", "lost", "refused", "hang")
ON_THE_WIRE: Sequence[Kind] = ("429", "500", "502", "lost")
PEOPLE = 100
ROUND = 300.0  # seconds between two letters to everybody: enough for all of them to leave
LONGEST_PAUSE = 5  # seconds
AT_ONCE = 4  # words of a runner over HTTP before the next ones
GRAIN = 1e-6  # seconds, of a clock


@dataclass(frozen=True)
class Size:
    calls: int
    runners: int  # over HTTP
    words: int  # of each of them


QUICK = Size(calls=20_000, runners=5, words=8)
LONG = Size(calls=100_000, runners=10, words=40)


def size(share: float) -> Size:
    """So much of the long form; 0 is the quick one."""
    if not share:
        return QUICK
    return Size(int(LONG.calls * share), LONG.runners, max(1, int(LONG.words * share)))


@dataclass
class Book:
    """What the judge knows beside the calls: what was posted, and when whom."""

    posted: dict[tuple[int, str], float] = field(default_factory=dict)  # chat and text -> when
    mended: dict[int, float] = field(default_factory=dict)  # a chat that was in trouble until then
    excused: set[tuple[int, str]] = field(default_factory=set)  # were in hand when the chat was lost

    def post(self, sender: Sender, letters: Sequence[Posted], now: float) -> None:
        self.posted |= {(one.chat_id, one.letter.text): now for one in letters}
        sender.post(letters)


async def random_faults(folder: Path, seed: int, size: Size) -> Report:
    """Both parts. `operations` are the calls of the bot."""
    logging.getLogger("bot").addHandler(logging.NullHandler())  # what it says of its troubles is expected
    logging.getLogger("telegram.request.BaseRequest").setLevel(logging.CRITICAL)  # a 502 has no JSON
    found = await asyncio.to_thread(on_a_patient_loop, seed, size.calls)
    wire_calls, wrong = await _over_http(folder, seed, size)
    return Report(
        name="Telegram's moods",
        kills=0,
        operations=len(found.calls) + wire_calls,
        lost=len(found.lost),
        duplicates=found.repeats,
        bound=found.unsure,
        seed=seed,
        wrong="; ".join((*found.wrong, *wrong)),
        more=f"{found.failed:,} of the calls failed, {found.twice:,} letters without an answer twice",
    )


@dataclass
class Found:
    calls: Sequence[Call]
    lost: list[tuple[int, str]]
    wrong: list[str]
    failed: int
    repeats: int  # letters that arrived twice
    unsure: int  # calls whose answer was lost
    twice: int


def on_a_patient_loop(seed: int, calls: int) -> Found:
    with asyncio.Runner(loop_factory=PatientLoop) as runner:
        return runner.run(mass(seed, calls))


async def mass(seed: int, calls: int) -> Found:
    """Letters to a hundred chats in two lanes until there were so many calls, a fifth of which fails."""
    loop = asyncio.get_running_loop()
    rng = random.Random(seed)
    telegram = Watched(NOON)
    shell = FakeShell()
    pulse = Pulse(monotonic=loop.time, sleep=asyncio.sleep, jitter=rng.random)
    request = DirectRequest(telegram)
    telegram.latency = lambda: rng.uniform(0.0, 0.05)
    bot = make_bot(
        PLAY_TOKEN,
        api_url="http://telegram.test/bot",
        api_file_url="",
        request=request,
        get_updates_request=request,
    )
    sender = Sender(bot, shell, now=telegram.now, pulse=pulse, bulk_per_second=25.0)  # type: ignore[arg-type]
    errors = _Errors()
    logging.getLogger("bot.edge").addHandler(errors)
    people = [telegram.add_person(f"Runner {number}") for number in range(PEOPLE)]
    for person in people:
        telegram.store.mark_started(person)
    stuck = people[0]
    trouble = telegram.faults.add(method="sendMessage", chat=stuck, kind="500", times=None)
    telegram.faults.scatter(SHARE, KINDS, seed=seed, longest_pause=LONGEST_PAUSE, methods=["sendMessage"])
    book, stop = Book(), asyncio.Event()
    running = asyncio.create_task(sender.run(stop))
    number = served_meanwhile = 0
    try:
        while len(telegram.log) < calls:
            letters = []
            for person in people[number >= 5 :]:  # the one in trouble does not get more and more
                lane = rng.choice(("reply", "reply", "bulk"))
                letters += [posted(person, text=f"{lane} {number:05} {part}", lane=lane) for part in "ab"]
            book.post(sender, letters, loop.time())
            number += 1
            await asyncio.sleep(ROUND)
            if trouble in telegram.faults.plan and len(telegram.log) >= calls / 2:
                served_meanwhile = sum(call.status == 200 for call in telegram.log)
                telegram.faults.plan.remove(trouble)
                book.mended[stuck] = loop.time()
        dice = telegram.faults.dice
        assert dice is not None
        telegram.faults.clear()
        await sender.idle()
        wrong = [] if not running.done() else ["the sender ended"]
    finally:
        stop.set()
        await running
        logging.getLogger("bot.edge").removeHandler(errors)
        telegram.close()
    if not served_meanwhile:
        wrong.append("nobody was served while one chat was in trouble")
    wrong += [f"logged: {line}" for line in errors.lines]
    return judged(telegram.log, book, shell, wrong)


def judged(calls: Sequence[Call], book: Book, shell: FakeShell, wrong: Sequence[str] = ()) -> Found:
    """What the calls say, in the order in which they ended."""
    wrong = [*wrong, *too_early(calls), *pestered(calls, book), *too_often(calls), *out_of_order(calls)]
    wrong += ["a letter was set aside"] * bool(shell.letters_aside)
    reached: dict[tuple[int, str], list[Call]] = defaultdict(list)
    for call in calls:
        if call.reached and call.chat is not None and call.text is not None:
            reached[call.chat, call.text].append(call)
    arrived = {key for key, found in reached.items() if any(call.status == 200 for call in found)}
    twice = {key for key, found in reached.items() if len(found) == 2 and key not in arrived}
    return Found(
        calls=calls,
        lost=sorted(set(book.posted) - arrived - twice - book.excused),
        wrong=wrong,
        failed=sum(call.status != 200 for call in calls),
        repeats=sum(len(found) > 1 for found in reached.values()),
        unsure=sum(call.reached and call.status is None for call in calls),
        twice=len(twice),
    )


def too_early(calls: Sequence[Call]) -> list[str]:
    """Calls that began in a pause that was known by then."""
    found, until = [], float("-inf")
    ends = [(call.ended, call.ended + call.pause + PAUSE_SLACK) for call in calls if call.pause]
    ends.sort()
    for call in sorted(calls, key=lambda call: call.began):
        while ends and ends[0][0] < call.began:
            until = max(until, ends.pop(0)[1])
        if call.began < until - GRAIN:
            found.append(f"a call began {until - call.began:.3f} s before the end of a pause")
    return found


def pestered(calls: Sequence[Call], book: Book) -> list[str]:
    """Calls to a chat after it said that it cannot be reached, of what was posted before that.

    What was in hand then is excused from arriving.
    """
    found = []
    gone: dict[int, list[float]] = defaultdict(list)
    for call in calls:
        if call.chat is not None and (call.status == 403 or call.status == 400):
            gone[call.chat].append(call.ended)
    for call in calls:
        if call.chat is None or call.text is None:
            continue
        since = book.posted[call.chat, call.text]
        if any(since <= end < call.began for end in gone[call.chat]):
            found.append("a letter left for somebody who cannot be reached")
    for (chat, text), since in book.posted.items():
        by = max(since, book.mended.get(chat, since)) + ROUND
        if any(since <= end < by for end in gone[chat]):
            book.excused.add((chat, text))
    return found


def too_often(calls: Sequence[Call]) -> list[str]:
    """Letters that were tried once more though they may have arrived twice already."""
    reached: dict[tuple[int | None, str | None], int] = defaultdict(int)
    for call in calls:
        reached[call.chat, call.text] += call.reached
    return [f"a letter may have arrived {count} times" for count in reached.values() if count > 2]


def out_of_order(calls: Sequence[Call]) -> list[str]:
    """Chats in which a letter came before an earlier one of its lane (a repeat does not count)."""
    found = []
    seen: dict[tuple[int | None, str], list[str]] = defaultdict(list)
    for call in calls:
        if call.status == 200 and call.text is not None:
            lane = seen[call.chat, call.text.split()[0]]
            if call.text not in lane:
                if lane and call.text < lane[-1]:
                    found.append("a letter overtook another one")
                lane.append(call.text)
    return found


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


async def _over_http(folder: Path, seed: int, size: Size) -> tuple[int, list[str]]:
    """Runners who say words that the coach repeats: each is answered, in order, at most twice."""
    wrong = []
    async with wired(fresh_sqlite(folder)) as stage:
        people = [await stage.newcomer(f"Runner {number}") for number in range(size.runners)]
        stage.telegram.faults.scatter(SHARE, ON_THE_WIRE, seed=seed, longest_pause=LONGEST_PAUSE)
        for number in range(size.words):
            for person in people:
                await stage.telegram.say(person, f"/word{number:03}")
            if number % AT_ONCE == 0:
                await stage.settled()
        await stage.settled()
        stage.telegram.faults.clear()
        for person in people:
            words = [
                text.partition("word")[2][:3]
                for text in (message["text"] for message in stage.said(person))
                if "word" in text
            ]
            if list(dict.fromkeys(words)) != [f"{number:03}" for number in range(size.words)]:
                wrong.append(f"over HTTP somebody heard {words}")
            if any(words.count(word) > 2 for word in words):
                wrong.append("over HTTP a letter came three times")
        return len(stage.wire.log), wrong
