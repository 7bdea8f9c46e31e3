"""A run, as it is typed."""

import pytest
from hypothesis import given, strategies as st

from bot.coach.runtext import RunText, read_run
from tests.stopwatch import is_quick

TUESDAY = 1

HALF, MARATHON = 21_097, 42_195


def hms(text: str) -> int:
    hours, minutes, seconds = (int(part) for part in text.split(":"))
    return hours * 3600 + minutes * 60 + seconds


@pytest.mark.parametrize(
    ("typed", "day_type", "metres", "time", "days_ago"),
    [
        ("half marathon 1:45 yesterday", "race-half", HALF, "1:45:00", 1),
        ("HM in 1:45:10", "race-half", HALF, "1:45:10", 0),
        ("Half-Marathon", "race-half", HALF, None, 0),
        ("half in 1.45", "race-half", HALF, "1:45:00", 0),
        ("marathon 3:45", "race-marathon", MARATHON, "3:45:00", 0),
        ("marathon in 4", "race-marathon", MARATHON, "4:00:00", 0),
        ("ran a marathon on Sunday", "race-marathon", MARATHON, None, 2),
        ("26.2 in 3:59", "race-marathon", MARATHON, "3:59:00", 0),
        ("easy marathon", "race-marathon", MARATHON, None, 0),
        ("ultra", "race-ultra", None, None, 0),
        ("ultra 50k", "race-ultra", 50_000, None, 0),
        ("ultra 12:30", "race-ultra", None, "12:30:00", 0),
        ("50 mile race", "race-ultra", 80_467, None, 0),
        ("parkrun", "race-5k", 5_000, None, 0),
        ("parkrun 24:30 pb", "race-5k", 5_000, "0:24:30", 0),
        ("5k 24:30", "race-5k", 5_000, "0:24:30", 0),
        ("5000m in 19:40", "race-5k", 5_000, "0:19:40", 0),
        ("10k in 52", "race-10k", 10_000, "0:52:00", 0),
        ("10,000 m 41:12", "race-10k", 10_000, "0:41:12", 0),
        ("10k 52.30", "race-10k", 10_000, "0:52:30", 0),
        ("10k race in 45'30\"", "race-10k", 10_000, "0:45:30", 0),
        ("10k race 1h25", "race-10k", 10_000, "1:25:00", 0),
        ("race", "race", None, None, 0),
        ("trail race 25km", "race-half", 25_000, None, 0),
        ("raced 12k last saturday", "race-10k", 12_000, None, 3),
    ],
)
def test_a_race_is_a_race(
    typed: str, day_type: str, metres: int | None, time: str | None, days_ago: int
) -> None:
    seconds = hms(time) if time else None
    assert read_run(typed, TUESDAY) == RunText(
        day_type=day_type, metres=metres, seconds=seconds, days_ago=days_ago, rest=""
    )


@pytest.mark.parametrize(
    ("typed", "day_type", "metres", "time"),
    [
        ("10 miles easy in 1:32", "easy", 16_093, "1:32:00"),
        ("easy 8", "easy", 8_000, None),
        ("easy 45", "easy", None, "0:45:00"),
        ("easy 45 min", "easy", None, "0:45:00"),
        ("an hour and a half easy", "easy", None, "1:30:00"),
        ("1 hour and 32 min easy", "easy", None, "1:32:00"),
        ("2½ hours easy", "easy", None, "2:30:00"),
        ("10k easy 5:30/km", "easy", 10_000, None),
        ("easy ten k", "easy", 10_000, None),
        ("easy 10k in 52", "easy", 10_000, "0:52:00"),
        ("recovery jog", "easy", None, None),
        ("long run 2h40", "long-run", None, "2:40:00"),
        ("2 and a half hours long run", "long-run", None, "2:30:00"),
        ("long 30", "long-run", 30_000, None),
        ("long run half marathon distance", "long-run", HALF, None),
        ("marathon training long run 30 km", "long-run", 30_000, None),
        ("tempo 8k", "speed", 8_000, None),
        ("intervals", "speed", None, None),
        ("6x800m", "speed", None, None),
        ("8 x 400 on the track", "speed", None, None),
        ("10 miles at marathon pace", "speed", 16_093, None),
        ("hill reps", "hills", None, None),
        ("trail 25 km", "hills", 25_000, None),
        ("trail 25 km +1200m 3:05", "hills", 25_000, "3:05:00"),
        ("rest", "rest", None, None),
        ("day off", "rest", None, None),
        ("didn't run", "rest", None, None),
    ],
)
def test_a_training_run_is_none(typed: str, day_type: str, metres: int | None, time: str | None) -> None:
    seconds = hms(time) if time else None
    assert read_run(typed) == RunText(day_type=day_type, metres=metres, seconds=seconds, rest="")


@pytest.mark.parametrize(
    ("typed", "metres", "time"),
    [
        ("5k", 5_000, None),
        ("21,1 km", 21_100, None),
        ("42.2km", 42_200, None),
        ("10k in 1:05", 10_000, "1:05:00"),  # nobody's race, or a slow one: the coach asks
        ("8k 40:00", 8_000, "0:40:00"),
        ("marathon, not a race 4:30", MARATHON, "4:30:00"),
        ("2h 20 km", 20_000, "2:00:00"),
        ("1h32", None, "1:32:00"),
        ("1:45", None, "1:45:00"),
        ("24:30", None, "0:24:30"),
        ("12 km/h 10k", 10_000, None),
        ("3k and 10k", 10_000, None),
    ],
)
def test_a_distance_or_a_time_alone_is_no_kind_of_run(
    typed: str, metres: int | None, time: str | None
) -> None:
    seconds = hms(time) if time else None
    assert read_run(typed) == RunText(day_type=None, metres=metres, seconds=seconds, rest="")


@pytest.mark.parametrize(
    "typed", ["", "hello", "8", "I ran", "0.2 km", "\0", "😀", "week 3", "/", ";;;", "\ud800"]
)
def test_nothing_understood_is_none(typed: str) -> None:
    assert read_run(typed, TUESDAY) is None


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("easy run with 2 friends", "2 friends"),
        ("week 3 easy run", "week 3"),
        ("ran at 7:30 this morning 10k", "7:30"),
        ("10k 99:99", "99:99"),
        ("marathon tomorrow", "tomorrow"),
        ("race 1000km", "1000km"),
        ("5k 90 days ago", "90 days ago"),
        ("5k " + "word " * 100, ("word " * 12).strip()),
    ],
)
def test_what_is_not_understood_is_handed_back(typed: str, rest: str) -> None:
    run = read_run(typed)
    assert run is not None
    assert run.rest == rest
    assert len(run.rest) <= 60


@pytest.mark.parametrize(
    ("typed", "days_ago"),
    [
        ("5k today", 0),
        ("5k this morning", 0),
        ("5k last night", 1),
        ("5k the day before yesterday", 2),
        ("5k 3 days ago", 3),
        ("5k two weeks ago", 14),
        ("5k on Monday", 1),
        ("5k on tuesday morning", 0),
        ("5k last tuesday", 7),
        ("5k wednesday", 6),
        ("yesterday", 1),
    ],
)
def test_the_day_is_understood(typed: str, days_ago: int) -> None:
    run = read_run(typed, TUESDAY)
    assert run is not None
    assert (run.days_ago, run.rest) == (days_ago, "")


def test_a_weekday_says_nothing_while_today_is_not_known() -> None:
    run = read_run("5k on Sunday")
    assert run is not None
    assert (run.days_ago, run.rest) == (0, "sunday")


KINDS = {
    "long-run": "long run",
    "hills": "hill session",
    "speed": "intervals",
    "easy": "easy run",
    "race-marathon": "marathon",
    "race-ultra": "ultra",
}


@given(
    st.sampled_from(sorted(KINDS)),
    st.integers(400, 300_000),
    st.none() | st.integers(150, 900),
    st.integers(0, 60),
)
def test_what_is_written_out_is_read_back(day_type: str, metres: int, pace: int | None, ago: int) -> None:
    seconds = max(60, round(pace * metres / 1000)) if pace else None
    typed = f"{KINDS[day_type]} {metres / 1000:.3f} km"
    if seconds:
        typed += f" in {seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    typed += f" {ago} days ago"
    assert read_run(typed) == RunText(
        day_type=day_type, metres=metres, seconds=seconds, days_ago=ago, rest=""
    )


@given(st.integers(1_000, 200_000), st.integers(160, 880))
def test_two_numbers_and_a_colon_are_read_by_their_pace(metres: int, pace: int) -> None:
    seconds = round(pace * metres / 1000)
    if seconds < 3600:
        written = f"{seconds // 60}:{seconds % 60:02}"
    else:
        seconds -= seconds % 60
        written = f"{seconds // 3600}:{seconds // 60 % 60:02}"
    run = read_run(f"easy {metres} m {written}")
    assert run is not None
    assert (run.metres, run.seconds) == (metres, seconds)


WORDS = [
    "half",
    "marathon",
    "race",
    "easy",
    "5k",
    "10 miles",
    "1:45",
    "1h32",
    "in",
    "52",
    "ago",
    "3 days",
    "x",
]


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_any_mix_of_its_own_words_gives_a_believable_run(text: str) -> None:
    run = read_run(text, TUESDAY)
    if run is not None:
        assert run.metres is None or 400 <= run.metres <= 500_000
        assert run.seconds is None or 60 <= run.seconds < 4 * 24 * 3600
        assert 0 <= run.days_ago <= 60


@given(st.text(max_size=10_000))
def test_any_text_is_harmless(text: str) -> None:
    run = read_run(text, TUESDAY)
    assert is_quick(lambda: read_run(text, TUESDAY), 0.1)
    assert run is None or len(run.rest) <= 60


@pytest.mark.parametrize(
    "text", ["1" * 10_000, "1 " * 5_000, "1:" * 5_000, "half " * 2_000, "1 h 1 " * 1_600, "10.10." * 1_600]
)
def test_long_text_is_quick(text: str) -> None:
    assert is_quick(lambda: read_run(text, TUESDAY), 0.1)
