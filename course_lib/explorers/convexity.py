"""Explorers of notebook 02: convexity."""

from __future__ import annotations

import numpy as np

from course_lib.experiments.chord import ENDS, chord, violation
from course_lib.experiments.curvature import curvature
from course_lib.experiments.local_model import SCENES, local_model
from course_lib.experiments.operations import OPERATIONS, operation
from course_lib.experiments.risk_chord import HALF, LOSSES, risk_chord, risk_violation
from course_lib.experiments.tangent import POINTS, snap, tangent
from course_lib.explorers.controls import action, choice, slider
from course_lib.explorers.explorer import Explorer
from course_lib.functions import CATALOGUE
from course_lib.plots.chord import ChordView
from course_lib.plots.curvature import CurvatureView
from course_lib.plots.local_model import LocalModelView
from course_lib.plots.operations import OperationView
from course_lib.plots.risk_chord import RiskChordView
from course_lib.plots.tangent import TangentView


def chord_explorer() -> Explorer:
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
        chord,
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


def tangent_explorer() -> Explorer:
    """A line of slope g through a point of f: click the point, turn the line."""

    def touch(pointer, values):
        return {"x": snap(values["function"], pointer.x)}

    return Explorer(
        tangent,
        TangentView,
        dict(
            function=choice("function f", list(POINTS)),
            theta=slider("θ, place of slope g", -0.5, 1.5, 0.5, 0.05),
        ),
        state=dict(x=POINTS["|x|"][0]),
        on_pointer=touch,
        react=dict(function=lambda values: {"x": POINTS[values["function"]][0]}),
    )


def curvature_explorer() -> Explorer:
    """Two eigenvalues and a rotation: bowl, trough, saddle or dome. Click to choose d."""

    def aim(pointer, values):
        if pointer.axes == 1 and (pointer.x or pointer.y):
            degrees = np.rad2deg(np.arctan2(pointer.y, pointer.x)) % 180
            return {"direction": float(round(degrees))}
        if pointer.axes == 2:
            return {"direction": float(round(min(180.0, max(0.0, pointer.x))))}
        return {}

    return Explorer(
        curvature,
        CurvatureView,
        dict(
            first=slider("eigenvalue λ₁", -2.0, 2.0, 2.0, 0.1),
            second=slider("eigenvalue λ₂", -2.0, 2.0, 0.5, 0.1),
            angle=slider("rotation (degrees)", -90.0, 90.0, 25.0, 5.0),
        ),
        size=(9.0, 3.5),
        state=dict(direction=70.0),
        on_pointer=aim,
    )


def local_model_explorer() -> Explorer:
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
        local_model,
        LocalModelView,
        dict(function=choice("function f", list(SCENES))),
        state=start({"function": first}),
        on_pointer=move,
        react=dict(function=start),
    )


def operation_explorer() -> Explorer:
    """What sums, maxima, affine maps, differences, minima and products do to convexity."""
    return Explorer(
        operation,
        OperationView,
        dict(
            operation=choice("operation", list(OPERATIONS)),
            a=slider("weight a", 0.0, 2.0, 1.0, 0.05),
            s=slider("shift s", -2.0, 2.0, 1.0, 0.1),
        ),
    )


def risk_chord_explorer() -> Explorer:
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
        risk_chord,
        RiskChordView,
        dict(
            loss=choice("loss", list(LOSSES)),
            search=action("find a violation", search, "Look for a segment the risk rises above"),
        ),
        state=dict(u=(-3.5, 2.5), v=(3.0, 2.0), searched=False),
        on_pointer=pull,
        react=dict(loss=lambda values: {"searched": False}),
    )
