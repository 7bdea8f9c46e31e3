"""The table of contents: which update becomes which event.

Rule: only people in private chats are heard; a group gets one line, and any chat may say that its id has
changed. Each reader below turns one kind of update into one event and decides nothing. Strings are cleaned
here, once: what passes can be stored and sent by everybody behind.
"""

import re
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, NoReturn

from telegram import Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import (
    Application,
    ApplicationBuilder,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    MessageHandler,
    filters as f,
)

from bot.coach.events import Blocked, Button, Command, Event, Located, Sent, Tapped, Typed
from bot.edge import calendar_file
from bot.edge.client import AnyApplication, CoachBot
from bot.edge.flood import Ear, Flood
from bot.shell_types import Person

if TYPE_CHECKING:
    from bot.shell import Shell

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")

_COMMAND = re.compile(r"^/([A-Za-z0-9_]+)(?:@[A-Za-z0-9_]+)?\s*(.*)", re.DOTALL)
_NEW, _EDITED = f.UpdateType.MESSAGE, f.UpdateType.EDITED_MESSAGE
# The first that a message has names it: an animation is also a document.
_KINDS = (
    *("animation", "audio", "document", "live_photo", "photo", "sticker", "story", "video", "video_note"),
    *("voice", "contact", "dice", "game", "poll", "checklist", "paid_media", "giveaway"),
)

Unpack = Callable[[str], Button | None]
Read = Callable[[Update], Event | None]


def table(
    shell: "Shell", unpack: Unpack, ours: frozenset[str], flood: Flood
) -> list[BaseHandler[Any, Any, Any]]:
    def to(read: Read) -> Callable[[Update, Any], Coroutine[Any, Any, None]]:
        async def handle(update: Update, context: object) -> None:
            person, event = person_of(update), read(update)
            if person is None or event is None:
                return
            ear = flood.listen(person.chat_id, update, event)
            if ear is Ear.OPEN:
                await shell.handle(update.update_id, person, event)
                return
            await shell.pass_over(update.update_id, person, tell=ear is Ear.FULL)
            if ear is Ear.FULL:
                flood.told(person.chat_id, event)

        return handle

    async def moved(update: Update, context: object) -> None:
        old, new = migration(update)
        await shell.move_chat(old, new)

    async def greet(update: Update, context: object) -> None:
        group = group_of(update)
        if group is not None:
            bot_name = update.get_bot().username
            if not _is_for_us(_text(update), bot_name, ours):
                return
            if flood.listen(group.chat_id, update, Sent(what="message")) is Ear.OPEN:
                await shell.greet_group(update.update_id, group, bot_name)

    return [
        MessageHandler(_NEW & f.StatusUpdate.MIGRATE, moved),
        MessageHandler(_NEW & f.ChatType.GROUPS, greet),
        MessageHandler(_NEW & f.Regex(_COMMAND), to(command)),
        MessageHandler(_NEW & f.TEXT, to(typed)),
        MessageHandler(_NEW & (f.LOCATION | f.VENUE), to(located)),
        MessageHandler(_NEW & calendar_file.IS_CALENDAR, to(calendar_file.named)),
        MessageHandler(_NEW & ~f.StatusUpdate.ALL, to(sent)),
        MessageHandler(_EDITED & f.TEXT, to(retyped)),
        CallbackQueryHandler(to(lambda update: tapped(update, unpack))),
        ChatMemberHandler(to(blocked), ChatMemberHandler.MY_CHAT_MEMBER),
    ]


def build_application(
    bot: CoachBot,
    shell: "Shell",
    unpack: Unpack,
    ours: frozenset[str] = frozenset(),
    flood: Flood | None = None,
) -> AnyApplication:
    """The library's Application without its updater: the intake feeds it and hears what handlers raise.

    `ours`: the names of our commands, the only ones that are answered in a group.
    """
    builder = ApplicationBuilder().application_class(_LoudApplication).bot(bot).updater(None).job_queue(None)
    application: AnyApplication = builder.build()
    application.add_handlers(table(shell, unpack, ours, flood or Flood()))
    return application


class _LoudApplication(Application[Any, Any, Any, Any, Any, Any]):
    """Its handlers' errors reach whoever calls process_update, so that an update can be tried again."""

    __slots__ = ()

    async def process_error(
        self, update: object, error: Exception, job: Any = None, coroutine: Any = None
    ) -> NoReturn:
        raise error


def person_of(update: Update) -> Person | None:
    chat, user = update.effective_chat, update.effective_user
    if chat is None or user is None or user.is_bot or chat.type != ChatType.PRIVATE:
        return None
    code = user.language_code
    return Person(chat_id=chat.id, first_name=clean(user.first_name), language_code=code and clean(code))


def migration(update: Update) -> tuple[int, int]:
    """The former and the new id of a group that became a supergroup; both chats are told, each in its way."""
    message = update.effective_message
    assert message is not None
    here = message.chat.id
    if message.migrate_to_chat_id is not None:
        return here, message.migrate_to_chat_id
    return message.migrate_from_chat_id or here, here


def group_of(update: Update) -> Person | None:
    """The group that was written in, as somebody to answer; its language is that of who wrote."""
    chat, user = update.effective_chat, update.effective_user
    if chat is None or user is None or user.is_bot:
        return None
    code = user.language_code
    return Person(chat_id=chat.id, first_name="", language_code=code and clean(code))


def _is_for_us(text: str, bot_name: str, ours: frozenset[str]) -> bool:
    """A command of ours, not one for another bot. Everything else in a group is none of our business."""
    match = _COMMAND.match(text)
    if match is None:
        return False
    _, at, name = text.split(maxsplit=1)[0].partition("@")
    return match[1].lower() in ours and (not at or name.lower() == bot_name.lower())


def command(update: Update) -> Event | None:
    match = _COMMAND.match(_text(update))
    if match is None:
        return None
    return Command(name=match[1].lower(), words=match[2].strip(), message_id=_id(update))


def typed(update: Update) -> Event:
    return Typed(text=_text(update), message_id=_id(update))


def retyped(update: Update) -> Event:
    return (command(update) or typed(update)).model_copy(update={"edited": True})


def located(update: Update) -> Event | None:
    message = update.effective_message
    place = message and (message.location or (message.venue and message.venue.location))
    return Located(latitude=place.latitude, longitude=place.longitude) if place else None


def sent(update: Update) -> Event:
    message = update.effective_message
    return Sent(what=next((kind for kind in _KINDS if getattr(message, kind)), "message"))


def tapped(update: Update, unpack: Unpack) -> Event | None:
    query = update.callback_query
    if query is None:
        return None
    return Tapped(
        button=unpack(clean(query.data or "")),
        message_id=query.message.message_id if query.message else None,
        query_id=query.id,
    )


def blocked(update: Update) -> Event | None:
    """Only leaving is news: a runner who comes back writes."""
    change = update.my_chat_member
    gone = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
    return Blocked() if change and change.new_chat_member.status in gone else None


def clean(text: str) -> str:
    """Without what no database and no wire takes: NUL, and halves of a surrogate pair."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text).replace("\0", "")


def _id(update: Update) -> int | None:
    message = update.effective_message
    return message.message_id if message else None


def _text(update: Update) -> str:
    message = update.effective_message
    return clean(message.text or "") if message else ""
