"""The sigmoid neuron against its closed form."""

import math

import pytest

from course_lib.lessons.backprop_gates.neuron import ONE_GATE, STAGED, neuron


@pytest.mark.parametrize("values", [(1, 2, -1.5, 1, 0.5), (-2, 0.3, 1, -2.5, 1)])
def test_closed_form_whichever_way_it_is_drawn(values):
    w0, x0, w1, x1, w2 = values
    names = ("w0", "x0", "w1", "x1", "w2")
    p = 1 / (1 + math.exp(-(w0 * x0 + w1 * x1 + w2)))
    slope = p * (1 - p)
    for drawn in (STAGED, ONE_GATE):
        run = neuron(**dict(zip(names, values, strict=True)), drawn=drawn)
        assert run.value == pytest.approx(p)
        assert run.slope == pytest.approx(slope)
        want = [slope * v for v in (x0, w0, x1, w1, 1)]
        assert [run.gradients[n] for n in names] == pytest.approx(want)
