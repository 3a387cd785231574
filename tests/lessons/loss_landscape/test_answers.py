"""The facts that notebook 22 states in its folded answers and beside its figures."""

import numpy as np
import pytest

from course_lib.lessons.loss_landscape import cliff as edge
from course_lib.lessons.loss_landscape import explorers, sharpness
from course_lib.lessons.loss_landscape.critical_point import DIMS, wave_indices
from course_lib.lessons.loss_landscape.escape import OFFSETS, TwoValleys, escape, noisy_descent
from course_lib.lessons.loss_landscape.landscape_slice import (
    PATH,
    RAW,
    landscape_slice,
    trained_path,
)
from course_lib.lessons.loss_landscape.mode_path import (
    PAIRS,
    matched_barrier,
    mode_path,
    two_ways,
)
from course_lib.lessons.loss_landscape.small_network import small_network, small_risk
from course_lib.nn import hessian_vector

# ---- kinds of points ----------------------------------------------------------------------------


def test_the_saddle_becomes_a_minimum_above_zero():
    kinds = explorers.critical_point()
    assert kinds.peek().kind == kinds.peek(second=-0.1).kind == "saddle"
    assert kinds.peek(second=0.0).kind == "not told by H"
    assert kinds.peek(second=0.1).kind == kinds.peek(second=1.0).kind == "minimum"
    assert kinds.peek(angle=65.0).kind == "saddle"


def test_a_saddle_may_have_a_positive_diagonal():
    H = explorers.critical_point().peek(first=2.0, second=-0.5, angle=45.0).hessian
    assert (np.diag(H) > 0).all()
    assert np.linalg.det(H) < 0


def test_minima_become_rare():
    share = dict(zip(DIMS, explorers.critical_point().peek().minima, strict=True))
    assert share[1] == pytest.approx(0.5, abs=0.06)
    assert share[2] == pytest.approx(0.2, abs=0.04)
    assert share[4] == pytest.approx(0.06, abs=0.01)
    assert share[8] == 0
    assert len(wave_indices(8)) == pytest.approx(310, abs=3)


def test_the_search_finds_too_many_saddles_in_the_plane():
    assert np.mean(wave_indices(2) == 1) == pytest.approx(0.56, abs=0.02)


def test_the_tiny_networks_higher_points_have_more_ways_down():
    found = small_network()
    assert len(found.objective) == 17
    assert (found.down == 0).sum() == 3
    np.testing.assert_allclose(found.objective[found.down == 0], found.objective.min(), rtol=1e-6)
    assert np.corrcoef(found.down, found.objective)[0, 1] > 0.9


# ---- escape -------------------------------------------------------------------------------------


def test_who_leaves_when():
    first = explorers.escape().peek()
    assert first.left == {"plain": 139, "noisy": 89, "momentum": 50, "Adam": 6}
    exact = escape(offset=0.0).left
    assert [name for name, at in exact.items() if at is not None] == ["noisy"]
    assert exact["noisy"] == 89
    assert escape(noise=1e-6).left["noisy"] == 141
    assert set(OFFSETS.values()) == {0.0, 1e-12, 1e-6, 1e-2}


def test_the_factor_of_momentum_tells_its_steps():
    half = (1 + 0.9 + 0.1) / 2
    factor = half + np.sqrt(half**2 - 0.9)
    assert factor == pytest.approx(1.316, abs=5e-4)
    assert np.log(0.5 / 1e-6) / np.log(factor) == pytest.approx(47.8, abs=0.05)
    ball = np.abs(escape().paths["momentum"][:, 1])
    assert ball[31] / ball[30] == pytest.approx(factor, rel=1e-3)


def test_the_spread_of_the_noisy_escape():
    f, start = TwoValleys(), np.array([1.0, 1e-6])
    paths = [noisy_descent(f, start, 0.1, 1e-3, seed=seed) for seed in range(10)]
    left = [int(np.flatnonzero(np.abs(path[:, 1]) > 0.5)[0]) for path in paths]
    assert (min(left), max(left)) == (75, 116)


# ---- slices -------------------------------------------------------------------------------------


def test_raw_directions_look_narrow():
    scaled, raw = landscape_slice(), landscape_slice(plane=RAW)
    assert scaled.low == pytest.approx(0.09, abs=0.01)
    assert raw.low < 0.01
    assert raw.values.max() > 300 > 30 > scaled.values.max()
    weights = trained_path(2, 16, False, False).path[-1]
    assert np.linalg.norm(weights) < 0.3 * 3594**0.5  # the expected length of a raw direction


def test_the_plane_of_the_path_holds_it_and_random_planes_do_not():
    assert landscape_slice(plane=PATH).share == pytest.approx(0.99, abs=0.01)
    assert max(landscape_slice(seed=seed).share for seed in range(3)) < 0.01
    assert small_risk().dim == 13
    assert 196 * 16 + 16 + 16 * 16 + 16 + 160 + 10 == 3594


def test_skip_connections_widen_the_low_region_for_each_seed():
    for seed in range(3):
        shallow = landscape_slice(seed=seed)
        deep = landscape_slice(depth=6, seed=seed)
        skip = landscape_slice(depth=6, skip=True, seed=seed)
        normed = landscape_slice(depth=6, norm=True, seed=seed)
        assert deep.low == pytest.approx(0.02, abs=0.005)
        assert deep.low < min(shallow.low, skip.low, normed.low)
        assert skip.low > shallow.low
        assert deep.loss[-1] > max(run.loss[-1] for run in (shallow, skip, normed))
    first = landscape_slice(depth=6, skip=True)
    assert first.low == pytest.approx(0.12, abs=0.01)


def test_width_widens_the_low_region_of_the_deep_plain_network():
    wide = landscape_slice(depth=6, width=48)
    assert wide.low == pytest.approx(0.16, abs=0.01)


# ---- products with the Hessian ------------------------------------------------------------------


def test_a_large_step_ruins_differences_on_relu_only():
    rng, off = np.random.default_rng(0), {}
    for name, risk in (("tanh", small_risk()), ("relu", sharpness.risk())):
        theta, v = risk.start(rng), rng.standard_normal(risk.dim)
        v = v / np.linalg.norm(v)
        exact = hessian_vector(risk, theta, v)
        for h in (1e-5, 1e-3):
            there = (risk.grad(theta + h * v) - risk.grad(theta - h * v)) / (2 * h)
            off[name, h] = np.linalg.norm(there - exact) / np.linalg.norm(exact)
    assert max(off["tanh", 1e-5], off["relu", 1e-5], off["tanh", 1e-3]) < 1e-5
    assert off["relu", 1e-3] > 1


# ---- sharpness ----------------------------------------------------------------------------------


def means(of):
    return {name: values.mean() for name, values in of.items()}


def test_the_spectrum_is_mostly_near_zero():
    spectrum = explorers.sharpness().peek().spectrum
    near = spectrum.weights[np.abs(spectrum.values) < 0.01].sum()
    assert near == pytest.approx(0.95, abs=0.01)
    assert (spectrum.values > 0.5).sum() == 7
    assert spectrum.smallest == pytest.approx(-0.02, abs=0.004)


def test_the_order_of_the_methods_depends_on_the_ruler():
    run = explorers.sharpness().peek()
    sgd, large, adam = sharpness.METHODS
    sharp, free = means(run.largest), means(run.adaptive)
    assert [round(sharp[name], 1) for name in (sgd, large, adam)] == [1.3, 1.7, 2.0]
    spread = {name: values.std(ddof=1) for name, values in run.largest.items()}
    assert sharp[large] - sharp[sgd] > 3 * spread[large] > 3 * spread[sgd]
    assert sharp[adam] - sharp[large] > 2 * spread[adam]
    assert free[sgd] == pytest.approx(free[large], abs=0.02)
    assert free[adam] + 5 * run.adaptive[adam].std(ddof=1) < free[sgd]
    errors = {name: found.test_error for name, found in run.minima.items()}
    apart = max(means(errors).values()) - min(means(errors).values())
    assert apart < min(error.std(ddof=1) for error in errors.values())


def test_flatter_at_a_lower_loss_and_in_the_same_order():
    sgd, large, adam = sharpness.METHODS
    runs = [explorers.sharpness().peek(stop=stop) for stop in sharpness.STOPS]
    assert [round(run.largest[sgd].mean(), 1) for run in runs] == [2.0, 1.3, 0.8]
    for run in runs:
        sharp, free = means(run.largest), means(run.adaptive)
        assert sharp[sgd] < sharp[large] < sharp[adam]
        assert free[adam] < min(free[sgd], free[large])


def test_four_times_the_scale_makes_it_eight_times_as_sharp():
    run = explorers.sharpness().peek(scale=4)
    assert run.largest["SGD, B = 10"].mean() == pytest.approx(11, abs=0.5)
    first = explorers.sharpness().peek()
    np.testing.assert_allclose(
        run.adaptive["SGD, B = 10"], first.adaptive["SGD, B = 10"], rtol=1e-6
    )


# ---- the cliff ----------------------------------------------------------------------------------


def test_one_gradient_throws_the_plain_path_out():
    run = explorers.cliff().peek()
    assert run.plain_norms.max() == pytest.approx(50, abs=1)
    assert run.plain_loss[-1] == pytest.approx(0.09, abs=0.005)
    assert np.abs(run.plain[-1] - run.start).max() > 10
    at = int(run.plain_norms.argmax())
    assert run.plain_norms[at + 2 :].max() < 0.01
    assert run.clipped_norms.max() == pytest.approx(19, abs=1)
    assert run.clipped_loss[-1] == pytest.approx(0.0005, abs=0.0003)


def test_a_high_threshold_does_not_help():
    assert explorers.cliff().peek(threshold=5.0).clipped_loss[-1] > 0.05
    (left, right), _ = edge.BOUNDS
    assert right - left == 2.5


def test_clipping_saves_most_starts():
    plain, clipped = edge.ends_of_many(lr=0.5, threshold=0.5)
    assert np.mean(plain > 0.05) > 0.35
    assert 0 < np.mean(clipped > 0.05) < 0.15


# ---- paths --------------------------------------------------------------------------------------


def test_the_curve_has_no_mountain_and_wide_lines_lower_ones():
    runs = {(w, pair): two_ways(w, pair) for w in (4, 16, 64) for pair in PAIRS}
    first = mode_path(width=16)
    assert first.straight.max() == pytest.approx(1.02, abs=0.02)
    assert first.straight[0] == pytest.approx(0.04, abs=0.005)
    assert first.straight_error.max() == pytest.approx(50, abs=2)
    assert first.curved.max() == pytest.approx(first.curved[0], rel=1e-3)
    rest = explorers.mode_path().peek()
    assert rest.straight.max() == pytest.approx(0.24, abs=0.01)
    assert rest.curved.max() == pytest.approx(rest.curved[0], rel=1e-3)
    assert max(run.barriers[1] for run in runs.values()) < 0.025
    for pair in PAIRS:
        assert runs[64, pair].barriers[0] < 0.25 < runs[16, pair].barriers[0]
        narrow = runs[4, pair]
        assert 0.2 < narrow.barriers[0] < 0.85
        assert max(narrow.straight[0], narrow.straight[-1]) > 0.44


def test_most_of_the_mountain_is_the_order_of_the_neurons():
    def reordered(W, b, V, order):
        return W[:, order], b[order], V[order]

    for pair in PAIRS:
        narrow, wide = (matched_barrier(two_ways(width, pair), reordered) for width in (16, 64))
        assert 0.12 < narrow < 0.17
        assert wide < 0.03
