"""Quick forms of the attacks; the long ones: ./dev faults --long forged hostile mutated."""

import pytest

from bot.coach import session_talk
from bot.edge import intake
from tests.faults import forged, hostile, mutated
from tests.faults.report import fresh_seed


async def test_ten_thousand_forged_buttons_change_nothing() -> None:
    report = await forged.forged(fresh_seed(), forged.QUICK)
    assert report.kept, report.line("tests")


async def test_the_harness_sees_a_button_that_acts_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """The known-bad variant: old answers can be changed by old buttons."""
    monkeypatch.setattr(session_talk, "_may_go_on", lambda turn, session: True)
    monkeypatch.setattr(
        session_talk,
        "_find",
        lambda turn, no, position, exercise: (
            turn.session,
            next((i for i in turn.session.items if (i.position, i.exercise_id) == (position, exercise)), None)
            if turn.session
            else None,
        ),
    )
    report = await forged.forged(1, 50)
    assert "an old button changed an old answer" in report.wrong


async def test_hostile_names_and_texts_are_taken_by_telegram_and_do_nothing() -> None:
    report = await hostile.hostile(fresh_seed(), hostile.QUICK)
    assert report.kept, report.line("tests")


async def test_the_harness_sees_a_name_that_is_not_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.voice.words.escape", lambda text: text)
    report = await hostile.hostile(1, 200)
    assert "refused" in report.wrong


async def test_mutated_updates_are_handled_or_set_aside_and_everybody_else_is_served() -> None:
    report = await mutated.mutated(fresh_seed(), mutated.QUICK)
    assert report.kept, report.line("tests")


async def test_the_harness_sees_an_intake_that_believes_what_an_update_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(intake, "chat_of", lambda raw: raw["message"]["chat"]["id"])
    report = await mutated.mutated(1, 40)
    assert "the coach ended" in report.wrong
