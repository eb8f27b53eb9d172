"""Write a plain Pelican site: one article for each entry, as a user of Pelican alone would."""

from __future__ import annotations

import shutil
from pathlib import Path

from broadsheet import config, store

__all__ = ["write_pelican"]

# Pelican's defaults (theme, feeds, authors', categories' and period pages) but for what its
# quickstart writes too: a name, an address, a zone, ten articles a page. No plugin is looked for.
SETTINGS = """SITENAME = {title!r}
SITEURL = {url!r}
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_PAGINATION = 10
PLUGINS = []
"""


def write_pelican(root: Path, target: Path, *, tags: bool = False) -> int:
    """Write the site of `root` for Pelican into `target`; how many articles.

    `tags` makes a tag of each of an entry's words, as a blog might; each has its page and list.
    """
    shutil.rmtree(target, ignore_errors=True)
    content, site = target / "content", config.load(root / "content")
    content.mkdir(parents=True)
    settings = SETTINGS.format(title=site.title, url=site.url)
    (target / "pelicanconf.py").write_text(settings, encoding="utf-8")
    names = {topic.slug: topic.name for topic in site.topics}
    written = 0
    for day in store.days(root / "content"):
        edition = store.load(root / "content", day)
        for entry in edition.entries if edition else ():
            when = entry.published or entry.seen
            head = {
                "Title": entry.title,
                "Date": f"{when:%Y-%m-%d %H:%M}" if when else f"{day}",
                "Category": names[entry.topic],
                "Authors": entry.source,
                "Slug": entry.id,
            }
            if tags:
                head["Tags"] = ", ".join(word for word, _ in entry.terms)
            lines = "".join(f"{name}: {value}\n" for name, value in head.items())
            text = f"{lines}\n{entry.excerpt}\n\n[{entry.source}]({entry.url})\n"
            (content / f"{entry.id}.md").write_text(text, encoding="utf-8")
            written += 1
    return written
