"""A phone in a browser: what a person does on the chat page, in the person's words.

Rule: things are found by what is written on them, as a person or a screen reader finds them; nothing sleeps.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.patience import PATIENCE

if TYPE_CHECKING:  # the extra `browser` may not be installed
    from playwright.async_api import Browser, Locator, Page

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
# A browser for tests: no sandbox (it may run as root in a container), and it calls nobody by itself.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 1000 * PATIENCE  # as a browser counts


def find_chromium() -> str | None:
    """The system's Chromium: $REGEN_CHROMIUM, else the first of PROGRAMS on the path."""
    named = os.environ.get("REGEN_CHROMIUM")
    if named:
        return named
    return next((path for path in map(shutil.which, PROGRAMS) if path), None)


@dataclass
class Phone:
    """One person's phone, that is, one tab."""

    page: "Page"
    problems: list[str]  # errors of the page's scripts, and what its content policy blocked

    @classmethod
    async def open(
        cls,
        browser: "Browser",
        address: str,
        first_name: str = "Anna",
        *,
        person: int | None = None,
        language: str = "en",
        width: int = 1100,
        height: int = 800,
        dark: bool = False,
    ) -> "Phone":
        """A new tab with a memory of its own, as a new person or as `person`, at the open chat."""
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="en-GB",
        )
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        phone = cls(page, [])
        page.on("pageerror", lambda error: phone.problems.append(str(error)))
        page.on("console", lambda line: phone.problems.append(line.text) if line.type == "error" else None)
        await page.goto(address if person is None else f"{address}/?person={person}")
        if person is None:
            await page.get_by_label("First name").fill(first_name)
            await page.get_by_label("Telegram's language").select_option(language)
            await page.get_by_role("button", name="Open the chat").click()
        await phone.connected()
        return phone

    @property
    def bubbles(self) -> "Locator":
        return self.page.locator(".msg")

    async def connected(self) -> None:
        """Wait until the page follows the chat (also after the playground was stopped and started)."""
        await self.page.locator("#status:not(.lost)").wait_for()
        await self.page.locator(
            "#composer:visible, #start-button:visible, #unblock-button:visible"
        ).wait_for()

    async def person(self) -> int:
        """Telegram's id of who holds this phone."""
        return int(str(await self.page.evaluate("new URLSearchParams(location.search).get('person')")))

    async def say(self, text: str) -> None:
        """Type and send; in a chat not yet begun, "/start" is the START button."""
        start = self.page.locator("#start-button")
        if await start.is_visible():
            assert text == "/start", "a chat begins with /start"
            await start.click()
            await self.page.locator("#composer").wait_for()
            return
        before = await self.page.locator(".msg.out").count()
        await self.page.get_by_role("textbox", name="Message").fill(text)
        await self.page.keyboard.press(
            "Escape"
        )  # a "/" opened the command menu; what is typed is what is sent
        await self.page.keyboard.press("Enter")
        await self.page.locator(".msg.out").nth(before).wait_for()

    async def tap(self, label: str) -> None:
        """Tap the newest button with exactly this label, and wait until the coach answered the tap."""
        button = self.button(label)
        await button.click()
        await self.page.locator(".key[aria-busy=true]").first.wait_for(state="detached")

    def button(self, label: str) -> "Locator":
        """The newest button (or link button) under a bubble with exactly this label."""
        return self.page.locator(".key", has=self.page.locator(f"span:text-is({quoted(label)})")).last

    async def wait_for_text(self, text: str) -> "Locator":
        """Wait for a bubble that holds `text`; gives the newest of them."""
        found = self.bubbles.filter(has_text=text).last
        await found.wait_for()
        return found

    @asynccontextmanager
    async def soon(self, what: "Locator") -> AsyncIterator[None]:
        """What is done inside makes `what` seen: a toast, say, which is gone after some seconds.

        It is waited for from before that, by the page itself: whoever looked only afterwards could miss it.
        """
        seen = asyncio.ensure_future(what.wait_for())
        try:
            await self.drawn()  # an answer, and so the page has heard what is waited for
            yield
            await seen
        finally:
            seen.cancel()
            await asyncio.gather(seen, return_exceptions=True)

    async def drawn(self) -> None:
        """Until all that has reached the page is drawn: a frame for it, and one for what that changes."""
        await self.page.evaluate(TWO_FRAMES)

    async def last_bubble(self) -> str:
        """What the newest bubble says (without its stamp and keys)."""
        return str(await self.bubbles.last.locator(".text").evaluate(TEXT_OF)).strip()

    async def skip_to_next_reminder(self) -> None:
        await self.page.locator("#skip-next:enabled").click()
        await self.page.locator("#skip-next[aria-busy]").wait_for(state="detached")

    async def clock(self) -> datetime:
        """The coach's clock as the page shows it (UTC)."""
        return datetime.fromisoformat(str(await self.page.locator("#clock-now").get_attribute("datetime")))

    def forgive_lost_line(self) -> None:
        """Forget what the browser said on its console while the server was stopped on purpose."""
        lost = ("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONNECTION_RESET")
        self.problems[:] = [problem for problem in self.problems if not problem.rstrip(")").endswith(lost)]

    async def picture(self, path: str) -> None:
        await self.page.screenshot(path=path, animations="disabled")

    async def close(self) -> None:
        await self.page.context.close()


TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
TEXT_OF = """node => {
  const copy = node.cloneNode(true);
  copy.querySelectorAll('.stamp').forEach(stamp => stamp.remove());
  return copy.textContent;
}"""


def quoted(text: str) -> str:
    """`text` as a string in a CSS selector."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class TestClock:
    """A travelling clock for tests: moves only when told; `due` is what is planned."""

    __test__ = False

    def __init__(self, now: datetime) -> None:
        self._now = now
        self.due: list[datetime] = []
        self.travels: list[datetime] = []

    def now(self) -> datetime:
        return self._now

    async def next_due(self) -> datetime | None:
        return min(self.due, default=None)

    async def travel(self, to: datetime) -> None:
        await asyncio.sleep(0)  # a coach has something to do on the way
        self._now = to
        self.travels.append(to)
        self.due = [due for due in self.due if due > to]

    def forward(self, by: timedelta) -> None:
        self._now += by
