#!/usr/bin/env python3
"""Warns when digest.toml's `url` is not where Pages will serve the site; never fails.

.ci/address.py https://someone.github.io/digest
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

CONFIG = Path("content/digest.toml")


def main() -> None:
    """Compare the address given on the command line with the site's own."""
    served = sys.argv[1].rstrip("/")
    own = str(tomllib.loads(CONFIG.read_text("utf-8")).get("site", {}).get("url", "")).rstrip("/")
    if own == served:
        print(f"The site's address is {own}, and Pages serves it there.")
        return
    print(
        f"::warning file={CONFIG}::Pages will serve the site at {served}, but its url is "
        f'"{own}": links and feeds will point there. Set url = "{served}" under [site].',
    )


if __name__ == "__main__":
    main()
