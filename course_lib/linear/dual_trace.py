"""The record of a solver that works on the primal and the dual problem at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False, repr=False)
class DualTrace:
    """T steps between two bounds: dual value ≤ minimum ≤ primal value.

    Attributes
    ----------
    x : array, shape (T+1, d)
        Bias and weights after each step, the start first, laid out as in `Trace.x`.
    value : array, shape (T+1,)
        The primal objective ½‖w‖² + C Σ loss there.
    dual_value : array, shape (T+1,)
        The dual objective Σα − ½‖w(α)‖². A lower bound of the minimum once `imbalance` is 0.
    imbalance : array, shape (T+1,)
        |Σ αᵢyᵢ| (the largest one of several), which a free bias asks to be 0.
    status : {"converged", "max_steps"}
    message : str
    """

    x: np.ndarray
    value: np.ndarray
    dual_value: np.ndarray
    imbalance: np.ndarray
    status: str
    message: str

    @classmethod
    def of(cls, rows, status: str, message: str) -> DualTrace:
        """From a list of (x, value, dual value, imbalance)."""
        columns = [np.array(column) for column in zip(*rows, strict=True)]
        for column in columns:
            column.setflags(write=False)
        return cls(*columns, status, message)

    @property
    def steps(self) -> int:
        """T, the number of steps taken."""
        return len(self.value) - 1

    @property
    def gap(self) -> np.ndarray:
        """The relative duality gap (value − dual value) / |value|, shape (T+1,)."""
        return relative_gap(self.value, self.dual_value)

    def __len__(self) -> int:
        return len(self.value)

    def __repr__(self) -> str:
        return (
            f"<DualTrace of {self.steps} steps: value {self.value[-1]:.6g}, relative gap "
            f"{self.gap[-1]:.2g}; {self.message}>"
        )


def relative_gap(value, dual_value):
    """(value − dual value) / |value|; infinite where there is no primal value yet."""
    with np.errstate(invalid="ignore"):
        gap = (value - dual_value) / np.maximum(np.abs(value), np.finfo(float).tiny)
    return np.where(np.isfinite(value), gap, np.inf)


def is_optimal(row, alpha, free: int, tol: float) -> bool:
    """Whether a row (x, value, dual value, imbalance) is within tol · value of the minimum.

    α that do not balance make the dual value too large by about the bias times what is left; the
    first `free` entries of x are biases.
    """
    x, value, dual_value, imbalance = row
    bias = np.abs(x[:free]).sum()
    near = value - dual_value + bias * imbalance <= tol * abs(value)
    return bool(np.isfinite(value) and near and imbalance <= tol * alpha.sum())
