"""A site whose every feed is an attack: each vector in each place, in each kind of source.

RUN becomes a call with the vector's number, EVIL an address that bears it, so what runs or is
asked for can be named.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from xml.sax.saxutils import quoteattr

FILE = Path(__file__).parent / "hostile" / "vectors.txt"
CALL = "__ran"
FAR = "evil.invalid"

CONFIG = """
[site]
id = "example.org,2031:hostile"
title = "The Steady Paper"
url = "{url}"
tz = "UTC"
issue_at = "06:00"

[[topics]]
name = "World"
"""

SCRIPT = '''
import dataclasses
import re

from broadsheet import steps
from broadsheet.config import slug_of
from broadsheet.model import Story
from broadsheet.settings import *

_WORDS = re.compile(r"Zo[a-z]+ Xu[a-z]+")


def alone(edition, *, window):
    """Tell each entry as a story of its own, so that a page shows all of it; days go on."""
    told = {}
    for before in window:
        for story in before.stories:
            for name in _WORDS.findall(story.headline):
                told.setdefault(name, (story.id, before.date))
    stories = []
    for entry in edition.entries:
        name = next(iter(_WORDS.findall(entry.title)), "")
        living, since = told.pop(name, (entry.id, None))
        told_as = {"slug": slug_of(entry.title), "headline": entry.title, "since": since}
        stories.append(Story(id=living, entries=(entry.id,), **told_as))
    return dataclasses.replace(edition, stories=tuple(stories))


STEPS = [alone if step is steps.group else step for step in steps.STEPS]
'''

_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\([nt\\r])")
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Vector:
    """One attack: its number is the line it stands on."""

    number: int
    kind: str
    text: str

    @property
    def words(self) -> str:
        """Two words that no other vector has, so that it is told as a story of its own."""
        letters = hashlib.blake2b(str(self.number).encode(), digest_size=12).hexdigest()
        name = letters.translate(str.maketrans("0123456789abcdef", "bdfghklmnprstvae"))
        return f"Zo{name[:9]} Xu{name[9:18]}"


def vectors() -> tuple[Vector, ...]:
    """All vectors of the file."""
    found = []
    for number, line in enumerate(FILE.read_text("utf-8").split("\n"), start=1):
        if line and not line.startswith("#"):
            kind, _, text = line.partition("\t")
            text = _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else _PLAIN[m[2]], text)
            text = text.replace("RUN", f"{CALL}({number})")
            found.append(Vector(number, kind, text.replace("EVIL", f"https://{FAR}/{number}")))
    return tuple(found)


def _cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def _xml(text: str) -> str:
    """As a feed would carry it: escaped; what XML cannot carry is left as it is, to be mended."""
    return escape(text, quote=False)


def _when(number: int) -> str:
    return f"Tue, 04 Mar 2031 0{number % 6}:{number % 60:02}:00 GMT"


def _rss_items(attack: Vector) -> Iterator[str]:
    """An entry for each place of an RSS item in which the vector can stand."""
    n, payload = attack.number, attack.text
    plain = f"<title>{attack.words} {{}}</title><pubDate>{_when(n)}</pubDate>"
    body = f"<description>{_xml(f'<p>{attack.words} was read.</p>')}</description>"
    link = f"<link>https://safe.example/{n}</link>"
    if attack.kind == "html":
        long = f"<p>{attack.words} opened.</p>{payload}<p>{attack.words} closed.</p>"
        yield plain.format("one") + link + f"<description>{_cdata(long)}</description>"
        yield plain.format("two") + f"<content:encoded>{_xml(long)}</content:encoded>"
        yield f"<title>{_xml(payload)}</title>{link}-t<description>{n} title</description>"
        yield f"<title>{_cdata(escape(payload))} {attack.words}</title>{body}"
    if attack.kind in {"html", "text"}:
        yield (
            f"<title>{_xml(payload)} {attack.words}</title><guid>{_xml(payload)}</guid>"
            f"<author>{_xml(payload)}</author><dc:creator>{_xml(payload)}</dc:creator>"
            f"<category>{_xml(payload)}</category><pubDate>{_when(n)}</pubDate>"
            f"<source url={quoteattr(payload)}>{_xml(payload)}</source>{body}"
        )
    if attack.kind == "url":
        html = f"<p>{attack.words}</p><a href={quoteattr(payload)}>press</a>"
        html += (
            f"<img src={quoteattr(payload)}><a href='{payload}'>press</a><a href={payload}>x</a>"
        )
        yield (
            f"{plain.format('link')}<link>{_xml(payload)}</link>"
            f"<guid isPermaLink='true'>{_xml(payload)}</guid><comments>{_xml(payload)}</comments>"
            f"<enclosure url={quoteattr(payload)} type={quoteattr(payload)} length='-1'/>"
            f"<media:thumbnail url={quoteattr(payload)}/>"
            f"<source url={quoteattr(payload)}>Safe</source>"
            f"<description>{_xml(html)}</description>"
        )
    if attack.kind == "date":
        yield f"<title>{attack.words}</title><pubDate>{_xml(payload)}</pubDate>{body}"


def rss(attacks: Iterable[Vector]) -> str:
    """All of them as RSS."""
    items = "".join(f"<item>{item}</item>" for one in attacks for item in _rss_items(one))
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">'
        f"<channel><title>&lt;script&gt;{CALL}(0)&lt;/script&gt;</title>{items}</channel></rss>"
    )


def atom(attacks: Iterable[Vector]) -> str:
    """All of them as Atom."""
    entries = []
    for one in attacks:
        payload, words = one.text, one.words
        address = payload if one.kind == "url" else f"https://safe.example/a{one.number}"
        name = payload if one.kind in {"html", "text"} else "Safe"
        html = f"<p>{words}</p>{payload}<p>{words}</p>" if one.kind == "html" else f"<p>{words}</p>"
        entries.append(
            f"<entry><title type='html'>{_xml(escape(name) if name != 'Safe' else words)} {words}"
            f"</title><id>{_xml(payload)}</id><link href={quoteattr(address)}/>"
            f"<link rel='enclosure' href={quoteattr(address)} type='image/png'/>"
            f"<author><name>{_xml(name)}</name><uri>{_xml(payload)}</uri></author>"
            f"<category term={quoteattr(name)} label={quoteattr(name)}/>"
            f"<updated>{_xml(payload) if one.kind == 'date' else '2031-03-04T03:00:00Z'}</updated>"
            f"<content type='html' xml:lang={quoteattr(name)}>{_xml(html)}</content></entry>"
        )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Atom</title>{''.join(entries)}</feed>"


def json_feed(attacks: Iterable[Vector]) -> str:
    """All of them as JSON Feed."""
    items = [
        {
            "id": one.text,
            "url": one.text if one.kind == "url" else f"https://safe.example/j{one.number}",
            "title": f"{one.text if one.kind in {'html', 'text'} else ''} {one.words}",
            "content_html": f"<p>{one.words}</p>{one.text}",
            "authors": [{"name": one.text, "url": one.text}],
            "tags": [one.text],
            "image": one.text,
            "language": one.text,
            "date_published": one.text if one.kind == "date" else "2031-03-05T02:00:00Z",
            "attachments": [{"url": one.text, "mime_type": one.text, "size_in_bytes": one.text}],
        }
        for one in attacks
    ]
    whole = {"version": "https://jsonfeed.org/version/1.1", "title": "JSON", "items": items}
    return json.dumps(whole)


def page(one: Vector) -> str:
    """A saved page that holds it in its text and its metadata."""
    value = escape(one.text)
    return (
        f'<html lang="{value}"><head><title>{value} {one.words}</title>'
        f'<meta property="og:title" content="{value} {one.words}">'
        f'<meta property="og:site_name" content="{value}">'
        f'<meta name="author" content="{value}"><link rel="canonical" href="{value}">'
        f"</head><body><article class='hentry'><h1 class='entry-title'>{value} {one.words}</h1>"
        f"<div class='entry-content'><p>{one.words} was saved.</p>{one.text}"
        f"<p>{one.words}</p></div>"
        "</article></body></html>"
    )


def dump(one: Vector) -> str:
    """A text dump of a syndicated post that holds it."""
    line = " ".join(one.text.split("\n"))
    return (
        f"{one.words} {line}\n\n{one.words} was dumped.\n{line}\n{line}\n\n"
        f"{line}\n{line}\nMarch 04, 2031 at 10:45AM\n{line}\nhttps://safe.example/d{one.number}\n"
    )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))


def write_site(root: Path, url: str) -> tuple[Vector, ...]:
    """Write the site's folder; gives the vectors in it."""
    found = vectors()
    feeds = [("whole", "sources/whole*"), ("page", "sources/pages"), ("dump", "sources/dumps")]
    content = root / "content"
    for part in range(0, len(found), 60):  # a broken feed must not hide the other vectors
        some = found[part : part + 60]
        for kind, make in (("rss", rss), ("atom", atom), ("json", json_feed)):
            # What XML cannot hold would have the whole feed mended, so it goes into one of its own.
            rough = [v for v in some if kind != "json" and _NOT_XML.search(v.text)]
            fine = [v for v in some if v not in rough]
            _write(content / f"sources/{kind}-{part}", make(fine))
            feeds.append((f"{kind}-{part}", f"sources/{kind}-{part}"))
            for one in rough:
                _write(content / f"sources/{kind}-rough-{one.number}", make([one]))
                feeds.append((f"{kind}-rough-{one.number}", f"sources/{kind}-rough-{one.number}"))
    for one in found:
        if one.kind == "file":
            _write(content / f"sources/whole-{one.number}", one.text)
        else:
            _write(content / f"sources/pages/{one.number}.html", page(one))
            _write(content / f"sources/dumps/{one.number}.txt", dump(one))
    listed = "".join(
        f'\n[[feeds]]\nkey = "{key}"\npath = "{path}"\nreprint = true\n' for key, path in feeds
    )
    _write(root / "digest.py", SCRIPT)
    _write(content / "digest.toml", CONFIG.format(url=url) + listed)
    return found
