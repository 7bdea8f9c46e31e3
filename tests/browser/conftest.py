"""Fixtures for tests in a real browser; skipped without a Chromium or without the extra `browser`."""

import importlib.util
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
import pytest_asyncio
from starlette.types import ASGIApp

from bot.playground.core import Telegram
from bot.playground.serve import serve
from bot.playground.web import playground_app
from tests.browser.helpers import FLAGS, PATIENCE_MS, Phone, TestClock, find_chromium

if TYPE_CHECKING:
    from playwright.async_api import Browser

Serve = Callable[[ASGIApp], Awaitable[str]]


class OpenPhone(Protocol):
    async def __call__(
        self,
        first_name: str = "Anna",
        *,
        person: int | None = None,
        language: str = "en",
        width: int = 1100,
        height: int = 800,
        dark: bool = False,
    ) -> Phone: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One event loop for all tests of this folder, so that they can share one browser."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> "AsyncIterator[Browser]":
    if importlib.util.find_spec("playwright") is None:
        pytest.skip("the page is tested with Playwright: install the extra `browser`")
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium on the path: install one, or name it in REGEN_CHROMIUM")
    from playwright.async_api import async_playwright, expect

    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program, args=list(FLAGS), timeout=PATIENCE_MS
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def serve_app() -> AsyncIterator[Serve]:
    """Serves an application on a free port of this machine; gives its address."""
    running = []

    async def start(app: ASGIApp) -> str:
        server, port = await serve(app, "127.0.0.1", 0)
        running.append(server)
        return f"http://127.0.0.1:{port}"

    yield start
    for server in running:
        await server.stop()


@pytest.fixture
def clock() -> TestClock:
    return TestClock(datetime(2026, 3, 28, 15, 10, tzinfo=UTC))


@pytest.fixture
def telegram(clock: TestClock) -> Iterator[Telegram]:
    telegram = Telegram(None, now=clock.now)
    yield telegram
    telegram.close()


@pytest_asyncio.fixture(loop_scope="session")
async def address(browser: "Browser", serve_app: Serve, telegram: Telegram, clock: TestClock) -> str:
    """Where the chat page is served, with no coach behind it."""
    return await serve_app(playground_app(telegram, clock))


@pytest_asyncio.fixture(loop_scope="session")
async def open_phone(browser: "Browser", address: str) -> AsyncIterator[OpenPhone]:
    """Opens tabs at `address`; afterwards no script of theirs may have failed, and nothing been blocked."""
    phones: list[Phone] = []

    async def start(
        first_name: str = "Anna",
        *,
        person: int | None = None,
        language: str = "en",
        width: int = 1100,
        height: int = 800,
        dark: bool = False,
    ) -> Phone:
        phone = await Phone.open(
            browser,
            address,
            first_name,
            person=person,
            language=language,
            width=width,
            height=height,
            dark=dark,
        )
        phones.append(phone)
        return phone

    yield start
    for phone in phones:
        await phone.close()
    assert [problem for phone in phones for problem in phone.problems] == []
