"""Logging: standard library, as text or as JSON lines, to standard error.

Rule: no secret and no runner's words in a log, at any level. Only our own loggers follow the level; a
library may warn, no more (below that they print addresses with the token, SQL parameters and whole
messages), and those that print bodies even when they warn are silent: the edge logs the same failures
without them. Secrets are taken out of the finished line, so it does not matter whether they came in a
message, an argument or a traceback.
"""

import json
import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal
from urllib.parse import quote

OURS = ("bot", "db", "content")
PRINT_BODIES = ("telegram.request", "telegram.Bot", "telegram.ext.ExtBot", "telegram.ext.Application")
CUT_OUT = "[secret]"


def set_up_logging(level: str, style: Literal["text", "json"], secrets: Sequence[str]) -> None:
    """`level`: of our own lines. `secrets`: never printed; a bot token also by its half behind the colon."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter((_Json if style == "json" else _Text)(secrets))
    root = logging.getLogger()
    for old in root.handlers[:]:
        if isinstance(old.formatter, _Safe):
            root.removeHandler(old)  # set up a second time
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    for name in PRINT_BODIES:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    sys.excepthook = _log_last_words


class _Safe(logging.Formatter):
    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        parts = {part for secret in secrets for part in (secret, secret.partition(":")[2])}
        spelled = {spelling for part in parts if len(part) >= 8 for spelling in (part, quote(part, safe=""))}
        self._secrets = sorted(spelled, key=len, reverse=True)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    def cut(self, line: str) -> str:
        for secret in self._secrets:
            line = line.replace(secret, CUT_OUT)
        return line


class _Text(_Safe):
    def format(self, record: logging.LogRecord) -> str:
        return self.cut(super().format(record))


class _Json(_Safe):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return self.cut(json.dumps(line, ensure_ascii=False))


def _log_last_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What nobody caught is logged like everything else, instead of printed raw."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        logging.getLogger("bot").critical("stopped by an error", exc_info=(kind, error, trace))
