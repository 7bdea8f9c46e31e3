"""What is seen around the words: the clock, the days, typing, scrolling, small screens, the keyboard."""

import pytest

from bot.playground.core import Telegram
from bot.playground.web import playground_app
from tests.browser.conftest import OpenPhone, Serve
from tests.browser.helpers import Phone, TestClock
from tests.browser.sample import begun, introduce, key, next_update

expect = pytest.importorskip("playwright.async_api", reason="install the extra `browser`").expect


async def test_the_clock_bar_skips_to_the_next_reminder_and_knows_when_nothing_is_planned(
    open_phone: OpenPhone, telegram: Telegram, clock: TestClock
) -> None:
    phone, _ = await begun(open_phone, telegram)
    skip = phone.page.get_by_role("button", name="Skip to the next reminder")
    await expect(skip).to_be_disabled()
    assert "Nothing is planned" in str(await skip.get_attribute("title"))
    clock.due = [clock.now().replace(day=29, hour=8, minute=0)]
    await phone.say("/regen marathon")
    await phone.page.get_by_text("Sun 29 Mar 08:00").wait_for()
    await phone.skip_to_next_reminder()
    await phone.page.get_by_text("Sun 29 Mar 2026, 08:00").wait_for()
    await expect(skip).to_be_disabled()
    await phone.page.get_by_role("button", name="+1 h").click()
    await phone.page.get_by_text("Sun 29 Mar 2026, 09:00").wait_for()
    await phone.page.get_by_role("button", name="+1 day").click()
    await phone.page.get_by_text("Mon 30 Mar 2026, 09:00").wait_for()
    await phone.page.get_by_label("Show times in").select_option(label="Tokyo")
    await phone.page.get_by_text("Mon 30 Mar 2026, 18:00").wait_for()


async def test_a_coach_that_lives_in_real_time_has_no_clock_bar(
    open_phone: OpenPhone, serve_app: Serve, telegram: Telegram
) -> None:
    phone, bot = await begun(open_phone, telegram)
    assert await phone.page.locator("#clock").is_visible()
    real = await serve_app(playground_app(telegram, None))
    await phone.page.goto(f"{real}/?person={await phone.person()}")
    await phone.connected()
    await bot.send("Now is now.")
    await phone.wait_for_text("Now is now.")
    assert not await phone.page.locator("#clock").is_visible()


async def test_days_are_separated_and_a_day_begins_where_the_shown_zone_says(
    open_phone: OpenPhone, telegram: Telegram, clock: TestClock
) -> None:
    phone, bot = await begun(open_phone, telegram)
    clock.forward(clock.now().replace(hour=20, minute=0) - clock.now())
    await bot.send("in the evening")
    await phone.wait_for_text("in the evening")
    dates = phone.page.locator(".date")
    await expect(dates).to_have_text(["Saturday 28 March"])
    await phone.page.get_by_label("Show times in").select_option(label="Tokyo")
    await expect(dates).to_have_text(["Sunday 29 March"])
    await phone.page.get_by_label("Show times in").select_option(label="Berlin")
    await expect(phone.bubbles.last.locator(".stamp")).to_have_text("21:00")


async def test_typing_is_shown_until_the_message_comes(open_phone: OpenPhone, telegram: Telegram) -> None:
    phone, bot = await begun(open_phone, telegram)
    async with phone.soon(phone.page.get_by_text("typing…")):
        await bot.call("sendChatAction", action="typing")
    await bot.send("Here it is.")
    await phone.wait_for_text("Here it is.")
    assert await phone.page.locator("#status").inner_text() == "bot"


async def test_somebody_who_reads_above_is_not_torn_down_by_new_messages(
    open_phone: OpenPhone, telegram: Telegram
) -> None:
    phone, bot = await begun(open_phone, telegram)
    for number in range(40):
        await bot.send(f"message {number}")
    await phone.wait_for_text("message 39")
    await phone.page.locator("#scroller").hover()
    await phone.page.mouse.wheel(0, -900)
    to_end = phone.page.get_by_role("button", name="To the newest message")
    await to_end.wait_for()
    await bot.send("news")
    await phone.page.locator(".unseen", has_text="1").wait_for()
    await phone.drawn()
    assert not await phone.page.evaluate(IN_VIEW, "news")
    await to_end.click()
    await to_end.wait_for(state="hidden")
    await bot.send("more news")
    await phone.wait_for_text("more news")
    await comes_into_view(phone, "more news")


async def test_answer_keys_that_open_below_do_not_hide_the_newest_message(
    open_phone: OpenPhone, telegram: Telegram
) -> None:
    phone, bot = await begun(open_phone, telegram)
    for number in range(30):
        await bot.send(f"message {number}")
    rows = [[{"text": f"key {number}"}] for number in range(4)]
    await bot.call("sendMessage", text="which?", reply_markup={"keyboard": rows})
    for _ in range(2):  # as it comes, and after the page was loaded again
        await phone.page.get_by_role("button", name="key 3").wait_for()
        await comes_into_view(phone, "which?")
        await phone.page.reload()
        await phone.connected()


@pytest.mark.parametrize("scrolled", [0, 400])
@pytest.mark.parametrize("apart", [0, 1])
async def test_a_message_right_after_an_edit_is_followed_unless_somebody_scrolled(
    open_phone: OpenPhone, scrolled: int, apart: int
) -> None:
    """Whatever frame the two fall into: what the edit takes away moves the list, too."""
    phone = await open_phone()
    assert await phone.page.evaluate(RIGHT_AFTER, [scrolled, apart]) == (scrolled == 0)


RIGHT_AFTER = """async ([scrolled, apart]) => {
  const { Chat } = await import("/static/js/chat.js");
  const [scroller, log, toEnd] = ["div", "div", "button"].map(name => document.createElement(name));
  scroller.style = "height: 300px; overflow: auto";
  scroller.append(log);
  document.body.append(scroller, toEnd);
  const chat = new Chat({ scroller, log, toEnd }, {});
  const frames = async count => {
    for (let n = 0; n < count; n += 1) await new Promise(requestAnimationFrame);
  };
  const message = (message_id, rows) => ({
    message_id, date: 1774710000, text: `message ${message_id}`,
    reply_markup: { inline_keyboard: Array(rows).fill([{ text: "key", callback_data: "key" }]) } });
  chat.load([...Array(20).keys()].map(id => message(id, 4)));
  await frames(2);
  scroller.scrollTop -= scrolled;
  chat.upsert(message(19, 0)); // its keys go, and the list is scrolled back by what they took
  await frames(apart);
  await new Promise(done => setTimeout(done)); // and what was drawn has been drawn
  chat.upsert(message(20, 4));
  await frames(2);
  return toEnd.hidden && scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 2;
}"""


async def comes_into_view(phone: Phone, text: str) -> None:
    """Wait until the newest bubble with `text` stands above the list's end, and see that it stays there.

    It may still be on its way: a new message glides to its place, and pictures and keys come later.
    """
    await phone.page.wait_for_function(IN_VIEW, arg=text)
    await phone.drawn()
    assert await phone.page.evaluate(IN_VIEW, text)


IN_VIEW = """text => {
  const bubble = [...document.querySelectorAll("#log .msg")].findLast(one => one.textContent.includes(text));
  const end = document.querySelector("#scroller").getBoundingClientRect().bottom;
  return bubble.getBoundingClientRect().bottom <= end;
}"""


async def test_on_a_phone_of_375_px_nothing_is_wider_than_the_screen(
    open_phone: OpenPhone, telegram: Telegram
) -> None:
    await introduce(telegram)
    phone, bot = await begun(open_phone, telegram, width=375, height=667)
    await bot.send("w" * 300, [[key("a long label " * 4), key("another long label " * 3), key("third")]])
    await bot.call(
        "sendMessage", text="x", reply_markup={"keyboard": [[{"text": "y" * 60}, {"text": "z" * 60}]]}
    )
    await phone.page.get_by_role("button", name="z" * 60).wait_for()
    for opener in ("Commands", "Attach", "people and settings"):
        await phone.page.get_by_role("button", name=opener).click()
        widest = await phone.page.evaluate(
            "Math.max(...[...document.querySelectorAll('#app *')].map(n => n.getBoundingClientRect().right))"
        )
        assert widest <= 375
        await phone.page.keyboard.press("Escape")


async def test_a_session_can_be_held_with_the_keyboard_alone(
    open_phone: OpenPhone, telegram: Telegram
) -> None:
    phone, bot = await begun(open_phone, telegram)
    await bot.send("1/9 Arch roll", [[key("✓ Done", "success"), key("Skip")]])
    await phone.wait_for_text("1/9")
    box = phone.page.get_by_role("textbox", name="Message")
    await box.focus()
    await phone.page.keyboard.press("Shift+Tab")  # the menu button
    await phone.page.keyboard.press("Shift+Tab")
    assert await phone.page.evaluate("document.activeElement.innerText") == "Skip"
    await phone.page.keyboard.press("Shift+Tab")
    ring = "getComputedStyle(document.activeElement).outlineStyle"
    assert await phone.page.evaluate(ring) == "solid"
    await phone.page.keyboard.press("Enter")
    assert (await next_update(telegram, "callback_query"))["data"] == "✓ Done"


async def test_a_press_that_has_begun_is_not_lost_when_somebody_new_comes(open_phone: OpenPhone) -> None:
    anna = await open_phone("Anna")
    await anna.page.locator(".person-name").hover()
    await anna.page.mouse.down()
    async with anna.page.expect_response("**/api/state?*"):
        await open_phone("Ben")
    await anna.drawn()
    await anna.page.mouse.up()
    await anna.page.locator(".menu").get_by_text("Ben").wait_for()
