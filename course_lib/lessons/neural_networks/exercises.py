"""Checks of notebook 12: one layer for two, a network through points, bias units, a challenge."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip
from course_lib.functions.activations import sigmoid
from course_lib.lessons.neural_networks.forward_by_hand import ROWS
from course_lib.lessons.neural_networks.plane_data import NOISE, split
from course_lib.lessons.neural_networks.playground import Setting, share_wrong, trained

# ---- two layers without activation are one ------------------------------------------------------


def _affine(W1, b1, W2, b2):
    """W and b from what the two layers make of 0 and of each unit vector."""

    def both(x):
        return W2 @ (W1 @ x + b1) + b2

    b = both(np.zeros(W1.shape[1]))
    return np.column_stack([both(e) - b for e in np.eye(W1.shape[1])]), b


def _collapsing(*, order=True, through=True, second=True) -> Callable:
    def collapse(W1, b1, W2, b2):
        W = W2 @ W1 if order else W1 @ W2
        b = W2 @ b1 if through else np.resize(b1, len(b2))
        return W, b + b2 if second else b

    return collapse


_LAYERS = (
    (np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([1.0, -2.0]),
     np.array([[0.0, 1.0], [2.0, 1.0]]), np.array([0.5, 1.0])),
    (np.array([[1.0, 0.0, 2.0], [0.0, -1.0, 1.0]]), np.array([1.0, 3.0]),
     np.array([[2.0, -1.0]]), np.array([0.25])),
)  # fmt: skip

check_collapse = Exercise(
    "two layers as one",
    "collapse(W1, b1, W2, b2) -> W, b",
    tuple(
        Ask(layers, _affine(*layers), "multiply out W₂(W₁x + b₁) + b₂ and collect what stands at x")
        for layers in _LAYERS
    ),
    (
        Slip("the matrices in the order of the layers", _collapsing(order=False),
             "the first layer acts first, so W₁ stands next to x, on the right"),
        Slip("b₁ + b₂", _collapsing(through=False),
             "b₁ passes through the second layer too: W₂ is applied to it"),
        Slip("b₂ forgotten", _collapsing(second=False), "the second layer adds its own b₂"),
    ),
)  # fmt: skip

# ---- a layer of ReLUs through given points ------------------------------------------------------


def _by_solving(x, y):
    """The output weights as the solution of the linear system f(x_i) = y_i."""
    x, y = np.asarray(x, float), np.asarray(y, float)
    return np.linalg.solve(np.maximum(x[1:, None] - x[:-1], 0), y[1:] - y[0])


def _bending(*, bends=True, first=True, spaced=True, start=False) -> Callable:
    def relu_through(x, y):
        slope = np.diff(y) / (np.diff(x) if spaced else 1.0)
        v = np.append(slope[0] if first else 0.0, np.diff(slope)) if bends else slope
        return v + y[0] / (x[1] - x[0]) * (np.arange(len(v)) == 0) if start else v

    return relu_through


_POINTS = (
    (np.array([0.0, 1.0, 2.0, 4.0]), np.array([1.0, 3.0, 2.0, 2.0])),
    (np.array([-1.0, -0.5, 0.5]), np.array([0.0, 2.0, -1.0])),
    (np.array([2.0, 5.0]), np.array([-1.0, 5.0])),
)

check_relu_through = Exercise(
    "a hidden layer of ReLUs through given points",
    "relu_through(x, y)",
    tuple(
        Ask((x, y), _by_solving(x, y), "at each xᵢ the slope changes by the weight of unit i")
        for x, y in _POINTS
    ),
    (
        Slip("slopes for changes of slope", _bending(bends=False),
             "unit i keeps its slope for ever, so the next one only adds the change"),
        Slip("no first slope", _bending(first=False),
             "before x₀ the slope is 0: the first weight is the whole first slope"),
        Slip("heights for slopes", _bending(spaced=False),
             "a slope is a difference of heights over a difference of places"),
        Slip("y₀ counted again", _bending(start=True),
             "y₀ is the output's bias; it needs no unit"),
    ),
)  # fmt: skip

# ---- the forward pass with bias units -----------------------------------------------------------


def _forward(*, front=True, each=True, activated=True, bias=1.0) -> Callable:
    def forward(thetas, x):
        a, z = np.asarray(x, dtype=float), None
        for k, theta in enumerate(thetas):
            if each or k == 0:
                a = np.concatenate([[bias], a] if front else [a, [bias]])
            z = theta @ a
            a = sigmoid(z)
        return a if activated else z

    return forward


def _by_sums(thetas, x):
    """Unit by unit, sum by sum."""
    a = list(x)
    for theta in thetas:
        sums = [row[0] + sum(w * v for w, v in zip(row[1:], a, strict=True)) for row in theta]
        a = [1 / (1 + np.exp(-z)) for z in sums]
    return np.array(a)


_XNOR = np.array([ROWS["AND"], ROWS["NOR"]]) / 10, np.array([ROWS["OR"]]) / 10
_WIDE = (np.array([[0.5, -1.0, 2.0, 0.0], [1.0, 1.0, -0.5, 0.3]]),
         np.array([[0.2, 1.0, -1.0], [-0.4, 0.5, 2.0], [1.0, 0.0, 0.7]]),
         np.array([[0.1, -1.0, 0.5, 2.0]]))  # fmt: skip

check_forward = Exercise(
    "the forward pass, mended",
    "forward(thetas, x)",
    (
        Ask(((_XNOR[0],), np.array([0.0, 1.0])), _by_sums((_XNOR[0],), [0.0, 1.0]),
            "one layer: a = σ(Θ a₊), where a₊ has the bias unit in front"),
        Ask((_XNOR, np.array([1.0, 1.0])), _by_sums(_XNOR, [1.0, 1.0]),
            "each layer needs a bias unit of its own"),
        Ask((_WIDE, np.array([0.3, -0.7, 1.1])), _by_sums(_WIDE, [0.3, -0.7, 1.1]),
            "three layers: the same line for each of them"),
    ),
    (
        Slip("only the place mended", _forward(each=False),
             "the first layer is right now; the next one has no bias unit yet"),
        Slip("as it was", _forward(front=False, each=False),
             "start with the place of the 1: column 0 of Θ holds the biases"),
        Slip("at the end of each layer", _forward(front=False),
             "start with the place of the 1: column 0 of Θ holds the biases", alike="as it was"),
        Slip("a bias unit of 0", _forward(bias=0.0), "a bias unit is 1, always"),
        Slip("the sum of the last layer", _forward(activated=False),
             "the output is σ of the last sum"),
    ),
)  # fmt: skip

# ---- the challenge ------------------------------------------------------------------------------

MOST_UNITS, MOST_WRONG, STEPS, SEEDS = 12, 0.10, 1500, (0, 1, 2)
_ALLOWED = ("features", "layers", "activation", "init", "optimizer", "lr", "l1", "l2", "batch")


@lru_cache(maxsize=64)
def challenge_errors(setting: Setting) -> tuple[float, ...]:
    """Shares of misclassified test samples after `STEPS` steps, one for each of `SEEDS`."""
    samples = split(setting.data, setting.noise)
    values = {name: getattr(setting, name) for name in _ALLOWED}
    return tuple(
        share_wrong(trained(Setting(setting.data, **values, seed=seed), STEPS), *samples[2:])
        for seed in SEEDS
    )


def _won(got) -> bool | str:
    if not isinstance(got, dict):
        return "return a dict, such as dict(layers=(4, 2), lr=0.1)"
    if unknown := sorted(set(map(str, got)) - {*_ALLOWED}):
        return f"{unknown[0]} is not yours to choose; you have {', '.join(_ALLOWED)}"
    if tuple(got.get("features", ("x1", "x2"))) != ("x1", "x2"):
        return "only the features x1 and x2 are allowed: the network has to learn the others"
    try:
        setting = Setting("spirals", NOISE["spirals"], **got)
    except (TypeError, ValueError) as error:
        return str(error)
    if sum(setting.layers) > MOST_UNITS:
        return f"{sum(setting.layers)} hidden units, and at most {MOST_UNITS} are allowed"
    if setting.activation == "identity" or not setting.layers:
        return "without an activation the network is a line, however many layers it has"
    errors = challenge_errors(setting)
    if max(errors) <= MOST_WRONG:
        return True
    told = ", ".join(f"{100 * share:.1f} %" for share in errors)
    return (f"{STEPS} steps from the seeds 0, 1, 2: {told} of the test samples are wrong, and at "
            f"most {100 * MOST_WRONG:.0f} % each is asked for; look in the playground at the seed "
            "that gets stuck")  # fmt: skip


check_challenge = Exercise(
    "two spirals with at most twelve hidden units",
    "my_network()",
    (Ask((), _won),),
    (
        Slip("more units", lambda: dict(layers=(8, 8)), "at most 12 are allowed"),
        Slip("other features", lambda: dict(features=("x1", "x2", "sin x1")),
             "the network has to learn the others"),
        Slip("other data", lambda: dict(data="moons"), "is not yours to choose"),
        Slip("the first picture's network", lambda: dict(layers=(4, 2)),
             "six units are few, and plain gradient descent is slow: use what is allowed"),
        Slip("no activation", lambda: dict(layers=(8, 4), activation="identity"),
             "however many layers it has"),
    ),
)  # fmt: skip
