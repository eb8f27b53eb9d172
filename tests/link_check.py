"""A small checker of links: every internal one, and every fragment, has something at its end."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from lxml import html


def dead_links(root: Path, url: str, *, served_at: str = "") -> list[str]:
    """Links of the pages in `root` that lead nowhere; `url` is where the site says that it is.

    `served_at` is the path under which a server shows it ("/repo"), for a site that was moved.
    """
    base = f"https://served.example{served_at}/"

    @cache
    def ids(path: Path) -> frozenset[str]:
        if path.suffix != ".html":
            return frozenset()
        found = html.document_fromstring(path.read_bytes()).xpath("//@id | //a/@name")
        return frozenset(map(str, found))

    dead = []
    for page in sorted(root.rglob("*.html")):
        here = urljoin(base, page.relative_to(root).as_posix())
        for link in _links(page):
            full = link if link.startswith(f"{url}/") else urljoin(here, link)
            full = full.replace(f"{url}/", base, 1) if full.startswith(f"{url}/") else full
            if urlsplit(full).netloc != "served.example":
                continue
            address, fragment = urldefrag(full)
            file = root / unquote(address.removeprefix(base))
            file = file / "index.html" if file.is_dir() else file
            if not address.startswith(base) or not file.is_file():
                dead.append(f"{page.relative_to(root)}: {link}")
            elif fragment and unquote(fragment) not in ids(file):
                dead.append(f"{page.relative_to(root)}: {link} (no such id)")
    return dead


def _links(page: Path) -> list[str]:
    tree = html.document_fromstring(page.read_bytes())
    links = [str(one) for one in tree.xpath("//@href | //@src")]
    turns = tree.xpath("//meta[translate(@http-equiv, 'R', 'r') = 'refresh']/@content")
    return links + [str(one).partition("url=")[2] for one in turns]
