"""The race has the networks it names."""

import numpy as np

from course_lib.lessons.batchnorm import norm_race
from course_lib.nn import Train


def test_race_has_the_networks_it_names():
    for norm in norm_race.NORMS:
        net = norm_race.make_network(norm)
        params = net.init(np.random.default_rng(0))
        out, _ = net.forward(params, np.zeros((3, 784)) + 0.1, Train())
        assert out.shape == (3, 10)
    kinds = {norm: repr(norm_race.make_network(norm)) for norm in norm_race.NORMS}
    assert len(set(kinds.values())) == len(kinds)
