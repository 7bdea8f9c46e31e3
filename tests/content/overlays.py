"""A host's own folder, made file by file."""

from collections.abc import Callable
from pathlib import Path

import yaml

from content.library import SHIPPED, Library, load_library

Put = Callable[[str, str], None]

CLUB_BRIDGE = "exercises/club-bridge.yaml"


def putting_into(folder: Path) -> Put:
    """Writes a file of that name, folders and all."""

    def put(name: str, text: str) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return put


def loaded(folder: Path) -> Library:
    return load_library(overlay=folder)


def a_whole_exercise(own_id: str, **changed: object) -> str:
    """The glute bridge under another id, with some keys changed; None leaves a key out."""
    data = yaml.safe_load((SHIPPED / "exercises/glute-bridges.yaml").read_text(encoding="utf-8"))
    data |= {"id": own_id, "name": "Club bridge", "article": {"origin": "added", "confidence": "high"}}
    data |= changed
    return yaml.safe_dump({key: value for key, value in data.items() if value is not None})
