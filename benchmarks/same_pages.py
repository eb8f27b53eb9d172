"""Do two builds say the same? Page by page, but for furniture round the page and for whitespace.

What a page says is its main part: the words, the headings, where links lead and the times. What a
feed says is each element's or field's text, with html in it read as html. The program's own name
and the words that leave it differ, and are left out; so are sitemaps.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from urllib.parse import urljoin

from lxml import etree, html

__all__ = ["Different", "check_same", "pages_of"]

UNSAID = {"generator", "user_comment"}
FEEDS = {".atom", ".rss", ".json", ".opml"}
SHOWN = 12  # words round the place where two pages part


class Different(SystemExit):
    """Two builds do not hold the same pages, or do not say the same."""


def pages_of(output: Path) -> set[str]:
    """Paths of all html pages and feeds of a build; files that search reads are none."""
    found = {path.relative_to(output) for path in output.rglob("*") if path.is_file()}
    return {
        path.as_posix()
        for path in found
        if path.suffix == ".html" or (path.suffix in FEEDS and path.parts[0] == "feeds")
    }


def check_same(ours: Path, theirs: Path, base: str, *, sample: int, seed: int = 1) -> int:
    """Compare all paths, and what `sample` random pages and all feeds say; how many were compared.

    Raises:
        Different: there is a page in one and not in the other, or one says something else.
    """
    paths, other = pages_of(ours), pages_of(theirs)
    if paths != other:
        alone = [sorted(one)[:5] for one in (paths - other, other - paths)]
        raise Different(f"pages of ours alone: {alone[0]}; of theirs alone: {alone[1]}")
    html_pages = sorted(path for path in paths if path.endswith(".html"))
    chosen = random.Random(seed).sample(html_pages, min(sample, len(html_pages)))
    chosen += sorted(paths.difference(html_pages))
    for path in chosen:
        _compare(path, list(_said(ours / path, path, base)), list(_said(theirs / path, path, base)))
    return len(chosen)


def _compare(path: str, ours: list[str], theirs: list[str]) -> None:
    for at, (one, other) in enumerate(zip_longest(ours, theirs, fillvalue="(nothing)")):
        if one != other:
            before = " ".join(ours[max(0, at - SHOWN) : at])
            raise Different(f"{path} differs after «{before}»: ours {one!r}, theirs {other!r}")


def _said(file: Path, path: str, base: str) -> Iterator[str]:
    address = urljoin(base, path)
    if file.suffix == ".html":
        tree = html.parse(str(file), html.HTMLParser(encoding="utf-8")).getroot()
        yield from tree.xpath("string(//title)").split()
        yield from _visible(tree.xpath("//main")[0], address)
    elif file.suffix == ".json":
        yield from _facts(json.loads(file.read_bytes()), address)
    else:
        for element in etree.parse(str(file)).iter():
            name = etree.QName(element).localname
            if name not in UNSAID:
                yield f"<{name}>"
                yield from (f"{key}={value}" for key, value in sorted(element.items()))
                yield from _text(element.text or "", address)


def _facts(value: object, address: str) -> Iterator[str]:
    """All that a JSON feed says, its fields by name."""
    if isinstance(value, dict):
        for name, one in sorted(value.items()):
            if name not in UNSAID:
                yield f"{name}:"
                yield from _facts(one, address)
    elif isinstance(value, list):
        for one in value:
            yield from _facts(one, address)
    else:
        yield from _text(str(value), address)


def _text(text: str, address: str) -> Iterator[str]:
    """The words of a text that may be html."""
    if text.lstrip().startswith("<"):
        yield from _visible(html.fragment_fromstring(text, create_parent=True), address)
    else:
        yield from text.split()


def _visible(element: html.HtmlElement, address: str) -> Iterator[str]:
    """Words as they stand, with headings, links and times named before their words."""
    if not isinstance(element.tag, str):
        return
    if element.tag in {"h1", "h2", "h3", "li", "details", "cite"}:
        yield f"<{element.tag}>"
    if element.tag == "a" and element.get("href"):
        yield f"-> {urljoin(address, element.get('href'))}"
    if element.tag == "time":
        yield f"@ {element.get('datetime')}"
    yield from (element.text or "").split()
    for child in element:
        yield from _visible(child, address)
        yield from (child.tail or "").split()
