"""`check-content` tells a host what the own folder changes, one line a difference."""

from pathlib import Path

import pytest

from content.differences import differences
from content.library import SHIPPED, load_library
from tests.content.overlays import CLUB_BRIDGE, Put, a_whole_exercise, loaded

WALL = "exercises/wall-slides.yaml"


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        (WALL, "links: {page: https://a.example/a/long/way}", ["links.page changed"]),
        (WALL, "links: {page: null}", ["links.page taken away"]),
        ("exercises/frog-squats.yaml", "links: {page: https://a.example/long/way}", ["links.page added"]),
        (WALL, "minutes: 2.5\nload: 0", ["minutes 1 -> 2.5", "load 1 -> 0"]),
        (WALL, "retired: true", ["retired false -> true"]),
        (WALL, "areas: [shoulder]", ["areas [shoulder, thoracic] -> [shoulder]"]),
        (WALL, "substitute: null", ["substitute taken away"]),
        (WALL, "steps: [Stand., Slide.]", ["steps changed"]),
        (CLUB_BRIDGE, a_whole_exercise("club-bridge"), ["new exercise, Club bridge (strength)"]),
        ("rules.yaml", "session: {default_minutes: 20}", ["session.default_minutes 30 -> 20"]),
        ("rules.yaml", 'reminders: {quiet_from: "20:30"}', ["reminders.quiet_from 21:00 -> 20:30"]),
        ("rules.yaml", "beginner: {max_load_after: [race-ultra]}", ["beginner.max_load_after changed"]),
        ("rules.yaml", "session: {default_minutes: 30}", ["as shipped, changes nothing"]),
        ("talk.yaml", "snooze_minutes: 30", ["snooze_minutes 60 -> 30"]),
        ("triage.yaml", "sharp_say: Ring our physio.", ["sharp_say changed"]),
        ("en/texts.yaml", "buttons: {skip: Pass}", ["buttons.skip Skip -> Pass"]),
    ],
)
def test_each_difference_has_its_line(own: Path, put: Put, name: str, text: str, lines: list[str]) -> None:
    put(name, text)
    assert differences(load_library(), loaded(own)) == [f"{name}: {line}" for line in lines]


def test_of_a_list_with_ids_the_entries_are_compared(own: Path, put: Put) -> None:
    lessons = (SHIPPED / "lessons.yaml").read_text(encoding="utf-8")
    put("lessons.yaml", lessons.replace("title: Pick your areas", "title: Your areas"))
    found = differences(load_library(), loaded(own))
    assert found == ["lessons.yaml: priorities.title Pick your areas -> Your areas"]


def test_another_order_is_a_difference(own: Path, put: Put) -> None:
    head, *cards = (SHIPPED / "lessons.yaml").read_text(encoding="utf-8").split("\n  - ")
    put("lessons.yaml", "\n  - ".join([head, *reversed(cards)]))
    assert differences(load_library(), loaded(own)) == ["lessons.yaml: the whole file: in another order"]


def test_a_new_language_is_one_line(own: Path, put: Put) -> None:
    english = (SHIPPED / "en/texts.yaml").read_text(encoding="utf-8")
    put("nl/texts.yaml", english.replace("language: en", "language: nl", 1))
    for file in ("names.yaml", "week.yaml"):
        put(f"nl/{file}", (SHIPPED / "en" / file).read_text(encoding="utf-8"))
    assert differences(load_library(), loaded(own)) == [
        "nl/names.yaml: new language",
        "nl/texts.yaml: new language",
        "nl/week.yaml: new language",
    ]


def test_without_own_content_nothing_differs() -> None:
    assert differences(load_library(), load_library()) == []
