"""What a changed message means. Rule: no message acts twice.

A message that told a run mends that run. One that set an hour, rest days or a pause sets them anew. One that
led to nothing is read as if it were new. Any other has done what it did, and stays.
"""

import zlib

from bot.coach import changes as c, events as e
from bot.coach.base import Frozen
from bot.coach.outcome import Step
from bot.coach.states import AskingHour, AskingPause, AskingRest, AskingRun, AskingTime, State

_SETTINGS = (AskingHour, AskingPause, AskingRest, AskingTime)


class Told(Frozen):
    """The message that told the last run told by words, and the run's number when it is noted."""

    message: int
    run: int | None = None


class Heard(Frozen):
    """The last message with words."""

    message: int
    words: int  # a checksum: the words themselves are nobody's business
    acted: bool  # something was stored because of it
    answered: State | None = None  # the setting that it answered


class Memory(Frozen):
    """What has to be known of the messages before, so that a change of one can be read."""

    heard: Heard | None = None
    told: Told | None = None


def read(event: e.Event, state: State, memory: Memory) -> tuple[e.Event, State]:
    """A changed message as what it means now, and the state in which it is to be read."""
    if not isinstance(event, e.Typed | e.Command) or not event.edited:
        return event, state
    heard, told, message = memory.heard, memory.told, event.message_id
    if message is None or heard is None or message > heard.message:
        return _as_new(event), state  # the words before were never heard
    if message == heard.message and _words(event) == heard.words:
        return e.Changed(same=True), state
    if told is not None and message == told.message:
        return e.Typed(text=_about_run(event), message_id=message, edited=True, replaces=told.run), state
    if message == heard.message and not heard.acted:
        return _as_new(event), state
    if message == heard.message and heard.answered is not None:
        return _as_new(event), heard.answered
    return e.Changed(same=False), state


def remember(memory: Memory, event: e.Event, state: State, result: Step, *, stored: bool) -> Memory:
    """After a step. `event` is as it was sent, `state` as it was before; `stored`: something was."""
    return Memory(heard=_heard(memory.heard, event, state, stored), told=_told(memory.told, event, result))


def _heard(heard: Heard | None, event: e.Event, state: State, stored: bool) -> Heard | None:
    if not isinstance(event, e.Typed | e.Command) or event.message_id is None:
        return heard
    answered = state if stored and isinstance(state, _SETTINGS) else None
    new = Heard(message=event.message_id, words=_words(event), acted=stored, answered=answered)
    if heard is None or new.message > heard.message or not event.edited:
        return new
    if new.message < heard.message:
        return heard
    return heard.model_copy(update={"words": new.words, "acted": heard.acted or stored})


def _told(told: Told | None, event: e.Event, result: Step) -> Told | None:
    added = next((change.run.no for change in result.changes if isinstance(change, c.AddRun)), None)
    gone = {change.no for change in result.changes if isinstance(change, c.RemoveRun)}
    if result.told_run and isinstance(event, e.Typed | e.Command) and event.message_id is not None:
        same = told is not None and told.message == event.message_id
        return Told(message=event.message_id, run=added or (told.run if told and same else None))
    if told is not None and added is not None and (told.run is None or told.run in gone):
        return Told(message=told.message, run=added)  # what was still missing was tapped; or it was mended
    anew = isinstance(result.state, AskingRun) and result.state.draft == e.Draft()
    if told is not None and told.run is None and (anew or isinstance(event, e.Command)):
        return None  # left unsaid
    return told


def _as_new(event: e.Typed | e.Command) -> e.Typed | e.Command:
    return event.model_copy(update={"edited": False})


def _about_run(event: e.Typed | e.Command) -> str:
    return event.text if isinstance(event, e.Typed) else event.words


def _words(event: e.Typed | e.Command) -> int:
    """By what two messages are told apart: case, marks and spare spaces are no other words."""
    text = event.text if isinstance(event, e.Typed) else f"/{event.name} {event.words}"
    plain = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return zlib.crc32((" ".join(plain.split()) or text.strip()).encode())
