"""A plan as it is written down: the pages to look at, and why each is to be made.

It lies in a table of its own beside the index, so that memory does not grow with the archive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .manifest import COLUMNS, Manifest, Page, packed, unpacked
from .sitemap import Rows

__all__ = ["Draft"]

_TABLE = """
CREATE TEMP TABLE IF NOT EXISTS draft (
    path TEXT PRIMARY KEY, mark TEXT, template TEXT, key BLOB, day TEXT, subject TEXT, part TEXT,
    why TEXT DEFAULT '' -- it is to be made: "new", "changed", "missing", "asked"
) WITHOUT ROWID
"""


class Draft:
    """The pages of a plan; one at a time in a process."""

    def __init__(self, manifest: Manifest) -> None:
        """An empty one, to be held against what stands."""
        self.base, self.output = manifest.base, manifest.output
        self.base.execute(_TABLE)
        self.base.execute("DELETE FROM draft")

    def put(self, pages: Iterable[Page]) -> None:
        """Plan pages; a later one of the same path takes the place."""
        self.base.executemany(
            f"INSERT OR REPLACE INTO draft ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - ours
            map(packed, pages),
        )

    # -- questions -------------------------------------------------------------------------

    def page(self, path: str) -> Page | None:
        """The page of a path, None if it is not planned."""
        ask = f"SELECT {COLUMNS} FROM draft WHERE path = ?"  # noqa: S608 - ours
        row = self.base.execute(ask, (path,)).fetchone()
        return unpacked(row) if row else None

    def __contains__(self, path: object) -> bool:
        """Whether a path is planned."""
        return (
            self.base.execute("SELECT 1 FROM draft WHERE path = ?", (path,)).fetchone() is not None
        )

    def paths(self) -> Iterator[str]:
        """The path of every page."""
        return (path for (path,) in self.base.execute("SELECT path FROM draft"))

    def strangers(self) -> list[str]:
        """The paths that stand and are not planned."""
        ask = "SELECT path FROM pages WHERE output = ? AND path NOT IN (SELECT path FROM draft)"
        return [path for (path,) in self.base.execute(ask, (self.output,))]

    def of_part(self, part: str) -> Rows:
        """What the planned pages give to a part of the sitemap."""
        ask = "SELECT path, day FROM draft WHERE part = ? ORDER BY path"
        return self.base.execute(ask, (part,)).fetchall()

    def parts(self) -> dict[str, str]:
        """Part of the sitemap -> the last day that a planned page of it shows."""
        ask = "SELECT part, max(day) FROM draft WHERE part != '' GROUP BY part"
        return dict(self.base.execute(ask).fetchall())

    # -- what is due -------------------------------------------------------------------------

    def judge(self, *, asked: bool, but: str, never: str) -> None:
        """Find what is new or changed; `asked`: all of it, `but` pages of one template.

        Pages of the template `never` are somebody else's to make.
        """
        self.base.execute(
            "UPDATE draft SET why = CASE WHEN template = :never THEN ''"
            " WHEN :asked AND template != :but THEN 'asked'"
            " ELSE coalesce((SELECT CASE WHEN pages.mark = draft.mark THEN '' ELSE 'changed' END"
            " FROM pages WHERE pages.output = :output AND pages.path = draft.path), 'new') END",
            {"never": never, "asked": asked, "but": but, "output": self.output},
        )

    def lost(self, page: Page) -> None:
        """A page that stands has no file."""
        if page.path not in self:
            self.put([page])
        self.base.execute(
            "UPDATE draft SET why = 'missing' WHERE path = ? AND why = ''", (page.path,)
        )

    def count(self) -> int:
        """How many pages are to be made."""
        ask = "SELECT count(*) FROM draft WHERE why != ''"
        return int(self.base.execute(ask).fetchone()[0])

    def reasons(self) -> dict[str, str]:
        """Path -> why, of the pages that are to be made."""
        ask = "SELECT path, why FROM draft WHERE why != ''"
        return dict(self.base.execute(ask).fetchall())

    def due(self) -> Iterator[Page]:
        """The pages that are to be made, in the order in which they are best made."""
        order = "ORDER BY substr(day, 1, 7), path"
        ask = f"SELECT {COLUMNS} FROM draft WHERE why != '' {order}"  # noqa: S608 - ours
        return map(unpacked, self.base.execute(ask))

    def keep(self) -> None:
        """All stands as planned: the manifest has it."""
        self.base.execute(
            f"INSERT OR REPLACE INTO pages (output, {COLUMNS})"  # noqa: S608 - ours
            f" SELECT :output, {COLUMNS} FROM draft WHERE NOT EXISTS"
            " (SELECT 1 FROM pages WHERE pages.output = :output AND pages.path = draft.path"
            " AND pages.mark = draft.mark)",
            {"output": self.output},
        )
