from pathlib import Path

import pytest

from tests.content.overlays import Put, putting_into


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A host's own folder, empty."""
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


@pytest.fixture
def put(own: Path) -> Put:
    return putting_into(own)
