"""One page at a time, made from the files as they are now: what `serve` answers with.

The archive's size does not matter: the index reads what changed, the plan is marks, and only
the page that was asked for is made. Nothing is written into the output.
"""

from __future__ import annotations

from pathlib import Path

from pelican import Pelican
from pelican.generators import PagesGenerator
from pelican.settings import read_settings

from .addresses import file_of
from .door import BroadsheetGenerator
from .manifest import Manifest
from .pages import pages_nav
from .statics import PELICANS
from .writer import CarefulWriter

__all__ = ["OnDemand"]


class _Catcher(CarefulWriter):
    """A writer that keeps what it is given."""

    caught = b""

    def put(self, path: Path, data: bytes) -> None:
        """Keep a page's bytes instead of writing them."""
        self.caught = self.rooted(path, data)


class OnDemand:
    """The pages of one site, as its files were when this was made."""

    def __init__(self, *, script: Path, content: Path, output: Path, url: str) -> None:
        """Read settings, digest.toml and what changed in `content`, and plan.

        Raises:
            ConfigError: digest.toml or a sheet has a mistake.
            StoreError: an edition's file cannot be read.
        """
        override = {"PATH": str(content), "OUTPUT_PATH": str(output), "SITEURL": url}
        settings = read_settings(str(script), override=override)
        pelican = Pelican(settings)
        places = (pelican.path, pelican.theme, pelican.output_path)
        context = {
            **settings,
            "localsiteurl": settings["SITEURL"],
            "generated_content": {},
            "static_links": set(),
            "static_content": {},
        }
        own = PagesGenerator(context, settings, *places)
        own.generate_context()
        self._generator = BroadsheetGenerator(context, settings, *places)
        self._generator.generate_context()
        context["pages_nav"] = pages_nav(context)
        manifest = Manifest(self._generator.shelf.index, output.resolve())
        self._generator.plan_pages(manifest, shape_only=True)
        self.places = tuple(self._generator.places())

    def get(self, file: str) -> bytes | None:
        """The bytes of a file of the site, by its path in the output; None if it is not ours."""
        path = file.removesuffix("index.html")
        page = self._generator.planned.page(path if file_of(path) == file else file)
        if page is None or page.template == PELICANS or file_of(page.path) != file:
            return None
        writer = _Catcher(str(self._generator.output_path), settings=self._generator.settings)
        self._generator.make_page(page, writer)
        self._generator.parts.flush()
        return writer.caught
