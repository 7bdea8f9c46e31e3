"""The only file that commits, but for leader.py its own row. One update, one transaction, no network inside.

What is done inside it is in shell_unit.py. After the commit the letters are handed to the sender;
only then does the intake confirm the update to Telegram.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from secrets import token_hex

from sqlalchemy import Connection, RowMapping

from bot import shell_door
from bot.access import Access
from bot.coach import events as e
from bot.coach.model import WhyNot
from bot.shell_facts import new_runner, read_runner
from bot.shell_letters import Done
from bot.shell_types import Delivered, Filed, Person, Posted
from bot.shell_unit import Unit, not_sent, reminder_of
from bot.shell_zones import mend_some
from bot.voice.letter import ItemRef
from content.library import Library
from db.engine import Units
from db.errors import storage_away
from db.store import files, leases, outbox, reminders, runners, sessions, strangers, updates

TRIES = 3  # at a reminder that cannot be handled
CONTACT = "contact"  # the row that says when Telegram last answered
PAUSE = "pause"  # the row that says until when it asked us to send nothing
GROUP = 8  # reminders in one commit: a tap waits behind so few
SEEN_FOR = timedelta(hours=48)  # twice as long as Telegram keeps an update

log = logging.getLogger(__name__)


class Shell:
    """`now` is the coach's clock (aware UTC); `tzdb` the version of the zone data in use."""

    def __init__(
        self,
        database: Units,
        library: Library,
        *,
        now: Callable[[], datetime],
        tzdb: str,
        access: Access | None = None,
        on_letters: Callable[[Sequence[Posted]], None] = lambda letters: None,
        on_due: Callable[[datetime], None] = lambda due: None,
        on_files: Callable[[Sequence[Filed]], None] = lambda files: None,
    ) -> None:
        self._database = database
        self._library = library
        self._now = now
        self._tzdb = tzdb
        self._unit = Unit(library, access or Access(), tzdb)
        self.on_letters = on_letters
        self.on_files = on_files
        self.on_due = on_due  # a reminder was planned for then; the heartbeat may have to wake earlier

    # --- events ----------------------------------------------------------------------------------

    async def handle(self, update_id: int | None, person: Person, event: e.Event) -> bool:
        """Handle one event of one runner whole. False: this update was handled before."""
        now = self._now()
        done = await self._database.run(lambda conn: self._unit.taken(conn, update_id, person, event, now))
        if done is None:
            return False
        self._after_commit(done)
        return True

    def _after_commit(self, done: Done) -> None:
        self.on_letters(done.letters)
        self.on_files(done.files)
        for due in done.dues:
            self.on_due(due)

    async def take_due(self, limit: int = 64, go_on: Callable[[], bool] = lambda: True) -> int:
        """Turn due reminders into events, each in its own transaction. How many were taken.

        `go_on` is asked before each of them.
        """
        now = self._now()
        rows = await self._database.run(lambda conn: reminders.due(conn, now, limit))
        taken = 0
        while taken < len(rows) and go_on():
            group = rows[taken : taken + GROUP]
            await self._ring_all(group, now)
            taken += len(group)
        return taken

    async def _ring_all(self, group: Sequence[RowMapping], now: datetime) -> None:
        """A few reminders in one commit; where one of them cannot be handled, each in its own."""

        def unit(conn: Connection) -> list[Done]:
            events = ((row["chat_id"], e.Due(kind=row["kind"], day=row["local_date"])) for row in group)
            return [self._unit.unasked(conn, chat_id, event, now) for chat_id, event in events]

        try:
            rung = await self._database.run(unit)
        except Exception as error:
            if storage_away(error):
                raise
            for row in group:
                await self._ring(row, now)
            return
        for done in rung:
            self._after_commit(done)

    async def _ring(self, row: RowMapping, now: datetime) -> None:
        """One due reminder. One that cannot be handled is put away, so that it is in nobody's way."""
        chat_id, kind, day = row["chat_id"], row["kind"], row["local_date"]
        why = await self._unasked(chat_id, e.Due(kind=kind, day=day), now)
        if why is None:
            return
        await self._database.run(
            lambda conn: reminders.end(conn, chat_id, kind, day, "dropped", WhyNot.FAILED, now)
        )
        log.error("reminder %d put away after %d tries: %s", row["id"], TRIES, why)

    async def _unasked(self, chat_id: int, event: e.Unasked, now: datetime) -> str | None:
        """Handle an event that nobody sent, in its own transaction. None, or why it cannot be handled."""
        why = ""
        for _ in range(TRIES):
            try:
                done = await self._database.run(lambda conn: self._unit.unasked(conn, chat_id, event, now))
                self._after_commit(done)
                return None
            except Exception as error:
                if storage_away(error):
                    raise  # it waits: on a full disk there may be room to put it away, but none to say it
                why = type(error).__name__
        return why

    # --- the coach's own absence -------------------------------------------------------------------

    async def last_contact(self) -> datetime | None:
        """When Telegram last answered, by the machine's clock, as far as an earlier process has kept it."""
        return await self._database.run(lambda conn: leases.until(conn, CONTACT))

    async def keep_contact(self, at: datetime) -> None:
        await self._database.run(lambda conn: leases.renew(conn, CONTACT, "coach", at))

    async def paused_until(self) -> datetime | None:
        """Until when Telegram asked for silence, by the machine's clock; it may be past."""
        return await self._database.run(lambda conn: leases.until(conn, PAUSE))

    async def keep_pause(self, until: datetime) -> None:
        await self._database.run(lambda conn: leases.renew(conn, PAUSE, "coach", until))

    async def in_session(self, absence: e.Outage) -> Sequence[int]:
        """The chats with a session of these days that was begun before the coach was back, and is open."""
        since = absence.began.date() - timedelta(days=2)  # wherever they live
        return await self._database.run(lambda conn: sessions.open_chats(conn, since, absence.ended))

    async def tell_of(self, absence: e.Outage, chat_id: int) -> None:
        """One runner. One who cannot be told is passed over."""
        why = await self._unasked(chat_id, absence, self._now())
        if why is not None:
            await self.last_contact()  # raises when it is not this runner: then all wait
            log.error("a runner was not told that the coach was away, after %d tries: %s", TRIES, why)

    async def mend_dues(self) -> None:
        """At the start: what is pending is worked out anew where the zone rules have changed since."""
        moved = seen = 0
        while (found := await self._database.run(lambda conn: mend_some(conn, self._tzdb)))[0]:
            seen, moved = seen + found[0], moved + found[1]
        if seen:
            log.info("zone rules %s: %d of %d pending reminders have moved", self._tzdb, moved, seen)

    async def next_due(self) -> datetime | None:
        """When the next pending reminder is due (it may be past)."""
        return await self._database.run(reminders.next_due)

    async def sign_of_life(self, until: datetime) -> None:
        """Say that the coach is at work, to be believed until that moment of the machine's clock."""
        await self._database.run(lambda conn: leases.renew(conn, leases.LIFE, "coach", until))

    async def greet_group(self, update_id: int, group: Person, bot_name: str) -> None:
        """A command in a group: one line, and a button that opens the private chat."""
        now = self._now()

        def post(conn: Connection) -> Done:
            if not updates.first_time(conn, update_id, now):
                return Done()
            return shell_door.greet_group(conn, self._library, update_id, group, bot_name, now)

        self._after_commit(await self._database.run(post))

    # --- letters ---------------------------------------------------------------------------------

    async def waiting_letters(self) -> list[Posted]:
        """Everything in the outbox that has not left, in order."""

        def read(conn: Connection) -> list[Posted]:
            found: list[Posted] = []
            while rows := outbox.waiting(conn, after_id=found[-1].id if found else 0):
                found += [Posted.model_validate(dict(row)) for row in rows]
            return found

        return await self._database.run(read)

    async def mark_sent(self, sent: Sequence[Delivered]) -> None:
        """They are out of the outbox; which message shows an exercise is remembered, and what never left."""
        now = self._now()
        shown = [
            (one.chat_id, one.item.session, one.item.position, one.message_id)
            for one in sent
            if one.item is not None and one.message_id is not None
        ]

        def mark(conn: Connection) -> None:
            outbox.remove(conn, [one.id for one in sent])
            sessions.set_message_ids(conn, shown)
            for one in sent:
                not_sent(conn, one.chat_id, one.unsent, WhyNot.UNSENT, now)

        await self._database.run(mark)

    async def message_of(self, chat_id: int, item: ItemRef) -> int | None:
        """The message that shows this exercise, once it has been sent."""
        return await self._database.run(
            lambda conn: sessions.message_id(conn, chat_id, item.session, item.position)
        )

    async def delay_letter(self, letter_id: int, attempts: int) -> None:
        await self._database.run(lambda conn: outbox.delay(conn, letter_id, attempts, None))

    async def set_letter_aside(self, letter_id: int, error: str) -> None:
        """Telegram will never take it; a reminder that it brought was not sent."""
        now = self._now()

        def aside(conn: Connection) -> None:
            row = outbox.set_aside(conn, letter_id, error)
            if row is not None:
                not_sent(conn, row["chat_id"], reminder_of(row["letter"]), WhyNot.UNSENT, now)

        await self._database.run(aside)

    async def retire(self, chat_id: int) -> None:
        """Telegram says 403: nothing more is sent until they write again; their data stays."""

        def gone(conn: Connection) -> None:
            row = runners.lock(conn, chat_id)
            if row is None:  # a group, or a stranger
                outbox.drop_chat(conn, chat_id)
            else:
                person = Person(
                    chat_id=chat_id, first_name=row["first_name"], language_code=row["language_code"]
                )
                self._unit.taken(conn, None, person, e.Blocked(), self._now())

        await self._database.run(gone)

    async def move_chat(self, old: int, new: int) -> None:
        """A chat has another id now (a group became a supergroup): all that is kept of it moves there."""
        now = self._now()
        await self._database.run(lambda conn: runners.move(conn, old, new, now))

    async def identity(self) -> str:
        """A random word that is this database's own, made once."""
        now, word = self._now(), token_hex(8)
        return await self._database.run(lambda conn: leases.owner_once(conn, "identity", word, now))

    # --- files ------------------------------------------------------------------------------------

    async def waiting_files(self) -> list[Filed]:
        """Those that are still to be fetched and read, in order."""
        rows = await self._database.run(files.waiting)
        return [Filed.model_validate(dict(row)) for row in rows]

    async def file_read(self, filed: Filed, event: e.Event | None) -> None:
        """What is in a file; None: it cannot be had, and its sender is told. Once only."""
        now, person = self._now(), filed.person

        def take(conn: Connection) -> Done | None:
            if not files.remove(conn, filed.id):
                return None
            if event is None:
                return self._sorry(conn, person, now)
            return self._unit.taken(conn, None, person, event, now)

        done = await self._database.run(take)
        if done is not None:
            self._after_commit(done)

    # --- updates that cannot be handled ---------------------------------------------------------------

    async def set_update_aside(self, update_id: int, body: str, error: str) -> None:
        now = self._now()
        await self._database.run(lambda conn: updates.set_aside(conn, update_id, body, error, now))

    async def apologise(self, person: Person) -> None:
        """Tell the runner that what they sent could not be handled, and is set aside."""
        now = self._now()
        self._after_commit(await self._database.run(lambda conn: self._sorry(conn, person, now)))

    def _sorry(self, conn: Connection, person: Person, now: datetime) -> Done:
        row = runners.lock(conn, person.chat_id)
        runner = read_runner(row) if row else new_runner(person, self._library)
        return shell_door.apologise(conn, self._library, runner, now)

    async def pass_over(self, update_id: int, person: Person, *, tell: bool) -> None:
        """Take an update of somebody who floods, without reading it; `tell` a runner that this happens."""
        now = self._now()

        def take(conn: Connection) -> Done:
            if not updates.first_time(conn, update_id, now) or not tell:
                return Done()
            row = runners.lock(conn, person.chat_id)
            return shell_door.too_much(conn, self._library, read_runner(row), now) if row else Done()

        self._after_commit(await self._database.run(take))

    async def prune(self) -> None:
        """Forget the ids of updates that Telegram cannot send again."""
        before = self._now() - SEEN_FOR

        def forget(conn: Connection) -> None:
            updates.prune(conn, before)
            strangers.prune(conn, before)

        await self._database.run(forget)
