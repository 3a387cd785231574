"""Penalties: values, who is left out, and the proximal map against its definition."""

import numpy as np
import pytest
from scipy import optimize

from course_lib.functions import L1, SquaredNorm
from tests.functions.differences import central

W = np.random.default_rng(6).normal(0, 1, (30, 3))
every = pytest.mark.parametrize("R", [SquaredNorm(), SquaredNorm(1), L1(), L1(2)])


@every
def test_gradient_and_hessian(R):
    np.testing.assert_allclose(R.grad(W), central(R, W), atol=1e-8)
    np.testing.assert_allclose(R.hess(W), central(R.grad, W), atol=1e-8)


def test_half_the_square_and_the_sum_of_sizes():
    w = [3.0, -4.0]
    assert SquaredNorm()(w) == 12.5
    assert (0.1 * SquaredNorm())(w) == pytest.approx(1.25)  # λ/2 ‖w‖²
    assert L1()(w) == 7.0


def test_leading_coordinates_are_left_free():
    w = np.array([100.0, 3.0, -4.0])
    for R, want in ((SquaredNorm(1), 12.5), (L1(1), 7.0)):
        assert R(w) == want
        assert R.grad(w)[0] == 0.0
        assert R.prox(w, 2.0)[0] == 100.0
        assert not R.hess(w)[0].any()
    assert len(L1(1).active_gradients([0.0, 0.0, 1.0])) == 2  # the free one has no kink
    assert not L1(1).hess([0.0, 3.0, 1.0]).any()
    assert np.isnan(L1(1).hess([0.0, 0.0, 1.0])).all()


@every
@pytest.mark.parametrize("step", [0.1, 1.0, 5.0])
def test_prox_minimizes_what_it_says(R, step):
    """Coordinate by coordinate, for both penalties are separable."""
    for w in W[:5]:
        got = R.prox(w, step)
        for i in range(3):

            def objective(z, w=w, i=i):
                point = w.copy()
                point[i] = z
                return R(point) + (z - w[i]) ** 2 / (2 * step)

            want = optimize.minimize_scalar(objective, bounds=(-4, 4), method="bounded",
                                            options={"xatol": 1e-9}).x  # fmt: skip
            np.testing.assert_allclose(got[i], want, atol=1e-6)


def test_prox_of_a_multiple_scales_the_step():
    np.testing.assert_allclose((0.3 * L1()).prox(W, 2.0), L1().prox(W, 0.6))
    with pytest.raises(ValueError, match="factor must be positive, got -1"):
        (-L1()).prox(W, 1.0)


def test_soft_thresholding_gives_exact_zeros():
    np.testing.assert_array_equal(np.abs(L1().prox([0.5, -0.2, 2.0], 0.5)), [0.0, 0.0, 1.5])


def test_constants():
    assert (SquaredNorm().smoothness, SquaredNorm().strong_convexity) == (1.0, 1.0)
    assert SquaredNorm(1).strong_convexity is None
    assert L1().smoothness is None


def test_messages():
    with pytest.raises(ValueError, match="unpenalized must be at least 0, got -1"):
        L1(-1)
    with pytest.raises(ValueError, match="unpenalized must be at most the 2 weights, got 3"):
        SquaredNorm(3)([1.0, 2.0])
    with pytest.raises(ValueError, match="step must be positive, got 0"):
        L1().prox(W, 0.0)
