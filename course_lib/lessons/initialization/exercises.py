"""Checks of notebook 16: the std for any activation, a start from data, a broken one, a repair."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip
from course_lib.functions.activations import identity, relu, sigmoid, tanh
from course_lib.lessons.initialization.diagnosis import diagnosis

_Z = np.linspace(-9, 9, 3601)
_DENSITY = np.exp(-(_Z**2) / 2) / np.exp(-(_Z**2) / 2).sum()

SPREAD = "the mean of 10,000 draws scatters by 1 to 2 %"


def half_leaky(z):
    """z where it is positive, z/2 elsewhere."""
    return np.where(z > 0, z, z / 2)


def _std_case(phi, n, square, hint):
    """`square` is E φ(z)², from a formula where there is one."""
    return Ask((phi, n), 1 / np.sqrt(n * square), hint, rtol=0.06, why=SPREAD)


def _std(*, variance=False, root=True, n_counts=True, two=False) -> Callable:
    def keeping_std(phi, n):
        values = phi(_Z)
        square = _DENSITY @ values**2 - variance * (_DENSITY @ values) ** 2
        var = (2 if two else 1 / square) / (n if n_counts else 1)
        return np.sqrt(var) if root else var

    return keeping_std


def _even_grid(phi, n):
    return 1 / np.sqrt(n * np.mean(phi(np.linspace(-8, 8, 4001)) ** 2))


check_keeping_std = Exercise(
    "the std that keeps the variance of z, for any activation",
    "keeping_std(phi, n)",
    (
        _std_case(identity, 100, 1.0, "without φ it is 1/√n: n σ² E z² = 1 with E z² = 1"),
        _std_case(relu, 100, 0.5, "ReLU: E φ(z)² = ½, so σ = √(2/n)"),
        _std_case(half_leaky, 50, 0.625, "leaky ReLU with slope s: E φ(z)² = (1 + s²)/2"),
        _std_case(tanh, 256, 0.394294, "the mean of tanh(z)² over normal z"),
        _std_case(sigmoid, 64, 0.293379, "the mean of sigmoid(z)² over normal z, 0.29"),
    ),
    (
        Slip("the variance of φ", _std(variance=True),
             "Var z has E φ², the mean of the squares; a variance would subtract the mean"),
        Slip("a variance", _std(root=False), "that is the variance of w: take its root"),
        Slip("one weight only", _std(n_counts=False), "the sum has n terms: n σ² E φ² = 1"),
        Slip("Kaiming for all", _std(two=True), "√(2/n) is for ReLU only: measure E φ(z)²"),
        Slip("a grid without the density", _even_grid,
             "a grid of z needs weights: far values are rare, like exp(−z²/2)"),
    ),
)  # fmt: skip


def _batch(n, seed=0):
    return np.random.default_rng(seed).standard_normal((40, n)) + 0.5


def _matrices(depth, n, std, seed=1):
    return [std * W for W in np.random.default_rng(seed).standard_normal((depth, n, n))]


def _calibrated_case(phi, depth, n, std, hint):
    X, weights = _batch(n), _matrices(depth, n, std)
    return Ask((X, weights, phi), _is_calibrated(X, weights, phi), hint)


def _is_calibrated(X, weights, phi) -> Callable:
    """The definition itself: each given matrix times a positive number, each z of size 1."""

    def right(got):
        a, got = X, np.asarray(got, dtype=float).reshape(np.shape(weights))
        for layer, (mine, given) in enumerate(zip(got, weights, strict=True), 1):
            factor = np.sum(mine * given) / np.sum(given * given)
            if not factor > 0 or not np.allclose(mine, factor * given, rtol=1e-6, atol=0):
                return f"matrix {layer} should be the given one times one positive number"
            z = a @ mine
            size = np.sqrt(np.mean(z**2))
            if abs(size - 1) > 1e-6:
                return f"the root mean square of z in layer {layer} is {size:.4g}, should be 1"
            a = phi(z)
        return True

    return right


def _calibrating(*, root=True, centre=False, first=False, stale=False, linear=False,
                 after=False) -> Callable:  # fmt: skip
    def calibrate(X, weights, phi):
        a, scaled = X, []
        for W in weights:
            z = (X if first else a) @ W
            seen = phi(z) if after else z
            size = np.mean((seen - centre * seen.mean()) ** 2)
            size = np.sqrt(size) if root else size
            scaled.append(W / size)
            z = z if stale else z / size
            a = z if linear else phi(z)
        return scaled

    return calibrate


check_calibrate = Exercise(
    "a start that is calibrated on data",
    "calibrate(X, weights, phi)",
    (
        _calibrated_case(relu, 1, 6, 0.05, "one layer: W divided by the root mean square of X W"),
        _calibrated_case(relu, 5, 12, 0.05, "from layer to layer: the new z goes through phi"),
        _calibrated_case(tanh, 8, 12, 7.0, "tanh is not linear: only the new z gives the next a"),
    ),
    (
        Slip("no root", _calibrating(root=False), "z has size √(mean of z²): take the root"),
        Slip("the std of z", _calibrating(centre=True),
             "`std` subtracts the mean of z; here the mean of z² itself should be 1"),
        Slip("always X", _calibrating(first=True), "layer 2 sees what layer 1 puts out, not X"),
        Slip("the old z goes on", _calibrating(stale=True),
             "hand on phi of the *scaled* z: the next layer must see the new size"),
        Slip("no activation", _calibrating(linear=True), "between two layers stands phi"),
        Slip("a instead of z", _calibrating(after=True), "z is to have size 1, before phi"),
    ),
)  # fmt: skip


def _measured(function, rng, widths):
    """For each layer: std of W · √(n_in/2), largest bias, likeness to the layer before."""
    layers = [(np.asarray(W, float), np.asarray(b, float)) for W, b in function(rng, widths)]
    told, before = [], None
    for (W, b), n_in, n_out in zip(layers, widths[:-1], widths[1:], strict=True):
        if W.shape != (n_in, n_out) or b.shape != (n_out,):
            raise ValueError(f"W must have the shape {(n_in, n_out)}, b {(n_out,)}")
        same = before is not None and before.shape == W.shape and np.array_equal(before, W)
        told.append([W.std() * np.sqrt(len(W) / 2), np.abs(b).max(), float(same)])
        before = W
    return np.array(told)


def _is_kaiming(got):
    for layer, (size, bias, same) in enumerate(got, 1):
        if abs(size - 1) > 0.04:
            return f"layer {layer}: the std of W is {size:.2g} times √(2/n_in)"
        if bias:
            return f"layer {layer}: a bias is as large as {bias:.2g}, should be 0"
        if same:
            return f"layers {layer - 1} and {layer} have the same numbers"
    return True


def _started(*, root=True, fan_in=True, zero=True, anew=False) -> Callable:
    def start_network(rng, widths):
        layers = []
        for n_in, n_out in pairwise(widths):
            rng = np.random.default_rng(0) if anew else rng
            var = 2 / (n_in if fan_in else n_out)
            W = (np.sqrt(var) if root else var) * rng.standard_normal((n_in, n_out))
            layers.append((W, np.zeros(n_out) if zero else rng.standard_normal(n_out)))
        return layers

    return start_network


def _start_case(widths, hint):
    return Ask((np.random.default_rng(3), widths), _is_kaiming, hint, use=_measured,
               then="then the std of each W and the largest of each b")  # fmt: skip


check_start_network = Exercise(
    "a ReLU network's start, mended",
    "start_network(rng, widths)",
    (
        _start_case([300, 200], "N(0, 2/n) has the variance 2/n; n is the fan-in"),
        _start_case([100, 100, 100, 50], "new numbers for each layer, no random bias"),
    ),
    (
        Slip("as it was", _started(root=False, fan_in=False, zero=False, anew=True),
             "three lines are wrong; begin with the factor before the normal numbers"),
        Slip("variance for std", _started(root=False),
             "2/n is the variance: the factor before standard normal numbers is its root"),
        Slip("fan-out", _started(fan_in=False), "a sum has n_in terms: the fan-in counts"),
        Slip("variance and fan-out", _started(root=False, fan_in=False),
             "two things are wrong with the factor: which n, and its root"),
        Slip("random biases", _started(zero=False),
             "b = 0: a random bias would add its variance in each layer"),
        Slip("one seed for all layers", _started(anew=True),
             "draw from the rng that is handed in; a new one starts every layer alike"),
        Slip("factor mended, the rest as it was", _started(zero=False, anew=True),
             "the factor is right; look at the bias, and at where the numbers come from"),
    ),
)  # fmt: skip

LEAST = 0.75


def _judged(my_start):
    """First loss, loss and accuracy at the end: means over two seeds."""
    gain, last, lr = (float(part) for part in my_start())
    runs = [
        diagnosis(gain=gain, last=last, lr=lr, activation="relu", hidden=10, seed=seed)
        for seed in range(2)
    ]
    return np.mean([[run.loss[0], run.loss[-1], run.accuracy[-1]] for run in runs], axis=0)


def _is_repaired(got):
    first, end, right = got
    if not np.isfinite(end):
        return "the loss overflows in at least one of the trainings"
    told = f"first loss {first:.3g}, at the end {end:.3g}, {right:.0%} of new digits right"
    return True if right >= LEAST else f"{told}; at least {LEAST:.0%} is asked for"


check_repair = Exercise(
    "a ReLU network of ten hidden layers that learns",
    "my_start()",
    (
        Ask((), _is_repaired, "first loss, gain, then rate: change one of them at a time",
            use=_judged, then="then two trainings"),
    ),
    (
        Slip("as it was", lambda: (10.0, 10.0, 0.01), "10/√n overflows: what does ReLU need?"),
        Slip("Xavier's gain", lambda: (1.0, 1.0, 0.03),
             "gain 1 loses √2 per layer under ReLU, 2⁵ in ten layers"),
        Slip("too low a rate", lambda: (2**0.5, 1.0, 0.003),
             "the start is fine, but the updates are too small: raise the rate"),
        Slip("too high a rate", lambda: (2**0.5, 1.0, 0.3),
             "the start is fine, but such a rate does not converge"),
    ),
)  # fmt: skip
