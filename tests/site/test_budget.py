"""A page is light and stands alone: no script, no third party, a strict policy, a few kilobytes."""

from __future__ import annotations

import gzip
import re
from urllib.parse import urljoin, urlsplit

import pytest
from built_site import PAGE_TYPES, REDIRECT
from lxml import html

pytestmark = pytest.mark.site

EDITION_GZ = 14_336  # bytes: one round trip of a new connection (ten packets of 1,430 bytes)
CSS_RAW, CSS_GZ = 10_240, 3_072
REQUESTS = 3  # the page, its style sheet, its icon

ASSETS = ".//link[@rel='stylesheet' or @rel='icon' or @rel='preload']/@href | .//*/@src"
POLICY = ".//meta[@http-equiv='Content-Security-Policy']/@content"


@pytest.fixture(scope="module")
def pages(site):
    """Every page of the site as (its path in output/, its parsed tree)."""
    found = []
    for path in sorted(site.root.rglob("*.html")):
        tree = html.document_fromstring(path.read_bytes())
        found.append((path.relative_to(site.root).as_posix(), tree))
    return found


def test_no_script_but_for_search(pages):
    """No page runs a script; the search page alone loads one, and from a file."""
    scripts = {name for name, tree in pages if tree.findall(".//script")}
    assert scripts <= {"search/index.html"}
    inline = [name for name, tree in pages for s in tree.findall(".//script") if not s.get("src")]
    handlers = [name for name, tree in pages if tree.xpath("//@*[starts-with(name(), 'on')]")]
    assert (inline, handlers) == ([], [])


def test_no_inline_style(pages):
    """A style in the markup would need a weaker policy."""
    assert [name for name, tree in pages if tree.xpath("//style | //@style")] == []


def test_assets_are_our_own(pages, site):
    """Style sheets, icons and images come from the site itself, and are there."""
    outside, missing = [], []
    for name, tree in pages:
        for asset in tree.xpath(ASSETS):
            address = urljoin(f"{site.url}/{name}", asset)
            found = site.file(address)
            if urlsplit(address).scheme != "data" and found is None:
                outside.append((name, asset))
            elif found is not None and not found.is_file():
                missing.append((name, asset))
    assert (outside, missing) == ([], [])


def test_policy_is_strict(pages):
    """Every page forbids what it does not need; only search may run a script and read shards."""
    for name, tree in pages:
        policy = tree.xpath(POLICY)
        assert len(policy) == 1, f"{name}: {len(policy)} policies"
        rules = dict(rule.strip().partition(" ")[::2] for rule in policy[0].split(";") if rule)
        assert rules["default-src"] == "'none'", name
        assert rules["base-uri"] == rules["form-action"] == "'none'", name
        allowed = " ".join(rules.values())
        assert "unsafe" not in allowed, name
        assert not re.search(r"\*|https?:", allowed), name
        if name != "search/index.html":
            assert not {"script-src", "connect-src"} & set(rules), name


@pytest.mark.parametrize("kind", PAGE_TYPES)
def test_page_says_what_it_is(kind, site):
    """A language, a title of its own, a viewport, one h1, one main, an address to be known by."""
    tree = html.document_fromstring(site.page(kind).read_bytes())
    assert re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", tree.get("lang", ""))
    assert tree.findtext(".//title", "").strip()
    assert len(tree.xpath("//meta[@name='viewport']")) == 1
    assert (len(tree.findall(".//h1")), len(tree.findall(".//main"))) == (1, 1)
    if kind != "404":
        assert len(tree.xpath("//link[@rel='canonical']")) == 1


def test_titles_differ(pages):
    """No two pages bear one title: history, tabs and search results must tell them apart."""
    titles = {}
    for name, tree in pages:
        if not REDIRECT.search(html.tostring(tree, encoding="unicode")):
            titles.setdefault(tree.findtext(".//title"), []).append(name)
    same = [names for names in titles.values() if len(names) > 1]
    assert [names for names in same if set(names) - _latest(names)] == []


def _latest(names: list[str]) -> set[str]:
    """The front page is its latest edition, and a topic's its latest month: these may share."""
    months = {name for name in names if name.startswith("topics/")}
    days = {name for name in names if re.fullmatch(r"index\.html|\d{4}/\d\d/\d\d/.*", name)}
    return days if len(days) == 2 else months if len(months) == 2 else set()


@pytest.mark.parametrize("kind", ["front", "edition"])
def test_edition_is_light(kind, site):
    """The day's paper arrives in one round trip."""
    size = len(gzip.compress(site.page(kind).read_bytes(), 9))
    assert size <= EDITION_GZ, f"{size} bytes gzipped"


def test_styles_are_light(site):
    """One hand-written style sheet, small enough to read."""
    for sheet in sorted(site.root.rglob("*.css")):
        data = sheet.read_bytes()
        assert len(data) <= CSS_RAW, f"{sheet.name}: {len(data)} bytes"
        assert len(gzip.compress(data, 9)) <= CSS_GZ, f"{sheet.name}: gzipped"


@pytest.mark.parametrize("kind", [kind for kind in PAGE_TYPES if kind != "search"])
def test_few_requests(kind, site):
    """A page needs itself, its style sheet and its icon."""
    tree = html.document_fromstring(site.page(kind).read_bytes())
    assert 1 + len(set(tree.xpath(ASSETS))) <= REQUESTS


def test_styles_hold_together(site):
    """Every custom property that is used is defined, and every rule stands in a layer."""
    for sheet in sorted(site.root.rglob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
        used = set(re.findall(r"var\(\s*(--[\w-]+)", text))
        defined = set(re.findall(r"(--[\w-]+)\s*:", text))
        assert used - defined == set(), sheet.name
        assert [rule for rule in _top_level(text) if not rule.startswith("@")] == [], sheet.name


def _top_level(text: str) -> list[str]:
    """The preludes of a style sheet's outermost blocks."""
    preludes, depth, start = [], 0, 0
    for at, char in enumerate(text):
        if char == "{":
            if depth == 0:
                preludes.append(text[start:at].rpartition(";")[2].strip())
            depth += 1
        elif char == "}":
            depth -= 1
            start = at + 1
    return preludes
