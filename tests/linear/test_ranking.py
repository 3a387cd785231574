"""The ranking SVM against SciPy and by hand; pairs and swaps by two loops."""

import numpy as np
import pytest
from scipy.optimize import minimize

from course_lib.linear import RankSVM, ranked_pairs, swapped_pairs
from tests.functions.differences import central

rng = np.random.default_rng(8)
X = rng.normal(size=(24, 3))
QUERY = np.repeat(["a", "b", "c", "d"], 6)[rng.permutation(24)]
RELEVANCE = rng.integers(0, 4, 24)


def by_two_loops(relevance, query):
    n = range(len(query))
    return {(i, j) for i in n for j in n if query[i] == query[j] and relevance[i] > relevance[j]}


def test_pairs_are_within_a_query_and_not_of_equals():
    better, worse = ranked_pairs(RELEVANCE, QUERY)
    found = list(zip(better.tolist(), worse.tolist(), strict=True))
    assert len(found) == len(set(found))
    assert set(found) == by_two_loops(RELEVANCE, QUERY)


def test_swaps_are_counted_by_two_loops_and_ties_count():
    scores = rng.integers(0, 5, 24).astype(float)
    pairs = by_two_loops(RELEVANCE, QUERY)
    wrong = sum(scores[i] <= scores[j] for i, j in pairs)
    assert swapped_pairs(scores, RELEVANCE, QUERY) == pytest.approx(wrong / len(pairs))
    assert swapped_pairs(np.zeros(24), RELEVANCE, QUERY) == 1.0


@pytest.mark.parametrize("C", [0.01, 1.0])
def test_scipy_finds_the_same(C):
    rank = RankSVM(C).fit(X, RELEVANCE, QUERY)
    pairs = np.array(sorted(by_two_loops(RELEVANCE, QUERY)))
    D = X[pairs[:, 0]] - X[pairs[:, 1]]
    m = len(D)
    theirs = minimize(
        lambda v: v[:3] @ v[:3] / 2 + C * v[3:].sum(), np.r_[np.zeros(3), np.ones(m)],
        jac=lambda v: np.r_[v[:3], np.full(m, C)], method="SLSQP",
        bounds=[(None, None)] * 3 + [(0, None)] * m, options={"ftol": 1e-12, "maxiter": 500},
        constraints={"type": "ineq", "fun": lambda v: D @ v[:3] - 1 + v[3:],
                     "jac": lambda v: np.hstack([D, np.eye(m)])},
    )  # fmt: skip
    np.testing.assert_allclose(rank.coef_, theirs.x[:3], atol=1e-4)
    assert float(rank.objective_(rank.coef_)) == pytest.approx(theirs.fun, rel=1e-6)


def test_the_optimality_conditions_hold():
    rank = RankSVM(0.3).fit(X, RELEVANCE, QUERY)
    D = X[rank.pairs_[:, 0]] - X[rank.pairs_[:, 1]]
    np.testing.assert_allclose(rank.alpha_ @ D, rank.coef_, atol=1e-6)
    assert ((rank.alpha_ >= 0) & (rank.alpha_ <= 0.3)).all()
    z = D @ rank.coef_
    assert (z[rank.alpha_ < 1e-4] > 1 - 1e-4).all()
    assert (z[rank.alpha_ > 0.3 - 1e-4] < 1 + 1e-4).all()


def test_its_slope_is_that_of_its_value():
    f = RankSVM(0.3).fit(X, RELEVANCE, QUERY).objective_
    for w in rng.normal(size=(5, 3)):
        np.testing.assert_allclose(f.grad(w), central(f, w), atol=1e-5)


def test_what_is_the_same_within_a_query_has_no_weight():
    same = np.unique(QUERY, return_inverse=True)[1][:, None] * 10.0
    rank = RankSVM(1.0).fit(np.hstack([X, same]), RELEVANCE, QUERY)
    np.testing.assert_allclose(rank.coef_[:3], RankSVM(1.0).fit(X, RELEVANCE, QUERY).coef_,
                               atol=1e-7)  # fmt: skip
    assert abs(rank.coef_[3]) < 1e-9


def test_an_order_that_a_direction_explains_is_found():
    w = np.array([1.0, -2.0, 0.5])
    rank = RankSVM(1e4).fit(X, X @ w, QUERY)
    assert rank.score(X, X @ w, QUERY) == 1.0
    assert rank.predict(X[0]).shape == ()


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="relevance must differ within a query"):
        RankSVM().fit(X, np.ones(24), QUERY)
    with pytest.raises(ValueError, match="relevance must differ within a query"):
        swapped_pairs([1.0, 2.0], [1, 2], ["a", "b"])
    with pytest.raises(ValueError, match="X and relevance must have equally many rows"):
        RankSVM().fit(X, RELEVANCE[:-1], QUERY)
    with pytest.raises(ValueError, match="relevance and query must have equally many rows"):
        ranked_pairs([1, 2], ["a"])
    with pytest.raises(ValueError, match="C must be positive"):
        RankSVM(C=0)
    with pytest.raises(AttributeError, match="RankSVM must be fitted first"):
        RankSVM().predict(X)


def test_as_many_scores_as_rows():
    with pytest.raises(ValueError, match="equally many rows: scores has 2, relevance has 3"):
        swapped_pairs([1.0, 2.0], [1, 0, 2], [7, 7, 7])
    with pytest.raises(ValueError, match="relevance must differ within a query somewhere: no pair"):
        swapped_pairs([1.0, 2.0], [1, 0], [7, 8])
