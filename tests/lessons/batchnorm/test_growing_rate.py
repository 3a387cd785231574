"""A rate that grows is weight decay, with normalization only."""

import numpy as np

from course_lib.lessons.batchnorm import growing_rate
from course_lib.schedules import Constant


def test_growing_rate_is_weight_decay_for_one_seed_step_by_step():
    decay = 0.02
    net, grow = growing_rate.invariant_network(), growing_rate.growing_schedule(decay)
    one, short = growing_rate.descend(net, Constant(growing_rate.RATE), decay, 5, steps=60)
    two, long = growing_rate.descend(net, grow, 0.0, 5, steps=60)
    np.testing.assert_allclose(one, two, atol=1e-6)
    shrink = 1 - growing_rate.RATE * decay
    np.testing.assert_allclose(short / long, shrink ** np.arange(60), rtol=1e-6)


def test_growing_rate_is_no_weight_decay_without_normalization():
    net, grow = growing_rate.invariant_network(False), growing_rate.growing_schedule(0.02)
    one, _ = growing_rate.descend(net, Constant(growing_rate.RATE), 0.02, 5, steps=30)
    two, _ = growing_rate.descend(net, grow, 0.0, 5, steps=30)
    assert np.nanmax(np.abs(one - two)) > 0.01
