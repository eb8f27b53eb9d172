"""Write a site for Hugo with the pages of ours: one content file an edition, and thin ones beside.

An edition's stories are its front matter, resolved as far as a writer of the file can know: leads,
outlets, counts, whether a story has a page. So Hugo has less to find out than we have; what it
gets is dates to word, loops and templates. Every other page names the editions that it shows.
What an archive of archive.py has not (sheets, aliases, withdrawals) is refused.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import broadsheet
import msgspec
from broadsheet import config, store
from broadsheet.model import Edition, Entry, Site, Story
from hugo_pages import (
    KINDS,
    TYPES,
    Known,
    Params,
    edition_ref,
    feed_links,
    iso,
    long_day,
    other_pages,
    why_text,
)

__all__ = ["write_hugo"]

LAYOUTS = Path(__file__).with_name("hugo_layouts")


def write_hugo(root: Path, target: Path) -> int:
    """Write the site of `root` for Hugo into `target`; how many content files.

    Raises:
        SystemExit: an edition holds what this does not know how to show.
    """
    site, days = config.load(root / "content"), store.days(root / "content")
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(LAYOUTS, target / "layouts")
    shutil.copytree(_theme(), target / "static" / "theme")
    (target / "hugo.json").write_bytes(msgspec.json.encode(_config(site)))
    known = Known(addresses={feed.key: feed.address for feed in site.feeds})
    for day in days:
        known.look(_load(root, day))
    written = 0
    for at, day in enumerate(days):
        params = _edition(_load(root, day), site, known)
        params["previous"] = edition_ref(days[at - 1]) if at else None
        params["next"] = edition_ref(days[at + 1]) if at + 1 < len(days) else None
        written += _write(target, f"editions/{day}", params)
    for name, params in other_pages(site, days, known):
        written += _write(target, name, params)
    return written


def _theme() -> Path:
    """The theme's static files: beside a checkout's plugins/, or within the package."""
    package = Path(broadsheet.__file__).resolve().parent
    places = (package.parent.parent / "themes" / "broadsheet", package / "theme")
    return next(place / "static" for place in places if place.exists())


def _write(target: Path, name: str, params: Params) -> int:
    path = target / "content" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.encode(params))
    return 1


def _load(root: Path, day: date) -> Edition:
    edition = store.load(root / "content", day)
    if edition is None or store.sheet_path(root / "content", day).exists():
        raise SystemExit(f"{day}: only editions without a sheet can be shown")
    more = (edition.aliases, edition.updates, edition.withdrawn, edition.log, edition.failures)
    if edition.issued is None or any(more):
        raise SystemExit(f"{day}: only what archive.py writes can be shown")
    return edition


def _config(site: Site) -> Params:
    kinds = {f"feed{kind}" if kind != "atom" else kind: kind for kind in KINDS}
    formats = {
        name: {"mediaType": TYPES[kind], "isPlainText": True, "ugly": True}
        for name, kind in kinds.items()
    }
    formats["opml"] = {"mediaType": "text/x-opml", "isPlainText": True, "ugly": True}
    media = {TYPES[kind]: {"suffixes": [kind]} for kind in KINDS}
    return {
        "baseURL": f"{site.url}/",
        "title": site.title,
        "locale": site.language,
        "disableKinds": ["taxonomy", "term", "section", "rss"],
        "disableHugoGeneratorInject": True,
        "enableRobotsTXT": True,
        "outputs": {"home": ["html"], "page": ["html"]},
        "mediaTypes": media | {"text/x-opml": {"suffixes": ["opml"]}},
        "outputFormats": formats,
        "params": {
            "id": site.id,
            "topics": [{"name": t.name, "path": f"topics/{t.slug}/"} for t in site.topics],
            "feedlinks": [
                *feed_links("editions", site.title),
                *feed_links("stories", f"{site.title}: stories"),
            ],
        },
    }


def _edition(edition: Edition, site: Site, known: Known) -> Params:
    day, entries = edition.date, {entry.id: entry for entry in edition.entries}
    stories = {story.id: story for story in edition.stories}
    laid = {
        topic.slug: [s.id for s in stories.values() if s.topic == topic.slug]
        for topic in site.topics
    }
    firsts = [stories[name].headline for names in laid.values() for name in names[:5]]
    named = [entries[name] for story in stories.values() for name in story.entries]
    outlets = len({entry.source for entry in named})
    return {
        "url": f"/{day:%Y/%m/%d}/",
        "date": f"{day}",
        "title": long_day(day),
        "day": f"{day}",
        "issued": iso(edition.issued),
        "about": f"{len(stories)} stories from {outlets} outlets, {len(named)} entries",
        "summary": "; ".join(firsts)[:500],
        "sections": [
            {
                "slug": topic.slug,
                "name": topic.name,
                "stories": laid[topic.slug][: topic.quota or None],
                "more": laid[topic.slug][topic.quota :] if topic.quota else [],
            }
            for topic in site.topics
            if laid[topic.slug]
        ],
        "stories": {story.id: _story(story, day, entries, known) for story in stories.values()},
    }


def _story(story: Story, day: date, entries: Mapping[str, Entry], known: Known) -> Params:
    """What an edition's file says of a story: all that takes more than its own edition to know."""
    again = {name for report in story.reports for name in report[1:]}
    told = [name for name in story.entries if name not in story.folded]
    others = [name for name in told[1:] if name not in again]
    reprints = [name for name in told[1:] if name in again]
    days = known.told[story.id]
    paged, later = len(days) > 1, next((one for one in days if one > day), None)
    return {
        "headline": story.headline,
        "path": known.path(story.id) if paged else f"{day:%Y/%m/%d}/#{story.id}",
        "has_page": paged,
        "since": f"{story.since}" if story.since else "",
        "went_on": f"{later}" if later else "",
        "new": story.new,
        "lead": _entry(entries[told[0]], known),
        "others": [_entry(entries[name], known) for name in others],
        "reprints": [_entry(entries[name], known) for name in reprints],
        "outlets": list(dict.fromkeys(entries[name].source for name in told)),
        "reports": _reports(len(told) - len(reprints), len(reprints)),
        "why": why_text(story),
    }


def _entry(entry: Entry, known: Known) -> Params:
    return {
        "title": entry.title,
        "url": entry.resolved or entry.url,
        "source": entry.source,
        "feed": known.addresses.get(entry.feed, ""),
        "published": iso(entry.published),
        "excerpt": entry.excerpt,
        "authors": entry.authors,
        "dateline": entry.dateline,
        "agency": entry.agency,
    }


def _reports(reports: int, reprints: int) -> str:
    if not reprints:
        return f"{reports} reports" if reports > 1 else ""
    return f"{reports} report{'s'[: reports > 1]}, {reprints} reprint{'s'[: reprints > 1]}"
