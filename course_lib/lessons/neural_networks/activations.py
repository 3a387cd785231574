"""Activation functions: the curve, its slope, and what a chain of them does to both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.functions.activations import activation, maxout

LEFT, RIGHT = -5.0, 5.0
DEPTH = 20
FLAT = 0.05  # a slope below this is called saturated here
FLOOR = 1e-12  # products of slopes below this, 0 included, are drawn at it


def _of(name: str) -> tuple[Callable, Callable]:
    function = activation(name)
    return function, function.derivative


#: The slopes and offsets of the three lines of which maxout takes the highest.
LINES = np.array([[-0.5, -1.0], [0.2, 0.0], [1.0, -0.5]])


def maxout_of_lines(z) -> np.ndarray:
    """The highest of the three `LINES` at each z."""
    return maxout(np.multiply.outer(z, LINES[:, 0]) + LINES[:, 1], pieces=3)[..., 0]


def _maxout_slope(z) -> np.ndarray:
    heights = np.multiply.outer(z, LINES[:, 0]) + LINES[:, 1]
    return LINES[heights.argmax(axis=-1), 0]


#: Name in the list → (value, slope), maps of arrays.
FUNCTIONS: dict[str, tuple[Callable, Callable]] = {
    "step": _of("binary_step"),
    "logistic": _of("sigmoid"),
    "tanh": _of("tanh"),
    "arctan": _of("arctan"),
    "softsign": _of("softsign"),
    "ISRU": _of("isru"),
    "ReLU": _of("relu"),
    "leaky ReLU": _of("leaky_relu"),
    "ELU": _of("elu"),
    "maxout": (maxout_of_lines, _maxout_slope),
    "softplus": _of("softplus"),
    "SiLU": _of("silu"),
    "GELU": _of("gelu"),
    "identity": _of("identity"),
}


@dataclass(frozen=True)
class ActivationsRun:
    """One activation, alone and in a chain h ← φ(w h)."""

    kind: str
    grid: np.ndarray  #: values of z, shape (401,)
    value: np.ndarray  #: φ over the grid
    slope: np.ndarray  #: φ′ over the grid
    chained: np.ndarray  #: the output of the chain over the grid
    z: float
    value_at: float
    slope_at: float
    chained_at: float
    saturated: float  #: share of the grid where |φ′| < FLAT
    depth: int
    products: np.ndarray  #: |d output/dz| of chains of 1 … DEPTH layers at z, shape (DEPTH,)
    others: dict  #: name → the same for every activation
    summary: str


def chain(kind: str, z, weight: float, depth: int) -> tuple[np.ndarray, np.ndarray]:
    """Outputs and slopes after each of `depth` layers h ← φ(w h), from h = z.

    Parameters
    ----------
    kind : str
    z : array_like, shape (n,)
    weight : float
    depth : int

    Returns
    -------
    outputs, slopes : array, shape (depth, n)
    """
    value, slope = FUNCTIONS[kind]
    h, product = np.asarray(z, dtype=float), 1.0
    outputs, slopes = [], []
    for _ in range(depth):
        product = product * weight * slope(weight * h)
        h = value(weight * h)
        outputs.append(h)
        slopes.append(product)
    return np.array(outputs), np.array(slopes)


@lru_cache(maxsize=256)
def _products(z: float, weight: float) -> dict:
    """The size of the slope after 1 … DEPTH layers, for every activation."""
    return {
        kind: np.abs(chain(kind, [z], weight, DEPTH)[1][:, 0]).clip(FLOOR, 1 / FLOOR)
        for kind in FUNCTIONS
    }


@lru_cache(maxsize=256)
def activations(*, kind="logistic", z=1.0, depth=1, weight=1.0) -> ActivationsRun:
    """The activation `kind`, read off at z, and a chain of `depth` layers with one weight each."""
    grid = np.linspace(LEFT, RIGHT, 401)
    value, slope = FUNCTIONS[kind]
    chained = chain(kind, grid, weight, depth)[0][-1]
    at, slope_at = float(value(np.array([z]))[0]), float(slope(np.array([z]))[0])
    slopes = slope(grid)
    products = _products(z, weight)
    run = dict(
        kind=kind, grid=grid, value=value(grid), slope=slopes, chained=chained, z=z, value_at=at,
        slope_at=slope_at, chained_at=float(chain(kind, [z], weight, depth)[0][-1, 0]),
        saturated=float((np.abs(slopes) < FLAT).mean()), depth=depth, products=products[kind],
        others=products,
    )  # fmt: skip
    return ActivationsRun(**run, summary=_summary(**run))


def _summary(kind, z, value_at, slope_at, saturated, depth, products, chained_at, **_) -> str:
    end = products[depth - 1]
    size = "at most 1e-12" if end <= FLOOR else f"{end:.2g}"
    return (
        f"{kind} at z = {z:.2f}: value {value_at:.3f}, slope {slope_at:.3f}; saturated on "
        f"{100 * saturated:.0f} % of the axis. Depth {depth}: value {chained_at:.3g}, "
        f"size of the slope {size}."
    ).replace("-", "−")
