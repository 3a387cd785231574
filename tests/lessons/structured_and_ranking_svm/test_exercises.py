"""Solutions of notebook 11's exercises that are right, each in another way than the notebook's."""

import itertools

import numpy as np

from course_lib.lessons.structured_and_ranking_svm.exercises import (
    check_cheapest_slack,
    check_ranking_rows,
    check_worst_signs,
)
from course_lib.linear import SignFeatures, ranked_pairs


def slack(scores, y, delta):
    return (delta[y] + scores).max() - scores[y]


def slack_by_a_loop(scores, y, delta):
    needed = 0.0
    for c in range(len(scores)):
        if c != y:
            needed = max(needed, delta[y, c] - (scores[y] - scores[c]))
    return needed


def worst(f, y):
    return np.where(f > y / 2, 1, -1)


def worst_by_gains(f, y):
    answers = []
    for score, right in zip(f, y, strict=True):
        answers.append(int(-right if 1 - right * score > right * score else right))
    return answers


def worst_by_the_library(f, y):
    w = np.asarray(f, dtype=float)
    return SignFeatures(len(f)).best(w, np.ones((1, 1)), np.asarray(y)[None])[0]


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
    (check_cheapest_slack, slack),
    (check_cheapest_slack, slack_by_a_loop),
    (check_worst_signs, worst),
    (check_worst_signs, worst_by_gains),
    (check_worst_signs, worst_by_the_library),
    (check_ranking_rows, rows),
    (check_ranking_rows, rows_by_pairs),
]


def test_listing_all_labels_is_cut_short():
    def worst_signs(f, y):
        best, found = -np.inf, None
        for z in itertools.product((-1, 1), repeat=len(f)):
            value = (np.array(z) != y).sum() + np.dot(z, f)
            if value > best:
                best, found = value, z
        return np.array(found)

    assert not check_worst_signs(worst_signs).passed
