"""Every optimizer has a look of its own, in colours that have a dark form."""

from course_lib.optim import OPTIMIZERS
from course_lib.plots.optimizer_colors import OPTIMIZER_LOOKS
from course_lib.plots.style import color


def test_every_optimizer_has_a_look_of_its_own():
    assert set(OPTIMIZER_LOOKS) >= set(OPTIMIZERS)
    looks = [(look.color, str(look.dashes)) for look in OPTIMIZER_LOOKS.values()]
    assert len(set(looks)) == len(looks)


def test_colours_are_those_of_the_style_sheet():
    assert {look.color for look in OPTIMIZER_LOOKS.values()} <= set(vars(color).values())
