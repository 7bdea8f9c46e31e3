"""Bad content in a host's own folder is refused like our own: by the file there, the key and the mend."""

from pathlib import Path

import pytest

from content.library import ContentError
from tests.content.overlays import CLUB_BRIDGE, Put, a_whole_exercise, loaded

WALL = "exercises/wall-slides.yaml"


def problems(own: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        loaded(own)
    return [line.replace(own.as_posix(), "own") for line in caught.value.problems]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (WALL, "cue: 7\nhint: x", f"own/{WALL}: hint: is not known here; remove it or mend its spelling"),
        (WALL, "links: {page: wger.de}", f"own/{WALL}: links.page: is no web address"),
        (WALL, "links: {search: null}", f"own/{WALL}: links.search: is missing; add it"),
        (WALL, "links: {pages: null}", f"own/{WALL}: links.pages: is not known here"),
        (WALL, "links: https://a.example", f"own/{WALL}: links: "),
        (WALL, "id: wall-slide", f"own/{WALL}: id: says 'wall-slide'; name the file wall-slide.yaml"),
        (WALL, "areas: [ear]", f"own/{WALL}: areas: 'ear' is not known; use one of foot"),
        (WALL, "phase: warm-up", f"own/{WALL}: phase: 'warm-up' is not known; use one of"),
        (WALL, "equipment: [rope]", f"own/{WALL}: equipment: 'rope' is not known"),
        (WALL, "avoid_if: [mood]", f"own/{WALL}: avoid_if: 'mood' is not known"),
        (WALL, "easier: {id: wall-sit}", f"own/{WALL}: easier.id: 'wall-sit' is not known"),
        (WALL, "series: walls", f"own/{WALL}: series: 'walls' is not known"),
        (WALL, "dose: {text: '8', reps: 8}", f"own/{WALL}: dose.source: is missing; add it"),
        (WALL, "dose: {text: a bit, source: coach, per: total}", f"own/{WALL}: dose: has no unit"),
        (
            WALL,
            "minutes: 0\nminutes: 1",
            f"own/{WALL}: line 2 is no valid YAML: the key 'minutes' stands twice",
        ),
        (WALL, "areas: [foot", f"own/{WALL}: line "),
        (WALL, "", f"own/{WALL}: must hold keys and values"),
        (WALL, "x" * 200_001, f"own/{WALL}: is too big; keep it under 200000 bytes"),
        (
            CLUB_BRIDGE,
            a_whole_exercise("club-bridge", cue=None),
            f"own/{CLUB_BRIDGE}: cue: is missing; add it",
        ),
        (CLUB_BRIDGE, a_whole_exercise("bridge"), f"own/{CLUB_BRIDGE}: id: says 'bridge'"),
        (
            CLUB_BRIDGE,
            a_whole_exercise("club-bridge", series="plank-series"),
            "rules.yaml (shipped): series plank-series: members: 'club-bridge' says it belongs here; add it",
        ),
        ("exercises/Club Bridge.yaml", a_whole_exercise("Club Bridge"), "Club Bridge.yaml: id: "),
        (
            "exercises/wall-slide.yaml",
            "links: {page: https://a.example}",
            "own/exercises/wall-slide.yaml: no exercise is shipped under this id; "
            "name the file wall-slides.yaml if you mean that one, or add id, name, phase",
        ),
        (
            "exercises/zz.yaml",
            "cue: x",
            "own/exercises/zz.yaml: no exercise is shipped under this id; add id,",
        ),
        ("rules.yaml", "session: {default_minutes: 25}", "own/rules.yaml: session: 25 minutes are not known"),
        ("rules.yaml", "session: {default: 25}", "own/rules.yaml: session.default: is not known here"),
        ("rules.yaml", "session:", "own/rules.yaml: session: is missing; add it"),
        (
            "rules.yaml",
            "areas: [foot]",
            "exercises/wall-slides.yaml (shipped): areas: 'shoulder' is not known",
        ),
        ("rules.yaml", "day_types: {trail: {}}", "own/rules.yaml: day_types.trail.caps: is missing"),
        ("triage.yaml", "flags: []", "own/triage.yaml: flags: "),
        ("triage.yaml", "sharp_say: pain < 3", "own/triage.yaml: sharp_say: Telegram knows no such tag"),
        ("lessons.yaml", "lessons: [{id: a, title: A}]", "own/lessons.yaml: lessons.0.text: is missing"),
        (
            "lessons.yaml",
            "lessons: [{id: a, title: A, text: <b>a}]",
            "own/lessons.yaml: a.text: <b> is never closed",
        ),
        ("talk.yaml", "snooze_minutes: 1", "own/talk.yaml: snooze_minutes: "),
        ("en/texts.yaml", "say: {tipp: x}", "own/en/texts.yaml: say.tipp: is not known here"),
        (
            "en/texts.yaml",
            "say: {tip: '{texts}'}",
            "own/en/texts.yaml: say.tip: nobody fills {texts} here; use {text}",
        ),
        ("en/texts.yaml", "language: de", "own/en/texts.yaml: language: says 'de'"),
        ("de/texts.yaml", "buttons: {skip: Weiter}", "own/de/texts.yaml: language: is missing; add it"),
        (
            "rule.yaml",
            "a: 1",
            "own/rule.yaml: is nothing the coach reads; remove it, or use one of rules.yaml",
        ),
        ("README.md", "hello", "own/README.md: is nothing the coach reads"),
        ("rules.yml", "a: 1", "own/rules.yml: is nothing the coach reads; name it rules.yaml"),
        (
            "exercises/a.yml",
            "a: 1",
            "own/exercises/a.yml: is nothing the coach reads; name it exercises/a.yaml",
        ),
        ("exercises/legs/a.yaml", "a: 1", "own/exercises/legs: is nothing the coach reads"),
        ("en/runwords.yaml", "a: 1", "own/en/runwords.yaml: is nothing the coach reads"),
        ("Exercises/a.yaml", "a: 1", "own/Exercises: is nothing the coach reads"),
        ("exercise/a.yaml", "a: 1", "own/exercise: is nothing the coach reads"),
    ],
)
def test_a_mistake_is_named_with_its_mend(own: Path, put: Put, name: str, text: str, said: str) -> None:
    put(name, text)
    assert any(said in line for line in problems(own)), problems(own)


def test_all_mistakes_are_named_at_once(own: Path, put: Put) -> None:
    put(WALL, "hint: x")
    put("rules.yaml", "session: {default: 25}")
    put("de/texts.yaml", "[")
    assert {line.split(": ")[0] for line in problems(own)} == {
        f"own/{WALL}",
        "own/rules.yaml",
        "own/de/texts.yaml",
    }


def test_where_a_shipped_file_is_named_the_host_hears_where_to_mend(own: Path, put: Put) -> None:
    put("rules.yaml", "areas: [foot]")
    assert problems(own)[-1] == "What is shipped fits together by itself: mend own."


def test_a_mistake_in_an_own_file_alone_needs_no_such_word(own: Path, put: Put) -> None:
    put(WALL, "areas: [ear]")
    assert len(problems(own)) == 1


def test_a_folder_that_is_not_there_is_named(own: Path) -> None:
    own.rmdir()
    assert problems(own) == ["own: there is no such folder; make it, or leave REGEN_CONTENT_DIR out"]


def test_a_file_is_no_folder(own: Path) -> None:
    own.rmdir()
    own.write_text("")
    assert problems(own)[0].startswith("own: is no folder; REGEN_CONTENT_DIR names one that holds rules.yaml")


def test_what_may_not_be_read_is_named(own: Path, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may read everything, so the refusal is played."""
    put("exercises/a.yaml", "a: 1")
    whole = Path.iterdir

    def refused(path: Path) -> object:
        if path.name == "exercises":
            raise PermissionError(13, "Permission denied")
        return whole(path)

    monkeypatch.setattr(Path, "iterdir", refused)
    assert problems(own) == ["own/exercises: cannot be read (Permission denied); let the coach read it"]


@pytest.mark.parametrize("name", ["rules.yaml", WALL])
def test_a_folder_or_a_broken_link_in_the_place_of_a_file_is_named(own: Path, name: str) -> None:
    (own / name).mkdir(parents=True)
    assert problems(own)[0].startswith(f"own/{name}: cannot be read (Is a directory); see that it is there")
    (own / name).rmdir()
    (own / name).symlink_to(own / "nowhere")
    assert problems(own)[0].startswith(f"own/{name}: cannot be read (No such file or directory)")


@pytest.mark.parametrize(
    "junk",
    [b"\xff\xfe\x00", b"- a\n- b\n", b"&a [*a]", b"&a {cue: *a}", b"!!python/name:os.system x", b"{1: 2}"],
)
def test_junk_in_a_file_is_a_problem_and_nothing_worse(own: Path, put: Put, junk: bytes) -> None:
    put(WALL, "")
    (own / WALL).write_bytes(junk)
    assert all(line.startswith(f"own/{WALL}: ") for line in problems(own))
