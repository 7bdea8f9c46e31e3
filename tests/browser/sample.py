"""A chat to look at: the main path in a few bubbles, sent through the Bot API as a coach would send it."""

import asyncio
import struct
import zlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from bot.playground.core import PLAY_TOKEN, Telegram, Upload
from tests.browser.helpers import Phone, TestClock
from tests.patience import PATIENCE

Keys = list[list[dict[str, str]]]


class Bot:
    """The bot's side of a chat in one line each."""

    def __init__(self, telegram: Telegram, chat: int) -> None:
        self._telegram = telegram
        self._chat = chat

    async def call(self, method: str, files: dict[str, Upload] | None = None, **params: Any) -> Any:
        status, body = await self._telegram.call(
            PLAY_TOKEN, method, {"chat_id": self._chat, **params}, files or {}
        )
        assert status == 200, body
        return body["result"]

    async def send(self, text: str, keys: Keys | None = None, **params: Any) -> int:
        message = await self.call("sendMessage", text=text, parse_mode="HTML", **_markup(keys), **params)
        return int(message["message_id"])

    async def edit(self, message_id: int, text: str, keys: Keys | None = None) -> None:
        await self.call(
            "editMessageText", message_id=message_id, text=text, parse_mode="HTML", **_markup(keys)
        )

    async def answer(self, query: str, **params: Any) -> None:
        status, body = await self._telegram.call(
            PLAY_TOKEN, "answerCallbackQuery", {"callback_query_id": query, **params}
        )
        assert status == 200, body


def _markup(keys: Keys | None) -> dict[str, Any]:
    return {} if keys is None else {"reply_markup": {"inline_keyboard": keys}}


def key(text: str, style: str | None = None) -> dict[str, str]:
    """A callback button; its data is its label."""
    made = {"text": text, "callback_data": text[:16]}
    return made if style is None else {**made, "style": style}


def link(text: str, url: str) -> dict[str, str]:
    return {"text": text, "url": url}


async def begun(
    open_phone: Callable[..., Awaitable[Phone]], telegram: Telegram, **options: Any
) -> tuple[Phone, Bot]:
    """A phone whose person pressed START, and the bot of that chat."""
    phone = await open_phone(**options)
    await phone.say("/start")
    return phone, Bot(telegram, await phone.person())


async def next_update(telegram: Telegram, kind: str) -> dict[str, Any]:
    """Waits, as a bot does, for the next update of this kind; confirms what came before it."""
    offset = 0
    async with asyncio.timeout(PATIENCE):
        while True:
            _, body = await telegram.call(telegram.token, "getUpdates", {"offset": offset, "timeout": 10})
            for update in body["result"]:
                offset = update["update_id"] + 1
                if kind in update:
                    await telegram.call(telegram.token, "getUpdates", {"offset": offset})
                    found: dict[str, Any] = update[kind]
                    return found


async def introduce(telegram: Telegram) -> None:
    """Commands and description, as the coach sets them at its start."""
    commands = {
        "regen": "Tell me about a run, plan your regeneration",
        "today": "Start or go on with today's session",
        "rest": "Reminders on rest days",
        "reminders": "What is coming",
        "help": "What I can do",
        "cancel": "Leave the question",
    }
    rows = [{"command": name, "description": about} for name, about in commands.items()]
    await telegram.call(PLAY_TOKEN, "setMyCommands", {"commands": rows})
    text = (
        "I lead you through regeneration after a race or a hard run: one gentle exercise a message, "
        "chosen for your day.\n\nI am a coach, not a doctor."
    )
    await telegram.call(PLAY_TOKEN, "setMyDescription", {"description": text})


async def play_evening_and_morning(telegram: Telegram, clock: TestClock, person: int) -> None:
    """A marathon on Saturday, and Sunday's session up to its second exercise."""
    bot = Bot(telegram, person)
    clock.due = [clock.now().replace(day=29, hour=8, minute=0)]
    await telegram.say(person, "/start")
    await bot.send(
        "Hi Anna, I'm your regeneration coach.\n\nAfter a race or a hard run, send /regen. I come back the "
        "next day and lead you through what your legs need: one exercise at a time.\n\n"
        "<i>I am not a doctor.</i>",
        [[key("I just ran")], [key("Rest-day reminders"), key("What is regeneration?")]],
    )
    clock.forward(timedelta(minutes=1))
    await telegram.say(person, "/regen marathon")
    await bot.send(
        "<b>Marathon</b>, today. I'll be back tomorrow, <b>Sun 29 March</b>, at <b>09:00</b>.",
        [
            [key("Other time"), key("Run was yesterday")],
            [key("Something short now"), key("No reminder")],
        ],
    )
    clock.forward(clock.due[0] - clock.now())
    clock.due = [clock.now() + timedelta(days=3)]
    await bot.send(
        "Morning Anna. Yesterday you ran a marathon. Ready for about 25 gentle minutes?",
        [
            [key("Start", "success")],
            [key("In an hour"), key("This evening"), key("Tomorrow")],
            [key("Not this time")],
        ],
    )
    clock.forward(timedelta(minutes=2))
    await bot.send("✓ Arch roll", [[key("Undo")]])
    await bot.call(
        "sendPhoto",
        {"photo": Upload("figure.png", picture())},
        photo="attach://photo",
        caption="<b>2/9 · Trigger point · 2 min</b>\nCalf roll, 45 s each leg\n\n"
        "1. Sit, one calf on the roller.\n2. Lift your hips and roll slowly from the heel to the knee.\n"
        "3. Stay where it is tender, and breathe.\n\n"
        "<b>Tip:</b> slow enough to feel every centimetre.\n<b>Why:</b> your calves carried a marathon.",
        parse_mode="HTML",
        **_markup(
            [
                [
                    link("Watch ↗", "https://www.youtube.com/results?search_query=calf+roll"),
                    key("Timer 45 s"),
                ],
                [key("✓ Done", "success"), key("Skip")],
            ]
        ),
    )


async def play_every_kind(telegram: Telegram, clock: TestClock, person: int) -> None:
    """One of everything that can stand in a chat."""
    bot = Bot(telegram, person)
    await telegram.say(person, "/start")
    await bot.send(
        "<b>bold</b>, <i>italic</i>, <u>underline</u>, <s>strike</s>, "
        "<tg-spoiler>spoiler <b>in it</b></tg-spoiler>, "
        '<code>code</code>, <a href="https://example.org/run">a link</a>, /regen and https://example.org\n'
        "<blockquote>Mobility is control through range.</blockquote>"
        '<pre><code class="language-python">def rest():\n    return "well"</code></pre>after'
    )
    await bot.send(
        "All the keys:",
        [
            [key("✓ Done", "success"), key("Yes, or not sure", "danger"), key("Let's go", "primary")],
            [
                link("Watch", "https://example.org/"),
                key("A rather long label that needs two lines on a phone"),
            ],
        ],
    )
    await bot.call("sendLocation", latitude=51.5074, longitude=-0.1278)
    await bot.call(
        "sendDocument",
        {"document": Upload("your-data.csv", b"date,exercise,done\n" * 200)},
        document="attach://document",
        caption="Everything I know about you.",
    )
    await telegram.send_location(person, 27.7172, 85.324)
    await telegram.send_document(person, "race <b>report</b>.txt", b"42.195")
    await telegram.say(person, "🏃‍♀️")
    message = await telegram.say(person, "A long evening run, 15 km, easy.\nLegs fine.")
    clock.forward(timedelta(minutes=1))
    await telegram.edit(person, message, "A long evening run, 16 km, easy.\nLegs fine.")
    await bot.call("setMessageReaction", message_id=message, reaction=[{"type": "emoji", "emoji": "👍"}])
    await bot.send(
        "Where are you?",
        reply_markup={
            "keyboard": [
                [{"text": "Share my place", "request_location": True}],
                [{"text": "London"}, {"text": "Another place"}],
            ],
            "resize_keyboard": True,
            "one_time_keyboard": True,
            "input_field_placeholder": "A city, or a time zone",
        },
    )


def picture(width: int = 480, height: int = 300) -> bytes:
    """A PNG: soft bands of colour under a sun."""

    def pixel(x: int, y: int) -> bytes:
        if (x - 350) ** 2 + (y - 90) ** 2 < 42**2:
            return bytes((255, 214, 130))
        if y > 190 + 26 * ((x / 240 - 1) ** 2):
            return bytes((70, 150 - y // 8, 110))
        return bytes((170 - y // 4, 215 - y // 5, 225 - y // 9))

    rows = b"".join(b"\x00" + b"".join(pixel(x, y) for x in range(width)) for y in range(height))
    return _png(width, height, rows)


def _png(width: int, height: int, rows: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
