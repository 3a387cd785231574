"""The named paths: tables without leaks, the paths of the library, the labels."""

import numpy as np
import pytest

from course_lib.lessons.regularization import explorers
from course_lib.lessons.regularization.weight_paths import (
    LAMBDAS,
    TABLES,
    car_table,
    paths_of,
    table_of,
    tumour_table,
    weight_paths,
)
from course_lib.linear import lasso


@pytest.mark.parametrize("make", [car_table, tumour_table])
def test_only_the_training_samples_set_the_scale(make):
    table = make(3)
    X, y = table.train
    np.testing.assert_allclose(X.mean(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(X.std(axis=0), 1)
    assert y.std() == pytest.approx(1)
    assert abs(table.validation[0].mean(axis=0)).max() > 0.01
    assert len(table.names) == X.shape[1]


def test_the_columns_of_the_cars():
    table = car_table()
    assert len(table.names) == 6 + 6 + 15
    assert table.names[:3] == ("age", "km", "power")
    assert {"age²", "age × km", "doors × weight"} <= set(table.names)
    assert len(table.train[1]) == len(table.validation[1]) == 60


@pytest.mark.parametrize("data", TABLES)
@pytest.mark.parametrize("ratio", [1.0, 0.5])
def test_the_path_holds_the_weights_of_each_lambda(data, ratio):
    k = 50
    paths = paths_of(data, ratio)
    w = lasso(*table_of(data).train, LAMBDAS[k], ratio, tol=1e-11).weights
    np.testing.assert_allclose(paths.weights[k], w[1:], atol=1e-4)
    X, y = table_of(data).validation
    assert paths.errors[1, k] == pytest.approx(((X @ w[1:] + w[0] - y) ** 2).mean(), abs=1e-4)


@pytest.mark.parametrize("data", TABLES)
def test_ridge_solves_its_normal_equations(data):
    k, (X, y) = 60, table_of(data).train
    w = paths_of(data, 0.0).weights[k]
    want = np.linalg.solve(X.T @ X + len(y) * LAMBDAS[k] * np.eye(X.shape[1]), X.T @ y)
    np.testing.assert_allclose(w, want, atol=1e-9)


def test_the_bars_carry_the_names_of_the_largest():
    explorer = explorers.weight_paths()
    run = explorer.result
    for bar, label, j in zip(explorer.view.bars, explorer.view.labels, run.largest, strict=True):
        assert bar.get_width() == run.w[j]
        assert label.get_text() == (run.paths.names[j] if run.w[j] else "")
    assert np.abs(run.w[run.largest]).min() >= np.sort(np.abs(run.w))[-9]
    explorer.set(lam=0.5)
    assert sum(bool(label.get_text()) for label in explorer.view.labels) == explorer.result.kept


def test_a_click_sets_lambda():
    explorer = explorers.weight_paths()
    ax = explorer.live.figure.axes[0]
    px, py = ax.transData.transform((0.01, 0.0))
    explorer.live.pointer = ["click", px, explorer.live.size[1] - py, explorer.live.pointer[-1] + 1]
    assert explorer.result.lam == pytest.approx(0.01)
    assert weight_paths(lam=0.01).lam == pytest.approx(0.01)
