"""An exercise that a host deleted instead of retiring it: old sessions still name it, nobody stumbles."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import pytest

from content.library import load_library
from tests import stage as stage_module
from tests.databases import fresh_sqlite
from tests.stage import on_stage


async def test_the_session_goes_on_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = load_library()
    async with on_stage(fresh_sqlite(tmp_path), datetime(2026, 7, 1, 9, tzinfo=UTC)) as stage:
        anna = stage.telegram.add_person("Anna")
        await stage.say(anna, "/today")
        for label in (
            "Yes",
            "No, all clear",
            "None of these",
            "No",
            "No",
            "Nothing",
            "Nothing sore",
            "Let's go",
        ):
            await stage.tap(anna, label)
        first = stage.said(anna)[-1]["text"]
        gone = next(i for i, exercise in whole.exercises.items() if exercise.name in first)
        left = MappingProxyType({i: e for i, e in whole.exercises.items() if i != gone})

        monkeypatch.setattr(stage_module, "load_library", lambda: replace(whole, exercises=left))
        await stage.stop()
        await stage.start()
        await stage.tap(anna, "✓ Done")
        assert stage.said(anna)[-1]["text"] == first  # the old card stands as it was
        await stage.say(anna, "/today")
        assert stage.said(anna)[-1]["text"].startswith("2/")
        await stage.say(anna, "done")
        assert stage.said(anna)[-1]["text"].startswith("3/")
