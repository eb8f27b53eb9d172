"""What every test may ask for: where the checkout is, and a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from built_site import absent
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",  # a container runs as root, where Chromium's own sandbox cannot start
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# The same examples on every run and no clock: a slow machine fails nothing. To look for new
# ones, and longer: pytest --hypothesis-profile=search
settings.register_profile(
    "house",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("search", deadline=None, max_examples=5_000)
settings.load_profile("house")


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder that holds pyproject.toml."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium that is on this machine; none is ever fetched."""
    playwright_api = pytest.importorskip("playwright.sync_api")
    with playwright_api.sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        named = os.environ.get("CHROMIUM", "")
        found = named or next(filter(None, map(shutil.which, CHROMIUM)), None)
        if not found and not own.exists():
            absent("no Chromium here; on Debian: apt-get install chromium; or set CHROMIUM=/path")
        browser = playwright.chromium.launch(executable_path=found or own, args=list(FLAGS))
        yield browser
        browser.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what a checker could not decide: it fails nothing, and a person should see it."""
    undecided = sorted(
        {
            str(value)
            for report in terminalreporter.stats.get("passed", [])
            for name, value in report.user_properties
            if name == "undecided"
        },
    )
    if undecided:
        terminalreporter.section("undecided by a checker")
        for line in undecided:
            terminalreporter.write_line(line)
