"""The perceptron: its corrections by hand, its bound, and that the order decides."""

import numpy as np
import pytest

from course_lib.linear import LinearSVM, Perceptron
from tests.linear.data import overlapping, penguins


def two_species():
    X, y = penguins()
    return X[y != 1], np.where(y[y != 1] == 0, -1, 1)


def test_corrections_by_hand():
    model = Perceptron().fit([[1.0], [-2.0]], [1, -1])
    np.testing.assert_array_equal(model.path_, [[0, 0], [1, 1]])  # then −2 scores −1: right
    assert model.mistakes_.tolist() == [0]
    model = Perceptron().fit([[-2.0], [1.0]], [-1, 1])
    np.testing.assert_array_equal(model.path_, [[0, 0], [-1, 2]])
    assert (model.weights_ == model.path_[-1]).all()


def test_it_ends_within_novikoffs_bound():
    X, y = two_species()
    model = Perceptron(rng=np.random.default_rng(1)).fit(X, y)
    assert model.converged_
    assert model.score(X, y) == 1
    rows = np.column_stack([np.ones(len(X)), X])
    v = LinearSVM(C=np.inf).fit(X, y).weights_
    gamma = (y * (rows @ v)).min() / np.linalg.norm(v)
    assert len(model.mistakes_) <= (np.linalg.norm(rows, axis=1).max() / gamma) ** 2


def test_the_order_decides_which_line_and_the_svm_has_the_widest_margin():
    X, y = two_species()
    models = [Perceptron(rng=np.random.default_rng(k)).fit(X, y) for k in range(6)]
    assert len({tuple(m.weights_.round(9)) for m in models}) > 1
    best = LinearSVM(C=np.inf).fit(X, y).margin_width_
    for m in models:
        w = m.coef_[0]
        assert 2 * (y * m.decision_function(X)).min() / np.linalg.norm(w) <= best * (1 + 1e-9)


def test_it_never_ends_where_no_plane_separates():
    model = Perceptron(max_epochs=20).fit(*overlapping())
    assert not model.converged_
    assert len(model.path_) == len(model.mistakes_) + 1 > 20


def test_bad_arguments_are_named():
    with pytest.raises(ValueError, match="max_epochs must be at least 1, got 0"):
        Perceptron(max_epochs=0)
    with pytest.raises(TypeError, match="rng must be a numpy Generator"):
        Perceptron(rng=3)
    with pytest.raises(ValueError, match="two classes for a perceptron, got 3"):
        Perceptron().fit(*penguins())


def test_every_correction_is_a_point_of_the_path():
    X, y = np.array([[0.0, 1.0], [1.0, 0.0], [3.0, 2.0], [2.0, 3.0]]), np.array([0, 0, 1, 1])
    model = Perceptron().fit(X, y)
    rows = np.where(y == 1, 1, -1)[:, None] * np.column_stack([np.ones(4), X])
    want = np.vstack([np.zeros(3), np.cumsum(rows[model.mistakes_], axis=0)])
    assert len(model.mistakes_) > 2
    np.testing.assert_array_equal(model.path_, want)
    np.testing.assert_array_equal([*model.intercept_, *model.coef_[0]], want[-1])
    for i, v in zip(model.mistakes_, want[:-1], strict=True):
        assert rows[i] @ v <= 0
    assert model.converged_
    assert (rows @ want[-1] > 0).all()
