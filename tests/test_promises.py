"""What the archive promises for ever, over small whole sites: tests/sites/*/."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import feed_rules
import pytest
from broadsheet import config
from link_check import dead_links
from lxml import html
from paper import Paper, Tale, files

SITES = sorted(path.parent for path in (Path(__file__).parent / "sites").glob("*/addresses.txt"))
SCRIPT = "from broadsheet.settings import *\n"


@pytest.fixture(params=SITES, ids=lambda path: path.name)
def site(request, tmp_path) -> Paper:
    """A copy of a committed site's content."""
    paper = Paper(tmp_path / "site")
    shutil.copytree(request.param / "content", paper.content)
    shutil.copy(request.param / "addresses.txt", paper.root)
    return paper


def moved(paper: Paper, url: str) -> Paper:
    """The same site, published elsewhere."""
    path = paper.content / config.FILE
    old = config.load(paper.content).url
    path.write_text(path.read_text("utf-8").replace(f'url = "{old}"', f'url = "{url}"'), "utf-8")
    assert config.load(paper.content).url == url.rstrip("/")
    return paper


def addresses(output: Path) -> set[str]:
    """Every address that a site has: pages, feeds, the place of each story in an edition."""
    found = set()
    for path in files(output):
        if path.startswith(("theme/", "search/20")) or path in {"search/months.json", "404.html"}:
            continue  # what only our own pages ask for
        found.add(path.removesuffix("index.html") or "/")
        if path[:1].isdigit() and path.endswith(".html"):
            tree = html.document_fromstring((output / path).read_bytes())
            where = path.removesuffix("index.html")
            found |= {f"{where}#{name}" for name in tree.xpath("//article/@id")}
    return found


def resolves(output: Path, address: str) -> bool:
    """Whether there is a page, and the place on it that the address names."""
    path, _, fragment = (
        address.strip("/").partition("#") if address == "/" else address.partition("#")
    )
    file = output / path
    file = file / "index.html" if file.is_dir() else file
    if not file.is_file():
        return False
    return not fragment or fragment in html.document_fromstring(file.read_bytes()).xpath("//@id")


def test_every_address_ever_published_resolves(site):
    """The committed list holds all that was published at any time; all of it is there."""
    site.render()
    listed = (site.root / "addresses.txt").read_text("utf-8").split()
    assert [one for one in listed if not resolves(site.output, one)] == []


def test_the_list_is_whole(site):
    """What the site has now is in the list: a new edition's addresses are added with it."""
    site.render()
    listed = (site.root / "addresses.txt").read_text("utf-8").split()
    new = sorted(addresses(site.output) - set(listed))
    assert new == [], "add these lines to addresses.txt:\n" + "\n".join(new)
    assert listed == sorted(set(listed)), "addresses.txt is sorted"


def test_a_dead_address_is_seen(site):
    """The check can fail: no page, no such place on a page."""
    site.render()
    assert not resolves(site.output, "2031/03/09/")
    assert not resolves(site.output, "2031/03/01/#nobody")


def rebuilt(site: Paper, root: Path, seed: int, **environment: str) -> dict[str, bytes]:
    """The files of a build from content/ alone, in another process, folder and order of times."""
    other = Paper(root)
    chance = random.Random(seed)
    for path in chance.sample(paths := sorted(site.content.rglob("*")), len(paths)):
        if path.is_file():
            target = other.content / path.relative_to(site.content)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
            os.utime(target, (stamp := chance.randrange(10**9), stamp))
    run = other.run("render", **environment)
    assert (run.returncode, run.stderr) == (0, ""), run.stderr
    return other.files()


def test_rebuild_from_content_alone_gives_the_same_bytes(site, tmp_path):
    """Another folder, other file times, time zone, locale, hash seed: the same bytes."""
    first = rebuilt(site, tmp_path / "a", 1, TZ="Pacific/Auckland", PYTHONHASHSEED="1")
    deep = tmp_path / "b" / "deeper down"
    second = rebuilt(site, deep, 2, TZ="America/Lima", PYTHONHASHSEED="2", LANG="C.UTF-8")
    assert sorted(first) == sorted(second)
    assert [path for path in first if first[path] != second[path]] == []


def test_plain_pelican_builds_the_same_bytes(site):
    """`pelican -s digest.py --fatal warnings` passes, and makes what `broadsheet render` makes."""
    (site.root / "digest.py").write_text(SCRIPT, "utf-8")
    run = site.run("render")
    assert run.returncode == 0, run.stderr
    before = site.files()
    shutil.rmtree(site.output)
    shutil.rmtree(site.root / ".broadsheet")
    pelican = subprocess.run(
        [sys.executable, "-m", "pelican", "-s", "digest.py", "--fatal", "warnings"],
        cwd=site.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert pelican.returncode == 0, pelican.stdout + pelican.stderr
    assert site.files() == before


@pytest.mark.parametrize(
    ("url", "served_at"),
    [
        ("https://someone.example/papers/sound", "/papers/sound"),
        ("https://someone.example", ""),
        ("https://someone.example/repo", "/repo"),
    ],
)
def test_every_internal_link_works(site, url, served_at):
    """Down to the fragment: at the root of a host, and under a sub-path."""
    moved(site, url).render()
    assert dead_links(site.output, url, served_at=served_at) == []


def test_links_hold_wherever_the_files_lie(site):
    """The site may be served under a path that it does not know, but for the 404 page."""
    site.render()
    (site.output / "404.html").unlink()
    url = config.load(site.content).url
    assert dead_links(site.output, url, served_at="/repo") == []


DEAD = {
    "page": '<a href="gone/">x</a>',
    "fragment": '<a href="#gone">x</a>',
    "fragment elsewhere": '<a href="sub/#gone">x</a>',
    "beside the sub-path": '<a href="/sub/">x</a>',
    "in full": '<a href="https://someone.example/gone/">x</a>',
    "a redirect": '<meta http-equiv="refresh" content="0; url=gone/">',
}


@pytest.mark.parametrize("kind", [*DEAD, ""])
def test_a_dead_link_is_seen(kind, tmp_path):
    """The checker can fail, for each kind of link, and lets living ones pass."""
    (tmp_path / "sub").mkdir()
    living = (
        '<p id="a"><a href="#a">x</a><a href="sub/#b">x</a><a href="https://away.example/">x</a>'
    )
    (tmp_path / "index.html").write_text(living + DEAD.get(kind, ""), "utf-8")
    (tmp_path / "sub/index.html").write_text('<p id="b"><a href="../">x</a>', "utf-8")
    dead = dead_links(tmp_path, "https://someone.example", served_at="/repo")
    assert len(dead) == bool(kind), dead


def test_no_page_runs_what_a_headline_holds(site):
    """`<script>` in a headline is text on every page, in every feed, in what search reads."""
    site.render()
    held = {path: data for path, data in site.files().items() if b"alert(1)" in data}
    assert {"2031/03/01/index.html", "feeds/editions.atom", "topics/science/index.html"} <= set(
        held
    )
    for path, data in held.items():
        if path.endswith(".html"):
            tree = html.document_fromstring(data)
            assert not [one for one in tree.iter("script") if "alert" in (one.text or "")], path
        elif path.endswith(".json"):
            json.loads(data)
        else:
            assert b"<script" not in data, path


def test_feeds_are_valid(site):
    """By the W3C's rules, warnings included."""
    site.render()
    for path, data in site.files().items():
        if path.endswith((".rss", ".atom")):
            check = feed_rules.rss if path.endswith(".rss") else feed_rules.atom
            assert check(data) == [], path


def test_an_edition_more_takes_no_address_away(site):
    """The story that went on, the merged, the renamed topic: all are there the day after, too."""
    site.render()
    before = addresses(site.output)
    site.issue(40, Tale("ferry", first=7), Tale("bank", topic="science"))
    site.render()
    assert [one for one in sorted(before) if not resolves(site.output, one)] == []
    assert "2031/04/09/" in addresses(site.output)


def test_what_was_withdrawn_is_nowhere(site):
    """Its address tells that it was withdrawn; nothing else of it is in the output."""
    site.render()
    page = site.page("story/harbour-fire-gone")
    assert "It was not so." in page
    others = [p for p, data in site.files().items() if b"harbour fire" in data.lower()]
    assert others == []


def test_first_address_of_a_story_that_went_on(site):
    """Its place in its first edition still resolves, and leads on to its page."""
    site.render()
    first = html.document_fromstring(site.page("2031/03/01"))
    (article,) = first.xpath("//article[@id='comet']")
    assert any("story/" in link for link in article.xpath(".//@href"))


def test_topic_that_left_the_config_keeps_its_pages(site):
    """Sport is no topic any more; its months, its page and its feeds are there."""
    assert "sport" not in {topic.slug for topic in config.load(site.content).topics}
    site.render()
    assert "Regatta begins" in site.page("topics/sport/2031/03")
    assert "feeds/topics/sport.rss" in site.files()
