"""How an edition's stories are laid out under topics, and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterable

from ..model import Edition, Story, Topic
from .shelf import Shelf
from .stories import Teller
from .wording import counted

__all__ = ["anchors", "counts_text", "sections"]


def sections(
    topics: Iterable[Topic], stories: Iterable[Story]
) -> list[tuple[str, list[Story], list[Story]]]:
    """(topic's slug, stories within its quota, those beyond), in the site's order, Other last."""
    found: dict[str, list[Story]] = {topic.slug: [] for topic in topics}
    quotas = {topic.slug: topic.quota for topic in topics}
    for story in stories:
        found.setdefault(story.topic if story.topic in quotas else "", []).append(story)
    return [
        (slug, own[: quotas.get(slug) or None], own[quotas.get(slug) or len(own) :])
        for slug, own in found.items()
        if own
    ]


def counts_text(edition: Edition, teller: Teller) -> str:
    """Say how much an edition holds: "18 stories from 11 outlets, 41 entries"."""
    names = [name for story in edition.stories for name in story.entries if name in teller.entries]
    outlets = {teller.source(teller.entries[name]) for name in names}
    stories = counted(len(edition.stories), "story", "stories")
    entries = counted(len(names), "entry", "entries")
    return f"{stories} from {counted(len(outlets), 'outlet', 'outlets')}, {entries}"


def anchors(shelf: Shelf, teller: Teller) -> dict[str, list[str]]:
    """Story of an edition's own page -> the other ids whose addresses land on it.

    Those are the ids that died into it, here or in the edition's file, and the id by which it
    goes elsewhere now. Under "" are those of stories that the page no longer shows.
    """
    links, stored = shelf.index.links, shelf.edition(teller.day)
    told = {story.id for story in teller.edition.stories}
    pairs = [(story.id, living) for story, living in teller.page.merged]
    for dead, _ in stored.aliases:
        pairs += [(dead, here) for here in links.chain(dead) if here in told][:1]
    pairs += [(links.living(story.id), story.id) for story in teller.edition.stories]
    pairs += [(story.id, "") for story in stored.stories]
    pairs += [(living, "") for _, living in teller.page.merged]
    found: dict[str, list[str]] = {}
    met = set(told)
    for name, place in pairs:
        if name not in met:
            met.add(name)
            found.setdefault(place if place in told else "", []).append(name)
    return found
