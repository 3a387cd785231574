"""Warm-up on deep networks: against the library's training, and what is drawn."""

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.text import Text

from course_lib.lessons.lr_schedules import explorers
from course_lib.lessons.lr_schedules import warmup_training as warm
from course_lib.lessons.lr_schedules.schedule_training import projected_digits, starts
from course_lib.lessons.shared.network_stack import NetworkStack, rounded, shuffled
from course_lib.lessons.shared.small_digits import small_digits
from course_lib.nn import NetworkRisk, SoftmaxCrossEntropy
from course_lib.schedules import Linear, Warmup


@pytest.mark.parametrize("name", warm.OPTIMIZERS)
def test_one_seed_is_the_librarys_training(name):
    run = warm.first_steps(optimizer=name, lr=0.02, warmup=10, depth=2, scale=1.3)
    X, y, *_ = projected_digits()
    X, net, seed = X[:, :-1], NetworkStack((49, 32, 32, 10)).net, 3
    start = net.init(np.random.default_rng(seed))
    first = next(name for name, value in start.items() if value.shape == (49, 32))
    start[first] = start[first] / 2  # √(49/196)
    w = 1.3 * net.pack(start)
    optimizer = warm.OPTIMIZERS[name](Warmup(10, Linear(0.02, 150)))
    state, order = optimizer.init(w), shuffled(5, 2000, 4)[seed]
    for t in range(30):
        rows = order[50 * t : 50 * (t + 1)]
        risk = NetworkRisk(net, SoftmaxCrossEntropy(), X[rows], y[rows])
        loss, grad = risk.value_and_grad(w)
        assert run.loss[t, seed] == pytest.approx(loss, rel=1e-6)
        assert run.slope[t, seed] == pytest.approx(np.linalg.norm(grad), rel=1e-5)
        before = w
        w, state = optimizer.step(risk, w, state)
        rounded(w)
        moved = np.linalg.norm(w - before) / np.linalg.norm(before)
        assert run.moved[t, seed] == pytest.approx(moved, rel=1e-5, abs=1e-12)


def test_the_start_is_hes_for_the_pixels():
    w = starts(NetworkStack((49, 400, 10)), 1)
    layers = NetworkStack((49, 400, 10)).layers(w)
    assert layers[0][0].std() == pytest.approx(np.sqrt(2 / 196), rel=0.02)
    assert layers[1][0].std() == pytest.approx(np.sqrt(2 / 400), rel=0.05)
    pixels, *_ = small_digits()
    kept = np.square(projected_digits()[0][:, :-1]).sum() / np.square(pixels).sum()
    assert kept > 0.9  # the 49 directions hold nearly all of the pictures


def test_another_rounding_of_sums_does_not_show(monkeypatch):
    def losses(rounding):
        warm.first_steps.cache_clear()
        with monkeypatch.context() as patch:
            patch.setattr(warm, "rounded", rounding)
            found = warm.first_steps(warmup=40).loss
        warm.first_steps.cache_clear()
        return found

    kept, free = losses(rounded), losses(lambda w: w)
    exact, rng = NetworkStack.loss_and_grad, np.random.default_rng(9)

    def on_another_machine(self, w, X, y):
        loss, grad = exact(self, w, X, y)
        return loss, grad * (1 + 2e-16 * rng.choice([-1, 1], size=grad.shape))

    monkeypatch.setattr(NetworkStack, "loss_and_grad", on_another_machine)
    np.testing.assert_allclose(losses(rounded), kept, rtol=1e-9)
    difference = np.abs(losses(lambda w: w) / free - 1).max()
    assert difference > 1e-5, "it would show, were the weights not rounded"


def test_rates_rise_to_the_peak_and_fall_to_zero():
    run = warm.first_steps(lr=0.1, warmup=50, depth=2, scale=1.0)
    assert run.rates[0] == 0
    assert run.rates[50] == pytest.approx(0.1)
    assert run.rates[-1] == pytest.approx(0.1 / 110)
    assert warm.first_steps(lr=0.1, depth=2, scale=1.0).rates[0] == pytest.approx(0.1)


def test_a_run_that_overflows_stays_ended():
    run = warm.first_steps(lr=0.8, depth=10, scale=1.6)
    gone = np.isnan(run.loss)
    assert gone.any()
    assert (np.diff(gone.astype(int), axis=0) >= 0).all()
    assert np.isinf(run.final[gone[-1]]).all()
    assert np.isnan(run.moved[gone]).all()
    assert np.isnan(run.slope[gone]).all()


def test_the_caption_counts_all_five():
    run = warm.warmup_training()
    for one, name in ((run.cold, "without"), (run.warm, "with 40 steps")):
        middle = np.sort(one.final)[2]
        assert f"{middle:.2f} ({one.learned} of 5 learn) {name}" in run.summary


def test_lines_and_crosses():
    explorer = explorers.warmup_training()
    view, run = explorer.view, explorer.result
    for name in ("cold", "warm"):
        one, lines = getattr(run, name), view.lines[name]
        for key, low, high in (("loss", 0.1, 100), ("slope", 0.05, 1e3), ("moved", 1e-4, 10)):
            values, (seeds, middle) = getattr(one, key), lines[key]
            drawn = seeds.get_ydata().reshape(5, 161)
            assert np.isnan(drawn[:, -1]).all()
            np.testing.assert_allclose(drawn[:, :-1], values.T.clip(low, high))
            # The thick line is the third of five seeds, also where some have ended.
            third = np.sort(np.where(np.isnan(values), np.inf, values), axis=1)[:, 2]
            np.testing.assert_allclose(middle.get_ydata(), third.clip(low, high))
        np.testing.assert_allclose(lines["rate"].get_ydata(), one.rates.clip(1e-3 / 3))
    explorer.set(depth=10)
    run, gone = explorer.result, np.isnan(explorer.result.cold.loss[-1])
    assert gone.any()
    crosses = view.lines["cold"]["lost"].get_xdata()
    assert sorted(crosses) == sorted(np.isfinite(run.cold.loss[:, gone]).sum(axis=0) - 1)


def test_the_keys_stand_apart_and_before_the_next_panel():
    view = explorers.warmup_training().view
    view.loss.figure.draw_without_rendering()
    words = [
        text
        for text in view.loss.findobj(lambda a: isinstance(a, Text))
        if text.get_text() in ("no warm-up", "warm-up", "thin: each seed", "× overflow")
    ]
    boxes = sorted((word.get_window_extent() for word in words), key=lambda box: box.x0)
    assert len(boxes) == 4
    for left, right in pairwise(boxes):
        assert right.x0 - left.x1 > 8
    assert boxes[-1].x1 < view.rate.get_window_extent().x0


def test_another_optimizer_brings_its_rate():
    explorer = explorers.warmup_training()
    explorer.set(optimizer="Adam", depth=2)
    assert abs(explorer.values["lr"] / 0.04 - 1) < 0.13
