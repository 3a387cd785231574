"""The neuron of McCulloch and Pitts on the four corners of a square: AND, OR, NAND, XOR."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: The four inputs (x₁, x₂), in the order of a truth table.
CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
#: What each gate answers to them.
GATES = {"AND": (0, 0, 0, 1), "OR": (0, 1, 1, 1), "NAND": (1, 1, 1, 0), "XOR": (0, 1, 1, 0)}
SUMS = ("b", "b + w₂", "b + w₁", "b + w₁ + w₂")
WEIGHTS, BIASES = (-2.0, 2.0), (-3.0, 3.0)
STEP = 0.05


@dataclass(frozen=True)
class ThresholdNeuronRun:
    """One neuron, and what it says to each corner."""

    gate: str
    w: np.ndarray  #: weights, shape (2,)
    b: float
    z: np.ndarray  #: weighted sum at each corner, shape (4,)
    fires: np.ndarray  #: whether z ≥ 0, shape (4,)
    wanted: np.ndarray  #: what the gate answers, shape (4,)
    right: np.ndarray  #: where both agree, shape (4,)
    conditions: tuple[str, ...]  #: what each row demands of the sum: "b < 0" …
    summary: str


def threshold_neuron(*, gate="AND", w1=1.0, w2=1.0, b=-0.5) -> ThresholdNeuronRun:
    """A neuron that fires where w₁x₁ + w₂x₂ + b ≥ 0, beside the gate that it should be."""
    w, wanted = np.array([w1, w2]), np.array(GATES[gate], dtype=bool)
    z = CORNERS @ w + b
    z = np.where(np.abs(z) < STEP / 2, 0.0, z)  # sums of ticks: what is nearly 0 is 0
    fires = z >= 0
    right = fires == wanted
    told = f"{w1:.2f} x₁ {signed(w2)} x₂ {signed(b)}".replace("-", "−")
    return ThresholdNeuronRun(
        gate, w, b, z, fires, wanted, right,
        tuple(f"{s} {'≥' if yes else '<'} 0" for s, yes in zip(SUMS, wanted, strict=True)),
        f"z = {told}: {right.sum()} of the 4 rows of {gate} are right.",
    )  # fmt: skip


def signed(value: float, digits: int = 2) -> str:
    """A number behind others of a sum: "− 0.55"."""
    return f"{'+' if value >= 0 else '−'} {abs(value):.{digits}f}"


def bias_through(w1: float, w2: float, x: float, y: float) -> float:
    """The bias with which the line passes through (x, y), on the slider's ticks."""
    b = -(w1 * x + w2 * y)
    return round(round(min(max(b, BIASES[0]), BIASES[1]) / STEP) * STEP, 6)
