"""Explorers of notebook 08: logistic regression, softmax, cross entropy."""

from __future__ import annotations

import numpy as np

from course_lib.explorers.controls import Action, choice, int_slider, log_slider, slider, toggle
from course_lib.explorers.explorer import Explorer, Player
from course_lib.lessons.logistic_regression.boundary_descent import PAIRS, penguin_pair
from course_lib.lessons.logistic_regression.boundary_descent import (
    boundary_descent as run_boundary_descent,
)
from course_lib.lessons.logistic_regression.boundary_descent_view import BoundaryDescentView
from course_lib.lessons.logistic_regression.logistic_curve import FEATURES, FIRST, best_on_sliders
from course_lib.lessons.logistic_regression.logistic_curve import (
    logistic_curve as run_logistic_curve,
)
from course_lib.lessons.logistic_regression.logistic_curve_view import LogisticCurveView
from course_lib.lessons.logistic_regression.polynomial_boundary import SHAPES
from course_lib.lessons.logistic_regression.polynomial_boundary import (
    polynomial_boundary as run_polynomial_boundary,
)
from course_lib.lessons.logistic_regression.polynomial_boundary_view import PolynomialBoundaryView
from course_lib.lessons.logistic_regression.softmax_fields import FEATURES as PENGUIN_FEATURES
from course_lib.lessons.logistic_regression.softmax_fields import FIRST as FIRST_FEATURES
from course_lib.lessons.logistic_regression.softmax_fields import MODELS, penguins
from course_lib.lessons.logistic_regression.softmax_fields import (
    softmax_fields as run_softmax_fields,
)
from course_lib.lessons.logistic_regression.softmax_fields_view import SoftmaxFieldsView
from course_lib.lessons.logistic_regression.two_distributions import UNITS
from course_lib.lessons.logistic_regression.two_distributions import (
    two_distributions as run_two_distributions,
)
from course_lib.lessons.logistic_regression.two_distributions_view import TwoDistributionsView

REACH = 0.13  # of a click that is meant for a point, in standard deviations
MOST = 12  # points of one's own


def logistic_curve() -> Explorer:
    """One feature of the heart data: two parameters, likelihood, optimum. Click on the right."""

    def place(pointer, values):
        if pointer.axes != 1:
            return {}
        return {"bias": round(pointer.x, 2), "slope": round(pointer.y, 2)}

    return Explorer(
        run_logistic_curve,
        LogisticCurveView,
        dict(
            feature=choice("feature x", list(FEATURES)),
            bias=slider("bias b", -2.5, 2.5, FIRST[0], 0.01),
            slope=slider("weight w", -2.5, 2.5, FIRST[1], 0.01),
            best=Action("jump to the optimum", lambda v: best_on_sliders(v["feature"]),
                        "the parameters of maximum likelihood"),
        ),
        size=(9.2, 3.5),
        on_pointer=place,
    )  # fmt: skip


def _put_point(pointer, values) -> dict:
    """Clicks put points in and out; a drag, or an arrow key, moves the last one or brings one."""
    if pointer.axes != 0 or pointer.kind == "release":
        return {}
    data, own, out = penguin_pair(values["pair"]), values["own"], values["out"]
    here = np.array([pointer.x, pointer.y])

    def distance(points):
        gaps = (np.reshape(points, (-1, 2)) - here) / data.scaler.scale
        return np.append(np.linalg.norm(gaps, axis=-1), np.inf)

    to_own, to_data = distance([p[:2] for p in own]), distance(data.X)
    point = round(pointer.x, 2), round(pointer.y, 2), values["adds"]
    if pointer.kind != "click":
        if own and to_own[len(own) - 1] < 6 * REACH:
            return {"own": (*own[:-1], (*point[:2], own[-1][2]))}
        # Pressing on a point took it out; led on, it comes in again where the pointer is.
        return {"own": (*own[-MOST + 1 :], point)} if to_data.min() >= REACH else {}
    if to_own.min() < REACH:
        return {"own": tuple(p for k, p in enumerate(own) if k != to_own.argmin())}
    if to_data.min() < REACH:
        return {"out": tuple(sorted({int(to_data.argmin())} ^ set(out)))}
    return {"own": (*own[-MOST + 1 :], point)}


def boundary_descent() -> Explorer:
    """Gradient descent on two species of penguins. Click to put points in and out."""

    def last(run):
        return len(run.steps) - 1

    return Explorer(
        run_boundary_descent,
        BoundaryDescentView,
        dict(
            pair=choice("species", list(PAIRS)),
            lr=log_slider("step size η", 0.01, 100.0, 1.0),
            C=log_slider("C", 0.003, 3000.0, 1.0),
            free=toggle("no penalty (C = ∞)"),
            adds=choice("a click adds", {"class 0 (blue)": 0, "class 1 (orange)": 1}),
        ),
        size=(9.2, 3.4),
        state=dict(own=(), out=()),
        on_pointer=_put_point,
        react=dict(
            pair=lambda values: {"own": (), "out": ()}, C=lambda values: {"free": False}
        ),
        player=Player(
            "step", last=last, at=lambda run, frame: run.steps[frame], start=3, stored=-1
        ),
    )  # fmt: skip


def softmax_fields() -> Explorer:
    """Three species, three probability fields. Click to ask at a place."""

    def place(pointer, values):
        return {"at": (round(pointer.x, 1), round(pointer.y, 1))} if pointer.axes < 4 else {}

    return Explorer(
        run_softmax_fields,
        SoftmaxFieldsView,
        dict(
            features=choice("features", list(PENGUIN_FEATURES)),
            model=choice("model", list(MODELS)),
            C=log_slider("C", 0.003, 300.0, 1.0, per_decade=10),
        ),
        size=(9.2, 3.5),
        state=dict(at=penguins(FIRST_FEATURES).middle),
        on_pointer=place,
        react=dict(features=lambda values: {"at": penguins(values["features"]).middle}),
    )


def polynomial_boundary() -> Explorer:
    """Polynomial features of growing degree: training and validation loss."""
    return Explorer(
        run_polynomial_boundary,
        PolynomialBoundaryView,
        dict(
            shape=choice("data", list(SHAPES)),
            degree=int_slider("degree", 1, 9, 2),
            C=log_slider("C", 1e-3, 1e5, 1e4, per_decade=4),
            n=int_slider("training points n", 20, 200, 100, 20, slow=True),
        ),
        size=(9.2, 3.5),
    )


def two_distributions() -> Explorer:
    """Entropy, cross entropy and KL of two coins. Click in the middle to set q."""

    def place(pointer, values):
        return {"q": round(float(np.clip(pointer.x, 0, 1)), 2)} if pointer.axes == 1 else {}

    return Explorer(
        run_two_distributions,
        TwoDistributionsView,
        dict(
            p=slider("truth p", 0.0, 1.0, 0.7, 0.01),
            q=slider("belief q", 0.0, 1.0, 0.4, 0.01),
            unit=choice("unit", list(UNITS)),
            swap=Action("swap p and q", lambda v: {"p": v["q"], "q": v["p"]}),
            agree=Action("believe the truth", lambda v: {"q": v["p"]}, "q = p"),
        ),
        size=(9.2, 3.4),
        on_pointer=place,
    )
