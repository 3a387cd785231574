"""Signals, gradients and trainings from many starts, against the library and against theory."""

import numpy as np
import pytest

from course_lib.datasets import load_mnist
from course_lib.lessons.initialization import deep_training as deep
from course_lib.lessons.initialization import gradient_norms as norms
from course_lib.lessons.initialization import neuron_symmetry as symmetry
from course_lib.lessons.initialization import pretraining as pre
from course_lib.lessons.initialization import signal_propagation as signals
from course_lib.lessons.initialization.mean_field import passing, signal_theory
from course_lib.nn import Activation, Dense, Eval, NetworkRisk, Sequential, SoftmaxCrossEntropy, mlp
from course_lib.optim import GradientDescent, minimize

Z = np.random.default_rng(0).standard_normal(1_000_000)
KINDS = ("relu", "tanh", "sigmoid", "leaky_relu", "identity")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("q", [0.01, 1.0, 100.0])
def test_moments_are_those_of_a_sample(kind, q):
    from course_lib.functions.activations import activation

    f, z = activation(kind), np.sqrt(q) * Z
    want = f(z).mean(), np.mean(f(z) ** 2), np.mean(f.derivative(z).astype(float) ** 2)
    scale = np.sqrt(want[1])
    np.testing.assert_allclose(passing(kind, q).mean, want[0], atol=0.005 * scale)
    np.testing.assert_allclose(passing(kind, q)[1:], want[1:], rtol=0.015)


def test_theory_of_relu_is_a_power():
    mean, std, gradient = signal_theory("relu", 2.0, 30)
    np.testing.assert_allclose(gradient, 1, rtol=1e-9)
    np.testing.assert_allclose(mean[1:], 1 / np.sqrt(np.pi), rtol=1e-4)
    np.testing.assert_allclose(std[1:], np.sqrt(1 - 1 / np.pi), rtol=1e-4)
    assert signal_theory("relu", 1.0, 30)[2][0] == pytest.approx(2.0**-15)


@pytest.mark.parametrize("kind", KINDS)
def test_signals_and_gradients_are_those_of_the_library(kind):
    depth, width, std = 5, 24, 0.3
    a, g = signals.propagate(kind, std, depth, width)
    net = Sequential([Dense(width, width, bias=False), Activation(kind)] * depth)
    W = signals.standard_weights(width)
    params = {f"{2 * k}.W": std * W[k] for k in range(depth)}
    a, g = (v.reshape(depth + 1, -1, width) for v in (a, g))
    outputs, cache = net.layer_outputs(params, a[0], Eval())
    back, _ = net.layer_gradients(params, cache, g[-1])
    np.testing.assert_allclose(a[1:], outputs[1::2], rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(g[1:], back[1::2], rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("start", list(signals.STARTS)[1:])
@pytest.mark.parametrize("kind", KINDS)
def test_a_wide_network_follows_the_theory(start, kind):
    run = signals.signal_propagation(initializer=start, activation=kind, depth=8, width=128)
    for got, want in ((run.std, run.theory_std), (run.gradient, run.theory_gradient)):
        assert np.abs(np.log(got[got > 0] / want[got > 0])).max() < 0.6


def test_histograms_count_everything_once():
    values = np.zeros((2, 8))  # every second number is counted
    values[:, ::2] = [[-9.0, -9.0, 0.0, 2.99], [9.0, 1.0, 0.0, 0.0]]
    h = signals.histograms(values)
    np.testing.assert_allclose(h.sum(axis=1), 1)
    middle = signals.BINS // 2
    assert h[0, [0, middle, -1]].tolist() == [0.5, 0.25, 0.25]
    assert h[1, [middle, middle + 7, -1]].tolist() == [0.5, 0.25, 0.25]


def test_xavier_vanishes_and_kaiming_stays():
    assert signals.signal_propagation().std[-1] < 1e-3
    kept = signals.signal_propagation(initializer="Kaiming √(2/n)")
    assert 0.2 < kept.std[-1] < 5
    assert "vanish" in signals.signal_propagation().summary
    assert kept.summary.count("stay in range") == 2


def test_neurons_that_start_alike_stay_alike_exactly():
    for start in (0.0, 0.5, 1.5, 0.33):
        run = symmetry.neuron_symmetry(start=start)
        assert (run.apart == 0).all()
        assert (run.different == 1).all()
    assert not symmetry.neuron_symmetry(start=0.0).W.any()


def test_noise_breaks_the_symmetry_and_the_loss_falls_further():
    alike = symmetry.neuron_symmetry(start=0.5)
    broken = symmetry.neuron_symmetry(start=0.5, noise="N(0, 0.01²)")
    assert broken.different[-1] == symmetry.NEURONS
    assert broken.loss[-1] < 0.6 * alike.loss[-1]


def test_the_symmetric_training_is_gradient_descent_on_the_network():
    X, Y = symmetry.penguins()
    net = mlp((2, symmetry.NEURONS, 3), "tanh")
    W1, W2 = symmetry.weights(np.array([0.4]), "N(0, 0.5²)")
    params = net.init(np.random.default_rng(0)) | {"0.W": W1[0], "2.W": W2[0]}
    risk = NetworkRisk(net, SoftmaxCrossEntropy(), X, Y.argmax(axis=1))
    trace = minimize(risk, net.pack(params), GradientDescent(symmetry.RATE), steps=symmetry.STEPS)
    run = symmetry.neuron_symmetry(start=0.4, noise="N(0, 0.5²)")
    np.testing.assert_allclose(run.loss, trace.value, rtol=1e-7)
    np.testing.assert_allclose(run.W[-1], net.unpack(trace.x[-1])["0.W"].T, rtol=1e-6)


@pytest.mark.parametrize("kind", norms.KINDS)
@pytest.mark.parametrize("activation", KINDS)
def test_the_norms_follow_the_theory(kind, activation):
    run = norms.gradient_norms(gain=1.2, depth=4, activation=activation, kind=kind)
    middle = np.sqrt(np.mean(run.norm**2, axis=0))
    assert np.abs(np.log(middle / run.theory)).max() < 0.5


def test_stretches_are_those_of_differences():
    kwargs = dict(gain=1.3, depth=3, activation="tanh")
    W = norms._directions(norms.KINDS[0])[:, 0]
    x = np.random.default_rng(4).standard_normal((norms.NETWORKS, 1, norms.WIDTH))[0, 0]

    def forward(x):
        for k in range(3):
            x = np.tanh(1.3 * x @ W[k])
        return x

    h = 1e-6
    J = [(forward(x + h * e) - forward(x - h * e)) / (2 * h) for e in np.eye(norms.WIDTH)]
    want = np.linalg.svd(np.array(J), compute_uv=False)
    np.testing.assert_allclose(norms.gradient_norms(**kwargs).stretches, want, atol=1e-7)


def test_orthogonal_weights_without_activation_stretch_nothing():
    run = norms.gradient_norms(gain=1.0, depth=50, activation="identity", kind="orthogonal")
    np.testing.assert_allclose(run.stretches, 1, rtol=1e-9)
    np.testing.assert_allclose(run.norm, 1, rtol=1e-9)


def test_thirty_layers_stall_from_xavier_and_learn_from_kaiming():
    run = deep.deep_training()
    for start in ("zeros", "Xavier"):
        assert run.runs[start].loss[-1] > 2.28, start
    assert run.runs["Kaiming"].loss[-1] < 1.8
    assert not run.runs["zeros"].gradient.any()
    ratio = run.runs["Kaiming"].gradient[0, 0] / run.runs["Xavier"].gradient[0, 0]
    assert 2**13 < ratio < 2**17
    assert run.summary.count("stalls") == 2


def test_no_picture_of_the_source_is_labelled_or_tested():
    (pool, y), (test, _) = pre.target()
    assert set(y.tolist()) == set(range(5))
    for source in pre.SOURCES[:2]:
        X, _ = pre.source_data(source)
        assert len(X) == pre.SOURCE_SIZE
        seen = {row.tobytes() for row in pre.shifted(X)}
        assert not any(row.tobytes() in seen for row in pool)
        assert not any(row.tobytes() in seen for row in test)
    digits = load_mnist("train", size=13_000).y
    assert len(pool) == (digits >= 5).sum() - pre.SOURCE_SIZE


def test_only_layers_that_fit_are_taken_over():
    fresh = mlp((784, *pre.HIDDEN, 5)).init(np.random.default_rng(0))
    for source, last in ((pre.SOURCES[0], True), (pre.SOURCES[1], False)):
        taken = pre.transferred(source, fresh)
        old = pre.pretrained(source)
        assert (taken["0.W"] == old["0.W"]).all()
        assert (taken["4.W"] is old["4.W"]) == last


def test_the_same_task_helps_and_the_last_layer_needs_features():
    run = pre.pretraining()
    gain = run.accuracy[1] - run.accuracy[0]
    assert gain[:3].mean() > 0.03
    assert "pre-training wins" in run.summary
    last = pre.pretraining(trained=pre.TRAINED[1], source=pre.SOURCES[1])
    assert (last.accuracy[1] - last.accuracy[0]).mean() > 0.03
