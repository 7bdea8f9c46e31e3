"""From a step's sayings to its letters: what is answered, edited and sent for this very event, and posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.coach import events as e, says as s
from bot.coach.calendar import local_now
from bot.coach.model import Runner
from bot.coach.outcome import Step
from bot.shell_types import Filed, Lane, Posted
from bot.voice import render
from bot.voice.letter import ItemRef, Letter, ReminderRef
from bot.voice.words import Words
from content.library import Library
from content.talking import Texts
from db.store import outbox

Dated = tuple[Letter, datetime | None]  # a letter, and the moment after which it is not delivered


def letters_of(library: Library, texts: Texts, event: e.Event, step: Step, now: datetime) -> list[Dated]:
    """A tap is always answered, in place where it can be; what was typed is answered by messages."""
    words = Words(library, texts, step.runner, local_now(now, step.runner.zone or "UTC"))
    tapped = event if isinstance(event, e.Tapped) else None
    letters: list[Dated] = []
    toast = ""
    for said in step.says:
        if isinstance(said, s.Toast) and tapped is not None and tapped.query_id is not None:
            toast = render.toast(words, said.saying)
            continue
        if isinstance(said, s.Record) and (tapped is None or tapped.message_id is None):
            continue
        letter = render.letter(words, said.saying)
        until = said.until if isinstance(said, s.New) else None
        if isinstance(event, e.Due):
            ref = ReminderRef(kind=event.kind, day=event.day)
            letter = letter.model_copy(update={"reminder": ref})
        letters.append((_placed(letter, said, tapped), until))
    if tapped is not None and tapped.query_id is not None:
        letters.insert(0, (Letter(kind="answer", text=toast, query_id=tapped.query_id), None))
    return letters


def _placed(letter: Letter, said: s.Said, tapped: e.Tapped | None) -> Letter:
    """The letter as an edit where it belongs in place of a message."""
    message_id = tapped.message_id if tapped is not None else None
    match said:
        case s.Here() | s.Record() if message_id is not None:
            return _edit(letter, message_id, letter.item)
        case s.There():
            ref = ItemRef(session=said.session, position=said.position)
            return _edit(letter, message_id if _is_about(tapped, ref) else None, ref)
        case _:
            return letter


def _edit(letter: Letter, message_id: int | None, item: ItemRef | None) -> Letter:
    """An edit cannot carry a reply keyboard: a letter with one is sent after all."""
    if letter.ask_location is not None or letter.drop_keyboard:
        return letter
    return letter.model_copy(update={"kind": "edit", "message_id": message_id, "item": item})


def _is_about(tapped: e.Tapped | None, ref: ItemRef) -> bool:
    button = tapped.button if tapped is not None else None
    if not isinstance(button, e.Do | e.Reason):
        return False
    return (button.session, button.position) == (ref.session, ref.position)


def texts_of(library: Library, runner: Runner) -> Texts:
    """How the coach sounds to this runner."""
    return library.texts.get(runner.language) or library.texts["en"]


@dataclass(frozen=True)
class Done:
    """What a committed transaction leaves to do: letters to send, when to look again, files to fetch."""

    letters: Sequence[Posted] = ()
    dues: Sequence[datetime] = ()
    files: Sequence[Filed] = ()


def post_letters(
    conn: Connection, chat_id: int, name: str, lane: Lane, letters: Sequence[Dated], now: datetime
) -> list[Posted]:
    """Put one step's letters into the outbox."""
    rows = [
        {
            "chat_id": chat_id,
            "step": name,
            "lane": lane,
            "letter": letter.model_dump(mode="json", exclude_defaults=True),
            "not_after": until,
        }
        for letter, until in letters
    ]
    ids = outbox.add(conn, rows, now)
    return [
        Posted.model_validate(row | {"id": letter_id, "letter": letter})
        for row, letter_id, (letter, _) in zip(rows, ids, letters, strict=True)
    ]
