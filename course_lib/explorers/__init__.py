"""The live figures: each an experiment, a view and its controls.

``EXPLORERS`` maps the name of each to the function that makes it; tests move every one of them.
"""

from course_lib.explorers.explorer import Explorer, Player, Pointer
from course_lib.explorers.gradient_descent import staircase_explorer

EXPLORERS = {
    "staircase": staircase_explorer,
}

__all__ = ["EXPLORERS", "Explorer", "Player", "Pointer", "staircase_explorer"]
