"""The cones a program is written with, and a product of them as one set of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from course_lib import checks
from course_lib.convex.programs.algebra import Lorentz, Matrices, Orthant


@dataclass(frozen=True)
class Nonnegative:
    """Vectors of n numbers ≥ 0; n = 0 is allowed and holds nothing."""

    n: int

    def __post_init__(self):
        checks.integer("n", self.n, low=0)

    @property
    def size(self) -> int:
        """How many rows of G belong to it."""
        return self.n


@dataclass(frozen=True)
class SecondOrder:
    """Vectors of n numbers with s[0] ≥ ‖s[1:]‖, the ice-cream cone; n = 1 is a number ≥ 0."""

    n: int

    def __post_init__(self):
        checks.integer("n", self.n, low=1)

    @property
    def size(self) -> int:
        """How many rows of G belong to it."""
        return self.n


@dataclass(frozen=True)
class Semidefinite:
    """Symmetric positive semidefinite n × n matrices, all n² entries row by row.

    ``s.reshape(n, n)`` is the matrix and ``S.ravel()`` the vector; the inner product of two such
    vectors is the trace of the product of their matrices, so nothing is scaled by √2.
    """

    n: int

    def __post_init__(self):
        checks.integer("n", self.n, low=1)

    @property
    def size(self) -> int:
        """How many rows of G belong to it, n²."""
        return self.n**2


Cone = Nonnegative | SecondOrder | Semidefinite


def checked(cones, rows: int) -> tuple[Cone, ...]:
    """The cones as a tuple, if they add up to as many rows as h has."""
    cones = (cones,) if isinstance(cones, Cone) else cones
    if not isinstance(cones, Sequence) or not all(isinstance(cone, Cone) for cone in cones):
        raise TypeError(
            "cones must be a list of Nonnegative, SecondOrder and Semidefinite, "
            f"got {cones!r}; write [programs.Nonnegative({rows})] for {rows} inequalities"
        )
    total = sum(cone.size for cone in cones)
    if total != rows:
        parts = " + ".join(str(cone.size) for cone in cones) or "0"
        raise ValueError(
            f"cones must have as many rows as h, {rows}, got {parts} = {total}; "
            "Semidefinite(n) takes n * n rows"
        )
    return tuple(cones)


def split(cones: Sequence[Cone], vector: np.ndarray) -> tuple[np.ndarray, ...]:
    """The part of each cone; that of a `Semidefinite` as a matrix."""
    ends = np.cumsum([cone.size for cone in cones], dtype=int)
    parts = np.split(vector, ends[:-1]) if len(ends) else []
    return tuple(
        part.reshape(cone.n, cone.n) if isinstance(cone, Semidefinite) else part
        for cone, part in zip(cones, parts, strict=True)
    )


class Product:
    """A product of cones, sorted so that each kind is one array: what the steps compute with.

    Vectors have their entries on the last axis, in the order `order` of the rows of G: all
    inequalities, all second-order cones, then the matrices, those of one size together.

    Attributes
    ----------
    order : array of int, shape (m,)
        Sorted vectors are ``v[..., order]``.
    degree : int
        Of the barrier: 1 for a number, 1 for a second-order cone, n for an n × n matrix.
    """

    def __init__(self, cones: Sequence[Cone]):
        starts = np.cumsum([0, *(cone.size for cone in cones)], dtype=int)
        rows = [np.arange(a, b) for a, b in pairwise(starts)]
        groups: dict[tuple, list[int]] = {}
        for i, cone in enumerate(cones):
            if cone.size:
                of_one_kind = cone.n if isinstance(cone, Semidefinite) else 0
                groups.setdefault((_KINDS.index(type(cone)), of_one_kind), []).append(i)
        keys = sorted(groups)
        chosen = [rows[i] for key in keys for i in groups[key]]
        self.order = np.concatenate([*chosen, np.zeros(0, dtype=int)])
        self.size, self.parts, start = len(self.order), [], 0
        for kind, n in keys:
            members = [cones[i] for i in groups[kind, n]]
            part = _algebra(kind, n, members)
            self.parts.append((slice(start, start + part.size), part))
            start += part.size
        self.degree = sum(part.degree for _, part in self.parts)
        self.identity = self._join(part.identity for _, part in self.parts)

    def sort(self, vectors) -> np.ndarray:
        """From the order of the rows of G to that of the kinds."""
        return vectors[..., self.order]

    def unsort(self, vector) -> np.ndarray:
        """Back again."""
        out = np.empty_like(vector)
        out[self.order] = vector
        return out

    def least(self, u) -> float:
        """The largest t for which u − t·identity is in the cone: u is inside if it is > 0."""
        return min((part.least(u[rows]) for rows, part in self.parts), default=np.inf)

    def product(self, u, v) -> np.ndarray:
        """u ∘ v, the commutative product whose squares make up the cone."""
        return self._join(part.product(u[rows], v[rows]) for rows, part in self.parts)

    def row_scales(self, sizes) -> np.ndarray:
        """Sizes of rows, made equal within what must be scaled together (its largest)."""
        return self._join(part.common(sizes[rows]) for rows, part in self.parts)

    def scaling(self, s, z) -> Scaling:
        """The Nesterov–Todd scaling of two points inside."""
        return Scaling([(rows, part.scaling(s[rows], z[rows])) for rows, part in self.parts])

    @staticmethod
    def _join(parts) -> np.ndarray:
        return np.concatenate([*parts, np.zeros(0)])


class Scaling:
    r"""The linear map W of the cone onto itself with :math:`\lambda = W z = W^{-\top} s`."""

    def __init__(self, parts):
        self.parts = parts
        self.point = Product._join(part.point for _, part in parts)

    def s_down(self, vectors) -> np.ndarray:
        """W⁻ᵀ v for every v on the last axis: slacks as they look from λ."""
        if len(self.parts) == 1:
            return self.parts[0][1].s_down(vectors)
        out = np.empty_like(vectors)
        for rows, part in self.parts:
            out[..., rows] = part.s_down(vectors[..., rows])
        return out

    def s_up(self, v) -> np.ndarray:
        """Wᵀ v: back from there."""
        return Product._join(part.s_up(v[rows]) for rows, part in self.parts)

    def z_up(self, v) -> np.ndarray:
        """W⁻¹ v: multipliers back from there."""
        return Product._join(part.z_up(v[rows]) for rows, part in self.parts)

    def divide(self, v) -> np.ndarray:
        """The u with λ ∘ u = v."""
        return Product._join(part.divide(v[rows]) for rows, part in self.parts)

    def fall(self, v) -> float:
        """The least t ≥ 0 for which λ + v / t is still in the cone: steps are 1/t long."""
        return max((part.fall(v[rows]) for rows, part in self.parts), default=0.0)


_KINDS = (Nonnegative, SecondOrder, Semidefinite)


def _algebra(kind: int, n: int, members):
    if _KINDS[kind] is Nonnegative:
        return Orthant(sum(cone.n for cone in members))
    if _KINDS[kind] is SecondOrder:
        return Lorentz([cone.n for cone in members])
    return Matrices(n, len(members))
