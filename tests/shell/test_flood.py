"""A flood, with the real shell behind it: told once, stored as seen, and the talk goes on where it was."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from bot.edge.flood import MESSAGES, Flood
from db.models import updates
from tests.stage import on_stage

NOW = datetime(2026, 3, 28, 15, 10, tzinfo=UTC)


async def test_a_flood_is_answered_once_and_what_was_open_stays_open(ready_url: str) -> None:
    async with on_stage(ready_url, NOW, flood=Flood()) as stage:
        anna, bo = stage.telegram.add_person("Anna"), stage.telegram.add_person("Bo")
        await stage.say(anna, "/start")
        await stage.say(anna, "/regen")
        question = stage.said(anna)[-1]["text"]
        for number in range(300):
            await stage.telegram.say(anna, f"bla {number}")
        await stage.say(bo, "/start")
        told = [m["text"] for m in stage.said(anna) if m["text"].startswith("That was a lot at once")]
        assert len(told) == 1
        assert len(stage.said(anna)) <= MESSAGES + 10
        assert "Bo" in stage.said(bo)[-1]["text"]
        assert stage.database is not None
        seen = await stage.database.run(
            lambda conn: conn.execute(select(func.count()).select_from(updates)).scalar_one()
        )
        assert seen == 303
        await stage.later(minutes=5)
        await stage.say(anna, "/regen")
        assert stage.said(anna)[-1]["text"] == question
