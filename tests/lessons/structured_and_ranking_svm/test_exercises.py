"""Solutions of notebook 11's exercises that are right, each in another way than the notebook's."""

import itertools

import numpy as np

from course_lib.lessons.structured_and_ranking_svm.exercises import (
    check_best_chain,
    check_label_slack,
    check_ranking_rows,
)
from course_lib.linear import SignFeatures, ranked_pairs


def slack(f, y):
    return np.maximum(0, 1 - 2 * y * f).sum()


def slack_by_the_worst_label(f, y):
    worst = [-right if 1 - right * score > right * score else right
             for score, right in zip(f, y, strict=True)]  # fmt: skip
    return sum(z != right for z, right in zip(worst, y, strict=True)) + np.dot(worst, f) - y @ f


def chain(f, p):
    reach, came = np.array([-f[0], f[0]]), []
    for score, pair in zip(f[1:], p, strict=True):
        ways = reach[:, None] + pair * np.array([[1, -1], [-1, 1]])
        came.append(ways.argmax(axis=0))
        reach = ways.max(axis=0) + score * np.array([-1, 1])
    state = [int(reach.argmax())]
    for before in reversed(came):
        state.append(int(before[state[-1]]))
    return 2 * np.array(state[::-1]) - 1


def chain_by_the_library(f, p):
    model = SignFeatures(len(f), chain=True)
    return model.best(np.concatenate([f, p]), np.ones((1, 1)))[0]


def rows(X, relevance, query):
    better, worse = ranked_pairs(relevance, query)
    return X[better] - X[worse]


def rows_by_pairs(X, relevance, query):
    found = []
    for i, j in itertools.combinations(range(len(X)), 2):
        if query[i] == query[j] and relevance[i] != relevance[j]:
            found.append(X[i] - X[j] if relevance[i] > relevance[j] else X[j] - X[i])
    return np.array(found)


RIGHT = [
    (check_label_slack, slack),
    (check_label_slack, slack_by_the_worst_label),
    (check_best_chain, chain),
    (check_best_chain, chain_by_the_library),
    (check_ranking_rows, rows),
    (check_ranking_rows, rows_by_pairs),
]


def test_listing_all_labels_is_cut_short():
    def best_chain(f, p):
        best, found = -np.inf, None
        for z in itertools.product((-1, 1), repeat=len(f)):
            value = np.dot(z, f) + np.dot(np.multiply(z[:-1], z[1:]), p)
            if value > best:
                best, found = value, z
        return np.array(found)

    assert not check_best_chain(best_chain).passed
