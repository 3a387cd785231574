"""The chain rule with matrices: three factors in an order of one's choice, and whether they fit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import pairwise

import numpy as np

from course_lib.lessons.shared.counted import counted

LARGEST = 5
STEP = 1e-6  # of the central differences
CLOSE = 1e-6

#: What a factor is called → how it is made from A = ∂y/∂x, B = ∂u/∂y and g = ∂z/∂u, a column.
FACTORS = {
    "∂y/∂x": lambda A, B, g: A,
    "(∂y/∂x)ᵀ": lambda A, B, g: A.T,
    "∂u/∂y": lambda A, B, g: B,
    "(∂u/∂y)ᵀ": lambda A, B, g: B.T,
    "∂z/∂u": lambda A, B, g: g,
    "(∂z/∂u)ᵀ": lambda A, B, g: g.T,
}


@dataclass(frozen=True)
class Chain:
    """x ∈ Rⁿ → y = tanh(Wx) ∈ Rᵐ → u = tanh(Vy) ∈ Rʳ → z = ½‖u − 1‖², at one point x."""

    W: np.ndarray  #: shape (m, n)
    V: np.ndarray  #: shape (r, m)
    x: np.ndarray  #: shape (n,)

    def __call__(self, x) -> float:
        """z at x."""
        u = np.tanh(self.V @ np.tanh(self.W @ x))
        return float(((u - 1) ** 2).sum() / 2)

    def jacobians(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """∂y/∂x (m, n), ∂u/∂y (r, m) and the column ∂z/∂u (r, 1)."""
        y = np.tanh(self.W @ self.x)
        u = np.tanh(self.V @ y)
        return (1 - y**2)[:, None] * self.W, (1 - u**2)[:, None] * self.V, (u - 1)[:, None]

    def differences(self) -> np.ndarray:
        """∂z/∂x by central differences, shape (n,)."""
        steps = STEP * np.eye(len(self.x))
        return np.array([self(self.x + h) - self(self.x - h) for h in steps]) / (2 * STEP)


@dataclass(frozen=True)
class ChainShapesRun:
    """The product of three factors, as far as it can be formed."""

    names: tuple[str, str, str]
    factors: tuple[np.ndarray, ...]  #: three matrices
    fits: tuple[bool, bool]  #: whether the first and the second dot have equal dimensions
    product: np.ndarray | None  #: None where a dot does not fit
    numeric: np.ndarray  #: ∂z/∂x by differences, shape (n, 1)
    verdict: str  #: "refused", "other shape", "wrong", "row" or "right"
    summary: str


@lru_cache(maxsize=64)
def chain(n: int, m: int, r: int) -> Chain:
    """A chain of these dimensions; the same numbers each time."""
    rng = np.random.default_rng(100 * n + 10 * m + r)
    return Chain(rng.normal(size=(m, n)) / np.sqrt(n), rng.normal(size=(r, m)) / np.sqrt(m),
                 rng.normal(size=n))  # fmt: skip


@lru_cache(maxsize=256)
def chain_shapes(*, first="∂z/∂u", second="∂u/∂y", third="∂y/∂x", n=3, m=4, r=2) -> ChainShapesRun:
    """Multiply three factors of the chain rule in the order given.

    Parameters
    ----------
    first, second, third : str
        Names of `FACTORS`.
    n, m, r : int
        Dimensions of x, y and u, from 1 to 5.
    """
    c, names = chain(n, m, r), (first, second, third)
    jacobians = c.jacobians()
    factors = tuple(FACTORS[name](*jacobians) for name in names)
    fits = tuple(a.shape[1] == b.shape[0] for a, b in pairwise(factors))
    product = reduce(np.matmul, factors) if all(fits) else None
    numeric = c.differences()[:, None]
    verdict = judge(product, numeric)
    return ChainShapesRun(
        names=names, factors=factors, fits=fits, product=product, numeric=numeric,
        verdict=verdict, summary=_summary(names, factors, fits, product, numeric, verdict),
    )  # fmt: skip


def judge(product, numeric) -> str:
    """What the product is, held against the gradient by differences."""
    if product is None:
        return "refused"
    if product.shape == numeric.shape:
        return "right" if np.abs(product - numeric).max() < CLOSE else "wrong"
    if product.shape == numeric.T.shape and np.abs(product - numeric.T).max() < CLOSE:
        return "row"
    return "other shape"


def _summary(names, factors, fits, product, numeric, verdict) -> str:
    if verdict == "refused":
        k = fits.index(False)
        a, b = factors[k], factors[k + 1]
        return (
            f"Refused: {names[k]} is {shape_of(a)} and {names[k + 1]} is {shape_of(b)}; "
            f"{counted(a.shape[1], 'column')} cannot meet {counted(b.shape[0], 'row')}."
        )
    says = {
        "right": "It is the gradient: it agrees with the differences.",
        "row": "It is the gradient as a row: the same numbers, lying down.",
        "other shape": f"The gradient is {shape_of(numeric)}, so this is something else.",
    }
    if verdict == "wrong":
        off = np.abs(product - numeric).max()
        says["wrong"] = f"The shape is right and the numbers are wrong, by up to {off:.2g}."
    return f"The shapes fit, and the product is {shape_of(product)}. {says[verdict]}"


def shape_of(matrix) -> str:
    """Such as "2 × 4"."""
    return f"{matrix.shape[0]} × {matrix.shape[1]}"
