"""What is said to those who are no runners of ours: strangers, groups, and whoever's update was not read."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.coach import events as e
from bot.coach.calendar import local_now
from bot.coach.model import Runner
from bot.coach.says import NotAdmitted, OnlyInPrivate, Saying, Sorry, TooMuch
from bot.shell_facts import new_runner
from bot.shell_letters import Done, post_letters, texts_of
from bot.shell_types import Person
from bot.voice import render
from bot.voice.letter import Letter
from bot.voice.words import Words
from content.library import Library
from db.store import strangers

TOLD_EVERY = timedelta(days=1)  # a stranger is told so seldom


def turn_away(
    conn: Connection, library: Library, name: str, person: Person, event: e.Event, now: datetime
) -> Done:
    """Somebody who may not use this coach: one polite line a day. A tapped button stops turning."""
    if isinstance(event, e.Tapped):
        answer = Letter(kind="answer", query_id=event.query_id)
        return Done(post_letters(conn, person.chat_id, name, "reply", [(answer, None)], now))
    if isinstance(event, e.Blocked) or not strangers.tell(conn, person.chat_id, now, now - TOLD_EVERY):
        return Done()
    return _say(conn, library, name, new_runner(person, library), NotAdmitted(), now)


def greet_group(
    conn: Connection, library: Library, update_id: int, group: Person, bot_name: str, now: datetime
) -> Done:
    """A command in a group: one line, and a button that opens the private chat."""
    saying = OnlyInPrivate(link=f"https://t.me/{bot_name}?start=group")
    return _say(conn, library, f"u{update_id}", new_runner(group, library), saying, now)


def apologise(conn: Connection, library: Library, runner: Runner, now: datetime) -> Done:
    """What they sent could not be handled, and is set aside."""
    return _say(conn, library, f"s{now.timestamp()}", runner, Sorry(), now)


def too_much(conn: Connection, library: Library, runner: Runner, now: datetime) -> Done:
    """They say more at once than we take in."""
    return _say(conn, library, f"m{now.timestamp()}", runner, TooMuch(), now)


def _say(
    conn: Connection, library: Library, name: str, runner: Runner, saying: Saying, now: datetime
) -> Done:
    words = Words(library, texts_of(library, runner), runner, local_now(now, runner.zone or "UTC"))
    letters = [(render.letter(words, saying), None)]
    return Done(post_letters(conn, runner.chat_id, name, "reply", letters, now))
