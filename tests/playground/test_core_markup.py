"""Telegram's HTML: what it becomes, and the words with which a mistake in it is refused."""

from typing import Any

import pytest

from bot.playground.entities import message_text
from bot.playground.markup import BadAddress, checked_url
from bot.playground.refusal import Refused


def parsed(source: str) -> tuple[str, list[tuple[Any, ...]]]:
    text, entities = message_text(source, "HTML", None)
    return text, [tuple(entity.values()) for entity in entities]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("&lt;&amp;&gt; &quot;&#233;&#x1F600; &nbsp;", '<&> "é😀 &nbsp;', []),
        ("😀 <b>bold</b>", "😀 bold", [("bold", 3, 4)]),
        ("<B>a<i>b</i></B>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<u>a</u><s>b</s><tg-spoiler>c</tg-spoiler>", "abc",
         [("underline", 0, 1), ("strikethrough", 1, 1), ("spoiler", 2, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
        ("<a href='https://a.org/?x=1&amp;y=2'>a</a>", "a", [("text_link", 0, 1, "https://a.org/?x=1&y=2")]),
        ("<a href=\"nowhere\">a</a>", "a", []),
        ('<pre><code class="language-python">x</code></pre>', "x", [("pre", 0, 1, "python")]),
        ('<code class="language-python">x</code>', "x", [("code", 0, 1)]),
        ("<code><b>x</b></code>", "x", [("code", 0, 1)]),
        ("<blockquote expandable>q</blockquote>", "q", [("expandable_blockquote", 0, 1)]),
        ('<tg-time unix="1774771200" format="wdt">Sun 09:00</tg-time>', "Sun 09:00",
         [("date_time", 0, 9, 1774771200, "wdt")]),
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍",
         [("custom_emoji", 0, 2, "5368324170671202286")]),
        ("  \n<b> x</b> \n", " x", [("bold", 0, 2)]),
        ("see https://a.org/b. Or /regen@regen_coach_bot", "see https://a.org/b. Or /regen@regen_coach_bot",
         [("url", 4, 15), ("bot_command", 24, 22)]),
        ("a\r\nb\tc", "a\nb c", []),
        ("<b>a</>", "a", [("bold", 0, 1)]),
    ],
)  # fmt: skip
def test_markup_becomes_text_and_entities(source: str, text: str, entities: list[tuple[Any, ...]]) -> None:
    assert parsed(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("a <x>", 'Unsupported start tag "x" at byte offset 2'),
        ("é 5 < 6 km", 'Unsupported start tag "" at byte offset 5'),
        ("<b>a", "Can't find end tag corresponding to start tag b"),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<a =x>a</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href>a</a>",
         'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href='x", "Unclosed start tag at byte offset 0"),
        ("<a href=a/b>a</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji emoji-id='x'>👍</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("&#xd800;", "Text contains invalid Unicode characters after decoding HTML entities, "
                     "check for unmatched surrogate code units"),
    ],
)  # fmt: skip
def test_a_mistake_in_markup_is_refused_in_telegrams_words(source: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        parsed(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {words}"


@pytest.mark.parametrize("empty", ["<b></b>", " \n ", "<b> </b>\n"])
def test_a_text_that_is_empty_after_parsing_is_refused(empty: str) -> None:
    with pytest.raises(Refused, match="text must be non-empty"):
        parsed(empty)


def test_the_limit_counts_utf16_units_after_parsing() -> None:
    assert len(parsed("<b>" + "😀" * 2048 + "</b>")[0]) == 2048
    with pytest.raises(Refused, match="message is too long"):
        parsed("😀" * 2048 + "!")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"type": "bold", "offset": 0, "length": 5}, "ends after the end of the text"),
        ({"type": "loud", "offset": 0, "length": 1}, "Unsupported MessageEntity type"),
        ({"type": "text_link", "offset": 0, "length": 1, "url": "x"}, "entity URL 'x' is invalid"),
    ],
)
def test_given_entities_are_checked_too(given: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        message_text("text", None, [given])


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://A.org", "https://a.org/"),
        ("a.org/Path", "http://a.org/Path"),
        ("tg://user?id=5", "tg://user?id=5"),
        ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000/x"),
    ],
)
def test_a_good_address_is_kept_in_its_plain_form(address: str, kept: str) -> None:
    assert checked_url(address) == kept


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://localhost/x", "Wrong HTTP URL"),
        ("javascript://a.org", "Unsupported URL protocol"),
        ("http:///x", "URL host is empty"),
        ("two words", "Wrong HTTP URL"),
    ],
)
def test_a_bad_address_is_not(address: str, words: str) -> None:
    with pytest.raises(BadAddress, match=words):
        checked_url(address)
