"""Checks of notebook 12: tanh by logistic units, a sawtooth, bias units, a challenge."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip
from course_lib.functions.activations import sigmoid
from course_lib.lessons.neural_networks.forward_by_hand import ROWS
from course_lib.lessons.neural_networks.plane_data import NOISE, split
from course_lib.lessons.neural_networks.playground import Setting, share_wrong, trained

# ---- logistic units for tanh units --------------------------------------------------------------

_TANH_NETWORKS = (
    (np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([1.0, -2.0]),
     np.array([[0.0, 1.0], [2.0, 1.0]]), np.array([0.5, 1.0])),
    (np.array([[1.0, 0.0, 2.0], [0.0, -1.0, 1.0]]), np.array([1.0, 3.0]),
     np.array([[2.0, -0.5]]), np.array([0.25])),
)  # fmt: skip


def _equals_with_tanh(W1, b1, W2, b2) -> Callable:
    """Whether the network with logistic units says the same, at inputs that are fixed."""
    X = np.linspace(-1.5, 2.0, 4 * W1.shape[1]).reshape(W1.shape[1], 4)

    def network(act, W1, b1, W2, b2):
        return W2 @ act(W1 @ X + b1[:, None]) + b2[:, None]

    wanted = network(np.tanh, W1, b1, W2, b2)

    def verdict(got) -> bool | str:
        new = [np.asarray(part, dtype=float) for part in got]
        for name, part, old in zip(("V1", "c1", "V2", "c2"), new, (W1, b1, W2, b2), strict=True):
            if part.shape != old.shape:
                return f"{name} has shape {part.shape}, should be {old.shape}"
        found = network(sigmoid, *new)
        k = int(np.abs(found - wanted).max(axis=0).argmax())
        if np.allclose(found, wanted, rtol=0, atol=1e-9):
            return True
        x, new, old = (values[:, k].round(3).tolist() for values in (X, found, wanted))
        return f"at x = {x} the new network says {new}, the old one {old}"

    return verdict


def _logistic(*, inner=2.0, bias=2.0, outer=2.0, shift=lambda W2: W2.sum(axis=1)) -> Callable:
    def as_logistic(W1, b1, W2, b2):
        return inner * W1, bias * b1, outer * W2, b2 - shift(W2)

    return as_logistic


check_as_logistic = Exercise(
    "logistic units for tanh units",
    "as_logistic(W1, b1, W2, b2) -> V1, c1, V2, c2",
    tuple(
        Ask(layers, _equals_with_tanh(*layers),
            "write tanh z as a number times σ of something, minus a number; then insert it")
        for layers in _TANH_NETWORKS
    ),
    (
        Slip("nothing inside", _logistic(inner=1.0, bias=1.0),
             "compare slopes at 0: that of tanh is 1, that of σ is ¼, and a factor 2 outside "
             "makes it ½ only"),
        Slip("the inner bias forgotten", _logistic(bias=1.0),
             "the whole sum W₁x + b₁ is multiplied, so its bias is as well"),
        Slip("nothing outside", _logistic(outer=1.0),
             "tanh goes from −1 to 1, a width of 2; σ has a width of 1"),
        Slip("no shift", _logistic(shift=lambda W2: 0.0),
             "tanh is 0 at 0 and σ is ½: where does the difference go?"),
        Slip("one shift for all", _logistic(shift=lambda W2: 1.0),
             "each unit has its own −1, and W₂ is applied to all of them"),
        Slip("the sums of the columns", _logistic(shift=lambda W2: W2.sum(axis=0)),
             "W₂ applied to ones sums each row: one number per output"),
        Slip("nothing changed", _logistic(inner=1.0, bias=1.0, outer=1.0, shift=lambda W2: 0.0),
             "tanh and σ are not the same: compare where they end and how steep they are at 0"),
        Slip("half inside", _logistic(inner=0.5, bias=0.5),
             "tanh is the steeper one, so the sum inside σ must be larger, not smaller"),
        Slip("shifted upwards", _logistic(shift=lambda W2: -W2.sum(axis=1)),
             "the units' constant is negative: look at its sign in c₂"),
    ),
)  # fmt: skip

# ---- a deep sawtooth ----------------------------------------------------------------------------

_PLACES = np.linspace(0, 1, 97)


def _folded(depth):
    """The tent applied again and again: twice the distance from the nearest end of [0, 1]."""
    x = _PLACES
    for _ in range(depth):
        x = 2 * np.minimum(x, 1 - x)
    return x


def _is_sawtooth(depth) -> Callable:
    def verdict(got) -> bool | str:
        layers = [(np.asarray(W, dtype=float), np.ravel(b)) for W, b in got]
        if len(layers) != depth + 1:
            return (f"the list has length {len(layers)}, should be {depth + 1}: depth hidden "
                    "layers and the output")  # fmt: skip
        a = _PLACES[None]
        for k, (W, b) in enumerate(layers):
            rows = 2 if k < depth else 1
            if W.shape != (rows, len(a)) or b.shape != (rows,):
                return (f"pair {k + 1} has the shapes {W.shape} and {b.shape}, should be "
                        f"({rows}, {len(a)}) and ({rows},)")  # fmt: skip
            z = W @ a + b[:, None]
            a = np.maximum(z, 0) if k < depth else z
        off = np.abs(a[0] - _folded(depth))
        k = int(off.argmax())
        if off[k] <= 1e-9:
            return True
        wanted = _folded(depth)[k]
        return f"at x = {_PLACES[k]:.4g} the network says {a[0, k]:.4g}, should be {wanted:.4g}"

    return verdict


def _saw(*, out=(2.0, -4.0), bias=(0.0, -0.5), again=None, between=None, layers=0) -> Callable:
    def sawtooth(depth):
        W, b = np.array([out]), np.array(bias)
        later = b if again is None else np.array(again)
        both = np.ones((2, 1))
        inner = both @ (W if between is None else np.array([between]))
        hidden = [(both, b), *[(inner, later)] * (depth - 1 + layers)]
        return [*hidden, (W, np.zeros(1))]

    return sawtooth


check_sawtooth = Exercise(
    "a deep sawtooth of two ReLUs per layer",
    "sawtooth(depth)",
    tuple(Ask((depth,), _is_sawtooth(depth)) for depth in (1, 2, 5)),
    (
        Slip("flat after the top", _saw(out=(2.0, -2.0)),
             "after ½ the slope has to change from 2 to −2: by how much?"),
        Slip("the bend at 1", _saw(bias=(0.0, -1.0)), "the second unit turns on at x = ½"),
        Slip("the bend on the left", _saw(bias=(0.0, 0.5)), "max(0, x − ½) has the bias −½"),
        Slip("no tent between the layers", _saw(between=(1.0, 1.0)),
             "both units take in T of the layer before, and T has the weights 2 and −4"),
        Slip("no bias after the first layer", _saw(again=(0.0, 0.0)),
             "each layer bends at ½ again, so each needs that bias"),
        Slip("one layer too many", _saw(layers=1),
             "the first hidden layer and the output already make one tent"),
        Slip("no output layer", lambda depth: [(W, b) for W, b in _saw()(depth)[:-1]],
             "the last pair is the output: one row, and no bend after it"),
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
        Slip("a bias unit on the output", lambda thetas, x: [1.0, *_forward()(thetas, x)],
             "the last layer feeds nothing: its result has no bias unit"),
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
