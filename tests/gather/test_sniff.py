"""What bytes are, by their first ones, and who keeps robots out."""

from __future__ import annotations

from pathlib import Path

import pytest
from broadsheet.gather import sniff
from broadsheet.gather.sniff import autodiscovered, bot_wall, root_of


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("<rss>", "rss"),
        ("<?xml version='1.0'?>\n<!-- <feed> -->\n<rdf:RDF x='y'>", "rdf"),
        ("<!DOCTYPE rss [<!ENTITY a '>'>]><rss>", "rss"),
        ("PHP Notice: x\n\n<rss>", "rss"),
        ("<div>error</div><feed xmlns='x'>", "feed"),
        ("<html><body><rsser>", "html"),
        ("<!-- never closed", ""),
        ("hello", ""),
    ],
)
def test_roots_are_found(text, root):
    """Past prolog, comments, DOCTYPE and what a broken server printed before."""
    assert root_of(text)[0] == root


def test_walls_are_known_by_their_marks():
    """Every row of the table is found in a page that holds it; a page without is none."""
    path = Path(sniff.__file__).with_name("walls.tsv")
    rows = [line.split("\t") for line in path.read_text().splitlines() if line[0] != "#"]
    assert all(len(row) == 3 and all(row) for row in rows)
    assert [row[0] for row in rows] == sorted({row[0].lower() for row in rows})
    for mark, _who, _origin in rows:
        assert bot_wall(f"<html><head>{mark.upper()}</head>")
    assert bot_wall("<html><p>Our harbour wall was checked by robots before the storm.") == ""


def test_autodiscovery_is_bounded_and_exact():
    """Five at most, no stylesheet, no other page, no script."""
    many = "".join(f'<link rel="alternate" type="text/xml" href="/f{n}">' for n in range(9))
    other = (
        '<link rel="stylesheet" type="text/css" href="/s"><link rel="alternate" hreflang="de" '
        'href="/de"><link rel="icon" type="application/rss+xml" href="/i">'
    )
    assert autodiscovered(other, "https://a.example/") == ()
    assert len(autodiscovered(many, "https://a.example/")) == 5
    one = '<LINK HREF="//b.example/f?a=1&amp;b=2" TYPE=application/feed+json REL="alternate feed">'
    assert autodiscovered(one, "https://a.example/") == ("https://b.example/f?a=1&b=2",)
