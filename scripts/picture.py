"""Makes docs/chat.png, the picture in the README, from a real session on the chat page.

    ./dev python scripts/picture.py

Needs the extra `browser` and a Chromium (REGEN_CHROMIUM names one that is not on the path). It starts the
real `regen-coach play` on a spring Saturday, lives through the main path in a browser, and puts two phone
screens beside each other: the reminder, and the session it leads to. Run it again whenever the page or
the words change. The wall behind the chat has one colour here: its shades would be half of the file.
"""

import asyncio
import struct
import zlib
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, async_playwright

from bot.clock import Clock
from bot.play import OFFSET
from bot.playground.core import Telegram
from tests.browser.helpers import FLAGS, Phone, find_chromium
from tests.processes.programs import Program

PICTURE = Path(__file__).parents[1] / "docs" / "chat.png"
RACE_DAY = datetime(2026, 3, 28, 15, 10, tzinfo=UTC)  # a Saturday; the clocks go forward in the night
WIDTH, HEIGHT = 440, 900  # CSS pixels of one phone
GAP, RADIUS = 20, 18  # CSS pixels between the two, and of their corners
SCALE = 2  # pixels of the picture for one CSS pixel

WALL = dict.fromkeys(("--wall-a", "--wall-b", "--wall-c"), "#b9d9cb")

# On a canvas, with round corners and a thin edge; gives the pixels, four bytes each.
SIDE_BY_SIDE = """async ([sources, gap, radius]) => {
  const screens = await Promise.all(sources.map(async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    return image;
  }));
  const step = screens[0].width + gap;
  const canvas = document.createElement("canvas");
  canvas.width = step * screens.length - gap;
  canvas.height = screens[0].height;
  const pen = canvas.getContext("2d");
  screens.forEach((screen, at) => {
    const edge = new Path2D();
    edge.roundRect(at * step, 0, screen.width, screen.height, radius);
    pen.save();
    pen.clip(edge);
    pen.drawImage(screen, at * step, 0);
    pen.lineWidth = 4;  // half of it is clipped
    pen.strokeStyle = "#c5cfcb";
    pen.stroke(edge);
    pen.restore();
  });
  const reader = new FileReader();
  reader.readAsDataURL(new Blob([pen.getImageData(0, 0, canvas.width, canvas.height).data]));
  await new Promise((done) => reader.onload = done);
  return [canvas.width, reader.result.split(",")[1]];
}"""


async def main() -> None:
    """Live through it, and keep the picture."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        async with _browser() as browser:
            program = _play(folder)
            try:
                address = (await asyncio.to_thread(program.line)).split()[1]
                screens = await _session(browser, address)
            finally:
                await asyncio.to_thread(program.ensure_ended)
            PICTURE.write_bytes(await _side_by_side(browser, screens))
    print(f"{PICTURE}: {PICTURE.stat().st_size // 1024} kB")  # noqa: T201 - the answer of the command


def _play(folder: Path) -> Program:
    """The playground, on the day of the race."""
    clock = Clock()
    with closing(Telegram(folder / "telegram.sqlite3", now=clock.now)) as telegram:
        telegram.set_meta(OFFSET, str((RACE_DAY - clock.real()).total_seconds()))
    return Program(folder, "play", "--port", "0", "--data", ".")


@asynccontextmanager
async def _browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(),
            args=[*FLAGS, "--hide-scrollbars"],
        )
        yield browser
        await browser.close()


async def _session(browser: Browser, address: str) -> list[bytes]:
    """The main path; gives the screen at the reminder and the one at the second exercise."""
    phone = await _phone(browser, address)
    await phone.say("/start")
    await phone.wait_for_text("I'm your regeneration coach")
    await phone.say("/regen marathon")
    await phone.tap("Yes")
    for answer in ("Tennis ball", "Foam roller", "That's it", "No", "No", "Nothing"):
        await phone.tap(answer)
    await phone.wait_for_text("That's all I need.")
    await phone.skip_to_next_reminder()
    await phone.wait_for_text("Yesterday you ran a marathon.")
    reminded = await _screen(phone)
    for answer in ("Start", "No, all clear", "Calves", "sore", "Feet and ankles", "a bit", "That's it"):
        await phone.tap(answer)
    await phone.tap("Let's go")
    await phone.wait_for_text("1/")
    await phone.tap("✓ Done")
    await phone.wait_for_text("2/")
    under_way = await _screen(phone)
    await phone.close()
    return [reminded, under_way]


async def _phone(browser: Browser, address: str) -> Phone:
    """Anna's, as it is in London, with a plain wall behind the chat."""
    page = await browser.new_page(
        viewport={"width": WIDTH, "height": HEIGHT},
        device_scale_factor=SCALE,
        color_scheme="light",
        locale="en-GB",
        timezone_id="Europe/London",
    )
    await page.goto(address)
    await page.get_by_label("First name").fill("Anna")
    await page.get_by_role("button", name="Open the chat").click()
    phone = Phone(page, [])
    await phone.connected()
    await page.locator("#clock-zone").select_option("Europe/London")
    for name, value in WALL.items():
        await page.evaluate("([n, v]) => document.documentElement.style.setProperty(n, v)", [name, value])
    return phone


async def _screen(phone: Phone) -> bytes:
    """As it is when the day's name that floats over a moving chat has gone to rest."""
    await phone.page.locator(".log:not(.moving)").wait_for()
    return await phone.page.screenshot(animations="disabled")


async def _side_by_side(browser: Browser, screens: list[bytes]) -> bytes:
    page = await browser.new_page()
    sources = [f"data:image/png;base64,{b64encode(screen).decode()}" for screen in screens]
    width, pixels = await page.evaluate(SIDE_BY_SIDE, [sources, GAP * SCALE, RADIUS * SCALE])
    await page.close()
    return small_png(b64decode(pixels), width)


def small_png(pixels: bytes, width: int) -> bytes:
    """A third of the size: the 256 commonest colours, every other one as the nearest of them."""
    colours = [pixels[at : at + 4] for at in range(0, len(pixels), 4)]
    palette = [colour for colour, _ in Counter(colours).most_common(256)]

    def nearest(colour: bytes) -> int:
        return min(
            range(len(palette)),
            key=lambda n: sum((a - b) ** 2 for a, b in zip(palette[n], colour, strict=True)),
        )

    number = {colour: nearest(colour) for colour in set(colours)}
    indices = bytes(number[colour] for colour in colours)
    rows = b"".join(b"\0" + indices[at : at + width] for at in range(0, len(indices), width))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, len(indices) // width, 8, 3, 0, 0, 0)),
            chunk(b"PLTE", b"".join(colour[:3] for colour in palette)),
            chunk(b"tRNS", bytes(colour[3] for colour in palette)),
            chunk(b"IDAT", zlib.compress(rows, 9)),
            chunk(b"IEND", b""),
        )
    )


if __name__ == "__main__":
    asyncio.run(main())
