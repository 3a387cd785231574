"""The Clarke differential: limits, hulls, stationarity, local Lipschitz constants."""

import numpy as np
import pytest

from course_lib.convex import (
    clarke_differential,
    lipschitz_estimate,
    subdifferential,
)
from course_lib.functions import (
    CATALOGUE,
    AbsDifference,
    AbsoluteValue,
    CreasedWells,
    MaxAffine,
    NormL1,
    NormL2,
    Objective,
    Quadratic,
    RootAbs,
    landscape,
)


class Unstructured(Objective):
    """A function known by its values and gradients only."""

    differentiable = False

    def __init__(self, f):
        self.f, self.dim, self.bounds, self.name = f, f.dim, f.bounds, f"opaque {f.name}"

    def _value(self, x):
        return self.f(x)

    def _grad(self, x):
        return self.f.grad(x)


@pytest.fixture
def rng():
    return np.random.default_rng(10)


@pytest.mark.parametrize(
    ("name", "x", "want"),
    [
        ("|x|", 0.0, (-1, 1)),
        ("−|x|", 0.0, (-1, 1)),
        ("max(0, x)", 0.0, (0, 1)),
        ("−max(0, x)", 0.0, (-1, 0)),
        ("min(|x|, |x − 2|)", 1.0, (-1, 1)),
        ("max(x, x² − 2)", -1.0, (-2, 1)),
        ("x⁴ − 3x²", 1.0, (-2, -2)),
        ("Huber", 1.0, (1, 1)),
    ],
)
def test_on_the_line(name, x, want):
    d = clarke_differential(landscape(name), x)
    assert d.method == "exact"
    np.testing.assert_allclose([d.interval.low, d.interval.high], want)
    np.testing.assert_array_equal(np.unique(want), d.gradients.ravel())
    assert d.is_point == (want[0] == want[1])


def test_in_the_plane():
    d = clarke_differential(AbsDifference(), [0.0, 0.0])
    np.testing.assert_array_equal(d.hull, [[-1, -1], [1, -1], [1, 1], [-1, 1]])
    assert d.contains([0.9, -0.9])
    assert not d.contains([1.1, 0.0])
    edge = clarke_differential(AbsDifference(), [0.0, 2.0])
    np.testing.assert_array_equal(edge.hull, [[-1, -1], [1, -1]])
    assert edge.contains([0.3, -1.0])
    assert not edge.contains([0.3, -0.9])
    assert clarke_differential(AbsDifference(), [1.0, 2.0]).is_point


@pytest.mark.parametrize("name", [name for name, f in CATALOGUE.items() if f.dim == 1])
def test_subgradients_are_elements_and_for_convex_f_the_only_ones(name):
    f = CATALOGUE[name]
    low, high = f.bounds[0]
    places = [k[0] for k in getattr(f, "kinks", ())] + list(np.linspace(low + 0.1, high - 0.1, 7))
    for x in places:
        d, s = clarke_differential(f, x), subdifferential(f, x)
        if not d.exists:
            assert name == "√|x|"
            continue
        if f.convex:
            assert (d.interval.low, d.interval.high) == (s.low, s.high)
        elif not s.empty:
            assert d.contains(s.low, 1e-6)
            assert d.contains(s.high, 1e-6)


def test_stationary_points_are_not_all_minima():
    for f, x, stationary in [
        (AbsoluteValue(), 0.0, True),
        (landscape("−|x|"), 0.0, True),
        (landscape("min(|x|, |x − 2|)"), 1.0, True),  # a local maximum
        (landscape("−max(0, x)"), 0.0, True),
        (landscape("max(x, x² − 2)"), 2.0, False),
        (CreasedWells(0.3), [-1.0, 0.0], True),
        (CreasedWells(0.3), [1.0, 0.0], True),
        (CreasedWells(0.3), [0.15, 0.0], True),  # the smooth saddle
        (CreasedWells(0.3), [1.0, 0.5], False),
    ]:
        assert clarke_differential(f, x).stationary() is stationary


def test_the_line_with_a_clarke_slope_need_not_stay_below():
    """Elements of the Clarke differential are not all subgradients."""
    f = landscape("min(|x|, |x − 2|)")
    assert clarke_differential(f, 0.0).contains(0.5)
    assert not subdifferential(f, 0.0).contains(0.5)


class TestSampled:
    @pytest.mark.parametrize(
        ("f", "x"),
        [
            (AbsoluteValue(), [0.0]),
            (landscape("max(x, x² − 2)"), [2.0]),
            (NormL1(2), [0.0, 0.0]),
            (AbsDifference(), [0.0, 1.0]),
            (MaxAffine.plane(), MaxAffine.plane().minimizer),
            (CreasedWells(), [1.0, 0.3]),
            (Quadratic([1.0, 5.0]), [1.0, 1.0]),
        ],
        ids=lambda v: getattr(v, "name", None),
    )
    def test_finds_what_the_structure_says(self, f, x, rng):
        exact, sampled = clarke_differential(f, x), clarke_differential(Unstructured(f), x, rng)
        assert (exact.method, sampled.method) == ("exact", "sampled")
        assert len(sampled.gradients) == len(exact.gradients)
        apart = np.abs(exact.gradients[:, None] - sampled.gradients).max(axis=-1)
        assert apart.min(axis=0).max() < 1e-4
        assert apart.min(axis=1).max() < 1e-4

    def test_a_cone_gives_a_disc(self, rng):
        d = clarke_differential(Unstructured(NormL2(2)), [0.0, 0.0], rng)
        np.testing.assert_allclose(np.linalg.norm(d.hull, axis=1), 1.0)
        assert d.contains([0.6, 0.7])
        assert not d.contains([0.8, 0.7])

    def test_no_limits_where_slopes_explode(self, rng):
        for _ in range(20):
            assert not clarke_differential(Unstructured(RootAbs()), 0.0, rng).exists
            assert clarke_differential(Unstructured(RootAbs()), 0.5, rng).exists

    def test_rng_is_needed(self):
        with pytest.raises(TypeError, match="rng must be a numpy Generator"):
            clarke_differential(Unstructured(AbsoluteValue()), 0.0)


def test_it_does_not_exist_where_f_is_not_locally_lipschitz():
    d = clarke_differential(RootAbs(), 0.0)
    assert not d.exists
    assert d.interval.empty
    assert not d.contains(0.0)
    assert len(d.hull) == 0
    assert clarke_differential(RootAbs(), 1.0).interval.contains(0.5)


def test_interval_is_for_the_line():
    with pytest.raises(ValueError, match="interval is for functions of one variable, this has 2"):
        _ = clarke_differential(NormL1(2), [0.0, 0.0]).interval


class TestLipschitz:
    def test_a_norm_has_constant_one(self, rng):
        for f, x in ((AbsoluteValue(), 0.0), (NormL2(2), [1.0, 2.0]), (NormL2(3), [0.0] * 3)):
            assert 0.99 < lipschitz_estimate(f, x, 0.5, rng) <= 1 + 1e-9

    def test_a_smooth_function_has_its_gradient(self, rng):
        f = Quadratic([1.0, 4.0])
        want = np.linalg.norm(f.grad([1.0, 2.0]))
        assert lipschitz_estimate(f, [1.0, 2.0], 1e-4, rng) == pytest.approx(want, rel=1e-2)

    def test_the_root_grows_as_the_ball_shrinks(self, rng):
        for radius in (1e-1, 1e-3, 1e-5):
            assert lipschitz_estimate(RootAbs(), 0.0, radius, rng) > 1 / np.sqrt(radius)
        assert lipschitz_estimate(RootAbs(), 1.0, 1e-3, rng) < 0.51

    def test_messages(self, rng):
        with pytest.raises(ValueError, match="radius must be positive, got 0"):
            lipschitz_estimate(RootAbs(), 0.0, 0.0, rng)
