"""The only wiring.

`Coach` is the whole bot on one database and one Bot API; `run` meets Telegram, play.py a Telegram of
our own in the same process, over the same transport.
"""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, nullcontext, suppress
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from bot.access import Access, access_of
from bot.alone import alone, write_down
from bot.clock import Clock
from bot.edge.client import CoachBot, connect, disconnect, make_bot
from bot.edge.files import Files
from bot.edge.flood import Flood
from bot.edge.handlers import build_application
from bot.edge.intake import Polling
from bot.edge.pace import LostLead, Pulse, Stopped, cancelled, unless_stopped
from bot.edge.profile import introduce
from bot.edge.sender import Sender
from bot.edge.settle import Settling
from bot.edge.transport import make_request
from bot.edge.webhook import Place, Webhook
from bot.health import Checkup
from bot.health_page import Health, health_app
from bot.heartbeat import Heartbeat
from bot.leader import Lead, lead_of, named
from bot.serving import served
from bot.settings import BULK_PER_SECOND, Settings
from bot.shell import Shell
from bot.shell_types import Filed, Posted
from bot.voice.buttons import unpack
from content.library import Library, load_library
from db.address import file_of
from db.engine import Database, open_database
from db.errors import DatabaseError, storage_away
from db.revisions import newest

# seconds of a pause that outlast the process; a clock that was put back must not silence us for days
LONGEST_KEPT_PAUSE = 3600.0
CONNECTIONS = 64  # calls to the Bot API under way at once

log = logging.getLogger(__name__)


class Coach:
    """The bot on one database and one Bot API.

    `lead`: whether it works or stands by. Sender, heartbeat and intake are made anew for every time it leads.
    `webhook`: where Telegram brings the updates; None: they are fetched.
    """

    def __init__(
        self,
        database: Database,
        library: Library,
        bot: CoachBot,
        clock: Clock,
        *,
        pulse: Pulse | None = None,
        poll_seconds: int = 30,
        lead: Lead | None = None,
        bulk_per_second: float = BULK_PER_SECOND,
        access: Access | None = None,
        webhook: Place | None = None,
        flood: Flood | None = None,
    ) -> None:
        self._library = library
        self._pulse = pulse or Pulse()
        self._poll_seconds = poll_seconds
        self._lead = lead or lead_of(database)
        self._bot = bot
        self.clock = clock
        self._bulk_per_second = bulk_per_second
        self.shell = Shell(self._lead, library, now=clock.now, tzdb=version("tzdata"), access=access)
        self._application = build_application(bot, self.shell, unpack, self._commands(), flood)
        self._settling = Settling(
            self._application,
            self.shell,
            pulse=self._pulse,
            storage_away=lambda error: isinstance(error, LostLead) or storage_away(error),
            on_set_aside=self.shell.apologise,
        )
        self._webhook = webhook and Webhook(
            bot,
            self.shell,
            self._settling,
            webhook,
            pulse=self._pulse,
            check=self._lead.check,
            ready=lambda chat: self.files.read(chat),
            on_contact=lambda: self.heartbeat.contact(),
        )
        self._state: Literal["starting", "ready", "at work", "stopping"] = "starting"
        self._since = clock.real()
        self._checkup = Checkup(database, clock.real)
        self._hire()

    def _hire(self) -> None:
        """Those who work while this process leads; they remember nothing of an earlier time."""
        check = self._lead.check
        self.sender = Sender(
            self._bot,
            self.shell,
            now=self.clock.now,
            pulse=self._pulse,
            check=check,
            keep_pause=self._keep_pause,
            bulk_per_second=self._bulk_per_second,
        )
        self.heartbeat = Heartbeat(
            self.shell, now=self.clock.now, real=self.clock.real, room=self.sender.room
        )
        self.files = Files(
            self._bot, self.shell, pulse=self._pulse, check=check, storage_away=self._settling.storage_away
        )
        self.shell.on_files = self.files.post
        self.shell.on_letters = self.sender.post
        self.shell.on_due = self.heartbeat.wake_at
        self._intake = self._webhook or Polling(
            self._bot,
            self.shell,
            self._settling,
            pulse=self._pulse,
            timeout=self._poll_seconds,
            check=check,
            busy=self.files.reading,
            on_contact=self.heartbeat.contact,
        )

    def _commands(self) -> frozenset[str]:
        named = (command.name for texts in self._library.texts.values() for command in texts.commands)
        return frozenset(("start", *named))

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set: work while this process leads, stand by while another one does.

        At the end of all, what is in hand is finished and confirmed, and the lead is given back.
        """
        try:
            async with self._webhook.listening() if self._webhook else nullcontext():
                if await connect(self._application, stop, self._pulse):
                    self._state = "ready"
                    while await self._lead.win(stop):
                        await self._work_while_leading(stop)
                        if not stop.is_set():
                            self._hire()
        finally:
            await disconnect(self._application)

    async def health(self) -> Health:
        """How it is now, for the health page."""
        trouble, leader = await self._checkup()
        at_work = self._state == "at work"
        problems = (
            "Telegram has not answered yet" if self._state == "starting" else None,
            "stopping" if self._state == "stopping" else None,
            "Telegram refuses the bot token" if self.sender.refused else None,
            trouble,
        )
        found = tuple(problem for problem in problems if problem is not None)
        return Health(
            status="unwell" if found else "ok" if at_work else "standing by",
            problems=found,
            mode="webhook" if self._webhook else "polling",
            leads=at_work and self._lead.sure,
            leader=leader and named(leader),
            version=version("regen-coach"),
            tzdata=version("tzdata"),
            since=self._since,
        )

    async def _work_while_leading(self, stop: asyncio.Event) -> None:
        keeping = asyncio.create_task(self._lead.keep(), name="lead")
        working = asyncio.create_task(self._work(stop), name="work")
        try:
            await asyncio.wait({keeping, working}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                with suppress(LostLead):
                    working.result()
        finally:
            await cancelled(working)
            await cancelled(keeping)
            await self._lead.give_back()

    async def _present(self) -> None:
        """Name, menu and description, in each language; English is for all the others."""
        for language, texts in self._library.texts.items():
            commands = [(command.name, command.description) for command in texts.commands]
            code = None if language == "en" else language
            await introduce(self._bot, commands, texts.description, texts.short_description, code)

    async def _work(self, stop: asyncio.Event) -> None:
        try:
            letters, files = await unless_stopped(stop, self._waiting())
        except Stopped:
            return
        self.sender.post(letters)
        self.files.post(files)
        sender_stop = asyncio.Event()
        sending = asyncio.create_task(self.sender.run(sender_stop), name="sender")
        taking = asyncio.create_task(self._intake.run(stop), name="intake")
        presenting = asyncio.create_task(self._present(), name="introduction")  # nobody waits for it
        self.heartbeat.start()
        self._state = "at work"
        lost = False
        try:
            await asyncio.wait({sending, taking}, return_when=asyncio.FIRST_COMPLETED)
            if taking.done():
                taking.result()  # an error of the intake is the program's
        except (asyncio.CancelledError, LostLead):
            lost = True
            raise
        finally:
            self._state = "stopping" if stop.is_set() else "ready"
            try:
                await cancelled(presenting)
                if not lost:  # without the lead nothing is finished
                    await self.heartbeat.stop()
                    await self.files.close()
                    sender_stop.set()  # after the intake, so that its last answers still leave
                    if not taking.done():
                        await cancelled(taking)
                    await sending
            finally:
                self.heartbeat.abandon()
                await cancelled(taking, sending)
                await self.files.close()

    async def _keep_pause(self, seconds: float) -> None:
        await self.shell.keep_pause(self.clock.real() + timedelta(seconds=seconds))

    async def _waiting(self) -> tuple[list[Posted], list[Filed]]:
        """The letters that have not left and the files that are not read, as soon as the database can be
        read; before that, dues by today's rules."""
        tries = 0
        while True:
            try:
                await self.shell.mend_dues()
                until = await self.shell.paused_until()
                if until is not None and (left := (until - self.clock.real()).total_seconds()) > 0:
                    self.sender.silence(min(left, LONGEST_KEPT_PAUSE))
                return await self.shell.waiting_letters(), await self.shell.waiting_files()
            except Exception as error:
                if not storage_away(error):
                    raise
                tries += 1
                if tries == 1:
                    log.warning("the outbox cannot be read (%s), trying on", type(error).__name__)
            await self._pulse.sleep(self._pulse.back_off(tries))


@asynccontextmanager
async def opened(url: str, stop: asyncio.Event) -> AsyncIterator[Database]:
    """The database. Our own SQLite file is ours alone, and brought to the newest tables by itself.

    Soon after `stop` is set nothing waits for it any more.
    """
    database = open_database(url)

    async def hurry() -> None:
        await stop.wait()
        database.hurry()

    hurrying = asyncio.create_task(hurry(), name="hurry")
    try:
        with ExitStack() as stack:
            if database.dialect == "sqlite":
                _hold(stack, file_of(url))
                await database.upgrade()
            elif await database.revision() != newest():
                raise DatabaseError(
                    "The tables are not there or of an older version. Run ./dev migrate first."
                )
            yield database
    finally:
        await cancelled(hurrying)
        await database.close()


def _hold(stack: ExitStack, file: Path | None) -> None:
    """Keep other processes from a SQLite file: two coaches on one would each send everything."""
    if file is None:
        return

    def taken(note: str) -> DatabaseError:
        return DatabaseError(
            f"The database file {file} is in use already: a coach is at work on it ({note or 'just begun'}). "
            "Stop that one, or name another file in REGEN_DATABASE_URL. Several processes need PostgreSQL."
        )

    there = file.resolve()  # by whatever name it is called
    lock = there.with_name(f"{there.name}.lock")
    try:
        write_down(stack.enter_context(alone(lock, taken)), f"process {os.getpid()}")
    except OSError as error:
        raise DatabaseError(
            f"Cannot lock {lock}: {error.strerror}. This user has to own it, and the folder it is in."
        ) from None


def stop_on_signals() -> asyncio.Event:
    """Set by Ctrl-C and by SIGTERM; a second signal does not cut the clean stop short."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    return stop


def bot_for(token: str, api_url: str, api_file_url: str) -> CoachBot:
    return make_bot(
        token,
        api_url=api_url,
        api_file_url=api_file_url,
        request=make_request(api_url, connections=CONNECTIONS),
        get_updates_request=make_request(api_url, connections=1),
    )


def place_of(settings: Settings) -> Place | None:
    """Where Telegram is to bring the updates; None: they are fetched."""
    url, listen, secret = settings.webhook_url, settings.webhook_listen, settings.webhook_secret
    if url is None or listen is None or secret is None:
        return None
    return Place(url, listen, secret.get_secret_value())


async def run(settings: Settings, token: str) -> None:
    """The coach on Telegram, or on any Bot API server, until it is told to stop."""
    stop = stop_on_signals()
    library = load_library(overlay=settings.content_dir)
    async with opened(settings.database_url, stop) as database:
        bot = bot_for(token, settings.api_url, settings.api_file_url)
        coach = Coach(
            database,
            library,
            bot,
            Clock(),
            bulk_per_second=settings.bulk_per_second,
            access=access_of(settings),
            webhook=place_of(settings),
        )
        async with served(health_app(coach.health), "REGEN_HEALTH_LISTEN", settings.health_listen):
            await coach.run(stop)
