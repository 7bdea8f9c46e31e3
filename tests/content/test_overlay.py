"""A host's own folder: what it names is changed, all else stays as shipped."""

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from content.differences import differences
from content.library import SHIPPED, ContentError, load_library
from content.overlay import laid_over
from tests.content.overlays import CLUB_BRIDGE, Put, a_whole_exercise, loaded

WALL = "exercises/wall-slides.yaml"
SHIPPED_LIBRARY = load_library()


def test_an_empty_folder_changes_nothing(own: Path) -> None:
    library = loaded(own)
    assert library.exercises == SHIPPED_LIBRARY.exercises
    assert (library.rules, library.texts, library.own) == (
        SHIPPED_LIBRARY.rules,
        SHIPPED_LIBRARY.texts,
        frozenset(),
    )


def test_a_link_alone_changes_the_link_alone(own: Path, put: Put) -> None:
    put(WALL, "links: {page: https://club.example.org/walls}")
    exercise, before = loaded(own).exercises["wall-slides"], SHIPPED_LIBRARY.exercises["wall-slides"]
    assert exercise.page_url == "https://club.example.org/walls"
    links = before.links.model_copy(update={"page": exercise.page_url})
    assert exercise == before.model_copy(update={"links": links})


def test_the_shipped_library_stays_as_it_is(own: Path, put: Put) -> None:
    put(WALL, "links: {page: https://club.example.org/walls}")
    loaded(own)
    assert load_library() is SHIPPED_LIBRARY
    assert SHIPPED_LIBRARY.exercises["wall-slides"].page_url == "https://wger.de/en/exercise/716/view"


def test_null_takes_a_key_away(own: Path, put: Put) -> None:
    put(WALL, "links: {page: null}\nsubstitute: null")
    exercise = loaded(own).exercises["wall-slides"]
    assert (exercise.page_url, exercise.substitute) == (None, None)


def test_an_exercise_of_its_own_stands_behind_the_articles(own: Path, put: Put) -> None:
    put(CLUB_BRIDGE, a_whole_exercise("club-bridge"))
    library = loaded(own)
    assert len(library.exercises) == 61
    assert list(library.exercises)[-2:] == ["club-bridge", "easy-walk"]


def test_a_whole_file_replaces_the_shipped_one_and_keeps_nothing_of_it(own: Path, put: Put) -> None:
    assert SHIPPED_LIBRARY.exercises["tp-arch-roll"].avoid_if
    put("exercises/tp-arch-roll.yaml", a_whole_exercise("tp-arch-roll", avoid_if=None))
    assert loaded(own).exercises["tp-arch-roll"].avoid_if == ()


def test_a_dose_is_never_half_old_and_half_new(own: Path, put: Put) -> None:
    assert SHIPPED_LIBRARY.exercises["tp-arch-roll"].dose.seconds == 45
    dose = "dose: {text: 20 rolls, source: ours, basis: our physio, reps: 20, per: side}"
    put("exercises/tp-arch-roll.yaml", dose)
    exercise = loaded(own).exercises["tp-arch-roll"]
    assert (exercise.dose.reps, exercise.dose.seconds) == (20, None)
    assert exercise.name == SHIPPED_LIBRARY.exercises["tp-arch-roll"].name


def test_an_exercise_can_be_retired(own: Path, put: Put) -> None:
    put("exercises/forward-hops.yaml", "retired: true")
    assert loaded(own).exercises["forward-hops"].retired


def test_rules_are_laid_over_key_by_key_and_lists_replace(own: Path, put: Put) -> None:
    put("rules.yaml", "session: {default_minutes: 20, offered_minutes: [20, 40]}")
    session, before = loaded(own).rules.session, SHIPPED_LIBRARY.rules.session
    assert (session.default_minutes, session.offered_minutes) == (20, (20, 40))
    assert session.slots == before.slots


@pytest.mark.parametrize("day", ["1", '"1"'])
def test_a_number_is_the_same_key_with_and_without_quotes(own: Path, put: Put, day: str) -> None:
    put("rules.yaml", f"day_types: {{race-marathon: {{caps: {{{day}: {{max_minutes: 20}}}}}}}}")
    caps = loaded(own).rules.day_types["race-marathon"].caps
    assert [caps[n].max_minutes for n in (1, 2)] == [20, 30]


def test_words_warnings_lessons_and_talk_can_be_changed(own: Path, put: Put) -> None:
    put("en/texts.yaml", "buttons: {skip: Pass}")
    put("triage.yaml", "sharp_say: Ring our physio.")
    put("lessons.yaml", "lessons: [{id: ours, title: Ours, text: One idea.}]")
    put("talk.yaml", "snooze_minutes: 30")
    library = loaded(own)
    assert (library.texts["en"].buttons.skip, library.texts["en"].buttons.start) == ("Pass", "Start")
    assert library.triage.sharp_say == "Ring our physio."
    assert len(library.triage.flags) == 11
    assert [lesson.id for lesson in library.lessons] == ["ours"]
    assert library.talk.snooze_minutes == 30


def test_a_language_of_its_own_is_a_whole_file(own: Path, put: Put) -> None:
    english = (SHIPPED / "en/texts.yaml").read_text(encoding="utf-8")
    put("nl/texts.yaml", english.replace("language: en", "language: nl", 1))
    for file in ("names.yaml", "week.yaml"):
        put(f"nl/{file}", (SHIPPED / "en" / file).read_text(encoding="utf-8"))
    assert next(iter(loaded(own).texts)) == "en"
    assert loaded(own).texts["nl"].buttons == SHIPPED_LIBRARY.texts["en"].buttons


def test_a_language_without_its_week_is_not_whole(own: Path, put: Put) -> None:
    english = (SHIPPED / "en/texts.yaml").read_text(encoding="utf-8")
    put("nl/texts.yaml", english.replace("language: en", "language: nl", 1))
    put("nl/names.yaml", (SHIPPED / "en/names.yaml").read_text(encoding="utf-8"))
    with pytest.raises(ContentError, match=r"nl/week\.yaml: cannot be read"):
        loaded(own)


def test_a_week_without_its_language_is_told(own: Path, put: Put) -> None:
    for file in ("names.yaml", "week.yaml"):
        put(f"nl/{file}", (SHIPPED / "en" / file).read_text(encoding="utf-8"))
    with pytest.raises(ContentError, match=r"nl/week\.yaml: there is no texts\.yaml beside it"):
        loaded(own)


def test_the_folder_is_read_anew_each_time(own: Path, put: Put) -> None:
    put("talk.yaml", "snooze_minutes: 30")
    assert loaded(own).talk.snooze_minutes == 30
    put("talk.yaml", "snooze_minutes: 40")
    assert loaded(own).talk.snooze_minutes == 40


def test_names_that_begin_with_a_dot_are_passed_over(own: Path, put: Put) -> None:
    put(".git/config", "x")
    put("exercises/.wall-slides.yaml.swp", "x")
    assert loaded(own).own == frozenset()


trees = st.recursive(
    st.integers(), lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3), max_leaves=6
)
mappings = st.dictionaries(st.sampled_from("abc"), trees, max_size=3)


@given(mappings, mappings)
def test_laid_over_twice_is_laid_over_once_and_leaves_both_alone(
    below: dict[str, int], above: dict[str, int]
) -> None:
    copies = dict(below), dict(above)
    once = laid_over(below, above)
    assert laid_over(once, above) == once
    assert laid_over(below, {}) == below
    assert laid_over({}, above) == above
    assert (below, above) == copies


def test_the_examples_of_the_page_on_own_exercises_are_good(own: Path, put: Put) -> None:
    page = (SHIPPED.parent / "docs" / "exercises.md").read_text(encoding="utf-8")
    put(CLUB_BRIDGE, page.split("```yaml\n")[1].split("```")[0])
    for example in page.split("\ncat > club/")[1:]:
        name, text = example.split(" <<'YAML'\n")
        put(name, text.split("YAML")[0])
    library = loaded(own)
    assert library.own == {CLUB_BRIDGE, WALL, "rules.yaml"}
    for line in differences(SHIPPED_LIBRARY, library):
        assert line.startswith(CLUB_BRIDGE) or f"  {line}\n" in page
