"""Numbers worked by hand or by SciPy, and what the constructors refuse."""

import numpy as np
import pytest
from scipy import optimize

from course_lib.functions import (
    AbsDifference,
    AbsoluteValue,
    Beale,
    CreasedWells,
    DoubleWell,
    Exponential,
    Himmelblau,
    Huber,
    Max,
    MaxAffine,
    Min,
    MonkeySaddle,
    NegativeLog,
    NormL1,
    NormL2,
    Quadratic,
    Rastrigin,
    ReLU,
    RootAbs,
    Rosenbrock,
    SquareRoot,
    Wave,
)
from tests.functions.differences import central


def test_rosenbrock_is_scipys():
    f = Rosenbrock()
    for x in np.random.default_rng(0).uniform(-2, 2, (50, 2)):
        np.testing.assert_allclose(f(x), optimize.rosen(x), rtol=1e-12)
        np.testing.assert_allclose(f.grad(x), optimize.rosen_der(x), rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(f.hess(x), optimize.rosen_hess(x), rtol=1e-12)


def test_rosenbrock_parameters_move_the_minimizer():
    f = Rosenbrock(a=2, b=10)
    np.testing.assert_array_equal(f.minimizer, [2.0, 4.0])
    assert f([0.0, 1.0]) == 4.0 + 10.0


@pytest.mark.parametrize("f", [Himmelblau(), Beale()], ids=["Himmelblau", "Beale"])
def test_known_minimizers_are_what_newton_finds(f):
    for x in f.minimizers:
        root = optimize.root(f.grad, x + 0.01, jac=f.hess, tol=1e-14)
        np.testing.assert_allclose(root.x, x, atol=1e-12)


def test_values_worked_by_hand():
    assert Himmelblau()([0.0, 0.0]) == 121 + 49
    assert Himmelblau()([1.0, 2.0]) == 64 + 4
    assert Beale()([0.0, 5.0]) == 1.5**2 + 2.25**2 + 2.625**2
    assert Beale()([1.0, 2.0]) == 2.5**2 + 5.25**2 + 9.625**2
    np.testing.assert_allclose(Rastrigin(3)([0.5, 1.0, 0.0]), 0.25 + 20 + 1)
    assert MonkeySaddle()([2.0, 1.0]) == 8 - 6
    assert DoubleWell()([2.0]) == 4.0
    assert CreasedWells(0.5)([2.0, 1.0]) == 3 + 1 + 1
    assert AbsDifference()([-3.0, 2.0]) == 1.0
    assert Huber(2.0)([5.0]) == 2 * (5 - 1)
    assert Huber(2.0)([-1.0]) == 0.5


def test_wave_has_its_minimum_where_a_root_finder_puts_it():
    root = optimize.brentq(lambda s: np.cos(s) + s / 10, -2, -1, xtol=1e-15)
    np.testing.assert_allclose(Wave().minimizer, [root], rtol=1e-15)


def test_monkey_saddle_has_three_valleys_and_no_curvature_at_0():
    f = MonkeySaddle()
    assert (f.hess([0.0, 0.0]) == 0).all()
    angle = np.linspace(0, 2 * np.pi, 6, endpoint=False)
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    np.testing.assert_allclose(f(ring), [1, -1, 1, -1, 1, -1])


class TestQuadratic:
    def test_eigenvalues_and_rotation(self):
        f = Quadratic([1.0, 9.0], angle=np.pi / 6)
        np.testing.assert_allclose(np.linalg.eigvalsh(f.Q), [1, 9])
        flat = np.array([np.cos(np.pi / 6), np.sin(np.pi / 6)])
        np.testing.assert_allclose(f.Q @ flat, flat)
        np.testing.assert_allclose([f(flat), f.condition], [0.5, 9.0])

    def test_general_form(self):
        rng = np.random.default_rng(1)
        M, b = rng.standard_normal((3, 3)), rng.standard_normal(3)
        Q, x = M @ M.T, rng.standard_normal(3)
        f = Quadratic.of(Q, b)
        np.testing.assert_allclose(f(x), 0.5 * x @ Q @ x - b @ x)
        np.testing.assert_allclose(f.grad(x), Q @ x - b)
        np.testing.assert_allclose(f.minimizer, np.linalg.solve(Q, b))
        np.testing.assert_allclose(f.minimum, -0.5 * b @ np.linalg.solve(Q, b))

    def test_a_direction_without_curvature_goes_down_for_ever(self):
        f = Quadratic.of([[1.0, 0.0], [0.0, 0.0]], [0.0, 1.0])
        assert f.convex
        assert f.minimum == -np.inf
        assert not len(f.minimizers)
        assert f([2.0, 3.0]) == 2.0 - 3.0
        with pytest.raises(AttributeError, match="no known minimizer"):
            _ = f.minimizer

    def test_flat_but_bounded(self):
        f = Quadratic.of([[1.0, 0.0], [0.0, 0.0]], [2.0, 0.0])
        assert f.minimum == -2.0
        assert f.strong_convexity is None
        assert f.condition == np.inf

    def test_indefinite(self):
        f = Quadratic([2.0, -1.0])
        assert (f.convex, f.minimum, f.smoothness) == (False, -np.inf, 2.0)

    def test_refuses_what_is_not_symmetric(self):
        with pytest.raises(ValueError, match=r"Q must be symmetric, got .*; only \(Q \+ Q.T\) / 2"):
            Quadratic.of([[1.0, 2.0], [0.0, 1.0]], [0.0, 0.0])
        with pytest.raises(ValueError, match="Q must be square"):
            Quadratic.of([[1.0, 2.0]], [0.0])
        with pytest.raises(ValueError, match="at least 1"):
            Quadratic([])


def test_the_barrier_is_infinite_outside_its_domain():
    f = NegativeLog()
    assert f([[0.0], [-1.0]]).tolist() == [np.inf, np.inf]
    assert np.isnan(f.grad([[0.0], [-1.0]])).all()
    assert SquareRoot()([-1.0]) == -np.inf


@pytest.mark.parametrize(
    ("f", "x", "want"),
    [
        (AbsoluteValue(), [0.0], [0.0]),
        (ReLU(), [0.0], [0.0]),
        (RootAbs(), [0.0], [0.0]),
        (NormL1(2), [0.0, -3.0], [0.0, -1.0]),
        (NormL2(2), [0.0, 0.0], [0.0, 0.0]),
        (MaxAffine([[3.0], [-1.0], [3.0]], [0.0, 0.0, 0.0]), [0.0], [3.0]),
        (Max(Quadratic([2.0], center=1), Quadratic([2.0], center=-1)), [0.0], [-2.0]),
        (Min(Quadratic([2.0], center=1), Quadratic([2.0], center=-1)), [0.0], [-2.0]),
        (CreasedWells(0.0), [1.0, 0.0], [0.0, 0.0]),
    ],
    ids=lambda v: getattr(v, "name", None),
)
def test_subgradient_at_a_kink_is_the_documented_one(f, x, want):
    np.testing.assert_array_equal(f.grad(x), want)


class TestMaxAffine:
    def test_minimum_is_where_nelder_mead_goes(self):
        f = MaxAffine.plane()
        found = optimize.minimize(
            f, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-12}
        )
        np.testing.assert_allclose(f.minimum, found.fun, atol=1e-8)
        np.testing.assert_allclose(f.minimizer, found.x, atol=1e-6)

    def test_unbounded(self):
        f = MaxAffine([[1.0, 0.0], [2.0, 0.0]], [0.0, 1.0])
        assert f.minimum == -np.inf
        assert not len(f.minimizers)

    def test_every_piece_of_the_examples_is_seen(self):
        for f in (MaxAffine(), MaxAffine.plane()):
            x = np.random.default_rng(0).uniform(-3, 3, (3000, f.dim))
            assert len(np.unique(f.grad(x), axis=0)) == len(f.A)

    def test_rows_must_match(self):
        with pytest.raises(ValueError, match="A and b must have equally many rows"):
            MaxAffine([[1.0], [2.0]], [0.0])


def test_the_five_pieces_of_the_plane():
    f = MaxAffine.plane()
    np.testing.assert_allclose(np.linalg.norm(f.A, axis=1), [1.0, 1.2, 0.7, 1.0, 0.8])
    angles = np.rad2deg(np.arctan2(f.A[:, 1], f.A[:, 0])) % 360
    np.testing.assert_allclose(angles, [90, 162, 234, 306, 18])
    assert f.b.tolist() == [0.2, -0.1, 0.0, -0.4, 0.1]
    assert (f.convex, f.differentiable, f.dim, f.bounds) == (True, False, 2, ((-3.0, 3.0),) * 2)
    assert len(f.active_gradients(f.minimizer)) == 3  # one lowest corner
    far = 100 * f.A / np.linalg.norm(f.A, axis=1)[:, None]
    np.testing.assert_array_equal(f.grad(far)[[0, 1, 3, 4]], f.A[[0, 1, 3, 4]])
    tie, apart = 0.9e-12, 3e-12  # relative to the value, at least 1
    flat = MaxAffine([[0.0], [1.0]], [5.0, 5.0 - 5 * tie])
    assert len(flat.active_gradients([0.0])) == 2
    flat = MaxAffine([[0.0], [1.0]], [5.0, 5.0 - 5 * apart])
    assert len(flat.active_gradients([0.0])) == 1


@pytest.mark.parametrize(
    ("f", "kinks", "smooth"),
    [
        (MaxAffine.plane(), [MaxAffine.plane().minimizer], [[1.0, 2.0], [-2.0, 0.3]]),
        (MaxAffine(), [[-4 / 3]], [[0.0], [-2.0]]),
        (NormL1(2), [[0.0, 1.0], [1.0, 0.0], [0.0, 0.0]], [[1.0, -2.0]]),
        (AbsDifference(), [[0.0, 1.0], [1.0, 0.0]], [[1.0, 1.0]]),
        (NormL2(2), [[0.0, 0.0]], [[3.0, 4.0]]),
        (CreasedWells(), [[1.0, 0.5], [-1.0, 0.0]], [[0.5, 1.0], [2.0, 0.0]]),
        (Max(NormL1(2), Quadratic([2.0, 2.0])), [[1.0, 0.0], [1.0, 1.0]], [[0.3, 0.3], [2.0, 1.0]]),
        (Min(Quadratic([2.0], center=1), Quadratic([2.0], center=-1)), [[0.0]], [[0.5], [-2.0]]),
    ],
    ids=lambda v: getattr(v, "name", ""),
)
def test_there_is_no_hessian_at_a_kink_and_one_elsewhere(f, kinks, smooth):
    H = f.hess(np.array([kinks, kinks]))
    assert H.shape == (2, len(kinks), f.dim, f.dim)
    assert np.isnan(H[1]).any(axis=(1, 2)).all()
    assert np.isnan(f.hess(kinks[0])).any()
    np.testing.assert_allclose(f.hess(smooth), central(f.grad, np.array(smooth)), atol=1e-6)


def test_the_formula_of_a_quadratic_tells_its_form():
    assert Quadratic([2.0], center=1).formula == r"\frac12 (x-c)^\top Q (x-c)"
    for Q, b in (([[2.0]], [1.0]), ([[1.0, 0.0], [0.0, 0.0]], [0.0, 1.0])):
        assert Quadratic.of(Q, b).formula == r"\frac12 x^\top Q x - b^\top x"
    assert Quadratic.of([[2.0]], [0.0]).formula == r"\frac12 (x-c)^\top Q (x-c)"
    assert (Quadratic([2.0]).name, Quadratic().name) == ("parabola", "quadratic")
    f = Quadratic([1.0, 4.0], center=[1.0, -2.0])
    assert f.bounds == ((-2.0, 4.0), (-5.0, 1.0))
    assert (f.condition, Quadratic.of([[0.0]], [1.0]).condition) == (4.0, np.inf)


def test_pieces_know_the_extremes_as_far_as_they_can():
    low, high = Quadratic([2.0], center=1), Quadratic.of([[2.0]], [0.0]) + AbsoluteValue()
    assert Min(low, Quadratic([4.0], center=-1)).minimizers.tolist() == [[1.0], [-1.0]]
    assert Min(low, high).minimum is None
    assert len(Min(low, high).minimizers) == 0
    deeper = Quadratic.of([[2.0]], [2.0])  # −1 at 1
    assert (Min(Quadratic([2.0]), deeper).minimum, Min(deeper, low).minimizer) == (-1.0, [1.0])
    assert Max(low, deeper).convex is True
    assert Max(low, DoubleWell()).convex is None
    assert (Min(low, deeper).name, Max(low, deeper).dim) == ("min(parabola, parabola)", 1)
    with pytest.raises(TypeError, match=r"at least one, got \(\); write Max\(f, g\)"):
        Max()
    with pytest.raises(TypeError, match=r"pieces must be Objectives.*write Min\(f, g\)"):
        Min(low, abs)
    with pytest.raises(ValueError, match=r"one dimension, got \[1, 2\]"):
        Max(low, Rosenbrock())


def test_max_of_three_that_meet_has_two_slopes_on_the_line():
    touching = Max(*(Quadratic.of([[0.0]], [-s]) for s in (-1.0, 0.0, 1.0)))
    np.testing.assert_array_equal(touching.active_gradients([0.0]), [[-1.0], [1.0]])


def test_extremes_refuse_mixtures():
    with pytest.raises(ValueError, match="pieces must have one dimension"):
        Max(AbsoluteValue(), NormL1(2))
    with pytest.raises(TypeError, match="pieces must be Objectives"):
        Max()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Huber(0), "delta must be positive, got 0"),
        (lambda: Rosenbrock(b=-1), "b must be positive, got -1"),
        (lambda: Rastrigin(0), "dim must be at least 1, got 0"),
        (lambda: NormL2(0), "dim must be at least 1, got 0"),
        (lambda: CreasedWells(2.0), r"tilt must be in \[0, 2\)"),
    ],
)
def test_bad_parameters_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.oracle
def test_gradients_and_hessians_are_those_of_torch():
    import torch

    def himmelblau(p):
        return (p[0] ** 2 + p[1] - 11) ** 2 + (p[0] + p[1] ** 2 - 7) ** 2

    def beale(p):
        return sum((c - p[0] * (1 - p[1] ** i)) ** 2 for i, c in ((1, 1.5), (2, 2.25), (3, 2.625)))

    def rastrigin(p):
        return 20 + (p**2 - 10 * torch.cos(2 * torch.pi * p)).sum()

    def exponential(p):
        return torch.exp(p).sum()

    pairs = [
        (Himmelblau(), himmelblau),
        (Beale(), beale),
        (Rastrigin(2), rastrigin),
        (Exponential(), exponential),
        (NormL2(2), torch.linalg.norm),
    ]
    for f, theirs in pairs:
        for x in np.random.default_rng(0).uniform(-3, 3, (20, f.dim)):
            p = torch.tensor(x, requires_grad=True)
            np.testing.assert_allclose(f(x), theirs(p).detach(), rtol=1e-10)
            grad = torch.autograd.functional.jacobian(theirs, p)
            np.testing.assert_allclose(f.grad(x), grad, rtol=1e-9, atol=1e-9)
            hess = torch.autograd.functional.hessian(theirs, p)
            np.testing.assert_allclose(f.hess(x), hess, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("f", [NormL1(2), NormL2(2), AbsDifference(), CreasedWells(),
                               MaxAffine.plane(), Max(NormL1(2), NormL2(2)),
                               Min(NormL1(2), NormL2(2))], ids=lambda f: f.name)  # fmt: skip
def test_directional_derivatives_of_many_points_at_kinks_are_those_of_each(f):
    x = np.array([[[0.0, 0.0], [1.0, 0.0]], [[0.0, 2.0], [-1.0, 0.5]]])
    d = np.array([[[3.0, 4.0], [-1.0, 2.0]], [[-0.5, 1.0], [2.0, -7.0]]])
    want = [
        [f.directional(p, e) for p, e in zip(*row, strict=True)] for row in zip(x, d, strict=True)
    ]
    np.testing.assert_allclose(f.directional(x, d), want, rtol=1e-12)
    ahead = (f(x + 1e-7 * d) - f(x)) / 1e-7
    np.testing.assert_allclose(want, ahead, atol=1e-5)
    one = [[f.directional(p, d[0, 0]) for p in row] for row in x]  # one direction for all points
    np.testing.assert_allclose(f.directional(x, d[0, 0]), one, rtol=1e-12)


def test_the_limits_at_the_tip_of_a_cone():
    assert NormL2(1).active_gradients([0.0]).tolist() == [[-1.0], [1.0]]
    circle = NormL2(2).active_gradients([0.0, 0.0])
    assert circle.shape == (72, 2)
    np.testing.assert_allclose(np.linalg.norm(circle, axis=1), 1.0)
    assert len(np.unique(circle.round(9), axis=0)) == 72
    with pytest.raises(NotImplementedError, match="a whole sphere for dim > 2"):
        NormL2(3).active_gradients(np.zeros(3))
