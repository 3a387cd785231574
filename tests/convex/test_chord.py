"""The chord inequality: the convention of t, infinities, and what a witness must show."""

import numpy as np
import pytest

from course_lib.convex import (
    Verdict,
    chord_gap,
    chord_test,
    find_violation,
    midpoint_gap,
    midpoint_test,
)
from course_lib.functions import (
    AbsoluteValue,
    ConstantFunction,
    DoubleWell,
    Logarithm,
    NegativeLog,
    Objective,
    Quadratic,
    Saddle,
    SquaredNorm,
    Wave,
)


@pytest.fixture
def rng():
    return np.random.default_rng(8)


def test_t_multiplies_x():
    square = Quadratic([2.0])
    assert chord_gap(square, [0.0], [4.0], 0.25) == 0.75 * 16 - 9  # the point is y-sided: 3
    np.testing.assert_allclose(chord_gap(square, [1.0], [4.0], [1.0, 0.0]), 0.0)


def test_gap_of_a_square_is_the_variance():
    """t(1 − t)(x − y)² for x², whatever x and y."""
    x, y = np.array([[1.0], [-2.0]]), np.array([[3.0], [5.0]])
    np.testing.assert_allclose(chord_gap(Quadratic([2.0]), x, y, 0.3), 0.21 * ((x - y) ** 2)[:, 0])
    np.testing.assert_allclose(midpoint_gap(Quadratic([2.0]), x, y), 0.25 * ((x - y) ** 2)[:, 0])


def test_concave_gaps_are_the_opposite():
    x, y, t = np.array([[0.5], [1.0]]), np.array([[3.0], [2.0]]), 0.4
    np.testing.assert_allclose(
        chord_gap(Logarithm(), x, y, t), -chord_gap(NegativeLog(), x, y, t)
    )  # f concave iff −f convex


def test_broadcasting():
    x, y, t = np.zeros((4, 1, 2)), np.ones((5, 2)), np.full((4, 5), 0.5)
    assert chord_gap(Saddle(), x, y, t).shape == (4, 5)


@pytest.mark.filterwarnings("error")
def test_infinite_values():
    barrier = NegativeLog()
    assert chord_gap(barrier, [-1.0], [2.0], 0.5) == np.inf  # an infinite chord is above all
    assert np.isnan(chord_gap(barrier, [-1.0], [-2.0], 0.5))  # ∞ − ∞: nothing to compare
    assert chord_gap(barrier, [-1.0], [2.0], 0.0) == 0.0  # an end without weight
    assert chord_gap(barrier, [2.0], [-1.0], 1.0) == 0.0


def test_t_outside_is_refused():
    with pytest.raises(ValueError, match=r"t must be in \[0, 1\], got 1.5 to 1.5"):
        chord_gap(Saddle(), [0.0, 0.0], [1.0, 1.0], 1.5)


@pytest.mark.parametrize("test", [midpoint_test, chord_test, find_violation])
class TestVerdicts:
    def test_convex(self, test, rng):
        verdict = test(AbsoluteValue(), rng, 500)
        assert verdict.holds is True
        assert verdict.witness is None
        assert "no violation" in verdict.message
        assert str(verdict.tried) in verdict.message

    def test_witness_proves_what_it_says(self, test, rng):
        w = test(DoubleWell(), rng).witness
        np.testing.assert_allclose(chord_gap(DoubleWell(), w.x, w.y, w.t), w.gap)
        assert w.gap < 0
        low, high = DoubleWell().bounds[0]
        assert low <= min(w.x[0], w.y[0])
        assert max(w.x[0], w.y[0]) <= high
        assert "above the chord" in w.message

    def test_same_seed_same_verdict(self, test, rng):
        a, b = (test(Wave(), np.random.default_rng(5), 300).witness for _ in range(2))
        assert (a.gap, a.x.tolist(), a.t) == (b.gap, b.x.tolist(), b.t)

    def test_bounds_of_ones_own(self, test, rng):
        assert test(DoubleWell(), rng, 500, bounds=[(1.0, 2.0)]).holds  # convex over there
        with pytest.raises(ValueError, match="bounds must be given, ½‖w‖² has none"):
            test(SquaredNorm(), rng, 10)
        assert test(SquaredNorm(), rng, 200, bounds=[(-1, 1)] * 3).holds

    def test_rng_is_needed(self, test, rng):
        with pytest.raises(TypeError, match="rng must be a numpy Generator"):
            test(DoubleWell(), 0)

    def test_nothing_to_compare(self, test, rng):
        class Nowhere(Objective):
            dim, bounds = 1, ((0.0, 1.0),)

            def _value(self, x):
                return np.full(x.shape[:-1], np.nan)

            def _grad(self, x):
                return x

        verdict = test(Nowhere(), rng, 50)
        assert verdict.holds is None
        assert "does not apply" in verdict.message


def test_the_strongest_violation_is_found(rng):
    """Known by hand: f(0) above the common tangent of the wells; the saddle's full width."""
    assert find_violation(DoubleWell(), rng).gap == pytest.approx(-2.25, abs=1e-6)
    assert find_violation(Saddle(), rng).gap == pytest.approx(-4.0, abs=1e-6)


def test_a_small_bump_is_found_by_its_curvature():
    """A bump 0.01 wide on a parabola: its gap is lost among the others, its curvature is not."""

    class Bumped(Quadratic):
        def _value(self, x):
            return super()._value(x) + 5e-5 * np.exp(-(((x[..., 0] - 0.777) / 0.005) ** 2))

    verdicts = [find_violation(Bumped([2.0]), np.random.default_rng(seed)) for seed in range(20)]
    found = [v for v in verdicts if v.holds is False]
    assert len(found) >= 14  # ranking by the gap alone finds it 6 times
    assert all(abs(v.witness.x[0] - 0.777) < 0.1 for v in found)


def test_tolerance_is_relative(rng):
    """Rounding must not look like a violation, at any height."""
    line = Quadratic.of([[0.0]], [-1e6 / 3]) + ConstantFunction(1e7)
    assert chord_test(line, rng, 5000).holds
    assert chord_test(1e-12 * DoubleWell(), rng).holds is False


def test_verdicts_do_not_change():
    with pytest.raises(AttributeError):
        Verdict("chord", True, 0.0, 1).holds = False
