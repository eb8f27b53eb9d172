"""What can go wrong, as one small tree.

BroadsheetError          anything that we say in one line: what, where, remedy
├── ConfigError          digest.toml or a sheet: file, line, remedy
├── StoreError           an edition's file that cannot be read or written
├── InputError           a path or a line given on the command line
└── NotAFeed             bytes that hold no feed (a value for `Failure`, see gather)

A feed that fails during a run is a `model.Failure`, a value; these are for what
stops a command. Every one prints as a single line; no traceback reaches a user.
"""

from __future__ import annotations


class BroadsheetError(Exception):
    """Base of all: `str()` is the line a user reads, `exit_code` what the command returns."""

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        """`where` is `file` or `file:line`; `remedy` says what to do about it."""
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        """`where: what; remedy`, with what is missing left out."""
        line = f"{self.where}: {self.what}" if self.where else self.what
        return f"{line}; {self.remedy}" if self.remedy else line


class ConfigError(BroadsheetError):
    """A mistake in digest.toml or in a sheet."""

    exit_code = 2


class StoreError(BroadsheetError):
    """An edition's file or the cache cannot be read or written."""


class InputError(BroadsheetError):
    """A path, file or line that was handed to a command."""


class NotAFeed(BroadsheetError):  # noqa: N818 - the name says what was handed in
    """Bytes in which no feed was found; `what` names what was found instead."""
