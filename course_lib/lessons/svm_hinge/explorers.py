"""Explorers of notebook 09: margins, the quadratic program, surrogates, training."""

from __future__ import annotations

from course_lib.explorers.controls import choice, int_slider, log_slider, slider, toggle
from course_lib.explorers.explorer import Explorer, Player
from course_lib.lessons.shared.carried import grab
from course_lib.lessons.svm_hinge.penalty_and_loss import HIGHEST, LOSSES, LOWEST, PENALTIES
from course_lib.lessons.svm_hinge.penalty_and_loss import penalty_and_loss as run_penalty_and_loss
from course_lib.lessons.svm_hinge.penalty_and_loss_view import PenaltyAndLossView
from course_lib.lessons.svm_hinge.separating_lines import ANGLES, OFFSETS, ORDERS
from course_lib.lessons.svm_hinge.separating_lines import normal_of as line_normal
from course_lib.lessons.svm_hinge.separating_lines import separating_lines as run_separating_lines
from course_lib.lessons.svm_hinge.separating_lines_view import SeparatingLinesView
from course_lib.lessons.svm_hinge.soft_margin import CLOUDS
from course_lib.lessons.svm_hinge.soft_margin import soft_margin as run_soft_margin
from course_lib.lessons.svm_hinge.soft_margin_view import SoftMarginView
from course_lib.lessons.svm_hinge.support_vectors import LECTURE_POINTS, POINT_SETS, move
from course_lib.lessons.svm_hinge.support_vectors import support_vectors as run_support_vectors
from course_lib.lessons.svm_hinge.support_vectors_view import SupportVectorsView
from course_lib.lessons.svm_hinge.surrogates import LEFT, RIGHT, SHOWN_FIRST, SURROGATES
from course_lib.lessons.svm_hinge.surrogates import surrogates as run_surrogates
from course_lib.lessons.svm_hinge.surrogates_view import SurrogatesView
from course_lib.lessons.svm_hinge.svm_descent import BATCHES, FRAMES, RULES
from course_lib.lessons.svm_hinge.svm_descent import svm_descent as run_svm_descent
from course_lib.lessons.svm_hinge.svm_descent_view import SvmDescentView


def separating_lines() -> Explorer:
    """Turn a line between two classes. Click the map to take a line, or a place to pass."""

    def clamp(value, ends, step):
        return round(round(min(max(value, ends[0]), ends[1]) / step) * step, 6)

    def place(pointer, values):
        if pointer.axes == 0:
            through = line_normal(values["angle"]) @ [pointer.x, pointer.y]
            return {"offset": clamp(through, OFFSETS, 0.02)}
        return {"angle": clamp(pointer.x, ANGLES, 0.5), "offset": clamp(pointer.y, OFFSETS, 0.02)}

    return Explorer(
        run_separating_lines,
        SeparatingLinesView,
        dict(
            angle=slider("angle (°)", *ANGLES, 60.0, 0.5),
            offset=slider("offset", *OFFSETS, 0.6, 0.02),
            orders=int_slider("perceptron runs", 0, ORDERS, 0),
            best=toggle("show the widest"),
        ),
        size=(9.2, 3.7),
        on_pointer=place,
    )


def support_vectors() -> Explorer:
    """The hard margin with its multipliers. Drag a point: the one nearest to the pointer moves."""

    def carry(pointer, values):
        if pointer.axes != 0:
            return {}
        if pointer.kind == "click":
            return {"held": grab(values["points"], pointer.x, pointer.y)}
        return {"points": move(values["points"], values["held"], pointer.x, pointer.y)}

    def all_support(values):
        alpha = run_support_vectors(**values | {"only": False}).alpha
        return not (alpha == 0).any()

    return Explorer(
        run_support_vectors,
        SupportVectorsView,
        dict(
            data=choice("points", list(POINT_SETS)),
            only=toggle("leave out all points with α = 0"),
        ),
        size=(9.2, 3.8),
        state=dict(points=LECTURE_POINTS, held=(5, 0.0, 0.0)),
        on_pointer=carry,
        react=dict(data=lambda values: {"points": POINT_SETS[values["data"]],
                                        "held": (0, 0.0, 0.0)}),
        idle=dict(only=all_support),
    )  # fmt: skip


def soft_margin() -> Explorer:
    """The soft margin for every C: slacks, multipliers, training and validation error."""
    return Explorer(
        run_soft_margin,
        SoftMarginView,
        dict(
            data=choice("data", list(CLOUDS)),
            C=log_slider("price of slack C", 1e-3, 1e4, 1.0),
        ),
        size=(9.2, 3.7),
    )


def surrogates() -> Explorer:
    """Losses of a sample's margin z and their slopes. Click to read them off at z."""

    def place(pointer, values):
        if pointer.axes == 2:
            return {}
        return {"z": round(min(max(pointer.x, LEFT), RIGHT), 2)}

    return Explorer(
        run_surrogates,
        SurrogatesView,
        dict(
            z=slider("margin z", LEFT, RIGHT, -0.5, 0.05),
            **{key: toggle(name, key in SHOWN_FIRST) for key, (name, _) in SURROGATES.items()},
        ),
        size=(9.2, 3.8),
        on_pointer=place,
    )


def svm_descent() -> Explorer:
    """The subgradient method for the support vector machine, with the line on its way."""
    return Explorer(
        run_svm_descent,
        SvmDescentView,
        dict(
            rule=choice("step rule", list(RULES), "η₀/√t"),
            lr=log_slider("first step size η₀", 0.01, 10.0, 0.5),
            C=log_slider("price of slack C", 0.01, 100.0, 1.0),
            batch=choice("samples per step", BATCHES),
        ),
        size=(9.2, 3.4),
        player=Player(
            "step",
            last=lambda run: len(FRAMES) - 1,
            at=lambda run, frame: FRAMES[frame],
            start=4,
            stored=-1,
        ),
    )


def penalty_and_loss() -> Explorer:
    """Any penalty with any loss: where they balance, and the path of w with C."""
    return Explorer(
        run_penalty_and_loss,
        PenaltyAndLossView,
        dict(
            loss=choice("loss", list(LOSSES)),
            penalty=choice("penalty", list(PENALTIES)),
            C=log_slider("C", LOWEST, HIGHEST, 0.1),
        ),
        size=(9.2, 3.8),
    )
