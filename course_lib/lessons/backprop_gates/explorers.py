"""Explorers of notebook 13: backpropagation, gate by gate and layer by layer."""

from __future__ import annotations

import numpy as np

from course_lib.explorers.controls import choice, log_slider, slider, text_box, toggle
from course_lib.explorers.explorer import Explorer, Player
from course_lib.lessons.backprop_gates.eight_steps import eight_steps as run_eight_steps
from course_lib.lessons.backprop_gates.gate_graphs_view import GatesView
from course_lib.lessons.backprop_gates.gate_rule import GATES, REACH
from course_lib.lessons.backprop_gates.gate_rule import gate_rule as run_gate_rule
from course_lib.lessons.backprop_gates.gate_rule_view import GateRuleView
from course_lib.lessons.backprop_gates.layer_gradients import layer_gradients as run_layer_gradients
from course_lib.lessons.backprop_gates.layer_gradients_view import LayerGradientsView
from course_lib.lessons.backprop_gates.neuron import ONE_GATE, STAGED
from course_lib.lessons.backprop_gates.neuron import neuron as run_neuron
from course_lib.lessons.backprop_gates.neuron_view import NeuronView
from course_lib.lessons.backprop_gates.sum_times import sum_times as run_sum_times
from course_lib.lessons.backprop_gates.typed_formula import FIRST_FORMULA, MAX_VARIABLES
from course_lib.lessons.backprop_gates.typed_formula import typed_formula as run_typed_formula
from course_lib.lessons.shared.typed import read_formula


def _steps(gates: int) -> Player:
    """It rests where the forward sweep of so many gates has ended and no gradient is known."""
    return Player("step", last=lambda run: run.graph.last_step, start=gates, stored=-1)


def sum_times() -> Explorer:
    """f = (x + y) z, gate by gate, forward and backward."""
    return Explorer(
        run_sum_times,
        GatesView,
        dict(
            x=slider("x", -6, 6, -2, 0.5), y=slider("y", -6, 6, 5, 0.5),
            z=slider("z", -6, 6, -4, 0.5),
        ),
        size=(9.0, 3.0),
        player=_steps(2),
    )  # fmt: skip


def typed_formula() -> Explorer:
    """Any formula of up to four variables as a graph; one that cannot be read changes nothing."""
    formula = text_box("formula f", FIRST_FORMULA, hint="a formula, then Enter")
    given = dict(zip(("first", "second", "third", "fourth"), (0.5, 2, -0.5, 1), strict=True))
    sliders = {name: slider(name, -5, 5, value, 0.1) for name, value in given.items()}

    def name_sliders(change=None):
        expression = read_formula(formula.value).expression
        if expression:
            unused = ["–"] * (MAX_VARIABLES - len(expression.names))
            for control, name in zip(sliders.values(), [*expression.names, *unused], strict=True):
                control.description, control.disabled = name, name == "–"

    name_sliders()
    formula.observe(name_sliders, "value")

    def keep_if_good(values):
        return {"good": values["formula"]} if read_formula(values["formula"]).expression else {}

    return Explorer(
        run_typed_formula,
        GatesView,
        dict(formula=formula, **sliders),
        size=(9.2, 3.6),
        state=dict(good=FIRST_FORMULA),
        react=dict(formula=keep_if_good),
        player=_steps(5),
    )


def neuron() -> Explorer:
    """The sigmoid neuron by single gates or with one gate, its curve and its slope."""

    def number(label, value):
        return slider(label, -2.5, 2.5, value, 0.1)

    return Explorer(
        run_neuron,
        NeuronView,
        dict(
            w0=number("w0", 1.0), x0=number("x0", 2.0), w1=number("w1", -1.5),
            x1=number("x1", 1.0), w2=number("w2", 0.5),
            drawn=choice("σ as", [STAGED, ONE_GATE]),
        ),
        size=(9.2, 3.55),
        player=_steps(8),
    )  # fmt: skip


def eight_steps() -> Explorer:
    """f = (x + σ(y)) / (σ(x) + (x + y)²), eight steps forward and eight back."""
    return Explorer(
        run_eight_steps,
        GatesView,
        dict(x=slider("x", -6, 6, 3, 0.1), y=slider("y", -6, 6, -4, 0.1)),
        size=(9.2, 3.9),
        player=_steps(8),
    )


def gate_rule() -> Explorer:
    """What a gate does to the gradient that comes back to it. Click to set x and y."""

    def place(pointer, values):
        if pointer.axes != 1:
            return {}
        x, y = (float(np.clip(round(v, 1), -REACH, REACH)) for v in (pointer.x, pointer.y))
        return {"x": x, "y": y}

    return Explorer(
        run_gate_rule,
        GateRuleView,
        dict(
            gate=choice("gate z", list(GATES), "multiply: x · y"),
            upstream=slider("∂J/∂z", -2, 2, 1.5, 0.1),
            x=slider("x", -REACH, REACH, 2.5, 0.1),
            y=slider("y", -REACH, REACH, -1.5, 0.1),
        ),
        size=(9.2, 3.8),
        on_pointer=place,
    )


def layer_gradients() -> Explorer:
    """A small network: activations layer by layer, then the errors δ on their way back."""
    return Explorer(
        run_layer_gradients,
        LayerGradientsView,
        dict(
            x1=slider("x₁", -3, 3, 1, 0.1),
            x2=slider("x₂", -3, 3, -0.5, 0.1),
            scale=log_slider("weights ×", 0.1, 10, 1.0),
            positive=toggle("y = 1", True),
        ),
        size=(9.2, 3.9),
        player=Player("step", last=lambda run: run.last_step, start=3, stored=-1),
    )
