"""Takes updates that Telegram brings: the other intake, beside polling (intake.py).

Rule: the secret is compared first, before anything of the body is read; 200 is said only when what the
update did is committed, or it is set aside (settle.py). Everything else makes Telegram bring it again:
503 with Retry-After when the database is away, too much is in hand, another process leads, or we stop.
Telegram waits for an answer before it brings the next message of a chat, but a tap may overtake a text.
"""

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from telegram.error import RetryAfter, TelegramError

from bot.edge.body import LARGEST_BODY, Refusal, read_update
from bot.edge.client import CoachBot
from bot.edge.pace import LostLead, Pulse, Stopped, cancelled, rest, unless_stopped
from bot.edge.registration import MAX_CONNECTIONS, Registration
from bot.edge.settle import JSON, Settling, Turns, chat_of
from bot.edge.trouble import BadToken, Fate, fate_of, kind_of, pause_of, place_of
from bot.serving import served
from bot.settings import Listen

if TYPE_CHECKING:
    from bot.shell import Shell

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105
AT_ONCE = 2 * MAX_CONNECTIONS  # updates in hand; those that Telegram has given up waiting for are among them
LATER = {"retry-after": "3"}  # seconds; a tap lives 150 at Telegram
LAST_UPDATES = 1.5  # seconds given to what is in hand when we stop
CHECK_EVERY = 60.0  # seconds between looks at what Telegram says of the webhook
LINGER = 1.0  # seconds in which a refused sender may finish talking, so that it hears the answer

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """Where updates are brought: the address the world knows, ours behind it, and the word between us."""

    url: str
    listen: Listen
    secret: str


async def _at_once(chat: int) -> None:
    return


class Webhook:
    """It listens all the time (`listening`), and takes updates while it runs.

    `check` raises LostLead when the updates are another process's now; `ready` is waited for before a chat's
    next update is begun; `on_contact` is told of every look at the webhook that Telegram answered.
    """

    def __init__(
        self,
        bot: CoachBot,
        shell: "Shell",
        settling: Settling,
        place: Place,
        *,
        pulse: Pulse,
        check: Callable[[], None] = lambda: None,
        ready: Callable[[int], Awaitable[None]] = _at_once,
        on_contact: Callable[[], None] = lambda: None,
    ) -> None:
        self._bot = bot
        self._shell = shell
        self._settling = settling
        self._place = place
        self._pulse = pulse
        self._check = check
        self._ready = ready
        self._on_contact = on_contact
        self._secret = place.secret.encode()
        self._turns = Turns()
        self._in_hand: set[asyncio.Task[bool]] = set()
        self._taking = False
        self.ours = False  # Telegram brings the updates here
        self._troubles = 0  # calls that failed, one after another
        self._told_of = 0  # the newest failed delivery that we know of, as Telegram dates it
        self._app = Starlette(routes=[Route(urlsplit(place.url).path, self._take, methods=["POST"])])
        self._app.router.redirect_slashes = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    def listening(self) -> AbstractAsyncContextManager[None]:
        """Requests are answered inside, with 503 as long as it does not run. CannotListen."""
        return served(self, "REGEN_WEBHOOK_LISTEN", self._place.listen)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; what is in hand then is finished and answered.

        BadToken, WebhookIsSet, LostLead: it cannot go on.
        """
        self._taking = True
        try:
            await self._watch(stop)
        except Stopped:
            pass
        finally:
            self._taking = self.ours = False
            if self._in_hand:
                await asyncio.wait(self._in_hand, timeout=LAST_UPDATES)
            await cancelled(*self._in_hand)

    # --- what Telegram brings -----------------------------------------------------------------------

    async def _take(self, request: Request) -> Response:
        if not self._is_known(request):
            return _Unheard(403)
        if not self._is_open():
            return _Unheard(503)
        try:
            raw = await read_update(request)
        except Refusal as refusal:
            return Response(status_code=400) if refusal.status == 400 else _Unheard(refusal.status)
        if not self._is_open():
            return Response(status_code=503, headers=LATER)
        task = asyncio.create_task(self._settle(raw))
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)
        await asyncio.wait({task})  # also when Telegram hangs up: then it brings it again, and we know it
        if task.cancelled() or not task.result():
            return Response(status_code=503, headers=LATER)
        return Response(status_code=200)

    def _is_open(self) -> bool:
        """Whether an update may be taken now; a process that was stopped for a while may not know better."""
        try:
            self._check()
        except LostLead:
            return False
        return self._taking and len(self._in_hand) < AT_ONCE

    def _is_known(self, request: Request) -> bool:
        """Whether it carries our secret, once."""
        given = [value for name, value in request.headers.raw if name == SECRET_HEADER.encode()]
        return len(given) == 1 and hmac.compare_digest(given[0], self._secret)

    async def _settle(self, raw: JSON) -> bool:
        chat = chat_of(raw)
        async with self._turns.of(chat):
            await self._ready(chat)
            try:
                return await self._settling.settle(raw)
            except Exception as error:
                log.error("update %d cannot be taken (%s), trying on", raw["update_id"], place_of(error))
                return False

    # --- what Telegram knows ----------------------------------------------------------------------------

    async def _watch(self, stop: asyncio.Event) -> None:
        """Set the webhook where it is not, now and whenever somebody has changed it."""
        registration: Registration | None = None
        while True:
            wait = CHECK_EVERY
            try:
                self._check()
                if registration is None:
                    registration = await unless_stopped(stop, self._registration())
                info = await unless_stopped(stop, registration.check(again=self.ours))
                self._tell_of_failures(info, is_news=self.ours)
                self.ours, self._troubles = True, 0
                self._on_contact()
            except TelegramError as error:
                wait = self._wait_after(error)
            except LostLead:
                raise
            except Exception as error:
                if not self._settling.storage_away(error):
                    raise
                log.warning("the database does not answer (%s), trying on", place_of(error))
                wait = CHECK_EVERY / 10
            await unless_stopped(stop, rest(wait, self._pulse))

    async def _registration(self) -> Registration:
        place = self._place
        return Registration(self._bot, place.url, place.secret, await self._shell.identity())

    def _wait_after(self, error: TelegramError) -> float:
        """Seconds to wait after a call that failed, said once; raises when waiting is no use."""
        fate = fate_of(error)
        if fate is Fate.BAD_TOKEN:
            raise BadToken from None
        self._troubles += 1
        if fate is Fate.POISON and self._troubles == 1:  # its words are about an address, not of a runner
            log.error("Telegram does not take REGEN_WEBHOOK_URL (%s), trying on", error.message)
        elif self._troubles == 1:
            log.warning("the webhook cannot be looked at (%s), trying on", kind_of(error))
        if isinstance(error, RetryAfter):
            return pause_of(error) + 0.5
        return self._pulse.back_off(self._troubles)

    def _tell_of_failures(self, info: dict[str, Any], *, is_news: bool) -> None:
        """What befell Telegram's deliveries stands in its log only, and hosts do not see that."""
        failed = info.get("last_error_date", 0)
        if failed > self._told_of:
            self._told_of = failed
            if is_news:
                log.warning("Telegram could not deliver: %s", info.get("last_error_message", "no reason"))


class _Unheard(Response):
    """Refuses without having read the body. A sender who is still talking is let talk for a moment, up to a
    limit and in vain: whoever is cut off in the middle of a sentence may miss the answer."""

    def __init__(self, status: int) -> None:
        super().__init__(
            status_code=status, headers={"connection": "close"} | (LATER if status == 503 else {})
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": b"", "more_body": True})
        heard = 0
        try:
            async with asyncio.timeout(LINGER):
                while heard <= LARGEST_BODY:
                    message = await receive()
                    heard += len(message.get("body", b""))
                    if not message.get("more_body"):  # the end of it, or of the connection
                        break
        except TimeoutError:
            pass
        await send({"type": "http.response.body", "body": b""})
