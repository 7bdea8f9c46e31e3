"""What became of a reminder is said in one line, whatever it was, and the list fits into one message."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.coach.model import ReminderState, WhyNot
from bot.playground.markup import utf16
from bot.voice import reminders, render
from bot.voice.words import Words
from content.places import common_zones
from tests.voice import samples_list
from tests.voice.samples import LIBRARY, NOW, runner

MESSAGE_AT_MOST = 4096  # UTF-16 units, https://core.telegram.org/bots/api#sendmessage
CAME = {WhyNot.STARTED, WhyNot.NOT_THIS_TIME, WhyNot.MOVED, WhyNot.NOT_RUN}


def words() -> Words:
    return Words(LIBRARY, LIBRARY.texts["en"], runner("Anna"), NOW)


@pytest.mark.parametrize("language", LIBRARY.week)
def test_whatever_became_of_a_reminder_has_its_words(language: str) -> None:
    said = LIBRARY.week[language].reminders.reasons
    assert set(said) == set(WhyNot)
    assert len(set(said.values())) == len(said)


@pytest.mark.parametrize("why", WhyNot)
def test_one_that_did_not_come_says_so_and_why(why: WhyNot) -> None:
    line = reminders.became(words(), samples_list.over(why))
    assert line.startswith("sent, and" if why in CAME else "not sent, ")
    assert "{" not in line


def test_a_reason_that_nobody_knows_is_not_made_up() -> None:
    for reason in (None, "of-another-time"):
        assert reminders.became(words(), samples_list.over(reason)) == "not sent"
        assert reminders.became(words(), samples_list.over(reason, ReminderState.SENT)) == "sent"


def test_an_outage_says_until_when_by_the_runners_clock() -> None:
    one = samples_list.over(WhyNot.TOO_LATE)
    tokyo = NOW.astimezone(ZoneInfo("Asia/Tokyo"))
    there = Words(LIBRARY, LIBRARY.texts["en"], runner("Anna"), tokyo)
    same_day = one.model_copy(update={"ended_at": datetime(2026, 9, 30, 5, 10, tzinfo=UTC)})
    days_later = one.model_copy(update={"ended_at": datetime(2026, 10, 2, 5, 10, tzinfo=UTC)})
    assert "offline until 14:10, and it was too late" in reminders.became(there, same_day)
    assert "offline until Fri 2 October, 14:10, and" in reminders.became(there, days_later)


def test_rest_days_come_after_that_only_where_they_do() -> None:
    rest = samples_list.reminder(kind="rest")
    race = samples_list.reminder(samples_list.DAY + timedelta(days=9), kind="race")
    series = (samples_list.DAY + timedelta(days=7),)
    ahead = "Rest days ahead: "
    for coming, said in (((rest,), "After that: "), ((rest, race), ahead), ((), ahead)):
        update = {"coming": coming, "picked": None, "series": series}
        text = render.letter(words(), samples_list.longest_list().model_copy(update=update)).text
        assert [line.split(":")[0] + ": " for line in text.split("\n") if "and so on" in line] == [said]


def test_the_longest_list_fits_into_one_message() -> None:
    longest = samples_list.longest_list().model_copy(update={"zone": max(common_zones(), key=len)})
    assert utf16(render.letter(words(), longest).text) <= MESSAGE_AT_MOST
    whole = longest.model_copy(update={"sent": longest.sent * 9, "earlier": 0})
    text = render.letter(words(), whole).text
    assert utf16(text) <= MESSAGE_AT_MOST
    lines = text.count("too late")
    assert lines > len(longest.sent)
    assert f"and {len(whole.sent) - lines} more before" in text


def test_the_other_reminders_are_a_tap_away_and_the_end_of_a_pause_has_no_buttons() -> None:
    rows = tuple(samples_list.reminder(kind=kind) for kind in samples_list.KINDS)
    shown = samples_list.longest_list().model_copy(update={"coming": rows, "picked": rows[1]})
    letter = render.letter(words(), shown)
    assert [key.data for row in letter.keys[2:] for key in row] == ["lp:regen:20260930", "lp:race:20260930"]
    assert "dx:" in str(letter.keys[1][0].data), "a series can be stopped"
    assert "<b>Wed 30 September, 20:59: your rest-day session</b>" in letter.text


def test_with_nothing_to_come_the_next_step_is_offered() -> None:
    empty = samples_list.longest_list().model_copy(update=samples_list.EMPTY)
    letter = render.letter(words(), empty)
    assert [key.text for row in letter.keys for key in row] == ["I just ran", "Today's session"]
