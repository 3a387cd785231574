"""Explorers of notebook 21: two models, the race, the learnt ellipse, cost, noise."""

from __future__ import annotations

from course_lib.explorers.controls import choice, log_slider, slider, toggle
from course_lib.explorers.explorer import Explorer, Player
from course_lib.lessons.second_order_methods.bfgs_ellipse import QUADRATIC, SEARCHES
from course_lib.lessons.second_order_methods.bfgs_ellipse import SCENES as ELLIPSE_SCENES
from course_lib.lessons.second_order_methods.bfgs_ellipse import bfgs_ellipse as run_bfgs_ellipse
from course_lib.lessons.second_order_methods.bfgs_ellipse_view import BfgsEllipseView
from course_lib.lessons.second_order_methods.newton_race import MEASURES, PROBLEMS
from course_lib.lessons.second_order_methods.newton_race import QUADRATIC as QUADRATIC_RACE
from course_lib.lessons.second_order_methods.newton_race import newton_race as run_newton_race
from course_lib.lessons.second_order_methods.newton_race_view import NewtonRaceView
from course_lib.lessons.second_order_methods.noisy_newton import BATCHES, METHODS, NEWTON
from course_lib.lessons.second_order_methods.noisy_newton import noisy_newton as run_noisy_newton
from course_lib.lessons.second_order_methods.noisy_newton_view import NoisyNewtonView
from course_lib.lessons.second_order_methods.step_cost import step_cost as run_step_cost
from course_lib.lessons.second_order_methods.step_cost_view import StepCostView
from course_lib.lessons.second_order_methods.two_models import ALONG, SCENES
from course_lib.lessons.second_order_methods.two_models import two_models as run_two_models
from course_lib.lessons.second_order_methods.two_models_view import TwoModelsView


def _puts(name: str):
    """A click or a drag in the left panel puts this point there."""

    def put(pointer, values):
        return {} if pointer.axes else {name: (round(pointer.x, 2), round(pointer.y, 2))}

    return put


def two_models() -> Explorer:
    """Both models of f at a point, and the step that each takes. Drag the point."""
    return Explorer(
        run_two_models,
        TwoModelsView,
        dict(
            function=choice("f", list(SCENES)),
            along=choice("right: along", ALONG),
            damping=log_slider("damping λ", 1e-2, 1e4, 10.0, per_decade=10),
            lr=log_slider("gradient's η", 1e-4, 1.0, 0.01, per_decade=10),
        ),
        size=(9.4, 3.5),
        state=dict(point=SCENES["Himmelblau"][0]),
        on_pointer=_puts("point"),
        react=dict(function=lambda values: {"point": SCENES[values["function"]][0]}),
    )


def newton_race() -> Explorer:
    """Gradient descent, Nesterov, Newton, BFGS and L-BFGS from one start."""
    return Explorer(
        run_newton_race,
        NewtonRaceView,
        dict(
            problem=choice("f", list(PROBLEMS)),
            condition=log_slider("condition number κ", 1, 1e4, 100, per_decade=2),
            measure=choice("right: by", list(MEASURES)),
            descent=toggle("GD", True),
            nesterov=toggle("Nesterov", True),
            newton=toggle("Newton"),
            bfgs=toggle("BFGS", True),
            lbfgs=toggle("L-BFGS"),
        ),
        size=(9.4, 3.3),
        idle=dict(condition=lambda values: values["problem"] != QUADRATIC_RACE),
    )


def bfgs_ellipse() -> Explorer:
    """What BFGS believes of the Hessian, update by update. Click to set the start."""

    def not_quadratic(values):
        return values["function"] != QUADRATIC

    return Explorer(
        run_bfgs_ellipse,
        BfgsEllipseView,
        dict(
            function=choice("f", list(ELLIPSE_SCENES)),
            search=choice("line search", list(SEARCHES)),
            condition=log_slider("condition number κ", 1, 100, 10, per_decade=5),
            angle=slider("turned by (°)", 0, 90, 30, 15),
            scaled=toggle("scale the first M"),
        ),
        size=(9.6, 3.2),
        state=dict(start=ELLIPSE_SCENES[QUADRATIC][0]),
        on_pointer=_puts("start"),
        react=dict(function=lambda values: {"start": ELLIPSE_SCENES[values["function"]][0]}),
        idle=dict(condition=not_quadratic, angle=not_quadratic),
        player=Player("update", last=lambda run: len(run.x) - 1, start=1, stored=-1),
    )


def step_cost() -> Explorer:
    """What a step costs in d variables, and which method finishes first."""
    return Explorer(
        run_step_cost,
        StepCostView,
        dict(
            d=log_slider("variables d", 10, 1e6, 1000, per_decade=5),
            samples=log_slider("samples n", 100, 1e6, 10_000, per_decade=3),
            condition=log_slider("condition number κ", 10, 1e4, 100, per_decade=2),
        ),
        size=(9.4, 3.5),
    )


def noisy_newton() -> Explorer:
    """Second-order steps on mini-batches of real data."""
    return Explorer(
        run_noisy_newton,
        NoisyNewtonView,
        dict(
            method=choice("method", list(METHODS), NEWTON),
            batch=choice("samples per step", BATCHES, 32),
            lr=log_slider("step size η", 0.01, 1.0, 0.1, per_decade=5),
            damping=log_slider("damping λ", 1e-4, 10.0, 0.001, per_decade=2),
        ),
        size=(9.4, 3.4),
        idle=dict(damping=lambda values: values["method"] != NEWTON),
    )
