"""Reads a room's source and lists what it does that its place in the house forbids.

Kept apart from its test so that the rules can be tried on sources that break them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

WINGS = frozenset({"gather", "clean", "group", "desk", "publish"})

FLOORS = {
    "model": 1,
    "errors": 1,
    "positions": 1,  # line numbers in a TOML file: as plain as errors, and used beside them
    "settings": 1,  # Pelican's, as constants
    "tables": 1,  # digest.toml's, as types
    "terminal": 1,
    "calendar": 2,
    "config": 2,
    "identity": 2,
    "ledger": 2,
    "pipeline": 2,
    "disk": 2,
    "store": 2,
    "forme": 2,
    "cache": 2,
    "evidence": 2,
    "state": 2,
    "pending": 2,
    "silence": 2,
    "health": 2,
    "lock": 2,
    "recognise": 2,
    "age": 2,
    "facts": 2,
    "rules": 2,
    "withdrawal": 2,
    "steps": 3,
    "publish.door": 3,
    "publish.ondemand": 3,  # a second door: one page at a time, for `serve`
    "site": 3,
    "press": 4,  # act one from end to end: store, cache and steps meet here
    "follow": 4,
    "wire": 4,
    "intake": 4,
    "commands": 5,
    "commands.work": 5,
    "commands.trying": 5,
    "commands.checking": 5,
    "commands.explaining": 5,
    "commands.pinging": 5,
    "commands.serving": 5,
    "commands.withdrawing": 5,
    "cli": 5,
}
"""Rooms by floor, in the order of the stairs: a room imports only what stands above it here.

A wing's own rooms are on floor 2. A new room outside the wings is named here.
"""

NETWORK = frozenset(
    {
        "aiohttp",
        "ftplib",
        "http.client",
        "httpx",
        "niquests",
        "requests",
        "smtplib",
        "socket",
        "ssl",
        "urllib.request",
        "urllib3",
    },
)
CHANCE = frozenset({"random", "secrets"})
CLOCKS = frozenset({"now", "utcnow", "today"})
TIME = frozenset({"time", "time_ns", "localtime", "gmtime", "ctime", "asctime"})

NETWORK_ROOM = "gather.fetch"
CLOCK_ROOM = "cli"
LONGEST = 300


@dataclass(frozen=True)
class Import:
    """One imported name: dotted from `broadsheet` when ours, else as written."""

    name: str
    ours: bool
    line: int


def floor_of(room: str) -> int:
    """The floor of a room ("clean.links", "config"); KeyError for one that has no place yet."""
    if room in FLOORS:
        return FLOORS[room]
    if _wing(room) in WINGS:
        return 2
    if _wing(room) == "commands":
        return FLOORS["commands"]
    if room == "":  # the package's own __init__: Pelican's door, opened from above
        return 6
    raise KeyError(room)


def imports(source: str, room: str, *, package: bool = False) -> Iterator[Import]:
    """Every import of `source`, wherever in the file; `package` when it is an `__init__`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield _named(alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(node, room, package=package)
            for alias in node.names:
                yield _named(f"{module}.{alias.name}" if module else alias.name, node.lineno)


def _named(name: str, line: int) -> Import:
    if name == "broadsheet" or name.startswith("broadsheet."):
        return Import(name=name.removeprefix("broadsheet").lstrip("."), ours=True, line=line)
    return Import(name=name, ours=False, line=line)


def _absolute(node: ast.ImportFrom, room: str, *, package: bool) -> str:
    if not node.level:
        return node.module or ""
    parts = ["broadsheet", *room.split(".")] if room else ["broadsheet"]
    up = node.level - 1 if package else node.level
    kept = parts[: len(parts) - up] if up else parts
    return ".".join([*kept, *(node.module.split(".") if node.module else [])])


def faults(source: str, room: str, *, package: bool = False) -> list[str]:
    """What `room` must not do and does, one line each, as `room:line: what`."""
    found = []
    for each in imports(source, room, package=package):
        what = _ours(each.name, room) if each.ours else _theirs(each.name, room)
        if what:
            found.append(f"{room}:{each.line}: {what}")
    if room != CLOCK_ROOM:
        found += [f"{room}:{line}: {what}" for line, what in _clocks(source)]
    lines = source.count("\n")
    if lines > LONGEST:
        found.append(f"{room}:{lines}: longer than {LONGEST} lines")
    return found


def _room_of(name: str) -> str:
    """The room that an imported name lives in: "clean.links.absolute" -> "clean.links"."""
    parts = name.split(".")
    return ".".join(parts[:2]) if parts[0] in WINGS else parts[0]


def _ours(name: str, room: str) -> str:
    if not name or name == "__version__":
        return ""  # the version is a fact of the package, open to all
    target = _room_of(name)
    wing, other = _wing(room), _wing(target)
    if wing in WINGS and room not in FLOORS:
        return "" if _open_to_wing(wing, target) else f"a wing imports {target}"
    if wing == "publish" and other in {"gather", "clean", "group"}:
        return f"publish imports {target}"
    try:
        below = floor_of(target)
    except KeyError:
        return f"imports {target}, which has no floor"
    if below > floor_of(room) or (target in FLOORS and _stair(target) > _stair(room)):
        return f"imports {target}, which is not below it"
    return ""


def _stair(room: str) -> int:
    """The place of a room in the table; the package's own door is above all."""
    place = room if room in FLOORS else _wing(room)
    return list(FLOORS).index(place) if place in FLOORS else len(FLOORS)


def _open_to_wing(wing: str, target: str) -> bool:
    """A wing sees its own rooms and the ground floor.

    Publish sees the second floor too, and one other wing: it applies the editor's sheets.
    """
    other = _wing(target)
    if other in WINGS:
        return target not in FLOORS and (other == wing or (wing, other) == ("publish", "desk"))
    return FLOORS.get(target, 9) <= (2 if wing == "publish" else 1)


def _wing(room: str) -> str:
    return room.split(".", maxsplit=1)[0]


def _theirs(name: str, room: str) -> str:
    top = _wing(name)
    if room != NETWORK_ROOM and any(name == n or name.startswith(f"{n}.") for n in NETWORK):
        return f"network: {name}"
    if room != CLOCK_ROOM and (top in CHANCE or name in {"uuid.uuid4", "os.urandom"}):
        return f"chance: {name}"
    if room != CLOCK_ROOM and any(name == f"time.{clock}" for clock in TIME):
        return f"clock: {name}"
    if top == "pelican" and _wing(room) not in {"publish", "commands", "cli", ""}:
        return f"Pelican: {name}"
    if top == "digest":
        return "imports the user's digest.py"
    return ""


def _clocks(source: str) -> Iterator[tuple[int, str]]:
    """Calls that read the clock or roll dice through an attribute: `datetime.now()`, `time.time()`.

    `time.monotonic` and `time.sleep` measure and wait; they tell nobody the date.
    """
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner = node.func.value
        name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
        if node.func.attr in CLOCKS and name in {"datetime", "date", "dt"}:
            yield node.lineno, f"clock: {name}.{node.func.attr}()"
        if name == "time" and node.func.attr in TIME and not _given_a_time(node):
            yield node.lineno, f"clock: time.{node.func.attr}()"
        if (name, node.func.attr) in {("uuid", "uuid4"), ("uuid", "uuid1"), ("os", "urandom")}:
            yield node.lineno, f"chance: {name}.{node.func.attr}()"


def _given_a_time(node: ast.Call) -> bool:
    """`time.gmtime(stamp)` converts; only `time.gmtime()` asks what time it is."""
    return bool(node.args) and isinstance(node.func, ast.Attribute) and node.func.attr != "time"
