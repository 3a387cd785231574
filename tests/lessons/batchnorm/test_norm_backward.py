"""The parts of the gradient through a normalization."""

import numpy as np
import pytest

from course_lib.lessons.batchnorm.norm_backward import LOSSES, norm_backward


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(("shift", "stretch"), [(0.0, 1.0), (3.0, 0.3)])
def test_the_parts_add_up_to_the_gradient(loss, shift, stretch):
    run = norm_backward(loss=loss, shift=shift, stretch=stretch)
    np.testing.assert_allclose(run.parts.sum(axis=0), run.total, atol=1e-12)
    np.testing.assert_allclose(run.total, run.differences, atol=1e-6)
    assert run.total.sum() == pytest.approx(0, abs=1e-10)
