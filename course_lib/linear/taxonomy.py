"""A tree whose leaves are the classes: who shares which ancestors, and how far apart they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from course_lib import checks


@dataclass(frozen=True, eq=False)
class Taxonomy:
    """A tree of classes, given by the parent of each node.

    Parameters
    ----------
    leaves : sequence of str
        The classes, in the order of their labels.
    parent : mapping of str to str
        Of every leaf and inner node but the root.

    Raises
    ------
    ValueError
        ``parent must have an entry for 'cat'``, ``parent must be a tree with one root, …``.

    Examples
    --------
    >>> pets = Taxonomy(("cat", "dog", "carp"), {"cat": "warm", "dog": "warm", "warm": "pet",
    ...                                          "carp": "pet"})
    >>> pets.nodes
    ('cat', 'dog', 'carp', 'warm')
    >>> pets.rows.tolist()
    [[1.0, 0.0, 0.0, 1.0], [0.0, 1.0, 0.0, 1.0], [0.0, 0.0, 1.0, 0.0]]
    >>> pets.distance.tolist()
    [[0.0, 2.0, 3.0], [2.0, 0.0, 3.0], [3.0, 3.0, 0.0]]
    """

    leaves: Sequence[str]
    parent: Mapping[str, str]

    def __post_init__(self):
        leaves = checks.items("leaves", self.leaves, "names")
        for leaf in leaves:
            checks.instance("leaves", leaf, str)
        checks.integer("the number of leaves", len(leaves), low=1)
        checks.instance("parent", self.parent, Mapping, "write {'cat': 'animal'}")
        ends = {self.way_up(leaf)[-1] for leaf in self.leaves}
        if len(ends) != 1:
            raise ValueError(f"parent must be a tree with one root, got {sorted(ends)}")

    def way_up(self, node: str) -> tuple[str, ...]:
        """The node, its parent, and so on to the root."""
        way = [node]
        while way[-1] in self.parent:
            way.append(self.parent[way[-1]])
            if len(way) > len(self.parent) + 1:
                raise ValueError(f"parent must be a tree, got a circle through {way[-1]!r}")
        if len(way) == 1:
            raise ValueError(f"parent must have an entry for {node!r}")
        return tuple(way)

    @property
    def root(self) -> str:
        return self.way_up(self.leaves[0])[-1]

    @property
    def nodes(self) -> tuple[str, ...]:
        """All nodes but the root, which every class has above it: leaves first."""
        inner = [node for leaf in self.leaves for node in self.way_up(leaf)[1:-1]]
        return (*self.leaves, *dict.fromkeys(inner))

    @property
    def rows(self) -> np.ndarray:
        """1 where a node is a class or above it, shape (K, nodes): rows for `ClassFeatures`."""
        above = [set(self.way_up(leaf)) for leaf in self.leaves]
        return np.array([[float(node in ways) for node in self.nodes] for ways in above])

    @property
    def distance(self) -> np.ndarray:
        """How many edges lead from one class to another, shape (K, K)."""
        rows = self.rows
        return np.abs(rows[:, None, :] - rows[None, :, :]).sum(axis=-1)
