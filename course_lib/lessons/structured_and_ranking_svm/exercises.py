"""Checks of notebook 11: the cheapest slack, the worst of 2ᵏ labels, the pairs of a ranking."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip

# ---- the cheapest slack -------------------------------------------------------------------------

_PLAIN = 1.0 - np.eye(3)
_COSTS = np.array([[0.0, 1.0, 4.0], [2.0, 0.0, 1.0], [3.0, 0.5, 0.0]])


def _slack(*, form="max", costs=lambda d, y: d[y], floor=True, sign=1) -> Callable:
    def cheapest_slack(scores, y, delta):
        asked = costs(delta, y) + sign * (scores - scores[y])
        wrong = np.delete(asked, y)
        if form == "sum":
            return np.maximum(0, wrong).sum()
        if form == "scores":
            return asked[scores.argmax()]
        return max(0.0, wrong.max()) if floor else wrong.max()

    return cheapest_slack


check_cheapest_slack = Exercise(
    "the cheapest slack",
    "cheapest_slack(scores, y, delta)",
    (
        Ask((np.array([2.2, 2.5, -3.1]), 2, _PLAIN), 6.6,
            "the largest of the demands Δ(y, c) + f_c − f_y, and at least 0"),
        Ask((np.array([1.3, 4.9, 2.0]), 1, _PLAIN), 0.0, "every demand is met: no slack is needed"),
        Ask((np.array([0.5, 0.0, -1.0]), 0, _COSTS), 2.5,
            "with these costs class 2 demands the most, although its score is the lowest"),
        Ask((np.array([1.0, 0.5, 0.75]), 1, _COSTS), 2.5, "the row y of delta has the costs"),
        Ask((np.array([4.0, 0.0, 0.0, 3.5]), 0, 1.0 - np.eye(4)), 0.5,
            "there may be any number of classes"),
    ),
    (
        Slip("the sum form", _slack(form="sum"),
             "that is the sum form, which has a slack for each class; here one slack serves all"),
        Slip("negative slack", _slack(floor=False),
             "ξ ≥ 0 is a constraint too: the right class itself demands 0"),
        Slip("1 for every mistake", _slack(costs=lambda d, y: 1.0),
             "the lead that is asked for is delta[y, c], not always 1"),
        Slip("the wrong way through the table", _slack(costs=lambda d, y: d[:, y]),
             "delta[y, c] is the cost of c where y is right: row y, not column y"),
        Slip("the best score only", _slack(form="scores"),
             "the class with the best score need not be the one that demands the most"),
        Slip("f_y − f_c", _slack(sign=-1),
             "ξ ≥ Δ − (f_y − f_c): a class with a high score demands more, not less"),
    ),
)  # fmt: skip

# ---- the worst label ----------------------------------------------------------------------------


def _signs(score: Callable) -> Callable:
    def worst_signs(f, y):
        return np.where(score(f, y) > 0, 1, -1)

    return worst_signs


def _by_all_labels(f, y):
    """The best of all labels, looked at one by one."""
    labels = np.array(list(itertools.product((-1, 1), repeat=len(f))))
    return labels[((labels != y).sum(axis=1) + labels @ f).argmax()]


_F = np.array([0.3, -0.3, 0.7, -0.8, 0.2, 1.5, -0.45, 0.0])
_Y = np.array([1, 1, 1, -1, -1, 1, -1, 1])


def _long():
    f = np.random.default_rng(3).normal(size=60)
    return f, np.where(f + np.random.default_rng(4).normal(size=60) > 0, 1, -1)


def _worst_cases():
    yield Ask((_F, _Y), _by_all_labels(_F, _Y),
              "question by question: y′ is worth y′f, and 1 more if it is wrong")  # fmt: skip
    yield Ask((np.zeros(4), np.array([1, -1, -1, 1])), np.array([-1, 1, 1, -1]),
              "without scores only the distance counts: every answer wrong")  # fmt: skip
    f, y = _long()
    parts = [_by_all_labels(f[k : k + 10], y[k : k + 10]) for k in range(0, 60, 10)]
    yield Ask((f, y), np.concatenate(parts), "60 questions have 2^60 labels: do not list them")


check_worst_signs = Exercise(
    "the worst of 2^k labels",
    "worst_signs(f, y)",
    lambda: tuple(_worst_cases()),
    (
        Slip("the prediction", _signs(lambda f, y: f),
             "that is the best label without the bonus for being wrong"),
        Slip("the whole bonus for a change of two", _signs(lambda f, y: f - y),
             "a changed sign changes the score by 2f, the distance by 1: compare f with y/2"),
        Slip("a bonus for being right", _signs(lambda f, y: f + y / 2),
             "the bonus goes to the wrong answer, so y pushes against itself"),
        Slip("all wrong", _signs(lambda f, y: -y),
             "a wrong answer gains 1, and may lose 2|f|"),
        Slip("always half", _signs(lambda f, y: f - 0.5),
             "the bonus belongs to the answer that is not y: its side depends on y"),
    ),
)  # fmt: skip

# ---- the pairs of a ranking ---------------------------------------------------------------------


def _rows(*, queries=True, both=True, sign=1, ties=False, twice=False) -> Callable:
    def ranking_rows(X, relevance, query):
        rows = []
        for i in range(len(X)):
            for j in range(len(X)) if both else range(i):
                higher = relevance[i] >= relevance[j] if ties else relevance[i] > relevance[j]
                other = relevance[i] != relevance[j] if twice else higher
                if other and i != j and (query[i] == query[j] or not queries):
                    rows.append(sign * (X[i] - X[j]))
        return np.array(rows)

    return ranking_rows


def _sorted_rows(function, X, relevance, query):
    """The rows in one order, since any order is right."""
    rows = function(X, relevance, query)
    if np.ndim(rows) != 2:
        return rows
    rows = np.asarray(rows, dtype=float)
    return rows[np.lexsort(rows.T[::-1])]


_DOCS = np.array([[1.0, 0.0], [2.0, 5.0], [4.0, 1.0], [8.0, 3.0], [16.0, 2.0], [32.0, 7.0]])
_GRADES, _ASKED = np.array([1, 2, 0, 2, 2, 5]), np.array([7, 7, 7, 3, 3, 3])


def _in_order(rows):
    rows = np.array(rows, dtype=float)
    return rows[np.lexsort(rows.T[::-1])]


check_ranking_rows = Exercise(
    "the pairs of a ranking",
    "ranking_rows(X, relevance, query)",
    (
        Ask((_DOCS, _GRADES, _ASKED),
            _in_order([_DOCS[1] - _DOCS[0], _DOCS[1] - _DOCS[2], _DOCS[0] - _DOCS[2],
                       _DOCS[5] - _DOCS[3], _DOCS[5] - _DOCS[4]]),
            "two queries: pairs within each, and none between two of equal relevance",
            use=_sorted_rows),
        Ask((_DOCS[:3], _GRADES[:3], _ASKED[:3]),
            _in_order([_DOCS[1] - _DOCS[0], _DOCS[1] - _DOCS[2], _DOCS[0] - _DOCS[2]]),
            "one query: documents 1, 0, 2 in this order make three pairs", use=_sorted_rows),
    ),
    (
        Slip("as it was", _rows(queries=False, both=False),
             "two documents are missing a chance to be the better one: j must run over all rows"),
        Slip("only the queries mended", _rows(both=False),
             "the better document may stand before the worse one as well as after it"),
        Slip("only the loop mended", _rows(queries=False),
             "documents of different queries are compared: their relevance says nothing here"),
        Slip("worse minus better", _rows(sign=-1),
             "the row is better minus worse, so that wᵀrow should be positive"),
        Slip("equals compared", _rows(ties=True),
             "two of equal relevance make no pair"),
        Slip("both directions", _rows(twice=True),
             "each pair once: with its opposite as well, both cannot be in order"),
    ),
)  # fmt: skip
