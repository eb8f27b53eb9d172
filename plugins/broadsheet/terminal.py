"""Text of strangers on a terminal or in a workflow's log."""

from __future__ import annotations

import re

__all__ = ["plain"]

# Control and format characters: escapes that move the cursor or set the title, bidi overrides
# that reorder a line. Tab and newline stay.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# A line that begins with "::" is a command to the runner of a hosted workflow.
_COMMAND = re.compile(r"^(\s*):(?=:)", re.MULTILINE)


def plain(text: str) -> str:
    """The text without what a terminal, or a hosted workflow's log, would obey."""
    return _COMMAND.sub("\\1\u2236", _CONTROLS.sub("", text))
