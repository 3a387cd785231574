"""Checks of notebook 17: folding for use, the gradient in one line, a layer to mend, a test set."""

from __future__ import annotations

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip

# ---- folding into the next layer --------------------------------------------------------------

_W = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, 1.0]])
_B = np.array([0.1, 0.2, -0.3])
_GAMMA, _BETA = np.array([2.0, -0.5]), np.array([0.5, 3.0])
_MEAN, _VAR = np.array([1.0, -4.0]), np.array([4.0, 0.25])


def _folds_like(W, b, gamma, beta, mean, var, eps):
    """What the two layers do to the origin and to the unit vectors says all of an affine map."""
    points = np.vstack([np.zeros(len(W)), np.eye(len(W))])
    out = (gamma * (points - mean) / np.sqrt(var + eps) + beta) @ W + b
    return out[1:] - out[0], out[0]


def _ask_fold(*arguments, hint):
    return Ask(arguments, _folds_like(*arguments), hint)


def _fold_columns(W, b, gamma, beta, mean, var, eps):
    scale = gamma / np.sqrt(var + eps)
    return W * np.resize(scale, W.shape[1]), b + (beta - mean * scale) @ W


def _fold_no_bias(W, b, gamma, beta, mean, var, eps):
    return (gamma / np.sqrt(var + eps))[:, None] * W, b


def _fold_bias_alone(W, b, gamma, beta, mean, var, eps):
    return (gamma / np.sqrt(var + eps))[:, None] * W, (beta - mean * gamma / np.sqrt(var + eps)) @ W


def _fold_variance(W, b, gamma, beta, mean, var, eps):
    scale = gamma / (var + eps)
    return scale[:, None] * W, b + (beta - mean * scale) @ W


def _fold_eps_outside(W, b, gamma, beta, mean, var, eps):
    scale = gamma / (np.sqrt(var) + eps)
    return scale[:, None] * W, b + (beta - mean * scale) @ W


def _fold_scaled_twice(W, b, gamma, beta, mean, var, eps):
    scale = gamma / np.sqrt(var + eps)
    folded = scale[:, None] * W
    return folded, b + (beta - mean * scale) @ folded


def _fold_mean_unscaled(W, b, gamma, beta, mean, var, eps):
    return (gamma / np.sqrt(var + eps))[:, None] * W, b + (beta - mean) @ W


check_fold = Exercise(
    "batch normalization folded into the next layer",
    "fold(W, b, gamma, beta, mean, var, eps) -> W_new, b_new",
    (
        _ask_fold(_W, _B, _GAMMA, _BETA, _MEAN, _VAR, 0.5,
                  hint="write ((x − mean)·scale + beta) @ W + b and collect what stands at x"),
        _ask_fold(np.eye(2), np.zeros(2), _GAMMA, np.zeros(2), np.zeros(2), _VAR, 1e-5,
                  hint="with mean 0 and beta 0 only W changes"),
    ),
    (
        Slip("columns scaled", _fold_columns,
             "scale belongs to the inputs of the layer, which are the ROWS of W"),
        Slip("bias forgotten", _fold_no_bias, "the old b stays, but β and the mean pass W as well"),
        Slip("old bias lost", _fold_bias_alone, "the old b is still added at the end"),
        Slip("variance for deviation", _fold_variance, "divide by the root of the variance"),
        Slip("ε outside the root", _fold_eps_outside, "ε joins the variance, inside the root"),
        Slip("bias through the new W", _fold_scaled_twice,
             "the constant β − mean·scale passes the OLD W: it has been scaled once"),
        Slip("mean not scaled", _fold_mean_unscaled, "(x − mean)·scale: the mean is scaled too"),
    ),
)  # fmt: skip

# ---- the gradient in one line -----------------------------------------------------------------

_G = np.array([[0.3, -1.0], [0.0, 2.0], [-0.7, 0.5], [1.1, 0.25]])
_X = np.array([[1.0, 10.0], [3.0, 10.5], [2.0, 14.0], [7.0, 9.5]])


def _standardized(x):
    return (x - x.mean(axis=0)) / x.std(axis=0)


def _by_jacobian(g, x_hat, std):
    """The derivative of x̂ at x, entry by entry: (δ_ij − 1/B − x̂_i x̂_j / B) / s."""
    size, columns = g.shape
    out = np.empty_like(g)
    for k in range(columns):
        h = x_hat[:, k]
        out[:, k] = (np.eye(size) - 1 / size - np.outer(h, h) / size) @ g[:, k] / std[k]
    return out


def _ask_gradient(g, x, hint):
    x_hat, std = _standardized(x), x.std(axis=0)
    return Ask((g, x_hat, std), _by_jacobian(g, x_hat, std), hint)


check_gradient = Exercise(
    "the gradient at x in one line",
    "batchnorm_gradient(g, x_hat, std)",
    (
        _ask_gradient(_G, _X, "three terms: g itself, its mean, and x̂ times a mean; then 1/s"),
        _ask_gradient(np.array([[1.0], [0.0], [0.0], [0.0]]),
                      np.array([[-1.0], [1.0], [1.0], [7.0]]),
                      "by hand this one is 1/6, −1/9, −1/9, 1/18"),
    ),
    (
        Slip("statistics as constants", lambda g, x_hat, std: g / std,
             "this is the direct path alone: the paths through μ and σ² are missing"),
        Slip("no path through the variance", lambda g, x_hat, std: (g - g.mean(axis=0)) / std,
             "the path through σ² is missing: it gives a multiple of x̂"),
        Slip("no path through the mean",
             lambda g, x_hat, std: (g - x_hat * (g * x_hat).mean(axis=0)) / std,
             "the path through μ is missing: take the mean of g off"),
        Slip("sums for means",
             lambda g, x_hat, std: (g - g.sum(axis=0) - x_hat * (g * x_hat).sum(axis=0)) / std,
             "each path brings a factor 1/B, which makes the sums means"),
        Slip("means over everything",
             lambda g, x_hat, std: (g - g.mean() - x_hat * (g * x_hat).mean()) / std,
             "the means run over the batch, column by column: axis=0"),
        Slip("1/s on the first term only",
             lambda g, x_hat, std: g / std - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0),
             "every path leads through 1/s once: divide the whole bracket"),
        Slip("plus for minus",
             lambda g, x_hat, std: (g - g.mean(axis=0) + x_hat * (g * x_hat).mean(axis=0)) / std,
             "the sign of the last term: ∂(1/s)/∂σ² is negative"),
    ),
)  # fmt: skip

# ---- a layer to mend --------------------------------------------------------------------------

_RUNNING = (np.array([0.0, 10.0]), np.array([1.0, 4.0]))


def _step(
    x,
    running,
    training,
    decay,
    *,
    unbiased=True,
    own=True,
    flipped=False,
    always=False,
    normalizer=0,
):
    mean, var = running
    if training or always:
        old, new = (1 - decay, decay) if flipped else (decay, 1 - decay)
        running = (old * mean + new * x.mean(axis=0),
                   old * var + new * x.var(axis=0, ddof=int(unbiased)))  # fmt: skip
    if training:
        used = (x.mean(axis=0), x.var(axis=0, ddof=normalizer)) if own else running
    else:
        used = running
    return (x - used[0]) / np.sqrt(used[1] + 1e-5), *running


def _ask_step(training, decay, y, mean, var, hint):
    return Ask((_X, _RUNNING, training, decay), (y, mean, var), hint)


def _slip(name, hint, **mistake):
    def wrong(x, running, training, decay):
        return _step(x, running, training, decay, **mistake)

    return Slip(name, wrong, hint)


_MU, _S2 = np.array([3.25, 11.0]), np.array([5.1875, 3.125])  # by hand; unbiased: times 4/3

check_layer = Exercise(
    "the mended layer",
    "normalize(x, running, training, decay) -> y, mean, var",
    (
        _ask_step(True, 0.9, (_X - _MU) / np.sqrt(_S2 + 1e-5),
                  0.9 * _RUNNING[0] + 0.1 * _MU, 0.9 * _RUNNING[1] + 0.1 * _S2 * 4 / 3,
                  "training: the batch normalizes itself, and the running pair moves a little"),
        _ask_step(False, 0.9, (_X - _RUNNING[0]) / np.sqrt(_RUNNING[1] + 1e-5), *_RUNNING,
                  "in use the running pair normalizes and stays as it is"),
    ),
    (
        _slip("as given", "in training the batch normalizes itself, not the running pair; and "
              "three more mistakes wait: decay, the variance, and what happens in use",
              own=False, flipped=True, unbiased=False, always=True),
        _slip("running in training", "in training the batch normalizes itself, by its own mean "
              "and variance", own=False),
        _slip("decay the wrong way", "decay weighs the OLD value: 0.9 of it stays", flipped=True),
        _slip("biased running variance", "the running variance takes the unbiased estimate: "
              "x.var(axis=0, ddof=1)", unbiased=False),
        _slip("unbiased to normalize", "x̂ divides by the biased variance: ddof=0 there",
              normalizer=1),
        _slip("updates in use", "in use nothing is learned: the running pair stays", always=True),
        _slip("decay and running variance", "two left: which value does decay weigh, and which "
              "variance is tracked?", flipped=True, unbiased=False),
        _slip("batch's own and decay", "two left: what normalizes in training, and which value "
              "does decay weigh?", own=False, flipped=True),
        _slip("batch's own and variance", "two left: what normalizes in training, and which "
              "variance is tracked?", own=False, unbiased=False),
    ),
)  # fmt: skip

# ---- a sorted test set ------------------------------------------------------------------------

_SAMPLES = np.array([[4.0, 1.0], [0.0, 3.0], [2.0, 2.5], [6.0, 1.0], [1.0, 1.5]])
_CLASSES = np.array([0, 1, 0, 0, 1])


def centred(batch):
    """Scores that depend on the company: what a class has above the mean of its batch."""
    return batch - batch.mean(axis=0)


def _by_batches(*, percent=100, ordered=True, whole=False, drop=False):
    def accuracy(score, X, y, order, size):
        X, y = X[order], y[order] if ordered else y
        ends = range(0, len(X) - (size - 1) * drop, size)
        parts = [X] if whole else [X[i : i + size] for i in ends]
        found = np.concatenate([score(part).argmax(axis=1) for part in parts])
        return percent * float(np.mean(found == y[: len(found)]))

    return accuracy


_WHOLE, _MIXED = np.arange(5), np.array([1, 0, 2, 3, 4])

check_company = Exercise(
    "accuracy batch by batch",
    "accuracy(score, X, y, order, size)",
    (
        Ask((centred, _SAMPLES, _CLASSES, _MIXED, 2), 60.0,
            "take X[order] and y[order], go through them in pieces of `size`, count argmax == y"),
        Ask((centred, _SAMPLES, _CLASSES, np.array([1, 0, 4, 2, 3]), 2), 80.0,
            "the last batch may be shorter"),
        Ask((centred, _SAMPLES, _CLASSES, _WHOLE, 5), 80.0, "one batch: all samples together"),
    ),
    (
        Slip("share for percent", _by_batches(percent=1), "in percent: times 100"),
        Slip("classes not ordered", _by_batches(ordered=False),
             "y must go in the same order as X: y[order]"),
        Slip("one large batch", _by_batches(whole=True),
             "score sees `size` samples at a time: the company is the point"),
        Slip("last batch dropped", _by_batches(drop=True),
             "the last, shorter batch counts too"),
    ),
)  # fmt: skip
