"""The product, whole: the real `regen-coach play` as a program, and people at its page in a browser."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest_asyncio

from tests.browser.helpers import Phone
from tests.processes.programs import Program

if TYPE_CHECKING:
    from playwright.async_api import Browser

EVIL = "<img src=x onerror=alert(1)>"

Play = Callable[[str], Awaitable[tuple[Program, str]]]


@pytest_asyncio.fixture(loop_scope="session")
async def play(browser: "Browser", tmp_path: Path) -> AsyncIterator[Play]:
    """Starts `regen-coach play` on a port ("0": any free one), in this test's folder; gives its address."""
    programs: list[Program] = []

    async def start(port: str = "0") -> tuple[Program, str]:
        programs.append(Program(tmp_path, "play", "--port", port))
        line = await asyncio.to_thread(programs[-1].line)
        return programs[-1], line.split()[1]

    yield start
    for program in programs:
        await asyncio.to_thread(program.ensure_ended)


def problems(phone: Phone) -> list[str]:
    """What went wrong on the page, without the browser's own words on a line that was cut."""
    return [problem for problem in phone.problems if "net::ERR_" not in problem]


async def tell_of_a_marathon(phone: Phone) -> None:
    """From the empty chat to "I'll be back tomorrow", and the questions that are asked only once."""
    await phone.say("/start")
    await phone.wait_for_text("I'm your regeneration coach")
    await phone.say("/regen")
    await phone.wait_for_text("What did you run?")
    await phone.tap("Race")
    await phone.tap("Marathon")
    await phone.wait_for_text(", right?")
    await phone.tap("Yes")
    await phone.wait_for_text("I'll be back")
    for kit in ("Tennis ball", "Foam roller", "That's it"):
        await phone.tap(kit)
    await phone.wait_for_text("new to you?")
    await phone.tap("No")
    await phone.wait_for_text("joints unusually bendy?")
    await phone.tap("No")
    await phone.wait_for_text("anything a doctor should know")
    await phone.tap("Nothing")
    await phone.wait_for_text("That's all I need.")


async def check_in(phone: Phone) -> int:
    """From the reminder to the first exercise; gives the number of exercises."""
    await phone.tap("Start")
    await phone.tap("No, all clear")
    for answer in ("Quads", "very sore", "Calves", "sore", "That's it"):
        await phone.tap(answer)
    plan = await phone.wait_for_text("exercises, ")
    count = re.match(r"(\d+) exercises, \d+ minutes\.", await plan.locator(".text").inner_text())
    assert count
    await phone.tap("Let's go")
    await phone.wait_for_text("1/")
    return int(count[1])


async def test_from_start_to_the_last_done_with_a_restart_in_the_middle(
    browser: "Browser", play: Play
) -> None:
    program, address = await play("0")
    anna = await Phone.open(browser, address, "Anna")
    await tell_of_a_marathon(anna)
    evening = await anna.clock()
    await anna.skip_to_next_reminder()
    await anna.wait_for_text("Yesterday you ran a marathon.")
    count = await check_in(anna)
    assert count >= 6

    await anna.tap("✓ Done")
    await anna.wait_for_text(f"2/{count} ·")
    await anna.say("done")
    await anna.wait_for_text(f"3/{count} ·")
    await anna.tap("Skip")
    await anna.wait_for_text("skipped. Why?")
    await anna.tap("Not for me")
    await anna.wait_for_text("skipped (not for me)")
    await anna.wait_for_text(f"4/{count} ·")

    morning = await anna.clock()
    assert morning > evening
    chat = await anna.bubbles.all_inner_texts()
    assert await asyncio.to_thread(program.end, signal.SIGINT) == 0
    assert program.errors == ""
    await anna.page.get_by_text("connecting…").wait_for()
    await play(address.rpartition(":")[2])
    await anna.connected()
    assert await anna.bubbles.all_inner_texts() == chat
    assert await anna.clock() >= morning

    fourth = anna.page.locator(".msg", has_text=f"4/{count} ·")
    await anna.tap("✓ Done")
    await anna.wait_for_text(f"5/{count} ·")
    await fourth.wait_for(state="detached")  # it leaves together with the fifth, in no order
    await anna.tap("Undo")
    await fourth.wait_for()
    await anna.say("done")  # of the two that wait, the one before
    await fourth.wait_for(state="detached")
    for position in range(5, count):
        await anna.tap("✓ Done")
        await anna.wait_for_text(f"{position + 1}/{count} ·")
    await anna.tap("✓ Done")
    await anna.wait_for_text(f"Done: {count - 1} of {count}, ")
    await anna.tap("Better")
    await anna.wait_for_text("First regeneration day this month.")
    assert problems(anna) == []
    await anna.close()


async def test_a_second_tab_is_another_person_and_a_name_is_only_ever_text(
    browser: "Browser", play: Play
) -> None:
    _, address = await play("0")
    anna = await Phone.open(browser, address, "Anna")
    ben = await Phone.open(browser, address, EVIL, width=390, height=780)
    ben.page.on("dialog", lambda dialog: ben.problems.append(dialog.message))
    await anna.say("/start")
    await anna.wait_for_text("Hi Anna, ")
    await ben.say("/start")
    await ben.wait_for_text(f"Hi {EVIL}, ")
    await ben.say("/regen marathon")
    await ben.tap("Yes")
    await ben.wait_for_text("I'll be back")
    await ben.skip_to_next_reminder()
    await ben.wait_for_text(f" {EVIL}. Yesterday you ran a marathon.")
    assert await anna.bubbles.count() == 2
    assert await ben.page.locator("img[src=x]").count() == 0
    assert problems(anna) + problems(ben) == []
    await anna.close()
    await ben.close()
