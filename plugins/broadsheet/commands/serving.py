"""`serve`: the site on this machine; what changed is rendered before a page is answered.

A page that is open in a browser asks, by a script that only this server puts in, whether
something has changed, and loads itself again. Published pages hold no script.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click

from ..errors import BroadsheetError, InputError
from ..site import Place
from ..terminal import plain
from .work import render

__all__ = ["Watcher", "serve"]

_LIVE = "/live.js"
_SCRIPT = b"""let was;
setInterval(async () => {
  const now = await (await fetch("/live.txt", {cache: "no-store"})).text();
  if (was && was !== now) location.reload();
  was = now;
}, 1000);
"""
_TAG = f'<script src="{_LIVE}" defer></script></head>'.encode()
_POLICY = (b"default-src 'none';", b"default-src 'none'; script-src 'self'; connect-src 'self';")


class Watcher:
    """Renders when a file of the site is newer than the pages; one render at a time."""

    def __init__(self, root: Path) -> None:
        """`root` is the site's folder."""
        self.root = root
        self.trouble = ""
        self._lock = threading.Lock()
        self._seen: tuple[tuple[str, int, int], ...] = ()

    def mark(self) -> str:
        """A text that changes when a file of the site does."""
        return str(hash(self._stamps()))

    def refresh(self) -> None:
        """Render if something changed since; a mistake is kept, and shown instead of a page."""
        with self._lock:
            stamps = self._stamps()
            if stamps == self._seen:
                return
            self._seen = stamps
            try:
                render(Place(self.root), quiet=True)
                self.trouble = ""
            except BroadsheetError as error:
                self.trouble = str(error)
                click.echo(plain(self.trouble), err=True)

    def _stamps(self) -> tuple[tuple[str, int, int], ...]:
        return tuple(sorted(self._files()))

    def _files(self) -> Iterator[tuple[str, int, int]]:
        for folder in ("content", "themes", "digest.py"):
            path = self.root / folder
            for found in [path, *path.rglob("*")] if path.is_dir() else [path]:
                if found.is_file():
                    status = found.stat()
                    yield str(found), status.st_mtime_ns, status.st_size


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *arguments: object, watcher: Watcher, **more: object) -> None:
        self.watcher = watcher
        super().__init__(*arguments, **more)  # type: ignore[arg-type] # passed on as they came

    def do_GET(self) -> None:
        """Answer a page with its freshest text, all else from the disk."""
        path = self.path.split("?")[0]
        if path == _LIVE:
            self._answer(_SCRIPT, "text/javascript")
        elif path == "/live.txt":
            self._answer(self.watcher.mark().encode(), "text/plain")
        elif path.endswith(("/", ".html")):
            self.watcher.refresh()
            self._page(Path(self.translate_path(self.path)))
        else:
            super().do_GET()

    def _page(self, file: Path) -> None:
        if self.watcher.trouble:
            self._answer(self.watcher.trouble.encode(), "text/plain; charset=utf-8", 500)
            return
        file = file / "index.html" if file.is_dir() else file
        status = HTTPStatus.OK
        if not file.is_file():
            file, status = Path(str(self.directory)) / "404.html", HTTPStatus.NOT_FOUND
        page = file.read_bytes() if file.is_file() else b"not found</head>"
        page = page.replace(*_POLICY, 1).replace(b"</head>", _TAG, 1)
        self._answer(page, "text/html; charset=utf-8", status)

    def _answer(self, body: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - its name there
        """Say nothing: a line a request hides the line that matters."""


def serve(place: Place, port: int) -> None:
    """Serve until interrupted, on this machine only.

    Raises:
        InputError: the port is taken.
    """
    watcher = Watcher(place.root)
    watcher.refresh()
    if watcher.trouble:
        raise BroadsheetError(watcher.trouble)
    handler = partial(_Handler, watcher=watcher, directory=str(place.root / "output"))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise InputError(
            f"port {port} cannot be used ({error.strerror})", remedy="name another with --port"
        ) from None
    click.echo(f"http://127.0.0.1:{server.server_address[1]}/  (stop with Ctrl-C)")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo()
    finally:
        server.server_close()
