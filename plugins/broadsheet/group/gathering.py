"""From entries and written stories to groups: who is compared with whom.

Only what could belong together is compared: sparse products find the written stories
within reach of the fresh entries, connected components split strangers off, and each
component is merged by itself (`linkage`). So an entry that shares no term with others
changes nothing about them, and a day's cost depends on the window, not on the archive.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ..model import Entry
from .linkage import THRESHOLD, Array, Nodes, merge, veto, yardstick
from .similarity import Rows, names_of, near, rows_of
from .words import plain_words

__all__ = ["Groups", "groups_of"]

FLOOR = 0.05  # likeness under which two nodes are strangers
STEP = 0.05  # by how much the floor rises where a component is too large
REACH = THRESHOLD / 2  # score from which a written story may come to be joined
LARGEST = 4000  # nodes in a component: square matrices of 128 MB
WEEK = 7.0  # days apart that two reports of one event may well be ...
SEASON = 30.0  # ... and days after that, over which likeness falls to a third
CROWD = 20  # entries that may share an address or a headline and still be one event
LISTED = 4  # words of a headline that must match for an item's list of others to count

Groups = list[tuple[tuple[int, ...], tuple[int, ...]]]


def groups_of(fresh: Sequence[Entry], told: Sequence[Sequence[Entry]]) -> Groups:
    """Groups of entries: (indices into `fresh`, indices into `told`), first entry first.

    `told` are stories written before, each kept whole. Every fresh entry is in one
    group, in company of no, one or several told stories. The order of `fresh` decides
    ties only: sort it by something that is not chance.
    """
    if not fresh:
        return []
    import numpy as np  # noqa: PLC0415 - heavy, wanted only where entries are grouped

    stories = [*((entry,) for entry in fresh), *(tuple(story) for story in told)]
    flat = [entry for story in stories for entry in story]
    size = np.array([len(story) for story in stories])
    rows = _summed(rows_of(flat), size)
    length = _means([float(len(entry.terms)) for entry in flat], size)
    day = np.array([_day(story) for story in stories])
    linked = _linked(stories)
    groups: Groups = []
    for part in _components(rows, size, length, len(fresh), linked):
        across = (rows[part] @ rows[part].T).toarray() * _meanwhile(day[part])
        across += linked[part][:, part].toarray()
        inside = np.maximum(across.diagonal() - size[part], 0.0)
        names, terms = names_of([stories[node] for node in part])
        found = (names @ terms.T).toarray()
        named = veto(np.round(across, 6), found, length[part])
        nodes = Nodes(
            across=np.round(across, 6),
            named=named,
            size=size[part],
            inside=inside,
            length=length[part],
            frozen=part >= len(fresh),
        )
        for group in merge(nodes):
            places = [int(part[node]) for node in group]
            own = tuple(place for place in places if place < len(fresh))
            if own:
                known = tuple(place - len(fresh) for place in places if place >= len(fresh))
                groups.append((own, known))
    return sorted(groups)


def _summed(rows: Rows, size: Array) -> Rows:
    """Entries' rows added up to nodes' rows."""
    import numpy as np  # noqa: PLC0415
    from scipy import sparse  # noqa: PLC0415

    ends = np.concatenate([[0], np.cumsum(size)])
    member = sparse.csr_matrix(
        (np.ones(rows.shape[0]), np.arange(rows.shape[0]), ends),
        shape=(len(size), rows.shape[0]),
    )
    return (member @ rows).tocsr()


def _means(values: list[float], size: Array) -> Array:
    """The mean of each node's entries' values."""
    import numpy as np  # noqa: PLC0415

    starts = np.concatenate([[0], np.cumsum(size)[:-1]])
    return np.add.reduceat(np.array(values), starts) / size


def _day(story: Sequence[Entry]) -> float:
    """When a story was published last, in days; not a number where that is unknown."""
    times = [entry.published.timestamp() for entry in story if entry.published is not None]
    return max(times) / 86_400 if times else float("nan")


def _meanwhile(day: Array) -> Array:
    """What likeness is multiplied by for the days between: 1 within a week or unknown."""
    import numpy as np  # noqa: PLC0415

    if bool(np.isnan(day).all()):
        return 1.0
    apart = np.abs(np.subtract.outer(day, day))
    return np.nan_to_num(np.exp(-np.maximum(0.0, apart - WEEK) / SEASON), nan=1.0)


def _linked(stories: Sequence[Sequence[Entry]]) -> Rows:
    """Pairs that say themselves that they belong together, a one for each.

    One address from two feeds, or a headline that another entry's own list of outlets
    gives word for word.
    """
    import numpy as np  # noqa: PLC0415
    from scipy import sparse  # noqa: PLC0415

    holders: dict[str, list[int]] = {}
    askers: dict[str, list[int]] = {}
    for at, story in enumerate(stories):
        for entry in story:
            listed = {_headline(related.title) for related in entry.related}
            for key in {_headline(entry.title), _address(entry)} - {""}:
                holders.setdefault(key, []).append(at)
            for key in {*listed, _address(entry)} - {""}:
                askers.setdefault(key, []).append(at)
    pairs = set()
    for key, asking in askers.items():
        held = holders.get(key, [])
        if len(held) <= CROWD:  # what many bear is a standing head or a home page
            pairs |= {(one, other) for one in asking for other in held if one != other}
    both = sorted(pairs | {(other, one) for one, other in pairs})
    ends = np.array(both, dtype=int).reshape(-1, 2)
    shape = (len(stories), len(stories))
    return sparse.csr_matrix((np.ones(len(both)), (ends[:, 0], ends[:, 1])), shape=shape)


def _address(entry: Entry) -> str:
    return entry.resolved or entry.url


@lru_cache(maxsize=32_000)
def _headline(title: str) -> str:
    words = plain_words(title)
    return " ".join(words) if len(words) >= LISTED else ""


def _components(rows: Rows, size: Array, length: Array, fresh: int, linked: Rows) -> list[Array]:
    """Sorted index arrays of nodes that may have to do with each other, fresh ones among them."""
    import numpy as np  # noqa: PLC0415
    from scipy import sparse  # noqa: PLC0415

    means = sparse.diags(1.0 / size) @ rows
    inside = np.asarray(rows.multiply(rows).sum(axis=1)).ravel() - size
    reach = sparse.diags(yardstick(size, np.maximum(inside, 0.0), length) ** -0.5) @ means
    close = np.zeros(len(size), dtype=bool)
    close[:fresh] = True
    close[fresh + linked[:fresh, fresh:].indices] = True
    for _, told in near(reach[:fresh], reach[fresh:], REACH):
        close[fresh + told] = True
    waiting = [(np.flatnonzero(close), FLOOR)]
    found = []
    while waiting:
        part, floor = waiting.pop()
        for inner in _connected(means[part], floor, linked[part][:, part]):
            nodes = part[inner]
            if len(nodes) > LARGEST and floor < 1:
                waiting.append((nodes, floor + STEP))
            elif nodes[0] < fresh:
                found.append(nodes)
    return found


def _connected(means: Rows, floor: float, linked: Rows) -> list[Array]:
    """Sorted index arrays of rows that hang together by products of `floor` or by links."""
    import numpy as np  # noqa: PLC0415
    from scipy import sparse  # noqa: PLC0415

    count = means.shape[0]
    labels = np.arange(count)
    for left, right in near(means, means, floor):
        # Block by block, so that the edges of a large input never stand all at once.
        ends = (np.concatenate([left, np.arange(count)]), np.concatenate([right, labels]))
        graph = sparse.csr_matrix((np.ones(len(ends[0]), dtype=bool), ends), shape=(count, count))
        labels = _first_of(sparse.csgraph.connected_components(graph, directed=False)[1])
    pairs = linked.tocoo()
    ends = (np.concatenate([pairs.row, np.arange(count)]), np.concatenate([pairs.col, labels]))
    graph = sparse.csr_matrix((np.ones(len(ends[0]), dtype=bool), ends), shape=(count, count))
    labels = sparse.csgraph.connected_components(graph, directed=False)[1]
    order = np.argsort(labels, kind="stable")
    return [np.sort(part) for part in np.split(order, np.cumsum(np.bincount(labels))[:-1])]


def _first_of(labels: Array) -> Array:
    """For each node the first node with its label."""
    import numpy as np  # noqa: PLC0415

    return np.unique(labels, return_index=True)[1][labels]
