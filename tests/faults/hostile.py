"""Hostile names and texts: nothing a runner is called or writes makes a message that Telegram refuses.

Nor does it do anything: HTML, marks that turn or join, halves of a sign, NUL, SQL, braces, and the longest a
message holds. Each is heard in a made-up world (tests/coach/worlds.py) as a text, as words behind a command,
as the title of a day in a calendar and as a name; what the coach says goes to a strict Telegram.
"""

from datetime import UTC, datetime, timedelta
from random import Random

from bot.coach import events as e, states
from bot.coach.events_race import CalendarRace
from bot.coach.step import step
from bot.edge.handlers import clean
from bot.edge.letters import call_of
from bot.playground.core import PLAY_TOKEN, Telegram
from bot.shell_letters import letters_of
from bot.voice import typed
from tests.coach.worlds import LIBRARY, world
from tests.faults.report import Report

QUICK, LONG = 5_000, 50_000  # texts
NOW = datetime(2026, 3, 29, 12, tzinfo=UTC)
PIECES = (
    *(
        "<b>",
        "</b>",
        "<a href='x'>",
        "<script>",
        "&amp;",
        "&#0;",
        "&",
        "<",
        ">",
        '"',
        "'",
        "<tg-spoiler>",
        "<!--",
    ),
    *(
        "\u202e",
        "\u202d",
        "\u2066",
        "\u200d",
        "\u200f",
        "\ufeff",
        "\u0301" * 9,
        "👨‍👩‍👧‍👦",
        "🏳️‍🌈",
        "🏿",
        "\U000e0067",
    ),
    *("\x00", "\x1b[31m", "\r\n", "\t", "\x7f", "\ud83d", "\udc00", "\ufffd", "\u2028"),
    *("'; DROP TABLE runners; --", '" OR ""="', "\\", "%s%n", "{name}", "{0}", "{}", "${x}", "{{", "}"),
    *("Ω≈ç√", "ﷺ", "ด้้้้้", "田中", "ﬀ", "İ", "ß", "١٢٣", "@channel", "/", "/regen", "https://x.y/", "t.me/x"),
)
LENGTHS = (1, 5, 40, 64, 200, 4_095, 4_096, 4_097)  # UTF-16 units; a message holds 4,096
COMMANDS = (*(command.name for command in LIBRARY.texts["en"].commands), "start", "nonsense")
STATES: tuple[states.State, ...] = (
    states.Idle(),
    states.Idle(asked="question"),
    states.Idle(asked="pause"),
    states.AskingRun(draft=e.Draft()),
    states.AskingPlace(draft=e.Draft()),
    states.AskingPlace(draft=e.Draft(), keyboard=True, words="<b>"),
    states.AskingTime(day=NOW.date()),
    states.AskingHour(),
    states.AskingPause(day=NOW.date(), why="away"),
    states.AskingRest(),
    states.AskingRest(hour=True),
    states.AskingRest(long_run=True),
    states.AskingRace(),
    states.InSession(session=1, position=1),
)


def size(share: float) -> int:
    """`share` of the long form, but never less than the quick one."""
    return max(QUICK, round(LONG * share))


def text(random: Random) -> str:
    """Hostile pieces up to one of the lengths, in UTF-16 units."""
    length, units, parts = random.choice(LENGTHS), 0, []
    while units < length:
        piece = random.choice(PIECES)
        size = len(piece.encode("utf-16-le", "surrogatepass")) // 2
        if units + size > length:
            piece, size = "x" * (length - units), length - units
        parts.append(piece)
        units += size
    return "".join(parts)


async def hostile(seed: int, count: int) -> Report:
    random = Random(seed)
    telegram = Telegram(None, now=lambda: NOW)
    person = telegram.add_person("Eve")
    await telegram.say(person, "/start")
    wrong: list[str] = []
    sent = 0
    for number in range(count):
        words = clean(text(random))
        now = world(random.randrange(10**6))
        event: e.Event = e.Typed(text=words, edited=random.random() < 0.1)
        if random.random() < 0.1:
            event = e.Calendar(races=tuple(_race(random) for _ in range(random.randrange(1, 4))))
        elif random.random() < 0.3:
            event = e.Command(name=random.choice(COMMANDS), words=" ".join(words.split())[:4_000])
        runner = now.facts.runner.model_copy(update={"first_name": clean(text(random))[:64], "active": True})
        facts = now.facts.model_copy(update={"runner": runner})
        result = step(LIBRARY, random.choice(STATES), event, facts)
        texts = LIBRARY.texts["en"]
        letters = [letter for letter, _ in letters_of(LIBRARY, texts, event, result, facts.now)]
        typed.options(letters, (), texts)
        if isinstance(event, e.Typed) and _did_something(result.changes):
            wrong.append(f"{words[:40]!r} did something")
        for letter in letters:
            status, body = await telegram.call(PLAY_TOKEN, *call_of(letter, person))
            sent += 1
            if status != 200:
                wrong.append(f"refused: {body.get('description')} ({words[:40]!r})")
        if not number % 500:
            telegram.close()
            telegram = Telegram(None, now=lambda: NOW)
            person = telegram.add_person("Eve")
            await telegram.say(person, "/start")
    telegram.close()
    return Report(
        name="hostile words",
        kills=count,
        unit="text",
        operations=sent,
        lost=0,
        duplicates=0,
        bound=0,
        seed=seed,
        wrong="; ".join(wrong[:3]),
    )


def _race(random: Random) -> CalendarRace:
    """An event of a calendar file that somebody else wrote."""
    day = NOW.date() + timedelta(days=random.randrange(1, 300))
    title = random.choice(("", "Marathon ", "5 km ")) + clean(text(random))
    return CalendarRace(title=" ".join(title.split()), day=day)


def _did_something(changes: tuple[object, ...]) -> bool:
    """Closing a session whose night is over is no answer to the words."""
    return any(
        type(change).__name__ not in ("SaveSession", "EndReminder", "PutReminder") for change in changes
    )
