"""Our command without search files, to be timed beside what has no search: as `broadsheet` itself.

There is no such option, for a site without its search would be no saving to anybody; so the plan
is told that search has no files. Who uses this looks afterwards whether it was heard.
"""

from __future__ import annotations

import sys

from broadsheet import cli
from broadsheet.publish import plan


def main() -> None:
    """Run the command line, with no search file in the plan."""
    kinds = [kind for kind in vars(plan).values() if hasattr(kind, "search_files")]
    if not kinds:
        sys.exit("the plan has no search_files any more: mend benchmarks/without_search.py")
    for kind in kinds:
        kind.search_files = lambda *_: iter(())
    cli.main()


if __name__ == "__main__":  # a process that the command spawns is given its pages, and plans none
    main()
