"""Pelican's door: our generator and our writer, connected by `register()`.

Pelican keeps its settings, theme look-up, Jinja environment, pages, static files and
server; its article loop is not used, because it scans all articles for each of them.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from markupsafe import Markup
from pelican.generators import Generator
from pelican.plugins import signals
from pelican.writers import Writer

from .. import __version__, config, store
from ..model import Site
from .addresses import feed_path, file_of, topic_path
from .feedformats import WRITERS
from .feeds import feed_names, feed_of, feed_url
from .pages import context_of, plan
from .shelf import Shelf
from .views import Ref
from .wording import direction

__all__ = ["GENERATOR", "BroadsheetGenerator", "CarefulWriter", "connect"]

GENERATOR = f"Broadsheet {__version__}"

log = logging.getLogger(__name__)


def connect() -> None:
    """Connect our receivers; module-level functions, for signals hold them weakly."""
    signals.initialized.connect(prepare)
    signals.get_generators.connect(generators)
    signals.get_writer.connect(writers)
    signals.page_generator_write_page.connect(trust_page)


def prepare(pelican: Any) -> None:  # noqa: ANN401 - Pelican's classes bear no types
    """See to it that a headline's markup is text on every page, whatever the settings say."""
    environment = dict(pelican.settings["JINJA_ENVIRONMENT"])
    environment["autoescape"] = True
    pelican.settings["JINJA_ENVIRONMENT"] = environment


def generators(_pelican: object) -> type[Generator]:
    """Answer Pelican's question for generators."""
    return BroadsheetGenerator


def writers(_pelican: object) -> type[Writer]:
    """Answer Pelican's question for a writer."""
    return CarefulWriter


def trust_page(_generator: object, content: Any) -> None:  # noqa: ANN401 - as above
    """The user's own Markdown pages are html already; with autoescape that must be said."""
    html = content.get_content

    def trusted(siteurl: str) -> Markup:
        return Markup(html(siteurl))  # noqa: S704 - written by the site's owner

    content.get_content = trusted


class CarefulWriter(Writer):  # type: ignore[misc] # Pelican's classes bear no types
    """Pelican's writer, but a file is replaced in one move, and only if its bytes differ."""

    @contextmanager
    def _open_w(
        self,
        filename: str,
        encoding: str,
        override: bool = False,  # noqa: ARG002, FBT001, FBT002 - Pelican's signature
    ) -> Iterator[io.StringIO]:
        buffer = io.StringIO(newline="")
        yield buffer
        store.write_atomic(Path(filename), buffer.getvalue().encode(encoding))
        self._written_files.add(filename)


class BroadsheetGenerator(Generator):  # type: ignore[misc] # as above
    """Plans all pages in `generate_context`, renders them in `generate_output`."""

    shelf: Shelf

    def generate_context(self) -> None:
        """Read digest.toml and the editions; put what every page needs into the context.

        Small things only: Pelican copies the context for each file.
        """
        content = Path(self.path)
        site = config.load(content)
        self.shelf = Shelf(content, site)
        self.context.update(common(self.shelf, self.settings))
        for problem in self.shelf.problems():
            log.warning("%s", problem.text)

    def generate_output(self, writer: Writer) -> None:
        """Render every page of the plan, then write the feeds."""
        progress: Callable[[int, int], None] | None = self.settings.get("BROADSHEET_PROGRESS")
        self.context["pages_nav"] = tuple(
            Ref(text=page.title, path=page.url) for page in self.context.get("pages", ())
        )
        pages = plan(self.shelf)
        for number, page in enumerate(pages, start=1):
            writer.write_file(
                file_of(page.path),
                self.get_template(page.template),
                self.context,
                relative_urls=self.settings["RELATIVE_URLS"],
                **context_of(self.shelf, page),
            )
            if progress:
                progress(number, len(pages))
        self._write_feeds()

    def _write_feeds(self) -> None:
        for name in feed_names(self.shelf):
            feed = feed_of(self.shelf, name)
            for kind, write in WRITERS.items():
                path = Path(self.output_path) / feed_path(name, kind)
                store.write_atomic(path, write(feed, feed_url(self.shelf, name, kind), GENERATOR))


def common(shelf: Shelf, settings: Any) -> dict[str, object]:  # noqa: ANN401 - Pelican's dict
    """What every page gets, Pelican's own pages too."""
    site = shelf.site
    return {
        "SITENAME": site.title,
        "site": _SiteView(site),
        "nav_topics": tuple(
            Ref(text=topic.name, path=topic_path(topic.slug)) for topic in site.topics
        ),
        "pages_nav": (),
        "feed_links": (),
        "generator": GENERATOR,
        "THEME_STATIC_DIR": settings["THEME_STATIC_DIR"],
    }


class _SiteView:
    """What a template may know of the site."""

    def __init__(self, site: Site) -> None:
        self.title = site.title
        self.description = site.description
        self.language = site.language
        self.dir = direction(site.language)
        self.author = site.author
        self.url = site.url
