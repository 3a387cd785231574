"""Batch normalization's experiments: what the pictures show is checked against NumPy's own."""

import itertools

import numpy as np
import pytest

from course_lib.datasets import load_mnist
from course_lib.lessons.batchnorm import norm_effects, norm_race
from course_lib.lessons.batchnorm.norm_backward import LOSSES, norm_backward
from course_lib.lessons.batchnorm.norm_cube import (
    CHANNELS,
    NORMS,
    activations,
    make_norm,
    norm_cube,
)
from course_lib.lessons.batchnorm.norm_grid import norm_grid
from course_lib.lessons.batchnorm.norm_layers import Frozen, InjectedNoise, Patches
from course_lib.lessons.batchnorm.norm_unit import norm_unit, unit_values
from course_lib.lessons.shared.small_digits import small_digits, smoothed
from course_lib.nn import Dense, Eval, Train, WeightNorm
from course_lib.schedules import Constant


def gradient_by_differences(f, a, h=1e-6):
    out = np.empty_like(a)
    for i in np.ndindex(a.shape):
        step = np.zeros_like(a)
        step[i] = h
        out[i] = (f(a + step) - f(a - step)) / (2 * h)
    return out


def test_small_digits_are_means_of_four_pixels():
    X, y, X_test, y_test = small_digits()
    assert X.shape == (2000, 196)
    assert X_test.shape == (500, 196)
    assert abs(X.mean()) < 1e-12
    assert y[:5].tolist() == [5, 0, 4, 1, 9]
    assert y_test[:3].tolist() == [7, 2, 1]
    pixels = load_mnist("train", size=1).X[0].reshape(28, 28).astype(float)
    by_hand = [[pixels[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].sum() / 4 for j in range(14)]
               for i in range(14)]  # fmt: skip
    np.testing.assert_allclose(X[0].reshape(14, 14) - X[0].min(), by_hand, atol=1e-12)


def test_smoothed_drops_an_incomplete_window():
    assert smoothed(np.arange(7.0), 3).tolist() == [1, 4]


@pytest.mark.parametrize("m", [2, 32, 256])
def test_the_batch_comes_out_with_mean_beta_and_deviation_gamma(m):
    run = norm_unit(batch_size=m, gamma=-1.5, beta=0.5)
    assert len(run.z) == m
    assert run.y.mean() == pytest.approx(0.5)
    assert run.y.std() == pytest.approx(1.5, rel=1e-3)


def test_running_statistics_near_those_of_all_digits_and_free_of_company():
    values = unit_values()
    run = norm_unit(batch_size=128, statistics="running")
    assert run.running[0] == pytest.approx(values.mean(), abs=0.15)
    assert run.running[1] == pytest.approx(values.std(), rel=0.1)
    assert np.ptp(run.retold) == 0
    np.testing.assert_allclose(run.y, (run.z - run.running[0]) / run.running[1])


def test_company_matters_less_in_larger_batches():
    spreads = [norm_unit(batch_size=m).retold.std() for m in (16, 64, 256)]
    assert all(a > 1.5 * b for a, b in itertools.pairwise(spreads))


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(("shift", "stretch"), [(0.0, 1.0), (3.0, 0.3)])
def test_the_parts_add_up_to_the_gradient(loss, shift, stretch):
    run = norm_backward(loss=loss, shift=shift, stretch=stretch)
    np.testing.assert_allclose(run.parts.sum(axis=0), run.total, atol=1e-12)
    np.testing.assert_allclose(run.total, run.differences, atol=1e-6)
    assert run.total.sum() == pytest.approx(0, abs=1e-10)


def test_shift_and_stretch_get_no_gradient():
    assert np.abs(norm_backward(loss="the sum: Σ x̂ᵢ").total).max() < 1e-10
    spread = norm_backward(loss="the spread: ½ Σ x̂ᵢ²")
    assert np.abs(spread.total).max() < 1e-4
    assert "nothing is left" in spread.summary


@pytest.mark.parametrize("norm", [n for n in NORMS if n != "weight"])
@pytest.mark.parametrize(("sample", "channel"), [(1, 1), (4, 6)])
def test_the_lit_box_is_the_set_that_the_layer_normalizes(norm, sample, channel):
    """Changing a number moves the outputs of exactly its set."""
    run = norm_cube(norm=norm, groups=3, sample=sample, channel=channel)
    (c0, c1), (n0, n1), _ = run.box
    layer, mode = make_norm(norm, 3), Train() if norm == "batch" else Eval()
    x = activations().copy()
    before = layer.forward({}, x, mode)[0]
    x[sample - 1, channel - 1, 0, 0] += 1.0
    moved = np.abs(layer.forward({}, x, mode)[0] - before).max(axis=(2, 3)) > 1e-9
    expected = np.zeros_like(moved)
    expected[n0:n1, c0:c1] = True
    assert (moved == expected).all()


def test_weight_normalization_lights_nothing():
    run = norm_cube(norm="weight")
    assert run.box is None
    assert run.after.shape == (6, CHANNELS)


def test_grid_cells_are_those_asked_for_and_batch_norm_widens_what_learns():
    cell = norm_grid(lr=1.0, scale=0.1)
    assert cell.grid.accuracy.shape == (2, 6, 6)
    assert (cell.row, cell.column) == (1, 3)
    without, with_norm = cell.grid.learned
    assert with_norm > 3 * without > 0


@pytest.mark.parametrize("inner", [Dense(8, 3), WeightNorm(Dense(8, 3))])
def test_patches_have_the_gradient_of_differences(inner):
    layer, rng = Patches(inner, 2, 4, 2), np.random.default_rng(0)
    x, params = rng.normal(size=(2, 2, 4, 4)), layer.init(rng)
    out, cache = layer.forward(params, x, Train())
    up = rng.normal(size=out.shape)
    assert out.shape == (2, 3, 2, 2)
    grad_x, grads = layer.backward(params, cache, up)

    def value(a):
        return np.sum(up * layer.forward(params, a, Train())[0])

    np.testing.assert_allclose(grad_x, gradient_by_differences(value, x), atol=1e-7)
    for name, p in params.items():

        def of(a, name=name):
            return np.sum(up * layer.forward({**params, name: a}, x, Train())[0])

        np.testing.assert_allclose(grads[name], gradient_by_differences(of, p), atol=1e-7)


def test_patches_are_a_convolution_without_overlap():
    layer = Patches(Dense(4, 1), 1, 4, 2)
    params = {"W": np.array([[1.0], [10.0], [100.0], [1000.0]]), "b": np.zeros(1)}
    x = np.arange(16.0).reshape(1, 16)
    out = layer.forward(params, x, Eval())[0][0, 0]
    assert out[0, 1] == 2 + 30 + 600 + 7000
    with pytest.raises(ValueError, match="patch must divide side"):
        Patches(Dense(9, 1), 1, 4, 3)


def test_injected_noise_only_in_training_and_new_each_time():
    layer, x = InjectedNoise(0.5), np.zeros((4000, 3))
    assert layer.forward({}, x, Eval())[0] is x
    mode = Train(np.random.default_rng(0))
    one, two = (layer.forward({}, x, mode)[0] for _ in range(2))
    assert np.abs(one.mean(axis=0) - two.mean(axis=0)).max() > 0.1
    assert (np.abs(one.std(axis=0) - 0.5) < 0.27).all()


def test_frozen_layers_pass_gradients_and_have_no_parameters():
    inner, rng = Dense(3, 2), np.random.default_rng(0)
    values = inner.init(rng)
    frozen, x, up = Frozen(inner, values), rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    assert frozen.size == 0
    out, cache = frozen.forward({}, x, Train())
    np.testing.assert_allclose(out, x @ values["W"])
    np.testing.assert_allclose(frozen.backward({}, cache, up)[0], up @ values["W"].T)


def test_race_has_the_networks_it_names():
    for norm in norm_race.NORMS:
        net = norm_race.make_network(norm)
        params = net.init(np.random.default_rng(0))
        out, _ = net.forward(params, np.zeros((3, 784)) + 0.1, Train())
        assert out.shape == (3, 10)
    kinds = {norm: repr(norm_race.make_network(norm)) for norm in norm_race.NORMS}
    assert len(set(kinds.values())) == len(kinds)


def test_race_modes_differ_for_batch_norm_alone_and_batch_two_hurts_it():
    race = norm_race.compute_race()
    gap = np.abs(race.by_batch - race.by_running).max(axis=(1, 2))
    k = norm_race.NORMS.index("batch")
    assert gap[k] > 0.05
    assert np.delete(gap, k).max() < 1e-9
    final = race.test[..., -1].mean(axis=-1)
    assert final[:, 0].argmax() == k
    assert final[:, -1].argmin() == k


def test_growing_rate_is_weight_decay_for_one_seed_step_by_step():
    decay = 0.02
    net, grow = norm_effects.invariant_network(), norm_effects.growing_schedule(decay)
    one, short = norm_effects.descend(net, Constant(norm_effects.RATE), decay, 5, steps=60)
    two, long = norm_effects.descend(net, grow, 0.0, 5, steps=60)
    np.testing.assert_allclose(one, two, atol=1e-6)
    shrink = 1 - norm_effects.RATE * decay
    np.testing.assert_allclose(short / long, shrink ** np.arange(60), rtol=1e-6)


def test_growing_rate_is_no_weight_decay_without_normalization():
    net, grow = norm_effects.invariant_network(False), norm_effects.growing_schedule(0.02)
    one, _ = norm_effects.descend(net, Constant(norm_effects.RATE), 0.02, 5, steps=30)
    two, _ = norm_effects.descend(net, grow, 0.0, 5, steps=30)
    assert np.nanmax(np.abs(one - two)) > 0.01


def test_only_gamma_and_beta_are_parameters():
    net = norm_effects.affine_only(16, np.random.default_rng(0))
    assert net.size == 4 * 16
    assert {name.split(".")[1] for name in net.shapes()} == {"gamma", "beta"}


def test_effects_are_named_by_kind_and_level():
    strong = norm_effects.norm_effects(level="much")
    weak = norm_effects.norm_effects(level="little")
    assert strong.curves["BN + noise"][:, -1].min() > weak.curves["BN + noise"][:, -1].max()
    with pytest.raises(ValueError, match="kind must be"):
        norm_effects.norm_effects(kind="magic")
