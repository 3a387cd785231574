"""Filter-normalized directions, the plane of a path, and values on a plane."""

import numpy as np
import pytest

from course_lib.functions import Quadratic
from course_lib.nn import (
    LayerNorm,
    Residual,
    Sequential,
    filter_normalized,
    mlp,
    plane_values,
    principal_plane,
)

NET = mlp((3, 4, 2), norm=LayerNorm)


def test_each_neurons_part_is_as_long_as_its_weights():
    rng = np.random.default_rng(0)
    theta, raw = rng.standard_normal(NET.size), rng.standard_normal(NET.size)
    kept = theta.copy(), raw.copy()
    d = filter_normalized(NET, theta, raw)
    np.testing.assert_array_equal(theta, kept[0])
    np.testing.assert_array_equal(raw, kept[1])
    own, was, now = (NET.unpack(v) for v in (theta, raw, d))
    for name in ("0.W", "3.W"):
        for j in range(own[name].shape[1]):
            assert np.linalg.norm(now[name][:, j]) == pytest.approx(np.linalg.norm(own[name][:, j]))
            cosine = now[name][:, j] @ was[name][:, j]
            assert cosine == pytest.approx(
                np.linalg.norm(now[name][:, j]) * np.linalg.norm(was[name][:, j])
            )
    assert all((now[name] == 0).all() for name in now if not name.endswith("W"))
    again = filter_normalized(NET, theta, 5 * raw)
    np.testing.assert_allclose(again, d)


def test_a_part_of_zeros_stays_zero():
    d = filter_normalized(NET, np.ones(NET.size), np.zeros(NET.size))
    np.testing.assert_array_equal(d, 0)


def test_it_grows_with_the_weights_so_that_their_scale_cancels():
    """Where a network's function does not change with a neuron's scale, neither does the slice."""
    rng = np.random.default_rng(1)
    theta, raw = rng.standard_normal(NET.size), rng.standard_normal(NET.size)
    np.testing.assert_allclose(
        filter_normalized(NET, 7 * theta, raw), 7 * filter_normalized(NET, theta, raw)
    )


def test_values_on_a_plane_are_those_of_a_loop():
    f = Quadratic([1.0, 2.0, 5.0])
    centre, (u, v) = np.array([1.0, 0, 2]), np.random.default_rng(0).standard_normal((2, 3))
    x, y = [-1.0, 0, 2], [0.5, 1.0]
    grid = plane_values(f, centre, (u, v), x, y)
    assert grid.shape == (2, 3)
    assert grid[1, 2] == pytest.approx(f(centre + 2 * u + 1.0 * v))
    assert grid[0, 0] == pytest.approx(f(centre - u + 0.5 * v))


def test_a_path_in_a_plane_is_all_in_its_plane():
    rng = np.random.default_rng(0)
    Q, _ = np.linalg.qr(rng.standard_normal((6, 2)))
    path = 3.0 + rng.standard_normal((10, 2)) @ Q.T
    (first, second), share = principal_plane(path)
    assert share == pytest.approx(1)
    assert first @ second == pytest.approx(0, abs=1e-12)
    np.testing.assert_allclose(np.linalg.norm([first, second], axis=1), 1)
    for direction in (first, second):
        np.testing.assert_allclose(Q @ (Q.T @ direction), direction, atol=1e-12)
    wide = path + np.outer(np.arange(10) % 2, np.eye(6)[0])
    assert principal_plane(wide)[1] < 0.999


def test_wrong_arguments_are_named():
    with pytest.raises(ValueError, match="direction must"):
        filter_normalized(NET, np.ones(NET.size), np.ones(3))
    with pytest.raises(ValueError, match="path must be an array with 2 axes"):
        principal_plane(np.ones((4, 2, 2)))
    with pytest.raises(ValueError, match="points of path must"):
        principal_plane(np.ones((2, 4)))


def test_a_block_that_changes_the_shape_is_refused():
    with pytest.raises(ValueError, match=r"block must keep .* got \(n, 4\) → \(n, 3\)"):
        Residual(mlp((4, 5, 3)))
    with pytest.raises(TypeError, match="block must be a Layer"):
        Sequential([Residual("dense")])
