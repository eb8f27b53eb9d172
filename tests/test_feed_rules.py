"""The rules that our feeds are held to can fail: each is tried on a feed that breaks it."""

from __future__ import annotations

import feed_rules
import pytest

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"
     xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>The Harbour Bell</title><link>https://bell.example/</link>
<description>News from an invented harbour</description><language>en</language>
<atom:link rel="self" type="application/rss+xml" href="https://bell.example/feeds/rss.xml"/>
<lastBuildDate>Wed, 22 Dec 2021 10:45:00 GMT</lastBuildDate>
<item><title>Ferry sails</title><link>https://bell.example/2021/12/22/</link>
<guid isPermaLink="false">tag:bell.example,2021:edition/2021-12-22</guid>
<pubDate>Wed, 22 Dec 2021 10:45:00 +0100</pubDate>
<source url="https://quay.example/feed">Quay</source>
<enclosure url="https://quay.example/a.mp3" length="7" type="audio/mpeg"/>
<description>&lt;p&gt;It &lt;a href="https://quay.example/"&gt;sailed&lt;/a&gt;.&lt;/p&gt;</description>
</item></channel></rss>"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>The Harbour Bell</title>
<id>tag:bell.example,2021:editions</id><updated>2021-12-22T10:45:00Z</updated>
<link rel="self" href="https://bell.example/feeds/atom.xml"/>
<link rel="alternate" type="text/html" href="https://bell.example/"/>
<author><name>The Harbour Bell</name></author>
<entry><title>Ferry sails</title><id>tag:bell.example,2021:edition/2021-12-22</id>
<updated>2021-12-22T10:45:00+01:00</updated><category term="sea"/>
<link rel="alternate" type="text/html" href="https://bell.example/2021/12/22/"/>
<source><id>tag:quay.example,2021:f</id><title>Quay</title></source>
<content type="html">&lt;p&gt;It sailed.&lt;/p&gt;</content></entry></feed>"""


def test_sound_feeds_have_no_fault():
    """A feed that the validator calls valid is valid here."""
    assert feed_rules.rss(RSS.encode()) == []
    assert feed_rules.atom(ATOM.encode()) == []


RSS_FAULTS = [
    ("</channel>", "", "SAXError"),
    ('version="2.0"', "", "MissingAttribute"),
    ("<description>News from an invented harbour</description>", "", "MissingDescription"),
    ("<title>The Harbour Bell</title>", "<title> </title>", "MissingTitle"),
    ("<link>https://bell.example/</link>", "<link>/</link>", "InvalidFullLink"),
    ("<language>en</language>", "", "InvalidLanguage"),
    ('rel="self"', 'rel="next"', "MissingAtomSelfLink"),
    ("Wed, 22 Dec 2021 10:45:00 GMT", "2021-12-22T10:45:00Z", "InvalidRFC2822Date"),
    ("Wed, 22 Dec 2021 10:45:00 +0100", "Thu, 22 Dec 2021 10:45:00 +0100", "Problematical"),
    (' isPermaLink="false"', "", "InvalidPermalink"),
    ("<item><title>", "<item><guid>https://a.example/</guid><title>", "DuplicateElement"),
    ('url="https://quay.example/feed"', "", "InvalidFullLink"),
    ('length="7"', "", "InvalidPositiveInteger"),
    ('type="audio/mpeg"', 'type="sound"', "InvalidMIMEType"),
    ('href="https://quay.example/"', 'href="/quay"', "ContainsRelRef"),
    ("sailed&lt;/a&gt;", "sailed&lt;/a&gt;&lt;script&gt;x()&lt;/script&gt;", "SecurityRisk"),
    ("&lt;p&gt;", "&lt;p onclick='x()'&gt;", "SecurityRiskAttr"),
    ("<item>", "<item><author>Ada Quill</author>", "InvalidContact"),
    ("<item>", "<item><headline>x</headline>", "UndefinedElement"),
    ("<item>", "<item><category/>", "NotBlank"),
    ("https://bell.example/2021/12/22/<", "https://bell.example/2021 12/<", "InvalidURI"),
]


@pytest.mark.parametrize(("old", "new", "rule"), RSS_FAULTS, ids=[rule for *_, rule in RSS_FAULTS])
def test_each_rss_rule_can_fail(old, new, rule):
    """One change to a sound RSS feed is one fault, named as the validator names it."""
    assert old in RSS
    assert any(rule in fault for fault in feed_rules.rss(RSS.replace(old, new, 1).encode()))


def test_a_guid_is_given_once():
    """Two items under one guid would be one item to a feed reader."""
    item = RSS[RSS.index("<item>") : RSS.index("</channel>")]
    assert any("DuplicateItem" in f for f in feed_rules.rss(RSS.replace(item, item * 2).encode()))


ATOM_FAULTS = [
    ("</feed>", "", "SAXError"),
    (' xml:lang="en"', "", "InvalidLanguage"),
    ('rel="self"', 'rel="via"', "MissingSelf"),
    ("<id>tag:bell.example,2021:editions</id>", "<id>editions</id>", "InvalidTAG"),
    ("<id>tag:bell.example,2021:editions</id>", "", "MissingElement"),
    ("2021-12-22T10:45:00Z", "2021-12-22", "InvalidRFC3339Date"),
    ("2021-12-22T10:45:00Z", "2021-13-22T10:45:00Z", "InvalidRFC3339Date"),
    ("<author><name>The Harbour Bell</name></author>", "", "author"),
    ("<name>The Harbour Bell</name>", "<name/>", "author name"),
    ('term="sea"', "", "MissingAttribute"),
    ("<title>Quay</title>", "", "MissingSourceElement"),
    ('type="html">&lt;p&gt;', 'type="html">&lt;img src="a.png"&gt;', "ContainsRelRef"),
    ('href="https://bell.example/2021/12/22/"', 'href="/2021/12/22/"', "InvalidFullLink"),
    ('rel="alternate"', 'rel="front-page"', "UnregisteredAtomLinkRel"),
]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    ATOM_FAULTS,
    ids=[rule for *_, rule in ATOM_FAULTS],
)
def test_each_atom_rule_can_fail(old, new, rule):
    """One change to a sound Atom feed is one fault, named as the validator names it."""
    assert old in ATOM
    assert any(rule in fault for fault in feed_rules.atom(ATOM.replace(old, new, 1).encode()))


def test_an_atom_id_is_given_once():
    """Two entries under one id would be one entry to a feed reader."""
    entry = ATOM[ATOM.index("<entry>") : ATOM.index("</feed>")]
    faults = feed_rules.atom(ATOM.replace(entry, entry * 2).encode())
    assert any("DuplicateEntries" in fault for fault in faults)
