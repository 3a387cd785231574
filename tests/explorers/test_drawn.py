"""The places that a control is put to while all explorers are swept."""

import numpy as np
import pytest

from course_lib.explorers.controls import choice, int_slider, log_slider, slider
from tests.explorers.drawn import ticks


def test_a_slider_is_put_to_every_tick():
    assert ticks(slider("a", 0, 0.5, 0.1, 0.1)) == pytest.approx([0, 0.1, 0.2, 0.3, 0.4, 0.5])
    assert ticks(int_slider("n", 1, 64, 4, 3)) == list(range(1, 65, 3))
    assert ticks(log_slider("r", 0.01, 1, 0.1)) == pytest.approx(np.logspace(-2, 0, 41))
    assert len(ticks(slider("ρ", 0, 0.999, 0.9, 0.001))) == 1000
    assert len(ticks(slider("a", 0, 4, 1, 0.1, slow=True))) == 41
    assert ticks(choice("kind", ["a", "b"])) == []
