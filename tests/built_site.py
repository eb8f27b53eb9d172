"""The built site as its checks see it: its pages by type, its addresses, a page in the browser."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

ELSEWHERE = ("https://someone.example", "https://someone.example/papers/daily")
"""Where the second site stands: on a host of its own, if the first has a sub-path; else on one."""

PAGE_TYPES = {
    "front": r"index\.html",
    "edition": r"\d{4}/\d\d/\d\d/index\.html",
    "story": r"story/[^/]+/index\.html",
    "topic": r"topics/[^/]+/index\.html",
    "topic month": r"topics/[^/]+/\d{4}/\d\d/index\.html",
    "archive": r"archive/index\.html",
    "archive year": r"archive/\d{4}/index\.html",
    "sources": r"sources/index\.html",
    "about": r"(pages/)?about(/index)?\.html",
    "search": r"search/index\.html",
    "404": r"404\.html",
}
"""Every kind of page that we make, by its address in output/."""

REDIRECT = re.compile(r"<meta[^>]+http-equiv=.?refresh", re.IGNORECASE)


def absent(what: str) -> NoReturn:
    """Skip for want of `what`, or fail where `make check-site` asked for everything."""
    if os.environ.get("BROADSHEET_SITE") == "required":
        pytest.fail(what)
    pytest.skip(what)


@dataclass
class Built:
    """A built site: its folder and the address that its links carry."""

    root: Path
    url: str
    whole: bool = True  # the sample, which has a page of every type; a site of one's own may not

    def page(self, kind: str) -> Path:
        """The fullest page of a type; redirect pages, which hold next to nothing, left out."""
        shape = re.compile(PAGE_TYPES[kind])
        pages = [
            path
            for path in sorted(self.root.rglob("*.html"))
            if shape.fullmatch(path.relative_to(self.root).as_posix())
            and not REDIRECT.search(path.read_text("utf-8"))
        ]
        if not pages and not self.whole:
            pytest.skip(f"this site has no page of type {kind} yet")
        assert pages, f"the sample has no page of type {kind}"
        return max(pages, key=lambda path: path.stat().st_size)

    def address(self, path: Path) -> str:
        """The address at which a file of the site is served."""
        return f"{self.url}/{path.relative_to(self.root).as_posix().removesuffix('index.html')}"

    def file(self, address: str) -> Path | None:
        """The file behind an address, as a plain web server would find it; None for outside."""
        if not address.startswith(f"{self.url}/"):
            return None
        path = self.root / re.split(r"[?#]", address.removeprefix(f"{self.url}/"))[0]
        return path / "index.html" if path.is_dir() else path


def address_of(config: Path) -> str:
    """The site's own address, as its digest.toml gives it; no slash at the end."""
    return str(tomllib.loads(config.read_text("utf-8"))["site"]["url"]).rstrip("/")


@dataclass
class Opened:
    """A page in the browser, and what it asked for that the site does not have."""

    page: Page
    outside: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
