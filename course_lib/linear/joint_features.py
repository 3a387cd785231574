r"""Joint feature maps ψ(x, y), the cost Δ of a wrong label, and the label with the largest sum.

A label is a class index or a row of signs. What a structured machine needs of its labels is here;
how it is trained is in `course_lib.linear.structured`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from course_lib import checks

MOST_BITS = 16  # of labels that are written down one by one


class JointFeatures(ABC):
    r"""Scores f(x, y) = wᵀψ(x, y) of inputs with labels, for many samples at once.

    Attributes
    ----------
    count : int
        |Y|, how many labels there are.
    """

    count: int

    @abstractmethod
    def size(self, d: int) -> int:
        """How many weights there are for inputs with d features."""

    @abstractmethod
    def check(self, Y) -> np.ndarray:
        """Labels as an array with one row or entry a sample; others are refused."""

    @abstractmethod
    def features(self, X, Y) -> np.ndarray:
        """ψ(xᵢ, yᵢ), shape (n, size)."""

    @abstractmethod
    def delta(self, Y, Z) -> np.ndarray:
        """Δ(yᵢ, zᵢ): what it costs to say z where y is right, shape (n,)."""

    @abstractmethod
    def best(self, w, X, Y=None) -> np.ndarray:
        """The label with the highest score; with Y, with the highest score plus Δ(y, ·).

        The second is loss-augmented inference: the label whose constraint is violated most.
        """

    @abstractmethod
    def labels(self) -> np.ndarray:
        """All labels, for sets that are small enough to be written down."""


class ClassFeatures(JointFeatures):
    r"""One of K classes, each described by a row of numbers that multiplies x.

    .. math:: \psi(x, y) = a_y \otimes x, \qquad f(x, y) = \sum_k a_{yk}\, w_k^\top x

    With the unit vectors as rows every class has its own weights: the multiclass SVM of Crammer
    and Singer. In a `Taxonomy` the row has a 1 for each node above the class, so that classes
    share the weights of their common ancestors.

    Parameters
    ----------
    classes : int
        K ≥ 2.
    delta : array, shape (K, K), optional
        ``delta[y, z]`` ≥ 0 is the cost of z where y is right, 0 on the diagonal; 1 for every
        mistake if not given.
    rows : array, shape (K, m), optional
        The unit vectors if not given.

    Examples
    --------
    >>> pairs = ClassFeatures(2)
    >>> pairs.features([[3.0, 4.0]], [1]).tolist()
    [[0.0, 0.0, 3.0, 4.0]]
    >>> pairs.best([1.0, 0.0, 0.0, 1.0], [[3.0, 4.0], [4.0, 3.5]]).tolist()
    [1, 0]
    >>> pairs.best([1.0, 0.0, 0.0, 1.0], [[4.0, 3.5]], [0]).tolist()  # 4 against 3.5 + 1
    [1]
    """

    def __init__(self, classes: int, delta=None, rows=None):
        K = self.count = checks.integer("classes", classes, low=2)
        self.costs = 1 - np.eye(K) if delta is None else checks.array("delta", delta, ndim=2)
        self.rows = np.eye(K) if rows is None else checks.array("rows", rows, ndim=2)
        if self.costs.shape != (K, K) or self.costs.diagonal().any() or self.costs.min() < 0:
            raise ValueError(f"delta must be a {K} × {K} table of costs ≥ 0 with 0 on its "
                             f"diagonal, got {self.costs.tolist()}")  # fmt: skip
        if len(self.rows) != K:
            raise ValueError(f"rows must have one row for each of the {K} classes, got "
                             f"{len(self.rows)}")  # fmt: skip

    def size(self, d):
        return self.rows.shape[1] * d

    def check(self, Y):
        Y = checks.labels("Y", Y)
        if Y.ndim != 1 or Y.dtype.kind not in "iu" or (Y.size and not _inside(Y, self.count)):
            raise ValueError(f"Y must be a vector of class indices 0 to {self.count - 1}, got "
                             f"{Y.ravel()[:5].tolist()} of shape {Y.shape}")  # fmt: skip
        return Y

    def scores(self, w, X) -> np.ndarray:
        """f(xᵢ, y) of every class, shape (n, K)."""
        X = np.asarray(X, dtype=float)
        W = np.reshape(w, (self.rows.shape[1], X.shape[1]))
        return X @ W.T @ self.rows.T

    def features(self, X, Y):
        X = np.asarray(X, dtype=float)
        return (self.rows[Y][:, :, None] * X[:, None, :]).reshape(len(X), -1)

    def delta(self, Y, Z):
        return self.costs[Y, Z]

    def best(self, w, X, Y=None):
        scores = self.scores(w, X)
        return (scores if Y is None else scores + self.costs[Y]).argmax(axis=1)

    def labels(self):
        return np.arange(self.count)


def _inside(Y, K) -> bool:
    return bool(Y.min() >= 0 and Y.max() < K)


class SignFeatures(JointFeatures):
    r"""k yes-or-no answers at once, y ∈ {−1, +1}ᵏ, with Δ the Hamming distance.

    .. math:: \psi(x, y) = (y_1 x, \dots, y_k x, \; y_1 y_2, \dots, y_{k-1} y_k), \qquad
              \Delta(y, z) = \#\{j : y_j \ne z_j\}

    The products of neighbours are there with ``chain=True``: their weights say whether two
    answers like to agree. Then the best of the 2ᵏ labels is found by dynamic programming along
    the chain (Viterbi), in time 4k; without them each answer is chosen on its own.

    Parameters
    ----------
    answers : int
        k ≥ 1.
    chain : bool

    Examples
    --------
    >>> chain = SignFeatures(3, chain=True)
    >>> chain.features([[2.0]], [[1, -1, -1]]).tolist()
    [[2.0, -2.0, -2.0, -1.0, 1.0]]
    >>> chain.best([3.0, -1.0, 0.5, 4.0, 0.0], [[1.0]]).tolist()  # 4 for agreeing beats 1
    [[1, 1, 1]]
    """

    def __init__(self, answers: int, chain: bool = False):
        self.answers = checks.integer("answers", answers, low=1)
        self.chain, self.count = checks.flag("chain", chain), 2**self.answers

    def size(self, d):
        return self.answers * d + (self.answers - 1) * self.chain

    def check(self, Y):
        Y = checks.labels("Y", Y)
        if Y.ndim != 2 or Y.shape[1] != self.answers or not np.isin(Y, (-1, 1)).all():
            raise ValueError(f"Y must hold −1 and +1 in {self.answers} columns, one for each "
                             f"answer, got an array of shape {Y.shape}")  # fmt: skip
        return Y.astype(np.int64)

    def _parts(self, w, X, Y):
        """The score of +1 over −1 of each answer, halved, and the weights of the products."""
        X, w = np.asarray(X, dtype=float), np.asarray(w, dtype=float)
        cut = self.answers * X.shape[1]
        single = X @ w[:cut].reshape(self.answers, -1).T
        if Y is not None:
            single = single - np.asarray(Y) / 2  # Δ = Σ (1 − yⱼzⱼ)/2
        return single, w[cut:]

    def features(self, X, Y):
        X, Y = np.asarray(X, dtype=float), np.asarray(Y, dtype=float)
        single = (Y[:, :, None] * X[:, None, :]).reshape(len(X), -1)
        return np.hstack([single, Y[:, :-1] * Y[:, 1:]]) if self.chain else single

    def delta(self, Y, Z):
        return (np.asarray(Y) != np.asarray(Z)).sum(axis=1).astype(float)

    def best(self, w, X, Y=None):
        single, pairs = self._parts(w, X, Y)
        return _viterbi(single, pairs) if self.chain else np.where(single > 0, 1, -1)

    def labels(self):
        if self.answers > MOST_BITS:
            raise ValueError(f"answers must be at most {MOST_BITS} to write down all labels, got "
                             f"{self.answers}, which has {self.count}")  # fmt: skip
        bits = (np.arange(self.count)[:, None] >> np.arange(self.answers)) & 1
        return 2 * bits - 1


SIGNS = np.array([-1, 1])


def _viterbi(single, pairs) -> np.ndarray:
    """The signs z (n, k) that maximize Σ zⱼ singleⱼ + Σ zⱼ zⱼ₊₁ pairsⱼ in each row."""
    n, k = single.shape
    reach = single[:, :1] * SIGNS  # the best sum up to answer j that ends in −1, in +1
    came = np.zeros((n, k, 2), dtype=np.int64)
    for j in range(1, k):
        ways = reach[:, :, None] + pairs[j - 1] * np.outer(SIGNS, SIGNS)  # (n, before, now)
        came[:, j] = ways.argmax(axis=1)
        reach = ways.max(axis=1) + single[:, j : j + 1] * SIGNS
    state = reach.argmax(axis=1)
    found = np.empty((n, k), dtype=np.int64)
    for j in range(k - 1, -1, -1):
        found[:, j] = SIGNS[state]
        state = came[np.arange(n), j, state]
    return found
