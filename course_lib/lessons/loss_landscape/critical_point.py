"""A point where the gradient is 0: its kind by eigenvalues, and how common each kind is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from course_lib import checks

DIMS = tuple(range(1, 9))
WAVES, STARTS, NEWTON_STEPS, BOX = 60, 400, 40, 30.0
LONGEST = 0.5  # step of the search
MATRICES = 20_000
SEED = 0


@dataclass(frozen=True)
class CriticalPoint:
    """The quadratic ½xᵀHx at its critical point 0, and the kinds of critical points in R^d."""

    hessian: np.ndarray  #: shape (2, 2)
    eigenvalues: tuple[float, float]  #: as set: along the first axis and the second, turned
    angle: float  #: degrees
    kind: str  #: "minimum", "maximum", "saddle" or "not told by H"
    dim: int
    shares: np.ndarray  #: by the number of downward directions 0 … dim, shape (dim + 1,)
    found: int  #: critical points that the shares are of
    minima: np.ndarray  #: share of minima among critical points, for each of `DIMS`
    matrices: np.ndarray  #: share of random matrices with positive eigenvalues only, same shape
    summary: str


@lru_cache(maxsize=256)
def critical_point(*, first=1.0, second=-1.0, angle=0.0, dim=2) -> CriticalPoint:
    """What two eigenvalues say, and how many critical points of random waves are of each kind.

    Parameters
    ----------
    first, second : float
        The eigenvalues of H.
    angle : float
        Of the first eigenvector, in degrees.
    dim : int
        The dimension of the random waves: one of `DIMS`.
    """
    checks.choice("dim", dim, DIMS)
    turn = np.deg2rad(angle)
    V = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    H = V @ np.diag([first, second]) @ V.T
    kind, counts = kind_of((first, second)), wave_indices(dim)
    shares = np.bincount(counts, minlength=dim + 1) / len(counts)
    minima = np.array([np.mean(wave_indices(d) == 0) for d in DIMS])
    return CriticalPoint(
        H, (first, second), angle, kind, dim, shares, len(counts), minima,
        np.array([positive_share(d) for d in DIMS]),
        _summary(H, kind, dim, shares),
    )  # fmt: skip


def kind_of(eigenvalues) -> str:
    """What the signs of the Hessian's eigenvalues say about a critical point.

    Examples
    --------
    >>> kind_of([1.0, -1.0]), kind_of([1.0, 0.0])
    ('saddle', 'not told by H')
    """
    low, high = np.min(eigenvalues), np.max(eigenvalues)
    if low < 0 < high:
        return "saddle"
    if low > 0:
        return "minimum"
    return "maximum" if high < 0 else "not told by H"


@dataclass(frozen=True, eq=False)
class RandomWaves:
    """f(x) = √(2/m) Σ cos(kⱼᵀx + phaseⱼ): a rough function, the same everywhere on average."""

    k: np.ndarray  #: shape (m, d)
    phase: np.ndarray  #: shape (m,)

    @classmethod
    def draw(cls, dim: int, rng) -> RandomWaves:
        return cls(rng.standard_normal((WAVES, dim)), rng.uniform(0, 2 * np.pi, WAVES))

    def __call__(self, x):
        return np.sqrt(2 / len(self.k)) * np.cos(x @ self.k.T + self.phase).sum(axis=-1)

    def grad(self, x):
        return -np.sqrt(2 / len(self.k)) * np.sin(x @ self.k.T + self.phase) @ self.k

    def hess(self, x):
        outer = (self.k[:, :, None] * self.k[:, None, :]).reshape(len(self.k), -1)
        H = -np.sqrt(2 / len(self.k)) * np.cos(x @ self.k.T + self.phase) @ outer
        return H.reshape(*x.shape, x.shape[-1])


@cache
def wave_indices(dim: int) -> np.ndarray:
    """The number of downward directions at critical points of random waves, shape (found,).

    Newton's method looks for a zero of the gradient from 400 random starts. It goes to minima,
    saddles and maxima alike.
    """
    rng = np.random.default_rng([SEED, dim])
    f = RandomWaves.draw(dim, rng)
    x = rng.uniform(-BOX, BOX, (STARTS, dim))
    for _ in range(NEWTON_STEPS):
        step = -np.linalg.solve(f.hess(x), f.grad(x)[..., None])[..., 0]
        length = np.linalg.norm(step, axis=1, keepdims=True)
        x = x + step * np.minimum(1, LONGEST / np.maximum(length, 1e-300))
    x = x[np.linalg.norm(f.grad(x), axis=1) < 1e-8]
    return (np.linalg.eigvalsh(f.hess(x)) < 0).sum(axis=1)


@cache
def positive_share(dim: int) -> float:
    """The share of random symmetric matrices that have positive eigenvalues only.

    Entries are normal and independent, with twice the variance on the diagonal.
    """
    A = np.random.default_rng([SEED, 99, dim]).standard_normal((MATRICES, dim, dim))
    A = A + A.swapaxes(1, 2)
    # A negative entry on the diagonal is a way down already: no eigenvalues are needed there.
    A = A[(np.diagonal(A, axis1=1, axis2=2) > 0).all(axis=1)]
    return float(np.sum(np.linalg.eigvalsh(A)[:, 0] > 0)) / MATRICES


def _summary(H, kind, dim, shares) -> str:
    trace, det = np.trace(H), np.linalg.det(H)
    what = kind if kind.startswith("not") else f"a {kind}"
    return (
        f"trace {trace:.2f}, determinant {det:.2f}: {what}. Random waves in {dim} dimensions: "
        f"{shares[0]:.1%} of the critical points are minima."
    ).replace("-", "−")
