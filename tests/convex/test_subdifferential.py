"""Subdifferentials: kinks, the convex hull of the graph, witnesses, crossings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.convex import Interval, crossings, is_subgradient, one_sided, subdifferential
from course_lib.functions import (
    CATALOGUE,
    AbsoluteValue,
    CreasedWells,
    DoubleWell,
    Huber,
    MaxAffine,
    NegativeLog,
    NormL1,
    NormL2,
    Objective,
    Quadratic,
    ReLU,
    RootAbs,
    Rosenbrock,
    Wave,
    landscape,
)


class TestInterval:
    def test_words(self):
        assert [str(Interval(*e)) for e in ((-1, 1), (2, 2), (np.inf, -np.inf))] == [
            "[-1, 1]",
            "{2}",
            "∅",
        ]
        assert str(Interval(-0.0, np.inf)) == "[0, inf]"

    def test_membership(self):
        i = Interval(-1.0, 2.0)
        assert i.contains(-1.0)
        assert i.contains(2.0)
        assert not i.contains(2.001)
        assert i.contains(2.001, tolerance=0.01)
        assert not Interval.EMPTY.contains(0.0, tolerance=1e9)
        assert (i.width, Interval.EMPTY.width, Interval(1, 1).width) == (3.0, 0.0, 0.0)

    @given(st.floats(allow_nan=False), st.floats(allow_nan=False))
    def test_empty_is_the_opposite_of_containing_something(self, low, high):
        i = Interval(low, high)
        assert i.empty == (not i.contains(low))


@pytest.mark.parametrize(
    ("f", "x", "want"),
    [
        (AbsoluteValue(), 0.0, (-1, 1)),
        (AbsoluteValue(), -2.0, (-1, -1)),
        (ReLU(), 0.0, (0, 1)),
        (MaxAffine(), -4 / 3, (-2, -0.5)),
        (landscape("max(x, x² − 2)"), 2.0, (1, 4)),
        (3 * AbsoluteValue() + Quadratic([2.0], center=1), 0.0, (-5, 1)),
        (Huber(1.0), 1.0, (1, 1)),
        (NegativeLog(), 0.5, (-2, -2)),
        # not convex: only lines below the whole graph count
        (landscape("min(|x|, |x − 2|)"), 0.0, (-1, 0)),
        (landscape("min(|x|, |x − 2|)"), 2.0, (0, 1)),
        (RootAbs(), 0.0, (0, 0)),
        (DoubleWell(), np.sqrt(1.5), (0, 0)),
        (DoubleWell(), 2.0, (20, 20)),
        (Wave(), float(Wave().minimizer[0]), (0, 0)),
    ],
    ids=lambda v: getattr(v, "name", None),
)
def test_by_hand(f, x, want):
    np.testing.assert_allclose(
        [subdifferential(f, x).low, subdifferential(f, x).high], want, atol=1e-7
    )


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (DoubleWell(), 0.0),
        (DoubleWell(), 1.0),  # below the tangent of the other well
        (landscape("−|x|"), 0.0),
        (landscape("−max(0, x)"), -1.0),
        (landscape("log x"), 1.0),
        (landscape("√x"), 1.0),
        (RootAbs(), 1.0),
        (NegativeLog(), -1.0),  # outside of the domain
        (-landscape("√x"), 0.0),  # the tangent is vertical there
    ],
    ids=lambda v: getattr(v, "name", None),
)
def test_empty(f, x):
    assert subdifferential(f, x).empty


@pytest.mark.parametrize("name", [name for name, f in CATALOGUE.items() if f.dim == 1])
def test_slopes_inside_stay_below_and_slopes_outside_do_not(name):
    """The definition itself, on a grid finer than and apart from the one that is used."""
    f = CATALOGUE[name]
    low, high = f.bounds[0]
    y = np.random.default_rng(0).uniform(low, high, 20_000)
    kinks = [k[0] for k in getattr(f, "kinks", ())]
    for x in [*np.linspace(low + 0.1, high - 0.1, 9), *kinks, *f.minimizers.ravel()]:
        found = subdifferential(f, x)
        if found.empty:
            continue
        for g in (found.low, found.high):
            line = f([x]) + g * (y - x)
            assert (f(y[:, None]) >= line - 1e-6 * (1 + np.abs(line))).all()
        if low < x < high and np.isfinite([found.low, found.high]).all():
            for g in (found.low - 0.1, found.high + 0.1):
                verdict = is_subgradient(f, x, g)
                assert verdict.holds is False


def test_one_sided_by_differences_where_nothing_is_known():
    class Hidden(Objective):
        """2|x − 0.3| + eˣ without its structure."""

        dim, differentiable, convex, bounds = 1, False, True, ((-1.0, 1.0),)

        def _value(self, x):
            return 2 * np.abs(x[..., 0] - 0.3) + np.exp(x[..., 0])

        def _grad(self, x):
            return 2 * np.sign(x - 0.3) + np.exp(x)

    e = np.exp(0.3)
    np.testing.assert_allclose(one_sided(Hidden(), 0.3), [e - 2, e + 2], rtol=1e-7)
    found = subdifferential(Hidden(), 0.3)
    np.testing.assert_allclose([found.low, found.high], [e - 2, e + 2], rtol=1e-7)


class TestIsSubgradient:
    def test_the_witness_is_where_the_line_is_above(self):
        verdict = is_subgradient(Quadratic([2.0]), 1.0, 3.0)
        assert verdict.holds is False
        w = verdict.witness
        assert w.y[0] == pytest.approx(1.5, abs=2e-3)  # x² − 1 − 3(x − 1) is lowest at 1.5
        assert w.gap == pytest.approx(-0.25, abs=1e-5)
        assert "the line with slope g at x = 1 lies 0.25 above f" in verdict.message

    def test_a_hair_outside(self):
        assert is_subgradient(AbsoluteValue(), 0.0, 1.0).holds
        assert not is_subgradient(AbsoluteValue(), 0.0, 1.0 + 1e-6).holds
        assert not is_subgradient(Quadratic([2.0]), 1.0, 2.0 + 1e-6).holds

    @pytest.mark.parametrize(
        ("f", "x", "inside", "outside"),
        [
            (NormL1(2), [0.0, 0.0], [0.99, -0.99], [0.5, 1.02]),
            (NormL1(2), [0.0, 1.0], [0.5, 1.0], [0.5, 0.98]),
            (NormL2(2), [0.0, 0.0], [0.69, 0.72], [0.72, 0.73]),
            (NormL2(3), [0.0, 0.0, 0.0], [0.5, 0.5, 0.6], [0.7, 0.7, 0.5]),
            (NormL2(2), [3.0, 4.0], [0.6, 0.8], [0.6, 0.81]),
            (MaxAffine.plane(), MaxAffine.plane().minimizer, [0.0, 0.0], [0.1, 1.2]),
            (Rosenbrock(), [1.0, 1.0], [0.0, 0.0], [0.0, 1.0]),
            (CreasedWells(0.3), [-1.0, 0.0], [0.0, 0.0], [0.4, 0.0]),
        ],
        ids=lambda v: getattr(v, "name", None),
    )
    def test_in_several_variables(self, f, x, inside, outside):
        assert is_subgradient(f, x, inside, np.random.default_rng(0)).holds
        verdict = is_subgradient(f, x, outside, np.random.default_rng(0))
        assert verdict.holds is False
        w = verdict.witness
        assert f(w.y) < f(w.x) + np.dot(outside, w.y - w.x)

    def test_rounding_is_no_witness(self):
        """A plane is its own tangent: all that is left is rounding, of either sign."""
        plane, g = MaxAffine([[0.1, 0.3]], [0.7]), [0.1, 0.3]
        assert is_subgradient(plane, [1e3, 7e2], g, np.random.default_rng(0)).holds

    def test_a_narrow_cone_of_witnesses_is_found_by_separation(self):
        """In eight dimensions hardly any direction shows that 1.01 is too steep."""
        verdict = is_subgradient(
            NormL1(8), np.zeros(8), 1.01 * np.eye(8)[3], np.random.default_rng(0)
        )
        assert verdict.holds is False
        assert np.argmax(np.abs(verdict.witness.y)) == 3

    def test_messages(self):
        with pytest.raises(TypeError, match="rng must be a numpy Generator"):
            is_subgradient(NormL1(2), [0.0, 0.0], [0.0, 0.0])
        with pytest.raises(ValueError, match="g must be a vector of 2 entries"):
            is_subgradient(NormL1(2), [0.0, 0.0], [0.0], np.random.default_rng(0))
        with pytest.raises(ValueError, match="f must be a function of one variable"):
            subdifferential(NormL1(2), 0.0)
        with pytest.raises(ValueError, match=r"^x must be finite, got nan$"):
            subdifferential(AbsoluteValue(), np.nan)


def test_crossings():
    np.testing.assert_allclose(crossings(Quadratic([2.0]), 1.0, 3.0), [2.0])
    assert not len(crossings(Quadratic([2.0]), 1.0, 2.0))  # a tangent touches only
    roots = crossings(DoubleWell(), 0.0, 0.0)
    np.testing.assert_allclose(roots, [-np.sqrt(3), np.sqrt(3)], atol=1e-9)
    # |x| = 1 + (x + 1)/2 to the right of 0: x = 3, outside of the usual bounds
    assert not len(crossings(AbsoluteValue(), -1.0, 0.5))
    np.testing.assert_allclose(crossings(AbsoluteValue(), -1.0, 0.5, [(-5.0, 5.0)]), [3.0])
    for g in (-1.0, 1.0, 0.3):  # along the graph, and through the kink from above
        assert not len(crossings(AbsoluteValue(), 0.0, g))
    assert not len(crossings(AbsoluteValue(), -1.0, -1.0))
    assert not len(crossings(AbsoluteValue(), 9.0, 1.0))  # a point beyond the bounds
