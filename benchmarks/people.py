"""Runners with a session under way, made by the shell itself; and a tap as a person with a watch makes it."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.coach import events as e
from bot.playground.core import PLAY_TOKEN, Telegram
from bot.shell import Shell
from bot.shell_types import Person, Posted
from bot.voice.buttons import unpack
from content.library import load_library
from db.engine import open_database

DONE = "✓ Done"
# what is answered to each question on the way to the first exercise; the first that is offered
ANSWERS = ("Let's go", "Nothing sore", "No, all clear", "That's it", "Nothing", "No", "Yes")
PATIENCE = 30.0  # seconds


async def new_people(telegram: Telegram, count: int) -> list[int]:
    """People who have written once; the bot will not hear of it."""
    people = [telegram.add_person(f"Runner {number}") for number in range(count)]
    for person in people:
        await telegram.say(person, "hello")
    _, body = await telegram.call(PLAY_TOKEN, "getUpdates", {})
    while body["result"]:
        offset = body["result"][-1]["update_id"] + 1
        _, body = await telegram.call(PLAY_TOKEN, "getUpdates", {"offset": offset})
    return people


async def exercising(url: str, people: list[int], now: Callable[[], datetime]) -> None:
    """Each of them has a session whose first exercise is in the outbox, with all letters before it."""
    database = open_database(url)
    await database.upgrade()
    posted: list[Posted] = []
    shell = Shell(database, load_library(), now=now, tzdb="bench", on_letters=posted.extend)

    for number in people:
        person = Person(chat_id=number, first_name="Runner", language_code="en")
        event: e.Event = e.Command(name="regen", words="marathon yesterday")
        while True:
            posted.clear()
            await shell.handle(None, person, event)
            offered = {key.text: key.data for one in posted for row in one.letter.keys for key in row}
            if DONE in offered:
                break
            answer = next(label for label in ANSWERS if label in offered)
            event = e.Tapped(button=unpack(offered[answer] or ""))
    await database.close()


def done_button(telegram: Telegram, person: int) -> tuple[int, str] | None:
    """The newest Done of the chat: its message and its data."""
    for message in reversed(telegram.chat(person)):
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            for key in row:
                if key["text"] == DONE:
                    return message["message_id"], key["callback_data"]
    return None


async def until_ready(telegram: Telegram, people: list[int]) -> None:
    """Until everybody's exercise stands in the chat."""
    await until(lambda: all(done_button(telegram, person) for person in people))


async def until(so: Callable[[], bool], look_every: float = 0.02) -> None:
    """Until it is so; `look_every` in seconds."""
    async with asyncio.timeout(PATIENCE):
        while not so():  # noqa: ASYNC110 - nobody tells when it is so
            await asyncio.sleep(look_every)


async def press(telegram: Telegram, person: int) -> float | None:
    """Tap Done; the seconds until the tap was answered, the card ticked and the next message there."""
    button = done_button(telegram, person)
    if button is None:
        return None
    wanted = {"answered", "edited", "message"}
    with telegram.subscribe() as happened:
        start = time.perf_counter()
        await telegram.tap(person, *button)
        async with asyncio.timeout(PATIENCE):
            while wanted:
                event = await happened.get()
                if event.get("person") == person:
                    wanted.discard(event["kind"])
    return time.perf_counter() - start


def fresh_url(folder: Path, name: str) -> str:
    return f"sqlite:///{folder / name}.sqlite3"
