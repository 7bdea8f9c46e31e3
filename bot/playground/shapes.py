"""What the Bot API accepts: the parameters of every method the playground knows, the fields of their objects.

Rule: the names and types are exactly those of Bot API 10.0 (a test compares them); `!` marks what is required
and `-` what the real Telegram takes but the playground refuses aloud. Anything else is unknown, and refused.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One parameter or field; `type` is the Bot API's own type word, unions joined by `|`."""

    name: str
    type: str
    required: bool
    supported: bool


def _fields(*lines: str) -> dict[str, Field]:
    fields = {}
    for word in " ".join(lines).split():
        name, kind = word.split(":")
        fields[name.strip("!-")] = Field(
            name.strip("!-"), kind.replace("_", " "), name.startswith("!"), not name.startswith("-")
        )
    return fields


_CHAT = "!chat_id:Integer|String"
_SENT = """-business_connection_id:String -message_thread_id:Integer -direct_messages_topic_id:Integer
    disable_notification:Boolean protect_content:Boolean -allow_paid_broadcast:Boolean
    message_effect_id:String -suggested_post_parameters:SuggestedPostParameters
    reply_parameters:ReplyParameters
    reply_markup:InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply"""
_EDITED = """-business_connection_id:String chat_id:Integer|String message_id:Integer
    -inline_message_id:String reply_markup:InlineKeyboardMarkup"""
_TEXT = """!text:String parse_mode:String entities:Array_of_MessageEntity
    link_preview_options:LinkPreviewOptions"""
_CAPTION = "caption:String parse_mode:String caption_entities:Array_of_MessageEntity"
_ABOVE = "show_caption_above_media:Boolean"
_SCOPE = "scope:BotCommandScope language_code:String"

METHODS: dict[str, dict[str, Field]] = {
    "getMe": {},
    "getUpdates": _fields(
        "offset:Integer limit:Integer timeout:Integer allowed_updates:Array_of_String",
    ),
    "setWebhook": _fields(
        "!url:String -certificate:InputFile ip_address:String max_connections:Integer",
        "allowed_updates:Array_of_String drop_pending_updates:Boolean secret_token:String",
    ),
    "deleteWebhook": _fields("drop_pending_updates:Boolean"),
    "getWebhookInfo": {},
    "sendMessage": _fields(
        _CHAT,
        _SENT,
        _TEXT,
    ),
    "sendPhoto": _fields(_CHAT, _SENT, _CAPTION, _ABOVE, "!photo:InputFile|String has_spoiler:Boolean"),
    "sendAnimation": _fields(
        _CHAT,
        _SENT,
        _CAPTION,
        _ABOVE,
        "!animation:InputFile|String duration:Integer width:Integer height:Integer",
        "thumbnail:InputFile|String has_spoiler:Boolean",
    ),
    "sendDocument": _fields(
        _CHAT,
        _SENT,
        _CAPTION,
        "!document:InputFile|String thumbnail:InputFile|String disable_content_type_detection:Boolean",
    ),
    "sendLocation": _fields(
        _CHAT,
        _SENT,
        "!latitude:Float !longitude:Float horizontal_accuracy:Float",
        "-live_period:Integer -heading:Integer -proximity_alert_radius:Integer",
    ),
    "sendChatAction": _fields(
        _CHAT, "!action:String -business_connection_id:String -message_thread_id:Integer"
    ),
    "editMessageText": _fields(
        _EDITED,
        _TEXT,
    ),
    "editMessageCaption": _fields(_EDITED, _CAPTION, _ABOVE),
    "editMessageReplyMarkup": _fields(_EDITED),
    "deleteMessage": _fields(_CHAT, "!message_id:Integer"),
    "setMessageReaction": _fields(_CHAT, "!message_id:Integer reaction:Array_of_ReactionType is_big:Boolean"),
    "answerCallbackQuery": _fields(
        "!callback_query_id:String text:String show_alert:Boolean url:String cache_time:Integer"
    ),
    "getFile": _fields("!file_id:String"),
    "getChat": _fields(_CHAT),
    "setMyCommands": _fields("!commands:Array_of_BotCommand", _SCOPE),
    "getMyCommands": _fields(_SCOPE),
    "deleteMyCommands": _fields(_SCOPE),
    "setMyDescription": _fields("description:String language_code:String"),
    "getMyDescription": _fields("language_code:String"),
    "setMyShortDescription": _fields("short_description:String language_code:String"),
    "getMyShortDescription": _fields("language_code:String"),
    "setMyName": _fields("name:String language_code:String"),
    "getMyName": _fields("language_code:String"),
    "setChatMenuButton": _fields("chat_id:Integer menu_button:MenuButton"),
    "getChatMenuButton": _fields("chat_id:Integer"),
}

OBJECTS: dict[str, dict[str, Field]] = {
    "InlineKeyboardMarkup": _fields("!inline_keyboard:Array_of_Array_of_InlineKeyboardButton"),
    "InlineKeyboardButton": _fields(
        "!text:String -icon_custom_emoji_id:String style:String url:String callback_data:String",
        "-web_app:WebAppInfo -login_url:LoginUrl switch_inline_query:String",
        "switch_inline_query_current_chat:String",
        "-switch_inline_query_chosen_chat:SwitchInlineQueryChosenChat",
        "copy_text:CopyTextButton -callback_game:CallbackGame -pay:Boolean",
    ),
    "CopyTextButton": _fields("!text:String"),
    "ReplyKeyboardMarkup": _fields(
        "!keyboard:Array_of_Array_of_KeyboardButton is_persistent:Boolean resize_keyboard:Boolean",
        "one_time_keyboard:Boolean input_field_placeholder:String selective:Boolean",
    ),
    "KeyboardButton": _fields(
        "!text:String -icon_custom_emoji_id:String style:String -request_users:KeyboardButtonRequestUsers",
        "-request_chat:KeyboardButtonRequestChat -request_managed_bot:KeyboardButtonRequestManagedBot",
        "-request_contact:Boolean request_location:Boolean -request_poll:KeyboardButtonPollType",
        "-web_app:WebAppInfo",
    ),
    "ReplyKeyboardRemove": _fields("!remove_keyboard:Boolean selective:Boolean"),
    "ForceReply": _fields("!force_reply:Boolean input_field_placeholder:String selective:Boolean"),
    "LinkPreviewOptions": _fields(
        "is_disabled:Boolean url:String prefer_small_media:Boolean prefer_large_media:Boolean",
        "show_above_text:Boolean",
    ),
    "ReplyParameters": _fields(
        "!message_id:Integer chat_id:Integer|String allow_sending_without_reply:Boolean -quote:String",
        "-quote_parse_mode:String -quote_entities:Array_of_MessageEntity -quote_position:Integer",
        "-checklist_task_id:Integer -poll_option_id:String",
    ),
    "MessageEntity": _fields(
        "!type:String !offset:Integer !length:Integer url:String -user:User language:String",
        "custom_emoji_id:String unix_time:Integer date_time_format:String",
    ),
    "BotCommand": _fields("!command:String !description:String"),
    "BotCommandScopeDefault": _fields("!type:String"),
    "BotCommandScopeAllPrivateChats": _fields("!type:String"),
    "BotCommandScopeAllGroupChats": _fields("!type:String"),
    "BotCommandScopeAllChatAdministrators": _fields("!type:String"),
    "BotCommandScopeChat": _fields("!type:String !chat_id:Integer|String"),
    "MenuButtonCommands": _fields("!type:String"),
    "MenuButtonDefault": _fields("!type:String"),
    "ReactionTypeEmoji": _fields("!type:String !emoji:String"),
}

# A union is told apart by its "type" field …
BY_TYPE: dict[str, dict[str, str]] = {
    "BotCommandScope": {
        "default": "BotCommandScopeDefault",
        "all_private_chats": "BotCommandScopeAllPrivateChats",
        "all_group_chats": "BotCommandScopeAllGroupChats",
        "all_chat_administrators": "BotCommandScopeAllChatAdministrators",
        "chat": "BotCommandScopeChat",
    },
    "MenuButton": {"commands": "MenuButtonCommands", "default": "MenuButtonDefault"},
    "ReactionType": {"emoji": "ReactionTypeEmoji"},
}

# … or, for keyboards, by the one field only it has.
BY_FIELD: dict[str, str] = {
    "inline_keyboard": "InlineKeyboardMarkup",
    "keyboard": "ReplyKeyboardMarkup",
    "remove_keyboard": "ReplyKeyboardRemove",
    "force_reply": "ForceReply",
}
