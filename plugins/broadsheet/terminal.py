"""Text of strangers on a terminal or in a workflow's log."""

from __future__ import annotations

import re

__all__ = ["plain", "plain_json"]

# Control and format characters: escapes that move the cursor or set the title, bidi overrides
# that reorder a line. Tab and newline stay.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# A line that begins with "::" is a command to the runner of a hosted workflow.
_COMMAND = re.compile(r"^(\s*):(?=:)", re.MULTILINE)
_OLD_COMMAND = re.compile(r"##(?=\[)")  # so are these, wherever in a line they stand


def plain(text: str) -> str:
    """The text without what a terminal, or a hosted workflow's log, would obey."""
    return _OLD_COMMAND.sub("# #", _COMMAND.sub("\\1\u2236", _CONTROLS.sub("", text)))


def plain_json(text: str) -> str:
    """A line of JSON with all such characters escaped: the same values, and nothing to obey."""
    escaped = _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return _OLD_COMMAND.sub(r"#\\u0023", escaped)
