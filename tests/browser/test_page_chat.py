"""The chat as a person uses it: writing, tapping, editing, sending, and coming back."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.playground.core import Telegram
from bot.playground.serve import serve
from bot.playground.web import playground_app
from tests.browser.conftest import OpenPhone
from tests.browser.helpers import TestClock
from tests.browser.sample import begun, introduce, key, link, next_update, picture

if TYPE_CHECKING:
    from playwright.async_api import Route

expect = pytest.importorskip("playwright.async_api", reason="install the extra `browser`").expect


async def test_an_empty_chat_shows_what_the_bot_does_and_start_begins_it(
    open_phone: OpenPhone, telegram: Telegram
) -> None:
    await introduce(telegram)
    phone = await open_phone("Anna")
    await phone.page.get_by_text("I lead you through regeneration").wait_for()
    assert not await phone.page.locator("#composer").is_visible()
    await phone.page.get_by_role("button", name="START").click()
    assert (await next_update(telegram, "message"))["text"] == "/start"
    await phone.page.locator("#intro").wait_for(state="detached")
    await expect(phone.page.locator("#text")).to_be_focused()


async def test_a_tapped_button_spins_until_the_answer_and_shows_its_toast_or_alert(
    open_phone: OpenPhone, telegram: Telegram
) -> None:
    phone, bot = await begun(open_phone, telegram)
    await bot.send("Ready?", [[key("✓ Done", "success"), key("Skip", "danger"), key("Undo", "primary")]])
    for style, label in (("success", "✓ Done"), ("danger", "Skip"), ("primary", "Undo")):
        assert await phone.page.locator(f".key.{style}").inner_text() == label
    await phone.button("✓ Done").click()
    await phone.page.locator('.key.success[aria-busy="true"] .spinner').wait_for()
    tap = await next_update(telegram, "callback_query")
    async with phone.soon(phone.page.locator(".toast", has_text="Noted.")):
        await bot.answer(tap["id"], text="Noted.")
    await phone.page.locator('.key[aria-busy="true"]').wait_for(state="detached")
    await phone.button("Skip").click()
    await bot.answer((await next_update(telegram, "callback_query"))["id"], text="Closed.", show_alert=True)
    await phone.page.get_by_role("dialog").get_by_text("Closed.").wait_for()
    await phone.page.keyboard.press("Enter")
    await phone.page.get_by_role("dialog").wait_for(state="hidden")


async def test_an_answer_to_a_tap_of_another_tab_is_not_shown_here(
    open_phone: OpenPhone, telegram: Telegram
) -> None:
    phone, bot = await begun(open_phone, telegram)
    asked = await bot.send("Ready?", [[key("Yes")]])
    await bot.answer(await telegram.tap(await phone.person(), asked, "Yes"), text="For the other tab.")
    await bot.send("after it")
    await phone.wait_for_text("after it")
    assert await phone.page.locator(".toast").count() == 0


async def test_an_edit_changes_the_bubble_in_its_place_and_says_so(
    open_phone: OpenPhone, telegram: Telegram, clock: TestClock
) -> None:
    phone, bot = await begun(open_phone, telegram)
    item = await bot.send("1/9 Arch roll", [[key("✓ Done")]])
    await bot.send("2/9 Calf roll")
    await bot.edit(item, "✓ Arch roll", [[key("Undo")]])
    changed = await phone.wait_for_text("✓ Arch roll")
    assert (await changed.locator(".stamp").inner_text()).split() == ["edited", "15:10"]
    assert await phone.bubbles.count() == 3
    assert await phone.last_bubble() == "2/9 Calf roll"
    assert await phone.button("✓ Done").count() == 0


async def test_a_button_that_takes_the_place_of_the_tapped_one_does_not_get_its_focus(
    open_phone: OpenPhone, telegram: Telegram
) -> None:
    phone, bot = await begun(open_phone, telegram)
    item = await bot.send("1/9", [[key("✓ Done")]])
    await phone.button("✓ Done").focus()
    await bot.edit(item, "✓ 1/9", [[key("Undo")]])
    await bot.send("2/9", [[key("✓ Done")]])
    await phone.wait_for_text("2/9")
    assert await phone.page.evaluate("document.activeElement.className") == "msg in first"
    await phone.page.keyboard.press("Tab")
    await phone.page.keyboard.press("Tab")
    assert await phone.page.evaluate("document.activeElement.textContent") == "✓ Done"


async def test_a_link_button_opens_elsewhere_and_shows_one_arrow(
    open_phone: OpenPhone, telegram: Telegram
) -> None:
    phone, bot = await begun(open_phone, telegram)
    await bot.send("1/9", [[link("Watch ↗", "https://example.org/watch")]])
    watch = phone.button("Watch")
    await watch.wait_for()
    assert (await watch.inner_text()).split() == ["Watch", "↗"]
    assert [await watch.get_attribute(name) for name in ("href", "target", "rel")] == [
        "https://example.org/watch",
        "_blank",
        "noopener noreferrer",
    ]


async def test_arrow_up_edits_ones_last_message(open_phone: OpenPhone, telegram: Telegram) -> None:
    phone, _ = await begun(open_phone, telegram)
    await phone.say("ran 21 km")
    await phone.page.keyboard.press("ArrowUp")
    await phone.page.get_by_text("Edit message").wait_for()
    await phone.page.keyboard.type(" easy")
    await phone.page.keyboard.press("Enter")
    assert (await next_update(telegram, "edited_message"))["text"] == "ran 21 km easy"
    await phone.wait_for_text("ran 21 km easy")
    await expect(phone.page.get_by_role("textbox", name="Message")).to_have_value("")


async def test_what_is_typed_while_an_edit_leaves_stays_and_an_edit_that_failed_comes_back(
    open_phone: OpenPhone, telegram: Telegram
) -> None:
    phone, _ = await begun(open_phone, telegram)
    await phone.say("ran 21 km")
    await phone.page.evaluate(
        """() => {
          const real = fetch;
          let held;
          window.fetch = (path, ...rest) => path === "/api/edit" ? held.promise : real(path, ...rest);
          window.hold = () => { held = Promise.withResolvers(); };
          window.fail = () => held.reject(new TypeError("gone"));
          window.answer = () => held.resolve(new Response("{}"));
        }"""
    )
    box = phone.page.get_by_role("textbox", name="Message")
    bar = phone.page.get_by_text("Edit message")
    await box.focus()
    for outcome, left in (("fail", "ran 21 km!\nand"), ("answer", "and")):
        await phone.page.evaluate("hold()")
        await phone.page.keyboard.press("ArrowUp")
        await bar.wait_for()
        await phone.page.keyboard.type("!")
        await phone.page.keyboard.press("Enter")
        await bar.wait_for(state="hidden")
        await phone.page.keyboard.type("and")
        await phone.page.evaluate(f"{outcome}()")
        if outcome == "fail":
            await bar.wait_for()
        await expect(box).to_have_value(left)
        await phone.page.keyboard.press("Escape")  # the edit is given up
        await box.fill("")


async def test_shift_enter_makes_a_line_and_a_slash_opens_the_commands(
    open_phone: OpenPhone, telegram: Telegram
) -> None:
    await introduce(telegram)
    phone, _ = await begun(open_phone, telegram)
    box = phone.page.get_by_role("textbox", name="Message")
    await box.focus()
    await phone.page.keyboard.type("one")
    await phone.page.keyboard.press("Shift+Enter")
    await phone.page.keyboard.type("two")
    await phone.page.keyboard.press("Enter")
    await phone.wait_for_text("one\ntwo")
    await phone.page.keyboard.type("/re")
    options = phone.page.get_by_role("listbox", name="Commands").get_by_role("option")
    await expect(options.locator("b")).to_have_text(["/regen", "/rest", "/reminders"])
    await phone.page.keyboard.press("ArrowDown")
    await phone.page.keyboard.press("Enter")
    await phone.wait_for_text("/rest")
    await expect(options).to_have_count(0)


async def test_a_text_too_long_for_one_message_leaves_as_several(
    open_phone: OpenPhone, telegram: Telegram
) -> None:
    phone, _ = await begun(open_phone, telegram)
    words = "0123456789abcde " * 600
    await phone.page.get_by_role("textbox", name="Message").fill(words)
    await phone.page.keyboard.press("Enter")
    await phone.bubbles.nth(3).wait_for()
    sent = [message["text"] for message in telegram.chat(await phone.person())][1:]
    assert " ".join(sent) == words.strip()
    assert max(map(len, sent)) <= 4096


async def test_messages_written_faster_than_they_leave_all_leave_in_their_order(
    open_phone: OpenPhone, telegram: Telegram
) -> None:
    phone, _ = await begun(open_phone, telegram)
    leaving: list[str] = []
    all_written = asyncio.Event()

    async def hold_the_first(route: "Route") -> None:
        """It gets no further than this while the others are written."""
        leaving.append(json.loads(str(route.request.post_data))["text"])
        if leaving[-1] == "one":
            await all_written.wait()
        await route.continue_()

    await phone.page.route("**/api/say", hold_the_first)
    await phone.page.get_by_role("textbox", name="Message").focus()
    for word in ("one", "two", "three"):
        await phone.page.keyboard.type(word)
        await phone.page.keyboard.press("Enter")
    # the answer to this comes after whatever was asked before it has reached the line
    await phone.page.evaluate("fetch('/api/state').then(answer => answer.text())")
    assert leaving == ["one"]
    all_written.set()
    await phone.wait_for_text("three")
    await phone.wait_for_text("one")
    assert [message["text"] for message in telegram.chat(await phone.person())][1:] == ["one", "two", "three"]
    await phone.page.unroute_all(behavior="wait")


async def test_answer_keys_send_their_text_and_go_when_they_were_for_once(
    open_phone: OpenPhone, telegram: Telegram
) -> None:
    phone, bot = await begun(open_phone, telegram)
    keys = [[{"text": "Here", "request_location": True}], [{"text": "London"}]]
    markup = {"keyboard": keys, "one_time_keyboard": True, "input_field_placeholder": "A city"}
    await bot.call("sendMessage", text="Where are you?", reply_markup=markup)
    await phone.page.get_by_placeholder("A city").wait_for()
    await phone.page.get_by_role("button", name="London").click()
    await phone.wait_for_text("London")
    await phone.page.get_by_role("button", name="London").wait_for(state="hidden")
    await phone.page.get_by_role("button", name="Show or hide the answer keys").click()
    await phone.page.get_by_role("button", name="Here").click()
    await phone.page.get_by_role("dialog").get_by_role("button", name="Tokyo").click()
    await phone.page.get_by_role("dialog").get_by_role("button", name="Send").click()
    await phone.page.locator(".place-card").wait_for()
    await next_update(telegram, "message")
    assert telegram.chat(await phone.person())[-1]["location"]["latitude"] == 35.6762
    await bot.call("sendMessage", text="Tokyo it is.", reply_markup={"remove_keyboard": True})
    await phone.wait_for_text("Tokyo it is.")
    assert not await phone.page.get_by_role("button", name="Show or hide the answer keys").is_visible()


async def test_photos_and_files_go_both_ways(
    open_phone: OpenPhone, telegram: Telegram, tmp_path: Path
) -> None:
    phone, _ = await begun(open_phone, telegram)
    (tmp_path / "me.png").write_bytes(picture(40, 30))
    await phone.page.set_input_files("#pick-photo", tmp_path / "me.png")
    photo = phone.page.locator(".photo img")
    await photo.wait_for()
    await expect(photo).to_have_js_property("naturalWidth", 40)
    (tmp_path / "run.gpx").write_text("<gpx/>")
    await phone.page.set_input_files("#pick-file", tmp_path / "run.gpx")
    await phone.page.get_by_text("run.gpx").wait_for()
    async with phone.page.expect_download() as download:
        await phone.page.get_by_text("run.gpx").click()
    assert (await download.value).suggested_filename == "run.gpx"
    assert (await (await download.value).path()).read_text() == "<gpx/>"
    await photo.click()
    await phone.page.get_by_role("dialog").wait_for()
    await phone.page.keyboard.press("Escape")


async def test_a_second_tab_is_another_person_and_hears_nothing_of_the_first(
    open_phone: OpenPhone, telegram: Telegram
) -> None:
    anna, bot = await begun(open_phone, telegram, first_name="Anna")
    ben, bens_bot = await begun(open_phone, telegram, first_name="Ben")
    await bot.send("Morning Anna.")
    await bens_bot.send("Morning Ben.")
    await anna.wait_for_text("Morning Anna.")
    await ben.wait_for_text("Morning Ben.")
    assert await ben.bubbles.filter(has_text="Anna").count() == 0
    await anna.page.reload()
    await anna.connected()
    assert await anna.last_bubble() == "Morning Anna."


async def test_blocking_the_coach_takes_the_message_box_until_unblocked(
    open_phone: OpenPhone, telegram: Telegram
) -> None:
    phone, bot = await begun(open_phone, telegram)
    await phone.page.get_by_role("button", name="people and settings").click()
    await phone.page.get_by_role("menuitem", name="Block the coach").click()
    await phone.page.get_by_role("button", name="UNBLOCK").wait_for()
    status, _ = await telegram.call(
        telegram.token, "sendMessage", {"chat_id": await phone.person(), "text": "x"}
    )
    assert status == 403
    await phone.page.get_by_role("button", name="UNBLOCK").click()
    await phone.page.locator("#composer").wait_for()
    await bot.send("Welcome back.")
    await phone.wait_for_text("Welcome back.")


async def test_the_page_comes_back_by_itself_when_the_playground_was_stopped_and_started(
    open_phone: OpenPhone, telegram: Telegram, clock: TestClock
) -> None:
    app = playground_app(telegram, clock)
    server, port = await serve(app, "127.0.0.1", 0)
    phone, bot = await begun(open_phone, telegram)
    person = await phone.person()
    await phone.page.goto(f"http://127.0.0.1:{port}/?person={person}")
    await phone.connected()
    await server.stop()
    await phone.page.get_by_text("connecting…").wait_for()
    await phone.page.get_by_role("textbox", name="Message").fill("typed while it was gone")
    async with phone.soon(phone.page.locator(".toast", has_text="Not sent")):
        await phone.page.keyboard.press("Enter")
    await bot.send("said while the page was away", [[key("✓ Done")]])
    server, _ = await serve(app, "127.0.0.1", port)
    await phone.connected()
    await phone.wait_for_text("said while the page was away")
    await phone.page.keyboard.press("Enter")  # what could not leave was kept in the box
    await phone.wait_for_text("typed while it was gone")
    await phone.button("✓ Done").click()
    assert (await next_update(telegram, "callback_query"))["data"] == "✓ Done"
    await phone.page.goto("about:blank")
    await server.stop()
    phone.forgive_lost_line()
