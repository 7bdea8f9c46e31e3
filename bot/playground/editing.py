"""What a bot does to messages that are there already.

Rule: an edit without reply_markup takes the inline keyboard away; an edit that changes nothing is refused.
"""

from bot.playground.keyboards import read_markup
from bot.playground.refusal import bad
from bot.playground.sending import caption_content, text_content
from bot.playground.store import JSON
from bot.playground.world import World

OWN_LIFE = 48 * 3600  # seconds in which a bot may delete what it sent
_TEXT = ("text", "entities", "link_preview_options")
_CAPTION = ("caption", "caption_entities", "show_caption_above_media")
_MEDIA = ("photo", "animation", "document")


def edit_message_text(world: World, args: JSON) -> JSON:
    content = text_content(args)
    return _edit(world, args, _TEXT, content)


def edit_message_caption(world: World, args: JSON) -> JSON:
    content = caption_content(args)
    return _edit(world, args, _CAPTION, content)


def edit_message_reply_markup(world: World, args: JSON) -> JSON:
    return _edit(world, args, (), {})


def _edit(world: World, args: JSON, replaced: tuple[str, ...], content: JSON) -> JSON:
    for name in ("chat_id", "message_id"):
        if name not in args:
            bad("chat_id is empty" if name == "chat_id" else "message identifier is not specified")
    inline, _ = read_markup(args.get("reply_markup"))
    chat = world.reachable(args["chat_id"])
    message = world.store.message(chat, args["message_id"])
    if message is None:
        bad("message to edit not found")
    out, body, extra = message
    if out or "keyboard" in extra:
        bad("message can't be edited")
    if replaced is _TEXT and "text" not in body:
        bad("there is no text in the message to edit")
    if replaced is _CAPTION and not any(kind in body for kind in _MEDIA):
        bad("there is no caption in the message to edit")
    kept = {key: value for key, value in body.items() if key not in (*replaced, "reply_markup")}
    new = kept | content | ({} if inline is None else {"reply_markup": inline})
    if new == body:
        bad(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    if replaced:
        new["edit_date"] = world.date()
    return world.rewrite(chat, out, new, extra)


def delete_message(world: World, args: JSON) -> bool:
    chat = world.reachable(args["chat_id"])
    message = world.store.message(chat, args["message_id"])
    if message is None:
        bad("message to delete not found")
    out, body, _ = message
    if not out and world.seconds() - body["date"] > OWN_LIFE:
        bad("message can't be deleted for everyone")
    world.store.delete_message(chat, args["message_id"])
    world.tell({"kind": "deleted", "person": chat, "message_id": args["message_id"]})
    return True
