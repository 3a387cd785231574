"""The facts that notebook 03 states in its folded answers and beside its figures."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import minimize

from course_lib import datasets
from course_lib.convex import programs
from course_lib.lessons.convex_programs.largest_tin import largest_tin
from course_lib.lessons.convex_programs.linear_program import LIMITS, G, linear_program, with_limit
from course_lib.lessons.convex_programs.quadratic_program import CORNERS, quadratic_program
from course_lib.lessons.convex_programs.robust_line import (
    SCALES,
    penguins,
    robust_line,
    weight_of_length,
)
from course_lib.lessons.convex_programs.semidefinite_slice import (
    CAP,
    boundary_of,
    matrices,
    semidefinite_slice,
)
from course_lib.linear import LogisticRegression

NOTEBOOK = Path(__file__).parents[3] / "notebooks" / "03_convex_programs.ipynb"


@cache
def notebook_names(*functions) -> dict:
    """What the cells of the notebook define that define these functions, run on their own."""
    cells = ["".join(c["source"]) for c in json.loads(NOTEBOOK.read_text("utf8"))["cells"]
             if c["cell_type"] == "code"]  # fmt: skip
    names = {"np": np, "datasets": datasets, "programs": programs}
    for cell in cells:
        if any(f"def {function}(" in cell for function in functions):
            exec(cell, names)
    return names


# ---- the server ---------------------------------------------------------------------------------


def test_the_optimum_visits_the_five_corners():
    seen = set()
    for turn in np.deg2rad(np.arange(0.5, 360, 7)):
        run = linear_program(gain1=3 * np.cos(turn), gain2=3 * np.sin(turn))
        seen.add(tuple((run.x + 0.0).round(3).tolist()))
    assert seen == {(0.0, 0.0), (3.0, 0.0), (2.0, 3.0), (1.0, 3.5), (0.0, 3.5)}


def test_from_where_on_the_network_has_a_price():
    before, after = (
        linear_program(line=2, limit=limit, limits=with_limit(LIMITS, 2, limit))
        for limit in (3.1, 2.9)
    )
    assert before.alpha[2] == 0
    assert before.alpha[0] == pytest.approx(1.4, abs=1e-5)
    assert after.alpha[2] == pytest.approx(2.33, abs=0.004)
    assert after.alpha[0] == 0
    assert after.room[0] > before.room[0] == 0


def test_without_the_fourth_row_a_negative_price_of_a_text_pays_without_end():
    for gain1 in (-4.0, -0.1, 0.1, 4.0):
        for gain2 in (-4.0, -0.1, 2.0, 4.0):
            run = linear_program(gain1=gain1, gain2=gain2, line=3, limit=0.0, drop=True)
            assert (run.status == "unbounded") == (gain1 < 0)


def test_two_numbers_that_prove_the_optimum():
    alpha = np.array([1.4, 0.2, 0, 0, 0])
    np.testing.assert_allclose(G.T @ alpha, [2, 3])
    assert np.array(LIMITS) @ alpha == pytest.approx(13)
    assert np.array([2, 3]) @ linear_program().x == pytest.approx(13, abs=1e-5)


def test_the_gap_is_the_multipliers_times_the_room():
    rng = np.random.default_rng(0)
    for _ in range(20):
        G_, x, s, alpha = (rng.normal(size=(6, 3)), rng.normal(size=3),
                           rng.uniform(size=6), rng.uniform(size=6))  # fmt: skip
        c, h = -G_.T @ alpha, G_ @ x + s
        assert c @ x + h @ alpha == pytest.approx(alpha @ s)


def test_the_barrier_never_leaves_the_region_and_its_gap_is_five_times_nu():
    barrier = notebook_names("barrier")["barrier"]
    c, h = -np.array([2.0, 3.0]), np.array(LIMITS)
    for k, (x, alpha) in enumerate(barrier(c, G, h, np.array([0.01, 3.4])), start=1):
        assert (G @ x < h).all()
        assert c @ x + h @ alpha == pytest.approx(20 / 4**k, abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_the_barrier_on_other_programs(seed):
    barrier, rng = notebook_names("barrier")["barrier"], np.random.default_rng(seed)
    G_ = np.vstack([rng.normal(size=(12, 4)), np.eye(4), -np.eye(4)])
    h, c = np.r_[rng.uniform(0.5, 2, size=12), np.full(8, 3.0)], rng.normal(size=4)
    *_, (x, alpha) = barrier(c, G_, h, np.zeros(4))
    found = programs.linear_program(c, G_, h)
    assert c @ x == pytest.approx(found.value, abs=2e-5)
    np.testing.assert_allclose(alpha, found.z, atol=1e-3)


# ---- lines through cars -------------------------------------------------------------------------


def test_three_fits_in_five_splits():
    names = notebook_names("three_fits", "split")
    shares, rms = [], []
    for seed in range(5):
        train, (X, y) = names["split"](seed)
        fits = names["three_fits"](*train)
        mean = {k: np.abs(y - X @ w).mean() for k, w in fits.items()}
        square = {k: ((y - X @ w) ** 2).mean() for k, w in fits.items()}
        assert mean["ℓ1"] < mean["ℓ2"] < mean["ℓ∞"] / 1.4
        shares.append(1 - mean["ℓ1"] / mean["ℓ2"])
        rms.append(square["ℓ1"] < square["ℓ2"])
        by_l1, by_max = (np.abs(train[1] - train[0] @ fits[k]) for k in ("ℓ1", "ℓ∞"))
        assert (by_l1 < 1e-4).sum() >= 2
        assert (by_max > by_max.max() - 1e-4).sum() == 3
    np.testing.assert_allclose([min(shares), max(shares)], [0.01, 0.11], atol=0.005)
    assert 0 < sum(rms) < 5


def test_typing_errors():
    names = notebook_names("three_fits", "split")
    (X, y), (X_other, y_other) = names["split"](0)
    stated = {
        0: ((1.2, 1.2), (1.3, 1.3), (2.4, 2.4)),
        1: ((1.2, 1.2), (1.3, 1.5), (21, 49)),
        5: ((1.2, 1.2), (2.8, 7.5), (38, 140)),
        20: ((1.2, 1.3), (10, 14), (50, 140)),
        60: ((1.5, 1.9), (34, 41), (43, 140)),
        80: ((44, 60), (46, 56), (41, 146)),
    }
    for k, ranges in stated.items():
        errors = []
        for seed in range(5):
            wrong = y.copy()
            wrong[np.random.default_rng(seed).permutation(150)[:k]] *= 10
            fits = names["three_fits"](X, wrong)
            errors.append([np.abs(y_other - X_other @ w).mean() for w in fits.values()])
        for column, (low, high) in zip(np.transpose(errors), ranges, strict=True):
            for seen, said in ((column.min(), low), (column.max(), high)):
                assert seen == pytest.approx(said, abs=0.06 if said < 10 else 0.6)


# ---- bowls, saddles, domes ----------------------------------------------------------------------


def test_below_zero_there_are_two_local_minima_at_once():
    assert quadratic_program(eigenvalue2=0.0).solved
    run = quadratic_program(eigenvalue2=-0.05)
    assert not run.solved
    assert "ends at 2 local minima" in run.summary
    assert len(run.minima) == 2


def test_a_concave_objective_has_its_local_minima_at_corners():
    run = quadratic_program(eigenvalue1=-1.0, eigenvalue2=-1.0)
    assert len(run.minima) == 5
    for x in run.minima:
        assert np.abs(CORNERS - x).max(axis=1).min() < 1e-12


def test_a_flat_direction_leaves_a_segment_of_optima():
    run = quadratic_program(eigenvalue2=0.0)
    assert np.ptp(run.reached) < 1e-6
    assert np.linalg.norm(run.ends[:, None] - run.ends, axis=-1).max() > 2
    spread = np.linalg.svd(run.ends - run.ends.mean(axis=0))[1]
    assert spread[1] < 1e-6 * spread[0]  # on one line


# ---- penguins -----------------------------------------------------------------------------------


def test_where_the_uncertain_length_turns_the_line():
    run = robust_line(length=4.0, depth=0.1)
    X, _ = penguins()
    assert weight_of_length(np.r_[run.b, run.w], X) == pytest.approx(0.36, abs=0.005)
    assert weight_of_length(run.plain, X) == pytest.approx(0.69, abs=0.005)
    robust, plain = run.wrong
    assert SCALES[(robust > 0).argmax()] == pytest.approx(1.57, abs=0.021)
    assert SCALES[(plain > 0).argmax()] == pytest.approx(0.75, abs=0.021)
    assert not robust_line(length=6.0, depth=2.5).separable


# ---- tins ---------------------------------------------------------------------------------------


def test_a_low_tin_gains_less_from_more_sheet():
    alpha = largest_tin(tallest=8.0).alpha
    np.testing.assert_allclose(alpha, [1.38, 0.24, 0], atol=0.005)
    assert largest_tin(tallest=4.0, widest=6.0).alpha[0] == 0


def test_a_straight_mix_of_possible_tins_can_be_impossible():
    run = largest_tin(ends=((5.0, 13.9), (8.9, 1.7)))
    assert run.outside.mean() > 0.8
    assert not run.outside_by_factors.any()


# ---- patients -----------------------------------------------------------------------------------


@cache
def patients():
    """The names of the cell that writes logistic regression as a geometric program."""
    [cell] = ["".join(c["source"]) for c in json.loads(NOTEBOOK.read_text("utf8"))["cells"]
              if "LogisticRegression(" in "".join(c["source"])]  # fmt: skip
    names = {"np": np, "datasets": datasets, "programs": programs,
             "LogisticRegression": LogisticRegression}  # fmt: skip
    exec(cell, names)
    return names


def loss(X, y, w, b):
    return np.logaddexp(0, -np.where(y == 1, 1, -1) * (X @ w + b)).sum()


def test_logistic_regression_is_a_geometric_program():
    fit, X, y = (patients()[name] for name in ("fit", "X", "data"))
    w, u = np.log(fit.x[:3]), np.log(fit.x[3:])
    best = minimize(lambda w: loss(X, y.y, w[:2], w[2]), np.zeros(3), tol=1e-10)
    np.testing.assert_allclose(w, best.x, atol=1e-5)
    assert u.sum() == pytest.approx(best.fun, rel=1e-8)
    costs = np.logaddexp(0, -np.where(y.y == 1, 1, -1) * (X @ w[:2] + w[2]))
    np.testing.assert_allclose(u, costs, atol=1e-6)


def test_age_adds_little_once_the_heart_rate_is_known():
    fit, X, data = (patients()[name] for name in ("fit", "X", "data"))
    w = np.log(fit.x[:3])
    assert w[1] < -5 * abs(w[0])
    rate = LogisticRegression(penalty=None).fit(X[:, 1:], data.y)
    age = LogisticRegression(penalty=None).fit(X[:, :1], data.y)
    both = np.log(fit.value)
    alone = loss(X[:, 1:], data.y, rate.coef_[0], rate.intercept_[0])
    only_age = loss(X[:, :1], data.y, age.coef_[0], age.intercept_[0])
    assert alone < 1.007 * both
    assert only_age > 1.1 * both


# ---- matrices -----------------------------------------------------------------------------------


def test_how_long_the_optimum_stays_at_the_corner():
    angles = np.r_[-20.0:-10.0, 0.0, 45.0, 80.0, 85.0:95.0]
    corner = [np.allclose(semidefinite_slice(slice=CAP, angle=a).x, 1, atol=1e-3) for a in angles]
    held = angles[corner]
    # At the ends themselves many points, or nearly all of the corner's neighbours, are optimal.
    assert held.min() == pytest.approx(-14, abs=1)
    assert held.max() == pytest.approx(90, abs=1)
    assert {0.0, 45.0, 80.0} <= set(held)
    run = semidefinite_slice(slice=CAP, angle=45.0)
    np.testing.assert_allclose(run.F[0] + np.tensordot(run.x, run.F[1:], 1), 1, atol=1e-5)
    assert run.rank == 1


def test_the_boundary_is_where_the_first_eigenvalue_is_zero_and_others_are_not():
    run = semidefinite_slice()
    assert run.eigenvalues[0] == pytest.approx(0, abs=1e-6)
    assert run.eigenvalues[1] > 0.1


def test_how_far_apart_two_correlations_can_be():
    x, y = boundary_of(matrices("3 × 3: three correlations", 0.9)).T
    assert np.abs(x - y).max() == pytest.approx(0.447, abs=0.001)


def test_the_pentagon():
    relax = notebook_names("relax")["relax"]
    pentagon = np.roll(np.eye(5), 1, axis=1)
    _, bound = relax(pentagon + pentagon.T)
    assert bound == pytest.approx(2.5 * (1 - np.cos(np.deg2rad(144))), abs=1e-5)
    assert bound == pytest.approx(4.5225, abs=1e-4)


@pytest.mark.parametrize("n", [6, 9])
def test_rounded_cuts_lie_between_0_878_of_the_bound_and_the_bound(n):
    names = notebook_names("relax", "brute_force")
    for seed in range(4):
        rng = np.random.default_rng(seed)
        W = np.triu(rng.uniform(size=(n, n)), 1)
        W = W + W.T
        Z, bound = names["relax"](W)
        best = names["brute_force"](W)
        cuts = names["cut"](W, names["rounded"](W, Z, rng))
        assert 0.878 * bound < cuts.max() <= best + 1e-9 <= bound + 1e-5
        z = np.sign(rng.normal(size=n))
        across = sum(W[i, j] for i in range(n) for j in range(i) if z[i] != z[j])
        assert names["cut"](W, z) == pytest.approx(across)


def test_the_second_order_cone_as_a_matrix():
    """‖v‖ ≤ u exactly where the matrix with uI, v and u is positive semidefinite."""
    rng = np.random.default_rng(0)
    for _ in range(50):
        v, u = rng.normal(size=3), rng.uniform(0, 3)
        M = np.block([[u * np.eye(3), v[:, None]], [v[None], np.array([[u]])]])
        assert np.linalg.eigvalsh(M)[0] == pytest.approx(u - np.linalg.norm(v))
        x, M2 = rng.normal(size=3), rng.normal(size=(2, 3))
        half = (M2 @ x) @ (M2 @ x) / 2
        length = np.linalg.norm([*(np.sqrt(2) * M2 @ x), u - 1])
        assert (length <= u + 1) == (half <= u)


def test_the_course_of_the_exercises():
    """The smallest circles that the notebook prints hold all penguins of a species."""
    from tests.lessons.convex_programs.test_exercises import smallest_circle

    X, y = penguins()
    for label in (-1, 1):
        centre, radius = smallest_circle(X[y == label])
        far = np.linalg.norm(X[y == label] - centre, axis=1)
        assert far.max() == pytest.approx(radius, abs=1e-4)
