"""The facts that notebook 18 states in its text, its answers and below its figures."""

import numpy as np
import pytest

from course_lib import nn
from course_lib.datasets import augment, load_mnist
from course_lib.lessons.dropout_and_augmentation import explorers
from course_lib.lessons.dropout_and_augmentation.augment_bench import shelf
from course_lib.lessons.dropout_and_augmentation.digits import small_pictures, train
from course_lib.lessons.dropout_and_augmentation.dropout_rates import RATES


def test_masks_answers():
    masks = explorers.dropout_masks()
    half, fifth, plain = (masks.peek(**v) for v in ({}, {"rate": 0.2}, {"scaling": False}))
    assert half.expected == pytest.approx(3.07, abs=0.005)
    assert half.whole == pytest.approx(2.53, abs=0.005)
    assert abs(fifth.expected - fifth.whole) < abs(half.expected - half.whole)
    assert plain.expected == pytest.approx(half.expected / 4)
    used = masks.peek(mode="use")
    np.testing.assert_allclose(used.outputs, used.whole)
    assert half.means[-1] == pytest.approx(half.expected, abs=1)


def test_noise_answers():
    noise = explorers.dropout_noise()
    found = {rate: noise.peek(rate=rate) for rate in (0.1, 0.3, 0.5, 0.7, 0.9)}
    for rate, run in found.items():
        spread = run.predicted / np.sqrt(len(run.outputs))
        assert run.outputs.mean() == pytest.approx(2, abs=4 * spread), rate
    one, many = noise.peek(inputs=1), noise.peek(inputs=256)
    assert np.unique(one.outputs).tolist() == [0, 4]
    assert many.std == pytest.approx(one.std / 2, rel=0.1)
    squares = [np.sum(run.products**2) for run in (one, many)]
    np.testing.assert_allclose(squares, [4, 1], rtol=0.1)
    centred = (many.outputs - many.outputs.mean()) / many.std
    assert abs((centred**4).mean() - 3) < 0.3  # as a bell curve has it
    plain = {rate: noise.peek(rate=rate, scaling=False) for rate in found}
    assert max(plain, key=lambda rate: plain[rate].predicted) == 0.5
    assert plain[0.7].outputs.mean() == pytest.approx(2 * 0.3, abs=0.1)


def test_rates_answers():
    rates = explorers.dropout_rates()
    few, more = (rates.peek(digits=n).finals.mean(axis=2) for n in (200, 1000))
    assert np.abs(few[1, :4] - 21).max() < 0.6
    assert few[1, 4] > few[1, :4].max() + 0.5
    assert few[0, :4].max() == 0
    assert np.abs(more[1, 1:3] - 9.8).max() < 0.3
    assert more[1, 0] == pytest.approx(10.75, abs=0.4)
    assert more[1, 4] == pytest.approx(12.8, abs=0.6)
    assert (np.diff(more[0]) > 0).all()  # the training errors rise
    np.testing.assert_allclose(more[0, [0, 4]], [1.4, 7.5], atol=0.5)
    assert RATES[more[1].argmin()] == 0.2
    losses = {rate: rates.peek(rate=rate).losses[1].mean(axis=0) for rate in RATES}
    assert losses[0.0].min() == pytest.approx(0.70, abs=0.03)
    assert losses[0.0][-1] == pytest.approx(0.84, abs=0.03)
    assert losses[0.8][-1] == pytest.approx(0.74, abs=0.03)
    assert np.ptp([losses[rate].min() for rate in RATES[:4]]) < 0.03


def test_on_test_digits_a_point_of_error_less_and_ranges_that_overlap():
    data = small_pictures()
    errors = {
        rate: [
            100 - 100 * train(data.X[:1000], data.y[:1000], dropout=rate, epochs=20, seed=seed)
            .evaluate(data.X_test, data.y_test).accuracy for seed in (0, 1, 2)
        ] for rate in (0.0, 0.2)
    }  # fmt: skip
    without, dropped = errors.values()
    assert 0.4 < np.mean(without) - np.mean(dropped) < 1.6
    assert max(dropped) > min(without)


def test_one_network_is_as_good_as_thirty_thinned_ones():
    data = small_pictures()
    run = train(data.X[:1000], data.y[:1000], dropout=0.5, epochs=20, seed=0)
    mode, X, y = nn.Train(np.random.default_rng(0)), data.X_other, data.y_other
    z = np.array([run.net.forward(run.params, X, mode)[0] for _ in range(30)])
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    means = {"arithmetic": np.log(np.exp(log_p).mean(axis=0)), "geometric": log_p.mean(axis=0)}
    means |= {"one": log_p[0], "whole": run.predict(X)}
    loss, error = {}, {}
    for name, score in means.items():
        normed = score - np.log(np.exp(score).sum(axis=-1, keepdims=True))
        loss[name] = -normed[np.arange(len(y)), y].mean()
        error[name] = 100 * np.mean(score.argmax(axis=1) != y)
    assert 15.5 < error["one"] < 18.5
    assert all(10 < error[name] < 11.5 for name in ("arithmetic", "geometric", "whole"))
    assert abs(loss["geometric"] - loss["whole"]) < 0.02
    assert loss["arithmetic"] - loss["whole"] > 0.05


def test_bench_answers():
    bench = explorers.augment_bench()
    turned = bench.peek(turn=180)
    assert turned.answers[6] == "9"
    assert turned.answers[9] == "4"
    assert [k for k in range(10) if turned.right[k]] == [0, 1, 2, 4]
    emoji = {flip: bench.peek(pictures="emoji", flip=flip) for flip in ("left-right", "up-down")}
    swaps = dict(zip(emoji["left-right"].names, emoji["left-right"].answers, strict=True))
    assert {a: b for a, b in swaps.items() if a != b} == {
        "right": "left", "left": "right", "to left": "to right", "to right": "to left"
    }  # fmt: skip
    swaps = dict(zip(emoji["up-down"].names, emoji["up-down"].answers, strict=True))
    assert {a: b for a, b in swaps.items() if a != b} == {
        "up": "down", "down": "up", "thumb up": "thumb down", "thumb down": "thumb up",
        "smile": "upside", "upside": "smile",
    }  # fmt: skip
    assert bench.peek(right=4).right.sum() == 2


def test_gain_answers():
    gain = explorers.augment_gain()
    plain = gain.result.plain.mean(axis=1)
    kinds = {
        kind: gain.peek(kind=kind).changed.mean(axis=1) for kind in gain.controls["kind"].options
    }
    moved, holed, flips, turns = list(kinds.values())[1:]
    assert (flips > plain + 1).all()
    assert (turns > flips).all()
    assert [round(a, 1) for a in (plain[-1], turns[-1], moved[-1])] == [10.0, 14.7, 6.6]
    assert 11 < flips[-1] < 11.5
    assert 10.2 < moved[2] < 10.5
    assert (moved < plain).all()
    assert np.sign(holed - plain).tolist() == [-1, 1, 1, -1, -1]


def test_which_digits_survive():
    digits = load_mnist("test", size=2000)
    images, rng = digits.X.reshape(-1, 28, 28).astype(float), np.random.default_rng(0)

    def kept(changed):
        answers = shelf("digits").classify(changed)[0]
        share = [100 * np.mean(answers[digits.y == k] == k) for k in range(10)]
        return np.array(share), 100 * np.mean(answers[digits.y == 6] == 9)

    (none, _), (half, nines) = kept(images), kept(images[:, ::-1, ::-1])
    assert half[1] > 70
    assert half[[0, 4, 5]].max() < 55
    assert half[[3, 6, 7, 9]].max() < 5
    assert nines > 50
    assert half[8] < 30
    assert kept(images[:, :, ::-1])[0][[3, 5]].max() < 10
    for changed in (augment.turned(images, rng, 15), augment.without_rows(images, rng, 2)):
        assert (none - kept(changed)[0]).max() < 12
