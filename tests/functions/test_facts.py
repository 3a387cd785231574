"""What functions say of themselves: formulas, bounds, constants and defaults, written out."""

import numpy as np
import pytest

from course_lib.functions import (
    CATALOGUE,
    L1,
    AbsoluteError,
    AbsoluteValue,
    ConstantFunction,
    CreasedWells,
    DoubleWell,
    ElasticNet,
    EmpiricalRisk,
    Huber,
    Max,
    MaxAffine,
    Min,
    NoisyQuadratic,
    NormL1,
    NormL2,
    Quadratic,
    Rastrigin,
    Rosenbrock,
    Saddle,
    SquaredError,
    SquaredNorm,
    Sum,
    Wave,
)

# name → formula, convex, differentiable, L, μ, minimum, bounds (one pair for all coordinates)
FACTS = {
    "x²": ("x^2", True, True, 2.0, 2.0, 0.0, (-2.0, 2.0)),
    "x⁴": ("x^4", True, True, None, None, 0.0, (-1.5, 1.5)),
    "eˣ": ("e^x", True, True, None, None, 0.0, (-3.0, 2.0)),
    "−log x": (r"-\log x", True, True, None, None, -np.inf, (0.05, 4.0)),
    "log(1 + eˣ)": (r"\log(1 + e^x)", True, True, 0.25, None, 0.0, (-4.0, 4.0)),
    "Huber": (r"\mathrm{huber}_\delta(x)", True, True, 1.0, None, 0.0, (-3.0, 3.0)),
    "|x|": ("|x|", True, False, None, None, 0.0, (-2.0, 2.0)),
    "max(0, x)": (r"\max(0, x)", True, False, None, None, 0.0, (-2.0, 2.0)),
    "max of affine": (
        r"\max_i\, a_i^\top x + b_i",
        True,
        False,
        None,
        None,
        -0.333333333333,
        (-3.0, 3.0),
    ),
    "max(x, x² − 2)": (r"\max(x,\, x^2 - 2)", True, False, None, None, -1.0, (-3.0, 3.0)),
    "x⁴ − 3x²": ("x^4 - 3x^2", False, True, None, None, -2.25, (-2.2, 2.2)),
    "sin x + x²/20": (
        r"\sin x + \frac{x^2}{20}",
        False,
        True,
        1.1,
        None,
        -0.887862826574,
        (-10.0, 10.0),
    ),
    "log x": (r"\log x", False, True, None, None, -np.inf, (0.05, 4.0)),
    "√x": (r"\sqrt{x}", False, True, None, None, -np.inf, (0.0, 4.0)),
    "√|x|": (r"\sqrt{|x|}", False, False, None, None, 0.0, (-2.0, 2.0)),
    "−|x|": ("-|x|", False, False, None, None, -np.inf, (-2.0, 2.0)),
    "−max(0, x)": (r"-\max(0, x)", False, False, None, None, -np.inf, (-2.0, 2.0)),
    "min(|x|, |x − 2|)": (r"\min(|x|,\, |x - 2|)", False, False, None, None, 0.0, (-1.5, 3.5)),
    "quadratic": (r"\frac12 (x-c)^\top Q (x-c)", True, True, 10.0, 1.0, 0.0, (-3.0, 3.0)),
    "turned quadratic": (r"\frac12 (x-c)^\top Q (x-c)", True, True, 8.0, 1.0, 0.0, (-3.0, 3.0)),
    "noisy quadratic": (r"\frac12 (x-c)^\top Q (x-c)", True, True, 10.0, 1.0, 0.0, (-3.0, 3.0)),
    "three exponentials": (
        "e^{x+3y-0.1} + e^{x-3y-0.1} + e^{-x-0.1}",
        True,
        True,
        None,
        None,
        2.559266696658,
        ((-2.0, 1.0), (-1.0, 1.0)),
    ),
    "‖x‖₁": (r"\|x\|_1", True, False, None, None, 0.0, (-2.0, 2.0)),
    "‖x‖₂": (r"\|x\|_2", True, False, None, None, 0.0, (-2.0, 2.0)),
    "max of affine, 2-D": (
        r"\max_i\, a_i^\top x + b_i",
        True,
        False,
        None,
        None,
        0.071248850091,
        (-3.0, 3.0),
    ),
    "Rosenbrock": (
        "(a - x)^2 + b(y - x^2)^2",
        False,
        True,
        None,
        None,
        0.0,
        ((-2.0, 2.0), (-1.0, 3.0)),
    ),
    "Himmelblau": ("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", False, True, None, None, 0.0, (-5.0, 5.0)),
    "Beale": (r"\sum_{i=1}^3 (c_i - x(1 - y^i))^2", False, True, None, None, 0.0, (-4.5, 4.5)),
    "Rastrigin": (
        r"10d + \sum_i (x_i^2 - 10\cos 2\pi x_i)",
        False,
        True,
        396.784176043574,
        None,
        0.0,
        (-5.12, 5.12),
    ),
    "saddle": ("x^2 - y^2", False, True, 2.0, None, -np.inf, (-2.0, 2.0)),
    "monkey saddle": ("x^3 - 3xy^2", False, True, None, None, -np.inf, (-1.5, 1.5)),
    "|x| − |y|": ("|x| - |y|", False, False, None, None, -np.inf, (-2.0, 2.0)),
    "|x² − 1| + cx + y²": (
        "|x^2 - 1| + cx + y^2",
        False,
        False,
        None,
        None,
        -0.3,
        ((-2.0, 2.0), (-1.5, 1.5)),
    ),
}


@pytest.mark.parametrize("name", FACTS)
def test_every_landscape_says_this_of_itself(name):
    f, (formula, convex, differentiable, *numbers, bounds) = CATALOGUE[name], FACTS[name]
    assert (f.formula, f.convex, f.differentiable) == (formula, convex, differentiable)
    for got, want in zip((f.smoothness, f.strong_convexity, f.minimum), numbers, strict=True):
        assert got == (want if want is None else pytest.approx(want, rel=1e-11))
    np.testing.assert_allclose(f.bounds, [bounds] * f.dim if np.ndim(bounds) == 1 else bounds)


def test_no_landscape_is_left_out():
    assert FACTS.keys() == CATALOGUE.keys()


@pytest.mark.parametrize("kind", [NormL1, NormL2, Rastrigin])
def test_of_any_dimension_but_none(kind):
    for dim in (1, 3):
        f = kind(dim)
        assert (f.dim, f.minimizers.tolist()) == (dim, [[0.0] * dim])
        assert f.bounds == kind(2).bounds[:1] * dim
    assert kind().dim == 2
    with pytest.raises(ValueError, match=r"^dim must be at least 1, got 0$"):
        kind(0)


def test_what_comes_with_parameters():
    assert (Huber(2.0).name, Huber(2.0).bounds) == ("Huber(δ = 2)", ((-6.0, 6.0),))
    assert Huber().delta == 1.0
    assert (CreasedWells().tilt, CreasedWells(0.5).minimum) == (0.3, -0.5)
    assert CreasedWells(0).minimizers.tolist() == [[-1.0, 0.0], [1.0, 0.0]]
    assert CreasedWells(0.5).minimizers.tolist() == [[-1.0, 0.0]]
    assert (Rosenbrock().a, Rosenbrock().b) == (1.0, 100.0)
    assert Rosenbrock(2.0, 3.0).minimizer.tolist() == [2.0, 4.0]
    assert Wave().minimizer.tolist() == [-1.4275517787645942]
    assert DoubleWell().kinks == ()
    assert DoubleWell().domain == (-np.inf, np.inf)
    assert CATALOGUE["log x"].domain == CATALOGUE["−log x"].domain == (0.0, np.inf)


def test_quadratics():
    f = Quadratic([4.0, 1.0], center=[2.0, -1.0])
    assert (f.condition, f.bounds) == (4.0, ((-1.0, 5.0), (-4.0, 2.0)))
    assert f.eigenvalues.tolist() == [1.0, 4.0]
    assert (Quadratic([3.0]).name, Quadratic().eigenvalues.tolist()) == ("parabola", [1.0, 10.0])
    general = Quadratic.of([[2.0, 0.0], [0.0, 0.0]], [2.0, 0.0])
    assert general.formula == r"\frac12 x^\top Q x - b^\top x"
    assert (general.minimum, general.convex, general.strong_convexity) == (-1.0, True, None)
    assert general.condition == np.inf
    tilted = Quadratic.of([[2.0, 0.0], [0.0, 0.0]], [2.0, 1.0])
    assert (tilted.minimum, len(tilted.minimizers)) == (-np.inf, 0)
    assert tilted.formula == general.formula
    assert Quadratic.of(np.eye(2), [0.0, 0.0]).formula == Quadratic().formula
    bent = Quadratic([-1.0, 2.0])
    assert (bent.convex, bent.strong_convexity, bent.minimum) == (False, None, -np.inf)
    center = np.array([1.0, 2.0])
    own = Quadratic(center=center)
    center[0] = 9.0
    assert own.minimizer.tolist() == [1.0, 2.0]
    # Rounding alone, of an entry and of a slope that Q cannot reach, is no fault.
    assert Quadratic.of([[1.0, 1e-13], [0.0, 1.0]], [0.0, 0.0]).Q[0, 1] == 0.5e-13
    assert len(Quadratic.of([[1.0, 0.0], [0.0, 0.0]], [1.0, 1e-11]).minimizers) == 1


def test_noisy_quadratics():
    assert NoisyQuadratic().noise == 1.0
    f = NoisyQuadratic([1.0, 4.0], noise=2.0, center=1.0).sample(np.random.default_rng(0), 4)
    assert f.name == "tilted quadratic"
    assert f.formula == r"\frac12 (x-c)^\top Q (x-c) + \xi^\top (x-c)"
    assert (f.smoothness, f.strong_convexity, f.convex, f.dim) == (4.0, 1.0, True, 2)
    assert f.bounds == ((-2.0, 4.0),) * 2
    assert f([1.0, 1.0]) == 0.0
    np.testing.assert_allclose(f([2.0, 1.0]) - 0.5, f.tilt[0])


def test_multiples_and_sums():
    f = 2.5 * Saddle()
    assert (f.name, f.formula) == ("2.5 saddle", r"2.5\left(x^2 - y^2\right)")
    assert (f.bounds, f.dim) == (Saddle().bounds, 2)
    assert f.minimum == -np.inf
    total = L1() + Saddle() + Rosenbrock()
    assert total.name == "‖w‖₁ + saddle + Rosenbrock"
    assert total.formula == r"\|w\|_1 + x^2 - y^2 + (a - x)^2 + b(y - x^2)^2"
    assert (total.dim, total.bounds) == (2, Saddle().bounds)
    assert (total.convex, total.differentiable) == (None, False)
    assert (Sum([L1(), SquaredNorm()]).dim, Sum([L1(), SquaredNorm()]).bounds) == (None, ())
    assert (L1() + SquaredNorm()).strong_convexity == 1.0
    assert repr(f) == r"<2.5 saddle: 2.5\left(x^2 - y^2\right)>"
    with pytest.raises(AttributeError, match=r"^saddle has no known minimizer$"):
        _ = Saddle().minimizer
    assert (Saddle() - L1()).directional([0.0, 1.0], [1.0, 0.0]) == -1.0
    assert ConstantFunction().value == 0.0
    constant = ConstantFunction(2.5)
    assert (constant.name, constant.formula, constant.minimum) == ("constant", "2.5", 2.5)
    assert (constant.convex, constant.smoothness) == (True, 0.0)
    drawn = Saddle().sample(np.random.default_rng(0), 3)
    assert drawn.name == "saddle"


def test_penalties():
    assert (L1().name, L1().formula, L1().minimum) == ("‖w‖₁", r"\|w\|_1", 0.0)
    assert (SquaredNorm().name, SquaredNorm().formula) == ("½‖w‖²", r"\frac12\|w\|^2")
    assert (SquaredNorm().smoothness, SquaredNorm().strong_convexity) == (1.0, 1.0)
    assert SquaredNorm(1).strong_convexity is None
    net = ElasticNet(0.25, 1)
    assert (net.name, net.minimum, net.unpenalized) == ("elastic net", 0.0, 1)
    assert net.formula == r"0.25\|w\|_1 + \frac{0.75}{2}\|w\|^2"
    assert (ElasticNet().l1_ratio, ElasticNet().unpenalized) == (0.5, 0)
    for kind in (L1, SquaredNorm):
        assert kind(2)([5.0, 6.0]) == 0.0
        with pytest.raises(ValueError, match=r"^unpenalized must be at most the 2 weights, got 3$"):
            kind(3)([5.0, 6.0])
    assert SquaredNorm(1).hess(np.zeros((3, 2))).tolist() == [[[0.0, 0.0], [0.0, 1.0]]] * 3
    H = SquaredNorm().hess(np.zeros((2, 2)))
    H[0] = 7.0
    assert H[1].tolist() == [[1.0, 0.0], [0.0, 1.0]]
    # Where a coordinate is not penalized, 0 is no kink of it.
    assert L1(1).hess([0.0, 2.0]).tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert np.isnan(L1(1).hess([2.0, 0.0])).all()
    assert L1(1).active_gradients([0.0, 0.0]).tolist() == [[0.0, -1.0], [0.0, 1.0]]


class TestExtremes:
    def test_what_they_are_called(self):
        f = Max(L1(), Saddle())
        assert (f.name, f.dim, f.bounds) == ("max(‖w‖₁, saddle)", 2, Saddle().bounds)
        assert f.formula == r"\max\left(\|w\|_1, x^2 - y^2\right)"
        assert (f.convex, Max(L1(), NormL2()).convex) == (None, True)
        assert (f.differentiable, Max(L1(), L1()).dim, Max(L1()).bounds) == (False, None, ())
        g = Min(Quadratic(), Rosenbrock())
        assert g.name == "min(quadratic, Rosenbrock)"
        assert g.formula.startswith(r"\min\left(\frac12")

    def test_what_they_refuse(self):
        for kind in (Max, Min):
            said = rf"^pieces must be Objectives, at least one, got \(\); write {kind.__name__}\(f,"
            with pytest.raises(TypeError, match=said):
                kind()
            with pytest.raises(ValueError, match=r"^pieces must have one dimension, got \[1, 2\]$"):
                kind(AbsoluteValue(), Saddle())

    def test_lowest_of_the_pieces(self):
        low, high = ConstantFunction(1.0) + 0 * AbsoluteValue(), Quadratic([2.0], center=3.0)
        assert Min(high, DoubleWell()).minimum == -2.25
        assert Min(high, DoubleWell()).minimizers.tolist() == DoubleWell().minimizers.tolist()
        both = Min(high, AbsoluteValue())
        assert (both.minimum, both.minimizers.tolist()) == (0.0, [[3.0], [0.0]])
        assert Min(low, high).minimum is None
        assert not len(Min(low, high).minimizers)
        assert not len(Min(Quadratic([2.0]), CATALOGUE["eˣ"]).minimizers)  # one is not attained

    def test_many_points_at_once(self):
        f, x = Max(AbsoluteValue(), Quadratic([2.0])), np.array([[[-1.0], [0.5], [2.0]]])
        assert f(x).tolist() == [[1.0, 0.5, 4.0]]
        assert f.grad(x)[0, :, 0].tolist() == [-1.0, 1.0, 4.0]
        np.testing.assert_array_equal(f.hess(x)[0, :, 0, 0], [np.nan, 0.0, 2.0])
        assert f.directional(x, [-1.0]).tolist() == [[2.0, -1.0, -4.0]]
        g = Min(AbsoluteValue(), Quadratic([2.0]))
        assert g.directional(x, [-1.0]).tolist() == [[1.0, -1.0, -1.0]]

    def test_affine_pieces(self):
        f = MaxAffine()
        assert (f.A.tolist(), f.b.tolist()) == ([[-2.0], [-0.5], [1.0]], [-2.0, 0.0, -1.0])
        assert f.name == "max of affine"
        np.testing.assert_allclose(f([[-3.0], [0.0], [3.0]]), [4.0, 0.0, 2.0])
        plane = MaxAffine.plane()
        np.testing.assert_allclose(np.hypot(*plane.A.T), [1.0, 1.2, 0.7, 1.0, 0.8])
        turned = np.rad2deg(np.arctan2(*plane.A.T[::-1])) % 360
        np.testing.assert_allclose(turned, [90, 162, 234, 306, 18])
        assert plane.b.tolist() == [0.2, -0.1, 0.0, -0.4, 0.1]
        down = MaxAffine([[1.0]], [0.0])
        assert (down.minimum, len(down.minimizers)) == (-np.inf, 0)
        np.testing.assert_array_equal(f.hess([[0.0], [-4 / 3]])[:, 0, 0], [0.0, np.nan])


class TestRisks:
    def test_bounds_where_nothing_is_known(self):
        X, y = np.eye(3)[:2], [1.0, 2.0]
        for loss in (AbsoluteError(), SquaredError()):  # the second has no unique minimizer
            assert EmpiricalRisk(loss, X, y).bounds == ((-3.0, 3.0),) * 3
        f = EmpiricalRisk(AbsoluteError(), X, y)
        assert (f.minimum, f.minimizers.shape) == (None, (0, 3))
        assert (f.name, f.formula) == ("mean absolute error", r"\frac1n \sum_i |\hat y - y|")

    def test_bounds_of_a_constant_target_have_some_width(self):
        f = EmpiricalRisk(SquaredError(), [[1.0], [1.0]], [2.0, 2.0])
        np.testing.assert_allclose(np.array(f.bounds) - 2.0, [[-1e-6, 1e-6]], rtol=1e-6)

    def test_a_column_of_zeros_gets_no_weight(self):
        f = EmpiricalRisk(SquaredError(), [[0.0, 1.0], [0.0, 1.0]], [2.0, 4.0])
        np.testing.assert_allclose(f.minimizer, [0.0, 3.0], atol=1e-12)
        assert (f.minimum, f.strong_convexity) == (pytest.approx(1.0), None)

    def test_no_features_are_refused(self):
        with pytest.raises(ValueError, match=r"^the number of features must be at least 1, got 0"):
            EmpiricalRisk(SquaredError(), np.zeros((2, 0)), [1.0, 2.0])
