"""Where a render's time goes, in one process: `where.py [--theme] DIR`.

DIR is a site with an archive that has been rendered (as publishing.py leaves one). Times the rooms
of publishing by what they do, each without what it calls of the others; with --theme the kept html
is stale. Timers cost a little themselves, so the sum is some percent above a plain run.
"""

from __future__ import annotations

import argparse
import functools
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from broadsheet import config, settings
from broadsheet.publish import door, kept, parts, rendering, shelf, stories, writer
from broadsheet.publish.running import run_pelican

ONE_PROCESS = 10**9  # pages below which no other process is started

PHASES: list[tuple[Any, str, str]] = [
    (parts.Parts, "html", "a story's html"),
    (stories.Teller, "_story", "views of stories and entries"),
    (parts.Parts, "teller", "where a day's stories come from and go to"),
    (parts.Parts, "_load", "the rest of a day's parts"),
    (shelf.Shelf, "page", "reading editions and sheets"),
    (kept.Kept, "fragment", "reading kept parts"),
    (parts.Parts, "flush", "keeping parts"),
    (door, "context_of", "views of pages"),
    (writer.CarefulWriter, "write_page", "pages from parts"),
    (door.BroadsheetGenerator, "make_page", "feeds, search, the sitemap"),
    (writer, "_differs", "comparing with the output"),
    (writer, "stage", "writing beside the output"),
    (rendering, "_move", "moving in"),
    (door.BroadsheetGenerator, "plan_pages", "the plan"),
    (door, "due", "what is due"),
    (door, "keep", "the manifest"),
    (shelf, "sync", "the index"),
]


class Clock:
    """Adds up the time of functions, each without that of the others that it calls."""

    def __init__(self) -> None:
        """With nothing timed yet."""
        self.spent: dict[str, float] = defaultdict(float)
        self._inner = [0.0]

    def watch(self, owner: Any, name: str, label: str) -> None:  # noqa: ANN401 - a class or a module
        """Time a function of `owner` under a label."""
        function: Callable[..., object] = getattr(owner, name)

        @functools.wraps(function)
        def timed(*args: object, **more: object) -> object:
            self._inner.append(0.0)
            start = time.perf_counter()
            try:
                return function(*args, **more)
            finally:
                took = time.perf_counter() - start
                self.spent[label] += took - self._inner.pop()
                self._inner[-1] += took

        setattr(owner, name, timed)


def stale(root: Path) -> Path:
    """Settings of the site's own that lay a new footer over the theme's."""
    (root / "templates" / "partials").mkdir(parents=True, exist_ok=True)
    footer = root / "templates" / "partials" / "footer.html"
    footer.write_text(f"<footer><p>Changed at {time.time_ns()}.</p></footer>\n", "utf-8")
    script = root / "digest.py"
    script.write_text(
        f'from broadsheet.settings import *\n\nTHEME_TEMPLATES_OVERRIDES = ["{root}/templates"]\n',
        "utf-8",
    )
    return script


def main() -> None:
    """Read the command line, render once, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--theme", action="store_true", help="after a change of the theme")
    parser.add_argument("dir", type=Path)
    asked = parser.parse_args()
    root: Path = asked.dir.resolve()
    own = root / "digest.py"
    script = stale(root) if asked.theme else own if own.exists() else Path(settings.__file__)
    clock = Clock()
    for phase in PHASES:
        clock.watch(*phase)
    rendering.MANY = ONE_PROCESS
    rendering.collect_seldom()
    start = time.perf_counter()
    run_pelican(
        script=script,
        content=root / "content",
        output=root / "output",
        url=config.load(root / "content").url,
        progress=lambda *_: None,
        told=rendering.Told(),
        full=not asked.theme,
    )
    whole = time.perf_counter() - start
    clock.spent["all else"] = whole - sum(clock.spent.values())
    print("| what | s |\n| --- | ---: |")
    for label, seconds in sorted(clock.spent.items(), key=lambda item: -item[1]):
        print(f"| {label} | {seconds:.2f} |")
    print(f"| together | {whole:.2f} |")


if __name__ == "__main__":
    main()
