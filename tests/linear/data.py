"""Small sets that several tests fit."""

import numpy as np

from course_lib.datasets import load_breast_cancer, load_heart, load_penguins, standardize

rng = np.random.default_rng(3)
OVERLAP = rng.normal(0, 1, (80, 3))
OVERLAP_Y = np.where(OVERLAP @ [1.0, -2.0, 0.0] + rng.normal(0, 1, 80) > 0.5, 1, -1)


def overlapping():
    """80 samples that no plane separates, labels −1 and +1."""
    return OVERLAP, OVERLAP_Y


def cancer():
    data = load_breast_cancer(labels=(1, -1))
    return standardize(data.X)[0], data.y


def heart():
    data = load_heart(labels=(-1, 1))
    return standardize(data.X)[0], data.y


def penguins():
    data = load_penguins()
    return standardize(data.X)[0], data.y


SETS = {"toy": overlapping, "cancer": cancer, "heart": heart}
