"""Does the site stand as it is? Asked before Pelican is even loaded, for most runs change nothing.

The answer is yes if no file that a page can depend on has another size or time than at the last
render, and every page that we made is still there. Anything else is for the plan to find out.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from .addresses import file_of
from .index import Index, mark

__all__ = ["remember", "signature", "stands"]

_CONTENT = ("digest.toml", "editions", "pages", "static")


def stands(index: Index, root: Path, output: Path) -> bool:
    """Whether rendering the site of `root` into `output` would change nothing."""
    if index.fact(_name(output)) != signature(root):
        return False
    rows = index.base.execute("SELECT path FROM pages WHERE output = ?", (str(output),))
    return all(os.path.exists(output / file_of(path)) for (path,) in rows)  # noqa: PTH110 - speed


def remember(index: Index, root: Path, output: Path) -> None:
    """The site of `root` stands in `output` as its files are now."""
    index.remember(_name(output), signature(root))
    index.base.commit()


def _name(output: Path) -> str:
    return f"standing in {output}"


def signature(root: Path) -> str:
    """Of all files that a page can depend on: the site's own, and ours."""
    package = Path(__file__).parent.parent
    places = [root / "content" / name for name in _CONTENT]
    places += [root / "digest.py", root / "themes", root / "plugins", package]
    return mark(sorted(file for place in places for file in _files(place)))


def _files(place: Path) -> Iterator[tuple[str, int, int]]:
    if place.is_file():
        status = place.stat()
        yield str(place), status.st_size, status.st_mtime_ns
        return
    for folder, folders, files in os.walk(place):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in files:
            path = f"{folder}/{name}"
            status = os.stat(path)  # noqa: PTH116 - thousands of them
            yield path, status.st_size, status.st_mtime_ns
