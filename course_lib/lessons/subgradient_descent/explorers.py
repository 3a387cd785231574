"""Explorers of notebook 05: the subgradient method and the Clarke differential."""

from __future__ import annotations

import numpy as np

from course_lib.explorers.controls import choice, log_slider, slider, toggle
from course_lib.explorers.explorer import Explorer, Player
from course_lib.functions import CATALOGUE
from course_lib.lessons.subgradient_descent.clarke_point import CREASES, snap
from course_lib.lessons.subgradient_descent.clarke_point import clarke_point as run_clarke_point
from course_lib.lessons.subgradient_descent.clarke_point_view import ClarkePointView
from course_lib.lessons.subgradient_descent.many_starts import TERRAINS
from course_lib.lessons.subgradient_descent.many_starts import many_starts as run_many_starts
from course_lib.lessons.subgradient_descent.many_starts_view import ManyStartsView
from course_lib.lessons.subgradient_descent.step_rules import FRAMES, RULES, STARTS
from course_lib.lessons.subgradient_descent.step_rules import lasso_path as run_lasso_path
from course_lib.lessons.subgradient_descent.step_rules import step_rules as run_step_rules
from course_lib.lessons.subgradient_descent.step_rules_view import LassoView, StepRulesView


def _last_frame(run) -> int:
    """The first frame that shows the whole run."""
    return next((k for k, t in enumerate(FRAMES) if t >= len(run.x) - 1), len(FRAMES) - 1)


def _step(run, frame) -> int:
    return min(FRAMES[frame], len(run.x) - 1)


def _needs_no_rate(values) -> bool:
    return values["rule"] == "Polyak"


def step_rules() -> Explorer:
    """Step rules of the subgradient method on functions with kinks. Click to set the start."""

    def place(pointer, values):
        if pointer.axes != 0:
            return {}
        point = round(pointer.x, 2), round(pointer.y, 2)
        return {"start": point[: len(STARTS[values["function"]])]}

    return Explorer(
        run_step_rules,
        StepRulesView,
        dict(
            function=choice("function f", list(STARTS)),
            rule=choice("step rule", list(RULES)),
            lr=log_slider("first step η₀", 0.01, 2.0, 0.3, per_decade=40),
        ),
        state=dict(start=STARTS["|x|"]),
        on_pointer=place,
        react=dict(function=lambda values: {"start": STARTS[values["function"]]}),
        idle=dict(lr=_needs_no_rate),
        size=(9.0, 3.55),
        player=Player("step", last=_last_frame, at=_step, start=2, stored=-1),
    )


def lasso_path() -> Explorer:
    """Step rules on ℓ1-regularized regression of the cars' prices. Click to set the start."""

    def place(pointer, values):
        return {"start": (round(pointer.x, 2), round(pointer.y, 2))} if pointer.axes == 0 else {}

    return Explorer(
        run_lasso_path,
        LassoView,
        dict(
            lam=log_slider("penalty λ", 0.02, 2.0, 0.8),
            rule=choice("step rule", list(RULES), "1/√t"),
            lr=log_slider("first step η₀", 0.01, 2.0, 0.3, per_decade=40),
        ),
        state=dict(start=(0.9, 0.8)),
        on_pointer=place,
        idle=dict(lr=_needs_no_rate),
        size=(9.0, 3.55),
        player=Player("step", last=_last_frame, at=_step, start=4, stored=-1),
    )


def many_starts() -> Explorer:
    """Where many starts end on a non-convex function. Click to add a start, drag to move it."""

    def place(pointer, values):
        dim = TERRAINS[values["function"]].f.dim
        point = (round(pointer.x, 2), round(pointer.y, 2))[:dim]
        if pointer.axes != 0:
            return {}
        kept = values["own"] if pointer.kind == "click" else values["own"][:-1]
        return {"own": (*kept[-11:], point)}

    return Explorer(
        run_many_starts,
        ManyStartsView,
        dict(
            function=choice("function f", list(TERRAINS), "|x² − 1| + 0.3x + y²"),
            rule=choice("step rule", ["constant", "1/t", "1/√t", "1/t²"], "1/√t"),
            lr=log_slider("first step η₀", 0.01, 1.0, 0.2),
            nudge=toggle("nudge every start by 0.001"),
        ),
        state=dict(own=()),
        on_pointer=place,
        react=dict(function=lambda values: {"own": (), "lr": TERRAINS[values["function"]].lr}),
        size=(9.0, 3.55),
        player=Player("step", last=lambda run: len(run.x) - 1, start=1, stored=-1),
    )


def clarke_point() -> Explorer:
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
        run_clarke_point,
        ClarkePointView,
        dict(
            function=choice("function f", list(CREASES)),
            along=slider("place θ in the set", 0.0, 1.0, 0.8, 0.01),
        ),
        state=dict(x=(0.0,)),
        on_pointer=place,
        react=dict(function=lambda values: {"x": tuple(c[0] for c in CREASES[values["function"]])}),
    )
