"""Explorers of notebook 05: the subgradient method and the Clarke differential."""

from __future__ import annotations

import numpy as np

from course_lib.experiments.clarke_point import CREASES, clarke_point, snap
from course_lib.experiments.many_starts import TERRAINS, many_starts
from course_lib.experiments.step_rules import FRAMES, RULES, STARTS, lasso_path, step_rules
from course_lib.explorers.controls import choice, log_slider, slider, toggle
from course_lib.explorers.explorer import Explorer, Player
from course_lib.functions import CATALOGUE
from course_lib.plots.clarke_point import ClarkePointView
from course_lib.plots.many_starts import ManyStartsView
from course_lib.plots.step_rules import LassoView, StepRulesView


def _last_frame(run) -> int:
    """The first frame that shows the whole run."""
    return next((k for k, t in enumerate(FRAMES) if t >= len(run.x) - 1), len(FRAMES) - 1)


def step_rules_explorer() -> Explorer:
    """Step rules of the subgradient method on functions with kinks. Click to set the start."""

    def place(pointer, values):
        if pointer.axes != 0:
            return {}
        point = round(pointer.x, 2), round(pointer.y, 2)
        return {"start": point[: len(STARTS[values["function"]])]}

    return Explorer(
        step_rules,
        StepRulesView,
        dict(
            function=choice("function f", list(STARTS)),
            rule=choice("step rule", list(RULES)),
            lr=log_slider("first step α₀", 0.01, 2.0, 0.3, per_decade=40),
        ),
        state=dict(start=STARTS["|x|"]),
        on_pointer=place,
        react=dict(function=lambda values: {"start": STARTS[values["function"]]}),
        player=Player("frame", last=_last_frame),
    )


def lasso_path_explorer() -> Explorer:
    """Step rules on ℓ1-regularized regression of the cars' prices. Click to set the start."""

    def place(pointer, values):
        return {"start": (round(pointer.x, 2), round(pointer.y, 2))} if pointer.axes == 0 else {}

    return Explorer(
        lasso_path,
        LassoView,
        dict(
            lam=log_slider("penalty λ", 0.02, 2.0, 0.8),
            rule=choice("step rule", list(RULES), "1/√k"),
            lr=log_slider("first step α₀", 0.01, 2.0, 0.3, per_decade=40),
        ),
        state=dict(start=(0.9, 0.8)),
        on_pointer=place,
        player=Player("frame", last=_last_frame),
    )


def many_starts_explorer() -> Explorer:
    """Where many starts end on a non-convex function. Click to add a start, drag to move it."""

    def place(pointer, values):
        dim = TERRAINS[values["function"]].f.dim
        point = (round(pointer.x, 2), round(pointer.y, 2))[:dim]
        if pointer.axes != 0:
            return {}
        kept = values["own"] if pointer.kind == "click" else values["own"][:-1]
        return {"own": (*kept[-11:], point)}

    return Explorer(
        many_starts,
        ManyStartsView,
        dict(
            function=choice("function f", list(TERRAINS), "|x² − 1| + 0.3x + y²"),
            rule=choice("step rule", ["constant", "1/k", "1/√k", "1/k²"], "1/√k"),
            lr=log_slider("first step α₀", 0.01, 1.0, 0.2),
            nudge=toggle("nudge every start by 0.001"),
        ),
        state=dict(own=()),
        on_pointer=place,
        react=dict(function=lambda values: {"own": (), "lr": TERRAINS[values["function"]].lr}),
        player=Player("step", last=lambda run: len(run.x) - 1),
    )


def clarke_point_explorer() -> Explorer:
    """The Clarke differential against the subdifferential. Click to move the point."""

    def place(pointer, values):
        if pointer.axes != 0:
            return {}
        name = values["function"]
        width = np.ptp(CATALOGUE[name].bounds[0])
        # Arrow keys go by small steps, which must not be caught by the crease they leave.
        reach = (0.004 if pointer.kind == "key" else 0.02) * width
        return {"x": snap(name, (pointer.x, pointer.y), reach)}

    return Explorer(
        clarke_point,
        ClarkePointView,
        dict(
            function=choice("function f", list(CREASES)),
            along=slider("slope g, across the set", 0.0, 1.0, 0.8, 0.01),
        ),
        state=dict(x=(0.0,)),
        on_pointer=place,
        react=dict(function=lambda values: {"x": tuple(c[0] for c in CREASES[values["function"]])}),
    )
