"""Who may come in: everybody, those on the list, or whoever came by the link; others get one line a day."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.access import Access, access_of
from bot.coach import events as e
from bot.settings import SettingsError, load_settings
from bot.shell import Shell
from bot.shell_types import Person
from content.library import load_library
from db.engine import Database
from tests.shell.chat import ANNA, BEN, NINE, Chat
from tests.shell.whole import rows

CODE = "club-runners-2026"
NO = load_library().week["en"].door.not_admitted
GROUP = Person(chat_id=-100_777, first_name="", language_code="en")


class Door(Chat):
    """The shell with a door."""

    def __init__(self, database: Database, access: Access) -> None:
        super().__init__(database)
        self.shell = Shell(
            database,
            load_library(),
            now=lambda: self.now,
            tzdb="test",
            access=access,
            on_letters=self.posted.extend,
            on_due=self.dues.append,
        )


@pytest.fixture
def listed(database: Database) -> Door:
    return Door(database, Access(mode="allowlist", allowed=frozenset({ANNA.chat_id})))


@pytest.fixture
def invited(database: Database) -> Door:
    return Door(database, Access(mode="invite", code=SecretStr(CODE)))


async def known(chat: Chat) -> list[int]:
    return sorted(row["chat_id"] for row in await rows(chat.database, "runners"))


async def test_those_on_the_list_come_in_and_nobody_else(listed: Door) -> None:
    await listed.command("start", who=ANNA)
    await listed.command("start", who=BEN)

    assert "regeneration coach" in listed.texts(ANNA)[-1]
    assert listed.texts(BEN) == [NO]
    assert await known(listed) == [ANNA.chat_id]


async def test_a_stranger_is_told_once_a_day_whatever_they_send(listed: Door) -> None:
    for event in (e.Command(name="start"), e.Typed(text="please"), e.Sent(what="photo"), e.Typed(text="?")):
        await listed.does(event, BEN)
    assert listed.texts(BEN) == [NO]

    listed.later(hours=23, minutes=59)
    await listed.does(e.Typed(text="hello"), BEN)
    assert listed.texts(BEN) == [NO]

    listed.later(minutes=1)
    await listed.does(e.Typed(text="hello"), BEN)
    assert listed.texts(BEN) == [NO, NO]


async def test_a_strangers_tap_stops_turning_and_does_nothing(listed: Door) -> None:
    await listed.does(e.Tapped(button=e.StartRun(), message_id=7, query_id="q"), BEN)

    (letter,) = listed.letters(BEN)
    assert (letter.letter.kind, letter.letter.text) == ("answer", "")
    assert await known(listed) == []


async def test_nothing_that_a_stranger_writes_is_kept(listed: Door) -> None:
    await listed.does(e.Typed(text="my secret half marathon 1:45"), BEN)

    tables = ("runners", "runs", "sessions", "reminders", "updates", "outbox", "strangers")
    kept = [str(row) for table in tables for row in await rows(listed.database, table)]
    assert "secret" not in "".join(kept)
    assert BEN.first_name not in "".join(kept)


async def test_the_link_lets_in_for_good(invited: Door) -> None:
    await invited.command("start", who=BEN)
    await invited.command("start", f"{CODE}x", BEN)
    await invited.does(e.Typed(text=CODE), BEN)
    assert invited.texts(BEN) == [NO]

    await invited.command("start", CODE, BEN)
    assert "regeneration coach" in invited.texts(BEN)[-1]

    await invited.command("regen", who=BEN)
    assert invited.texts(BEN)[-1] == "What did you run?"


async def test_a_new_code_keeps_those_who_are_in(invited: Door) -> None:
    await invited.command("start", CODE, ANNA)
    anew = Door(invited.database, Access(mode="invite", code=SecretStr("another-code")))

    await anew.command("regen", who=ANNA)
    await anew.command("start", CODE, BEN)

    assert anew.texts(ANNA) == ["What did you run?"]
    assert anew.texts(BEN) == [NO]


async def test_whoever_is_taken_off_the_list_is_called_no_more_and_keeps_all(
    chat: Chat, database: Database
) -> None:
    await chat.ran_a_marathon()
    nobody = Door(database, Access(mode="allowlist", allowed=frozenset({BEN.chat_id})))
    nobody.now = NINE

    assert await nobody.shell.take_due() == 1

    assert nobody.posted == []
    assert [row["state"] for row in await rows(database, "reminders")] == ["dropped"]
    assert len(await rows(database, "runs")) == 1
    chat.now = NINE + timedelta(hours=1)
    await chat.command("today")  # back on the list
    assert "First, your safety" in chat.texts()[-1]


async def test_a_group_gets_one_line_and_a_link_once_for_each_command(chat: Chat) -> None:
    for _ in range(2):
        await chat.shell.greet_group(5, GROUP, "club_bot")

    (letter,) = chat.letters(GROUP)
    assert letter.letter.text == load_library().week["en"].door.only_in_private
    assert [key.url for row in letter.letter.keys for key in row] == ["https://t.me/club_bot?start=group"]
    assert await known(chat) == []


# --- the settings ----------------------------------------------------------------------------------


def test_the_settings_say_who_may_come_in() -> None:
    assert access_of(load_settings({})).mode == "open"
    env = {"REGEN_ACCESS": "allowlist", "REGEN_ALLOWED": " 12, 7000000001 ,3,"}
    assert access_of(load_settings(env)).allowed == {12, 7_000_000_001, 3}
    env = {"REGEN_ACCESS": "invite", "REGEN_INVITE_CODE": CODE}
    assert access_of(load_settings(env)).admits(1, known=False, event=e.Command(name="start", words=CODE))


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"REGEN_ACCESS": "allowlist"}, "REGEN_ALLOWED names, and it names nobody"),
        ({"REGEN_ACCESS": "invite"}, "Put one into REGEN_INVITE_CODE"),
        ({"REGEN_ACCESS": "club"}, "REGEN_ACCESS is not one of open, allowlist, invite."),
        ({"REGEN_ALLOWED": "anna"}, "REGEN_ALLOWED is not a list of Telegram ids"),
        ({"REGEN_INVITE_CODE": "too short"}, "REGEN_INVITE_CODE is not an invite code"),
    ],
)
def test_a_door_that_cannot_work_is_told(env: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        access_of(load_settings(env))
    assert said in str(caught.value)
    assert "too short" not in str(caught.value)
