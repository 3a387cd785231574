"""Runs from many starts: the known stationary points, and what each run is said to reach."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from scipy.optimize import approx_fprime

from course_lib.functions import CreasedWells
from course_lib.lessons.subgradient_descent.many_starts import (
    KINDS,
    STEPS,
    TERRAINS,
    FlatStep,
    SixHumpCamel,
    Terrain,
    is_stationary,
    many_starts,
    reached,
)
from course_lib.lessons.subgradient_descent.many_starts_view import ManyStartsView
from course_lib.optim import SubgradientMethod, minimize
from course_lib.schedules import InverseSqrt


@pytest.mark.parametrize("name", TERRAINS)
def test_every_named_place_is_stationary_and_of_its_kind(name):
    rng = np.random.default_rng(1)
    terrain = TERRAINS[name]
    assert is_stationary(terrain).all()
    f, values = terrain.f, terrain.f(terrain.places)
    for place, kind, value in zip(terrain.places, terrain.kinds, values, strict=True):
        around = f(place + 1e-2 * rng.uniform(-1, 1, (4000, f.dim)))
        # Camel places are given to 7 digits: values are right to about 1e-13.
        assert (around.min() < value - 1e-9) == (kind == "saddle")
        if kind == "saddle":
            assert around.max() > value + 1e-9
        assert (kind == "global minimum") == (abs(value - f.minimum) < 1e-9)


@pytest.mark.parametrize("f", [FlatStep(), SixHumpCamel()])
def test_derivatives_against_differences(f):
    rng = np.random.default_rng(2)
    for x in rng.uniform(-1, 1, (5, f.dim)):
        np.testing.assert_allclose(f.grad(x), approx_fprime(x, lambda p: float(f(p)), 1e-7),
                                   atol=1e-5)  # fmt: skip
        rows = [approx_fprime(x, lambda p, i=i: f.grad(p)[i], 1e-7) for i in range(f.dim)]
        np.testing.assert_allclose(f.hess(x), rows, atol=1e-4)


def test_the_runs_are_those_of_the_subgradient_method():
    run = many_starts(rule="1/√t", lr=0.2)
    for i in (0, 7, 22):
        trace = minimize(CreasedWells(0.3), run.x[0, i], SubgradientMethod(InverseSqrt(0.2)), STEPS)
        np.testing.assert_allclose(run.x[:, i], trace.x, atol=1e-12)


def test_only_the_ridge_ends_at_the_saddle_and_a_nudge_frees_it():
    still, nudged = many_starts(), many_starts(nudge=True)
    saddle = KINDS.index("saddle")
    on_ridge = still.x[0, :, 0] == 0.15
    assert on_ridge.sum() == 4
    np.testing.assert_array_equal(still.kind == saddle, on_ridge)
    assert not (nudged.kind == saddle).any()


def test_a_flat_step_keeps_a_whole_side():
    run = many_starts(function="x⁴/4 − x³/3", rule="constant", lr=0.5, nudge=True)
    names = np.array(KINDS)[run.kind]
    np.testing.assert_array_equal(names == "saddle", run.x[0, :, 0] < 0)


def test_the_peak_parts_the_valleys():
    run = many_starts(function="min(|x|, |x − 2| + ½)", rule="1/t", lr=0.3)
    x0 = run.x[0, :, 0]
    settled = run.kind != KINDS.index("not settled")
    np.testing.assert_array_equal(run.kind[settled] == 0, (x0 < 1.25)[settled])
    assert settled.sum() > 10


def test_a_run_that_is_still_moving_has_reached_nothing():
    terrain = Terrain(CreasedWells(), np.zeros((1, 2)), ("saddle",), np.zeros((1, 2)), 0.1)
    x = np.zeros((20, 3, 2))
    x[-1, 1] = 1.0  # at the place until the last moment
    x[:, 2] = 1.0
    assert reached(terrain, x).tolist() == [2, 3, 3]


@pytest.mark.parametrize("name", TERRAINS)
def test_the_suggested_step_settles_every_run(name):
    run = many_starts(function=name, rule="1/√t", lr=TERRAINS[name].lr)
    assert not (run.kind == KINDS.index("not settled")).any()


def test_far_starts_do_not_overflow():
    with np.errstate(all="raise"):
        run = many_starts(function="six-hump camel", rule="constant", lr=1.0)
    assert np.isfinite(run.value).all()


def test_own_starts_come_last():
    run = many_starts(own=((1.0, 1.0), (0.5, -1.0)))
    assert run.own == 2
    np.testing.assert_array_equal(run.x[0, -2:], [[1.0, 1.0], [0.5, -1.0]])
    assert f"of {len(run.kind)} starts" in run.summary


def test_the_values_are_drawn_as_far_as_the_runs_have_gone():
    view, run = ManyStartsView(Figure()), many_starts()
    view.update(run)
    view.show(run, 5)
    ends = [np.nanmax(line.get_xdata()) for line in view.values if len(line.get_xdata())]
    assert set(ends) == {6}  # counted from 1
