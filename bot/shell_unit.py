"""What happens inside the transaction of one event: nothing here commits, waits or knows the clock.

The update is taken (deduplicated by its id), the runner's row is locked, facts are read, the coach
thinks, and state, changes and letters are written together.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping

from bot import shell_door
from bot.access import Access
from bot.coach import edits, events as e
from bot.coach.changes import PutReminder
from bot.coach.model import WhyNot
from bot.coach.states import AskingPause, AskingRest, Idle, InSession, State
from bot.coach.step import step
from bot.shell_facts import (
    Dialogue,
    apply,
    new_runner,
    read_dialogue,
    read_facts,
    read_runner,
    runner_values,
    save_runner,
)
from bot.shell_letters import Done, letters_of, post_letters, texts_of
from bot.shell_types import Filed, Lane, Person
from bot.voice import typed
from bot.voice.buttons import unpack
from bot.voice.letter import ReminderRef
from content.library import Library
from content.talking import Texts
from db.store import files, outbox, reminders, runners, updates


class Unit:
    """`tzdb`: the version of the zone data in use."""

    def __init__(self, library: Library, access: Access, tzdb: str) -> None:
        self._library = library
        self._access = access
        self._tzdb = tzdb

    def taken(
        self, conn: Connection, update_id: int | None, person: Person, event: e.Event, now: datetime
    ) -> Done | None:
        """What a runner sent. None: the update was handled before.

        A file whose content is an event is only written down, to be fetched.
        """
        if update_id is not None and not updates.first_time(conn, update_id, now):
            return None
        row = runners.lock(conn, person.chat_id)
        if not self._access.admits(person.chat_id, known=row is not None, event=event):
            return shell_door.turn_away(conn, self._library, f"u{update_id}", person, event, now)
        if isinstance(event, e.Sent) and event.file_id is not None:
            number = files.keep(conn, event.file_id, person.model_dump(), now)
            return Done(files=(Filed(id=number, file_id=event.file_id, person=person),))
        if row is None:
            if isinstance(event, e.Blocked):
                outbox.drop_chat(conn, person.chat_id)
                return Done()
            runner = new_runner(person, self._library)
            runners.add(conn, runner_values(runner) | {"dialogue": None, "created_at": now, "seen_at": now})
            row = runners.lock(conn, person.chat_id)
            assert row is not None
        if isinstance(event, e.Blocked):
            for kept in outbox.drop_chat(conn, person.chat_id):
                not_sent(conn, person.chat_id, reminder_of(kept), WhyNot.GONE, now)
        known = {"first_name": person.first_name, "language_code": person.language_code}
        name = f"u{update_id}" if update_id is not None else f"e{now.timestamp()}"
        return self._think(conn, name, row, event, now, known)

    def unasked(self, conn: Connection, chat_id: int, event: e.Unasked, now: datetime) -> Done:
        """What nobody sent: a reminder that is due, an absence of the coach."""
        row = runners.lock(conn, chat_id)
        if row is None:
            return Done()
        about = f"d{event.kind}:{event.day.isoformat()}" if isinstance(event, e.Due) else "away"
        name = f"{about}:{now.timestamp():.0f}"
        admitted = self._access.admits(chat_id, known=True)
        # whoever is not on the list any more is as one who has left: kept, and called no more
        return self._think(conn, name, row, event if admitted else e.Blocked(), now, {})

    def _think(
        self,
        conn: Connection,
        name: str,
        row: RowMapping,
        event: e.Event,
        now: datetime,
        known: dict[str, str | None],
    ) -> Done:
        stored, dialogue = read_runner(row), read_dialogue(row)
        runner = stored.model_copy(update=known)
        texts = texts_of(self._library, runner)
        sent = event
        event, state = edits.read(event, dialogue.state, dialogue.memory)
        event = _read_words(event, dialogue, texts)
        facts = read_facts(conn, event, runner, now, self._library)
        result = step(self._library, state, event, facts)
        apply(conn, runner.chat_id, result.changes, now, self._tzdb)
        letters = letters_of(self._library, texts, event, result, now)
        options = typed.options(
            (letter for letter, _ in letters),
            dialogue.options,
            texts,
            self._library.week[texts.language],
            still=result.not_understood,
        )
        stores = not result.not_understood and (bool(result.changes) or result.runner != runner)
        memory = edits.remember(dialogue.memory, sent, state, result, stored=stores)
        after = Dialogue(state=result.state, options=options, memory=memory)
        save_runner(conn, row, result.runner, after, now)
        dues = tuple(c.reminder.due for c in result.changes if isinstance(c, PutReminder))
        lane: Lane = "bulk" if isinstance(event, e.Unasked) else "reply"
        return Done(post_letters(conn, runner.chat_id, name, lane, letters, now), dues)


def reminder_of(letter: Mapping[str, Any]) -> ReminderRef | None:
    """The reminder that a letter, as it is kept, brings."""
    return ReminderRef.model_validate(letter["reminder"]) if letter.get("reminder") else None


def not_sent(conn: Connection, chat_id: int, ref: ReminderRef | None, why: WhyNot, now: datetime) -> None:
    """The letter that brought this reminder has not left, and will not."""
    if ref is not None:
        reminders.unsent(conn, chat_id, ref.kind, ref.day, why, now)


def _read_words(event: e.Event, dialogue: Dialogue, texts: Texts) -> e.Event:
    """Typed is as good as tapped: the words of a button are that button.

    Done and skip mean the exercise under way, though older cards have buttons of the same name.
    """
    if not isinstance(event, e.Typed) or event.edited:
        return event
    meaning = typed.meaning(event.text, texts)
    data = typed.match(event.text, dialogue.options)
    if data is not None and (meaning is None or not isinstance(dialogue.state, InSession)):
        return e.Tapped(button=unpack(data))
    said = typed.said(event.text, texts)
    if said not in (None, "thanks") and _is_free(said, dialogue.state):
        return e.Command(name=said)
    return event.model_copy(update={"meaning": meaning, "thanks": said == "thanks"})


def _is_free(said: str, state: State) -> bool:
    """Whether words mean this command, and not an answer to what is asked."""
    if said in ("help", "cancel"):
        return True
    return isinstance(state, Idle | InSession) or (
        said == "stop" and not isinstance(state, AskingRest | AskingPause)
    )
