"""The facts that notebook 09 states in its folded answers and beside its figures."""

import json
from pathlib import Path

import numpy as np
import pytest

from course_lib import datasets
from course_lib.lessons.svm_hinge import penalty_and_loss as pl
from course_lib.lessons.svm_hinge.separating_lines import line_table, room_of, separating_lines
from course_lib.lessons.svm_hinge.soft_margin import soft_margin
from course_lib.lessons.svm_hinge.support_vectors import (
    LECTURE_POINTS,
    POINT_SETS,
    move,
    support_vectors,
)
from course_lib.lessons.svm_hinge.surrogates import surrogates
from course_lib.lessons.svm_hinge.svm_descent import svm_descent
from course_lib.linear import LinearSVM

NOTEBOOK = Path(__file__).parents[3] / "notebooks" / "09_svm_hinge.ipynb"
SQUARE = POINT_SETS["a square"]


def notebook_names(*cells) -> dict:
    """What these cells of the notebook define, run on their own."""
    source = {
        c["id"]: "".join(c["source"]) for c in json.loads(NOTEBOOK.read_text("utf8"))["cells"]
    }
    names = {"np": np, "datasets": datasets}
    for cell in cells:
        exec(source[cell], names)
    return names


# ---- many lines ---------------------------------------------------------------------------------


def test_the_angles_between_which_a_line_separates():
    separates = [a for a in np.arange(-30, 90.5, 0.5) if room_of(a, 0.6) > 0]
    assert (separates[0], separates[-1]) == (-4.0, 63.0)
    assert len(separates) == 2 * 67 + 1  # all between


def test_thirty_perceptrons_and_the_widest():
    run = separating_lines(orders=30, best=True)
    assert len(np.unique(run.table.perceptron.round(3), axis=0)) == 18
    assert "30 perceptron runs: width 0.04 to 1.50" in run.summary
    assert "widest street of all is 2.06" in run.summary


def test_three_points_touch_the_widest_street_and_two_can_hold_one():
    svm = LinearSVM(C=np.inf).fit(line_table().X, line_table().y)
    held = svm.alpha_ > 1e-5
    assert sorted(line_table().y[held]) == [-1, -1, 1]
    np.testing.assert_allclose(line_table().y[held] * svm.decision_function(line_table().X)[held],
                               1, atol=1e-5)  # fmt: skip
    run = of_points(POINT_SETS["two points"])
    assert (run.alpha > 0).all()
    assert len(run.alpha) == 2
    assert run.width == pytest.approx(3)


# ---- who holds the street -----------------------------------------------------------------------


def of_points(points):
    return support_vectors(points=points)


def test_a_point_behind_its_edge_plays_no_part():
    first = of_points(LECTURE_POINTS)
    away = of_points(move(LECTURE_POINTS, (8, 0.0, 0.0), -3.5, -2.5))
    assert away.alpha[8] == 0
    np.testing.assert_allclose(away.w, first.w, atol=1e-6)
    np.testing.assert_allclose(support_vectors(only=True).w, first.w, atol=1e-6)


def test_pulling_point_6_away():
    first = of_points(LECTURE_POINTS)
    normal = first.w / np.linalg.norm(first.w)
    runs = []
    for far in (0.0, 0.3, 0.6, 1.0, 2.0):
        place = LECTURE_POINTS[5][:2] - far * normal
        runs.append(of_points(move(LECTURE_POINTS, (5, 0.0, 0.0), *place)))
    widths = [run.width for run in runs]
    assert (np.diff(widths) > -1e-6).all()
    np.testing.assert_allclose([widths[0], widths[-1]], [1.20, 1.74], atol=0.006)
    assert [bool(run.alpha[3] > 0) for run in runs] == [False, False, True, True, True]  # point 4
    assert [bool(run.alpha[5] > 0) for run in runs] == [True, True, True, False, False]  # point 6
    for run in runs:
        np.testing.assert_allclose([run.alpha.sum(), run.w @ run.w], 4 / run.width**2, rtol=1e-5)
    assert (np.diff([run.alpha.sum() for run in runs]) < 1e-6).all()


@pytest.mark.parametrize("away", [(1, 3), (0, 2)])
def test_two_facing_corners_hold_the_square(away):
    points = SQUARE
    for corner in away:
        x, y, _ = SQUARE[corner]
        points = move(points, (corner, 0.0, 0.0), 3 * x, 2 * y)
    run = of_points(points)
    assert run.width == pytest.approx(2)
    np.testing.assert_allclose(run.w, [1, 0], atol=1e-6)
    staying = [k for k in range(4) if k not in away]
    np.testing.assert_allclose(run.alpha[staying], 0.5, atol=1e-5)
    np.testing.assert_allclose(run.alpha[list(away)], 0, atol=1e-6)


@pytest.mark.parametrize("away", [(1, 2), (0, 3)])
def test_two_diagonal_corners_do_not_hold_the_square(away):
    points = SQUARE
    for corner in away:
        x, y, _ = SQUARE[corner]
        points = move(points, (corner, 0.0, 0.0), 2.5 * x, 2.5 * y)
    turned = of_points(points)
    assert turned.width > 2.2
    assert abs(turned.w[1]) > 0.1
    alone = of_points(tuple(SQUARE[k] for k in range(4) if k not in away))
    assert alone.width == pytest.approx(2 * np.sqrt(2), rel=1e-5)
    assert abs(alone.w[0]) == pytest.approx(abs(alone.w[1]))  # 45°


def test_the_whole_square_has_a_quarter_each():
    run = of_points(SQUARE)
    np.testing.assert_allclose(run.alpha, 0.25, atol=1e-5)
    assert run.width == pytest.approx(2, rel=1e-5)


# ---- the soft margin and its dual ---------------------------------------------------------------


def test_nearly_free_slack():
    run = soft_margin(C=1e-3)
    assert round(run.width) == 55
    full = run.alpha == run.C
    assert full.sum() == 40
    assert (run.cloud.y == -1).sum() == 20
    assert (full & (run.cloud.y == -1)).sum() == 20
    assert (run.train, run.validation) == (0.4, 0.4)


def test_training_and_validation_error_over_C():
    cloud = soft_margin().cloud
    eight = cloud.C[cloud.train == cloud.train.min()]
    assert cloud.train.min() == 0.08
    assert ((eight < 0.035) | (eight > 0.79)).all()
    assert (cloud.train[cloud.C > 0.79] == 0.08).all()
    assert cloud.train[(cloud.C > 0.035) & (cloud.C < 0.79)].max() == 0.1
    assert cloud.C[cloud.validation.argmin()] == pytest.approx(0.126, abs=0.001)
    assert cloud.validation.min() == 0.057
    assert cloud.validation[-1] == pytest.approx(0.1)


def test_above_the_largest_multiplier_the_box_constrains_nothing():
    cloud = soft_margin(data="one outlier").cloud
    hard = LinearSVM(C=np.inf).fit(cloud.X, cloud.y)
    assert hard.alpha_.max() == pytest.approx(1.99, abs=0.005)
    inside = soft_margin(data="one outlier", C=1.8)
    beyond = soft_margin(data="one outlier", C=2.2)
    assert (inside.alpha == inside.C).any()
    assert beyond.slack.max() == 0
    np.testing.assert_allclose(beyond.w, hard.coef_[0], atol=1e-5)


@pytest.mark.parametrize("C", [0.1, 1.0, 10.0])
def test_the_gap_has_three_parts_at_any_line_and_any_allowed_multipliers(C):
    cloud, rng = soft_margin().cloud, np.random.default_rng(0)
    X, y = cloud.X, cloud.y
    for _ in range(20):
        w, b, alpha = rng.normal(size=2), rng.normal(), rng.uniform(0, C / 2, size=len(y))
        heavy = np.sign(alpha @ y)
        alpha[y == heavy] *= alpha[y == -heavy].sum() / alpha[y == heavy].sum()
        z, v = y * (X @ w + b), (alpha * y) @ X
        slack = np.maximum(0, 1 - z)
        gap = w @ w / 2 + C * slack.sum() - (alpha.sum() - v @ v / 2)
        parts = (w - v) @ (w - v) / 2, alpha @ (z - 1 + slack), (C - alpha) @ slack
        assert gap == pytest.approx(sum(parts))
        assert min(parts) >= 0


def test_the_dual_never_falls_and_the_bounds_meet():
    names = notebook_names("code-ascent")
    cloud = soft_margin().cloud
    K = cloud.X @ cloud.X.T
    steps = list(names["dual_ascent"](K, cloud.y, 1.0))
    D = [a.sum() - (a * cloud.y) @ K @ (a * cloud.y) / 2 for a, _ in steps]
    assert (np.diff(D) > -1e-10).all()
    for alpha, _ in steps:
        assert alpha @ cloud.y == pytest.approx(0, abs=1e-9)
        assert ((alpha >= -1e-12) & (alpha <= 1 + 1e-12)).all()
    run = soft_margin(C=1.0)
    assert ((run.alpha == 1).sum(), ((run.alpha > 0) & (run.alpha < 1)).sum()) == (15, 3)


@pytest.mark.oracle
@pytest.mark.parametrize("gamma", [0.1, 2, 100])
def test_the_kernel_machine_is_that_of_scikit_learn(gamma):
    svm = pytest.importorskip("sklearn.svm")
    names = notebook_names("code-ascent", "code-bounds", "code-kernel")
    moons, others = names["moons_of"](100, seed=0), names["moons_of"](1000, seed=1)
    alpha, _, score = names["fit_kernel"](moons, gamma)
    for tol, close in ((1e-3, 5e-3), (1e-7, 5e-6)):  # as the notebook calls it, and solved finely
        theirs = svm.SVC(kernel="rbf", gamma=gamma, C=1.0, tol=tol).fit(moons.X, moons.y)
        values = theirs.decision_function(others.X)
        np.testing.assert_allclose(values, score(others.X), atol=close)
    assert len(theirs.support_) == (alpha > 1e-6).sum()


def test_the_square_of_a_product_is_a_product_of_features():
    rng = np.random.default_rng(0)
    x, other = rng.normal(size=(2, 2))
    psi = [np.array([u[0] ** 2, np.sqrt(2) * u[0] * u[1], u[1] ** 2]) for u in (x, other)]
    assert psi[0] @ psi[1] == pytest.approx((x @ other) ** 2)


# ---- losses, penalties, descent -----------------------------------------------------------------


def test_who_pulls_at_an_outlier_and_who_on_the_safe_side():
    at = surrogates(z=-3.0).slope_at
    assert min(at, key=at.get) == "exponential"
    assert round(at["exponential"]) == -20
    assert (round(at["sigmoid"], 2), at["zero_one"]) == (-0.05, 0)
    assert {k for k, convex in surrogates().convex.items() if not convex} == {
        "zero_one", "sigmoid"}  # fmt: skip
    at = surrogates(z=2.0).slope_at
    assert {k for k, slope in at.items() if slope < 0} == {"log", "log2", "exponential", "sigmoid"}


def test_where_smoothed_hinge_and_modified_huber_part():
    run = surrogates()
    apart = run.grid[np.abs(run.value["smoothed_hinge"] - run.value["modified_huber"]) > 1e-9]
    assert -0.02 < apart.max() < 0
    assert run.slope["smoothed_hinge"][0] == -2
    assert run.slope["modified_huber"][0] == -4


def test_which_weights_are_zero_and_which_losses_let_w_grow():
    assert (pl.penalty_and_loss().path != 0).all()
    run = pl.penalty_and_loss(penalty="‖w‖₁")
    assert (run.path[0] == 0).all()
    first, second = ((run.path[:, k] != 0).argmax() for k in (0, 1))
    assert 0 < first < second
    assert run.path_C[second] > 0.1
    lengths = {loss: pl.minimizer(loss, "½‖w‖²", pl.HIGHEST) for loss in pl.LOSSES}
    order = sorted(lengths, key=lambda loss: np.linalg.norm(lengths[loss]))
    assert order[-2:] == ["log", "sigmoid (not convex)"]
    assert "squared hinge" in order[:2]
    ours = [lengths[k][0] for k in ("sigmoid (not convex)", "log", "hinge", "squared hinge")]
    np.testing.assert_allclose(ours, [3.8, 3.4, 2.3, 1.5], atol=0.05)


def test_how_many_pull_and_how_the_rules_end():
    run = svm_descent()
    short = [int((run.problem.y * (run.problem.A @ run.v[t]) < 1).sum()) for t in (0, 1, 400)]
    assert short == [40, 19, 3]
    band = svm_descent(batch=1, rule="constant").gap[-100:]
    np.testing.assert_allclose([band.min(), band.max()], [0.10, 1.26], atol=0.005)
    band = svm_descent(batch=1, rule="1/(λt)").gap[-100:]
    np.testing.assert_allclose([band.min(), band.max()], [0.02, 0.16], atol=0.005)
    run = svm_descent(rule="constant", lr=9.97, C=0.01)
    assert "diverges" in run.summary
    assert run.problem.f.lam == pytest.approx(2.5)


# ---- tumours ------------------------------------------------------------------------------------


def test_the_support_vectors_are_enough_and_as_many_others_are_not():
    tumours = notebook_names("code-056-split")["tumours"]
    (X, y), _, _ = tumours(seed=0)
    svm = LinearSVM(C=0.1).fit(X, y)
    w, kept = svm.coef_[0], svm.support_
    assert (len(y), len(kept)) == (285, 38)
    again = LinearSVM(C=0.1).fit(X[kept], y[kept]).coef_[0]
    np.testing.assert_allclose(again, w, atol=1e-6 * np.linalg.norm(w))
    off = []
    for seed in range(10):
        rows = np.random.default_rng(seed).permutation(len(y))[: len(kept)]
        other = LinearSVM(C=0.1).fit(X[rows], y[rows]).coef_[0]
        off.append(np.linalg.norm(other - w) / np.linalg.norm(w))
    assert min(off) > 0.5
    assert max(off) < 0.85
