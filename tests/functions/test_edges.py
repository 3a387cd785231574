"""Edges of functions: of domains, at kinks, between conditions, and where constants are claimed."""

import numpy as np
import pytest

from course_lib.functions import (
    CATALOGUE,
    L1,
    AbsoluteValue,
    EmpiricalRisk,
    Max,
    MaxAffine,
    Min,
    MulticlassHinge,
    MulticlassRisk,
    NormL1,
    Quadratic,
    ReLU,
    Saddle,
    SquaredError,
)

nan, inf = np.nan, np.inf


@pytest.mark.parametrize(
    ("name", "x", "value", "slope", "bend"),
    [
        ("−log x", 0.0, inf, nan, nan),
        ("−log x", -1.0, inf, nan, nan),
        ("log x", 0.0, -inf, nan, nan),
        ("log x", -1.0, -inf, nan, nan),
        ("√x", 0.0, 0.0, inf, -inf),
        ("√x", -1.0, -inf, nan, nan),
        ("√|x|", 0.0, 0.0, 0.0, nan),
        ("max(0, x)", 0.0, 0.0, 0.0, nan),
        ("|x|", 0.0, 0.0, 0.0, nan),
        ("Huber", 1.0, 0.5, 1.0, nan),
        ("Huber", -1.0, 0.5, -1.0, nan),
        ("max(x, x² − 2)", 3.0, 7.0, 6.0, 2.0),
        ("max(x, x² − 2)", 1.0, 1.0, 1.0, 0.0),
        ("max(x, x² − 2)", 2.0, 2.0, 1.0, nan),
        ("min(|x|, |x − 2|)", 3.0, 1.0, 1.0, 0.0),
    ],
)
def test_value_slope_and_bend(name, x, value, slope, bend):
    f = CATALOGUE[name]
    got = [f([x]), f.grad([x])[0], f.hess([x])[0, 0]]
    np.testing.assert_allclose(got, [value, slope, bend])


@pytest.mark.parametrize(
    "name", [n for n, f in CATALOGUE.items() if f.dim == 1 and not isinstance(f, MaxAffine)]
)
def test_what_is_no_number_stays_none(name):
    f = CATALOGUE[name]
    assert np.isnan([f([nan]), f.grad([nan])[0]]).all()


def test_short_directions_at_a_kink():
    for step in (0.5, -0.5, 3.0, 0.0):
        assert AbsoluteValue().directional([0.0], [step]) == abs(step)
        assert ReLU().directional([0.0], [step]) == max(step, 0)
        assert Max(AbsoluteValue(), ReLU()).directional([0.0], [step]) == abs(step)
        assert Min(AbsoluteValue(), ReLU()).directional([0.0], [step]) == max(step, 0)
        assert NormL1(2).directional([0.0, 2.0], [step, 1.0]) == abs(step) + 1


def test_limits_of_gradients_where_pieces_tie_in_the_plane():
    f = Max(MaxAffine([[1.0, 0.0]], [0.0]), MaxAffine([[0.0, 1.0]], [0.0]))
    assert f.active_gradients([0.0, 0.0]).tolist() == [[0.0, 1.0], [1.0, 0.0]]
    assert f.active_gradients([2.0, 0.0]).tolist() == [[1.0, 0.0]]
    assert f.grad([0.0, 0.0]).tolist() == [1.0, 0.0]
    with pytest.raises(NotImplementedError, match="two kinks at one point"):
        (AbsoluteValue() + ReLU()).active_gradients([0.0])


def test_values_that_differ_by_rounding_tie_and_others_do_not():
    f = MaxAffine([[1.0], [-1.0]], [1e6, 1e6])
    assert f.active_gradients([4e-7]).ravel().tolist() == [-1.0, 1.0]  # 8e-7 of 1e6 is rounding
    assert f.active_gradients([1e-6]).ravel().tolist() == [1.0]
    g = MaxAffine([[1.0], [-1.0]], [0.0, 0.0])
    assert g.active_gradients([4e-13]).ravel().tolist() == [-1.0, 1.0]
    assert g.active_gradients([1e-12]).ravel().tolist() == [1.0]


def test_constants_claimed_of_multiples_and_sums():
    half = 0.5 * Quadratic([1.0, 4.0], center=3.0)
    assert (half.minimizer.tolist(), half.minimum) == ([3.0, 3.0], 0.0)
    assert (half.convex, half.strong_convexity, half.smoothness) == (True, 0.5, 2.0)
    assert (L1() + NormL1(2)).strong_convexity is None
    assert (0 * L1()).minimum is None
    flat = EmpiricalRisk(SquaredError(), np.zeros((3, 2)), [1.0, 2.0, 3.0])
    assert (flat.strong_convexity, flat.smoothness) == (None, 0.0)


def test_least_batches_and_other_arguments():
    rng = np.random.default_rng(0)
    saddle = Saddle()
    assert saddle.sample(rng, 1) is saddle
    with pytest.raises(ValueError, match=r"^batch must be at least 1, got 0$"):
        saddle.sample(rng, 0)
    with pytest.raises(ValueError, match=r"^Q must be an array with 2 axes, got an array of shape"):
        Quadratic.of([1.0], [1.0])
    for risk in (
        EmpiricalRisk(SquaredError(), np.eye(2), [0.0, 1.0]),
        MulticlassRisk(MulticlassHinge(), np.eye(2), [0, 1]),
    ):
        assert risk.sample(rng, 1).samples == 1
        with pytest.raises((TypeError, ValueError), match=r"^rows must "):
            risk.subset([0.5])


def test_an_affine_piece_of_two_variables_at_its_edges():
    f = MaxAffine.plane()
    points = np.stack(np.meshgrid([-2.0, 0.0, 3.0], [-1.0, 2.0]), axis=-1)
    assert f(points).shape == (2, 3)
    np.testing.assert_allclose(f(points), (points @ f.A.T + f.b).max(axis=-1))
    assert f.hess(points).tolist() == np.zeros((2, 3, 2, 2)).tolist()
