"""Nearest neighbours: the classifier that learns nothing, beside which the linear ones stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import scipy

from course_lib import checks

#: Squares of distances below this share of the squares of the points have lost half their digits.
CLOSE = 1e-7


class Neighbours(NamedTuple):
    """The k nearest samples of each query, nearest first."""

    index: np.ndarray
    distance: np.ndarray


def distances(A, B, p: int = 2) -> np.ndarray:
    r"""Distances from each row of A to each row of B.

    .. math:: d_1(a, b) = \sum_j |a_j - b_j|, \qquad
              d_2(a, b) = \sqrt{\|a\|^2 - 2 a^\top b + \|b\|^2}

    The second form turns m·n differences into one product of matrices. Where two rows nearly
    agree it would cancel, so that those few are computed from their difference. The first has no
    such form; SciPy goes through its differences pair by pair.

    Parameters
    ----------
    A : array, shape (m, d)
    B : array, shape (n, d)
    p : {1, 2}

    Returns
    -------
    array, shape (m, n)
        No array of m·n·d numbers is made on the way.

    Raises
    ------
    ValueError
        ``p must be one of 1, 2, got 3``,
        ``A and B must have equally many columns: A has 3, B has 2``

    Examples
    --------
    >>> distances([[0.0, 0.0]], [[3.0, 4.0], [0.0, 0.0]]).tolist()
    [[5.0, 0.0]]
    >>> distances([[0.0, 0.0]], [[3.0, 4.0]], p=1).tolist()
    [[7.0]]
    """
    A, B = _table("A", A), _table("B", B)
    checks.choice("p", p, (1, 2))
    if A.shape[1] != B.shape[1]:
        raise ValueError(f"A and B must have equally many columns: A has {A.shape[1]}, "
                         f"B has {B.shape[1]}")  # fmt: skip
    if p == 1:
        return scipy.spatial.distance.cdist(A, B, "cityblock")
    sizes = np.einsum("ij,ij->i", A, A)[:, None] + np.einsum("ij,ij->i", B, B)
    squares = sizes - 2 * (A @ B.T)
    for i, j in np.argwhere(squares <= CLOSE * sizes):
        squares[i, j] = ((A[i] - B[j]) ** 2).sum()
    return np.sqrt(squares)


def _table(name, value) -> np.ndarray:
    """Rows as doubles: single precision would lose what `CLOSE` counts on."""
    rows = checks.array(name, value, ndim=2, finite=False, hint="one point is [[...]]")
    return checks.array(name, rows)


def vote(classes, count: int | None = None) -> np.ndarray:
    """The most frequent class of each row; of equally frequent ones that of the nearest.

    Parameters
    ----------
    classes : int array, shape (m, k)
        Class indices of the neighbours, nearest first.
    count : int, optional
        K; one more than the largest index if not given.

    Examples
    --------
    >>> vote([[1, 0, 0], [2, 0, 1]]).tolist()
    [0, 2]
    """
    classes = checks.labels("classes", classes)
    if classes.ndim != 2 or classes.dtype.kind not in "iu":
        raise ValueError("classes must be a table of class indices, a row for each query, got "
                         f"shape {classes.shape} of {classes.dtype}")  # fmt: skip
    least = int(classes.max(initial=0)) + 1
    count = least if count is None else checks.integer("count", count, low=least)
    votes = (classes[:, :, None] == np.arange(count)).sum(axis=1)
    of_neighbours = np.take_along_axis(votes, classes, axis=1)
    first = of_neighbours.argmax(axis=1)
    return classes[np.arange(len(classes)), first]


@dataclass(eq=False)
class NearestNeighbours:
    """The answer is the class that most of the k nearest training samples have.

    Parameters
    ----------
    k : int
        ≥ 1, at most the number of training samples.
    p : {1, 2}
        Of the distance, see `distances`.

    Attributes
    ----------
    X_, y_ : array
        The training samples: all of them are kept.
    classes_ : array, shape (K,)

    Notes
    -----
    Of samples at the same distance those that come first in X are nearer. Of classes with equally
    many votes that of the nearest sample wins; scikit-learn takes the smallest label.

    References
    ----------
    Cover & Hart (1967); lecture deck A.

    Examples
    --------
    >>> model = NearestNeighbours(k=1).fit([[0.0], [1.0], [5.0]], ["a", "a", "b"])
    >>> model.predict([[3.5], [0.4]]).tolist()
    ['b', 'a']
    """

    k: int = 1
    p: int = 2

    def __post_init__(self):
        checks.integer("k", self.k, low=1)
        checks.choice("p", self.p, (1, 2))

    def fit(self, X, y) -> NearestNeighbours:
        """Remember the samples X (n, d) and their labels y (n,)."""
        X, y = _table("X", X), checks.labels("y", y)
        if y.ndim != 1:
            raise ValueError(f"y must be a vector of labels, got an array of shape {y.shape}")
        checks.same_length(X=X, y=y)
        if self.k > len(X):
            raise ValueError(f"k must be at most the {len(X)} training samples, got {self.k}")
        self.X_, self.y_ = X.copy(), y.copy()
        self.classes_, self._index = np.unique(y, return_inverse=True)
        return self

    def neighbours(self, X) -> Neighbours:
        """The k nearest training samples of each row of X: two arrays of shape (m, k)."""
        if not hasattr(self, "X_"):
            raise AttributeError("NearestNeighbours must be fitted first; call fit(X, y)")
        found = distances(_table("X", X), self.X_, self.p)
        index = np.argsort(found, axis=1, kind="stable")[:, : self.k]
        return Neighbours(index, np.take_along_axis(found, index, axis=1))

    def predict(self, X) -> np.ndarray:
        """The class of each row of X."""
        near = self.neighbours(X).index
        return self.classes_[vote(self._index[near], self.classes_.size)]

    def score(self, X, y) -> float:
        """The part of the samples whose class is predicted right."""
        found, y = self.predict(X), checks.labels("y", y)
        checks.same_length(X=found, y=y)
        return float((found == y).mean())
