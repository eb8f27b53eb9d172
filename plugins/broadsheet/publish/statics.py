"""Files that are copied: the theme's as pages of the plan, the site's own by Pelican.

Pelican copies all of them in every run; what stands is left alone here, and what is no file any
more goes.
"""

from __future__ import annotations

import filecmp
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from .addresses import file_of
from .index import mark
from .manifest import Page

__all__ = ["COPY", "PELICANS", "copied", "pelicans_pages", "take_over", "theme_pages"]

COPY = "copy"
"""The template name of a file of the theme that is published as it is."""

PELICANS = "pelican"
"""The template name of what Pelican makes or copies: its pages are planned, not made, by us."""

_PATHS = "BROADSHEET_THEME_STATIC_PATHS"


def take_over(settings: dict[str, Any]) -> None:
    """Leave Pelican no file of the theme to copy."""
    settings.setdefault(_PATHS, settings["THEME_STATIC_PATHS"])
    settings["THEME_STATIC_PATHS"] = []


def theme_pages(settings: Mapping[str, Any], theme: Path) -> Iterator[Page]:
    """A page for each file of the theme's static folders; the first of two of a name is meant."""
    met: set[str] = set()
    for folder in settings[_PATHS]:
        source = theme / folder
        for file in [source] if source.is_file() else _files(source, settings["IGNORE_FILES"]):
            name = file.name if file == source else file.relative_to(source).as_posix()
            if name not in met:
                met.add(name)
                path = f"{settings['THEME_STATIC_DIR']}/{name}"
                key = (file.relative_to(theme).as_posix(),)
                yield Page(path=path, template=COPY, key=key, mark=mark(file.read_bytes()))


def _files(folder: Path, ignored: Iterable[str]) -> Iterator[Path]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if any(fnmatch(path.name, pattern) for pattern in ignored):
            continue
        if path.is_dir():
            yield from _files(path, ignored)
        elif path.is_file():
            yield path


def copied(theme: Path, page: Page) -> bytes:
    """The bytes of a file of the theme."""
    return (theme / page.key[0]).read_bytes()


def pelicans_pages(
    context: dict[str, Any], content: Path, output: Path, made: Iterable[str]
) -> list[Page]:
    """What Pelican makes (`made`, names in the output) and copies, as pages of the plan.

    Takes out of its list of copies what stands with the same bytes.
    """
    waiting, pages = [], []
    for file in context.get("staticfiles", ()):
        pages.append(_pelicans(file.save_as))
        if not _same(content / file.source_path, output / file.save_as):
            waiting.append(file)
    context["staticfiles"] = waiting
    return [*pages, *(_pelicans(name) for name in made)]


def _pelicans(name: str) -> Page:
    path = name.removesuffix("index.html")
    return Page(path=path if file_of(path) == name else name, template=PELICANS)


def _same(source: Path, target: Path) -> bool:
    return target.is_file() and filecmp.cmp(source, target, shallow=False)
