"""Does the site stand as it is? Asked before Pelican is even loaded, for most runs change nothing.

The answer is yes if no file that a page can depend on has another size or time than at the last
render, and every page that we made is still there. Anything else is for the plan to find out.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from .. import store
from .index import Index, mark

__all__ = ["depend", "missing", "remember", "signature", "signed", "stands"]

_PLACES = "places"


def stands(index: Index, output: Path, now: str) -> bool:
    """Whether rendering a site whose signature is `now` would change nothing in `output`."""
    if index.fact(_name(output)) != f"{now} {_elsewhere(index)}":
        return False
    rows = index.base.execute("SELECT path FROM pages WHERE output = ?", (str(output),))
    return not missing(output, (path for (path,) in rows))


def missing(output: Path, paths: Iterable[str]) -> list[str]:
    """The paths that have no file in `output`, in order.

    There are tens of thousands, so folders that hold many files are listed, and of those that
    hold one it is asked, by what is half as dear as `exists`.
    """
    access, here, root = os.access, os.F_OK, f"{output}/"
    found: list[str] = []
    listed: dict[str, frozenset[str]] = {}
    for path in paths:
        if not path or path[-1] == "/":
            if not access(f"{root}{path}index.html", here):
                found.append(path)
            continue
        folder, _, name = path.rpartition("/")
        if folder not in listed:
            listed[folder] = _names(root + folder)
        if name not in listed[folder]:
            found.append(path)
    return sorted(found)


def _names(folder: str) -> frozenset[str]:
    try:
        return frozenset(os.listdir(folder))  # noqa: PTH208 - names only
    except OSError:
        return frozenset()


def remember(index: Index, output: Path, now: str) -> None:
    """The site stands in `output` as its files were when their signature was `now`.

    That is before they were read: what was changed meanwhile is seen by the next run.
    """
    index.remember(_name(output), f"{now} {_elsewhere(index)}")
    index.base.commit()


def depend(index: Index, places: Iterable[Path]) -> None:
    """Pages depend on these files and folders too, wherever they lie; told by the settings."""
    index.remember(_PLACES, "\n".join(sorted({str(place.resolve()) for place in places})))


def _name(output: Path) -> str:
    return f"standing in {output}"


def signature(root: Path, stamps: store.Stamps | None = None) -> str:
    """Of all files in a site's folder that a page can depend on, and of ours.

    `stamps` are those of its editions and sheets, if somebody has just looked.
    """
    content, package = root / "content", Path(__file__).parent.parent
    stamps = stamps or store.stamps(content)
    places = [content / "digest.toml", content / "pages", content / "static"]
    places += [path for path in content.glob("editions/*") if path.is_file()]
    places += [root / "digest.py", root / "themes", root / "plugins", package]
    return mark(stamps, signed(places))


def _elsewhere(index: Index) -> str:
    return signed(Path(place) for place in index.fact(_PLACES).split("\n") if place)


def signed(places: Iterable[Path]) -> str:
    """Of some files, and of all in some folders."""
    found = sorted({file for place in places for file in _files(str(place))})
    return blake2b("\n".join(found).encode(errors="surrogateescape"), digest_size=10).hexdigest()


def _files(place: str) -> Iterator[str]:
    """Path, size and time of a file, or of all in a folder."""
    try:
        entries = os.scandir(place)
    except NotADirectoryError:
        status = os.stat(place)  # noqa: PTH116 - see below
        yield f"{place} {status.st_size} {status.st_mtime_ns}"
        return
    except OSError:  # there is none, or it may not be read: Pelican will say so
        return
    with entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _files(entry.path)
                continue
            with suppress(OSError):
                status = entry.stat()  # thousands of them: no Path for each
                yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"
