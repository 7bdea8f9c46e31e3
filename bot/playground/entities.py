"""A text as a message carries it: parsed, trimmed, measured, with the entities Telegram finds by itself.

Rule: all lengths and offsets are UTF-16 units, and limits hold after parsing.
"""

import re
from typing import Any

from bot.playground.markup import BadAddress, checked_url, parse_html, utf16
from bot.playground.refusal import bad

Entity = dict[str, Any]

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
_TYPES = """
    bold italic underline strikethrough spoiler blockquote expandable_blockquote code pre text_link
    custom_emoji date_time mention hashtag cashtag bot_command url email phone_number
"""
# Dropped: carriage returns, direction marks, vertical combining lines. Other control signs become spaces.
_DROPPED = (0x0D, *range(0x2028, 0x202F), 0x0333, 0x033F, 0x030A)
_CLEAN: dict[int, str | None] = {code: " " for code in range(32) if code != 10}
_CLEAN |= dict.fromkeys(_DROPPED)
_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?!\w))"
    r"|(?P<url>https?://[^\s<>]*[^\s<>.,;:!?)\]'\"])"
)


def message_text(text: str, parse_mode: str | None, given: list[Entity] | None) -> tuple[str, list[Entity]]:
    """The text of a message; refused when empty or over 4096 units."""
    if not text:
        bad("message text is empty")
    text, entities = formatted(text, parse_mode, given)
    if not text:
        bad("text must be non-empty")
    if utf16(text) > TEXT_LIMIT:
        bad("message is too long")
    return text, entities


def caption_text(text: str, parse_mode: str | None, given: list[Entity] | None) -> tuple[str, list[Entity]]:
    """The caption of a photo or file, which may be empty; at most 1024 units."""
    text, entities = formatted(text, parse_mode, given)
    if utf16(text) > CAPTION_LIMIT:
        bad("message caption is too long")
    return text, entities


def formatted(text: str, parse_mode: str | None, given: list[Entity] | None) -> tuple[str, list[Entity]]:
    entities: list[Entity] = []
    text = text.translate(_CLEAN)
    if parse_mode:
        if given:
            bad("parse_mode and entities exclude each other")
        match parse_mode.lower():
            case "html":
                text, entities = parse_html(text)
            case "markdown" | "markdownv2":
                bad("parse_mode Markdown is not supported by the playground")
            case _:
                bad("unsupported parse_mode")
    elif given:
        entities = [_checked(entity, utf16(text)) for entity in given]
    text, entities = _trimmed(text, _outside_code(entities))
    return text, _with_found(text, entities)


def found_entities(text: str) -> list[Entity]:
    """Commands and links in a plain text, as any Telegram app marks them."""
    entities = []
    for match in _FOUND.finditer(text):
        kind = str(match.lastgroup)
        entities.append(
            {"type": kind, "offset": utf16(text[: match.start()]), "length": utf16(match.group())}
        )
    return entities


def _checked(entity: Entity, length: int) -> Entity:
    if entity["type"] not in _TYPES.split():
        bad("can't parse MessageEntity: Unsupported MessageEntity type specified")
    if entity["offset"] < 0 or entity["length"] <= 0 or entity["offset"] + entity["length"] > length:
        bad(
            f"entity beginning at UTF-16 offset {entity['offset']} ends after the end of the text "
            f"at UTF-16 offset {length}"
        )
    if entity["type"] == "text_link":
        url = str(entity.get("url", ""))
        try:
            entity = {**entity, "url": checked_url(url)}
        except BadAddress as problem:
            bad(f"entity URL '{url}' is invalid: {problem}")
    return entity


def _outside_code(entities: list[Entity]) -> list[Entity]:
    """Nothing else is marked inside code."""
    code = [entity for entity in entities if entity["type"] in ("code", "pre")]
    return [entity for entity in entities if not any(_within(entity, block) for block in code)]


def _within(entity: Entity, block: Entity) -> bool:
    return (
        entity is not block
        and block["offset"] <= entity["offset"]
        and entity["offset"] + entity["length"] <= block["offset"] + block["length"]
        and not (entity["type"] in ("code", "pre") and entity["length"] == block["length"])
    )


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without the white space around it (in front only up to the first entity), and no entity outside it."""
    text = text.rstrip(" \n\t")
    end = utf16(text)
    lead = len(text) - len(text.lstrip(" \n\t"))
    lead = min([lead, *(entity["offset"] for entity in entities)])
    kept = []
    for entity in entities:
        length = min(entity["offset"] + entity["length"], end) - entity["offset"]
        if length > 0:
            kept.append({**entity, "offset": entity["offset"] - lead, "length": length})
    return text[lead:], kept


def _with_found(text: str, entities: list[Entity]) -> list[Entity]:
    """Commands and links are marked too, except inside code and where something else already covers them."""
    taken = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in entities
        if entity["type"] in ("code", "pre", "text_link", "bot_command", "url")
    ]
    extra = [
        entity
        for entity in found_entities(text)
        if not any(
            start < entity["offset"] + entity["length"] and entity["offset"] < end for start, end in taken
        )
    ]
    return sorted(entities + extra, key=lambda entity: (entity["offset"], -entity["length"]))
