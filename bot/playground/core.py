"""A small, strict Telegram for one bot: the core under both faces (HTTP, and a BaseRequest for tests).

Rule: `call` is all a bot can do, the methods of People are all a person can do; both see the same chats.
"""

import re
from collections import Counter, deque
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.playground import editing, profile, sending, updates, webhooks
from bot.playground.checks import Upload, read_params
from bot.playground.faults import Faults
from bot.playground.limits import Limits
from bot.playground.people import NotPossible, People
from bot.playground.refusal import AnswerLost, BrokenWire, Garbled, NeverSent, Refused
from bot.playground.store import JSON
from bot.playground.world import PLAY_TOKEN, World

__all__ = [
    "PLAY_TOKEN",
    "AnswerLost",
    "BrokenWire",
    "Garbled",
    "NeverSent",
    "NotPossible",
    "Telegram",
    "Upload",
]

_METHODS: dict[str, Callable[[World, JSON], Any]] = {
    "getMe": profile.get_me,
    "setWebhook": webhooks.set_webhook,
    "deleteWebhook": webhooks.delete_webhook,
    "getWebhookInfo": webhooks.get_webhook_info,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendAnimation": sending.send_animation,
    "sendDocument": sending.send_document,
    "sendLocation": sending.send_location,
    "sendChatAction": sending.send_chat_action,
    "setMessageReaction": sending.set_message_reaction,
    "answerCallbackQuery": sending.answer_callback_query,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "getFile": profile.get_file,
    "getChat": profile.get_chat,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyName": profile.set_my_name,
    "getMyName": profile.get_my_name,
    "setMyDescription": profile.set_my_description,
    "getMyDescription": profile.get_my_description,
    "setMyShortDescription": profile.set_my_short_description,
    "getMyShortDescription": profile.get_my_short_description,
    "setChatMenuButton": profile.set_chat_menu_button,
    "getChatMenuButton": profile.get_chat_menu_button,
}
# Telegram takes the name of a method in any case.
_NAMES = {name.lower(): name for name in (*_METHODS, "getUpdates")}
_MESSAGES = ("sendMessage", "sendPhoto", "sendAnimation", "sendDocument", "sendLocation")
_LOG_LENGTH = 10_000


class Telegram(People):
    """One bot's Telegram, kept in one SQLite file (None: in memory). One process, one event loop."""

    def __init__(
        self,
        path: Path | None,
        *,
        now: Callable[[], datetime],
        token: str = PLAY_TOKEN,
        username: str = "regen_coach_bot",
        name: str = "Regen Coach",
    ) -> None:
        super().__init__(path, now=now, token=token, username=username, name=name)
        self.faults = Faults()
        self.limits: Limits | None = None  # None: no flood control
        self.calls: Counter[str] = Counter()
        # (method, parameters as they came), the newest last; long polls are in it too
        self.calls_log: deque[tuple[str, dict[str, Any]]] = deque(maxlen=_LOG_LENGTH)
        self._poller = updates.Poller(self)

    async def call(
        self, token: str, method: str, params: Mapping[str, Any], files: Mapping[str, Upload] | None = None
    ) -> tuple[int, JSON]:
        """One Bot API call: HTTP status and body. Raises BrokenWire where the caller would get no body."""
        try:
            return 200, {"ok": True, "result": await self._run(token, method, params, files or {})}
        except Refused as refused:
            return refused.code, refused.body()

    async def _run(
        self, token: str, method: str, params: Mapping[str, Any], files: Mapping[str, Upload]
    ) -> Any:
        if token != self.token:
            well_formed = re.fullmatch(r"\d+:[A-Za-z0-9_-]{30,}", token)
            raise Refused(401, "Unauthorized") if well_formed else Refused(404, "Not Found")
        name = _NAMES.get(method.lower())
        if name is None:
            raise Refused(404, "Not Found: method not found")
        self.calls[name] += 1
        self.calls_log.append((name, dict(params)))
        fault = self.faults.strike(name, params.get("chat_id"))
        if fault is not None:
            await fault.before()
        args = read_params(name, params, files)
        if self.limits is not None and name in _MESSAGES:
            self.limits.send(args["chat_id"])
        result = await self._do(name, args)
        if fault is not None:
            fault.after()
        return result

    async def _do(self, name: str, args: JSON) -> Any:
        if name == "getUpdates":
            return await self._poller.get_updates(args)
        with self.change():
            result = _METHODS[name](self, args)
        if name in ("setWebhook", "deleteWebhook"):
            self.arrived.set()  # a poll that waits ends, for it may not run beside a webhook
        return result

    def file(self, token: str, file_path: str) -> bytes | None:
        """The bytes of a file, as the download address gives them."""
        return self.store.file_data(file_path) if token == self.token else None

    def menu(self, person: int | None = None) -> list[JSON]:
        """The commands a person's menu shows, in their language; for nobody: the default ones."""
        language = None if person is None else self.user_of(person).get("language_code")
        return profile.commands_shown(self, person, language)

    def description(self, person: int | None = None) -> str:
        """What an empty chat shows before the first message."""
        language = None if person is None else self.user_of(person).get("language_code")
        return profile.description_shown(self, language)
