"""Pelican's door: our generator and our writer, connected by `register()`.

Pelican keeps its settings, theme look-up, Jinja environment, pages, static files and
server; its article loop is not used, because it scans all articles for each of them.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemBytecodeCache
from jinja2.runtime import Context
from markupsafe import Markup
from pelican import Pelican
from pelican.generators import Generator
from pelican.plugins import signals
from pelican.settings import read_settings
from pelican.writers import Writer

from .. import config
from .addresses import file_of
from .feedformats import WRITERS
from .feeds import feed_of, feed_url
from .fingerprint import common_mark, setting_mark, shape_mark
from .index import Index
from .manifest import Manifest, Page, Planned
from .opml import opml
from .pages import GENERATOR, common, context_of, pages_nav
from .parts import Calls, Parts
from .plan import FEED, OPML, SEARCH_FILE, SITEMAP, Plan, plan
from .rendering import collect_seldom, due, keep, make, spawned
from .search import search_file
from .shelf import Shelf
from .sitemap import ROBOTS, SITE, index_file, part_file, robots_file
from .standing import depend
from .statics import COPY, copied, pelicans_pages, take_over, theme_pages
from .touched import since, turn_of
from .views import Ref
from .writer import CarefulWriter, HoldingWriter

__all__ = ["BroadsheetGenerator", "connect"]

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
    take_over(pelican.settings)


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
    planned: Plan
    common: str

    def __init__(self, *arguments: Any, **more: Any) -> None:  # noqa: ANN401 - Pelican's
        """As Pelican's; compiled templates are kept beside the index, for most runs are short."""
        super().__init__(*arguments, **more)
        self.env.auto_reload = False  # a template does not change while it is used
        if self.env.context_class is Context:  # nobody else's
            self.env.context_class = Calls
        folder = Path(self.path).parent / FOLDER / "templates"
        if self.env.bytecode_cache is None:
            with suppress(OSError):
                folder.mkdir(parents=True, exist_ok=True)
                if os.access(folder, os.W_OK):
                    # Jinja knows a template by its text alone; how it is compiled counts too.
                    pattern = f"{setting_mark(self.settings['JINJA_ENVIRONMENT'])}-%s"
                    self.env.bytecode_cache = FileSystemBytecodeCache(str(folder), pattern)

    def generate_context(self) -> None:
        """Read digest.toml, bring the index in step; small things alone go into the context."""
        content = Path(self.path)
        index = Index(content.parent / FOLDER)
        stamps = self.settings.get("BROADSHEET_STAMPS")
        self.shelf = Shelf(content, config.load(content), index, stamps=stamps)
        self.context.update(common(self.shelf, self.settings))
        for problem in self.shelf.problems():
            log.warning("%s", problem.text)

    def generate_output(self, writer: Writer) -> None:
        """Plan, make what is due, move it in, let go what Pelican made, remember what stands."""
        self.context["pages_nav"] = pages_nav(self.context)
        output = Path(self.output_path).resolve()
        made = writer.names() if isinstance(writer, HoldingWriter) else ()
        more = pelicans_pages(self.context, Path(self.path), output, made)
        manifest = Manifest(self.shelf.index, output)
        full = bool(self.settings.get("BROADSHEET_FULL"))
        self.plan_pages(manifest, more, full=full)
        draft = due(self.planned, output, full=full)
        maker = Maker(
            script=self.settings.get("BROADSHEET_SCRIPT", ""),
            content=self.path,
            output=output,
            url=self.settings["SITEURL"],
            pages_nav=self.context["pages_nav"],
            common=self.common,
        )
        maker.use(self)
        changed = make(
            draft,
            output,
            maker,
            spawned if maker.script and self.shelf.index.on_disk else None,
            self.settings.get("BROADSHEET_PROGRESS"),
        )
        if isinstance(writer, HoldingWriter):
            writer.let_go()
        gone = keep(self.planned, output)
        depend(self.shelf.index, self.places())
        turn = turn_of(self.shelf.index)
        manifest.remember(Planned(self.common, shape_mark(self.shelf.site), turn))
        self.shelf.index.base.commit()
        if told := self.settings.get("BROADSHEET_TOLD"):
            told.made, told.changed, told.gone = draft.count(), changed, gone
            told.reasons = draft.reasons() if told.named else {}
        self.shelf.index.base.close()  # puts into one file what was written

    def places(self) -> Iterator[Path]:
        """What the settings say that pages are made with, wherever it lies."""
        yield Path(self.theme)
        for name in ("THEME_TEMPLATES_OVERRIDES", "PLUGIN_PATHS"):
            yield from map(Path, self.settings[name])

    def plan_pages(
        self,
        manifest: Manifest,
        more: Iterable[Page] = (),
        *,
        full: bool = False,
        shape_only: bool = False,
    ) -> None:
        """Plan what may have changed since what stands was planned, or, `full`, everything.

        `shape_only`: it matters which pages there are, and not whether they stand.
        """
        shelf = self.shelf
        self.common = common_mark(self.settings, shelf.site, self.context["pages_nav"])
        self.parts = Parts(shelf, self.get_template, self.common)
        stood = manifest.planned
        same = stood.common == self.common
        if shape_only:
            same = stood.shape == shape_mark(shelf.site)
        scope = since(shelf.index, stood.turn) if same and not full else None
        more = [*theme_pages(self.settings, Path(self.theme)), *more]
        self.planned = plan(shelf, self.common, manifest, scope=scope, more=more)

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
    site, planned = generator.shelf.site, generator.planned
    if not page.key:
        return robots_file(site) if page.path == ROBOTS else index_file(site, planned.last)
    (name,) = page.key
    more = [(ref.path, "") for ref in generator.context["pages_nav"]] if name == SITE else []
    return part_file(site, [*planned.rows(name), *more])


def _copy(generator: BroadsheetGenerator, page: Page) -> bytes:
    return copied(Path(generator.theme), page)


def _opml(generator: BroadsheetGenerator, _page: Page) -> bytes:
    site = generator.shelf.site
    topics = [(topic.slug, topic.name) for topic in site.topics]
    return opml(site.feeds, title=site.title, topics=topics).encode()


_DATA: Mapping[str, Callable[[BroadsheetGenerator, Page], bytes]] = {
    COPY: _copy,
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
    collect_seldom()
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
