"""A host's own content on the command line: told by check-content, and when bad it stops every start."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.__main__ import main

Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Said:
    """Runs a command with this content folder: exit code, what it said, what it complained of."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REGEN_BOT_TOKEN", "1:abc")
    monkeypatch.setenv("REGEN_DATABASE_URL", f"sqlite:///{tmp_path}/regen.sqlite3")

    def run(folder: Path | None, *args: str) -> tuple[int, str, str]:
        if folder is None:
            monkeypatch.delenv("REGEN_CONTENT_DIR", raising=False)
        else:
            monkeypatch.setenv("REGEN_CONTENT_DIR", str(folder))
        code = main(list(args))
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "own" / "exercises").mkdir(parents=True)
    return tmp_path / "own"


def test_check_content_tells_what_differs(said: Said, own: Path) -> None:
    before = said(None, "check-content")[1]
    (own / "rules.yaml").write_text("session: {default_minutes: 20}")
    (own / "exercises" / "wall-slides.yaml").write_text(
        "links: {page: https://a.example/wall-slides-of-ours}"
    )
    code, out, err = said(own, "check-content")
    assert (code, err) == (0, "")
    assert out == before + (
        f"own content in {own}: 2 files\n"
        "  exercises/wall-slides.yaml: links.page changed\n"
        "  rules.yaml: session.default_minutes 30 -> 20\n"
    )


def test_an_empty_folder_is_told_too(said: Said, own: Path) -> None:
    assert said(own, "check-content")[1].endswith(f"own content in {own}: 0 files\n")


@pytest.mark.parametrize(
    "command", [["check-content"], ["plan", "--day-type", "easy"], ["plan", "--stdin"], ["run"], ["play"]]
)
def test_bad_content_stops_every_start_with_file_and_key(said: Said, own: Path, command: list[str]) -> None:
    (own / "exercises" / "wall-slides.yaml").write_text("load: 9")
    code, out, err = said(own, *command)
    assert (code, out) == (1, "")
    assert err.startswith(f"regen-coach: {own}/exercises/wall-slides.yaml: load: ")
    assert not (own.parent / "regen.sqlite3").exists()


@pytest.mark.parametrize("command", ["check-content", "run", "play"])
def test_a_folder_that_is_not_there_stops_every_start(said: Said, tmp_path: Path, command: str) -> None:
    code, _, err = said(tmp_path / "nowhere", command)
    assert code == 1
    assert err.startswith(f"regen-coach: {tmp_path}/nowhere: there is no such folder; make it, or leave")


def test_the_page_on_the_content_is_printed_as_it_stands(said: Said) -> None:
    page = Path(__file__).parents[1] / "docs" / "content.md"
    assert said(None, "content-page") == (0, page.read_text(encoding="utf-8"), "")


def test_the_page_is_on_what_we_ship_whatever_a_host_has(said: Said, own: Path) -> None:
    (own / "exercises" / "wall-slides.yaml").write_text("name: Ours")
    assert said(own, "content-page") == said(None, "content-page")
