"""A small site to search: editions in memory, written, and read back as publishing does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from broadsheet import config, ledger, store
from broadsheet.model import Edition, Entry, Story
from broadsheet.publish.index import Index
from broadsheet.publish.shelf import Shelf

CONFIG = """
[site]
id = "press.example,2026:search"
title = "The Searched Paper"
url = "https://press.example"

[[topics]]
name = "World News"
slug = "world"

[[feeds]]
key = "wire"
title = "The Wire"
address = "https://wire.example/feed"
"""


def edition(day: date, *entries: Entry, topic: str = "world") -> Edition:
    """An issued edition with a story for each entry."""
    issued = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    stories = tuple(
        Story(id=entry.id, slug="s", headline=entry.title, topic=topic, entries=(entry.id,))
        for entry in entries
    )
    return Edition(date=day, issued=issued, entries=entries, stories=stories)


def entry(name: str, title: str, url: str = "", source: str = "Halvik Post") -> Entry:
    """An entry of the wire."""
    url = url or f"https://halvik.example/{name}"
    seen = datetime(2026, 11, 1, tzinfo=UTC)
    return Entry(
        id=name.ljust(13, "a"),
        feed="wire",
        guid=name,
        url=url,
        title=title,
        source=source,
        seen=seen,
    )


def write(
    root: Path, *editions: Edition, sheets: dict[date, str] | None = None, index: Path | None = None
) -> Shelf:
    """Write editions, and sheets by day, beside what `root` holds; the shelf with all of them."""
    content = root / "content"
    content.mkdir(parents=True, exist_ok=True)
    (content / "digest.toml").write_text(CONFIG, "utf-8")
    for one in editions:
        store.save(content, ledger.close(one))
    for day, text in (sheets or {}).items():
        store.sheet_path(content, day).write_text(text, "utf-8")
    return Shelf(content, config.load(content), Index(index))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder; its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
