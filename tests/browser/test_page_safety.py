"""Names and texts stay text, whoever wrote them and wherever they are shown."""

from bot.playground.core import Telegram, Upload
from tests.browser.conftest import OpenPhone
from tests.browser.sample import Bot, next_update

EVIL = "<img src=x onerror=alert(1)>"


async def test_a_name_and_a_text_that_are_markup_are_shown_as_text_and_nothing_runs(
    open_phone: OpenPhone, telegram: Telegram
) -> None:
    phone = await open_phone(EVIL)
    person = await phone.person()
    asked: list[str] = []
    phone.page.on("dialog", lambda dialog: asked.append(dialog.message))
    bot = Bot(telegram, person)
    await phone.say("/start")
    await phone.say(EVIL)
    await bot.call("sendMessage", text=f"Hi {EVIL}", reply_markup={"inline_keyboard": [[evil_key()]]})
    await bot.call("sendMessage", text=EVIL, reply_markup={"keyboard": [[{"text": EVIL}]]})
    await bot.call(
        "sendDocument", {"document": Upload(EVIL, b"x")}, document="attach://document", caption=EVIL
    )
    await phone.wait_for_text(f"Hi {EVIL}")
    await phone.page.locator(".file").wait_for()
    await phone.page.locator(".key").click()
    tap = await next_update(telegram, "callback_query")
    async with phone.soon(phone.page.locator(".toast", has_text=EVIL)):
        await bot.answer(tap["id"], text=EVIL)
    await phone.page.get_by_role("button", name="people and settings").click()
    await phone.page.locator(f'.menu :text("{EVIL}")').wait_for()
    assert await phone.page.title() == f"{EVIL} · Regen Coach"
    other = await open_phone("Ben")  # and in the list of who is here, seen by somebody else
    await other.page.get_by_role("button", name="people and settings").click()
    await other.page.locator(f'.menu :text("{EVIL}")').wait_for()
    # No picture was made of it, and nothing asked or ran.
    assert await phone.page.locator("img:not([src^='/static/'])").count() == 1  # the closed large picture
    assert asked == []


def evil_key() -> dict[str, str]:
    return {"text": EVIL, "callback_data": EVIL}


async def test_entities_are_nodes_and_only_safe_addresses_are_links(
    open_phone: OpenPhone, telegram: Telegram
) -> None:
    phone = await open_phone()
    bot = Bot(telegram, await phone.person())
    await phone.say("/start")
    await bot.send(
        "🏃 <b>bold <i>and italic</i></b> &lt;b&gt;not bold&lt;/b&gt; "
        '<a href="https://example.org/?a=1&amp;b=2">a link</a> <code>1 &lt; 2</code> '
        "<tg-spoiler>secret</tg-spoiler>"
    )
    text = (await phone.wait_for_text("not bold")).locator(".text")
    assert await text.locator("strong").inner_text() == "bold and italic"
    assert await text.locator("strong em").inner_text() == "and italic"
    assert await text.locator("code").inner_text() == "1 < 2"
    link = text.locator("a")
    assert await link.get_attribute("href") == "https://example.org/?a=1&b=2"
    assert await link.get_attribute("rel") == "noopener noreferrer"
    assert await link.get_attribute("target") == "_blank"
    spoiler = text.get_by_role("button", name="Hidden text")
    await spoiler.focus()
    await phone.page.keyboard.press("Enter")
    assert await text.locator(".spoiler.shown").inner_text() == "secret"


async def test_an_address_that_would_run_a_script_is_no_link(open_phone: OpenPhone) -> None:
    phone = await open_phone()
    found = await phone.page.evaluate(
        """async () => {
          const { rich, safeAddress } = await import('/static/js/entities.js');
          const bad = ['javascript:alert(1)', ' JavaScript:alert(1)', 'java\\nscript:alert(1)', 'data:x',
                       'file:///etc/passwd', 'vbscript:x', 'tg://user?id=1', '//example.org', ''];
          const node = document.createElement('div');
          const entity = {type: 'text_link', offset: 0, length: 5, url: 'javascript:alert(1)'};
          node.append(rich('click', [entity], {}));
          return [bad.map(safeAddress), node.querySelectorAll('a').length, node.textContent];
        }"""
    )
    assert found == [[None] * 9, 0, "click"]


async def test_entities_that_overlap_or_lie_outside_lose_no_character(open_phone: OpenPhone) -> None:
    phone = await open_phone()
    found = await phone.page.evaluate(
        """async () => {
          const { rich } = await import('/static/js/entities.js');
          const text = 'a🏃b<c>def';
          const types = ['bold', 'italic', 'text_link', 'spoiler', 'pre', 'blockquote', 'url', 'odd'];
          const wrong = [];
          let seed = 1;
          const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
          for (let round = 0; round < 2000; round += 1) {
            const entities = Array.from({length: random(5)}, () => (
              {type: types[random(8)], offset: random(13) - 1, length: random(14), url: 'https://x.org'}));
            const node = document.createElement('div');
            node.append(rich(text, entities, {}));
            if (node.textContent !== text) wrong.push(entities);
          }
          return wrong;
        }"""
    )
    assert found == []
