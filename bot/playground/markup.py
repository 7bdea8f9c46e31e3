"""Telegram's HTML subset -> text and entities, with Telegram's parse errors (byte offsets into UTF-8).

Rule: tags, attributes and character references are read the way Telegram reads them, not as a browser would:
only &lt; &gt; &amp; &quot; and numeric references are known, and every tag must be closed in order.
"""

import re
from dataclasses import dataclass
from typing import Any, NoReturn

from bot.playground.refusal import bad

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_REFERENCE = re.compile(rb"&(?:#x([0-9a-fA-F]{1,7})|#([0-9]{1,7})|([a-zA-Z]+));?")
_SPACE = b" \t\r\n\v"
_TOKEN = re.compile(rb"[A-Za-z0-9.\-]*")


@dataclass
class _Open:
    tag: str
    attributes: dict[str, str]
    start: int  # UTF-16 units
    at: int  # index into the text read so far


def utf16(text: str) -> int:
    """The length as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    return _Reader(source.encode()).read()


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.parts: list[str] = []
        self.length = 0  # UTF-16 units read so far
        self.open: list[_Open] = []
        self.entities: list[dict[str, Any]] = []

    def read(self) -> tuple[str, list[dict[str, Any]]]:
        while self.at < len(self.data):
            if self.data[self.at] == ord("<"):
                begin = self.at
                self.at += 1
                if self._peek() == b"/":
                    self._end_tag(begin)
                else:
                    self._start_tag(begin)
            elif self.data[self.at] == ord("&"):
                self._say(self._reference())
            else:
                end = _first(self.data, self.at, b"<&")
                self._say(self.data[self.at : end].decode())
                self.at = end
        if self.open:
            _fail(f"Can't find end tag corresponding to start tag {self.open[-1].tag}")
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)  # a language only counts inside pre
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.parts), self.entities

    def _say(self, text: str) -> None:
        if any("\ud800" <= sign <= "\udfff" for sign in text):
            _fail(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        self.parts.append(text)
        self.length += utf16(text)

    def _peek(self) -> bytes:
        return self.data[self.at : self.at + 1]

    def _skip_space(self) -> None:
        while self._peek() and self._peek() in _SPACE:
            self.at += 1

    def _reference(self) -> str:
        """What stands at an `&`; an unknown reference is the plain sign."""
        match = _REFERENCE.match(self.data, self.at)
        sign = _referred(match) if match else None
        if match is None or sign is None:
            self.at += 1
            return "&"
        self.at = match.end()
        return sign

    def _start_tag(self, begin: int) -> None:
        self.at = _first(self.data, self.at, _SPACE + b">")
        if not self._peek():
            _fail(f"Unclosed start tag at byte offset {begin}")
        tag = self.data[begin + 1 : self.at].decode().lower()
        if tag not in _KINDS:
            _fail(f'Unsupported start tag "{tag}" at byte offset {begin}')
        attributes = {}
        while True:
            self._skip_space()
            if self._peek() == b">":
                break
            name, value = self._attribute(tag, begin)
            attributes[name] = value
        self.at += 1
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            _fail(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        if tag == "tg-time" and not re.fullmatch(r"\d{1,10}", attributes.get("unix", "")):
            _fail(f'Tag "tg-time" must have a valid attribute "unix" at byte offset {begin}')
        self.open.append(_Open(tag, attributes, self.length, len(self.parts)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        start = self.at
        stops = _SPACE + (b"=>" if tag == "blockquote" else b"=")
        self.at = _first(self.data, self.at, stops)
        name = self.data[start : self.at].decode()
        if not name:
            _fail(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._skip_space()
        if self._peek() != b"=":
            if tag == "blockquote" and name == "expandable":
                return name, ""
            _fail(
                "Expected equal sign in declaration of an attribute of the tag "
                f'"{tag}" at byte offset {begin}'
            )
        self.at += 1
        self._skip_space()
        quote = self._peek()
        if not quote:
            _fail(f'Unclosed start tag "{tag}" at byte offset {begin}')
        if quote in (b"'", b'"'):
            value = self._quoted(quote)
        else:
            start = self.at
            token = _TOKEN.match(self.data, self.at)
            value = token.group().decode().lower() if token else ""
            self.at += len(value)
            if self._peek() and self._peek() not in _SPACE + b">":
                _fail(f"Unexpected end of name token at byte offset {start}")
        if not self._peek():
            _fail(f"Unclosed start tag at byte offset {begin}")
        return name, value

    def _quoted(self, quote: bytes) -> str:
        self.at += 1
        value = []
        while self._peek() and self._peek() != quote:
            if self._peek() == b"&":
                value.append(self._reference())
            else:
                end = _first(self.data, self.at, quote + b"&")
                value.append(self.data[self.at : end].decode())
                self.at = end
        self.at += len(self._peek())
        return "".join(value)

    def _end_tag(self, begin: int) -> None:
        if not self.open:
            _fail(f"Unexpected end tag at byte offset {begin}")
        self.at = _first(self.data, self.at, _SPACE + b">")
        found = self.data[begin + 2 : self.at].decode().lower()
        self._skip_space()
        if self._peek() != b">":
            _fail(f"Unclosed end tag at byte offset {begin}")
        self.at += 1
        opened = self.open.pop()
        if found and found != opened.tag:
            _fail(f'Unmatched end tag at byte offset {begin}, expected "</{opened.tag}>", found "</{found}>"')
        if self.length > opened.start:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: dict[str, Any] = {
            "type": _KINDS[opened.tag],
            "offset": opened.start,
            "length": self.length - opened.start,
        }
        match opened.tag:
            case "a":
                url = opened.attributes.get("href") or "".join(self.parts[opened.at :])
                try:
                    entity["url"] = checked_url(url)
                except BadAddress:
                    return  # Telegram drops a link it cannot open and keeps its text
            case "tg-emoji":
                if not re.fullmatch(r"-?[1-9]\d{0,18}", opened.attributes.get("emoji-id", "")):
                    _fail("Invalid custom emoji identifier specified")
                entity["custom_emoji_id"] = opened.attributes["emoji-id"]
            case "tg-time":
                entity["unix_time"] = int(opened.attributes["unix"])
                if opened.attributes.get("format"):
                    entity["date_time_format"] = opened.attributes["format"]
            case "code" if opened.attributes.get("class", "").startswith("language-"):
                entity["language"] = opened.attributes["class"].removeprefix("language-")
            case "blockquote" if "expandable" in opened.attributes:
                entity["type"] = "expandable_blockquote"
        self._add(entity)

    def _add(self, entity: dict[str, Any]) -> None:
        """Code with a language exactly inside pre is one entity; a language without pre is dropped."""
        last = self.entities[-1] if self.entities else None
        same = last is not None and (last["offset"], last["length"]) == (entity["offset"], entity["length"])
        if (
            last is not None
            and same
            and entity["type"] == "pre"
            and last["type"] == "code"
            and "language" in last
        ):
            last["type"] = "pre"
            return
        self.entities.append(entity)


class BadAddress(Exception):
    """An address Telegram would not open; the text says why, in Telegram's words."""


def checked_url(url: str) -> str:
    """The address as Telegram keeps it, or BadAddress."""
    match = re.fullmatch(r"(?:([a-z][a-z0-9+.-]*)://)?([^\s/?#]*)([/?#]\S*)?", url.strip(), re.IGNORECASE)
    if match is None:
        raise BadAddress("Wrong HTTP URL")
    scheme, host, rest = (match[1] or "http").lower(), match[2].lower(), match[3] or ""
    if scheme in ("tg", "ton", "tonsite"):
        return f"{scheme}://{host}{rest}"
    if scheme not in ("http", "https"):
        raise BadAddress("Unsupported URL protocol")
    if not _HOST.fullmatch(host):
        raise BadAddress("Wrong HTTP URL" if host else "URL host is empty")
    return f"{scheme}://{host}{rest or '/'}"


_HOST = re.compile(r"(?:[^@]*@)?(?:\[[0-9a-f:.]+\]|[^\s.:@]+(?:\.[^\s.:@]+)+)(?::\d{1,5})?")


def _referred(match: re.Match[bytes]) -> str | None:
    hexa, decimal, name = match.groups()
    if name is not None:
        return _NAMED.get(name)
    code = int(hexa, 16) if hexa is not None else int(decimal)
    return chr(code) if 0 < code < 0x10FFFF else None


def _first(data: bytes, start: int, stops: bytes) -> int:
    """Where the first of the stop bytes stands, or the end."""
    for at in range(start, len(data)):
        if data[at] in stops:
            return at
    return len(data)


def _fail(words: str) -> NoReturn:
    bad(f"can't parse entities: {words}")
