"""The mark of what every page depends on: our code, digest.toml, settings, templates."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

from .. import __version__
from ..model import Feed, Rules, Site
from .index import mark

__all__ = ["common_mark", "own_mark", "setting_mark", "shape_mark"]

# Settings that say where a site lies or how it is told, not what its pages hold.
VOLATILE = {
    "PATH", "OUTPUT_PATH", "THEME", "PLUGIN_PATHS", "PLUGINS", "CACHE_PATH", "PORT", "BIND",
    "THEME_TEMPLATES_OVERRIDES", "BROADSHEET_SCRIPT", "BROADSHEET_TOLD", "BROADSHEET_FULL",
    "BROADSHEET_PROGRESS", "BROADSHEET_STAMPS",
}  # fmt: skip

_HERE = Path(__file__).parent


def common_mark(settings: Mapping[str, Any], site: Site, *more: object) -> str:
    """The mark of all that every page depends on; `more` joins it.

    It is the same in every process and on every machine, in whatever folder the site lies.
    """
    plain = {
        name: _plain(value)
        for name, value in settings.items()
        if name.isupper() and name not in VOLATILE
    }
    folders = (
        *(Path(folder) for folder in settings["THEME_TEMPLATES_OVERRIDES"]),
        Path(settings["THEME"]) / "templates",
    )
    templates = [list(_files(folder)) for folder in folders]
    return mark(own_mark(), _shown(site), sorted(plain.items()), templates, more)


def shape_mark(site: Site) -> str:
    """The mark of what says which pages there are, beside the editions: digest.toml, our code."""
    return mark(own_mark(), _shown(site))


def setting_mark(value: object) -> str:
    """The mark of one setting."""
    return mark(_plain(value))


@cache
def own_mark() -> str:
    """The mark of our own code, so that another version of it makes every page anew."""
    return mark(
        __version__, *_files(_HERE, ".py", ".html", ".tsv"), *_files(_HERE.with_name("desk"), ".py")
    )


def _files(folder: Path, *endings: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (not endings or path.suffix in endings):
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _shown(site: Site) -> Site:
    """The site without what only gathering asks: a new rule makes no page anew."""
    feeds = tuple(
        Feed(
            key=feed.key,
            title=feed.title,
            address=feed.address,
            reprint=feed.reprint,
            images=feed.images,
            private=feed.private,
        )
        for feed in site.feeds
    )
    return replace(site, rules=Rules(), feeds=feeds)


def _plain(value: Any) -> object:  # noqa: ANN401 - any setting
    """A setting so that its `repr` is the same in every process: a function by what it does."""
    if isinstance(value, Mapping):
        return sorted((repr(_plain(key)), _plain(one)) for key, one in value.items())
    if isinstance(value, str | bytes | int | float | bool | None):
        return value
    if isinstance(value, Collection):
        ones = [_plain(one) for one in value]
        return ones if isinstance(value, list | tuple) else sorted(map(repr, ones))
    code = getattr(value, "__code__", None)
    name = getattr(value, "__qualname__", type(value).__qualname__)
    return (name, _code(code)) if isinstance(code, CodeType) else name


def _code(code: CodeType) -> tuple[object, ...]:
    inner = (_code(one) if isinstance(one, CodeType) else _plain(one) for one in code.co_consts)
    return (code.co_code, code.co_names, *inner)
