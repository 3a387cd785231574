"""Explorers of notebook 04: gradient descent."""

from __future__ import annotations

from course_lib.experiments.staircase import STARTS, staircase
from course_lib.explorers.controls import choice, log_slider
from course_lib.explorers.explorer import Explorer, Player
from course_lib.plots.staircase import StaircaseView


def staircase_explorer() -> Explorer:
    """Gradient descent in one dimension: the tangent decides the step. Click to set the start."""

    def place(pointer, values):
        return {"start": round(pointer.x, 3)} if pointer.axes == 0 else {}

    return Explorer(
        staircase,
        StaircaseView,
        dict(
            function=choice("function f", list(STARTS)),
            lr=log_slider("step size η", 0.003, 3.0, 0.1),
        ),
        state=dict(start=STARTS["x²"]),
        on_pointer=place,
        react=dict(function=lambda values: {"start": STARTS[values["function"]]}),
        player=Player("iteration t", last=lambda run: len(run.x) - 1),
    )
