"""Only γ and β are parameters of these networks."""

import numpy as np

from course_lib.lessons.batchnorm.random_features import affine_only


def test_only_gamma_and_beta_are_parameters():
    net = affine_only(16, np.random.default_rng(0))
    assert net.size == 4 * 16
    assert {name.split(".")[1] for name in net.shapes()} == {"gamma", "beta"}
