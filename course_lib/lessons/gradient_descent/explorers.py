"""Explorers of notebook 04: gradient descent."""

from __future__ import annotations

from math import log10

from course_lib.explorers.controls import choice, log_slider, slider, toggle
from course_lib.explorers.explorer import Explorer, Player
from course_lib.lessons.gradient_descent.car_regression import (
    LECTURE_START,
    UNITS,
    car_risk,
    to_line,
)
from course_lib.lessons.gradient_descent.car_regression import car_regression as run_car_regression
from course_lib.lessons.gradient_descent.car_regression_view import CarRegressionView
from course_lib.lessons.gradient_descent.convergence import convergence as run_convergence
from course_lib.lessons.gradient_descent.convergence_view import ConvergenceView
from course_lib.lessons.gradient_descent.line_search import FIRST, RULES, TERRAINS
from course_lib.lessons.gradient_descent.line_search import line_search as run_line_search
from course_lib.lessons.gradient_descent.line_search_view import LineSearchView
from course_lib.lessons.gradient_descent.staircase import LR, STARTS
from course_lib.lessons.gradient_descent.staircase import staircase as run_staircase
from course_lib.lessons.gradient_descent.staircase_view import StaircaseView
from course_lib.lessons.gradient_descent.stopping import stopping as run_stopping
from course_lib.lessons.gradient_descent.stopping_view import StoppingView


def staircase() -> Explorer:
    """Gradient descent in one dimension: the tangent decides the step. Click to set the start."""

    def place(pointer, values):
        return {"start": round(pointer.x, 3)} if pointer.axes == 0 else {}

    return Explorer(
        run_staircase,
        StaircaseView,
        dict(
            function=choice("function f", list(STARTS)),
            lr=log_slider("step size η", 0.003, 3.0, LR),
        ),
        state=dict(start=STARTS["x²"]),
        on_pointer=place,
        react=dict(function=lambda values: {"start": STARTS[values["function"]]}),
        size=(9.2, 3.7),
        player=Player("step", last=lambda run: len(run.x) - 1, start=1, stored=3),
    )


#: A good step size to begin with in each unit of x. Standardized, 0.5 is the inverse of both
#: curvatures and one of the slider's ticks, which are counted from here.
CAR_RATES = {"km": 1.2e-10, "100,000 km": 0.5, "standardized": 0.5 / 10**0.4}


def car_regression() -> Explorer:
    """A line fitted to 1,436 cars by gradient descent. Click in parameter space to set the start.

    A step size means something else in each unit of x, so its slider takes another range: from
    about a thousandth of the largest η that converges to 1.6 times it.
    """
    unit = choice("x in", list(UNITS), "100,000 km")
    lr = log_slider("step size η", 1e-3, 1.0, CAR_RATES[unit.value], per_decade=50)

    def fit_range(change=None):
        start, limit = log10(CAR_RATES[unit.value]), log10(car_risk(unit.value).limit)
        # Ticks are counted from the start value, so that it is one of them.
        low, high = (
            start + lr.step * round((e - start) / lr.step) for e in (limit - 3, limit + 0.2)
        )
        with lr.hold_trait_notifications():
            lr.min, lr.max = low, high
            lr.value = min(max(lr.value, 10**low), 10**high)

    fit_range()
    # Before the explorer's own observers, so that the range is right when they read the value.
    unit.observe(fit_range, "value")

    def place(pointer, values):
        if pointer.axes == 0:
            b, slope = to_line(values["unit"], (pointer.x, pointer.y))
            return {"start": (round(b, -1), round(slope, 4))}
        return {}

    return Explorer(
        run_car_regression,
        CarRegressionView,
        dict(unit=unit, lr=lr, exact=toggle("overlay the exact path")),
        size=(9.2, 3.58),
        state=dict(start=LECTURE_START),
        on_pointer=place,
        react=dict(unit=lambda values: {"lr": CAR_RATES[values["unit"]]}),
        player=Player("step", last=lambda run: len(run.w) - 1, start=1, stored=-1),
    )


def _click_sets_start(pointer, values):
    return {"start": (round(pointer.x, 2), round(pointer.y, 2))} if pointer.axes == 0 else {}


def convergence() -> Explorer:
    """Speed on a quadratic against three bounds. Click to set the start."""

    return Explorer(
        run_convergence,
        ConvergenceView,
        dict(
            condition=log_slider("condition κ", 1, 100, 10),
            angle=slider("rotation (°)", 0, 90, 30, 5),
            lr=slider("step size η", 0.01, 2.1, 1.0, 0.01),
            best=toggle("η = 2/(L + μ)"),
        ),
        size=(9.2, 3.36),
        state=dict(start=(-2.4, 1.2)),
        react=dict(lr=lambda values: {"best": False}),
        on_pointer=_click_sets_start,
    )


def line_search() -> Explorer:
    """Exact, backtracking and Wolfe searches, trial by trial. Click to set the start."""
    return Explorer(
        run_line_search,
        LineSearchView,
        dict(
            function=choice("function f", list(TERRAINS)),
            rule=choice("line search", list(RULES)),
            first=log_slider("first trial η₀", 0.05, 4, 1.0),
            c1=log_slider("Armijo's c₁", 1e-4, 0.45, 0.1),
            c2=slider("Wolfe's c₂", 0.46, 0.95, 0.9, 0.01),
        ),
        size=(9.2, 3.28),
        state=dict(start=TERRAINS[FIRST].start),
        on_pointer=_click_sets_start,
        react=dict(function=lambda values: {"start": TERRAINS[values["function"]].start}),
        player=Player("step", last=lambda run: max(len(run.lr) - 1, 0), start=1),
    )


def stopping() -> Explorer:
    """Three stopping tests with one ε on one run. Click to set the start."""
    return Explorer(
        run_stopping,
        StoppingView,
        dict(
            condition=log_slider("condition κ", 1, 3000, 1000),
            eps=log_slider("tolerance ε", 1e-7, 1e-1, 1e-3),
            lr=log_slider("step size η", 0.01, 2.1, 0.5),
        ),
        size=(9.2, 3.7),
        state=dict(start=(-2.6, 0.9)),
        on_pointer=_click_sets_start,
    )
