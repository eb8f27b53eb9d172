"""Bytes in, a feed out, or a name for what came instead."""

from __future__ import annotations

import contextlib
import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from broadsheet.errors import NotAFeed
from broadsheet.gather.parse import parse
from broadsheet.gather.records import MAX_ENTRIES, MAX_TEXT, MAX_TITLE, ParsedFeed
from broadsheet.model import Entry, Media
from hypothesis import given, settings
from hypothesis import strategies as st

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel><title>The Harbour Gazette</title><link>https://gazette.example/</link>
<language>en-GB</language><ttl>90</ttl><generator>Presswerk 2</generator>
<item>
  <title>Ferry &amp;amp; bridge open</title>
  <guid isPermaLink="false">hg-1</guid>
  <link>https://gazette.example/ferry</link>
  <source url="https://wire.example/">Coastal Wire</source>
  <pubDate>Wed, 22 Dec 2021 10:45:00 EST</pubDate>
  <dc:creator>Ada Quill</dc:creator><dc:creator>Bo Lind</dc:creator>
  <category>Harbour</category><category>Transport</category>
  <description>Short.</description>
  <content:encoded><![CDATA[<p>The ferry sails again, and the bridge is up.</p>]]></content:encoded>
  <enclosure url="https://gazette.example/a.mp3" length="1200" type="audio/mpeg"/>
  <media:thumbnail url="https://gazette.example/t.jpg"/>
  <feedburner:origLink>https://gazette.example/ferry?full</feedburner:origLink>
</item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"
 xml:base="https://blatt.example/d/"><title>Das Blatt</title><link href="/"/>
<author><name>Redaktion</name></author>
<entry xml:base="e/">
  <id>tag:blatt.example,2021:1</id>
  <title type="html">Der &lt;b&gt;Hafen&lt;/b&gt; &amp;amp; die Stadt</title>
  <link rel="self" href="x.atom"/><link href="hafen"/>
  <link rel="enclosure" href="hafen.pdf" type="application/pdf" length="9"/>
  <published>2021-12-22T10:45:00+01:00</published><updated>2021-12-23T08:00:00Z</updated>
  <source><title>Küstenfunk</title></source>
  <summary>Kurz.</summary>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Lang und <em>gut</em>.</p>
  </div></content>
</entry>
<entry xml:lang="en"><id>tag:blatt.example,2021:2</id><title>1 &lt; 2</title>
  <author><name>Cy Park</name></author>
  <updated>2021-12-23T08:00:00Z</updated><content>a &lt; b

c</content></entry>
</feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://alt.example/"><title>Alt</title><link>https://alt.example/</link></channel>
<item rdf:about="https://alt.example/1"><title>Old news</title><link>https://alt.example/1</link>
<dc:date>2021-12-22</dc:date><dc:subject>Past</dc:subject><description>Text.</description></item>
</rdf:RDF>"""

JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "Notes", "language": "pt-BR",
"home_page_url": "https://notes.example/", "authors": [{"name": "Eva"}], "items": [
{"id": 7, "url": "/seven", "title": "Seven", "content_text": "One.\\n\\nTwo & three.",
 "date_published": "2021-12-22T10:45:00Z", "tags": ["x", "y", 3], "image": "https://notes.example/i.png",
 "attachments": [
   {"url": "https://notes.example/a.ogg", "mime_type": "audio/ogg", "size_in_bytes": 5}]},
{"id": "8", "tags": "p, q", "external_url": "https://far.example/",
 "content_html": "<p>Far</p>"}]}"""


def one(feed: ParsedFeed) -> Entry:
    """The only entry of a feed."""
    assert len(feed.entries) == 1
    return feed.entries[0]


def item(inner: str, head: str = "") -> bytes:
    """An RSS feed with one item."""
    return (
        f'<rss version="2.0"><channel><title>T</title>{head}<item>{inner}</item></channel></rss>'
    ).encode()


def test_rss_keeps_every_fact():
    """RSS 2.0: both authors, source, guid, the fuller text, media, the link behind the proxy."""
    feed = parse(RSS.encode())
    assert (feed.kind, feed.title, feed.link, feed.lang) == (
        "rss", "The Harbour Gazette", "https://gazette.example/", "en-gb",
    )  # fmt: skip
    assert (feed.ttl_minutes, feed.generator, feed.notes) == (90, "Presswerk 2", ())
    assert one(feed) == Entry(
        guid="hg-1",
        url="https://gazette.example/ferry",
        resolved="https://gazette.example/ferry?full",
        title="Ferry & bridge open",
        source="Coastal Wire",
        authors=("Ada Quill", "Bo Lind"),
        published=datetime(2021, 12, 22, 15, 45, tzinfo=UTC),
        lang="en-gb",
        categories=("Harbour", "Transport"),
        media=(
            Media(url="https://gazette.example/a.mp3", type="audio/mpeg", length=1200),
            Media(url="https://gazette.example/t.jpg", role="thumbnail"),
        ),
        received="<p>The ferry sails again, and the bridge is up.</p>",
        base="https://gazette.example/ferry?full",
    )


def test_atom_keeps_every_fact():
    """Atom: html titles as text, XHTML as html, bases joined, authors and language inherited."""
    feed = parse(ATOM.encode(), base="https://elsewhere.example/feed")
    first, second = feed.entries
    assert (feed.kind, feed.title, feed.link) == ("atom", "Das Blatt", "https://blatt.example/")
    assert (first.title, first.source, first.authors) == (
        "Der Hafen & die Stadt", "Küstenfunk", ("Redaktion",),
    )  # fmt: skip
    assert first.url == "https://blatt.example/d/e/hafen"
    assert first.base == "https://blatt.example/d/e/"
    assert first.media[0].url == "https://blatt.example/d/e/hafen.pdf"
    assert first.received == "<p>Lang und <em>gut</em>.</p>"
    assert first.published == datetime(2021, 12, 22, 9, 45, tzinfo=UTC)
    assert first.updated == datetime(2021, 12, 23, 8, tzinfo=UTC)
    assert (first.lang, second.lang) == ("de", "en")
    assert (second.title, second.authors) == ("1 < 2", ("Cy Park",))
    assert second.received == "<p>a &lt; b</p><p>c</p>"
    assert second.published == second.updated, "the only date is the best one"


def test_rdf_is_read():
    """RSS 1.0: items beside the channel, Dublin Core for date and subject."""
    feed = parse(RDF.encode())
    entry = one(feed)
    assert (feed.kind, entry.guid, entry.url) == ("rdf", "https://alt.example/1", entry.guid)
    assert (entry.published, entry.categories) == (datetime(2021, 12, 22, tzinfo=UTC), ("Past",))


def test_json_feed_is_read():
    """JSON Feed: numeric ids, relative links, plain text as paragraphs, authors of the feed."""
    feed = parse(JSON.encode(), base="https://notes.example/feed.json")
    first, second = feed.entries
    assert (feed.kind, feed.lang, first.lang) == ("json", "pt-br", "pt-br")
    assert (first.guid, first.url, first.authors) == ("7", "https://notes.example/seven", ("Eva",))
    assert first.received == "<p>One.</p><p>Two &amp; three.</p>"
    assert first.categories == ("x", "y")
    assert [(m.url[-5:], m.role, m.length) for m in first.media] == [
        ("a.ogg", "enclosure", 5), ("i.png", "thumbnail", 0),
    ]  # fmt: skip
    assert (second.url, second.categories) == ("https://far.example/", ("p", "q"))


@pytest.mark.parametrize(
    "root",
    [
        '<rss version="0.91"><channel><item><title>A</title></item></channel></rss>',
        (
            '<!DOCTYPE rss SYSTEM "http://dtd.example/rss.dtd"><rss><channel><item><title>A</title>'
            "</item></channel></rss>"
        ),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns="http://my.netscape.com/rdf/simple/0.9/"><item><title>A</title></item></rdf:RDF>'
        ),
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>A</title></entry></feed>',
        '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>A</a:title></a:entry></a:feed>',
        "<feed><entry><title>A</title></entry></feed>",
        "Warning: no headers\n<rss><channel><item><title>A</title></item></channel></rss>",
        "\n <?xml version='1.0'?><!-- hi --><rss><channel/><item><title>A</title></item></rss>",
    ],
)
def test_old_and_sloppy_roots_are_feeds(root):
    """Every version and dialect of the root gives its entry."""
    assert one(parse(root.encode())).title == "A"


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ("Plain", "Plain"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("<![CDATA[<b>Bold</b> &amp; brave]]>", "Bold & brave"),
        ("It&amp;#8217;s here", "It’s here"),
        ("AT&amp;T", "AT&T"),
        ("5 &lt; 6 &amp;&amp; 7 &gt; 6", "5 < 6 && 7 > 6"),
        ("  two\n  lines ", "two lines"),
        ("", ""),
    ],
)
def test_titles_are_plain_text(given, title):
    """Escapes undone once more where feeds escape twice; a headline on a tag keeps its words."""
    assert one(parse(item(f"<title>{given}</title>"))).title == title


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("<link>/story</link>", "https://site.example/story"),
        ("<link>javascript:alert(1)</link>", ""),
        ("<link> https://a.example/x y </link>", "https://a.example/x%20y"),
        ("<guid>https://a.example/g</guid>", "https://a.example/g"),
        ('<guid isPermaLink="false">https://a.example/g</guid>', ""),
        ("<guid>g-1</guid>", ""),
        ("<link>feed://a.example/x</link>", "http://a.example/x"),
        ("<link>data:text/html,x</link><guid>https://a.example/g</guid>", "https://a.example/g"),
    ],
)
def test_links_are_absolute_or_none(given, url):
    """Relative links hang from the feed, a guid stands in only as a permalink, no script ever."""
    assert one(parse(item(given), base="https://site.example/feed.xml")).url == url


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("<author>desk@a.example (Ida Holm)</author>", ("Ida Holm",)),
        ("<author>Ida Holm &lt;desk@a.example&gt;</author>", ("Ida Holm",)),
        ("<author>desk@a.example</author>", ()),
        ("<author>Ida Holm</author><author>Ida Holm</author>", ("Ida Holm",)),
    ],
)
def test_authors_are_names(given, names):
    """A mail address is nobody's name and never shown."""
    assert one(parse(item(given))).authors == names


def test_categories_in_a_wrapper_are_found():
    """Some publishers put a list round them."""
    entry = one(
        parse(item("<categories><category>A</category><category>B</category></categories>"))
    )
    assert entry.categories == ("A", "B")


def test_broken_feed_is_mended():
    """Bare ampersands and HTML's entities cost nothing but a note."""
    entry = one(feed := parse(item("<title>Fish & chips&nbsp;&eacute;</title>")))
    assert (entry.title, feed.notes) == ("Fish & chips é", ("broken XML, mended",))


def test_hopeless_xml_is_read_by_the_repairing_parser():
    """Tags that never close: feedparser finds what is there."""
    feed = parse(
        b"<rss><channel><title>T</title><item><title>One</title><link>https://a.example/1<item>"
        b"<title>Two</title></item></channel></rss>"
    )
    assert [entry.title for entry in feed.entries] == ["One", "Two"]
    assert feed.notes == ("broken XML, read by the repairing parser",)


@pytest.mark.parametrize("cut", [40, 120, 300])
def test_truncated_feed_yields_its_whole_entries(cut):
    """A transfer that broke off loses the entry it was in, and says so."""
    whole = "".join(
        f"<item><title>N{n}</title><description>{'word ' * 60}</description></item>"
        for n in range(3)
    )
    text = f"<rss><channel><title>T</title>{whole}</channel></rss>"
    feed = parse(text[: text.index("N2") + cut].encode())
    assert [entry.title for entry in feed.entries] == ["N0", "N1"]
    assert feed.notes == ("ends mid-way, 2 whole entries kept",)


@pytest.mark.parametrize(
    "inner", ["<height></item>", "<image><width></image></item>", "<item></height></item>"]
)
def test_slips_of_the_repairing_parser_are_no_crash(inner):
    """Found by fuzzing: what makes feedparser raise is a broken feed like any other."""
    data = f"<rss><channel><item><title>A</title>{inner}</channel></rss>".encode()
    with contextlib.suppress(NotAFeed):
        parse(data)


def test_repeated_ids_are_kept_and_noted():
    """Telling entries apart is for those who remember; the parser only says what it saw."""
    one_item = "<item><guid>same</guid><title>{}</title></item>"
    feed = parse(
        f"<rss><channel>{one_item.format('A')}{one_item.format('B')}</channel></rss>".encode()
    )
    assert [(e.guid, e.title) for e in feed.entries] == [("same", "A"), ("same", "B")]
    assert feed.notes == ("1 ids used more than once",)


def test_bounds_hold():
    """Entries, text and titles end where the house says, and a note says that they did."""
    many = b"<rss><channel>" + b"<item><title>x</title></item>" * (MAX_ENTRIES + 5)
    feed = parse(many + b"</channel></rss>")
    assert len(feed.entries) == MAX_ENTRIES
    assert feed.notes == (f"more than {MAX_ENTRIES} entries, only the first {MAX_ENTRIES} read",)
    big = one(parse(item(f"<title>{'t' * 5000}</title><description>{'d' * 600_000}</description>")))
    assert (len(big.title), len(big.received)) == (MAX_TITLE, MAX_TEXT)
    assert big.notes == (f"text of 600000 characters cut at {MAX_TEXT}",)


def test_no_entity_is_expanded_and_no_file_read(tmp_path: Path):
    """A billion laughs cost nothing; an external entity brings no file in."""
    secret = tmp_path / "secret"
    secret.write_text("xyzzy")
    laughs = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 9}">' for n in range(12))
    text = (
        f'<!DOCTYPE rss [<!ENTITY a0 "ha">{laughs}<!ENTITY f SYSTEM "{secret.as_uri()}">]>'
        "<rss><channel><item><title>&a12; &f; end</title></item></channel></rss>"
    )
    title = one(parse(text.encode())).title
    assert title.endswith("end")
    assert "xyzzy" not in title
    assert len(title) < 100


@pytest.mark.parametrize(
    ("data", "header", "note"),
    [
        ("é".encode(), "", ""),
        (b"\xef\xbb\xbf" + "é".encode(), "text/xml; charset=windows-1252", ""),
        ("é".encode("utf-16"), "", ""),
        ("é".encode("utf-16-le"), "", ""),
        (b"\xe9", "text/xml; charset=iso-8859-1", ""),
        (b"\xe9", "text/xml; charset=utf-8", "says utf-8, holds windows-1252 letters"),
        (b"\xe9", "", "says utf-8, holds windows-1252 letters"),
        ("é".encode(), "text/xml; charset=iso-8859-1", "says cp1252, is utf-8"),
        ("é".encode(), "text/xml; charset=rot13", ""),
    ],
)
def test_encodings_are_found_by_evidence(data, header, note):
    """The mark, the label, then the bytes themselves; a wrong label is repaired and noted."""
    text = item("<title>@</title>")
    if data[:2] == b"\xff\xfe":
        data = text.decode().replace("@", "é").encode("utf-16")
    elif data == b"\xe9\x00":
        data = text.decode().replace("@", "é").encode("utf-16-le")
    elif data[:3] == b"\xef\xbb\xbf":
        data = data[:3] + text.replace(b"@", data[3:])
    else:
        data = text.replace(b"@", data)
    feed = parse(data, content_type=header)
    assert one(feed).title == "é"
    assert feed.notes == ((note,) if note else ())


def test_declared_encodings_hold():
    """A declaration is believed while the bytes allow it."""
    text = '<?xml version="1.0" encoding="{}"?><rss><item><title>{}</title></item></rss>'
    for name, words in [("windows-1251", "Новости порта"), ("gb2312", "港口新闻"),
                        ("shift_jis", "港のニュース"), ("euc-kr", "항구 소식")]:  # fmt: skip
        assert one(parse(text.format(name, words).encode(name))).title == words


def test_zone_of_the_feed_is_used_for_times_without_one():
    """`tz` is for times that name no zone, and for those only."""
    bare = item("<pubDate>22 Dec 2021 10:45:00</pubDate>")
    assert one(parse(bare)).published == datetime(2021, 12, 22, 10, 45, tzinfo=UTC)
    there = one(parse(bare, tz="Europe/Berlin")).published
    assert there == datetime(2021, 12, 22, 9, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "an empty answer"),
        (b" \n\t", "an empty answer"),
        (b"Service down", "plain text instead of a feed"),
        (b'{"error": "no"}', "JSON that is no feed"),
        (b"[1, 2]", "JSON that is no feed"),
        (b'{"items": [', "broken JSON"),
        (b"<urlset><url/></urlset>", "XML that is no feed, but <urlset>"),
        (b'<opml version="2.0"><body/></opml>', "a list of feeds (OPML), not a feed"),
        (b"<html><title>Front &amp; more</title></html>", 'a web page ("Front & more") instead'),
        (b"<!doctype html><p>hello", "a web page instead of a feed"),
        (b"<html><script>window._cf_chl_opt={}</script></html>", "a bot wall (Cloudflare)"),
        (
            b"<html><title>DataDome</title><script src='https://geo.captcha-delivery.com/c.js'>",
            "DataDome",
        ),
        (
            b"<rss><channel><item><title>half",
            "a feed that ends mid-way, before its first entry does",
        ),
    ],
)
def test_what_is_no_feed_is_named(data, what):
    """The Failure of a feed says what came instead, in words."""
    with pytest.raises(NotAFeed) as raised:
        parse(data)
    assert what in str(raised.value)


def test_page_proposes_its_feeds():
    """A web page's autodiscovery links are what to write into digest.toml."""
    page = (
        b'<html><head><link rel="stylesheet" href="/s.css"><link href="/feed.xml" '
        b'type="application/rss+xml" rel="alternate"><link rel=alternate type=application/atom+xml '
        b"href='//b.example/atom'></head></html>"
    )
    with pytest.raises(NotAFeed) as raised:
        parse(page, base="https://a.example/news/")
    assert raised.value.remedy == "its feeds: https://a.example/feed.xml https://b.example/atom"


def test_feed_without_entries_is_a_feed():
    """Nothing to say today is no failure."""
    assert parse(b"<rss><channel><title>Quiet</title></channel></rss>").entries == ()


def test_json_may_hold_nothing_that_cannot_be_written():
    """Half characters and controls in JSON strings reach no file and no terminal."""
    feed = parse(b'{"items": [{"id": "a", "title": "x\\ud800\\u001b[31my\\u0000"}]}')
    assert one(feed).title == "x[31my"


HEAD = b"<rss><channel>"
HOSTILE = {
    "attributes": HEAD + b"<item " + b" ".join(b'a%d="x"' % n for n in range(60_000)) + b"/>",
    "broken attributes": HEAD + b"<item " + b" ".join(b'a%d="x"' % n for n in range(60_000)),
    "depth": HEAD + b"<a>" * 300_000 + b"<item></item></rss>",
    "items": HEAD + b"<item><title>x</title></item>" * 200_000 + b"</channel></rss>",
    "unclosed items": HEAD + b"<item><title>x" * 100_000 + b"</channel></rss>",
    "open CDATA": HEAD + b"<![CDATA[" * 100_000,
    "open comments": HEAD + b"<!--" * 100_000,
    "ampersands": HEAD + b"<item><title>" + b"&a" * 500_000 + b"</title></item></channel></rss>",
    "brackets": HEAD + b"<" * 300_000,
    "blanks": b" " * 5_000_000,
    "doctype": b"<!DOCTYPE x [" + b"<!ENTITY a 'b'>" * 100_000 + b"]><rss/>",
    "html title": HEAD
    + b"<item><title>"
    + b"&lt;b " * 200_000
    + b"</title></item></channel></rss>",
    "links": b"<html>" + b"<link " * 200_000,
    "json depth": b'{"items":' + b"[" * 500_000,
    "json number": b'{"items": [{"id": ' + b"9" * 500_000 + b"}]}",
    "high bytes": b"<rss><title>" + bytes(range(128, 256)) * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_cost_little(name):
    """Linear in their length: no shape of a megabyte or five costs more than moments."""
    start = time.process_time()
    with contextlib.suppress(NotAFeed):
        parse(HOSTILE[name])
    assert time.process_time() - start < 5


PIECES = st.sampled_from(
    r"""
    <rss| <rss><channel>| <feed xmlns='http://www.w3.org/2005/Atom'>| <item>| </item>| <entry>
    | </entry>| <title>| </title>| <title type='html'>| <![CDATA[| ]]>| &nbsp;| &| &#0;| <link>
    | </link>| <link href='| '/>| >| <!--| -->| <!DOCTYPE x [| <!ENTITY a 'b'>| ]>| &a;| http://[
    | javascript:x| </channel></rss>| </feed>| <?xml version='1.0' encoding='zlib'?>| <pubDate>
    | 0000-00-00| </pubDate>| <rdf:RDF>| {"items":[| {"id":1}| \ud800| ]}| </div></content>| <html>
    | <content type="xhtml"><div>| <source url='http://[a'>| <enclosure url='//' length='9e9'/>
    """.split("|")  # noqa: SIM905 - as a list it would fill a page
).map(str.strip)
BYTES = st.binary(max_size=300) | st.lists(
    PIECES.map(str.encode) | st.binary(max_size=5), max_size=25
).map(b"".join)


@settings(max_examples=300, deadline=None)
@given(BYTES, st.sampled_from(["", "text/xml; charset=utf-16", "x; charset=idna"]))
def test_any_bytes_give_a_feed_or_not_a_feed(data, content_type):
    """Fuzz: no other error, ever, and what is read can be written down."""
    try:
        feed = parse(data, base="https://a.example/", content_type=content_type)
    except NotAFeed as error:
        str(error).encode()
    else:
        msgspec.json.encode(feed)


def test_eval_feeds_lose_nothing(checkout: Path):
    """Every item of the real feeds is read with a title, a link, a date and a text."""
    folder = checkout.parent / "shared" / "eval" / "feeds"
    if not folder.is_dir():
        pytest.skip("the evaluation feeds are not here")
    feeds = [
        parse(path.read_bytes(), base="https://a.example/feed")
        for path in sorted(folder.iterdir())
        if path.suffix != ".csv"
    ]
    entries = [entry for feed in feeds for entry in feed.entries]
    assert len(entries) == 730
    assert all(entry.title and entry.url and entry.published for entry in entries)
    assert sum(1 for entry in entries if not entry.received) == 4, "UOL's four empty descriptions"


@pytest.mark.parametrize(
    "data",
    [RSS.encode(), ATOM.encode(), JSON.encode(), RSS.replace("</item>", "", 1).encode()],
    ids=["rss", "atom", "json", "broken"],
)
def test_entries_bear_the_key_of_their_feed(data):
    """Whichever reader read them; none is left without an owner."""
    entries = parse(data, key="ferrow").entries
    assert entries
    assert {entry.feed for entry in entries} == {"ferrow"}
