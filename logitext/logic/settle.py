"""A change to some nodes of a graph is carried on to the nodes that use them, as far as it makes a difference."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from heapq import heappop, heappush
from typing import TypeVar

T = TypeVar("T")


def settle(
    waiting: list[int],
    at: list[T],
    found: Callable[[int], T],
    users: Sequence[Sequence[int]] | Mapping[int, Sequence[int]],
) -> None:
    """Find the values of the waiting nodes anew, and those of the nodes that use a changed one.

    Requires that `waiting` is a heap and that each node has a smaller number than its users. Afterwards `waiting` is
    empty, and `at[node] == found(node)` for every node that depends on one that waited. A node is found once.
    """
    last = -1
    while waiting:
        node = heappop(waiting)
        if node == last:
            continue
        last = node
        new = found(node)
        if new != at[node]:
            at[node] = new
            for user in users[node]:
                heappush(waiting, user)
