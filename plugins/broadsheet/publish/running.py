"""Run Pelican from Python, and hear what it only logs: after an error it goes on to end with 0."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError
from pelican import Pelican
from pelican.log import console
from pelican.settings import read_settings

from ..errors import BroadsheetError
from ..store import Stamps
from .rendering import Told

__all__ = ["Heard", "run_pelican"]


@dataclass(frozen=True, slots=True)
class Heard:
    """What was logged, a line each."""

    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class _Listener(logging.Handler):
    def __init__(self, heard: Heard) -> None:
        super().__init__(logging.WARNING)
        self.heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message by its level."""
        error = record.levelno >= logging.ERROR
        (self.heard.errors if error else self.heard.warnings).append(record.getMessage())


def run_pelican(
    *,
    script: Path,
    content: Path,
    output: Path,
    url: str,
    progress: Callable[[int, int], None],
    told: Told,
    full: bool = False,
    stamps: Stamps | None = None,
) -> Heard:
    """Render `content` into `output` with the settings of `script`; `progress(done, total)`.

    `told` is filled with what was done; `full` makes every page, whatever stands; `stamps` are
    those of the content's files, if somebody has just looked.

    Raises:
        BroadsheetError: a template fails, or the output folder cannot be written.
    """
    heard = Heard()
    listener = _Listener(heard)
    logger = logging.getLogger()
    logger.addHandler(listener)
    override = {"PATH": str(content), "OUTPUT_PATH": str(output), "SITEURL": url}
    console.quiet = True  # its count of articles would always be 0
    try:
        settings = read_settings(str(script), override=override)
        settings["BROADSHEET_SCRIPT"] = str(script)
        settings["BROADSHEET_PROGRESS"] = progress
        settings["BROADSHEET_TOLD"] = told
        settings["BROADSHEET_FULL"] = full
        settings["BROADSHEET_STAMPS"] = stamps
        Pelican(settings).run()
    except TemplateError as error:
        raise BroadsheetError(
            f"{type(error).__name__}: {error.message or error}",
            where=_place(error),
            remedy="mend the template; the site is as it was",
        ) from None
    except OSError as error:
        raise BroadsheetError(
            f"cannot write the site ({error.strerror})",
            where=output.name,
            remedy="check the folder's rights and the free space",
        ) from None
    finally:
        logger.removeHandler(listener)
    return heard


def _place(error: TemplateError) -> str:
    """The template that failed, and its line, as far as Jinja tells."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.name or error.filename}:{error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    found = [frame for frame in frames if Path(frame.filename).suffix == ".html"]
    return f"{Path(found[-1].filename).name}:{found[-1].lineno}" if found else "theme"
