#!/usr/bin/env python3
"""Takes the sample out of content/, for a site of one's own: `make clear-sample`.

Goes: content/sample/, its feeds in digest.toml, its editions, and what was built from them.
Stays: the rest of digest.toml (site and topics, to be edited), content/pages/ and the theme.
Git has it all, should it be wanted back.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

OF_THE_SAMPLE = re.compile(r'^path\s*=\s*"sample/', re.MULTILINE)
HEAD = re.compile(r"^(?:#[^\n]*\n)*\[\[feeds\]\]", re.MULTILINE)


def without_sample(config: str) -> str:
    """digest.toml without the [[feeds]] whose path is in sample/, comments above them included."""
    starts = [match.start() for match in HEAD.finditer(config)]
    ends = [*starts, len(config)][1:]
    kept = config[: starts[0]] if starts else config
    for start, end in zip(starts, ends, strict=True):
        if not OF_THE_SAMPLE.search(config[start:end]):
            kept += config[start:end]
    return kept.rstrip("\n") + "\n"


def clear(home: Path) -> None:
    """Clear the sample of the site in `home`; a site without content/sample/ is left alone."""
    content = home / "content"
    if not (content / "sample").is_dir():
        print("There is no content/sample/ to clear.")
        return
    config = content / "digest.toml"
    config.write_text(without_sample(config.read_text("utf-8")), "utf-8")
    for folder in (content / "sample", content / "editions", home / ".broadsheet", home / "output"):
        shutil.rmtree(folder, ignore_errors=True)
    print(
        "The sample is gone. Now, in content/digest.toml:\n"
        "  1. give the site an id of its own (and never change it again), a title and its url;\n"
        "  2. name your topics, and take the sample's keywords out;\n"
        "  3. add a [[feeds]] with a key and an address for each feed.\n"
        "In content/pages/ say who you are. Then:  make",
    )


if __name__ == "__main__":
    clear(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
