"""What stands in an output: every page that we made there, and the mark that it was made under.

A page is named by template and key alone, so that another process, or a later run, can make
it; `subject` says what it is the page of, so that what changed finds its pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import msgspec

from .index import Index
from .sitemap import Rows, part_of

__all__ = ["COLUMNS", "Manifest", "Page", "Planned", "packed", "unpacked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the plan: where it goes, which template makes it, of what, and its mark.

    `day` is the last edition that it shows: pages that show those of one month are made one
    after the other. `subject` is one that `Scope.subjects` may name, "" for a page that every
    run plans.
    """

    path: str
    template: str
    key: tuple[str, ...] = ()
    mark: str = ""
    day: str = ""
    subject: str = ""

    @property
    def month(self) -> str:
        """The month whose editions it shows, "" for none."""
        return self.day[:7]

    @property
    def part(self) -> str:
        """The part of the sitemap that lists it, "" for none."""
        return part_of(self.template, len(self.key), self.day)


class Planned(NamedTuple):
    """Under what pages were planned."""

    common: str  # the mark of what every page depends on
    shape: str  # of digest.toml and our code alone, which say what pages there are
    turn: int  # how far the index was


COLUMNS = "path, mark, template, key, day, subject, part"
"""Of a page, in the manifest and in a draft."""

# SQLite takes any index that begins with `output` to be as good as another, so it is told.
_BY_PATH = "WHERE output = ? AND path = ?"
_BY_SUBJECT = "INDEXED BY pages_subject WHERE output = ? AND subject = ?"


class Manifest:
    """The pages of one output, kept in the index's file."""

    def __init__(self, index: Index, output: Path) -> None:
        """Of the pages in `output`, an absolute path."""
        self.base = index.base
        self.output = str(output)
        self._index = index

    # -- under what it was planned -------------------------------------------------------

    @property
    def planned(self) -> Planned:
        """Under what all that stands was planned."""
        facts = self._index.fact(f"planned in {self.output}").split()
        return Planned(facts[0], facts[1], int(facts[2])) if facts else Planned("", "", 0)

    def remember(self, planned: Planned) -> None:
        """All pages stand as they were planned under these."""
        self._index.remember(f"planned in {self.output}", " ".join(map(str, planned)))

    # -- questions -------------------------------------------------------------------------

    def paths(self) -> Iterator[str]:
        """The path of every page."""
        for (path,) in self.base.execute("SELECT path FROM pages WHERE output = ?", (self.output,)):
            yield path

    def page(self, path: str) -> Page | None:
        """The page of a path."""
        return next(self._pages(_BY_PATH, path), None)

    def of(self, subjects: Iterable[str]) -> list[Page]:
        """The pages of some subjects."""
        return [page for one in subjects for page in self._pages(_BY_SUBJECT, one)]

    def of_part(self, part: str) -> Rows:
        """What a part of the sitemap lists, by path."""
        ask = (
            "SELECT path, day FROM pages INDEXED BY pages_part"
            " WHERE output = ? AND part = ? ORDER BY path"
        )
        return self.base.execute(ask, (self.output, part)).fetchall()

    def parts_of(self, paths: Iterable[str]) -> set[str]:
        """The parts of the sitemap that list some of these paths."""
        ask = "SELECT part FROM pages WHERE output = ? AND path = ?"
        rows = (self.base.execute(ask, (self.output, path)).fetchone() for path in paths)
        return {part for (part,) in filter(None, rows)}

    def parts(self) -> dict[str, str]:
        """Part of the sitemap -> the last day that a page of it shows."""
        ask = (
            "SELECT part, max(day) FROM pages INDEXED BY pages_part"
            " WHERE output = ? AND part > '' GROUP BY part"
        )
        return dict(self.base.execute(ask, (self.output,)).fetchall())

    def _pages(self, where: str, value: str) -> Iterator[Page]:
        ask = f"SELECT {COLUMNS} FROM pages {where}"  # noqa: S608 - ours
        return map(unpacked, self.base.execute(ask, (self.output, value)))

    # -- changes ---------------------------------------------------------------------------

    def drop(self, paths: Iterable[str]) -> None:
        """These stand no more."""
        rows = [(self.output, path) for path in paths]
        self.base.executemany("DELETE FROM pages WHERE output = ? AND path = ?", rows)


def packed(page: Page) -> tuple[str | bytes, ...]:
    """A page as a row of COLUMNS."""
    key = msgspec.json.encode(page.key)
    return page.path, page.mark, page.template, key, page.day, page.subject, page.part


def unpacked(row: tuple[str, str, str, bytes, str, str, str]) -> Page:
    """The page of a row of COLUMNS."""
    path, mark, template, key, day, subject, _ = row
    return Page(
        path=path,
        template=template,
        key=msgspec.json.decode(key, type=tuple[str, ...]),
        mark=mark,
        day=day,
        subject=subject,
    )
