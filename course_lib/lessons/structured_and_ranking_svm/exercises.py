"""Checks of notebook 11: the slack of k answers, the best label of a chain, pairs to rank."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip

# ---- the slack of k answers ---------------------------------------------------------------------


def _every(k):
    """All labels, to look at one by one."""
    return np.array(list(itertools.product((-1, 1), repeat=k)))


def _slack_of_all(f, y):
    labels = _every(len(f))
    return float(((labels != y).sum(axis=1) + labels @ f).max() - y @ f)


def _parts(loss: Callable, join: Callable = np.sum) -> Callable:
    def label_slack(f, y):
        return join(loss(y * f))

    return label_slack


_F = np.array([0.3, -0.3, 0.7, -0.8, 0.2, 1.5, -0.45, 0.0])
_Y = np.array([1, 1, 1, -1, -1, 1, -1, 1])


def _slack_cases():
    yield Ask((2 * np.array([0.5, 1.0, -0.75]), np.array([1, 1, -1])), 0.0,
              "every answer is right by a wide margin: no slack is needed")  # fmt: skip
    yield Ask((_F, _Y), _slack_of_all(_F, _Y),
              "what is the most that one answer can gain by being wrong?")  # fmt: skip
    f = np.random.default_rng(3).normal(size=60)
    y = np.where(f + np.random.default_rng(4).normal(size=60) > 0, 1, -1)
    parts = [_slack_of_all(f[k : k + 10], y[k : k + 10]) for k in range(0, 60, 10)]
    yield Ask((f, y), sum(parts), "60 answers have 2^60 labels: do not list them")


check_label_slack = Exercise(
    "the slack of k answers",
    "label_slack(f, y)",
    lambda: tuple(_slack_cases()),
    (
        Slip("the hinge at 1", _parts(lambda z: np.maximum(0, 1 - z)),
             "a changed sign changes the score by 2f, not by f"),
        Slip("the worst answer alone", _parts(lambda z: np.maximum(0, 1 - 2 * z), np.max),
             "several answers may be wrong at once: their gains add up"),
        Slip("all or nothing", _parts(lambda z: 1 - 2 * z, lambda v: max(0.0, v.sum())),
             "the worst label changes only the answers that gain; each has its own choice"),
        Slip("no floor", _parts(lambda z: 1 - 2 * z),
             "an answer that gains nothing stays as it is: its part is 0, not negative"),
        Slip("half", _parts(lambda z: np.maximum(0, 0.5 - z)),
             "a wrong answer costs 1 in the Hamming distance, not ½"),
    ),
)  # fmt: skip

# ---- the best label along a chain ---------------------------------------------------------------


def _by_all_labels(f, p):
    labels = _every(len(f))
    return labels[(labels @ f + (labels[:, :-1] * labels[:, 1:]) @ p).argmax()]


def _alone(f, p):
    return np.where(f > 0, 1, -1)


def _greedy(f, p):
    z = [1 if f[0] > 0 else -1]
    for j in range(1, len(f)):
        z.append(1 if f[j] + p[j - 1] * z[-1] > 0 else -1)
    return np.array(z)


def _forward(sign=1, back=True) -> Callable:
    def best_chain(f, p):
        down, up, came = -f[0], f[0], []
        ends = [1 if up > down else -1]
        for score, pair in zip(f[1:], sign * np.asarray(p), strict=True):
            ways = ((down + pair, up - pair), (down - pair, up + pair))
            came.append([1 if w[1] > w[0] else -1 for w in ways])
            down, up = max(ways[0]) - score, max(ways[1]) + score
            ends.append(1 if up > down else -1)
        if not back:
            return np.array(ends)
        z = [ends[-1]]
        for before in came[::-1]:
            z.append(before[(z[-1] + 1) // 2])
        return np.array(z[::-1])

    return best_chain


_P = np.array([1.3, 0.95, -0.7, -1.27, -0.62])


def _chain_cases():
    f = np.array([0.13, -0.13, 0.64, 0.1, -0.54, 0.36])
    yield Ask((f, _P), _by_all_labels(f, _P), "look at all ways to come to each answer, then back")
    yield Ask((np.array([1.0, -0.1, -0.1, -0.1]), np.full(3, 0.4)), np.ones(4, dtype=int),
              "the first answer pulls the others along")  # fmt: skip
    ahead = np.array([0.1, 0.1, 0.1, -2.0]), np.full(3, 0.5)
    yield Ask(ahead, _by_all_labels(*ahead), "the last answer pulls the earlier ones along")
    yield Ask((np.r_[0.1, np.zeros(59)], np.full(59, -1.0)), np.where(np.arange(60) % 2, -1, 1),
              "60 answers, each unlike its neighbours: do not list the labels")  # fmt: skip


check_best_chain = Exercise(
    "the best label along a chain",
    "best_chain(f, p)",
    lambda: tuple(_chain_cases()),
    (
        Slip("each answer alone", _alone, "the weights p of the pairs have been left out"),
        Slip("from left to right", _greedy,
             "an answer that looks good now may cost more later: keep both ways open to the end"),
        Slip("no way back", _forward(back=False),
             "only the last answer is decided by its own sums; walk back from it along the ways "
             "that were best"),
        Slip("pairs the wrong way round", _forward(sign=-1),
             "a positive p rewards two answers that agree"),
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
