"""Random networks of ReLUs, tanh or no activation at all: the pieces that they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.lessons.neural_networks.threshold_neuron import signed
from course_lib.nn import Eval, Kaiming, Sequential, mlp

REACH = 3.0
SIDE, FINE, CUT = 81, 161, 1201  # points a side of the picture, for counting, along the cut
ACTIVATIONS = {"ReLU": "relu", "none (identity)": "identity", "tanh": "tanh"}


@dataclass(frozen=True)
class ReluRegionsRun:
    """One network of two inputs, over a square and along its middle line."""

    grid: np.ndarray  #: x₁ and x₂ of the picture, shape (81,)
    values: np.ndarray  #: f, scaled to its largest size in the square, shape (81, 81)
    sums: np.ndarray  #: z of each hidden ReLU; it turns on where z is 0. Shape (units, 81, 81)
    regions: int | None  #: regions met on a grid of 161 × 161; None where nothing is linear
    most: int | None  #: what one hidden layer could have at most; None for more layers
    x: np.ndarray  #: along x₂ = 0, shape (1201,)
    along: np.ndarray  #: f there, scaled to its own largest size, shape (1201,)
    kinks: np.ndarray  #: where it bends along that line, shape (j,)
    linear: tuple[np.ndarray, float] | None  #: (w, b) where the whole network is wᵀx + b
    summary: str


def hidden_sums(net: Sequential, params, X) -> list[np.ndarray]:
    """z of every hidden layer for the samples X, each (n, units)."""
    outputs, _ = net.layer_outputs(params, X, Eval())
    return outputs[:-1:2]


def patterns(net, params, X) -> np.ndarray:
    """Which hidden units are on, as one number per sample: shape (n,)."""
    on = np.concatenate(hidden_sums(net, params, X), axis=1) > 0
    return on @ (1 << np.arange(on.shape[1], dtype=np.int64))


def collapsed(net: Sequential, params) -> tuple[np.ndarray, float]:
    """The one affine map that dense layers without activation are: w and b of wᵀx + b."""
    W, b = np.eye(2), np.zeros(2)
    for k in range(0, len(net.layers), 2):
        W, b = W @ params[f"{k}.W"], b @ params[f"{k}.W"] + params[f"{k}.b"]
    return W[:, 0], float(b[0])


def random_network(activation: str, units: int, layers: int, seed: int):
    """A network 2-units-…-1 and its parameters: He's weights, biases of deviation 0.8."""
    net, rng = mlp((2, *[units] * layers, 1), activation, Kaiming()), np.random.default_rng(seed)
    params = net.init(rng)
    for name, value in params.items():
        if name.endswith(".b"):
            value[:] = 0.8 * rng.standard_normal(value.shape)
    return net, params


def _square(side: int) -> tuple[np.ndarray, np.ndarray]:
    x = np.linspace(-REACH, REACH, side)
    return x, np.stack(np.meshgrid(x, x), axis=-1).reshape(-1, 2)


@lru_cache(maxsize=256)
def relu_regions(*, activation="ReLU", units=3, layers=1, seed=1) -> ReluRegionsRun:
    """A network with random weights: `layers` hidden layers of `units` units each."""
    kind = ACTIVATIONS[activation]
    net, params = random_network(kind, units, layers, seed)
    grid, X = _square(SIDE)
    outputs, _ = net.layer_outputs(params, X, Eval())
    values, scale = outputs[-1][:, 0], np.abs(outputs[-1]).max()
    x = np.linspace(-REACH, REACH, CUT)
    line = np.column_stack([x, np.zeros(CUT)])
    along = net.forward(params, line, Eval())[0][:, 0]
    piecewise = kind == "relu"
    sums = np.concatenate(outputs[:-1:2], axis=1) if piecewise else np.empty((SIDE * SIDE, 0))
    changed = np.diff(patterns(net, params, line)) != 0 if piecewise else np.zeros(CUT - 1, bool)
    regions = {"relu": lambda: len(np.unique(patterns(net, params, _square(FINE)[1]))),
               "identity": lambda: 1, "tanh": lambda: None}[kind]()  # fmt: skip
    most = 1 + units + units * (units - 1) // 2 if piecewise and layers == 1 else None
    linear = collapsed(net, params) if kind == "identity" else None
    run = dict(regions=regions, most=most, kinks=(x[:-1] + x[1:])[changed] / 2, linear=linear)
    return ReluRegionsRun(
        grid=grid, values=values.reshape(SIDE, SIDE) / scale,
        sums=sums.T.reshape(-1, SIDE, SIDE), x=x,
        along=along / np.abs(along).max(), **run, summary=_summary(units, layers, **run),
    )  # fmt: skip


def _summary(units, layers, regions, most, kinks, linear) -> str:
    told = f"{units * layers} hidden units: "
    if linear is not None:
        (w1, w2), b = linear
        told += f"all of it is one map, f(x) = {w1:.3f} x₁ {signed(w2, 3)} x₂ {signed(b, 3)}."
        return told.replace("-", "−")
    if regions is None:
        return told + "tanh bends everywhere, so there are no linear pieces to count."
    told += f"{regions} linear regions in the square"
    told += f" (one layer can have at most {most})" if most else ""
    return told + f"; {len(kinks) + 1} pieces along x₂ = 0."
