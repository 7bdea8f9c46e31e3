"""The playground: the coach and a Telegram of our own in one process, met over loopback.

The coach's clock can be put forward on the page; how far is kept with the chats, so a restart goes on
in the same hour.
"""

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from bot.alone import alone, write_down
from bot.app import Coach, bot_for, opened, stop_on_signals
from bot.clock import Clock
from bot.playground.core import PLAY_TOKEN, Telegram
from bot.playground.deliveries import delivering
from bot.playground.serve import Serving, serve
from bot.playground.web import playground_app
from content.library import load_library

HOST = "127.0.0.1"
PORT = 8080
OFFSET = "clock offset in seconds"


class PlayError(Exception):
    """The playground cannot be opened; the message is one line for the host."""


class PlayClock:
    """The page's hand on the coach's clock: forward only."""

    def __init__(self, telegram: Telegram, clock: Clock) -> None:
        self._telegram = telegram
        self._clock = clock
        self.coach: Coach | None = None

    def now(self) -> datetime:
        return self._clock.now()

    async def next_due(self) -> datetime | None:
        return await self.coach.shell.next_due() if self.coach is not None else None

    async def travel(self, to: datetime) -> None:
        self._clock.offset += max(to - self._clock.now(), timedelta())
        self._telegram.set_meta(OFFSET, str(self._clock.offset.total_seconds()))
        if self.coach is not None:
            await self.coach.heartbeat.beat()
            await self.coach.sender.idle()


async def play(
    folder: Path, port: int | None, say: Callable[[str], None], content_dir: Path | None = None
) -> None:
    """The coach and a chat page on this machine until told to stop; everything is kept in `folder`.

    `content_dir`: a host's own content, laid over the shipped one.
    """
    stop = stop_on_signals()
    library = load_library(overlay=content_dir)
    clock = Clock()
    with _alone_in(folder) as note, closing(_telegram(folder, clock)) as telegram:
        clock.offset = timedelta(seconds=float(telegram.meta(OFFSET) or 0))
        hand = PlayClock(telegram, clock)
        async with opened(f"sqlite:///{(folder / 'regen.sqlite3').resolve()}", stop) as database:
            server, api = await _serve(telegram, hand, port)
            try:
                write_down(note, api)
                bot = bot_for(PLAY_TOKEN, f"{api}/bot", f"{api}/file/bot")
                hand.coach = Coach(database, library, bot, clock)
                say(f"Open {api} in a browser. Stop with Ctrl-C; everything is kept.")
                await hand.coach.run(stop)
            finally:
                await server.stop()


async def telegram_alone(folder: Path, port: int | None, say: Callable[[str], None]) -> None:
    """Our Telegram without a coach, so that a coach can be started, killed and started beside it."""
    stop = stop_on_signals()
    with _alone_in(folder) as note, closing(_telegram(folder, Clock())) as telegram:
        server, api = await _serve(telegram, None, port)
        try:
            write_down(note, api)
            say(f"Telegram is at {api}. The coach meets it with:")
            say(f"REGEN_BOT_TOKEN={PLAY_TOKEN} REGEN_API_URL={api}/bot ./dev run")
            async with delivering(telegram):
                await stop.wait()
        finally:
            await server.stop()


@contextmanager
def _alone_in(folder: Path) -> Iterator[IO[str]]:
    """Holds the folder, which two at once would tear apart; gives the note that says where we are."""

    def taken(note: str) -> PlayError:
        return PlayError(
            f"{folder} is in use already: a playground is open at {note or 'this moment'}. "
            "Use that one, or name another folder with --data."
        )

    with ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            note = stack.enter_context(alone(folder / "address", taken))
        except OSError as error:
            raise PlayError(
                f"Cannot keep anything in {folder}: {error.strerror}. Name another folder with --data."
            ) from None
        yield note


def _telegram(folder: Path, clock: Clock) -> Telegram:
    path = folder / "telegram.sqlite3"
    try:
        return Telegram(path, now=clock.now)
    except sqlite3.Error as error:
        raise PlayError(f"Cannot use {path}: {error}. Name another folder with --data.") from None


async def _serve(telegram: Telegram, clock: PlayClock | None, port: int | None) -> tuple[Serving, str]:
    """On the wanted port; without a wish on the usual one, or any free one when that is taken."""
    app = playground_app(telegram, clock)
    try:
        try:
            server, bound = await serve(app, HOST, PORT if port is None else port)
        except OSError:
            if port is not None:
                raise
            server, bound = await serve(app, HOST, 0)
    except OSError as error:
        why = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        raise PlayError(f"Port {port} {why}. Name another one with --port; 0 is any free one.") from None
    return server, f"http://{HOST}:{bound}"
