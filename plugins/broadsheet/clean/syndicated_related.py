"""Google News's list of other outlets' headlines, which is evidence for grouping, not text."""

from __future__ import annotations

from ..model import Entry

__all__ = ["without_related"]


def without_related(entry: Entry, html: str) -> tuple[Entry, str]:
    """`entry` with `related` filled from such a list in `html`, and the html without it."""
    return entry, html
