"""What a bot sends: texts, pictures, files, places, and the little signs (typing, reactions, toasts)."""

import math
from typing import Any

from telegram.constants import ChatAction, ReactionEmoji

from bot.playground.entities import caption_text, message_text
from bot.playground.files import keep_animation, keep_file, keep_photo
from bot.playground.keyboards import read_markup
from bot.playground.markup import BadAddress, checked_url, utf16
from bot.playground.refusal import bad
from bot.playground.store import JSON
from bot.playground.world import World, bare

TOAST_LIMIT = 200
_ACTIONS = frozenset(action.value for action in ChatAction)
_REACTIONS = frozenset(emoji.value for emoji in ReactionEmoji)


def send_message(world: World, args: JSON) -> JSON:
    return _send(world, args, lambda: text_content(args))


def send_photo(world: World, args: JSON) -> JSON:
    return _send(
        world, args, lambda: {"photo": keep_photo(world.store, args["photo"])} | caption_content(args)
    )


def send_animation(world: World, args: JSON) -> JSON:
    def content() -> JSON:
        animation = keep_animation(world.store, args["animation"], args)
        document = {key: animation[key] for key in _DOCUMENT if key in animation}
        return {"animation": animation, "document": document} | caption_content(args)

    return _send(world, args, content)


_DOCUMENT = ("file_id", "file_unique_id", "file_name", "mime_type", "file_size")


def send_document(world: World, args: JSON) -> JSON:
    return _send(
        world,
        args,
        lambda: {"document": keep_file(world.store, "documents", args["document"])} | caption_content(args),
    )


def send_location(world: World, args: JSON) -> JSON:
    latitude, longitude = args["latitude"], args["longitude"]
    if not (abs(latitude) <= 90 and abs(longitude) <= 180 and math.isfinite(latitude + longitude)):
        bad("location must be a point on the earth")
    place = {"latitude": latitude, "longitude": longitude}
    if "horizontal_accuracy" in args:
        place["horizontal_accuracy"] = args["horizontal_accuracy"]
    return _send(world, args, lambda: {"location": place})


def _send(world: World, args: JSON, content: Any) -> JSON:
    chat = world.reachable(args["chat_id"])
    inline, keyboard = read_markup(args.get("reply_markup"))
    body: JSON = content() | _replied(world, chat, args.get("reply_parameters"))
    if inline is not None:
        body["reply_markup"] = inline
    if args.get("protect_content"):
        body["has_protected_content"] = True
    if args.get("message_effect_id"):
        body["effect_id"] = args["message_effect_id"]
    extra: JSON = {} if keyboard is None else {"keyboard": keyboard}
    if args.get("disable_notification"):
        extra["silent"] = True
    return world.post(chat, out=False, content=body, extra=extra)


def text_content(args: JSON) -> JSON:
    text, entities = message_text(args["text"], args.get("parse_mode"), args.get("entities"))
    content: JSON = {"text": text}
    if entities:
        content["entities"] = entities
    preview = args.get("link_preview_options")
    if preview:
        if preview.get("url"):
            try:
                checked_url(preview["url"])
            except BadAddress:
                bad("WEBPAGE_URL_INVALID")
        content["link_preview_options"] = preview
    return content


def caption_content(args: JSON) -> JSON:
    caption, entities = caption_text(
        args.get("caption", ""), args.get("parse_mode"), args.get("caption_entities")
    )
    content: JSON = {}
    if caption:
        content["caption"] = caption
    if entities:
        content["caption_entities"] = entities
    if args.get("show_caption_above_media"):
        content["show_caption_above_media"] = True
    if args.get("has_spoiler"):
        content["has_media_spoiler"] = True
    return content


def _replied(world: World, chat: int, reply: JSON | None) -> JSON:
    if reply is None:
        return {}
    if reply.get("chat_id", chat) != chat:
        bad("replies to another chat are not supported by the playground")
    message = world.store.message(chat, reply["message_id"])
    if message is not None:
        return {"reply_to_message": bare(message[1])}
    if reply.get("allow_sending_without_reply"):
        return {}
    bad("message to be replied not found")


def send_chat_action(world: World, args: JSON) -> bool:
    chat = world.reachable(args["chat_id"])
    if args["action"] not in _ACTIONS:
        bad("wrong parameter action in request")
    world.tell({"kind": "typing", "person": chat, "action": args["action"]})
    return True


def set_message_reaction(world: World, args: JSON) -> bool:
    chat = world.reachable(args["chat_id"])
    message = world.store.message(chat, args["message_id"])
    if message is None:
        bad("message to react not found")
    reaction = args.get("reaction", [])
    if len(reaction) > 1:
        bad("REACTIONS_TOO_MANY")
    if any(one["emoji"] not in _REACTIONS for one in reaction):
        bad("REACTION_INVALID")
    out, body, extra = message
    extra.pop("reaction", None)
    if reaction:
        extra["reaction"] = reaction[0]["emoji"]
    world.rewrite(chat, out, body, extra)
    return True


def answer_callback_query(world: World, args: JSON) -> bool:
    person = world.store.query(args["callback_query_id"], world.seconds())
    if person is None:
        bad("query is too old and response timeout expired or query ID is invalid")
    if utf16(args.get("text", "")) > TOAST_LIMIT:
        bad("MESSAGE_TOO_LONG")
    if args.get("url"):
        bad("URL_INVALID")
    world.tell(
        {
            "kind": "answered",
            "person": person,
            "query_id": args["callback_query_id"],
            "text": args.get("text") or None,
            "alert": args.get("show_alert", False),
        }
    )
    return True
