"""The playground: the coach and a Telegram of our own in one process, met over loopback.

The coach's clock can be put forward on the page; how far is kept with the chats, so a restart goes on
in the same hour.
"""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import Coach, bot_for, opened, stop_on_signals
from bot.clock import Clock
from bot.playground.core import PLAY_TOKEN, Telegram
from bot.playground.serve import Serving, serve
from bot.playground.web import playground_app
from content.library import load_library

HOST = "127.0.0.1"
PORT = 8080
OFFSET = "clock offset in seconds"


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


async def play(folder: Path, port: int | None, say: Callable[[str], None]) -> None:
    """The coach and a chat page on this machine until told to stop; everything is kept in `folder`."""
    stop = stop_on_signals()
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - before anything waits
    clock = Clock()
    with closing(Telegram(folder / "telegram.sqlite3", now=clock.now)) as telegram:
        clock.offset = timedelta(seconds=float(telegram.meta(OFFSET) or 0))
        hand = PlayClock(telegram, clock)
        server, bound = await _serve(telegram, hand, port)
        try:
            async with opened(f"sqlite:///{(folder / 'regen.sqlite3').resolve()}") as database:
                api = f"http://{HOST}:{bound}"
                bot = bot_for(PLAY_TOKEN, f"{api}/bot", f"{api}/file/bot")
                hand.coach = Coach(database, load_library(), bot, clock)
                say(f"Open {api} in a browser. Stop with Ctrl-C; everything is kept.")
                await hand.coach.run(stop)
        finally:
            await server.stop()


async def telegram_alone(folder: Path, port: int | None, say: Callable[[str], None]) -> None:
    """Our Telegram without a coach, so that a coach can be started, killed and started beside it."""
    stop = stop_on_signals()
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - before anything waits
    with closing(Telegram(folder / "telegram.sqlite3", now=Clock().now)) as telegram:
        server, bound = await _serve(telegram, None, port)
        try:
            api = f"http://{HOST}:{bound}"
            say(f"Telegram is at {api}. The coach meets it with:")
            say(f"REGEN_BOT_TOKEN={PLAY_TOKEN} REGEN_API_URL={api}/bot ./dev run")
            await stop.wait()
        finally:
            await server.stop()


async def _serve(telegram: Telegram, clock: PlayClock | None, port: int | None) -> tuple[Serving, int]:
    """On the wanted port; without a wish on the usual one, or any free one when that is taken."""
    app = playground_app(telegram, clock)
    if port is not None:
        return await serve(app, HOST, port)
    try:
        return await serve(app, HOST, PORT)
    except OSError:
        return await serve(app, HOST, 0)
