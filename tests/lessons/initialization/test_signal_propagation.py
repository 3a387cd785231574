"""Signals and gradients through random layers, against the library and against theory."""

import numpy as np
import pytest

from course_lib.lessons.initialization import signal_propagation as signals
from course_lib.nn import Activation, Dense, Eval, Sequential

KINDS = ("relu", "tanh", "sigmoid", "leaky_relu", "identity")


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
