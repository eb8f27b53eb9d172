"""Exports of Blogger and WordPress: published posts, whole ones, nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

from broadsheet.gather.exports import is_export, read_export

KIND = (
    '<category scheme="http://schemas.google.com/g/2005#kind" '
    'term="http://schemas.google.com/blogger/2008/kind#{0}"/>'
)


def atom(*entries: str, foot: str = "</feed>") -> bytes:
    """Blogger's export of these entries."""
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:app="http://purl.org/atom/app#"><title>Tram Notes</title>'
        '<link rel="alternate" href="https://notes.example/"/>' + "".join(entries) + foot
    ).encode()


def post(number: int, kind: str = "post", more: str = "") -> str:
    """One of its entries."""
    return (
        f"<entry><id>tag:{number}</id>{KIND.format(kind)}"
        '<category scheme="http://www.blogger.com/atom/ns#" term="trams"/>'
        f"<published>2021-12-22T02:45:00.000-08:00</published><title>Tram {number}</title>"
        f'<content type="html">It is &lt;b&gt;red&lt;/b&gt;.</content>{more}'
        f'<link rel="alternate" href="https://notes.example/{number}"/>'
        "<author><name>Ada</name></author></entry>"
    )


def wxr(*items: str, foot: str = "</channel></rss>") -> bytes:
    """WordPress's export of these items."""
    return (
        '<?xml version="1.0"?><rss xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">'
        "<channel><title>Tram Notes</title><link>https://notes.example</link>"
        "<language>en-GB</language>" + "".join(items) + foot
    ).encode()


def item(body: str, *, kind: str = "post", status: str = "publish") -> str:
    """One of its items."""
    return (
        "<item><title>Tram 1</title><link>https://notes.example/1</link>"
        '<dc:creator>Ada</dc:creator><guid isPermaLink="false">https://notes.example/?p=1</guid>'
        f"<content:encoded><![CDATA[{body}]]></content:encoded>"
        "<excerpt:encoded><![CDATA[Not this.]]></excerpt:encoded>"
        f"<wp:post_date_gmt>2021-12-22 10:45:00</wp:post_date_gmt><wp:status>{status}</wp:status>"
        f'<wp:post_type>{kind}</wp:post_type><category domain="post_tag">trams</category>'
        "<wp:comment><wp:comment_content>Nor this.</wp:comment_content></wp:comment></item>"
    )


def test_blogger_gives_its_posts():
    """Posts with their facts; settings, templates and comments are not entries."""
    data = atom(post(1), post(2, "comment"), post(3, "template"), post(4, "settings"))
    assert is_export(data)
    read = read_export(data, origin="a.xml")
    assert (read.title, read.link, read.failures) == ("Tram Notes", "https://notes.example/", ())
    assert read.notes == ("1 left out: comments",)
    (entry,) = read.entries
    assert (entry.guid, entry.url, entry.title) == ("tag:1", "https://notes.example/1", "Tram 1")
    assert entry.received == "It is <b>red</b>."
    assert entry.published == datetime(2021, 12, 22, 10, 45, tzinfo=UTC)
    assert (entry.authors, entry.categories, entry.origin) == (("Ada",), ("trams",), "a.xml")


def test_drafts_are_counted_not_read():
    """A draft is not an entry; a note says how many there were."""
    draft = "<app:control><app:draft>yes</app:draft></app:control>"
    read = read_export(atom(post(1), post(2, more=draft)), origin="")
    assert len(read.entries) == 1
    assert read.notes == ("1 left out: drafts",)


def test_takeout_gives_its_posts():
    """The newer form, of Takeout, names type and status in elements of its own."""
    form = (
        "<entry><id>tag:{0}</id><b:type>{1}</b:type><b:status>{2}</b:status><title>T</title>"
        "<content type='html'>It is red.</content></entry>"
    )
    data = atom(
        form.format(1, "POST", "LIVE"),
        form.format(2, "POST", "DRAFT"),
        form.format(3, "PAGE", "LIVE"),
        form.format(4, "COMMENT", "LIVE"),
    ).replace(b"<feed ", b'<feed xmlns:b="http://schemas.google.com/blogger/2018" ')
    assert is_export(data)
    assert [entry.guid for entry in read_export(data, origin="").entries] == ["tag:1"]


def test_wordpress_gives_its_posts():
    """Posts with their facts; pages, drafts, excerpts and comments are left out."""
    data = wxr(item("<p>It is red.</p>"), item("x", kind="page"), item("x", status="draft"))
    assert is_export(data)
    read = read_export(data, origin="")
    assert (read.title, read.lang) == ("Tram Notes", "en-gb")
    assert read.notes == ("1 left out: drafts", "1 left out: pages")
    (entry,) = read.entries
    assert entry.received == "<p>It is red.</p>"
    assert entry.published == datetime(2021, 12, 22, 10, 45, tzinfo=UTC)
    assert (entry.url, entry.guid) == ("https://notes.example/1", "https://notes.example/?p=1")
    assert (entry.authors, entry.categories) == (("Ada",), ("trams",))


def test_classic_editors_lines_become_paragraphs():
    """Blank lines part paragraphs, single ones break them; blocks and `<pre>` stay as they are."""
    body = "One.\nTwo.\n\n<h3>Three</h3>\nFour.\n<pre>a\n\nb</pre>"
    (entry,) = read_export(wxr(item(body)), origin="").entries
    assert entry.received == (
        "<p>One.<br>\nTwo.</p>\n<h3>Three</h3>\n<p>Four.</p><pre>a\n\nb</pre>"
    )


def test_truncated_export_keeps_what_is_whole():
    """What the cut left half is not an entry, and a failure says so."""
    half = post(2)[:200]
    for data in (atom(post(1), half, foot=""), wxr(item("It is red."), "<item><title>H", foot="")):
        read = read_export(data, origin="")
        assert len(read.entries) == 1
        assert read.failures[-1] == "ends mid-way, 1 whole posts kept"


def test_entities_are_not_expanded():
    """A bomb of entities, or one that names a file, stays what it is."""
    bomb = '<!DOCTYPE feed [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/hostname">]>'
    data = atom(post(1).replace("It is", "&a;&b; It is")).replace(b"?>", b"?>" + bomb.encode(), 1)
    read = read_export(data, origin="")
    assert all("aaaa" not in entry.received for entry in read.entries)


def test_a_plain_feed_is_no_export():
    """Only what declares itself an export is read as one."""
    assert not is_export(b'<rss version="2.0"><channel/></rss>')
    assert not is_export(b"wordpress.org/export/ is an address")
