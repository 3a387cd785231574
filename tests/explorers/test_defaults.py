"""Every slider starts on one of its ticks: the browser rounds to ticks, the kernel does not."""

import ipywidgets as widgets
import numpy as np
import pytest

from course_lib.lessons.catalogue import EXPLORERS

SLIDERS = [
    (name, label, control)
    for name, make in sorted(EXPLORERS.items())
    for label, control in make().controls.items()
    if isinstance(control, widgets.FloatSlider | widgets.IntSlider | widgets.FloatLogSlider)
]


@pytest.mark.parametrize(
    ("name", "label", "control"), SLIDERS, ids=[f"{name}-{label}" for name, label, _ in SLIDERS]
)
def test_the_first_value_is_a_tick(name, label, control):
    value = control.value
    if isinstance(control, widgets.FloatLogSlider):
        value = np.log(value) / np.log(control.base)
    ticks = (value - control.min) / control.step
    assert abs(ticks - round(ticks)) < 1e-6, f"{label} = {control.value} lies between two ticks"
