"""Checks of notebook 18: whole maps dropped, dropout without scaling, a layer to mend."""

from __future__ import annotations

from itertools import product

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip

# ---- dropping whole maps -----------------------------------------------------------------------

_MAPS = np.arange(1.0, 25.0).reshape(2, 3, 2, 2)
_U = np.array([[0.1, 0.3, 0.9], [0.8, 0.2, 0.6]])


def _by_loops(x, u, rate):
    out = np.zeros_like(x)
    for i, c in product(range(x.shape[0]), range(x.shape[1])):
        if not u[i, c] < rate:
            out[i, c] = x[i, c] / (1 - rate)
    return out


def _maps_like(*, scale=lambda p: 1 / (1 - p), keep=lambda u, p: u >= p):
    def drop(x, u, rate):
        return x * keep(u, rate)[:, :, None, None] * scale(rate)

    return drop


def _ask_maps(x, u, rate, hint):
    return Ask((x, u, rate), _by_loops(x, u, rate), hint)


check_maps = Exercise(
    "inverted dropout of whole maps",
    "drop_maps(x, u, rate)",
    (
        _ask_maps(_MAPS, _U, 0.25, "a map goes as a whole where its number u is below the rate"),
        _ask_maps(_MAPS[:, :2, :1], _U[:, 1:], 0.4, "the maps need not be square"),
        _ask_maps(_MAPS, _U, 0.0, "a rate of 0 changes nothing"),
    ),
    (
        Slip("not scaled", _maps_like(scale=lambda p: 1.0), "the maps that stay must grow"),
        Slip("scaled down", _maps_like(scale=lambda p: 1 - p),
             "multiplying by 1 − p is for the network in use, if training did not scale"),
        Slip("divided by the rate", _maps_like(scale=lambda p: 1 / p if p else 1.0),
             "divide by the chance to stay, not by the chance to go"),
        Slip("kept and dropped swapped", _maps_like(keep=lambda u, p: u < p),
             "these are the maps to drop: the rate is the part that goes"),
        Slip("u as it is", lambda x, u, rate: x * (u >= rate) / (1 - rate),
             "u needs two more axes, so that each number meets its whole map"),
        Slip("one draw for all", _maps_like(keep=lambda u, p: (u >= p)[:1].repeat(len(u), 0)),
             "each sample has its own row of u"),
    ),
)  # fmt: skip

# ---- without scaling ---------------------------------------------------------------------------

_W = np.array([1.0, -2.0, 0.5])
_X = np.array([[1.0, 0.5, 2.0], [0.0, 1.0, -1.0], [2.0, -1.0, 1.0], [1.0, 1.0, 1.0]])
_Y = np.array([1.0, -2.0, 3.0, 0.5])


def _over_all_masks(w, X, y, rate):
    """The mean over every mask, each weighed by its chance: nothing is derived."""
    total = 0.0
    for mask in product((0, 1), repeat=len(w)):
        kept = np.array(mask)
        chance = np.prod(np.where(kept == 1, 1 - rate, rate))
        total += chance * np.mean((y - (X * kept) @ w) ** 2)
    return total


def _unscaled_like(*, fit=lambda p: 1 - p, weight=lambda p: p * (1 - p), square=None, mean=np.mean):
    square = square or (lambda X, w: (X**2) @ w**2)

    def expected(w, X, y, rate):
        return np.mean((y - fit(rate) * X @ w) ** 2) + weight(rate) * mean(square(X, w))

    return expected


def _ask_loss(w, X, y, rate, hint):
    return Ask((w, X, y, rate), _over_all_masks(w, X, y, rate), hint)


check_unscaled = Exercise(
    "the expected loss of dropout without scaling",
    "expected_loss(w, X, y, rate)",
    (
        _ask_loss(_W, _X, _Y, 0.3, "the square of the mean error, plus the variance of the output"),
        _ask_loss(_W[:1], _X[:, :1], _Y, 0.8, "one input has only two masks: try by hand"),
    ),
    (
        Slip("as with inverted scaling",
             _unscaled_like(fit=lambda p: 1.0, weight=lambda p: p / (1 - p)),
             "this is the answer for inverted dropout; here nothing is divided by 1 − p"),
        Slip("mean output not shrunk", _unscaled_like(fit=lambda p: 1.0),
             "the mean of m is 1 − p, so the mean output is (1 − p) wᵀx"),
        Slip("p alone", _unscaled_like(weight=lambda p: p), "the variance of m is p(1 − p)"),
        Slip("scaled variance", _unscaled_like(weight=lambda p: p / (1 - p)),
             "p/(1 − p) is the variance of m/(1 − p)"),
        Slip("square of the sum", _unscaled_like(square=lambda X, w: (X @ w) ** 2),
             "independent variances add: square each term, then sum"),
        Slip("sum over the samples", _unscaled_like(mean=np.sum),
             "the loss is a mean over the samples, in both parts"),
        Slip("no variance", _unscaled_like(weight=lambda p: 0.0),
             "the output also spreads around its mean"),
    ),
)  # fmt: skip

# ---- a layer to mend ---------------------------------------------------------------------------

_IN = np.array([[2.0, -4.0, 6.0], [1.0, 3.0, -5.0]])
_DY = np.array([[1.0, 0.5, -1.0], [2.0, -3.0, 4.0]])
_DRAWN = np.array([[0.9, 0.1, 0.5], [0.3, 0.7, 0.2]])


def _layer_by_loops(x, dy, u, rate, training):
    y, dx = x.copy(), dy.copy()
    for i in np.ndindex(x.shape) if training else ():
        factor = 0.0 if u[i] < rate else 1 / (1 - rate)
        y[i], dx[i] = factor * x[i], factor * dy[i]
    return y, dx


def _layer_like(*, in_use=None, scale=lambda p: 1 / (1 - p), back="mask and scale"):
    def layer(x, dy, u, rate, training):
        if not training and in_use is None:
            return x.copy(), dy.copy()
        kept = u >= rate
        if not training and in_use == "shrinks":
            return x * (1 - rate), dy * (1 - rate)
        factor = kept * scale(rate)
        gradients = {"mask and scale": dy * factor, "nothing": dy.copy(), "mask": dy * kept,
                     "scale": dy / (1 - rate)}  # fmt: skip
        return x * factor, gradients[back]

    return layer


def _ask_layer(rate, training, hint):
    arguments = (_IN, _DY, _DRAWN, rate, training)
    return Ask(arguments, _layer_by_loops(*arguments), hint)


check_layer = Exercise(
    "a dropout layer, both ways and in both modes",
    "layer(x, dy, u, rate, training) -> y, dx",
    (
        _ask_layer(0.4, True, "in training y = x·m/(1 − p), and dx is dy times the same factor"),
        _ask_layer(0.4, False, "in use x goes through as it is, and so does the gradient"),
        _ask_layer(0.25, True, "another rate: what stays is divided by 1 − p"),
    ),
    (
        Slip("drops in use", _layer_like(in_use="drops"),
             "in use nothing may be dropped: look at `training`"),
        Slip("shrinks in use", _layer_like(in_use="shrinks"),
             "inverted dropout has scaled in training: nothing is left to do in use"),
        Slip("not scaled", _layer_like(scale=lambda p: 1.0),
             "divide what stays by 1 − p, forwards and backwards"),
        Slip("divided by the rate", _layer_like(scale=lambda p: 1 / p),
             "p is the part that goes; divide by the part that stays"),
        Slip("gradient passes everywhere", _layer_like(back="nothing"),
             "a dropped number had no influence: its gradient is 0"),
        Slip("gradient not scaled", _layer_like(back="mask"),
             "the factor 1/(1 − p) stands in the forward pass, so it stands in dx too"),
        Slip("gradient not masked", _layer_like(back="scale"),
             "dx is scaled; it must also be 0 where x was dropped"),
    ),
)  # fmt: skip
