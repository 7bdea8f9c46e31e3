"""The shipped content: everything of the article is there, and every exercise can be watched."""

from urllib.parse import urlsplit

import pytest

from content.library import Library, content_summary, load_library


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def test_all_sixty_exercises_are_there(library: Library) -> None:
    origins = [exercise.article.origin for exercise in library.exercises.values()]
    assert len(origins) == 60
    assert [origins.count(kind) for kind in ("article", "reconstructed", "added")] == [50, 9, 1]


def test_exercises_stand_in_the_articles_order_and_added_ones_last(library: Library) -> None:
    lines = [exercise.article.line for exercise in library.exercises.values()]
    assert lines[-1] is None
    known = [line for line in lines if line is not None]
    assert known == sorted(known)
    ids = list(library.exercises)
    assert ids[:4] == ["tp-thoracic-spine", "tp-arch-roll", "tp-glute", "tp-tfl"]
    assert ids[-5:-1] == ["plank-front", "plank-side-left", "plank-reverse", "plank-side-right"]


def test_a_line_of_the_article_became_one_exercise_only(library: Library) -> None:
    lines = [e.article.line for e in library.exercises.values() if e.article.origin == "article"]
    assert len(lines) == len(set(lines))


def test_the_coachs_dose_is_as_the_article_writes_it(library: Library) -> None:
    series = {one.id: one.text or "" for one in library.rules.series}
    for exercise in library.exercises.values():
        if exercise.dose.source == "coach":
            written = (exercise.article.text or "", series.get(exercise.series or "", ""))
            in_line = any(exercise.dose.text in text for text in written)
            of_series = exercise.dose.text == "40 seconds" and "for 40 seconds" in written[1]
            assert in_line or of_series, exercise.id


def test_a_dose_of_ours_says_where_its_number_comes_from(library: Library) -> None:
    ours = [e for e in library.exercises.values() if e.dose.source == "ours"]
    assert len(ours) == 25
    assert all(exercise.dose.basis for exercise in ours)


def test_every_exercise_can_be_watched(library: Library) -> None:
    for exercise in library.exercises.values():
        assert urlsplit(exercise.watch_url).hostname == "www.youtube.com", exercise.id
    pages = [e.page_url for e in library.exercises.values() if e.page_url]
    assert len(pages) == 55
    assert all(urlsplit(page).scheme in ("https", "http") for page in pages)


def test_a_page_is_a_page_and_not_the_search_again(library: Library) -> None:
    assert all(exercise.page_url != exercise.watch_url for exercise in library.exercises.values())
    assert library.exercises["frog-squats"].page_url is None


def test_the_eleven_red_flags_fit_on_buttons_and_say_what_to_do(library: Library) -> None:
    flags = library.triage.flags
    assert len(flags) == 11
    assert all(len(flag.label) <= 28 and flag.say and flag.ask.endswith("?") for flag in flags)
    assert library.triage.flag("rhabdo") is not None
    assert library.triage.flag("no-such") is None


def test_scan_words_are_lower_case_because_texts_are_compared_so(library: Library) -> None:
    words = [word for flag in library.triage.flags for word in flag.scan]
    assert words == [word.lower() for word in words]


def test_there_are_eight_lessons_short_enough_for_a_card(library: Library) -> None:
    assert len(library.lessons) == 8
    assert all(len(lesson.text) < 400 for lesson in library.lessons)


def test_times_of_day_are_times(library: Library) -> None:
    reminders = library.rules.reminders
    assert reminders.default_time.isoformat("minutes") == "09:00"
    assert reminders.quiet_from.isoformat("minutes") == "21:00"
    assert library.rules.session.closes_at.isoformat("minutes") == "03:00"


def test_a_library_is_read_once(library: Library) -> None:
    assert load_library() is library


def test_the_summary_counts_what_was_read(library: Library) -> None:
    summary = content_summary(library)
    assert "60 exercises" in summary
    assert "article 50, reconstructed 9, added 1" in summary
    assert "coach 35" in summary
    assert "page 55, video search only 5" in summary
    assert "11 red flags" in summary
    assert "retired" not in summary
