"""Explorers of notebook 01: norms, matrices, projections, derivatives."""

from __future__ import annotations

import numpy as np

from course_lib.explorers.controls import choice, int_slider, slider, toggle
from course_lib.explorers.explorer import Explorer
from course_lib.lessons.math_basics.chain_shapes import FACTORS, LARGEST
from course_lib.lessons.math_basics.chain_shapes import chain_shapes as run_chain_shapes
from course_lib.lessons.math_basics.chain_shapes_view import ChainShapesView
from course_lib.lessons.math_basics.digit_projection import BASES, MOST, PICTURES
from course_lib.lessons.math_basics.digit_projection import (
    digit_projection as run_digit_projection,
)
from course_lib.lessons.math_basics.digit_projection_view import DigitProjectionView
from course_lib.lessons.math_basics.matrix_map import FIRST, MATRICES, columns_of
from course_lib.lessons.math_basics.matrix_map import drag as drag_column
from course_lib.lessons.math_basics.matrix_map import matrix_map as run_matrix_map
from course_lib.lessons.math_basics.matrix_map_view import MatrixMapView
from course_lib.lessons.math_basics.norm_ball import drag as drag_vector
from course_lib.lessons.math_basics.norm_ball import norm_ball as run_norm_ball
from course_lib.lessons.math_basics.norm_ball_view import NormBallView
from course_lib.lessons.math_basics.projection import HALF, KINDS
from course_lib.lessons.math_basics.projection import projection as run_projection
from course_lib.lessons.math_basics.projection_view import ProjectionView
from course_lib.lessons.math_basics.slope_and_bend import SCENES, place
from course_lib.lessons.math_basics.slope_and_bend import slope_and_bend as run_slope_and_bend
from course_lib.lessons.math_basics.slope_and_bend_view import SlopeAndBendView


def norm_ball() -> Explorer:
    """The unit ball of the p-norm, and two vectors to drag: the nearer tip moves."""

    def pull(pointer, values):
        if pointer.axes:
            return {"inverse": round(round(min(3.3, max(0.0, pointer.x)) / 0.05) * 0.05, 2)}
        tip = values["held"]
        if pointer.kind == "click":
            tip = _nearest({"u": values["u"], "v": values["v"]}, pointer)
        return {"held": tip} | drag_vector(tip, pointer.x, pointer.y)

    return Explorer(
        run_norm_ball,
        NormBallView,
        dict(inverse=slider("1/p", 0.0, 3.3, 0.5, 0.05)),
        size=(9.2, 3.7),
        state=dict(u=(1.2, 0.4), v=(-0.4, 1.0), held="u"),
        on_pointer=pull,
    )


def matrix_map() -> Explorer:
    """A matrix whose columns are dragged: the circle's image, eigenvectors, the form xᵀAx."""

    def pull(pointer, values):
        if pointer.axes:
            degrees = np.rad2deg(np.arctan2(pointer.y, pointer.x)) % 360
            return {"angle": float(5 * round(degrees / 5))}
        columns = columns_of(values["a1"], values["a2"], values["halved"])
        tip = values["held"] if pointer.kind != "click" else _nearest(columns, pointer)
        return {"held": tip} | drag_column(columns, tip, pointer.x, pointer.y)

    def take(values):
        return dict(zip(("a1", "a2"), MATRICES[values["matrix"]], strict=True))

    return Explorer(
        run_matrix_map,
        MatrixMapView,
        dict(
            matrix=choice("matrix A", list(MATRICES)),
            angle=slider("angle of x (°)", 0.0, 360.0, 70.0, 5.0),
            halved=toggle("take (A + Aᵀ)/2"),
        ),
        size=(9.2, 3.65),
        state=dict(a1=FIRST[0], a2=FIRST[1], held="a1"),
        on_pointer=pull,
        react=dict(matrix=take),
        idle=dict(halved=lambda v: v["a1"][1] == v["a2"][0]),
    )


def projection() -> Explorer:
    """A line or plane to turn, and a vector projected onto it. Drag y in the right panel."""

    def pull(pointer, values):
        if pointer.axes == 0:
            return {}
        return {"y": tuple(round(min(HALF, max(-HALF, c)), 2) for c in (pointer.x, pointer.y))}

    return Explorer(
        run_projection,
        ProjectionView,
        dict(
            kind=choice("K is a", KINDS),
            turn=slider("turn K (°)", -90.0, 90.0, 20.0, 5.0),
            tilt=slider("tilt K (°)", -60.0, 90.0, 25.0, 5.0),
            between=slider("angle x₁ to x₂ (°)", 50.0, 130.0, 90.0, 5.0),
        ),
        size=(9.2, 3.45),
        state=dict(y=(-0.6, 0.5)),
        on_pointer=pull,
        idle=dict(between=lambda v: v["kind"] == "line"),
    )


def digit_projection() -> Explorer:
    """A real picture rebuilt from its coordinates in k directions."""
    return Explorer(
        run_digit_projection,
        DigitProjectionView,
        dict(
            picture=choice("picture", PICTURES, "digit 5"),
            basis=choice("directions", BASES),
            k=int_slider("directions used k", 0, MOST, 5),
        ),
        size=(9.2, 3.0),
    )


def slope_and_bend() -> Explorer:
    """A point to drag on a landscape: slope and bend along d, and Taylor's errors."""

    def pull(pointer, values):
        if pointer.axes:
            return {}
        return {"x": place(values["function"], pointer.x, pointer.y)}

    first = next(iter(SCENES))
    return Explorer(
        run_slope_and_bend,
        SlopeAndBendView,
        dict(
            function=choice("function f", list(SCENES)),
            angle=slider("direction d (°)", 0.0, 360.0, 190.0, 5.0),
        ),
        size=(9.6, 3.6),
        state=dict(x=SCENES[first].start),
        on_pointer=pull,
        react=dict(function=lambda values: {"x": SCENES[values["function"]].start}),
    )


def chain_shapes() -> Explorer:
    """Three factors of the chain rule: which order fits, and which is the gradient?"""
    names = list(FACTORS)
    return Explorer(
        run_chain_shapes,
        ChainShapesView,
        dict(
            first=choice("first", names, "∂z/∂u"),
            second=choice("second", names, "∂u/∂y"),
            third=choice("third", names, "∂y/∂x"),
            n=int_slider("x: n", 1, LARGEST, 3),
            m=int_slider("y: m", 1, LARGEST, 4),
            r=int_slider("u: r", 1, LARGEST, 2),
        ),
        size=(9.4, 2.7),
        groups={"factors": ["first", "second", "third"], "dimensions": ["n", "m", "r"]},
    )


def _nearest(tips, pointer) -> str:
    """The name of the tip nearest to the pointer, of a mapping from names to places."""
    return min(
        tips, key=lambda name: np.hypot(tips[name][0] - pointer.x, tips[name][1] - pointer.y)
    )
