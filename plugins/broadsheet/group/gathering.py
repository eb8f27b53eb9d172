"""From entries and written stories to groups: who is compared with whom.

Only what shares terms is compared at all: sparse products find the neighbours of the
fresh entries, connected components split the rest off, and each component is merged
by itself (`linkage`). So an entry that shares no term with others changes nothing
about them, and a day's cost depends on the window, not on the archive.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..model import Entry
from .linkage import Array, Nodes, merge, veto
from .similarity import Rows, names_of, near, rows_of

__all__ = ["groups_of"]

FLOOR = 0.05  # mean likeness under which two nodes are strangers
STEP = 0.05  # by how much the floor rises where a component is too large
LARGEST = 5000  # nodes in a component: two square matrices of 200 MB


def groups_of(
    fresh: Sequence[Entry], told: Sequence[Sequence[Entry]]
) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Groups of entries: (indices into `fresh`, indices into `told`), first entry first.

    `told` are stories written before, each kept whole. Every fresh entry is in one
    group, in company of no, one or several told stories. The order of `fresh` decides
    ties only: sort it by something that is not chance.
    """
    if not fresh:
        return []
    import numpy as np  # noqa: PLC0415 - heavy, wanted only where entries are grouped

    flat = [*fresh, *(entry for story in told for entry in story)]
    size = np.array([1] * len(fresh) + [len(story) for story in told])
    rows = _summed(rows_of(flat), size)
    length = _summed_lengths(flat, size)
    names, terms = names_of([*((entry,) for entry in fresh), *told])
    groups = []
    for part in _components(rows, size, len(fresh)):
        frozen = part >= len(fresh)
        nodes = _nodes(rows[part], size[part], length[part], frozen, names[part] @ terms[part].T)
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


def _summed_lengths(entries: Sequence[Entry], size: Array) -> Array:
    """The mean count of terms of each node's entries."""
    import numpy as np  # noqa: PLC0415

    counts = np.array([len(entry.terms) for entry in entries], dtype=float)
    starts = np.concatenate([[0], np.cumsum(size)[:-1]])
    return np.add.reduceat(counts, starts) / size


def _nodes(rows: Rows, size: Array, length: Array, frozen: Array, found: Rows) -> Nodes:
    import numpy as np  # noqa: PLC0415

    across = np.round((rows @ rows.T).toarray(), 6)
    names = found.toarray()
    named = np.round(across * veto(names, names.diagonal(), length), 6)
    inside = np.maximum(across.diagonal() - size, 0.0)
    return Nodes(across, named, size.astype(float), inside, length.copy(), frozen.copy())


def _components(rows: Rows, size: Array, fresh: int) -> list[Array]:
    """Sorted index arrays of nodes that may have to do with each other, fresh ones among them."""
    import numpy as np  # noqa: PLC0415
    from scipy import sparse  # noqa: PLC0415

    means = sparse.diags(1.0 / size) @ rows
    close = np.unique(near(means[:fresh], means[fresh:], FLOOR)[1]) + fresh
    waiting = [(np.concatenate([np.arange(fresh), close]), FLOOR)]
    found = []
    while waiting:
        part, floor = waiting.pop()
        left, right = near(means[part], means[part], floor)
        graph = sparse.csr_matrix(
            (np.ones(len(left), dtype=np.int8), (left, right)), shape=(len(part), len(part))
        )
        count, labels = sparse.csgraph.connected_components(graph, directed=False)
        order = np.argsort(labels, kind="stable")
        for each in np.split(order, np.cumsum(np.bincount(labels, minlength=count))[:-1]):
            inner = part[np.sort(each)]
            if len(inner) > LARGEST:
                waiting.append((inner, floor + STEP))
            elif inner[0] < fresh:
                found.append(inner)
    return found
