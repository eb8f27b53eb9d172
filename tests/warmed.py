"""Loads all that a gather loads, by doing one: imported by the server that forks the runs."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from broadsheet import config
from broadsheet.intake import take_in
from broadsheet.press import press
from broadsheet.state import State
from broadsheet.steps import STEPS

TEXT = "The lighthouse of the harbour was lit again by its keeper, who had been away."
ITEM = f"<item><title>Ferry</title><description>{TEXT}</description></item>"
FEED = f"<rss><channel>{ITEM}</channel></rss>"

with tempfile.TemporaryDirectory() as home:
    content = Path(home) / "content"
    content.mkdir()
    (content / "a.xml").write_text(FEED)
    (content / "b.txt").write_text(f"Lighthouse\n\n{TEXT}\n")
    (content / "digest.toml").write_text(
        '[site]\nid = "example.org,2031:warm"\ntitle = "Warm"\n[[topics]]\nname = "World"\n'
        '[[feeds]]\nkey = "a"\npath = "a.xml"\n[[feeds]]\nkey = "b"\npath = "b.txt"\n'
    )
    site, now = config.load(content), datetime(2031, 3, 4, 7, tzinfo=UTC)
    with State(Path(home)) as state:
        taken = take_in(site, content, state, now=now, offline=True)
        press(content=content, state=state, site=site, words=STEPS, now=now, intake=taken)
