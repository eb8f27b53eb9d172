"""Keep and block rules: which of them speaks of an entry."""

from __future__ import annotations

import re

from .model import Entry, Rules

__all__ = ["excludes", "matches"]


def excludes(rules: Rules, entry: Entry) -> str:
    """The rule that keeps an entry out, "" if none does."""
    for rule in rules.block:
        if matches(rule, entry):
            return f"block: {rule}"
    if rules.only and not any(matches(rule, entry) for rule in rules.only):
        return "only: none of its rules matches"
    return ""


def matches(rule: str, entry: Entry) -> bool:
    """Whether a rule speaks of an entry.

    "author:NAME" and "link:PART" look there alone; "re:REGEX" and plain words look in
    title, excerpt and categories, without regard to case.
    """
    kind, _, rest = rule.partition(":")
    if kind == "author":
        return any(rest.strip().casefold() in author.casefold() for author in entry.authors)
    if kind == "link":
        return rest.strip() in entry.url or rest.strip() in entry.resolved
    text = "\n".join((entry.title, entry.excerpt, *entry.categories))
    if kind == "re":
        return re.search(rest, text, re.IGNORECASE) is not None
    return re.search(rf"(?<!\w){re.escape(rule)}(?!\w)", text, re.IGNORECASE) is not None
