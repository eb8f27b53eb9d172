"""Saved web pages: a blog's post page, its archive page with several posts, any news page.

A blog's pages say which element holds the post; for the rest trafilatura finds the text.
"""

from __future__ import annotations

import logging
import re
from datetime import datetime

from bs4 import BeautifulSoup, Tag

from ..model import Entry
from . import fields
from .dates import read_date
from .legible import legible
from .page_facts import Facts, charset_of, facts_of
from .records import MAX_AUTHORS, MAX_CATEGORIES, MAX_ENTRIES, MAX_TEXT

__all__ = ["extract", "read_page"]

_MAX_PAGE = 8 * 1024 * 1024  # bytes of one page that are looked at
_MAX_TAGS = 40_000  # of one page; archive pages of a hundred posts have about 10,000
_LEAST = 20  # characters outside links without which a page holds no text
_THIN = 250  # characters under which an extraction counts as failed
# What holds a post's text: Blogger's themes, WordPress's, microformats, schema.org.
_BODIES = ".post-body, .entry-content, .e-content, [itemprop=articleBody]"
_POSTS = frozenset(("post-outer", "hentry", "h-entry", "post", "date-outer", "blog-post"))
_TITLES = ".post-title, .entry-title, .p-name, [itemprop=headline], h1, h2, h3"
_AUTHORS = (
    ".post-author .fn, [itemprop=author] [itemprop=name], .author .fn, .p-author, .byline .fn"
)
_LONG_TAG = re.compile(r"<([a-zA-Z][\w-]{0,20})[^<>]{16384,}+>")
_NOT_TEXT = "script, style, noscript, template, iframe, form, button, input, select, textarea"


def read_page(data: bytes, *, origin: str, base: str = "") -> tuple[Entry, ...]:
    """The entries of a saved page: one, or one per post of an archive page; none without a text.

    `received` is the post's own html, as far as the page marks it, else what trafilatura
    extracts. Facts come from the post, then from the page's metadata. `base` is the
    address of the page where the page itself names none.
    """
    text = _text(data)
    soup = BeautifulSoup(text, "lxml")
    facts = facts_of(soup, base)
    bodies = _bodies(soup)
    if bodies:
        alone = len(bodies) == 1
        posts = [_post(body, facts, alone=alone, origin=origin) for body in bodies[:MAX_ENTRIES]]
        entries = tuple(post for post in posts if post is not None)
        if entries:
            return entries
    body = _extracted(text, facts.url)
    if not body:
        return ()
    return (_entry(facts, received=body, origin=origin),)


def _text(data: bytes) -> str:
    """The page as text, cut where it has more tags than any page that a person reads.

    A tag of many kilobytes loses its attributes: parsers take minutes for 50,000 of them.
    """
    found = legible(data[:_MAX_PAGE], charset_of(data))
    text = found.text if found else ""
    text = _LONG_TAG.sub(r"<\1>", text)
    if text.count("<") > _MAX_TAGS:
        for at, tag in enumerate(re.finditer("<", text)):
            if at == _MAX_TAGS:
                return text[: tag.start()]
    return text


def _entry(facts: Facts, *, received: str, origin: str) -> Entry:
    return Entry(
        url=facts.url,
        title=facts.title,
        source=facts.source,
        authors=facts.authors,
        published=facts.published,
        lang=facts.lang,
        categories=facts.categories,
        received=received[:MAX_TEXT],
        base=facts.url,
        origin=origin,
    )


def _bodies(soup: BeautifulSoup) -> list[Tag]:
    """The elements that hold a post's text: outermost ones, with words."""
    found = [tag for tag in soup.select(_BODIES) if tag.get_text(strip=True)]
    kept = {id(tag) for tag in found}
    return [tag for tag in found if not any(id(parent) in kept for parent in tag.parents)]


def _post(body: Tag, facts: Facts, *, alone: bool, origin: str) -> Entry | None:
    for tag in body.select(_NOT_TEXT):
        tag.decompose()
    received = body.decode_contents().strip()
    if not received:
        return None
    post = body.find_parent(lambda tag: tag.name != "body" and _is_post(tag))
    own = _own_facts(post, facts) if isinstance(post, Tag) else facts
    if alone:
        own = own.or_else(facts)
    elif not own.title:
        return None
    return _entry(own, received=received, origin=origin)


def _is_post(tag: Tag) -> bool:
    classes = tag.get_attribute_list("class")
    return tag.name == "article" or any(name in _POSTS for name in classes)


def _own_facts(post: Tag, page: Facts) -> Facts:
    """What the element round one post says of it."""
    title = post.select_one(_TITLES)
    link = title.select_one("a[href]") if title else None
    if link is None:
        link = post.select_one("a.timestamp-link[href], a[rel=bookmark][href], a.u-url[href]")
    when = post.select_one(
        "time[datetime], abbr.published[title], [itemprop=datePublished], .published, .dt-published"
    )
    names = [tag.get_text(" ", strip=True) for tag in post.select(_AUTHORS)[:MAX_AUTHORS]]
    labels = [
        tag.get_text(" ", strip=True)
        for tag in post.select(".post-labels a, a[rel~=tag]")[:MAX_CATEGORIES]
    ]
    return Facts(
        title=fields.one_line(title.get_text(" ", strip=True), 1000) if title else "",
        url=fields.address(str(link["href"]), page.url) if link else "",
        published=_when(when) if when else None,
        authors=fields.labels(map(fields.author_name, names), MAX_AUTHORS),
        categories=fields.labels(map(fields.one_line, labels), MAX_CATEGORIES),
        lang=page.lang,
        source=page.source,
    )


def _when(tag: Tag) -> datetime | None:
    for given in (tag.get("datetime"), tag.get("title"), tag.get("content"), tag.get_text(" ")):
        found = read_date(str(given)) if given else None
        if found:
            return found
    return None


def extract(data: bytes, *, address: str) -> str | None:
    """The article of a web page as html, by trafilatura; None when failed or thin.

    Subheadings, quotes, lists, tables and links are kept. Under 250 characters of text
    it counts as thin. Seconds for a page of many megabytes: callers cap `data`.
    """
    text = _text(data)
    body = _extracted(text, address)
    if not body or len(BeautifulSoup(body, "lxml").get_text(" ", strip=True)) < _THIN:
        return None
    return body


def _extracted(text: str, address: str) -> str:
    import trafilatura  # noqa: PLC0415 - heavy: half a second, and most runs need it never

    # It reports pages that it cannot read as errors; here such a page is an ordinary answer.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.extract(
        text,
        url=address or None,
        output_format="html",
        include_comments=False,
        include_formatting=True,
        include_links=True,
        include_tables=True,
    )
    if not found:
        return ""
    body = BeautifulSoup(found, "lxml").body
    if body is None or len(_own_words(body)) < _LEAST:
        return ""
    return body.decode_contents().strip()


def _own_words(body: Tag) -> str:
    """The text outside links: a menu has none."""
    return "".join(
        [text for text in body.find_all(string=True) if not text.find_parent("a")]
    ).strip()
