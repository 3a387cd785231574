"""Explorers of notebook 03: linear, quadratic, second-order, geometric, semidefinite programs."""

from __future__ import annotations

import numpy as np

from course_lib.explorers.controls import choice, slider, toggle
from course_lib.explorers.explorer import Explorer
from course_lib.lessons.convex_programs.largest_tin import TALLEST, WIDEST, possible
from course_lib.lessons.convex_programs.largest_tin import largest_tin as run_largest_tin
from course_lib.lessons.convex_programs.largest_tin_view import LargestTinView
from course_lib.lessons.convex_programs.linear_program import (
    HIGHEST,
    LIMITS,
    LOWEST,
    MOST,
    NAMES,
    grab,
    shifted,
    turned,
    with_limit,
)
from course_lib.lessons.convex_programs.linear_program import linear_program as run_linear_program
from course_lib.lessons.convex_programs.linear_program_view import LinearProgramView
from course_lib.lessons.convex_programs.quadratic_program import BENDS_DOWN, LIMIT, STEEPEST
from course_lib.lessons.convex_programs.quadratic_program import (
    quadratic_program as run_quadratic_program,
)
from course_lib.lessons.convex_programs.quadratic_program_view import QuadraticProgramView
from course_lib.lessons.convex_programs.robust_line import MOST_DEPTH, MOST_LENGTH
from course_lib.lessons.convex_programs.robust_line import robust_line as run_robust_line
from course_lib.lessons.convex_programs.robust_line_view import RobustLineView
from course_lib.lessons.convex_programs.semidefinite_slice import CORRELATIONS, FARTHEST, SLICES
from course_lib.lessons.convex_programs.semidefinite_slice import (
    semidefinite_slice as run_semidefinite_slice,
)
from course_lib.lessons.convex_programs.semidefinite_slice_view import SemidefiniteSliceView


def linear_program() -> Explorer:
    """A linear program. Drag the arrow to turn the objective, or a line to shift it."""

    def carry(pointer, values):
        if pointer.axes != 0:
            return {}
        gain = (values["gain1"], values["gain2"])
        held = values["held"]
        if pointer.kind == "click":
            held = grab(values["limits"], gain, pointer.x, pointer.y)
        if held < 0:
            gain1, gain2 = turned(pointer.x, pointer.y)
            return {"held": held, "gain1": gain1, "gain2": gain2}
        if pointer.kind == "click":  # choose the line, and move it only when it is dragged
            return {"held": held, "line": held, "limit": values["limits"][held]}
        limit = shifted(held, pointer.x, pointer.y)
        return {"limit": limit, "limits": with_limit(values["limits"], held, limit)}

    return Explorer(
        run_linear_program,
        LinearProgramView,
        dict(
            gain1=slider("a text earns", -MOST, MOST, 2.0, 0.1),
            gain2=slider("an image earns", -MOST, MOST, 3.0, 0.1),
            line=choice("constraint", {name: k for k, name in enumerate(NAMES)}),
            limit=slider("its limit h", LOWEST, HIGHEST, 8.0, 0.1),
            drop=toggle("leave it out"),
        ),
        size=(9.2, 3.5),
        state=dict(limits=LIMITS, held=-1),
        on_pointer=carry,
        react=dict(
            line=lambda values: {"limit": values["limits"][values["line"]]},
            limit=lambda values: {
                "limits": with_limit(values["limits"], values["line"], values["limit"])
            },
        ),
    )


def quadratic_program() -> Explorer:
    """A quadratic over a polygon, from a bowl to a saddle and a dome. Click to move its middle."""

    def place(pointer, values):
        if pointer.axes != 0:
            return {}
        return {"flat": tuple(float(round(np.clip(v, -LIMIT, LIMIT), 2)) for v in
                              (pointer.x, pointer.y))}  # fmt: skip

    return Explorer(
        run_quadratic_program,
        QuadraticProgramView,
        dict(
            eigenvalue1=slider("eigenvalue λ₁ of P", BENDS_DOWN, STEEPEST, 2.0, 0.05),
            eigenvalue2=slider("eigenvalue λ₂ of P", BENDS_DOWN, STEEPEST, 0.5, 0.05),
            angle=slider("angle (°)", 0.0, 180.0, 30.0, 1.0),
        ),
        size=(9.2, 3.5),
        state=dict(flat=(0.6, 0.7)),
        on_pointer=place,
    )


def robust_line() -> Explorer:
    """A line between two species whose bills are known only to within an ellipse."""
    return Explorer(
        run_robust_line,
        RobustLineView,
        dict(
            length=slider("length known to ± mm", 0.0, MOST_LENGTH, 1.0, 0.1),
            depth=slider("depth known to ± mm", 0.0, MOST_DEPTH, 0.5, 0.05),
        ),
        size=(9.2, 3.4),
    )


def largest_tin() -> Explorer:
    """The largest tin from a sheet. Drag the ends of the chord, in either picture."""

    def carry(pointer, values):
        tin = np.array([pointer.x, pointer.y])
        tin = np.exp(tin) if pointer.axes == 1 else np.maximum(tin, 1e-3)
        ends, held = values["ends"], values["held"]
        if pointer.kind == "click":
            away = np.log(np.array(ends) / tin)
            held = int(np.argmin((away**2).sum(axis=1)))
        moved = possible(tin, values["sheet"], values["tallest"], values["widest"])
        return {"held": held, "ends": (*ends[:held], moved, *ends[held + 1 :])}

    def within(values):
        limits = (values["sheet"], values["tallest"], values["widest"])
        return {"ends": tuple(possible(tin, *limits) for tin in values["ends"])}

    return Explorer(
        run_largest_tin,
        LargestTinView,
        dict(
            sheet=slider("sheet S (cm²)", 200.0, 1000.0, 600.0, 10.0),
            tallest=slider("at most this tall (cm)", 4.0, TALLEST - 4, 14.0, 0.5),
            widest=slider("at most this radius (cm)", 3.0, WIDEST - 1, 9.0, 0.5),
        ),
        size=(9.2, 3.4),
        state=dict(ends=((1.8, 12.0), (8.2, 3.0)), held=0),
        on_pointer=carry,
        react=dict(sheet=within, tallest=within, widest=within),
    )


def semidefinite_slice() -> Explorer:
    """A slice of the semidefinite cone. Click to turn the objective."""

    def turn(pointer, values):
        if pointer.axes != 0 or np.hypot(pointer.x, pointer.y) < 0.05:
            return {}
        return {"angle": float(round(np.rad2deg(np.arctan2(pointer.y, pointer.x))))}

    return Explorer(
        run_semidefinite_slice,
        SemidefiniteSliceView,
        dict(
            slice=choice("F", SLICES, CORRELATIONS),
            angle=slider("objective falls at (°)", -180.0, 180.0, 60.0, 1.0),
            third=slider("third correlation x₃", -FARTHEST, FARTHEST, 0.5, 0.05),
        ),
        size=(9.2, 3.4),
        on_pointer=turn,
        idle=dict(third=lambda values: values["slice"] != CORRELATIONS),
    )
