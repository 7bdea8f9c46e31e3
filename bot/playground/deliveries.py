"""Brings updates to the bot's webhook over HTTP, again and again until it takes them or they expire.

Rule: an update is given up when the bot answered 2xx, and only then. Order holds inside a queue, and a queue
is a chat's messages, or a person's taps, or their comings and goings: so a tap may overtake a text. A failing
update holds up its own queue only; queues run side by side, as many requests at once as the bot allows.
The waits are Telegram's: at once, 2, 4, 8 … seconds, up to one or two minutes, or what Retry-After asks for.
What else an answer says is not read.
"""

import asyncio
import json
import random
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

import aiohttp

from bot.playground.store import JSON
from bot.playground.webhooks import note_failure
from bot.playground.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105
ANSWER_WITHIN = 60.0  # seconds
LONGEST_RETRY_AFTER = 3600.0  # seconds


@dataclass(frozen=True)
class Waiting:
    """An update in a queue; `expires` on the world's clock."""

    id: int
    expires: float
    body: str


@asynccontextmanager
async def delivering(
    world: World,
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    chance: Callable[[], float] = random.random,
) -> AsyncIterator[None]:
    """Deliver inside, whenever a webhook is set. `sleep` takes seconds, `chance` gives 0 to 1."""
    task = asyncio.create_task(_deliver(world, sleep, chance), name="deliveries")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})
        if not task.cancelled():
            task.result()  # it ends by an error only


async def _deliver(
    world: World, sleep: Callable[[float], Awaitable[None]], chance: Callable[[], float]
) -> None:
    known: str | None = None
    courier: _Courier | None = None
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0),
        timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN),
        cookie_jar=aiohttp.DummyCookieJar(),
    ) as session:
        try:
            while True:
                hook = world.store.get("webhook")
                if hook != known:
                    if courier is not None:
                        await courier.stop()
                    known = hook
                    courier = _Courier(world, session, json.loads(hook), sleep, chance) if hook else None
                    continue  # it may have been changed again meanwhile
                if courier is not None:
                    courier.look()
                world.arrived.clear()
                await world.arrived.wait()
        finally:
            if courier is not None:
                await courier.stop()


class _Courier:
    """Deliveries to one webhook as it was set; another setting is another courier."""

    def __init__(
        self,
        world: World,
        session: aiohttp.ClientSession,
        hook: JSON,
        sleep: Callable[[float], Awaitable[None]],
        chance: Callable[[], float],
    ) -> None:
        self._world = world
        self._session = session
        self._url: str = hook["url"]
        self._headers = {"Content-Type": "application/json"}
        if "secret_token" in hook:
            self._headers[SECRET_HEADER] = hook["secret_token"]
        self._sleep = sleep
        self._chance = chance
        self._room = asyncio.Semaphore(hook["max_connections"])
        self._newest = 0  # the newest update that is in a queue
        self._queues: dict[str, deque[Waiting]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def look(self) -> None:
        """Put what has arrived into its queues."""
        for update_id, expires, body in self._world.store.updates_after(self._newest):
            self._newest = update_id
            name = queue_of(json.loads(body))
            if name in self._queues:
                self._queues[name].append(Waiting(update_id, expires, body))
                continue
            self._queues[name] = deque([Waiting(update_id, expires, body)])
            task = asyncio.create_task(self._empty(name))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Requests under way are cut: whether the bot took those updates, nobody knows."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _empty(self, name: str) -> None:
        queue, failures = self._queues[name], 0
        while queue:
            update = queue[0]
            asked: float | None = None
            done = update.expires < self._world.seconds() or not self._world.store.has_update(update.id)
            if not done:
                async with self._room:
                    done, asked = await self._bring(update)
            if done:
                with self._world.change():
                    self._world.store.remove_update(update.id)
                queue.popleft()
                failures = 0
            else:
                failures += 1
                await self._sleep(self._wait(failures) if asked is None else asked)
        del self._queues[name]

    def _wait(self, failures: int) -> float:
        """Seconds after so many failures, one after another."""
        if failures == 1:
            return 0.0
        return min(2.0 ** (failures - 1), 60 + 60 * self._chance())

    async def _bring(self, update: Waiting) -> tuple[bool, float | None]:
        """Whether the bot took it, and the wait it asks for if not."""
        try:
            async with self._session.post(
                self._url, data=update.body.encode(), headers=self._headers, allow_redirects=False
            ) as answer:
                await answer.content.read(65536)
                status, after = answer.status, answer.headers.get("Retry-After", "")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            note_failure(self._world, _why(error))
            return False, None
        if 200 <= status < 300:
            return True, None
        note_failure(self._world, f"Wrong response from the webhook: {status} {_phrase(status)}")
        asked = float(after) if after.isascii() and after.isdigit() else None
        return False, None if asked is None else min(asked, LONGEST_RETRY_AFTER)


def queue_of(update: JSON) -> str:
    """The queue in which an update keeps its place."""
    if "callback_query" in update:
        return f"taps {update['callback_query']['from']['id']}"
    if "my_chat_member" in update:
        return f"member {update['my_chat_member']['chat']['id']}"
    content = next(part for part in update.values() if isinstance(part, dict))
    return f"chat {content.get('chat', {}).get('id')}"


def _why(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "Read timeout expired"
    return "Connection refused" if isinstance(error, aiohttp.ClientConnectorError) else "Connection reset"


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
