"""What the tests of publishing share: a small site to write and render."""

from __future__ import annotations

import pytest
from paper import Paper


@pytest.fixture
def paper(tmp_path) -> Paper:
    """A site with topics and feeds, and no edition yet."""
    return Paper(tmp_path / "site").configure()
