"""The ranking SVM: within each query, what is better should score higher by a margin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib import checks
from course_lib.functions import CForm, Hinge, SquaredNorm
from course_lib.linear.interior_point import solve_hinge_qp


def ranked_pairs(relevance, query) -> tuple[np.ndarray, np.ndarray]:
    """All pairs (better, worse) of rows with the same query and different relevance.

    Parameters
    ----------
    relevance : array, shape (n,)
        Higher is better; equal ones are not compared.
    query : array, shape (n,)
        Rows of different queries are never compared.

    Examples
    --------
    >>> better, worse = ranked_pairs([0, 2, 1, 5], ["a", "a", "a", "b"])
    >>> list(zip(better.tolist(), worse.tolist()))
    [(1, 0), (1, 2), (2, 0)]
    """
    relevance, query = checks.vector("relevance", relevance), checks.labels("query", query)
    checks.same_length(relevance=relevance, query=query)
    _, index = np.unique(query, return_inverse=True)
    better, worse = [], []
    for group in np.split(np.argsort(index, kind="stable"), np.bincount(index).cumsum()[:-1]):
        above = relevance[group][:, None] > relevance[group]
        i, j = np.nonzero(above)
        better.append(group[i])
        worse.append(group[j])
    return np.concatenate(better), np.concatenate(worse)


def swapped_pairs(scores, relevance, query) -> float:
    """The part of the pairs in which the worse row scores as high as the better one, or higher.

    Examples
    --------
    >>> swapped_pairs([3.0, 1.0, 2.0], [2, 1, 0], [7, 7, 7])
    0.3333333333333333
    """
    scores = checks.vector("scores", scores)
    better, worse = ranked_pairs(relevance, query)
    checks.same_length(scores=scores, relevance=np.asarray(relevance))
    if not len(better):
        raise ValueError("relevance must differ within a query somewhere: no pair to compare")
    return float((scores[better] <= scores[worse]).mean())


@dataclass(eq=False)
class RankSVM:
    r"""One direction along which the rows of every query come in their right order.

    .. math:: \min_w \tfrac12 \|w\|^2 + C \sum_{(i, j)} \max\bigl(0, 1 - w^\top (x_i - x_j)\bigr)

    over all pairs in which xᵢ is ranked above xⱼ for the same query: a binary SVM without bias on
    the differences. A feature that is the same in all rows of a query, and a bias, cancel.

    Parameters
    ----------
    C : float
        > 0, the price of a unit of slack, of each pair.
    tol : float
        Relative duality gap.

    Attributes
    ----------
    coef_ : array, shape (d,)
    pairs_ : array, shape (m, 2)
        Rows (better, worse).
    alpha_ : array, shape (m,)
        The multiplier of each pair, in [0, C].
    objective_ : CForm

    References
    ----------
    Joachims, Optimizing search engines using clickthrough data (2002).

    Examples
    --------
    >>> rank = RankSVM(C=100.0).fit([[1.0, 5.0], [2.0, 5.0], [0.0, 9.0]], [2, 1, 0], [0, 0, 0])
    >>> np.argsort(-rank.predict([[1.0, 5.0], [2.0, 5.0], [0.0, 9.0]])).tolist()
    [0, 1, 2]
    """

    C: float = 1.0
    tol: float = 1e-9

    def __post_init__(self):
        checks.positive("C", self.C, "it is the price of one unit of slack")
        checks.positive("tol", self.tol)

    def fit(self, X, relevance, query) -> RankSVM:
        """Fit to rows X (n, d) with a relevance (n,), higher is better, and a query (n,) each."""
        X = checks.array("X", X, ndim=2)
        checks.same_length(X=X, relevance=np.asarray(relevance))
        better, worse = ranked_pairs(relevance, query)
        if not len(better):
            raise ValueError("relevance must differ within a query somewhere: no pair to compare")
        self.pairs_ = np.column_stack([better, worse])
        differences, ones = X[better] - X[worse], np.ones(len(better))
        self.objective_ = CForm(Hinge(), differences, ones, self.C, SquaredNorm())
        found = solve_hinge_qp(differences, ones, self.C, free=0, tol=self.tol)
        self.coef_, self.alpha_, self.trace_ = found.weights, found.alpha, found.trace
        return self

    def predict(self, X) -> np.ndarray:
        """Scores wᵀx; sort the rows of a query by them, the highest first."""
        if not hasattr(self, "coef_"):
            raise AttributeError("RankSVM must be fitted first; call fit(X, relevance, query)")
        return checks.points("X", X, len(self.coef_)) @ self.coef_

    def score(self, X, relevance, query) -> float:
        """The part of the pairs in their right order."""
        return 1 - swapped_pairs(self.predict(X), relevance, query)
