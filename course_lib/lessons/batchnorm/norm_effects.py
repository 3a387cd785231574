"""Three experiments on what batch normalization does: noise, random features, growing rates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from course_lib import checks
from course_lib.lessons.batchnorm.norm_layers import Frozen, InjectedNoise
from course_lib.lessons.shared.remembered import completed, in_turn, remembered
from course_lib.lessons.shared.small_digits import small_digits, smoothed
from course_lib.nn import (
    Activation,
    BatchNorm,
    Dense,
    Sequential,
    SoftmaxCrossEntropy,
    Train,
    evaluate,
    fit,
)
from course_lib.optim import SGD
from course_lib.schedules import Exponential

SEEDS, DIGITS, BATCH = 3, 960, 32
LOSS = SoftmaxCrossEntropy()
EPOCHS, WINDOW = 6, 15
KINDS = ("noise after BN", "only γ and β", "growing learning rate")


@dataclass(frozen=True, eq=False)
class Effect:
    """Curves with their spread over three seeds."""

    kind: str  #: One of `KINDS`.
    x: np.ndarray  #: Shape (points,).
    curves: dict[str, np.ndarray]  #: Shape (seeds, points) each.
    #: side_x, side: array and dict of str to array. A second set of curves, for the picture's right
    #: half.
    side_x: np.ndarray
    side: dict[str, np.ndarray]
    summary: str


#: Level → strength of the noise, width of the random network, weight decay.
LEVELS = {"little": (0.25, 16, 0.005), "some": (0.5, 32, 0.01), "much": (1.0, 64, 0.02)}


@remembered(maxsize=16)
def norm_effects(*, kind="noise after BN", level="some", progress=None) -> Effect:
    """One of the three experiments.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    level : str
        A key of `LEVELS`: how strong the noise, how wide the random network, or how large the
        weight decay that the growing rate replaces.
    progress : callable, optional
        ``progress(Progress)`` after each training that is not at hand.
    """
    checks.choice("kind", kind, KINDS)
    strength, width, decay = LEVELS[checks.choice("level", level, tuple(LEVELS))]
    if kind == KINDS[0]:
        return noise_effect(strength, progress)
    return only_affine(width, progress) if kind == KINDS[1] else growing_rate(decay, progress)


# ---- noise after batch normalization ----------------------------------------------------------


def noisy_network(kind: str, strength: float = 0.0) -> Sequential:
    """196-32-32-32-10; `kind` is "plain", "BN" or "BN + noise"."""
    layers = []
    for n_in in (196, 32, 32):
        layers.append(Dense(n_in, 32))
        layers += [BatchNorm(32)] if kind != "plain" else []
        layers += [InjectedNoise(strength)] if kind == "BN + noise" else []
        layers.append(Activation("relu"))
    return Sequential([*layers, Dense(32, 10)])


@remembered(maxsize=64)
def _noisy_run(kind: str, strength: float, seed: int):
    """A loss curve and the test accuracy: (windows,) and a percentage."""
    X, y, *test = small_digits()
    run = completed(fit(noisy_network(kind, strength), LOSS, X[:DIGITS], y[:DIGITS], SGD(0.1),
                        epochs=EPOCHS, batch_size=BATCH,
                        rng=np.random.default_rng(seed)))  # fmt: skip
    return smoothed(run.losses, WINDOW), 100 * run.evaluate(*test).accuracy


@remembered(maxsize=16)
def noise_effect(strength: float = 0.5, progress=None) -> Effect:
    """Plain, with BN, and with BN whose output is disturbed anew in every step."""
    networks = {"plain": 0.0, "BN": 0.0, "BN + noise": strength}
    runs = _by_name(_noisy_run, networks.items(), progress)
    curves = {name: np.array([curve for curve, _ in run]) for name, run in runs.items()}
    side = {name: np.array([[score] for _, score in run]) for name, run in runs.items()}
    x = (np.arange(next(iter(curves.values())).shape[1]) + 0.5) * WINDOW
    told = ", ".join(f"{np.median(s):.0f} % ({name})" for name, s in side.items())
    return Effect(
        KINDS[0], x, curves, np.arange(3.0), side,
        f"Noise of strength {strength:.2g} after every BN, with another mean and variance in each "
        f"step. Median test accuracy of {SEEDS} seeds: {told}; guessing has 10 %.",
    )  # fmt: skip


def _by_name(train, networks, progress) -> dict[str, list]:
    """Name → the results of ``train(name, value, seed)`` for every seed."""
    networks = list(networks)
    calls = [partial(train, *network, seed) for network in networks for seed in range(SEEDS)]
    found = iter(in_turn(calls, progress))
    return {name: [next(found) for _ in range(SEEDS)] for name, _ in networks}


# ---- only γ and β -----------------------------------------------------------------------------

WIDTHS = (8, 16, 32, 64)


def affine_only(width: int, rng) -> Sequential:
    """196-w-w-10 with random weights that stay; γ and β of two batch norms are all there is."""
    layers = []
    for n_in in (196, width):
        layers += [_frozen(Dense(n_in, width, bias=False), rng), BatchNorm(width)]
        layers.append(Activation("relu"))
    return Sequential([*layers, _frozen(Dense(width, 10, bias=False), rng)])


def _frozen(layer, rng) -> Frozen:
    return Frozen(layer, layer.init(rng))


@remembered(maxsize=None)
def _affine_run(width: int, seed: int):
    """Test accuracy untouched and trained, in percent, and the loss curve of the training."""
    X, y, *test = small_digits()
    rng = np.random.default_rng(seed)
    net = affine_only(width, rng)
    start = net.init(rng)
    untouched = 100 * evaluate(net, LOSS, start, *test, Train()).accuracy
    run = completed(fit(net, LOSS, X[:DIGITS], y[:DIGITS], SGD(1.0), epochs=EPOCHS,
                        batch_size=16, rng=rng, params=start))  # fmt: skip
    return untouched, 100 * run.evaluate(*test).accuracy, smoothed(run.losses, 2 * WINDOW)


@remembered(maxsize=8)
def only_affine(width: int = 64, progress=None) -> Effect:
    """Loss with γ and β trained at this width; test accuracy at all widths, untouched too."""
    k = WIDTHS.index(checks.choice("width", width, WIDTHS))
    calls = [partial(_affine_run, w, seed) for seed in range(SEEDS) for w in WIDTHS]
    random, trained, curves = zip(*in_turn(calls, progress), strict=True)
    random, trained = (np.reshape(part, (SEEDS, len(WIDTHS))) for part in (random, trained))
    chosen = np.array(curves[k :: len(WIDTHS)])
    return Effect(
        KINDS[1], (np.arange(chosen.shape[-1]) + 0.5) * 2 * WINDOW, {"only γ, β": chosen},
        np.array(WIDTHS, dtype=float), {"untouched": random, "only γ, β": trained},
        f"Every weight stays random; at width {width} only {4 * width} numbers γ, β are trained. "
        f"Median test accuracy of {SEEDS} seeds: {np.median(trained[:, k]):.0f} %, untouched "
        f"{np.median(random[:, k]):.0f} %.",
    )  # fmt: skip


# ---- a learning rate that grows for ever ------------------------------------------------------

RATE, STEPS, SHOWN = 0.5, 200, 10


def invariant_network(normed: bool = True) -> Sequential:
    """196-32-32-10 with a batch norm without γ and β after every Dense: scale decides nothing."""
    layers = []
    for n_in, n_out in ((196, 32), (32, 32), (32, 10)):
        layers.append(Dense(n_in, n_out, bias=False))
        layers += [BatchNorm(n_out, affine=False, eps=1e-12)] if normed else []
        layers += [Activation("relu")] if n_out == 32 else []
    return Sequential(layers)


def descend(net, schedule, decay: float, seed: int, steps: int = STEPS):
    """SGD with weight decay, ``w ← (1 − ηλ) w − η g``: the losses and ‖w‖ of every step."""
    X, y, *_ = small_digits()
    rng = np.random.default_rng(seed)
    w, losses, lengths = net.pack(net.init(rng)), np.full(steps, np.nan), np.full(steps, np.nan)
    for t in range(steps):
        rows = rng.integers(0, DIGITS, BATCH)
        params, eta = net.unpack(w), schedule(t)
        with np.errstate(all="ignore"):  # without BN a growing rate overflows: that is the point
            outputs, cache = net.forward(params, X[rows], Train())
            losses[t], grad = LOSS.value_and_grad(outputs, y[rows])
            if not np.isfinite(losses[t]):
                break
            lengths[t] = np.linalg.norm(w)
            grads = net.backward(params, cache, grad, wrt_input=False)[1]
            w = (1 - eta * decay) * w - eta * net.pack(grads)
    return losses, lengths


def growing_schedule(decay: float) -> Exponential:
    r"""η (1 − ηλ)^(−2t − 1): without weight decay the same function as η with weight decay λ."""
    shrink = 1 - RATE * decay
    return Exponential(RATE / shrink, factor=shrink**-2.0)


#: Network → with batch norm, with weight decay (else the rate grows).
_GROWN = {
    "BN, weight decay": (True, True), "BN, growing η": (True, False),
    "plain, growing η": (False, False),
}  # fmt: skip


@remembered(maxsize=64)
def _grown(name: str, decay: float, seed: int):
    normed, decayed = _GROWN[name]
    schedule = (lambda t: RATE) if decayed else growing_schedule(decay)
    return descend(invariant_network(normed), schedule, decay if decayed else 0.0, seed)


@remembered(maxsize=16)
def growing_rate(decay: float = 0.02, progress=None) -> Effect:
    """A constant rate with weight decay, the growing rate without, and that one without BN."""
    grow = growing_schedule(decay)
    runs = _by_name(_grown, [(name, decay) for name in _GROWN], progress)
    curves = {name: np.array([smoothed(a, SHOWN) for a, _ in run]) for name, run in runs.items()}
    side = {name: np.array([b[::SHOWN] for _, b in run]) for name, run in runs.items()}
    x = (np.arange(STEPS // SHOWN) + 0.5) * SHOWN
    side["η itself"] = np.tile(grow(np.arange(0, STEPS, SHOWN)), (SEEDS, 1))
    apart = np.abs(curves["BN, weight decay"] - curves["BN, growing η"]).max()
    return Effect(
        KINDS[2], x, curves, np.arange(0.0, STEPS, SHOWN), side,
        f"λ = {decay:.2g}: in {STEPS} steps η grows from {grow(0):.2g} to {grow(STEPS - 1):.2g}. "
        f"The two losses with BN {'stay together' if apart < 0.02 else 'part'}; the plain network "
        f"ends at {curves['plain, growing η'][:, -1].mean():.2f} (guessing: 2.30).",
    )  # fmt: skip
