"""Split off test samples, and put features on one scale with the statistics of the training set."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib import checks


def train_test_split(X, y, test: float = 0.25, *, rng) -> tuple[np.ndarray, ...]:
    """Put a random part of the samples aside.

    Parameters
    ----------
    X, y : array, shapes (n, ...) and (n, ...)
    test : float
        The part put aside, in (0, 1); rounded to whole samples, at least one on either side.
    rng : numpy.random.Generator

    Returns
    -------
    X_train, X_test, y_train, y_test : array

    Examples
    --------
    >>> parts = train_test_split(np.eye(8), np.arange(8), rng=np.random.default_rng(0))
    >>> [len(part) for part in parts]
    [6, 2, 6, 2]
    """
    X, y = checks.labels("X", X), checks.labels("y", y)
    checks.same_length(X=X, y=y)
    n = checks.integer("the number of samples", len(X), low=2)
    share = checks.in_range("test", test, 0, 1, "()", "it is the part of the samples put aside")
    order = checks.generator("rng", rng).permutation(n)
    held = min(max(round(share * n), 1), n - 1)
    train, aside = order[held:], order[:held]
    return X[train], X[aside], y[train], y[aside]


@dataclass(frozen=True, eq=False)
class Standardizer:
    """Shift and scale each feature: z = (x − mean) / scale, with remembered statistics.

    Make it with `Standardizer.fit` from the *training* samples and use it on all others, or the
    test set leaks into the training.

    Parameters
    ----------
    mean, scale : array, shape (d,)
        `scale` is positive.

    Examples
    --------
    >>> scaler = Standardizer.fit([[1.0, 5.0], [3.0, 5.0]])
    >>> scaler.transform([[1.0, 5.0], [4.0, 6.0]]).tolist()
    [[-1.0, 0.0], [2.0, 1.0]]
    """

    mean: np.ndarray
    scale: np.ndarray

    def __post_init__(self):
        mean, scale = checks.vector("mean", self.mean), checks.vector("scale", self.scale)
        checks.same_length(mean=mean, scale=scale)
        if not (scale > 0).all():
            raise ValueError(f"scale must be positive, got {scale.min():g}; use 1 for a constant")
        for name, value in (("mean", mean.copy()), ("scale", scale.copy())):
            value.setflags(write=False)
            object.__setattr__(self, name, value)

    @classmethod
    def fit(cls, X) -> Standardizer:
        """Mean and standard deviation (divided by n) of each column of X, shape (n, d).

        A constant column keeps its own value as mean and 1 as scale: it becomes exactly 0.
        """
        X = checks.array("X", X, ndim=2, hint="write X[:, None] for one feature")
        checks.integer("the number of samples", len(X), low=1)
        constant = X.max(axis=0) == X.min(axis=0)
        # Divided by a power of 2, which rounds nothing, so that no square overflows or vanishes.
        size = np.frexp(np.abs(X).max(axis=0))[1]
        Z = np.ldexp(X, -size)
        mean = np.where(constant, X[0], np.ldexp(Z.mean(axis=0), size))
        scale = np.maximum(np.ldexp(Z.std(axis=0), size), np.finfo(float).tiny)
        return cls(mean, np.where(constant, 1.0, scale))

    def transform(self, X) -> np.ndarray:
        """z for points x, shape (..., d)."""
        return (checks.points("X", X, len(self.mean)) - self.mean) / self.scale

    def inverse(self, Z) -> np.ndarray:
        """x for points z, shape (..., d)."""
        return checks.points("Z", Z, len(self.mean)) * self.scale + self.mean


def standardize(X) -> tuple[np.ndarray, Standardizer]:
    """X with mean 0 and standard deviation 1 in each column, and the `Standardizer` that did it.

    Examples
    --------
    >>> Z, scaler = standardize([[1.0], [3.0]])
    >>> Z.ravel().tolist(), scaler.inverse(Z).ravel().tolist()
    ([-1.0, 1.0], [1.0, 3.0])
    """
    scaler = Standardizer.fit(X)
    return scaler.transform(X), scaler
