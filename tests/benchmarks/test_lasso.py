"""The benchmark of the lasso's path runs and tells what it found; no time is asserted."""

import numpy as np
import pytest

from benchmarks import lasso
from benchmarks.report import README
from course_lib.linear import lambda_grid, lambda_max, lasso_path
from course_lib.linear.penalized import PenalizedLeastSquares


def tiny():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(30, 4))
    return X, X[:, 0] + rng.normal(size=30)


def rough(X, y, lam, tol):
    """A peer that is as far off as it is asked to be exact."""
    return lasso_path(X, y, lam).weights[:, 1:] * (1 + 10 * tol)


def test_the_peer_is_made_finer_until_its_gap_is_small_enough():
    asked = []

    def peer(X, y, lam, tol):
        asked.append(tol)
        return rough(X, y, lam, tol)

    one, two = lasso.compare("tiny", *tiny(), goals=(1e-2, 1e-6), turns=2, peer=peer)
    assert one.reached[1] <= 1e-2
    assert two.reached[1] <= 1e-6 < one.reached[1]
    assert two.reached[0] <= 1e-12
    assert np.diff(asked).max() <= 0  # from rough to fine
    assert min(*one.seconds, *two.seconds) > 0


def test_a_peer_that_never_gets_there_has_no_time():
    (row,) = lasso.compare("tiny", *tiny(), goals=(1e-9,), turns=1,
                           peer=lambda X, y, lam, tol: np.zeros((len(lam), 4)))  # fmt: skip
    assert np.isnan(row.seconds[1])
    assert "> budget" in str(row)


def test_the_gap_is_the_largest_along_the_path():
    X, y = tiny()
    lam, problem = lambda_grid(lambda_max(X, y)), PenalizedLeastSquares(X, y)
    zeros = np.zeros((100, 4))
    by_hand = max(problem.gap(w, k) for w, k in zip(zeros, lam, strict=True)) / problem.scale
    assert lasso.largest_gap(problem, zeros, lam) == pytest.approx(by_hand)


def test_a_row_and_its_place_in_the_readme():
    row = lasso.Result("set", 7, 1e-4, (0.5, 1.0), (1e-15, 2e-5))
    assert str(row) == "| set | 7 | 1e-04 | 0.5 s | 1 s | 0.50 | 1e-15 and 2e-05 |"
    stored = README.read_text("utf8")
    assert stored.count(lasso.START) == stored.count(lasso.END) == 1
