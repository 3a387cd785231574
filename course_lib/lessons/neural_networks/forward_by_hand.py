"""A network of three logistic neurons, computed unit by unit: gates made of gates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.functions.activations import sigmoid
from course_lib.lessons.neural_networks.threshold_neuron import CORNERS

#: Gate → its row of Θ: bias, weight of the first input, weight of the second.
ROWS = {
    "AND": (-30.0, 20.0, 20.0),
    "OR": (-10.0, 20.0, 20.0),
    "NOR": (10.0, -20.0, -20.0),
    "NAND": (30.0, -20.0, -20.0),
    "first only": (-10.0, 20.0, -20.0),
    "second only": (-10.0, -20.0, 20.0),
}
#: What the network as a whole may be, by its four answers.
NAMES = {
    (0, 0, 0, 0): "always 0", (0, 0, 0, 1): "AND", (0, 0, 1, 0): "x₁ only", (0, 0, 1, 1): "x₁",
    (0, 1, 0, 0): "x₂ only", (0, 1, 0, 1): "x₂", (0, 1, 1, 0): "XOR", (0, 1, 1, 1): "OR",
    (1, 0, 0, 0): "NOR", (1, 0, 0, 1): "XNOR", (1, 0, 1, 0): "not x₂", (1, 0, 1, 1): "x₁ or not x₂",
    (1, 1, 0, 0): "not x₁", (1, 1, 0, 1): "not x₁ or x₂", (1, 1, 1, 0): "NAND",
    (1, 1, 1, 1): "always 1",
}  # fmt: skip
#: The numbers that are filled in, one at a step: (symbol, layer, unit, sum or activation).
FILLED = (
    ("z₁⁽²⁾", 2, 1, "z"), ("a₁⁽²⁾", 2, 1, "a"), ("z₂⁽²⁾", 2, 2, "z"), ("a₂⁽²⁾", 2, 2, "a"),
    ("z₁⁽³⁾", 3, 1, "z"), ("a₁⁽³⁾", 3, 1, "a"),
)  # fmt: skip


@dataclass(frozen=True)
class ForwardByHandRun:
    """The network's matrices, and every number on the way from x to the output."""

    x: np.ndarray  #: the input, shape (2,)
    theta: tuple[np.ndarray, np.ndarray]  #: Θ⁽¹⁾, shape (2, 3), and Θ⁽²⁾, shape (1, 3)
    numbers: tuple[float, ...]  #: in the order of `FILLED`
    sentences: tuple[str, ...]  #: what happens at each step, from step 0 on
    row: int  #: of the truth table: which corner x is
    answers: np.ndarray  #: the output for the four corners, shape (4,)
    name: str  #: the gate that the rounded outputs are
    summary: str


def forward(theta, x) -> list[tuple[np.ndarray, np.ndarray]]:
    """(z, a) of layers 2, 3, …: the bias unit 1 goes in front of each layer's activations."""
    a, steps = np.asarray(x, dtype=float), []
    for matrix in theta:
        z = matrix @ np.array([1.0, *a])
        a = sigmoid(z)
        steps.append((z, a))
    return steps


@lru_cache(maxsize=512)
def forward_by_hand(
    *, first="AND", second="NOR", output="AND", x1=False, x2=False, scale=0.2
) -> ForwardByHandRun:
    """Three neurons with the weights of three gates, times `scale`."""
    theta = scale * np.array([ROWS[first], ROWS[second]]), scale * np.array([ROWS[output]])
    x = np.array([x1, x2], dtype=float)
    (z2, a2), (z3, a3) = forward(theta, x)
    numbers = (z2[0], a2[0], z2[1], a2[1], z3[0], a3[0])
    answers = np.array([forward(theta, corner)[-1][1][0] for corner in CORNERS])
    name = NAMES[tuple((answers >= 0.5).astype(int).tolist())]
    return ForwardByHandRun(
        x, theta, tuple(map(float, numbers)), _sentences(theta, x, a2, numbers),
        int(2 * x1 + x2), answers, name,
        f"Θ⁽¹⁾ is 2 × 3 and Θ⁽²⁾ is 1 × 3: nine parameters. Farthest from its bit: an output is "
        f"off by {np.abs(answers - (answers >= 0.5)).max():.2g}.",
    )  # fmt: skip


def _sentences(theta, x, a2, numbers) -> tuple[str, ...]:
    rows, inputs = (*theta[0], *theta[1]), (x, x, a2)
    told = ["The input is set. The bias units are 1."]
    for k, (symbol, *_, kind) in enumerate(FILLED):
        if kind == "z":
            parts = [f"({_n(w)})·{_n(a)}" for w, a in zip(rows[k // 2][1:], inputs[k // 2],
                                                           strict=True)]  # fmt: skip
            told.append(f"{symbol} = {_n(rows[k // 2][0])} + {' + '.join(parts)} = "
                        f"{_n(numbers[k])}")  # fmt: skip
        else:
            told.append(f"{symbol} = 1/(1 + exp(−({_n(numbers[k - 1])}))) = {_n(numbers[k])}")
    return tuple(told)


def _n(value: float) -> str:
    """Three digits; what rounds to a whole number is one."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return ("0" if text in ("-0", "") else text).replace("-", "−")
