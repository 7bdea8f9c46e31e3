"""At the door: to those who may not come in, and to groups."""

from bot.coach import says as s
from bot.voice.keys import link, rows
from bot.voice.letter import Letter
from bot.voice.words import Words


def not_admitted(w: Words) -> Letter:
    return Letter(kind="send", text=w.week.door.not_admitted)


def only_in_private(w: Words, saying: s.OnlyInPrivate) -> Letter:
    door = w.week.door
    return Letter(
        kind="send", text=door.only_in_private, keys=rows([link(door.buttons.open_chat, saying.link)], 1)
    )
