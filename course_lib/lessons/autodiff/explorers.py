"""Explorers of notebook 14: traces in both modes, what gradients cost, memory, static graphs."""

from __future__ import annotations

from course_lib.explorers.controls import choice, int_slider, slider, text_box, toggle
from course_lib.explorers.explorer import Explorer, Player
from course_lib.lessons.autodiff.checkpoints import LENGTHS, MOST
from course_lib.lessons.autodiff.checkpoints import checkpoints as run_checkpoints
from course_lib.lessons.autodiff.checkpoints_view import CheckpointsView
from course_lib.lessons.autodiff.compiled_graph import PROGRAMS
from course_lib.lessons.autodiff.compiled_graph import compiled_graph as run_compiled_graph
from course_lib.lessons.autodiff.compiled_graph_view import CompiledGraphView
from course_lib.lessons.autodiff.gradient_cost import FUNCTIONS, SIZES
from course_lib.lessons.autodiff.gradient_cost import gradient_cost as run_gradient_cost
from course_lib.lessons.autodiff.gradient_cost_view import GradientCostView
from course_lib.lessons.autodiff.jacobian_sweeps import MOST as LARGEST
from course_lib.lessons.autodiff.jacobian_sweeps import jacobian_sweeps as run_jacobian_sweeps
from course_lib.lessons.autodiff.jacobian_sweeps_view import JacobianSweepsView
from course_lib.lessons.autodiff.ladder_paths import MAX_DEPTH
from course_lib.lessons.autodiff.ladder_paths import ladder_paths as run_ladder_paths
from course_lib.lessons.autodiff.ladder_paths_view import LadderPathsView
from course_lib.lessons.autodiff.typed_trace import FIRST_FORMULA, read_trace
from course_lib.lessons.autodiff.typed_trace import typed_trace as run_typed_trace
from course_lib.lessons.autodiff.typed_trace_view import TypedTraceView


def typed_trace() -> Explorer:
    """Any f(w₁, w₂) as a trace; a formula that cannot be read changes nothing."""

    def keep_if_good(values):
        return {"good": values["formula"]} if read_trace(values["formula"]).expression else {}

    def nothing_twice(values):
        apart, together = (run_typed_trace(**values | {"share": way}) for way in (False, True))
        return apart.steps == together.steps

    return Explorer(
        run_typed_trace,
        TypedTraceView,
        dict(
            formula=text_box("f(w1, w2)", FIRST_FORMULA, hint="a formula, then Enter"),
            share=toggle("equal parts once", False),
            w1=slider("w₁", -2, 2, 0.4, 0.1),
            w2=slider("w₂", -2, 2, 0.5, 0.1),
        ),
        size=(9.2, 3.5),
        state=dict(good=FIRST_FORMULA),
        react=dict(formula=keep_if_good),
        idle=dict(share=nothing_twice),
        player=Player("step", last=lambda run: run.last_step, start=7, stored=-1),
    )


def ladder_paths() -> Explorer:
    """A ladder of nodes and the paths through it."""
    return Explorer(
        run_ladder_paths,
        LadderPathsView,
        dict(
            depth=int_slider("depth", 1, MAX_DEPTH, 6),
            width=int_slider("nodes per rung", 1, 3, 2),
        ),
        size=(9.2, 3.4),
    )


def gradient_cost() -> Explorer:
    """The cost of a gradient beside that of f, as the number of variables grows."""
    return Explorer(
        run_gradient_cost,
        GradientCostView,
        dict(
            function=choice("f", list(FUNCTIONS), "Rosenbrock's valley"),
            n=choice("variables n", {str(n): n for n in SIZES}, 4),
            skip=toggle("forward mode skips zeros", False),
        ),
        size=(9.2, 3.4),
    )


def jacobian_sweeps() -> Explorer:
    """A Jacobian filled by columns and by rows."""
    return Explorer(
        run_jacobian_sweeps,
        JacobianSweepsView,
        dict(
            n=int_slider("inputs n", 1, LARGEST, 6),
            m=int_slider("outputs m", 1, LARGEST, 3),
        ),
        size=(9.2, 3.3),
        player=Player("sweep", last=lambda run: run.last_sweep, start=1, stored=-1),
    )


def checkpoints() -> Explorer:
    """A chain of gates: what is held, and what is computed again."""
    return Explorer(
        run_checkpoints,
        CheckpointsView,
        dict(
            T=choice("gates T", {str(T): T for T in LENGTHS}, 49),
            k=int_slider("checkpoints k", 0, MOST, 3),
        ),
        size=(9.2, 3.5),
    )


def compiled_graph() -> Explorer:
    """A static graph before and after simplification."""

    def useless(switch):
        """Whether a switch changes nothing now."""

        def rule(values):
            on, off = (run_compiled_graph(**values | {switch: way}) for way in (True, False))
            return on.before.fates == off.before.fates

        return rule

    return Explorer(
        run_compiled_graph,
        CompiledGraphView,
        dict(
            program=choice("program", list(PROGRAMS), "f and its gradient"),
            fold=toggle("fold constants", False),
            share=toggle("share equal parts", False),
            neutral=toggle("drop × 1 and + 0", False),
        ),
        idle={switch: useless(switch) for switch in ("fold", "share", "neutral")},
        size=(9.2, 3.6),
    )
