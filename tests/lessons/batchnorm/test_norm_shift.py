"""The bands of the shift are percentiles of what the library's network computes."""

import numpy as np

from course_lib.lessons.batchnorm.deep_runs import DEPTH, EVERY, SIZES, STEPS, Network, deep_runs
from course_lib.lessons.batchnorm.norm_shift import PROBES, norm_shift
from course_lib.lessons.shared.small_digits import small_digits
from course_lib.nn import Eval, mlp


def test_the_plain_band_is_that_of_the_library():
    run = norm_shift(layer=4, unit=7, seed=2)
    net, weights = mlp(SIZES), deep_runs()[Network("none", 0.0, 0.1)].weights
    for frame in (0, 9):
        params = net.unpack(weights[frame, 1])
        layers, _ = net.layer_outputs(params, small_digits()[0][:PROBES], Eval())
        expected = np.percentile(layers[6][:, 6], (15, 50, 85))  # Dense and ReLU take turns
        np.testing.assert_allclose(run.percentiles[0, frame], expected, atol=1e-5)


def test_what_follows_the_norm_starts_standardized():
    middle = [norm_shift(layer=layer).percentiles[2, 0] for layer in range(1, DEPTH + 1)]
    low, _, high = np.transpose(middle)
    assert (low < 0).all()
    assert (high > 0.2).all()
    assert (high - low < 2.6).all()


def test_a_picture_every_ten_steps_from_the_start_to_the_end():
    steps = norm_shift().steps
    assert (steps[0], steps[-1]) == (0, STEPS)
    assert (np.diff(steps) == EVERY).all()
