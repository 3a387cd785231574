"""The box that is lit is what the layer normalizes."""

import numpy as np
import pytest

from course_lib.lessons.batchnorm.norm_cube import (
    CHANNELS,
    NORMS,
    activations,
    make_norm,
    norm_cube,
)
from course_lib.nn import Eval, Train


@pytest.mark.parametrize("norm", [n for n in NORMS if n != "weight"])
@pytest.mark.parametrize(("sample", "channel"), [(1, 1), (4, 6)])
def test_the_lit_box_is_the_set_that_the_layer_normalizes(norm, sample, channel):
    """Changing a number moves the outputs of exactly its set."""
    run = norm_cube(norm=norm, groups=3, sample=sample, channel=channel)
    (c0, c1), (n0, n1), _ = run.box
    layer, mode = make_norm(norm, 3), Train() if norm == "batch" else Eval()
    x = activations().copy()
    before = layer.forward({}, x, mode)[0]
    x[sample - 1, channel - 1, 0, 0] += 1.0
    moved = np.abs(layer.forward({}, x, mode)[0] - before).max(axis=(2, 3)) > 1e-9
    expected = np.zeros_like(moved)
    expected[n0:n1, c0:c1] = True
    assert (moved == expected).all()


def test_weight_normalization_lights_nothing():
    run = norm_cube(norm="weight")
    assert run.box is None
    assert run.after.shape == (6, CHANNELS)
