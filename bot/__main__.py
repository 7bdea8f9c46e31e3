"""The command line. Every command imports what it needs itself, so that `health` stays light.

Errors meant for the host are one line on standard error and exit code 1 (2 for a wrong command line).
"""

import argparse
import asyncio
import gc
import os
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DATA = Path("data")


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit code."""
    args = _parser().parse_args(argv)
    gc.disable()  # imports make a lot and throw little away: searching it for waste is a tenth of the start
    try:
        return int(args.command(args) or 0)
    except _Line as error:
        print(f"regen-coach: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


class _Line(Exception):
    """An error whose words are all a host needs."""


@contextmanager
def _in_a_line(*kinds: type[Exception]) -> Iterator[None]:
    """Errors of these kinds were written for the host."""
    try:
        yield
    except kinds as error:
        raise _Line(str(error)) from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="regen-coach", description="A Telegram coach for the day after the run."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[[argparse.Namespace], int | None], words: str) -> Any:
        one = commands.add_parser(name, help=words, description=words)
        one.set_defaults(command=command)
        return one

    for name, command, words in (
        ("play", _play, "the coach and a chat page on this machine; needs no token and no network"),
        ("telegram", _telegram, "the playground's Telegram alone, for a coach started beside it"),
    ):
        one = add(name, command, words)
        one.add_argument("--port", type=_port, help="of the page (default 8080, or any free one)")
        one.add_argument("--data", type=Path, default=DATA / "play", help="folder of its files (data/play)")
    add("run", _run, "the coach on Telegram; settings come from REGEN_… variables")
    add("migrate", _migrate, "bring the database to the newest tables")
    add("health", _health, "exit 0 when the coach is at work")
    add("doctor", _doctor, "look at settings, content, database and Telegram, and say what is wrong")
    add("check-content", _check_content, "read exercises, rules and texts, and say what was found")
    add("content-page", _content_page, "docs/content.md, made from the content")
    _add_plan(add("plan", _plan, "a session as the chooser would choose it, for trying rules"))
    return parser


def _add_plan(one: argparse.ArgumentParser) -> None:
    """What may be asked is checked against the rule book, later; a name or a number here is only a text."""
    one.add_argument("--day-type", help="race-marathon, long-run, easy, rest …")
    one.add_argument("--days-since", metavar="N", help="days since that run (default 1; 0 is the same day)")
    one.add_argument("--minutes", metavar="N", help="how long")
    one.add_argument("--sore", metavar="AREA=0-10", action="append", default=[], help="may be given again")
    for name, words in (
        ("kit", "what is at home"),
        ("sharp", "areas with sharp pain"),
        ("avoid", "safety tags"),
        ("focus", "areas that get extra time"),
    ):
        one.add_argument(f"--{name}", metavar="A,B", action="append", default=[], help=words)
    one.add_argument("--hypermobile", action="store_true")
    one.add_argument("--beginner", action="store_true")
    one.add_argument("--seed", default="", help="another one lets equals take turns")
    one.add_argument("--json", action="store_true", help="JSON instead of a table")
    one.add_argument(
        "--stdin", action="store_true", help="one JSON request a line in, one JSON answer a line out"
    )


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text} is not a port (0 to 65535)")
    return int(text)


def _settings() -> Any:
    from bot.settings import SettingsError, load_settings

    with _in_a_line(SettingsError):
        settings = load_settings(os.environ)
    _set_up_logging(settings)
    return settings


def _set_up_logging(settings: Any, *more: str) -> None:
    """No secret of the settings, and none of `more`, is ever printed."""
    from bot.logs import set_up_logging

    hidden = (settings.bot_token, settings.webhook_secret, settings.invite_code)
    secrets = [one.get_secret_value() for one in hidden if one]
    set_up_logging(settings.log_level, settings.log_format, [*secrets, *more])


def _at_work(work: Coroutine[Any, Any, None]) -> None:
    """The coach, or its Telegram, until it is stopped."""
    from bot.edge.trouble import EdgeError
    from bot.serving import CannotListen
    from content.reading import ContentError
    from db.errors import DatabaseError

    gc.freeze()
    gc.enable()
    with _in_a_line(EdgeError, CannotListen, ContentError, DatabaseError):
        asyncio.run(work)


def _say(line: str) -> None:
    print(line, flush=True)


def _play(args: argparse.Namespace) -> None:
    from bot.play import PlayError, play

    content_dir = _settings().content_dir
    with _in_a_line(PlayError):
        _at_work(play(args.data, args.port, _say, content_dir))


def _telegram(args: argparse.Namespace) -> None:
    from bot.play import PlayError, telegram_alone

    _settings()
    with _in_a_line(PlayError):
        _at_work(telegram_alone(args.data, args.port, _say))


def _run(args: argparse.Namespace) -> None:
    from bot.access import access_of
    from bot.settings import SettingsError, need_token

    settings = _settings()
    with _in_a_line(SettingsError):
        token = need_token(settings)
        access_of(settings)
    _set_up_logging(settings, token)  # it may have come from a file
    from bot.app import run  # a second's worth of imports: not before there is something to run

    _at_work(run(settings, token))


def _migrate(args: argparse.Namespace) -> None:
    from db.engine import upgrade
    from db.errors import DatabaseError

    with _in_a_line(DatabaseError):
        _say(f"The tables are at revision {asyncio.run(upgrade(_settings().database_url))}.")


def _health(args: argparse.Namespace) -> int:
    from bot.health import sign_of_life
    from db.errors import DatabaseError

    with _in_a_line(DatabaseError):
        line, well = asyncio.run(sign_of_life(_settings().database_url))
    _say(line)
    return 0 if well else 1


def _doctor(args: argparse.Namespace) -> int:
    from bot.doctor import examine

    settings = _settings()

    async def look() -> bool:
        well = True
        async for finding in examine(settings):
            _say(f"{'ok ' if finding.well else 'BAD'}  {finding.line}")
            well = well and finding.well
        return well

    return 0 if asyncio.run(look()) else 1


def _check_content(args: argparse.Namespace) -> None:
    from content.differences import differences
    from content.library import ContentError, content_summary, load_library

    folder = _settings().content_dir
    with _in_a_line(ContentError):
        library = load_library(overlay=folder)
    _say(content_summary(library))
    if folder is not None:
        files = len(library.own)
        _say(f"own content in {folder}: {files} file{'' if files == 1 else 's'}")
        for line in differences(load_library(), library):
            _say(f"  {line}")


def _content_page(args: argparse.Namespace) -> None:
    from content.library import ContentError, load_library
    from content.page import content_page, read_article

    with _in_a_line(ContentError):
        library = load_library()
        print(content_page(library, read_article(library)), end="")


def _plan(args: argparse.Namespace) -> None:
    from bot.plan_cli import BadRequest, Planner, request_from_options
    from bot.plan_lines import PlanningStopped, answer_lines, cores
    from content.library import ContentError, load_library

    with _in_a_line(ContentError, BadRequest, PlanningStopped):
        library = load_library(overlay=_settings().content_dir)
        if args.stdin:
            answer_lines(library, sys.stdin.fileno(), _write, cores())
            return
        request = request_from_options(library, vars(args))
        planner = Planner(library)
        _say(planner.in_json(request) if args.json else planner.in_words(request))


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
