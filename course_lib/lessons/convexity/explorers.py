"""Explorers of notebook 02: convexity."""

from __future__ import annotations

import numpy as np

from course_lib.explorers.controls import action, choice, slider
from course_lib.explorers.explorer import Explorer
from course_lib.functions import CATALOGUE
from course_lib.lessons.convexity.chord import ENDS, violation
from course_lib.lessons.convexity.chord import chord as run_chord
from course_lib.lessons.convexity.chord_view import ChordView
from course_lib.lessons.convexity.curvature import curvature as run_curvature
from course_lib.lessons.convexity.curvature_view import CurvatureView
from course_lib.lessons.convexity.local_model import SCENES
from course_lib.lessons.convexity.local_model import local_model as run_local_model
from course_lib.lessons.convexity.local_model_view import LocalModelView
from course_lib.lessons.convexity.operations import OPERATIONS
from course_lib.lessons.convexity.operations import operations as run_operations
from course_lib.lessons.convexity.operations_view import OperationsView
from course_lib.lessons.convexity.risk_chord import HALF, LOSSES, risk_violation
from course_lib.lessons.convexity.risk_chord import risk_chord as run_risk_chord
from course_lib.lessons.convexity.risk_chord_view import RiskChordView
from course_lib.lessons.convexity.tangent import POINTS, snap
from course_lib.lessons.convexity.tangent import tangent as run_tangent
from course_lib.lessons.convexity.tangent_view import TangentView


def chord() -> Explorer:
    """A chord over f: drag its ends, choose t, or search for a violation."""

    def pull(pointer, values):
        if pointer.axes == 1:
            return {"t": round(min(1.0, max(0.0, pointer.x)), 2)}
        low, high = CATALOGUE[values["function"]].bounds[0]
        end = min("xy", key=lambda name: abs(values[name] - pointer.x))
        return {end: round(min(high, max(low, pointer.x)), 3), "searched": False}

    def search(values):
        found = violation(values["function"])
        if found is None:
            return {"searched": True}
        return {"x": float(found.x[0]), "y": float(found.y[0]), "t": found.t, "searched": False}

    def start(values):
        x, y = ENDS[values["function"]]
        return {"x": x, "y": y, "searched": False}

    x, y = ENDS["x²"]
    return Explorer(
        run_chord,
        ChordView,
        dict(
            function=choice("function f", list(ENDS)),
            t=slider("weight t of x", 0.0, 1.0, 0.5, 0.01),
            search=action("find a violation", search, "Look for a chord that f rises above"),
        ),
        state=dict(x=x, y=y, searched=False),
        on_pointer=pull,
        react=dict(function=start),
    )


def tangent() -> Explorer:
    """A line of slope g through a point of f: click the point, turn the line."""

    def touch(pointer, values):
        return {"x": snap(values["function"], pointer.x)}

    return Explorer(
        run_tangent,
        TangentView,
        dict(
            function=choice("function f", list(POINTS)),
            theta=slider("tilt θ of the line", -0.5, 1.5, 0.5, 0.05),
        ),
        state=dict(x=POINTS["|x|"][0]),
        on_pointer=touch,
        react=dict(function=lambda values: {"x": POINTS[values["function"]][0]}),
    )


def curvature() -> Explorer:
    """Two eigenvalues and a rotation: bowl, trough, saddle or dome. Click to choose d."""

    def aim(pointer, values):
        if pointer.axes == 1 and (pointer.x or pointer.y):
            degrees = np.rad2deg(np.arctan2(pointer.y, pointer.x)) % 180
            return {"direction": float(round(degrees))}
        if pointer.axes == 2:
            return {"direction": float(round(min(180.0, max(0.0, pointer.x))))}
        return {}

    return Explorer(
        run_curvature,
        CurvatureView,
        dict(
            first=slider("eigenvalue λ₁", -2.0, 2.0, 1.5, 0.1),
            second=slider("eigenvalue λ₂", -2.0, 2.0, 0.5, 0.1),
            angle=slider("rotation (degrees)", -90.0, 90.0, 25.0, 5.0),
        ),
        size=(9.0, 3.5),
        state=dict(direction=70.0),
        on_pointer=aim,
    )


def local_model() -> Explorer:
    """The quadratic model of f at a point: click or drag it."""

    def move(pointer, values):
        if pointer.axes != 0:
            return {}
        box = CATALOGUE[values["function"]].bounds
        x, y = (
            round(min(high, max(low, v)), 3)
            for v, (low, high) in zip((pointer.x, pointer.y), box, strict=True)
        )
        return {"x": x, "y": y}

    def start(values):
        return dict(zip("xy", SCENES[values["function"]][0], strict=True))

    first = next(iter(SCENES))
    return Explorer(
        run_local_model,
        LocalModelView,
        dict(function=choice("function f", list(SCENES))),
        size=(9.0, 3.8),
        state=start({"function": first}),
        on_pointer=move,
        react=dict(function=start),
    )


def operations() -> Explorer:
    """What sums, maxima, affine maps, differences, minima and products do to convexity."""
    return Explorer(
        run_operations,
        OperationsView,
        dict(
            operation=choice("operation", list(OPERATIONS)),
            a=slider("weight a", 0.0, 2.0, 1.0, 0.05),
            s=slider("shift s", -2.0, 2.0, 1.0, 0.1),
        ),
        size=(9.0, 3.75),
    )


def risk_chord() -> Explorer:
    """The risk of the cars between two weights: drag them, or search for a violation."""

    def pull(pointer, values):
        if pointer.axes != 0:
            return {}
        at = np.array([pointer.x, pointer.y])
        end = min("uv", key=lambda name: np.linalg.norm(at - values[name]))
        return {end: tuple(np.clip(at, -HALF, HALF).round(2).tolist()), "searched": False}

    def search(values):
        found = risk_violation(values["loss"])
        if found is None:
            return {"searched": True}
        u, v = (tuple(p.round(3).tolist()) for p in (found.x, found.y))
        return {"u": u, "v": v, "searched": False}

    return Explorer(
        run_risk_chord,
        RiskChordView,
        dict(
            loss=choice("loss", list(LOSSES)),
            search=action("find a violation", search, "Look for a segment the risk rises above"),
        ),
        state=dict(u=(-3.5, 2.5), v=(3.0, 2.0), searched=False),
        on_pointer=pull,
        react=dict(loss=lambda values: {"searched": False}),
    )
