"""The facts that notebook 17 states in its answers and below its figures."""

import itertools

import numpy as np
import pytest

from course_lib.lessons.batchnorm import explorers
from course_lib.lessons.batchnorm.deep_runs import Network, deep_runs
from course_lib.lessons.batchnorm.generalization_gap import generalization_gap
from course_lib.lessons.batchnorm.growing_rate import growing_rate
from course_lib.lessons.batchnorm.norm_cube import activations
from course_lib.lessons.batchnorm.norm_grid import compute_grid
from course_lib.lessons.batchnorm.norm_race import NORMS, compute_race
from course_lib.lessons.batchnorm.norm_shift import drift, signals_in_training
from course_lib.lessons.batchnorm.normed_stack import ShiftingNoise
from course_lib.lessons.batchnorm.random_features import random_features
from course_lib.lessons.batchnorm.smoothness import smoothness


def within(values, low, high):
    return low <= np.min(values) and np.max(values) <= high


def test_unit_at_batch_size_two_sees_which_is_larger():
    unit = explorers.norm_unit()
    two = unit.peek(batch_size=2, gamma=1.5, beta=0.5)
    np.testing.assert_allclose(np.sort(two.y), [-1.0, 2.0], atol=1e-3)
    spikes = [np.isclose(two.retold, at, atol=0.1).mean() for at in (-1.0, 2.0)]
    assert min(spikes) > 0.05
    assert sum(spikes) > 0.97  # but for company so near that ε counts
    assert np.ptp(unit.peek(gamma=0.0, beta=0.5).y) == 0
    np.testing.assert_allclose(unit.peek(gamma=-1.0).y, -unit.peek(gamma=1.0).y)
    used = unit.peek(batch_size=2, statistics="running")
    assert np.ptp(used.retold) == 0
    assert abs(used.y.mean()) > 0.2


def test_four_times_the_batch_has_half_the_noise():
    noise = [explorers.norm_unit().peek(batch_size=B).retold.std() for B in (8, 32, 128)]
    assert all(1.6 < a / b < 2.4 for a, b in itertools.pairwise(noise))


def test_small_batches_leave_the_smaller_gap_but_plain_networks_a_smaller_one_still():
    gaps = {(normed, B): np.subtract(*generalization_gap(normed, B)[::-1])
            for normed in (False, True) for B in (8, 60)}  # fmt: skip
    small, large = gaps[True, 8], gaps[True, 60]
    assert small.mean() < large.mean() - 0.1
    assert (np.sort(small) < np.sort(large)).all()
    assert (small > large.min()).sum() <= 1  # the ranges hardly overlap
    assert max(gaps[False, 8].mean(), gaps[False, 60].mean()) < small.mean()


def test_a_loss_of_shift_or_stretch_gets_no_gradient_and_stretch_divides():
    back = explorers.norm_backward()
    assert np.abs(back.peek(loss="the sum: Σ x̂ᵢ").total).max() < 1e-9
    assert np.abs(back.peek(loss="the spread: ½ Σ x̂ᵢ²").total).max() < 1e-4
    at_rest = back.result.total
    np.testing.assert_allclose(back.peek(stretch=3.0).total, at_rest / 3, rtol=1e-4)
    np.testing.assert_allclose(back.peek(shift=4.0).total, at_rest, rtol=1e-9)


def test_grid_answers():
    grid = compute_grid()
    assert (grid.accuracy > 50).sum(axis=(1, 2)).tolist() == [4, 24]
    assert grid.accuracy[0, 0].max() < 20  # factor 0.032: no rate moves the plain network
    cell = explorers.norm_grid().peek(lr=1.0, scale=1.0)
    plain, normed = cell.grid.losses[:, cell.row, cell.column]
    assert plain.max() > plain[0]
    assert normed[1] < normed[0]
    assert normed[-1] < plain[-1]
    assert grid.accuracy[1, :, -1].max() < 20  # η = 10
    assert grid.accuracy[1, -1].max() < 50  # factor 10
    assert grid.accuracy[0].max() > 70  # well chosen, plain learns too


def test_place_of_the_norm_makes_no_clear_difference():
    runs = deep_runs()
    for lr in (0.1, 0.3):
        before, after = (runs[Network(p, 0.0, lr)] for p in ("before", "after"))
        for field in ("last_epoch", "accuracy"):
            a, b = getattr(before, field), getattr(after, field)
            assert max(a.min(), b.min()) <= min(a.max(), b.max()) + 0.05


def test_cube_sums_and_contrast():
    cube = explorers.norm_cube()
    after = {norm: cube.peek(norm=norm).after for norm in NORMS if norm != "none"}
    np.testing.assert_allclose(after["batch"].sum(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(after["layer"].sum(axis=1), 0, atol=1e-9)
    np.testing.assert_allclose(cube.peek(groups=1).after, after["layer"], atol=1e-9)
    np.testing.assert_allclose(cube.peek(groups=6).after, after["instance"], atol=1e-9)
    raw = np.abs(activations().mean(axis=(2, 3))).mean(axis=1)
    assert raw[4] > 3 * raw[0]
    for norm, values in after.items():
        if norm == "instance":
            continue  # all its means are 0
        spread = np.linalg.norm(values - values.mean(axis=0), axis=1)
        size = np.linalg.norm(values, axis=1)
        kept = norm in ("batch", "weight")
        assert (spread.max() > 2 * spread.min()) == kept or (size[4] > 1.5 * size[0]) == kept


def test_race_answers():
    race, batch = compute_race(), NORMS.index("batch")
    final = race.test[..., -1]
    others = np.delete(final, batch, axis=0)
    assert final[batch, 2].max() < others[:, 2].min()  # clearly: each seed
    assert final[batch, 0].min() > others[:, 0].max()
    apart = np.abs(race.by_batch - race.by_running).max(axis=(1, 2))
    assert apart[batch] > 0.05
    assert np.delete(apart, batch).max() < 1e-6
    assert (race.by_running[batch, 0] < race.by_batch[batch, 0]).all()
    assert (race.by_running[batch, 2] > race.by_batch[batch, 2]).all()


def test_the_plain_networks_signals_shift_ten_times_as_much():
    plain, before, after = drift()
    assert within(plain, 0.215, 0.265)
    assert within(before, 0.015, 0.025)
    assert after.max() < 0.01
    values = signals_in_training()[0]
    means, stds = values.mean(axis=-2), values.std(axis=-2)
    moved = np.median(np.abs(np.diff(means, axis=0)) / stds[:-1], axis=(0, 1, 3))
    assert moved[-1] > 1.5 * moved[0]


def test_noise_of_strength_one_moves_a_mean_by_a_third_in_every_step():
    noise = ShiftingNoise(np.ones(1), np.random.default_rng(0))
    means = np.array([noise.draw((1, 400, 50))[1].mean(axis=1) for _ in range(60)])
    assert np.abs(np.diff(means, axis=0)).mean() == pytest.approx(1 / 3, abs=0.02)


def test_noise_replicates_in_part():
    runs = deep_runs()
    noisy = {c: runs[Network("before", c, 0.3)] for c in (0.5, 1.0, 2.0)}
    plain, failed = runs[Network("none", 0.0, 0.1)], runs[Network("none", 0.0, 0.3)]
    assert (failed.accuracy < 20).sum() == 2
    assert min(run.accuracy.min() for run in noisy.values()) > 40
    assert within(plain.last_epoch, 0.95, 1.6)
    assert within(plain.accuracy, 55.5, 67.5)
    assert within(noisy[0.5].last_epoch, 0.65, 0.95)
    assert within(noisy[0.5].accuracy, 73.5, 78.9)
    assert within(noisy[1.0].last_epoch, 0.9, 1.25)
    assert within(noisy[1.0].accuracy, 60, 73.5)
    assert within(noisy[2.0].last_epoch, 1.2, 1.55)
    assert np.median(noisy[2.0].last_epoch) > np.median(plain.last_epoch)


@pytest.mark.parametrize(
    ("place", "loss_range", "turn", "falls"),
    [("none", (0.7, 2.7), (3.5, 7.0), (0.0, 0.3)), ("before", (0.1, 0.15), (1.2, 1.4), (0.8, 1))],
)
def test_smoothness_along_the_step(place, loss_range, turn, falls):
    found = smoothness(place)
    assert within(np.median(found.loss_range, axis=0), *loss_range)
    assert within(np.median(found.turned[:, -1], axis=0), *turn)
    assert within((found.losses[:, -1] < found.start).mean(axis=0), *falls)


def test_no_difference_early_nor_for_short_steps():
    plain, normed = smoothness("none"), smoothness("before")
    early = [np.median(s.loss_range[:4]) for s in (plain, normed)]
    assert max(early) < 3 * min(early)
    turns = [np.median(s.turned[:, 0]) for s in (plain, normed)]
    assert max(turns) < 1.35 * min(turns)


def test_gamma_and_beta_alone_learn_and_wider_is_better():
    scores = [random_features(width) for width in (8, 16, 32, 64)]
    assert scores[-1].trained.min() > 2 * scores[-1].untouched.max()
    assert scores[-1].trained.min() > 40
    medians = [np.median(score.trained) for score in scores]
    assert all(a < b for a, b in itertools.pairwise(medians))


def test_growing_rate_and_weight_decay_are_one_knob():
    runs = growing_rate(0.01)
    (decayed, _), (grown, lengths), (plain, _) = runs.values()
    np.testing.assert_allclose(decayed, grown, atol=1e-3)
    assert (np.diff(lengths, axis=1) > 0).all()  # the theorem: weights only grow
    assert grown[:, -20:].max() < 1.5
    assert np.nan_to_num(plain[:, -20:], nan=np.inf).mean(axis=1).min() > 1.5
