"""`serve`: the site on this machine; each page is made when it is asked for, from what is there.

A page that is open in a browser asks, by a script that only this server puts in, whether
something has changed, and loads itself again. Published pages hold no such script.
"""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click

from ..errors import BroadsheetError, InputError
from ..publish.ondemand import OnDemand
from ..publish.standing import signature, signed
from ..site import Place
from ..terminal import plain
from .work import render

__all__ = ["Desk", "serve"]

Alone = Callable[[], AbstractContextManager[None]]
"""Gives what is entered to hold the site's lock, and raises while another run has it."""

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


class Desk:
    """Answers with files of the site as they are now; one at a time."""

    def __init__(self, root: Path, alone: Alone = nullcontext) -> None:
        """`root` is the site's folder; `alone` holds its lock while something is rendered."""
        self.root = root
        self.alone = alone
        self.output = root / "output"
        self._lock = threading.Lock()
        self._signature = ""
        self._pages: OnDemand | None = None

    def signature(self) -> str:
        """Of all that a page can depend on, wherever the settings say that it lies."""
        return f"{signature(self.root)} {signed(self._pages.places if self._pages else ())}"

    def get(self, file: str) -> bytes | None:
        """The bytes of a file of the site, None if there is none.

        Pages and feeds of ours are made; what Pelican makes of the user's own pages is rendered
        into the output first, for it has no other way.

        Raises:
            BroadsheetError: something in the site's files is wrong, or another run is at work
                while the output would have to be rendered.
        """
        with self._lock:
            now = self.signature()
            if self._pages is None or now != self._signature:
                place = Place(self.root)
                self._pages = OnDemand(
                    script=place.script or Path(__file__).parent.with_name("settings.py"),
                    content=place.content,
                    output=self.output,
                    url=place.site.url,
                )
                self._signature = self.signature()
            found = self._pages.get(file)
            if found is None and file.endswith(".html"):
                with self.alone():
                    render(Place(self.root), quiet=True)
            path = self.output / file
            if found is None and path.is_file() and path.resolve().is_relative_to(self.output):
                found = path.read_bytes()
            return found


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *arguments: object, desk: Desk, **more: object) -> None:
        self.desk = desk
        super().__init__(*arguments, **more)  # type: ignore[arg-type] # passed on as they came

    def do_GET(self) -> None:
        """Answer with the freshest bytes."""
        path = unquote(urlsplit(self.path).path)
        if path == _LIVE:
            self._answer(_SCRIPT, "text/javascript")
        elif path == "/live.txt":
            self._answer(self.desk.signature().encode(), "text/plain")
        else:
            self._file(path.lstrip("/"))

    do_HEAD = do_GET  # noqa: N815 - the base class's name

    def _file(self, path: str) -> None:
        file = f"{path}index.html" if not path or path.endswith("/") else path
        try:
            body = self.desk.get(file)
            if body is None and not path.endswith("/") and self.desk.get(f"{path}/index.html"):
                self.send_response(HTTPStatus.MOVED_PERMANENTLY)
                self.send_header("Location", f"/{path}/")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            status = HTTPStatus.OK if body is not None else HTTPStatus.NOT_FOUND
            body = body if body is not None else self.desk.get("404.html") or b"not found</head>"
        except BroadsheetError as error:
            click.echo(plain(str(error)), err=True)
            self._answer(str(error).encode(), "text/plain; charset=utf-8", 500)
            return
        kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
        if status == HTTPStatus.NOT_FOUND or kind == "text/html":
            kind = "text/html; charset=utf-8"
            body = body.replace(*_POLICY, 1).replace(b"</head>", _TAG, 1)
        self._answer(body, kind, status)

    def _answer(self, body: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - its name there
        """Say nothing: a line a request hides the line that matters."""


def serve(place: Place, port: int, alone: Alone = nullcontext) -> None:
    """Serve until interrupted, on this machine only; `alone` as for `Desk`.

    Raises:
        InputError: the port is taken.
        BroadsheetError: the site's files are wrong from the start.
    """
    desk = Desk(place.root, alone)
    desk.get("index.html")
    handler = partial(_Handler, desk=desk, directory=str(desk.output))
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
