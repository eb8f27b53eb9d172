"""The house's nevers, read off the imports: who may know whom, ask the clock, use the network."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from house import FLOORS, WINGS, faults, floor_of

PACKAGE = Path(__file__).resolve().parent.parent / "plugins" / "broadsheet"


def rooms() -> list[tuple[str, Path]]:
    """Every Python file of the package as (room, file): ("clean.links", .../clean/links.py)."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found.append((".".join(part for part in parts if part != "__init__"), path))
    return found


@pytest.mark.parametrize(("room", "path"), rooms(), ids=lambda value: str(value) or "broadsheet")
def test_room_keeps_the_nevers(room, path):
    """No room imports what its place forbids, asks the clock or the network, or outgrows a page."""
    assert faults(path.read_text("utf-8"), room, package=path.name == "__init__.py") == []


@pytest.mark.parametrize("room", [room for room, _ in rooms()])
def test_room_has_a_floor(room):
    """Every room is on a floor, so that "imports point down" means something for it."""
    assert floor_of(room) in {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize("wing", sorted(WINGS))
def test_wing_opens_with_words_only(wing):
    """A wing's `__init__` holds its docstring and at most re-exports: logic has rooms."""
    tree = ast.parse((PACKAGE / wing / "__init__.py").read_text("utf-8"))
    assert ast.get_docstring(tree)
    plain = (ast.Import, ast.ImportFrom, ast.Assign, ast.Expr)
    assert [type(node).__name__ for node in tree.body if not isinstance(node, plain)] == []


NEVERS = {
    "wing to wing": ("clean.links", "from ..gather import parse"),
    "wing to wing, absolute": ("clean.links", "import broadsheet.gather.parse"),
    "wing to wing, late": ("clean.links", "def f():\n    from ..group.vectors import terms_of"),
    "wing to store": ("group.stories", "from ..store import read"),
    "wing to state": ("gather.fetch", "from .. import state"),
    "wing to config": ("desk.reading", "from ..config import load"),
    "wing to the engine": ("desk.reading", "from ..pipeline import run"),
    "wing to Pelican": ("clean.titles", "from pelican.utils import slugify"),
    "publish to gather": ("publish.feeds", "from ..gather import opml"),
    "publish's door to clean": ("publish.door", "from ..clean import clean"),
    "desk to publish": ("desk.review", "from ..publish import views"),
    "publish to the steps": ("publish.plan", "from .. import steps"),
    "a room to publish's door": ("publish.feeds", "from . import door"),
    "up a floor": ("config", "from .steps import sheet"),
    "up to the top": ("steps", "from . import cli"),
    "up from a command": ("commands.work", "from ..cli import main"),
    "clock in a command": ("commands.work", "from datetime import datetime\ndatetime.now()"),
    "up to a command": ("press", "from .commands import work"),
    "up a stair": ("identity", "from .store import read"),
    "ground floor up": ("model", "from .config import load"),
    "to nowhere": ("cli", "from .attic import trunk"),
    "network": ("gather.pages", "import urllib.request"),
    "network, from": ("gather.pages", "from urllib import request"),
    "network, deep": ("publish.feeds", "from http.client import HTTPSConnection"),
    "network above": ("cli", "import socket"),
    "clock": ("group.rank", "from datetime import datetime\ndatetime.now()"),
    "clock, qualified": ("group.rank", "import datetime as dt\ndt.date.today()"),
    "clock, stamp": ("store", "import time\ntime.time()"),
    "clock, from": ("store", "from time import time"),
    "clock in steps": ("steps", "import time\ntime.gmtime()"),
    "dice": ("state", "import secrets"),
    "dice, uuid": ("state", "import uuid\nuuid.uuid4()"),
    "the user's script": ("cli", "import digest"),
    "too long": ("clean.links", "x = 1\n" * 301),
}


@pytest.mark.parametrize(("room", "source"), NEVERS.values(), ids=NEVERS)
def test_each_never_is_seen(room, source):
    """The reader of imports finds each kind of forbidden line: this net has no hole."""
    assert len(faults(source, room)) == 1


ALLOWED = {
    "model": ("clean.links", "from ..model import Entry\nfrom ..errors import NotAFeed"),
    "own room": ("clean.links", "from . import tables\nfrom .titles import split"),
    "network room": ("gather.fetch", "import aiohttp\nimport socket"),
    "parsing addresses": ("clean.links", "from urllib.parse import urljoin"),
    "publish": ("publish.plan", "from pelican import signals\nfrom ..store import days"),
    "publish and the sheet": ("publish.shelf", "from ..desk.sheet import apply"),
    "down a stair": ("state", "from .identity import mint"),
    "publish's door": ("publish.door", "from ..desk import sheet\nfrom .plan import plan"),
    "steps": ("steps", "from .gather import fetch\nfrom .config import load"),
    "cli": ("cli", "import secrets\nfrom datetime import datetime\ndatetime.now()\nimport pelican"),
    "waiting": ("gather.fetch", "import time\ntime.monotonic()\ntime.sleep(1)"),
    "converting": ("gather.parse", "import time\ntime.gmtime(0)"),
    "version": ("publish.plan", "from .. import __version__"),
}


@pytest.mark.parametrize(("room", "source"), ALLOWED.values(), ids=ALLOWED)
def test_what_is_allowed_passes(room, source):
    """The same reader leaves ordinary imports alone."""
    assert faults(source, room) == []


def test_an_init_counts_its_dots_from_itself():
    """`from .links import x` in clean/__init__.py is clean's own room, `from ..gather` is not."""
    assert faults("from .links import clean_link", "clean", package=True) == []
    assert faults("from ..gather import parse", "clean", package=True) != []


def test_floors_name_rooms_that_fit():
    """The table of floors knows no wing by its bare name: wings live on the second floor."""
    assert not WINGS & set(FLOORS)
