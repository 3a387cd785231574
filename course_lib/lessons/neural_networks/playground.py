"""A small network in training: how it starts, goes on and looks, for the playground.

The three functions are pure: the same setting and the same number of steps give the same weights,
on the page, in a cell and in a check.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from course_lib import checks
from course_lib.functions import LogLoss
from course_lib.functions.activations import ACTIVATIONS
from course_lib.lessons.neural_networks.plane_data import (
    DATA,
    FEATURES,
    FIRST_POINTS,
    NOISE,
    OWN,
    PENGUINS,
    REACH,
    Split,
    featured,
    split,
)
from course_lib.nn import Eval, Kaiming, Normal, Sequential, Train, Xavier, Zeros, mlp
from course_lib.nn.losses import OutputLoss
from course_lib.optim import Adam, GradientDescent, Momentum, RMSProp

LAYERS, UNITS = 4, 8  # at most so many hidden layers, and units in one of them
STARTS = {"Xavier": Xavier(), "Kaiming": Kaiming(), "large": Normal(2.0), "zeros": Zeros()}
OPTIMIZERS = {"SGD": GradientDescent, "momentum": Momentum, "RMSProp": RMSProp, "Adam": Adam}
BATCHES = (1, 10, 250)
LOSS = OutputLoss(LogLoss())
GRID = 36  # points a side of every map
EVERY, KEPT = 20, 256  # losses are recorded each so many steps, and thinned out beyond so many


@dataclass(frozen=True)
class Setting:
    """Everything that decides a training: a line of Python says it, and repeats it.

    Examples
    --------
    >>> Setting(data="spirals", layers=(8, 8)).code
    'explorers.playground(data="spirals", layers=(8, 8))'
    >>> Setting(layers=(4, 99))
    Traceback (most recent call last):
    ValueError: the units of a layer must be in [1, 8], got 99.0
    """

    data: str = "moons"
    noise: float | None = None  #: standard deviation; what suits the data if None, 0 for real data
    features: tuple[str, ...] = ("x1", "x2")
    layers: tuple[int, ...] = (4, 2)
    activation: str = "tanh"
    init: str = "Xavier"
    optimizer: str = "SGD"
    lr: float = 0.1
    l1: float = 0.0
    l2: float = 0.0
    batch: int = 10
    seed: int = 0
    points: tuple = field(default=FIRST_POINTS, repr=False)

    def __post_init__(self):
        checks.choice("data", self.data, DATA)
        checks.choice("activation", self.activation, ACTIVATIONS)
        checks.choice("init", self.init, STARTS)
        checks.choice("optimizer", self.optimizer, OPTIMIZERS)
        layers = tuple(checks.integer("the units of a layer", n) for n in self.layers)
        for units in layers:
            checks.in_range("the units of a layer", units, 1, UNITS)
        checks.in_range("the number of layers", len(layers), 0, LAYERS)
        features = tuple(checks.choice("features", name, FEATURES) for name in self.features)
        if not features:
            raise ValueError(f"features must be at least one of {', '.join(FEATURES)}, got ()")
        object.__setattr__(self, "lr", three_digits(checks.positive("lr", self.lr)))
        if self.noise is None or self.data in (PENGUINS, OWN):
            object.__setattr__(self, "noise", NOISE[self.data])
        for name in ("noise", "l1", "l2"):
            checks.non_negative(name, getattr(self, name))
        checks.integer("batch", self.batch, low=1)
        checks.integer("seed", self.seed, low=0)
        points = tuple(tuple(map(float, point)) for point in self.points)
        if any(len(point) != 3 or point[2] not in (-1.0, 1.0) for point in points):
            raise ValueError(
                f"points must be (x1, x2, class) with class −1 or 1, got {self.points}"
            )
        for name, value in (("layers", layers), ("features", features), ("points", points)):
            object.__setattr__(self, name, value)

    @property
    def penalty(self) -> tuple[float, float]:
        """The weights of the L1 and of the L2 penalty."""
        return self.l1, self.l2

    @property
    def code(self) -> str:
        """The call that shows this setting, with what differs from the first picture."""
        first = type(self)(noise=NOISE[self.data])
        told = [
            f"{f.name}={_literal(getattr(self, f.name))}"
            for f in fields(self)
            if getattr(self, f.name) != getattr(first, f.name)
            and (f.name != "points" or self.data == OWN)
        ]
        return f"explorers.playground({', '.join(told)})"


def three_digits(lr: float) -> float:
    """The rate as the page and the line of Python show it, which is the one that is used."""
    return float(f"{lr:.3g}")


def _literal(value) -> str:
    return repr(value).replace("'", '"')


@dataclass(frozen=True)
class Learner:
    """A network after some steps."""

    seed: int
    features: tuple[str, ...]
    net: Sequential
    theta: np.ndarray  #: all weights and biases, shape (d,)
    memory: object  #: of the optimizer, None before its first step
    optimizer: str  #: the name of the one whose memory it is
    t: int  #: steps taken so far
    seen: int  #: samples seen so far, each as often as it was
    history: tuple  #: (step, training loss, test loss), at most `KEPT`
    over: bool  #: the weights are no numbers any more


def start(
    *, seed=0, features=("x1", "x2"), layers=(4, 2), activation="tanh", init="Xavier", data="moons"
) -> Learner:
    """A network as its initializer draws it; other data begin with a new one."""
    net = mlp((len(features), *layers, 1), activation, STARTS[init])
    theta = net.pack(net.init(np.random.default_rng(seed)))
    return Learner(seed, tuple(features), net, theta, None, "", 0, 0, (), False)


class _Task(NamedTuple):
    """The samples as the network is given them."""

    Z: np.ndarray
    y: np.ndarray
    Z_test: np.ndarray
    y_test: np.ndarray


@lru_cache(maxsize=64)
def _task(features, data, noise, points) -> _Task:
    X, y, X_test, y_test = split(data, noise, points)
    return _Task(featured(X, features), y[:, None], featured(X_test, features), y_test[:, None])


@np.errstate(all="ignore")  # a rate that is too high is told by the losses
def advance(
    learner: Learner, steps: int, *, data="moons", noise=0.1, points=FIRST_POINTS,
    optimizer="SGD", lr=0.1, penalty=(0.0, 0.0), batch=10,
) -> Learner:  # fmt: skip
    """So many mini-batch steps further, with rates that may have changed since the last ones."""
    task = _task(learner.features, data, noise, points)
    if learner.over:
        return learner
    if not len(task.y):  # nothing to learn from, as yet
        return replace(learner, t=learner.t + steps)
    net, rule = learner.net, OPTIMIZERS[optimizer](three_digits(lr))
    theta, grad = learner.theta.copy(), np.empty_like(learner.theta)
    params, slots, mode = net.unpack(theta), net.unpack(grad), Train()
    memory = learner.memory if learner.optimizer == optimizer else None
    memory = rule.init(theta) if memory is None else _copied(memory)
    (l1, l2), penalized, seen, history = (
        penalty,
        _weights_only(net),
        learner.seen,
        list(learner.history),
    )
    order = _Order(learner.seed, len(task.y))
    for step in range(learner.t + 1, learner.t + steps + 1):
        rows = order.rows(seen, batch)
        seen += len(rows)
        outputs, cache = net.forward(params, task.Z[rows], mode)
        net.backward(params, cache, LOSS.value_and_grad(outputs, task.y[rows])[1], slots, False)
        if l2:
            grad += l2 * penalized * theta
        if l1:
            grad += l1 * penalized * np.sign(theta)
        memory = rule.update(theta, grad, memory)
        if step % _interval(history) == 0:
            history = _recorded(history, (step, *_losses(net, params, task)))
    over = not np.isfinite(theta).all()
    return replace(
        learner, theta=theta, memory=memory, optimizer=optimizer, t=learner.t + steps,
        seen=seen, history=tuple(history), over=over,
    )  # fmt: skip


def _copied(memory):
    return type(memory)(*(v.copy() if isinstance(v, np.ndarray) else v for v in memory))


@lru_cache(maxsize=32)
def _weights_only(net: Sequential) -> np.ndarray:
    """1 for a weight, 0 for a bias, in the order of the packed parameters."""
    return net.pack({n: np.full(s, float(n.endswith("W"))) for n, s in net.shapes().items()})


class _Order:
    """The samples of each epoch in an order of its own, whatever the batches are."""

    def __init__(self, seed: int, n: int):
        self.seed, self.n, self.epoch, self.order = seed, n, None, None

    def rows(self, seen: int, batch: int) -> np.ndarray:
        epoch, at = divmod(seen, self.n)
        if epoch != self.epoch:
            self.epoch = epoch
            self.order = np.random.default_rng([self.seed, epoch]).permutation(self.n)
        return self.order[at : at + batch]


def _losses(net, params, task) -> tuple[float, float]:
    pairs = ((task.Z, task.y), (task.Z_test, task.y_test))
    return tuple(
        LOSS.value_and_grad(net.forward(params, Z, Eval())[0], y)[0] if len(y) else np.nan
        for Z, y in pairs
    )


def _interval(history) -> int:
    """Steps between two records: of the last two, or the first interval."""
    return history[-1][0] - history[-2][0] if len(history) > 1 else EVERY


def _recorded(history, entry) -> list:
    """With one more record; every second one goes where there are too many."""
    history = [*history, entry]
    return history if len(history) < KEPT else history[1::2]


@dataclass(frozen=True)
class PlaygroundLook:
    """What is drawn of a network in training."""

    split: Split
    features: tuple[str, ...]
    layers: tuple[int, ...]
    grid: np.ndarray  #: x₁ and x₂ of the maps, shape (GRID,)
    maps: tuple[np.ndarray, ...]  #: of features, hidden layers, output: each (GRID, GRID, units)
    weights: tuple[np.ndarray, ...]  #: of each layer, (fan-in, fan-out)
    history: np.ndarray  #: columns step, training loss, test loss; shape (k, 3)
    train_wrong: float  #: share of the training samples on the wrong side
    test_wrong: float  #: the same for the test samples; NaN where there are none
    shown: tuple[int, int] | None  #: (layer, unit) whose map is the large one; None for the output
    tests: bool  #: whether the test samples are drawn
    summary: str


@lru_cache(maxsize=32)
def _grid(features) -> tuple[np.ndarray, np.ndarray]:
    x = np.linspace(-REACH, REACH, GRID)
    return x, featured(np.stack(np.meshgrid(x, x), axis=-1).reshape(-1, 2), features)


@np.errstate(all="ignore")
def look(
    learner: Learner, *, data="moons", noise=0.1, points=FIRST_POINTS, shown=None, tests=False,
    layers=(4, 2), activation="tanh", init="Xavier", optimizer="SGD", lr=0.1,
    penalty=(0.0, 0.0), batch=10,
) -> PlaygroundLook:  # fmt: skip
    """The boundary, every unit's map, the losses and the line of Python that repeats it."""
    net, params = learner.net, learner.net.unpack(learner.theta)
    x, Z = _grid(learner.features)
    outputs, _ = net.layer_outputs(params, Z, Eval())
    maps = [np.nan_to_num(z.reshape(GRID, GRID, -1)) for z in (Z, *outputs[1:-1:2], outputs[-1])]
    samples = split(data, noise, points)
    wrong = [share_wrong(learner, *pair) for pair in (samples[:2], samples[2:])]
    setting = Setting(data, noise, learner.features, layers, activation, init, optimizer, lr,
                      *penalty, batch, learner.seed, points)  # fmt: skip
    fits = shown is not None and shown[0] <= len(layers) and shown[1] < layers[shown[0] - 1]
    return PlaygroundLook(
        samples, learner.features, layers, x, tuple(maps),
        tuple(params[n] for n in net.shapes() if n.endswith("W")),
        np.array(learner.history).reshape(-1, 3), *wrong, shown if fits else None, tests,
        _summary(learner, wrong, setting),
    )  # fmt: skip


def _summary(learner, wrong, setting) -> str:
    parts = [f"{name} {100 * part:.1f} %" for name, part in
             zip(("training", "test"), wrong, strict=True) if not np.isnan(part)]  # fmt: skip
    if not parts:
        return f"Step {learner.t}. There are no samples: click the map to place one. {setting.code}"
    told = ", ".join(parts)
    end = " It has diverged: restart with a smaller rate." if learner.over else ""
    return f"Step {learner.t}. Misclassified: {told}.{end} {setting.code}"


def trained(setting: Setting, steps: int) -> Learner:
    """The learner of a setting after so many steps, as the playground would have it."""
    values = {f.name: getattr(setting, f.name) for f in fields(setting)}
    values["penalty"] = setting.penalty
    begun = start(**{n: values[n] for n in _STARTING})
    return advance(begun, steps, **{n: values[n] for n in _ADVANCING})


_STARTING = ("seed", "features", "layers", "activation", "init", "data")
_ADVANCING = ("data", "noise", "points", "optimizer", "lr", "penalty", "batch")


def share_wrong(learner: Learner, X, y) -> float:
    """The share of the samples X (n, 2) with labels y (n,), −1 and +1, on the wrong side."""
    score = learner.net.forward(learner.net.unpack(learner.theta), featured(X, learner.features),
                                Eval())[0][:, 0]  # fmt: skip
    return float((score * y <= 0).mean()) if len(y) else np.nan
