"""The facts that notebook 10 states in its folded answers, its text and its exercises."""

import numpy as np
import pytest

from course_lib.functions import SquaredNorm
from course_lib.lessons.regularization import explorers
from course_lib.lessons.regularization.balls import LAMBDAS as BALL_LAMBDAS
from course_lib.lessons.regularization.balls import balls, zones
from course_lib.lessons.regularization.decay_or_penalty import decay_or_penalty
from course_lib.lessons.regularization.fit_and_penalty import (
    DEGREES,
    LAMBDAS,
    chosen,
    fit_and_penalty,
    split_errors,
)
from course_lib.lessons.regularization.resampled_fits import LAMBDAS as RESAMPLED
from course_lib.lessons.regularization.resampled_fits import resampled_fits
from course_lib.lessons.regularization.same_loss import FACTORS, same_loss
from course_lib.lessons.regularization.weight_paths import LAMBDAS as NAMED
from course_lib.lessons.regularization.weight_paths import (
    TABLES,
    car_table,
    errors_of,
    paths_of,
    tumour_table,
    weight_paths,
)
from course_lib.linear import lasso, lasso_path, ridge_path
from course_lib.linear.penalized import PenalizedLeastSquares
from course_lib.optim import Adam, AdamW, GradientDescent

CARS, TUMOURS = TABLES


# ---- what the loss leaves open ------------------------------------------------------------------


def test_scaling_up_leaves_the_loss_at_zero_and_the_penalty_prefers_less():
    explorer = explorers.same_loss()
    for k in (1.0, 2.0, 3.0):
        assert explorer.peek(k=k).at_k[0] == pytest.approx(0, abs=1e-12)
    run = explorer.peek(lam=1e-4)
    assert run.best_k == pytest.approx(0.45)
    assert run.mean_loss[np.argmin(np.abs(FACTORS - run.best_k))] > 0


def test_which_norm_changes_and_where_the_tie_breaks():
    tie = same_loss()
    np.testing.assert_allclose(tie.l1, 1)
    np.testing.assert_allclose(tie.square[[0, -1]], [1, 0.25])
    np.testing.assert_allclose(same_loss(size=2.0).l1[[0, -1]], [0.5, 0.875])
    np.testing.assert_allclose(same_loss(size=0.5).l1[[0, -1]], [2, 1.25])


def test_the_least_l1_norm_is_one_over_the_largest_feature():
    from scipy.optimize import linprog

    for size in (0.5, 1.0, 2.0):
        x = np.array([size, 1, 1, 1])
        found = linprog(np.ones(8), A_eq=np.r_[x, -x][None], b_eq=[1.0])
        assert found.fun == pytest.approx(1 / max(x))


# ---- the fit ------------------------------------------------------------------------------------


def test_degrees_without_a_penalty():
    training, validation = split_errors(24, 0).errors[:2, :, 0]
    np.testing.assert_allclose(training[7:], 0.74, atol=0.01)
    assert training[6] > 0.78
    assert DEGREES[np.argmin(validation)] == 3
    assert validation[2] == pytest.approx(1.391, abs=5e-4)
    assert validation[11] == pytest.approx(38.656, abs=0.05)


def test_a_penalty_tames_degree_12():
    best = int(np.argmin(split_errors(24, 0).errors[1, 11]))
    assert LAMBDAS[best] == pytest.approx(0.001)
    run = fit_and_penalty(lam=0.001)
    assert run.now[1] == pytest.approx(1.371, abs=5e-4)
    bends = np.abs(np.diff(run.curve, 2)).max()
    assert bends < 0.05 * np.abs(np.diff(fit_and_penalty().curve, 2)).max()


def test_the_chosen_pair_and_its_judge():
    run = fit_and_penalty(judge=True)
    assert run.best[0] == 4
    assert run.best[1] == pytest.approx(0.0004, rel=0.01)
    run = fit_and_penalty(degree=4, lam=run.best[1], judge=True)
    np.testing.assert_allclose(run.now[1:], [1.364, 1.700], atol=1e-3)


def test_over_twenty_splits_the_test_error_is_higher_than_the_chosen_validation_error():
    pairs = []
    for split in range(20):
        table = split_errors(24, split)
        pairs.append(table.errors[1:, *chosen(table)])
    validation, test = np.array(pairs).T
    assert (test > validation).sum() == 15
    assert validation.mean() == pytest.approx(1.459, abs=2e-3)
    assert test.mean() == pytest.approx(2.026, abs=5e-3)


def test_more_cars_hardly_need_a_penalty():
    run = fit_and_penalty(n=240, judge=True)
    assert run.now[2] == pytest.approx(1.570, abs=1e-3)
    assert split_errors(240, 0).errors[2, 11].min() == pytest.approx(1.528, abs=1e-3)


# ---- bias and variance --------------------------------------------------------------------------


def test_parts_at_rest_and_at_the_least_error():
    run = resampled_fits()
    k = run.column
    np.testing.assert_allclose([run.variance[k], run.bias[k]], [3.42, 0.62], atol=0.01)
    assert run.population.noise == pytest.approx(1.78, abs=0.01)
    best = int(np.argmin(run.error))
    assert RESAMPLED[best] == pytest.approx(0.006, rel=0.1)
    np.testing.assert_allclose([run.variance[best], run.bias[best]], [0.50, 0.73], atol=0.01)
    assert best not in (np.argmin(run.bias), np.argmin(run.variance))


def test_a_line_wants_no_penalty():
    run = resampled_fits(degree=1)
    assert np.argmin(run.error) == 0
    np.testing.assert_allclose([run.variance[0], run.bias[0]], [0.32, 1.26], atol=0.01)


def test_more_cars_take_variance_away_only():
    few, many = resampled_fits(), resampled_fits(n=120)
    k = few.column
    np.testing.assert_allclose([few.variance[k], many.variance[k]], [3.42, 0.39], atol=0.01)
    np.testing.assert_allclose([few.bias[k], many.bias[k]], 0.615, atol=0.015)
    assert RESAMPLED[np.argmin(many.error)] < RESAMPLED[np.argmin(few.error)]


# ---- the balls ----------------------------------------------------------------------------------


def test_where_the_weights_get_to_zero():
    path = balls().path
    np.testing.assert_allclose(BALL_LAMBDAS[np.argmax(path == 0, axis=0)], [0.88, 0.33])
    assert (balls(ratio=0.0).path != 0).all()
    assert all(abs(np.diff(zone, axis=0)).min() < 1e-12 for zone in zones(-0.47, 0.2, 0.0)[1:])
    half, whole = zones(-0.47, 0.4, 0.5)[0], zones(-0.47, 0.2, 1.0)[0]
    np.testing.assert_allclose(half, whole)  # λρ = 0.2 in both


def test_ridge_makes_one_weight_grow_and_the_norm_shrink():
    path = balls(ratio=0.0).path
    assert path[0, 1] == pytest.approx(0.22)
    assert path[:, 1].max() == pytest.approx(0.236, abs=5e-4)
    assert (np.diff(np.linalg.norm(path, axis=1)) < 0).all()


def test_the_middle_zone_and_the_correlation():
    np.testing.assert_allclose(np.abs(zones(0.0, 0.2, 1.0)[0]), 0.2)
    long = zones(0.9, 0.2, 1.0)[0]
    np.testing.assert_allclose(sorted(long.tolist())[0], [-2, 2])
    np.testing.assert_allclose(sorted(long.tolist())[-1], [2, -2])


# ---- the paths ----------------------------------------------------------------------------------


def kept(data, ratio, lam):
    run = weight_paths(data=data, ratio=ratio, lam=lam)
    return {name: w for name, w in zip(run.paths.names, run.w, strict=True) if w}


def test_the_cars_path():
    paths = paths_of(CARS, 1.0)
    first = np.flatnonzero(paths.weights[np.flatnonzero((paths.weights != 0).any(axis=1))[-1]])
    assert [paths.names[j] for j in first] == ["age"]
    best = int(np.argmin(paths.errors[1]))
    assert NAMED[best] == pytest.approx(0.028, abs=5e-4)
    there = kept(CARS, 1.0, float(NAMED[best]))
    assert len(there) == 11
    assert {"age", "weight", "km", "age²"} <= set(there)
    assert paths.errors[1, best] == pytest.approx(0.143, abs=5e-4)
    assert paths.errors[1, 0] == pytest.approx(0.66, abs=5e-3)
    assert (paths.weights[0] != 0).all()


def test_ridge_drops_nothing():
    paths = paths_of(CARS, 0.0)
    assert (paths.weights != 0).all()
    assert paths.errors[1].min() == pytest.approx(0.160, abs=5e-4)


def test_which_sizes_are_kept():
    def sizes(ratio):
        words = ("radius", "perimeter", "area")
        return {n: w for n, w in kept(TUMOURS, ratio, 0.1).items() if n.split()[1] in words}

    assert set(sizes(1.0)) == {"worst perimeter", "worst area"}
    elastic = sizes(0.5)
    assert set(elastic) == {"worst perimeter", "worst area", "mean area", "worst radius"}
    assert max(elastic.values()) < 1.6 * min(elastic.values())


def judged(make, ratio):
    errors = []
    for seed in range(10):
        table = make(seed)
        W = lasso_path(*table.train, NAMED, ratio).weights if ratio else None
        W = ridge_path(*table.train, NAMED) if W is None else W
        errors.append(errors_of(W, table.test)[np.argmin(errors_of(W, table.validation))])
    return np.array(errors)


def test_on_tumours_the_three_penalties_do_equally_well():
    for ratio in (1.0, 0.5, 0.0):
        assert judged(tumour_table, ratio).mean() == pytest.approx(0.32, abs=5e-3)


def test_on_cars_the_sparse_ones_do_best_and_ridge_loses_against_six_features():
    plain = []
    for seed in range(10):
        table = car_table(seed)
        W = ridge_path(table.train[0][:, :6], table.train[1], [0.0])
        plain.append(errors_of(W, (table.test[0][:, :6], table.test[1]))[0])
    ridge = judged(car_table, 0.0)
    assert np.median(plain) < np.median(ridge)
    assert np.mean(plain) < ridge.mean()
    for ratio in (1.0, 0.5):
        errors = judged(car_table, ratio)
        assert errors.max() == pytest.approx(0.24, abs=5e-3)
        assert np.median(errors) < np.median(plain)


# ---- solvers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("tol", [1e-3, 1e-6, 1e-9])
def test_coordinate_descent_needs_the_fewest_rounds_and_ista_the_most(tol):
    X, y = car_table().train
    rounds = [lasso(X, y, 0.02, method=m, tol=tol).rounds for m in ("coordinate", "fista", "ista")]
    assert rounds[0] < rounds[1] < rounds[2]


def test_a_feature_twice():
    X, y = car_table().train
    Z = np.column_stack([X, X[:, 0]])
    problem = PenalizedLeastSquares(Z, y)
    np.testing.assert_allclose(ridge_path(Z, y, [0.1])[0, [1, -1]], -0.29, atol=5e-3)
    np.testing.assert_allclose(lasso(Z, y, 0.1, 0.5).weights[[1, -1]], -0.29, atol=5e-3)
    one, shared = (lasso(Z, y, 0.1, method=m).weights for m in ("coordinate", "fista"))
    np.testing.assert_allclose(one[[1, -1]], [-0.60, 0], atol=5e-3)
    np.testing.assert_allclose(shared[[1, -1]], -0.30, atol=5e-3)
    assert problem.value(one[1:], 0.1) == pytest.approx(problem.value(shared[1:], 0.1), rel=1e-6)


# ---- weight decay -------------------------------------------------------------------------------


def test_one_step_by_hand():
    f, w = 0.25 * SquaredNorm(), np.array([2.0])
    assert f.grad(w) == 0.5
    for optimizer, objective, after in (
        (GradientDescent(0.01), f + 0.1 * SquaredNorm(), 1.993),
        (Adam(0.01), f, 1.990),
        (Adam(0.01, l2=0.1), f, 1.990),
        (AdamW(0.01, weight_decay=0.1), f, 1.988),
    ):
        new, _ = optimizer.step(objective, w, optimizer.init(w))
        assert new[0] == pytest.approx(after, abs=1e-8)
    np.testing.assert_allclose(0.999 * 2 - 0.01 * 0.5, 1.993)


def test_where_adam_ends():
    run = decay_or_penalty(method="Adam")
    np.testing.assert_allclose(run.distance[:, -1], [0.015, 0.113], atol=1e-3)
    end = run.decay[-1]
    assert np.linalg.norm(end - run.free) < np.linalg.norm(end - run.target)
    np.testing.assert_allclose(run.effective, [0.04, 0.11], atol=5e-3)
    # A penalty of λ√s per weight is where the decayed run comes to, better than any other mark.
    H = run.curvature
    rest = np.linalg.solve(H + np.diag(run.effective), H @ run.free)
    assert np.linalg.norm(end - rest) < 0.5 * np.linalg.norm(end - run.free)


def test_the_ends_part_further_with_a_larger_lambda():
    near, far = decay_or_penalty(method="Adam"), decay_or_penalty(method="Adam", lam=1.0)
    apart = [np.linalg.norm(run.penalty[-1] - run.decay[-1]) for run in (near, far)]
    np.testing.assert_allclose(apart, [0.11, 0.19], atol=5e-3)
