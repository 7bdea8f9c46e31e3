"""`regen-coach plan`: one request in words or in JSON, checked against the rule book."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from bot.__main__ import main
from bot.plan_cli import Planner, plan, read_request
from content.library import load_library

LIBRARY = load_library()
PLANNER = Planner(LIBRARY)
MARATHON = ["plan", "--day-type", "race-marathon", "--days-since", "1", "--minutes", "30"]
README = Path(__file__).parents[1] / "README.md"

Told = Callable[..., tuple[int, str, str]]


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Told:
    """Runs a command: its exit code, what it said, and what it complained of."""
    monkeypatch.delenv("REGEN_CONTENT_DIR", raising=False)

    def run(*args: str) -> tuple[int, str, str]:
        code = main(list(args))
        out, err = capsys.readouterr()
        return code, out, err

    return run


def answered(**request: Any) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(PLANNER.answer(json.dumps(request)))
    return answer


def test_the_table_names_every_exercise_with_its_dose_and_reason(told: Told) -> None:
    code, out, err = told(*MARATHON, "--sore", "calf=5", "--kit", "tennis-ball,foam-roller")
    assert (code, err) == (0, "")
    row = next(line for line in out.splitlines() if "Calf roll" in line)
    assert "Foam roll" in row
    assert "30 s each side, light pressure" in row
    assert "5/10" in row
    assert out.startswith("session: ")
    assert "left out (no-strength): No strength the day after a marathon." in out


def test_what_sharp_pain_leaves_out_is_named_by_its_area(told: Told) -> None:
    assert "left out (sharp): shins" in told(*MARATHON, "--sharp", "shin")[1]


def test_a_rest_plan_without_exercises_is_a_table_too(told: Told) -> None:
    code, out, _ = told("plan", "--day-type", "race-ultra", "--days-since", "0", "--sharp", "foot")
    assert code == 0
    assert out.startswith("rest: 0 exercises, 0 minutes\nleft out (")


def test_every_option_of_the_brief_is_understood(told: Told) -> None:
    words = ["--sore", "quad=7", "--sore", "calf=5", "--kit", "tennis-ball,foam-roller"]
    code, out, _ = told(*MARATHON, *words, "--hypermobile", "--beginner", "--sharp", "shin", "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer == answered(
        day_type="race-marathon",
        days_since=1,
        minutes=30,
        sore={"quad": 7, "calf": 5},
        kit=["tennis-ball", "foam-roller"],
        hypermobile=True,
        beginner=True,
        sharp=["shin"],
    )
    assert set(answer) == {"kind", "minutes", "items", "left_out"}
    assert set(answer["items"][0]) == {"id", "phase", "minutes", "load", "dose", "why"}
    assert {"code": "sore", "areas": ["quad"], "kit": []} in answer["left_out"]


def test_lists_may_be_given_at_once_or_one_by_one(told: Told) -> None:
    at_once = told(*MARATHON, "--kit", "tennis-ball, foam-roller", "--avoid", "pregnancy", "--seed", "a")
    one_by_one = ["--kit", "tennis-ball", "--kit", "foam-roller", "--avoid", "pregnancy", "--seed", "a"]
    assert told(*MARATHON, *one_by_one) == at_once


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"day_type": "swim"}, "day_type: 'swim' is not known; use one of race-5k, race-10k"),
        ({}, "day_type: is missing; use one of race-5k, race-10k"),
        ({"day_type": None}, "day_type: input should be a valid string"),
        ({"day_type": "easy", "sore": {"nose": 3}}, "sore: 'nose' is not known; use one of foot, ankle"),
        ({"day_type": "easy", "sore": {"calf": 11}}, "sore.calf: input should be less than or equal to 10"),
        ({"day_type": "easy", "sore": ["calf"]}, "sore: input should be a valid dictionary"),
        ({"day_type": "easy", "sharp": ["nose"]}, "sharp: 'nose' is not known; use one of foot, ankle"),
        ({"day_type": "easy", "focus": ["nose"]}, "focus: 'nose' is not known; use one of foot, ankle"),
        (
            {"day_type": "easy", "kit": ["kettlebell"]},
            "kit: 'kettlebell' is not known; use one of tennis-ball",
        ),
        ({"day_type": "easy", "kit": "band"}, "kit: should be a list"),
        ({"day_type": "easy", "minutes": 25}, "minutes: 25 is not offered; use one of 20, 30, 40"),
        ({"day_type": "easy", "minutes": "long"}, "minutes: use one of 20, 30, 40"),
        ({"day_type": "easy", "days_since": -1}, "days_since: input should be greater than or equal to 0"),
        ({"day_type": "easy", "days_since": True}, "days_since: input should be a valid integer"),
        ({"day_type": "easy", "beginner": "yes"}, "beginner: input should be a valid boolean"),
        ({"day_type": "easy", "avoid": ["flu"]}, "avoid: 'flu' is not known; use one of achilles-pain"),
        ({"day_type": "easy", "colour": 1}, "colour: is not known; use one of day_type, days_since, minutes"),
        ({"day_type": "easy", "x" * 999: 1}, "x" * 40 + ": is not known"),
        ({"day_type": "easy", "\ud800": 1}, "request: input should be a valid string"),
        ({"day_type": "\ud800"}, "day_type: "),
    ],
)
def test_what_is_not_known_gets_one_line_with_the_allowed_values(
    request_: dict[str, Any], words: str
) -> None:
    error = answered(**request_)["error"]
    assert error.startswith(words)
    assert "\n" not in error
    error.encode("utf-8")


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", "7", "null", '"easy"', "[" * 10_000, "9" * 5000, "{1: 2}", "\x00"]
)
def test_what_is_no_request_gets_an_error(text: str) -> None:
    assert list(json.loads(PLANNER.answer(text))) == ["error"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
keys = [
    "day_type",
    "days_since",
    "minutes",
    "sore",
    "kit",
    "hypermobile",
    "beginner",
    "sharp",
    "avoid",
    "seed",
]


@given(st.dictionaries(st.sampled_from(keys), json_values), st.booleans())
def test_whatever_is_asked_the_answer_is_one_line_of_json(request_: dict[str, Any], day: bool) -> None:
    answer = PLANNER.answer(json.dumps(request_ | ({"day_type": "easy"} if day else {})))
    assert "\n" not in answer
    assert set(json.loads(answer)) in ({"error"}, {"kind", "minutes", "items", "left_out"})
    answer.encode("utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--sore", "quad"], "sore: write 'quad' as an area and a level, such as quad=7"),
        (["--sore", "quad=much"], "sore.quad: input should be a valid integer"),
        (["--sore", "nose=3"], "sore: 'nose' is not known; use one of foot, ankle"),
        (["--kit", "rope"], "kit: 'rope' is not known; use one of tennis-ball"),
        (["--minutes", "25"], "minutes: 25 is not offered; use one of 20, 30, 40"),
        (["--minutes", "half"], "minutes: use one of 20, 30, 40"),
        (["--days-since", "-1"], "days_since: input should be greater than or equal to 0"),
        (["--days-since", "soon"], "days_since: input should be a valid integer"),
        (["--day-type", "swim"], "day_type: 'swim' is not known; use one of race-5k"),
    ],
)
def test_the_command_line_says_what_is_wrong_in_one_line(told: Told, words: list[str], said: str) -> None:
    code, out, err = told(*MARATHON, *words)
    assert (code, out) == (1, "")
    assert err.startswith(f"regen-coach: {said}")
    assert err.count("\n") == 1


def test_without_a_day_type_it_names_those_there_are(told: Told) -> None:
    assert told("plan")[2].startswith("regen-coach: day_type: is missing; use one of race-5k, race-10k")


def test_a_rest_day_is_planned_without_a_run() -> None:
    assert answered(day_type="rest", kit=["tennis-ball"])["kind"] == "session"


def test_a_rest_day_is_one_however_long_the_last_run_is_ago() -> None:
    assert answered(day_type="rest", days_since=9) == answered(day_type="rest", days_since=0)


def test_answers_are_words_and_no_html(tmp_path: Path) -> None:
    (tmp_path / "exercises").mkdir()
    dose = "dose: {text: 1 < 2 & 3, source: ours, basis: x, reps: 3, per: total}"
    (tmp_path / "exercises" / "wd-heel-walks.yaml").write_text(dose)
    planner = Planner(load_library(overlay=tmp_path))
    asked = {"day_type": "easy", "minutes": 40, "focus": ["shin"], "days_since": 2}
    assert '"dose": "1 < 2 & 3"' in planner.answer(json.dumps(asked))


def test_the_same_request_gives_the_same_session_and_another_seed_may_not() -> None:
    assert answered(day_type="easy", seed="a") == answered(day_type="easy", seed="a")
    sessions = {PLANNER.answer(json.dumps({"day_type": "easy", "minutes": 20, "seed": n})) for n in range(30)}
    assert len(sessions) > 1


def test_a_seed_is_a_text_or_a_number() -> None:
    assert answered(day_type="easy", seed=7) == answered(day_type="easy", seed="7")


@pytest.mark.parametrize("day_type", LIBRARY.rules.day_types)
def test_the_answer_has_what_the_chooser_chose(day_type: str) -> None:
    """No other lengths are tried for it; that changes nothing in the session itself."""
    request = read_request(LIBRARY, {"day_type": day_type, "kit": ["tennis-ball"], "days_since": 2})
    chosen = plan(LIBRARY, request)
    answer = answered(day_type=day_type, kit=["tennis-ball"], days_since=2)
    assert [item["id"] for item in answer["items"]] == [item.exercise_id for item in chosen.items]
    assert (answer["kind"], answer["minutes"]) == (chosen.kind, chosen.minutes)


def test_own_content_is_planned_with(told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = told(*MARATHON, "--json")[1]
    (tmp_path / "rules.yaml").write_text("day_types: {race-marathon: {caps: {1: {max_minutes: 10}}}}")
    monkeypatch.setenv("REGEN_CONTENT_DIR", str(tmp_path))
    after = told(*MARATHON, "--json")[1]
    assert json.loads(after)["minutes"] <= 10 < json.loads(before)["minutes"]
    (tmp_path / "rules.yaml").write_text("session: {default_minutes: 25}")
    code, _, err = told(*MARATHON)
    assert code == 1
    assert err.startswith(f"regen-coach: {tmp_path}/rules.yaml: session: 25 minutes are not known")


def test_the_examples_of_the_readme_print_what_it_shows(told: Told) -> None:
    page = README.read_text(encoding="utf-8")
    command, _, shown = page.split("```\n$ ./dev ", 1)[1].partition("\n")
    assert told(*command.split())[1] == shown.split("```")[0], "paste what it prints now into README.md"
    line, _, shown = page.split("```\n$ echo '", 1)[1].partition("' | ./dev plan --stdin\n")
    assert PLANNER.answer(line) + "\n" == shown.split("```")[0]
