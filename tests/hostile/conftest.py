"""The hostile site, built once: every vector gathered and rendered as any reader's site is."""

from __future__ import annotations

import functools
import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hostile_site import Vector, write_site

NOW = "2031-03-05T07:00:00Z"


@dataclass
class Hostile:
    """The site: its folder, where it is served, what is in it, and what its commands said."""

    root: Path
    url: str
    vectors: tuple[Vector, ...]
    said: dict[str, str] = field(default_factory=dict)

    @property
    def output(self) -> Path:
        """Its output/."""
        return self.root / "output"

    def run(self, *words: str) -> str:
        """All that a command puts on a terminal, letter by letter."""
        done = subprocess.run(
            [sys.executable, "-c", "from broadsheet.cli import main; main()", *words],
            cwd=self.root,
            capture_output=True,
            check=False,
        )
        text = (done.stdout + b"\n" + done.stderr).decode("utf-8", "surrogateescape")
        assert "Traceback" not in text
        assert done.returncode == 0 or words[0] == "clean", text  # which says what it cannot read
        return text


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Nothing: a test's output is its own."""

    def handle(self) -> None:
        """Answer, unless the browser has gone to the next page already."""
        with suppress(ConnectionError):
            super().handle()


@pytest.fixture(scope="session")
def hostile(tmp_path_factory) -> Iterator[Hostile]:
    """The site, served over http under a sub-path."""
    home = tmp_path_factory.mktemp("hostile")
    handler = functools.partial(_Quiet, directory=str(home / "served"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        url = f"http://127.0.0.1:{server.server_address[1]}/paper"
        site = Hostile(home / "site", url, write_site(home / "site", url))
        for words in (("gather", "--offline", "--now", NOW), ("render",)):
            site.said[words[0]] = site.run(*words)
        (home / "served").mkdir()
        (home / "served/paper").symlink_to(site.output, target_is_directory=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield site
        server.shutdown()
