"""Average linkage over a sparse graph: groups grow by what all their members share.

A group may take in another only while the mean likeness over all pairs across the
two is at least the threshold (pairs without an edge count 0), so that no chain grows
by one weak link. The best pair merges first; ties go to the first in order, so the
result depends on the nodes and not on the order in which edges are listed.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence

__all__ = ["link"]


def link(
    sizes: Sequence[int],
    edges: Iterable[tuple[int, int, float]],
    threshold: float,
    *,
    frozen: frozenset[int] = frozenset(),
) -> list[tuple[int, ...]]:
    """Groups of nodes, each sorted, in order of their first node.

    `sizes[n]` is the entries that node n stands for; an edge (a, b, s) holds the *sum*
    of likeness over the pairs across a and b. Two groups of none but `frozen` nodes
    never merge.
    """
    size = dict(enumerate(sizes))
    members = {node: [node] for node in size}
    still = {node: node in frozen for node in size}
    near: dict[int, dict[int, float]] = {node: {} for node in size}
    for a, b, total in edges:
        if a != b:
            near[a][b] = near[a].get(b, 0.0) + total
            near[b][a] = near[b].get(a, 0.0) + total
    heap: list[tuple[float, int, int]] = []

    def offer(a: int, b: int) -> None:
        mean = round(near[a][b] / (size[a] * size[b]), 9)
        if mean >= threshold and not (still[a] and still[b]):
            heapq.heappush(heap, (-mean, min(a, b), max(a, b)))

    for a, others in near.items():
        for b in others:
            if a < b:
                offer(a, b)
    while heap:
        mean, a, b = heapq.heappop(heap)
        if a not in near or b not in near.get(a, {}):
            continue
        if -mean != round(near[a][b] / (size[a] * size[b]), 9):
            continue  # either has grown since
        _absorb(near, a, b)
        size[a] += size.pop(b)
        members[a] += members.pop(b)
        still[a] = still[a] and still.pop(b)
        for other in sorted(near[a]):
            offer(a, other)
    return [tuple(sorted(members[node])) for node in sorted(members)]


def _absorb(near: dict[int, dict[int, float]], a: int, b: int) -> None:
    """Give a what b was near to, and forget b."""
    for other, total in near.pop(b).items():
        del near[other][b]
        if other != a:
            near[a][other] = near[a].get(other, 0.0) + total
            near[other][a] = near[a][other]
