"""Who may use this coach: everybody, the ids on a list, or whoever came in by the invite link once.

Rule: asked inside the update's transaction, before anything is written for the person.
"""

import hmac
from typing import Literal

from pydantic import SecretStr

from bot.coach.base import Frozen
from bot.coach.events import Command, Event
from bot.settings import Settings, SettingsError


class Access(Frozen):
    """`allowed`: Telegram ids (allowlist). `code`: what stands behind ?start= in the link (invite)."""

    mode: Literal["open", "allowlist", "invite"] = "open"
    allowed: frozenset[int] = frozenset()
    code: SecretStr | None = None

    def admits(self, chat_id: int, *, known: bool, event: Event | None = None) -> bool:
        """`known`: has been let in before. `event`: what they have just sent."""
        match self.mode:
            case "open":
                return True
            case "allowlist":
                return chat_id in self.allowed
            case "invite":
                return known or self._invited(event)

    def _invited(self, event: Event | None) -> bool:
        if self.code is None or not isinstance(event, Command) or event.name != "start":
            return False
        return hmac.compare_digest(event.words.encode(), self.code.get_secret_value().encode())


def access_of(settings: Settings) -> Access:
    """Who may use the coach. Raises SettingsError when the mode wants what is not there."""
    if settings.access == "allowlist" and not settings.allowed:
        raise SettingsError(
            "REGEN_ACCESS=allowlist lets in whom REGEN_ALLOWED names, and it names nobody. Put the Telegram "
            "ids of your runners there, such as REGEN_ALLOWED=1234567,7654321."
        )
    if settings.access == "invite" and settings.invite_code is None:
        raise SettingsError(
            "REGEN_ACCESS=invite lets in whoever comes with the code, and there is none. Put one into "
            "REGEN_INVITE_CODE, and give your runners the link https://t.me/YOUR_BOT?start=THE_CODE."
        )
    allowed = frozenset(int(one) for one in settings.allowed.split(",") if one.strip())
    return Access(mode=settings.access, allowed=allowed, code=settings.invite_code)
