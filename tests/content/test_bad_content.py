"""Bad content is refused with its file, its key and the mend: all problems in one go, nothing guessed."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from content.library import SHIPPED, ContentError, load_library

Edit = Callable[[str, str, str], None]

ARCH = "exercises/tp-arch-roll.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the shipped content."""
    ignored = shutil.ignore_patterns("*.py", "__pycache__", "*.gz", "*.tsv", "*.txt")
    shutil.copytree(SHIPPED, tmp_path / "content", ignore=ignored)
    return tmp_path / "content"


@pytest.fixture
def edit(root: Path) -> Edit:
    def replace(name: str, old: str, new: str) -> None:
        text = (root / name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


def problems(root: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load_library(root)
    return str(caught.value).splitlines()


def test_an_unchanged_copy_is_fine(root: Path) -> None:
    assert len(load_library(root).exercises) == 60


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (ARCH, "id: tp-arch-roll", "id: tp-arch", "name the file tp-arch.yaml or mend the id"),
        (
            ARCH,
            "phase: trigger-point",
            "phase: trigger",
            f"{ARCH}: phase: 'trigger' is not known; use one of",
        ),
        (ARCH, "areas: [foot]", "areas: [foots]", f"{ARCH}: areas: 'foots' is not known"),
        (ARCH, "areas: [foot]", "areas: []", f"{ARCH}: areas: "),
        (ARCH, "areas_secondary: [calf]", "areas_secondary: [foot]", "the id 'foot' stands twice"),
        (ARCH, "[tennis-ball]", "[golf-ball]", f"{ARCH}: equipment: 'golf-ball' is not known; use one of"),
        (ARCH, "neuropathy]", "bad-mood]", f"{ARCH}: avoid_if: 'bad-mood' is not known"),
        (ARCH, "position: seated-or-standing", "position: flying", f"{ARCH}: position: 'flying'"),
        (ARCH, "  seconds: 45\n", "", f"{ARCH}: dose: has no unit"),
        (ARCH, "  basis: Behm", "  interpretation: Behm", f"{ARCH}: dose: a dose of ours needs its basis"),
        (ARCH, "minutes: 2.0", "minutes: 0", f"{ARCH}: minutes: "),
        (ARCH, "load: 0", "load: 4", f"{ARCH}: load: "),
        (ARCH, "  search: https:", "  search: javascript:", f"{ARCH}: links.search: is no web address"),
        (ARCH, "  page: https:", "  page: ftp:", f"{ARCH}: links.page: is no web address"),
        (ARCH, "cue: ", "hint: ", f"{ARCH}: hint: is not known here"),
        (ARCH, "cue: ", "hint: ", f"{ARCH}: cue: is missing; add it"),
        (ARCH, "load: 0", "load: 0\nload: 1", f"{ARCH}: line "),
        (ARCH, "load: 0", "load: 0\nload: 1", "the key 'load' stands twice; remove one"),
        (ARCH, "areas: [foot]", "areas: [foot", f"{ARCH}: line "),
        (ARCH, "  text: Arch roll (tennis ball)\n", "", f"{ARCH}: article.text: is missing"),
        (ARCH, "  line: 61\n", "", f"{ARCH}: article.line: give the article's line"),
        (
            "exercises/tp-glute.yaml",
            "  id: fr-glutes",
            "  id: fr-glute",
            "easier.id: 'fr-glute' is not known",
        ),
        (
            "exercises/tp-glute.yaml",
            "  id: fr-glutes",
            "  id: tp-glute",
            "easier.id: 'tp-glute' is not known",
        ),
        (
            "exercises/tp-glute.yaml",
            "  id: fr-glutes",
            "  id: hip-90-90",
            "easier.id: 'hip-90-90' has more load",
        ),
        ("exercises/wd-tip-toes.yaml", "phase:", "same_movement_as: no-such\nphase:", "same_movement_as: "),
        ("exercises/plank-front.yaml", "series: plank-series\n", "", "must be 'plank-series'"),
        ("exercises/plank-front.yaml", "plank-series", "planks", "series: 'planks' is not known"),
        (
            "exercises/air-squats.yaml",
            "phase:",
            "series: plank-series\nphase:",
            "'air-squats' says it belongs",
        ),
        ("rules.yaml", "[plank-front, plank-side", "[plank-back, plank-side", "'plank-back' is not known"),
        ("rules.yaml", "parent: mini-band-walks", "parent: glute-bridges", "name members of the series"),
        ("rules.yaml", 'closes_at: "03:00"', "closes_at: 03:00:00", "session.closes_at: write the time"),
        ("rules.yaml", 'quiet_from: "21:00"', "quiet_from: 21:00", "reminders.quiet_from: write the time"),
        (
            "rules.yaml",
            "default_minutes: 30",
            "default_minutes: 25",
            "25 minutes are not known; use the lengths",
        ),
        ("rules.yaml", "{20: 7, 30: 10, 40: 13}", "{20: 7, 30: 10}", "beginner.max_items: 40 is missing"),
        ("rules.yaml", "walking-drill: 1, ", "", "session.slots.20: walking-drill is missing"),
        ("rules.yaml", "{from: 7, to: 8, skip", "{from: 8, to: 8, skip", "the bands must cover 0 to 10"),
        ("rules.yaml", "    core: [lower-back]\n", "", "sharp.neighbours: core is missing"),
        ("rules.yaml", "arm: [chest, shoulder]", "arm: [chest]", "shoulder must stand in exactly one limb"),
        ("rules.yaml", "weights: {calf: 4, hamst", "weights: {calves: 4, hamst", "'calves' is not known"),
        (
            "rules.yaml",
            "weights: {hip-flexor: 3, thoracic: 3, glute",
            "other: {glute",
            "rest.weights: is missing",
        ),
        ("rules.yaml", "after_caps: easy", "after_caps: easier", "'easier' is not known; use one of race-5k"),
        ("rules.yaml", "      1: {load: 2, strength: 1}\n", "", "the days must count 0, 1, 2"),
        ("rules.yaml", "exercise: easy-walk", "exercise: walk", "easy_walk.exercise: 'walk' is not known"),
        ("rules.yaml", "on_feet: [standing", "on_feet: [hovering", "sharp.on_feet: 'hovering' is not known"),
        ("rules.yaml", "moves_then: [stretch", "moves_then: [stretching", "kit.moves: 'stretching' is not"),
        ("rules.yaml", "    band: [st-calf", "    belt: [st-calf", "kit.stand_ins: 'belt' is not known"),
        ("exercises/st-calf-band.yaml", "substitute: Belt or towel.\n", "", "substitute: is missing"),
        ("triage.yaml", "- id: dvt", "- id: rhabdo", "triage.yaml: flags: the id 'rhabdo' stands twice"),
        ("triage.yaml", "label: Dark urine", "label: Dark urine like tea or like cola", "flags.2.label: "),
        ("triage.yaml", "avoid: [neuropathy]", "avoid: [tickle]", "cautions.diabetes-feet.avoid: 'tickle'"),
        ("triage.yaml", "after: [race-half", "after: [half", "evening.after: 'half' is not known"),
        ("lessons.yaml", "- id: release", "- id: stretch", "lessons: the id 'stretch' stands twice"),
        ("lessons.yaml", "lessons:", "- lessons", "lessons.yaml: "),
    ],
)
def test_a_mistake_is_named_with_its_mend(
    root: Path, edit: Edit, name: str, old: str, new: str, said: str
) -> None:
    edit(name, old, new)
    assert any(said in line for line in problems(root)), problems(root)


def test_all_mistakes_are_named_at_once(root: Path, edit: Edit) -> None:
    edit(ARCH, "cue: ", "hint: ")
    edit("exercises/tp-tfl.yaml", "minutes: 2.0", "minutes: soon")
    edit("triage.yaml", "level: urgent", "level: maybe")
    files = {line.split(":")[0] for line in problems(root)}
    assert files == {ARCH, "exercises/tp-tfl.yaml", "triage.yaml"}


@pytest.mark.parametrize("name", ["rules.yaml", "triage.yaml", "lessons.yaml"])
def test_a_missing_file_is_named(root: Path, name: str) -> None:
    (root / name).unlink()
    assert any(line.startswith(f"{name}: cannot be read") for line in problems(root))


def test_no_exercises_at_all_is_a_problem(root: Path) -> None:
    shutil.rmtree(root / "exercises")
    assert any("put one file an exercise there" in line for line in problems(root))


def test_a_huge_file_is_not_even_read(root: Path) -> None:
    (root / ARCH).write_text("# " + "x" * 300_000, encoding="utf-8")
    assert any("keep it under" in line for line in problems(root))


@pytest.mark.parametrize(
    "junk", [b"\xff\xfe\x00", b"", b"- a\n- b\n", b"&a [*a]", b"&a {cue: *a}", b"!!python/name:os.system x"]
)
def test_junk_in_a_file_is_a_problem_and_nothing_worse(root: Path, junk: bytes) -> None:
    (root / ARCH).write_bytes(junk)
    assert any(line.startswith(ARCH) for line in problems(root))


def test_a_retired_exercise_stays_readable(root: Path, edit: Edit) -> None:
    edit(ARCH, "phase:", "retired: true\nphase:")
    library = load_library(root)
    assert library.exercises["tp-arch-roll"].retired
