"""Pelican's writer, made careful: files are replaced whole, together, and only if they differ."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pelican.plugins import signals
from pelican.utils import get_relative_path, path_to_url
from pelican.writers import Writer

from .. import store
from .parts import ROOT
from .rendering import stage

__all__ = ["CarefulWriter", "HoldingWriter"]

_ROOT = ROOT.encode()


class CarefulWriter(Writer):  # type: ignore[misc] # Pelican's classes bear no types
    """Pelican's writer, but a file is replaced in one move, and only if its bytes differ.

    `beside`, when set, is the folder whose files are compared with: what is the same there
    is not written here.
    """

    beside: Path | None = None
    written = 0

    def write_page(self, name: str, template: Any, context: dict[str, Any], **own: object) -> None:  # noqa: ANN401 - Jinja's
        """Render a page of ours as `write_file` would, without a folder for each staged file."""
        local = {**context, "output_file": name}
        if self.settings["RELATIVE_URLS"]:
            local["SITEURL"] = local["localsiteurl"] = path_to_url(get_relative_path(name))
        local |= own
        self.put(Path(self.output_path) / name, template.render(local).encode())
        signals.content_written.send(str(Path(self.output_path) / name), context=local)

    @contextmanager
    def _open_w(
        self,
        filename: str,
        encoding: str,
        override: bool = False,  # noqa: ARG002, FBT001, FBT002 - Pelican's signature
    ) -> Iterator[io.StringIO]:
        buffer = io.StringIO(newline="")
        yield buffer
        self.put(Path(filename), buffer.getvalue().encode(encoding))
        self._written_files.add(filename)

    def rooted(self, path: Path, data: bytes) -> bytes:
        """A page's bytes in which kept html knows the way from its path to the root."""
        if _ROOT not in data:
            return data
        here = path.relative_to(self.output_path).as_posix()
        return data.replace(_ROOT, path_to_url(get_relative_path(here)).encode())

    def put(self, path: Path, data: bytes) -> None:
        """Write a file's bytes, unless they stand already."""
        data = self.rooted(path, data)
        if self.beside is None:
            self.written += store.write_atomic(path, data)
        else:
            name = path.relative_to(self.output_path).as_posix()
            if _differs(f"{self.beside}/{name}", data):
                stage(Path(self.output_path), name, data)
                self.written += 1


class HoldingWriter(CarefulWriter):
    """Keeps what Pelican makes until our pages are made too: a failed render changes nothing."""

    held: dict[Path, bytes] | None

    def __init__(self, output_path: str, settings: dict[str, Any] | None = None) -> None:
        """As Pelican makes it."""
        super().__init__(output_path, settings=settings)
        self.held = {}

    def put(self, path: Path, data: bytes) -> None:
        """Hold a file's bytes, or write them."""
        if self.held is None:
            super().put(path, data)
        else:
            self.held[path] = data

    def names(self) -> list[str]:
        """The names in the output of what is held."""
        folder = Path(self.output_path)
        return [path.relative_to(folder).as_posix() for path in self.held or ()]

    def let_go(self) -> None:
        """Write what was held, and from now on at once."""
        held, self.held = self.held or {}, None
        for path, data in held.items():
            self.put(path, data)


def _differs(path: str, data: bytes) -> bool:
    """Whether a file has other bytes; it is read only if it has as many."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - thousands of them
            return os.fstat(file.fileno()).st_size != len(data) or file.read() != data
    except OSError:
        return True
