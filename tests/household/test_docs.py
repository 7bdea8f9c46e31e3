"""Pages point at what is there, files stay short, and a setting is documented under its own name."""

import re
from pathlib import Path

import pytest

from bot.settings import PREFIX, Settings
from tests.household.rules import MAX_LINES, anchors, links, too_long

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "db", "content", "tests", "benchmarks", "docs", "scripts", ".ci")
FOR_TESTS = {"REGEN_CHROMIUM"}
SETTING = re.compile(r"\bREGEN_[A-Z_]+\b")
TEXT = {".py", ".js", ".css", ".html", ".md", ".yaml", ".yml", ".toml", ".txt", ""}


def project_files() -> list[Path]:
    inside = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*"))]
    at_top = [path for path in sorted(ROOT.iterdir()) if not path.name.startswith(".")]
    return [p for p in inside + at_top if p.is_file() and p.suffix in TEXT and "__pycache__" not in p.parts]


PAGES = [path for path in project_files() if path.suffix == ".md"]


def test_no_file_is_longer_than_can_be_read_in_one_sitting() -> None:
    long = [str(p.relative_to(ROOT)) for p in project_files() if too_long(p.read_text(encoding="utf-8"))]
    assert long == [], f"more than {MAX_LINES} lines: give a part of it a file of its own"


def test_a_file_of_401_lines_is_too_long() -> None:
    assert not too_long("x\n" * MAX_LINES)
    assert too_long("x\n" * (MAX_LINES + 1))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    for link in links(page.read_text(encoding="utf-8")):
        if "://" in link or link.startswith("mailto:"):
            continue
        path, _, name = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{link}: no such file"
        assert target.is_relative_to(ROOT), f"{link}: leads out of the project"
        if name:
            assert name in anchors(target.read_text(encoding="utf-8")), f"{link}: no such heading"


def test_links_are_found_outside_code_only() -> None:
    page = "# Two words!\n[a](b.md) ![c](d.png)\n```\n[no](no.md)\n# no\n```\n"
    assert links(page) == ["b.md", "d.png"]
    assert anchors(page) == {"two-words"}


def settings_named_in(*names: str) -> set[str]:
    return {name for file in names for name in SETTING.findall((ROOT / file).read_text(encoding="utf-8"))}


@pytest.mark.parametrize("page", ["README.md", "docs/hosting.md"])
def test_a_page_on_settings_lists_those_there_are_with_their_defaults(page: str) -> None:
    there_are = {PREFIX + name.upper() for name in Settings.model_fields}
    assert settings_named_in(page) == there_are | FOR_TESTS
    text = (ROOT / page).read_text(encoding="utf-8")
    for name in ("database_url", "log_level", "log_format"):
        row = next(line for line in text.splitlines() if line.startswith(f"| `{PREFIX}{name.upper()}`"))
        assert row.endswith(f"| `{Settings.model_fields[name].default}` |")


def test_the_containers_use_settings_that_exist() -> None:
    used = settings_named_in("Dockerfile", "docker-compose.yml")
    assert used <= {PREFIX + name.upper() for name in Settings.model_fields}
