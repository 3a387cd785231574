"""AdaGrad with the whole matrix: two steps by hand, rotations, SciPy's matrix square root."""

import numpy as np
import pytest
from scipy.linalg import sqrtm

from course_lib.functions import Quadratic, Rosenbrock
from course_lib.optim import AdaGrad, FullMatrixAdaGrad, minimize


def test_by_hand():
    """(3, 4) gives √G = ggᵀ/5 and a step of length η; then (−4, 3) makes G = 25 I."""
    optimizer, x = FullMatrixAdaGrad(0.5, eps=1e-300), np.zeros(2)
    state = optimizer.update(x, np.array([3.0, 4.0]), optimizer.init(x))
    np.testing.assert_allclose(x, [-0.3, -0.4])
    np.testing.assert_allclose(state.G, [[9, 12], [12, 16]])
    state = optimizer.update(x, np.array([-4.0, 3.0]), state)
    np.testing.assert_allclose(state.G, 25 * np.eye(2), atol=1e-14)
    np.testing.assert_allclose(x, [-0.3 + 0.5 * 4 / 5, -0.4 - 0.5 * 3 / 5])


def test_eps_is_added_to_the_root():
    optimizer, x = FullMatrixAdaGrad(1.0, eps=5.0), np.zeros(2)
    optimizer.update(x, np.array([3.0, 4.0]), optimizer.init(x))
    np.testing.assert_allclose(x, [-3 / 10, -4 / 10])  # g/(‖g‖ + ε)


@pytest.mark.parametrize("f", [Rosenbrock(), Quadratic([1.0, 50.0], angle=0.6)], ids=repr)
def test_scipys_square_root_gives_the_same_path(f):
    trace = minimize(f, [-1.0, 0.5], FullMatrixAdaGrad(0.5, eps=1e-3), steps=60)
    x, G = np.array([-1.0, 0.5]), np.zeros((2, 2))
    for t, row in enumerate(trace.x[1:]):
        g = f.grad(x)
        G += np.outer(g, g)
        root = sqrtm(G) if t else G / np.linalg.norm(g)  # SciPy's needs a regular matrix
        x = x - 0.5 * np.linalg.solve(root + 1e-3 * np.eye(2), g)
        np.testing.assert_allclose(row, x, rtol=1e-7, atol=1e-9)


def test_the_metric_is_the_root():
    optimizer, x = FullMatrixAdaGrad(0.5, eps=0.1), np.zeros(3)
    state = optimizer.init(x)
    for g in np.random.default_rng(0).standard_normal((5, 3)):
        before = x.copy()
        state = optimizer.update(x, g, state)
    metric = optimizer.metric(state)
    np.testing.assert_allclose(metric, sqrtm(state.G) + 0.1 * np.eye(3), rtol=1e-10)
    np.testing.assert_allclose(metric @ (before - x), 0.5 * g, rtol=1e-10)


def test_turning_the_coordinates_turns_the_path():
    """The rotated problem is the same problem; the diagonal form does not know."""
    c, s = np.cos(0.6), np.sin(0.6)
    R = np.array([[c, -s], [s, c]])
    straight, turned = Quadratic([1.0, 100.0]), Quadratic([1.0, 100.0], angle=0.6)
    start = np.array([3.0, 1.0])
    for optimizer, same in [(FullMatrixAdaGrad(1.0), True), (AdaGrad(1.0), False)]:
        one = minimize(straight, start, optimizer, steps=30).x
        other = minimize(turned, R @ start, optimizer, steps=30).x
        assert np.allclose(one @ R.T, other, atol=1e-7) == same


def test_gradients_along_an_axis_make_it_diagonal():
    full, diagonal = FullMatrixAdaGrad(0.5), AdaGrad(0.5)
    x, y = np.zeros(2), np.zeros(2)
    a, b = full.init(x), diagonal.init(y)
    for g in ([2.0, 0.0], [0.0, -1.0], [1.0, 0.0]):
        a, b = full.update(x, np.array(g), a), diagonal.update(y, np.array(g), b)
    np.testing.assert_allclose(x, y)


def test_no_gradient_no_step():
    optimizer, x = FullMatrixAdaGrad(0.5), np.ones(2)
    optimizer.update(x, np.zeros(2), optimizer.init(x))
    np.testing.assert_array_equal(x, 1)


def test_squares_that_overflow_make_a_point_of_nans():
    x, optimizer = np.array([1.0, 2.0]), FullMatrixAdaGrad(0.1)
    with np.errstate(over="ignore"):
        state = optimizer.update(x, np.array([1e200, 1.0]), optimizer.init(x))
    assert np.isnan(x).all()
    assert (state.t, state.lr, state.halt) == (1, 0.1, None)
