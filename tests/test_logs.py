"""No secret and no runner's words in a log, at any level."""

import asyncio
import json
import logging
import sys
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from telegram.error import InvalidToken, TelegramError

from bot.edge.client import make_bot
from bot.edge.transport import make_request
from bot.logs import CUT_OUT, set_up_logging

TOKEN = "123456789:AACanary_token-that-must-never-show"
log = logging.getLogger("bot.test")


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level, sys.excepthook
    levels = {name: logger.level for name, logger in _loggers().items()}
    yield
    root.handlers, hook = before[0], before[2]
    root.setLevel(before[1])
    sys.excepthook = hook
    for name, logger in _loggers().items():
        logger.setLevel(levels.get(name, logging.NOTSET))


def _loggers() -> dict[str, logging.Logger]:
    found = logging.Logger.manager.loggerDict.items()
    return {name: logger for name, logger in found if isinstance(logger, logging.Logger)}


def printed(capsys: pytest.CaptureFixture[str]) -> str:
    out, err = capsys.readouterr()
    assert out == ""
    return err


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_secret_is_cut_out_of_messages_arguments_and_tracebacks(
    capsys: pytest.CaptureFixture[str], style: str
) -> None:
    password = "pass/word:1"
    set_up_logging("DEBUG", style, [TOKEN, password])  # type: ignore[arg-type]
    log.debug("postgresql://regen:%s@host/db", quote(password, safe=""))
    log.debug(f"whole {TOKEN}")
    log.debug("argument %s and %r", TOKEN, {"url": f"https://api.telegram.org/bot{TOKEN}/getMe"})
    log.debug("quoted %s, half %s", quote(TOKEN, safe=""), TOKEN.partition(":")[2])
    try:
        raise ValueError(f"the token `{TOKEN}` was rejected")
    except ValueError:
        log.exception("failed")
    shown = printed(capsys)
    assert "AACanary" not in shown
    assert "word" not in shown
    assert shown.count(CUT_OUT) >= 7
    assert "was rejected" in shown


@pytest.mark.parametrize("style", ["text", "json"])
async def test_a_real_bot_on_a_failing_server_never_shows_its_token(
    capsys: pytest.CaptureFixture[str], style: str
) -> None:
    """Its own libraries print it: in addresses, in errors, in the bot's repr."""
    set_up_logging("DEBUG", style, [TOKEN])  # type: ignore[arg-type]
    answers = [
        b"HTTP/1.1 500 Oh no\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 401 No\r\nContent-Length: 59\r\n\r\n"
        b'{"ok": false, "error_code": 401, "description": "No, never"}'[:59],
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwhat",
    ]

    async def fail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if answers:
            writer.write(answers.pop())
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(fail, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot"
    requests = [make_request(url, connections=2) for _ in range(2)]
    bot = make_bot(TOKEN, api_url=url, api_file_url=url, request=requests[0], get_updates_request=requests[1])
    for _ in range(4):
        try:
            await bot.initialize()
        except TelegramError:
            log.exception("no luck with %r", bot)
    log.error("%s", InvalidToken(f"The token `{TOKEN}` was rejected by the server."))
    await bot.shutdown()
    server.close()
    await server.wait_closed()
    shown = printed(capsys)
    assert "AACanary" not in shown
    assert shown.count(CUT_OUT) >= 5
    assert "no luck with" in shown


def test_libraries_may_warn_but_not_chat(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("DEBUG", "text", [])
    for name in (
        "httpx",
        "httpcore",
        "telegram.ext",
        "apscheduler",
        "sqlalchemy.engine",
        "aiohttp",
        "asyncio",
    ):
        logging.getLogger(name).info("chat of %s", name)
        logging.getLogger(name).warning("warning of %s", name)
    shown = printed(capsys)
    assert "chat of" not in shown
    assert shown.count("warning of") == 7


def test_libraries_that_print_bodies_are_silent(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("DEBUG", "text", [])
    logging.getLogger("telegram.request.BaseRequest").error('Can not load invalid JSON data: "my knee hurts')
    logging.getLogger("telegram.Bot").critical("Error while parsing updates! my knee hurts")
    logging.getLogger("telegram.ext.ExtBot").critical("Error while parsing updates! my knee hurts")
    logging.getLogger("telegram.ext.Application").critical("update: my knee hurts")
    assert printed(capsys) == ""


@pytest.mark.parametrize(("level", "shown"), [("DEBUG", "abcd"), ("INFO", "bcd"), ("ERROR", "d")])
def test_our_own_lines_follow_the_level(capsys: pytest.CaptureFixture[str], level: str, shown: str) -> None:
    set_up_logging(level, "text", [])
    log.debug("a")
    log.info("b")
    log.warning("c")
    log.error("d")
    assert "".join(line[-1] for line in printed(capsys).splitlines()) == shown


def test_a_line_says_when_in_utc_how_bad_and_who(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", "text", [])
    log.warning("hello")
    when, level, name, words = printed(capsys).split()
    assert when.endswith("+00:00")
    assert (level, name, words) == ("WARNING", "bot.test:", "hello")


def test_json_lines_are_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", "json", [])
    log.info("two\nlines 🏃")
    try:
        raise ValueError("no")
    except ValueError:
        log.exception("failed")
    first, second = (json.loads(line) for line in printed(capsys).splitlines())
    assert first["message"] == "two\nlines 🏃"
    assert (second["level"], second["logger"]) == ("ERROR", "bot.test")
    assert second["traceback"].endswith("ValueError: no")


def test_what_nobody_caught_is_logged_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", "text", [TOKEN])
    error = InvalidToken(f"The token `{TOKEN}` was rejected by the server.")
    sys.excepthook(type(error), error, None)
    shown = printed(capsys)
    assert "stopped by an error" in shown
    assert "AACanary" not in shown


def test_setting_up_twice_prints_once(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", "text", [])
    set_up_logging("INFO", "text", [])
    log.info("hello")
    assert printed(capsys).count("hello") == 1
