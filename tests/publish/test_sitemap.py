"""What search engines are told."""

from __future__ import annotations

from datetime import date

import pytest
from broadsheet.model import Site
from broadsheet.publish.sitemap import part_file
from lxml import etree
from paper import Paper, Tale, day

URL = "https://someone.example/papers/daily/"


@pytest.fixture
def told(paper) -> Paper:
    """Two years: 2031 with a story that goes on, and the first day of 2032."""
    paper.issue(1, Tale("ferry"), Tale("comet", topic="science"))
    paper.issue(2, Tale("ferry", first=1))
    paper.issue((date(2032, 1, 1) - day(1)).days + 1, Tale("mayor"))
    (paper.content / "pages").mkdir()
    (paper.content / "pages/about.md").write_text("Title: About\n\nA paper.\n", "utf-8")
    return paper


def listed(paper: Paper, path: str) -> dict[str, str]:
    """Address -> time of change."""
    root = etree.fromstring(paper.files()[path])
    return {one.findtext("{*}loc"): one.findtext("{*}lastmod") for one in root}


def test_index_names_a_part_for_each_year(told):
    """Absolute addresses, the day of the latest edition in each."""
    told.render()
    assert listed(told, "sitemap.xml") == {
        f"{URL}sitemap-2031.xml": "2031-03-02",
        f"{URL}sitemap-2032.xml": "2032-01-01",
        f"{URL}sitemap-site.xml": "2032-01-01",
    }
    robots = told.files()["robots.txt"].decode()
    assert f"Sitemap: {URL}sitemap.xml\n" in robots


def test_parts_list_every_page_that_a_reader_may_want(told):
    """Editions, stories, topics, the archive; no redirect, no search, no 404; all of them there."""
    told.render()
    year = listed(told, "sitemap-2031.xml")
    assert year[f"{URL}2031/03/01/"] == "2031-03-01"
    assert year[f"{URL}story/ferry-ferry/"] == "2031-03-02"
    assert year[f"{URL}topics/world/2031/03/"] == "2031-03-02"
    assert year[f"{URL}topics/science/2031/03/"] == "2031-03-01"
    assert year[f"{URL}archive/2031/"] == "2031-03-02"
    site = listed(told, "sitemap-site.xml")
    assert site[URL] == "2032-01-01"
    assert f"{URL}about/" in site
    every = {**year, **site, **listed(told, "sitemap-2032.xml")}
    files = told.files()
    paths = [one.removeprefix(URL) for one in every]
    assert [path for path in paths if f"{path}index.html" not in files] == []
    pages = {path.removesuffix("index.html") for path in files if path.endswith("index.html")}
    assert pages - set(paths) == {"search/"}


def test_a_closed_year_is_not_written_again(told):
    """A day more in the new year leaves the old year's part alone."""
    told.render()
    old = told.output / "sitemap-2031.xml"
    before = old.stat()
    told.issue((date(2032, 1, 2) - day(1)).days + 1, Tale("mast"))
    assert "sitemap-2031.xml" not in told.render().reasons
    assert old.stat().st_mtime_ns == before.st_mtime_ns
    assert listed(told, "sitemap.xml")[f"{URL}sitemap-2032.xml"] == "2032-01-02"


def test_addresses_are_escaped():
    """Letters beyond ASCII are encoded, as the protocol asks."""
    site = Site(id="x", title="x", url="https://x.example")
    data = part_file(site, [("story/é&-a/", "2031-03-01")])
    assert b"<loc>https://x.example/story/%C3%A9%26-a/</loc>" in data
    assert etree.fromstring(data).tag.endswith("urlset")
