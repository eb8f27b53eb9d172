"""Pelican's door: our generator and our writer, connected by `register()`.

Pelican keeps its settings, theme look-up, Jinja environment, pages, static files and
server; its article loop is not used, because it scans all articles for each of them.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from jinja2 import FileSystemBytecodeCache
from markupsafe import Markup
from pelican import Pelican
from pelican.generators import Generator
from pelican.plugins import signals
from pelican.settings import read_settings
from pelican.writers import Writer

from .. import __version__, config
from .addresses import file_of, topic_path
from .feedformats import WRITERS
from .feeds import feed_of, feed_url
from .fingerprint import common_mark, setting_mark
from .index import Index
from .opml import opml
from .pages import context_of
from .parts import Parts
from .plan import FEED, OPML, SEARCH_FILE, SITEMAP, Page, plan, sitemap_parts_of
from .rendering import Told, due, keep, make, spawned
from .search import search_file
from .shelf import Shelf
from .sitemap import Rows, sitemap_file
from .views import Ref, SiteView
from .wording import direction
from .writer import CarefulWriter, HoldingWriter

__all__ = ["GENERATOR", "BroadsheetGenerator", "connect"]

GENERATOR = f"Broadsheet {__version__}"

FOLDER = ".broadsheet"
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
    return HoldingWriter


def trust_page(_generator: object, content: Any) -> None:  # noqa: ANN401 - as above
    """The user's own Markdown pages are html already; with autoescape that must be said."""
    html = content.get_content

    def trusted(siteurl: str) -> Markup:
        return Markup(html(siteurl))  # noqa: S704 - written by the site's owner

    content.get_content = trusted


class BroadsheetGenerator(Generator):  # type: ignore[misc] # as above
    """Plans all pages in `generate_context`, makes those that are due in `generate_output`."""

    shelf: Shelf
    parts: Parts

    def __init__(self, *arguments: Any, **more: Any) -> None:  # noqa: ANN401 - Pelican's
        """As Pelican's; compiled templates are kept beside the index, for most runs are short."""
        super().__init__(*arguments, **more)
        folder = Path(self.path).parent / FOLDER / "templates"
        if self.env.bytecode_cache is None:
            with suppress(OSError):
                folder.mkdir(parents=True, exist_ok=True)
                if os.access(folder, os.W_OK):
                    # Jinja knows a template by its text alone; how it is compiled counts too.
                    pattern = f"{setting_mark(self.settings['JINJA_ENVIRONMENT'])}-%s"
                    self.env.bytecode_cache = FileSystemBytecodeCache(str(folder), pattern)

    def generate_context(self) -> None:
        """Read digest.toml, bring the index in step, and plan.

        Small things only go into the context: Pelican copies it for each file.
        """
        content = Path(self.path)
        index = Index(content.parent / FOLDER)
        self.shelf = Shelf(content, config.load(content), index)
        self.context.update(common(self.shelf, self.settings))
        for problem in self.shelf.problems():
            log.warning("%s", problem.text)

    def generate_output(self, writer: Writer) -> None:
        """Make what is due, move it in, let go what Pelican wrote, and remember what stands."""
        self.context["pages_nav"] = pages_nav(self.context)
        output = Path(self.output_path).resolve()
        common = common_mark(self.settings, self.shelf.site, self.context["pages_nav"])
        pages = plan(self.shelf, common)
        self.sitemap_parts = sitemap_parts_of(pages)
        index = self.shelf.index
        reasons = due(index, output, pages, full=bool(self.settings.get("BROADSHEET_FULL")))
        wanted = [page for page in pages if page.path in reasons]
        told: Told | None = self.settings.get("BROADSHEET_TOLD")
        if told:
            told.reasons.update(reasons)
        maker = Maker(
            script=self.settings.get("BROADSHEET_SCRIPT", ""),
            content=self.path,
            output=output,
            url=self.settings["SITEURL"],
            pages_nav=self.context["pages_nav"],
            common=common,
        )
        self.parts = Parts(self.shelf, self.get_template, common)
        maker.use(self)
        changed = make(
            wanted,
            output,
            maker,
            spawned if maker.script and index.on_disk else None,
            self.settings.get("BROADSHEET_PROGRESS"),
        )
        if isinstance(writer, HoldingWriter):
            writer.let_go()
        gone = keep(index, output, pages)
        if told:
            told.changed, told.gone = changed, gone

    @cached_property
    def sitemap_parts(self) -> dict[str, Rows]:
        """What the parts of the sitemap list, asked once in a process."""
        return sitemap_parts_of(plan(self.shelf, ""))

    def make_page(self, page: Page, writer: CarefulWriter) -> None:
        """Make one page, or one feed, with `writer`."""
        if page.template in _DATA:
            data = _DATA[page.template](self, page)
            writer.put(Path(writer.output_path) / page.path, data)
            return
        writer.write_page(
            file_of(page.path),
            self.get_template(page.template),
            self.context,
            **context_of(self.parts, page),
        )


def _feed(generator: BroadsheetGenerator, page: Page) -> bytes:
    name, kind = page.key
    url = feed_url(generator.shelf, name, kind)
    return WRITERS[kind](feed_of(generator.parts, name), url, GENERATOR)


def _search(generator: BroadsheetGenerator, page: Page) -> bytes:
    return search_file(generator.shelf, *page.key)


def _sitemap(generator: BroadsheetGenerator, page: Page) -> bytes:
    more = [ref.path for ref in generator.context["pages_nav"]]
    return sitemap_file(generator.shelf.site, generator.sitemap_parts, page.path, more)


def _opml(generator: BroadsheetGenerator, _page: Page) -> bytes:
    site = generator.shelf.site
    topics = [(topic.slug, topic.name) for topic in site.topics]
    return opml(site.feeds, title=site.title, topics=topics).encode()


_DATA: Mapping[str, Callable[[BroadsheetGenerator, Page], bytes]] = {
    FEED: _feed,
    OPML: _opml,
    SEARCH_FILE: _search,
    SITEMAP: _sitemap,
}
"""Template names of what no template makes."""


@dataclass
class Maker:
    """Makes pages in this process or, sent to another one, there, from the same settings."""

    script: str
    content: str
    output: Path
    url: str
    pages_nav: tuple[Ref, ...]
    common: str
    _generator: BroadsheetGenerator | None = None

    def use(self, generator: BroadsheetGenerator) -> None:
        """Make pages with this generator while we are in its process."""
        self._generator = generator

    def __getstate__(self) -> dict[str, object]:
        """What another process needs: the generator is made there."""
        return {**self.__dict__, "_generator": None}

    def __call__(self, pages: Sequence[Page], staged: Path) -> int:
        """Make pages into `staged`; how many files were written."""
        generator = self._generator or _generator(
            self.script, self.content, str(self.output), self.url, self.common
        )
        generator.context["pages_nav"] = self.pages_nav
        writer = CarefulWriter(str(staged), settings=generator.settings)
        writer.beside = self.output
        for page in pages:
            generator.make_page(page, writer)
        generator.parts.flush()
        return writer.written


@cache
def _generator(
    script: str, content: str, output: str, url: str, common_mark: str
) -> BroadsheetGenerator:
    """A generator of this process's own: settings read and plugins registered once."""
    settings = read_settings(
        script, override={"PATH": content, "OUTPUT_PATH": output, "SITEURL": url}
    )
    pelican = Pelican(settings)
    context = {**settings, "localsiteurl": settings["SITEURL"]}
    generator = BroadsheetGenerator(
        context, settings, pelican.path, pelican.theme, pelican.output_path
    )
    folder = Path(content)
    index = Index(folder.parent / FOLDER)
    generator.shelf = Shelf(folder, config.load(folder), index, fresh=False)
    generator.parts = Parts(generator.shelf, generator.get_template, common_mark)
    generator.context.update(common(generator.shelf, settings))
    return generator


def pages_nav(context: Mapping[str, Any]) -> tuple[Ref, ...]:
    """References to the user's own pages."""
    return tuple(Ref(text=page.title, path=page.url) for page in context.get("pages", ()))


def common(shelf: Shelf, settings: Any) -> dict[str, object]:  # noqa: ANN401 - Pelican's dict
    """What every page gets, Pelican's own pages too."""
    site = shelf.site
    return {
        "SITENAME": site.title,
        "site": SiteView(
            title=site.title,
            description=site.description,
            language=site.language,
            dir=direction(site.language),
            author=site.author,
            url=site.url,
        ),
        "nav_topics": tuple(
            Ref(text=topic.name, path=topic_path(topic.slug)) for topic in site.topics
        ),
        "pages_nav": (),
        "feed_links": (),
        "generator": GENERATOR,
        "THEME_STATIC_DIR": settings["THEME_STATIC_DIR"],
    }
