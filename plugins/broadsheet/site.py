"""A site on disk: any folder with content/digest.toml, and perhaps a digest.py."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType

from . import config
from .errors import ConfigError
from .model import Edition, Site

__all__ = ["Place"]


@dataclass(frozen=True)
class Place:
    """A site's folder; reads what it is asked for, once."""

    root: Path

    @property
    def content(self) -> Path:
        """Where the site's own files lie."""
        return self.root / "content"

    @property
    def script(self) -> Path | None:
        """The site's digest.py, if it has one."""
        path = self.root / "digest.py"
        return path if path.is_file() else None

    @cached_property
    def site(self) -> Site:
        """What content/digest.toml says.

        Raises:
            ConfigError: with file, line and remedy.
        """
        return config.load(self.content)

    @cached_property
    def words(self) -> list[Callable[..., Edition]]:
        """STEPS of the site's digest.py, else our own.

        Raises:
            ConfigError: digest.py cannot be run, or STEPS is no list of functions.
        """
        from .steps import STEPS  # noqa: PLC0415 - rendering needs none of them

        if self.script is None:
            return STEPS
        words = getattr(self._module(self.script), "STEPS", STEPS)
        if not isinstance(words, list) or not all(callable(word) for word in words):
            raise ConfigError(
                "STEPS is no list of functions", where="digest.py", remedy="see docs/steps.md"
            )
        return words

    def _module(self, path: Path) -> ModuleType:
        """Run digest.py as Pelican does; what lies in the site's plugins/ can be imported."""
        folder = str(self.root / "plugins")
        if folder not in sys.path and (self.root / "plugins").is_dir():
            sys.path.append(folder)
        spec = importlib.util.spec_from_file_location("digest", path)
        if spec is None or spec.loader is None:
            raise ConfigError("cannot be loaded", where="digest.py", remedy="it must be Python")
        module = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
        except Exception as error:  # the user's own code may raise anything
            raise ConfigError(
                f"{type(error).__name__}: {error}", where="digest.py", remedy="mend the script"
            ) from error
        return module
