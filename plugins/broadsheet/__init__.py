"""Broadsheet: a static site generator for curated news digests.

As a Pelican plugin this is the door: `register()` connects our generators and
writer. As a package it is the pipeline that `digest.py` and `broadsheet` run.
"""

from __future__ import annotations

__all__ = ["__version__", "register"]

__version__ = "0.1.0"


def register() -> None:
    """Connect Broadsheet to Pelican's signals; called by Pelican's plugin loader."""
    from .publish import door  # noqa: PLC0415 - Pelican is loaded by act two only

    door.connect()
