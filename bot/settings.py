"""The environment as one frozen value.

Rule: every variable begins with REGEN_; what is wrong with it is said in one line that names it and what to
do, and never repeats the value, for it may be a secret.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    ValidationInfo,
)
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "REGEN_"
TELEGRAM = "https://api.telegram.org/bot"
# Telegram's FAQ: about 30 messages a second to different chats (https://core.telegram.org/bots/faq); a few
# are left for the replies. A bot that pays for broadcasts is allowed up to 1,000.
BULK_PER_SECOND = 25.0
_BOT_FATHERS_FORM = r"\d+:[A-Za-z0-9_-]{3,}"

_WANTED = {
    "bot_token": "is not a bot token. It looks like 123456789:AAE…, just as @BotFather shows it.",
    "bot_token_file": "is not a file name. Name the file that holds the bot token.",
    "database_url": "is not a database address. Use sqlite:///path/to/file.sqlite3 or "
    "postgresql://user:password@host/name.",
    "api_url": "is not a Bot API address. It begins with http:// or https:// and ends with /bot, "
    "such as http://localhost:8081/bot.",
    "api_file_url": "is not a Bot API file address. It begins with http:// or https:// and ends with "
    "/file/bot, such as http://localhost:8081/file/bot.",
    "webhook_url": "is not an address for a webhook. It looks like https://coach.example.org/telegram, "
    "with a path and without ? or #. Telegram needs https and port 443, 80, 88 or 8443.",
    "webhook_listen": "is not an address to listen at. Use host:port, such as 127.0.0.1:8081.",
    "webhook_secret": "is not a webhook secret. Use 1 to 256 of A-Z, a-z, 0-9, _ and -, "
    "better 32 random ones.",
    "health_listen": "is not an address to listen at. Use host:port, such as 127.0.0.1:8082.",
    "content_dir": "is not a folder name. Name the folder that holds your own exercises, rules or texts.",
    "access": "is not one of open, allowlist, invite.",
    "allowed": "is not a list of Telegram ids. Write numbers with commas between, such as 1234567,7654321.",
    "invite_code": "is not an invite code. Use 8 to 64 of the signs A-Z a-z 0-9 _ and -, hard to guess.",
    "bulk_per_second": "is not a number of messages. Use 1 to 1000; 25 is what Telegram allows every bot.",
    "log_level": "is not a log level. Use DEBUG, INFO, WARNING or ERROR.",
    "log_format": "is not a log format. Use text or json.",
}
_HOW_TO_GET_ONE = (
    "No bot token. Write /newbot to @BotFather in Telegram, and put the token it gives you into "
    "REGEN_BOT_TOKEN (or into a file that REGEN_BOT_TOKEN_FILE names). "
    "To try the coach without Telegram: ./dev play needs none."
)


_WEBHOOK = ("webhook_url", "webhook_listen", "webhook_secret")


class SettingsError(Exception):
    """What is wrong with the environment, one line a problem."""


class Listen(NamedTuple):
    """Where a server of ours listens: a name or an address of this machine, and a port."""

    host: str
    port: int


def _stripped(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _in_form(token: SecretStr) -> SecretStr:
    if not re.fullmatch(_BOT_FATHERS_FORM, token.get_secret_value()):
        raise ValueError
    return token


def _a_code(code: SecretStr) -> SecretStr:
    # what Telegram takes behind ?start= (https://core.telegram.org/api/links#bot-links)
    if not re.fullmatch(r"[A-Za-z0-9_-]{8,64}", code.get_secret_value()):
        raise ValueError
    return code


def _for_telegram(url: str, known: ValidationInfo) -> str:
    """What Telegram's own servers can reach; a Bot API server of one's own reaches anything."""
    port = urlsplit(url).port  # ValueError when it is none
    fit = url.startswith("https:") and port in (None, 443, 80, 88, 8443)
    if known.data.get("api_url") == TELEGRAM and not fit:
        raise ValueError
    return url


def _listen(text: object) -> object:
    match = re.fullmatch(r"\s*(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+)):([0-9]{1,5})\s*", str(text))
    if match is None or not 0 < int(match[3]) <= 65535:
        raise ValueError
    return Listen(match[1] or match[2], int(match[3]))


def _wordly(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
        raise ValueError
    return secret


_Listen = Annotated[Listen, BeforeValidator(_listen)]


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", enable_decoding=False)

    bot_token: Annotated[SecretStr, BeforeValidator(_stripped), AfterValidator(_in_form)] | None = None
    bot_token_file: Path | None = None
    database_url: Annotated[str, StringConstraints(pattern=r"^(sqlite|postgres(ql)?)://")] = Field(
        "sqlite:///data/regen.sqlite3",
        repr=False,  # may hold a password
    )
    api_url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+.*/bot$")] = TELEGRAM
    api_file_url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+.*/bot$")] = Field(
        default_factory=lambda known: known.get("api_url", TELEGRAM).removesuffix("/bot") + "/file/bot"
    )
    webhook_url: (
        Annotated[
            str,
            BeforeValidator(_stripped),
            StringConstraints(pattern=r"^https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~/-]*)$"),
            AfterValidator(_for_telegram),
        ]
        | None
    ) = None
    webhook_listen: _Listen | None = None
    webhook_secret: Annotated[SecretStr, BeforeValidator(_stripped), AfterValidator(_wordly)] | None = None
    health_listen: _Listen | None = None
    content_dir: Path | None = None  # a host's own content, laid over the shipped one
    access: Literal["open", "allowlist", "invite"] = "open"
    allowed: Annotated[str, StringConstraints(pattern=r"^[\s,]*([0-9]{1,15}[\s,]*)*$")] = ""
    invite_code: Annotated[SecretStr, BeforeValidator(_stripped), AfterValidator(_a_code)] | None = None
    bulk_per_second: Annotated[float, Field(ge=1, le=1000, allow_inf_nan=False)] = BULK_PER_SECOND
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"],
        BeforeValidator(lambda level: level.upper() if isinstance(level, str) else level),
    ] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *others: PydanticBaseSettingsSource,
        **named: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)  # `load_settings` reads the environment it is given


def load_settings(env: Mapping[str, str]) -> Settings:
    """Raises SettingsError."""
    values = _Environment(Settings, env)()
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        # a value that is derived from a bad one is not a problem of its own
        wrong = (one for one in error.errors() if one["type"] != "default_factory_not_called")
        fields = dict.fromkeys(str(one["loc"][0]) for one in wrong)
        raise SettingsError("\n".join(f"{PREFIX}{name.upper()} {_WANTED[name]}" for name in fields)) from None
    _check_webhook(settings)
    return settings


def _check_webhook(settings: Settings) -> None:
    missing = [f"{PREFIX}{name.upper()}" for name in _WEBHOOK if getattr(settings, name) is None]
    if 0 < len(missing) < len(_WEBHOOK):
        raise SettingsError(
            f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing. For a webhook set "
            "REGEN_WEBHOOK_URL, REGEN_WEBHOOK_LISTEN and REGEN_WEBHOOK_SECRET; for polling none of them."
        )
    if settings.health_listen is not None and settings.health_listen == settings.webhook_listen:
        raise SettingsError(
            "REGEN_HEALTH_LISTEN and REGEN_WEBHOOK_LISTEN are the same address. Give each a port of its own: "
            "the webhook is for the world, the health page is not."
        )


def need_token(settings: Settings) -> str:
    """The bot token, from the variable or the file. Raises SettingsError."""
    if settings.bot_token is not None and settings.bot_token_file is not None:
        raise SettingsError("REGEN_BOT_TOKEN and REGEN_BOT_TOKEN_FILE are both set. Set only one of them.")
    if settings.bot_token is not None:
        return settings.bot_token.get_secret_value()
    if settings.bot_token_file is None:
        raise SettingsError(_HOW_TO_GET_ONE)
    return _read_token(settings.bot_token_file)


def _read_token(path: Path) -> str:
    try:
        token = path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SettingsError(f"REGEN_BOT_TOKEN_FILE: {path} cannot be read ({why}).") from None
    if not re.fullmatch(_BOT_FATHERS_FORM, token):
        raise SettingsError(f"REGEN_BOT_TOKEN_FILE: what {path} holds {_WANTED['bot_token']}")
    return token


class _Environment(EnvSettingsSource):
    """Reads a given environment instead of the process's own."""

    def __init__(self, settings_cls: type[BaseSettings], env: Mapping[str, str]) -> None:
        self._env = env
        super().__init__(settings_cls)

    def _load_env_vars(self) -> Mapping[str, str]:
        return {name.lower(): value for name, value in self._env.items() if value}
