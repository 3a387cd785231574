"""Checks of notebook 13: a gate with its rule, a derived one, a backward to mend, a bypass."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip

# ---- 1: the divide gate -------------------------------------------------------------------------


def _then_back(dz: float) -> Callable:
    """Call the gate, then its rule: value and gradients in one list."""

    def call(function, x, y):
        z, back = function(x, y)
        return [z, *back(dz)]

    return call


def _divide_case(x, y, dz, hint):
    """The gradients by differences, so that they share nothing with the slips."""
    h = 1e-5
    dx = ((x + h) / y - (x - h) / y) / (2 * h)
    dy = (x / (y + h) - x / (y - h)) / (2 * h)
    return Ask((x, y), [x / y, dz * dx, dz * dy], hint, use=_then_back(dz),
               then=f"then back({dz})", rtol=1e-5)  # fmt: skip


def _divide(dx, dy) -> Callable:
    """A divide gate with these rules of (x, y, dz)."""
    return lambda x, y: (x / y, lambda dz: (dx(x, y, dz), dy(x, y, dz)))


def _value_only(x, y):
    return x / y


def _slopes_at_once(x, y):
    return x / y, (1 / y, -x / y**2)


check_divide_gate = Exercise(
    "the gate divide, forward and backward",
    "divide_gate(x, y) -> z, back(dz)",
    (
        _divide_case(6.0, 2.0, 1.0, "∂z/∂x = 1/y, and ∂z/∂y = −x/y²"),
        _divide_case(5.0, 4.0, 3.0, "both slopes are multiplied by dz, which arrives"),
        _divide_case(-1.0, -0.5, 2.0, "both slopes hold for negative numbers too"),
    ),
    (
        Slip("the value alone", _value_only, "should be two things: return z, back"),
        Slip("numbers for a function", _slopes_at_once,
             "should be a function of dz"),
        Slip("the size of x", _divide(lambda x, y, d: d / y, lambda x, y, d: -d * abs(x) / y**2),
             "−x/y² keeps the sign of x: only y is squared"),
        Slip("plus", _divide(lambda x, y, d: d / y, lambda x, y, d: d * x / y**2),
             "a larger y makes z smaller when x > 0: the slope −x/y² has a minus"),
        Slip("dz forgotten", _divide(lambda x, y, d: 1 / y, lambda x, y, d: -x / y**2),
             "these are the local slopes: multiply both by the dz that arrives"),
        Slip("y for y²", _divide(lambda x, y, d: d / y, lambda x, y, d: -d * x / y),
             "z = x · y⁻¹, and the slope of y⁻¹ is −y⁻²"),
        Slip("multiply's rule", _divide(lambda x, y, d: d * y, lambda x, y, d: d * x),
             "this is the rule of x · y; differentiate x / y"),
        Slip("the pair in the wrong order",
             _divide(lambda x, y, d: -d * x / y**2, lambda x, y, d: d / y),
             "the gradient of x comes first, then that of y"),
    ),
)  # fmt: skip

# ---- 2: the gradient of the cross-entropy, derived ----------------------------------------------


def _entropy_case(z, label, hint):
    z, h = np.array(z), 1e-5

    def J(z):
        return np.log(np.exp(z).sum()) - z[label]

    steps = h * np.eye(len(z))
    slopes = [(J(z + step) - J(z - step)) / (2 * h) for step in steps]
    return Ask((z, label), np.array(slopes), hint, rtol=1e-5, atol=1e-8)


def _score_gradient(of_exps=lambda e: e / e.sum(), sign=1, truth=1.0) -> Callable:
    def score_gradient(z, label):
        p = of_exps(np.exp(z))
        p[label] -= truth
        return sign * p

    return score_gradient


def _only_the_label(z, label):
    p = np.exp(z) / np.exp(z).sum()
    return (p - 1) * (np.arange(len(z)) == label)


check_score_gradient = Exercise(
    "the gradient of the cross-entropy in the scores",
    "score_gradient(z, label)",
    (
        _entropy_case([0.0, 0.0], 0, "two equal scores: both probabilities are ½"),
        _entropy_case([1.0, -0.5, 2.0], 2, "−z of the label gives −1 in its entry, 0 elsewhere"),
        _entropy_case([0.3, 1.2, -1.0, 0.1], 1, "∂ log Σ eᶻ/∂zᵢ is eᶻⁱ / Σ eᶻ"),
    ),
    (
        Slip("the label forgotten", _score_gradient(truth=0.0),
             "the second term, −z of the label, has a slope too: −1 in its entry"),
        Slip("likelihood", _score_gradient(sign=-1),
             "this is the gradient of the log-likelihood; J is its negative"),
        Slip("not divided", _score_gradient(of_exps=lambda e: e),
             "the outer gate is a logarithm: its slope is 1 / Σ eᶻ"),
        Slip("the label's entry alone", _only_the_label,
             "every score is in the sum Σ eᶻ: the other entries are not 0"),
        Slip("p(1 − p)", _score_gradient(of_exps=lambda e: e / e.sum() * (1 - e / e.sum())),
             "the logarithm has cancelled one factor: no slope p(1 − p) is left"),
    ),
)  # fmt: skip

# ---- 3: a backward pass to mend -----------------------------------------------------------------


def _mended(dx, dy) -> Callable:
    """Gradients as functions of x, y and s = x + y."""
    return lambda x, y: (dx(x, y, x + y), dy(x, y, x + y))


def _mended_case(x, y, hint):
    h = 1e-5

    def f(x, y):
        return (x + y) ** 2 * x

    slopes = (f(x + h, y) - f(x - h, y)) / (2 * h), (f(x, y + h) - f(x, y - h)) / (2 * h)
    return Ask((x, y), slopes, hint, rtol=1e-5)


check_mended_backward = Exercise(
    "the mended backward of f = (x + y)² x",
    "gradient(x, y) -> dx, dy",
    (
        _mended_case(3.0, 0.5, "write ∂f/∂sq, ∂f/∂s, and then both parts of ∂f/∂x"),
        _mended_case(1.0, 2.0, "the slope of s² is 2s, and x runs into two gates"),
        _mended_case(-2.0, 0.5, "which value does multiply hand to x, and which to sq?"),
    ),
    (
        Slip("both bugs still there",
             _mended(lambda x, y, s: 2 * x * x, lambda x, y, s: 2 * x * x),
             "nothing is mended yet: look at the slope of sq = s², and at dx = ds"),
        Slip("= mended alone",
             _mended(lambda x, y, s: s * s + 2 * x * x, lambda x, y, s: 2 * x * x),
             "one bug is left: the slope of s² is 2s, at the cached s"),
        Slip("2s mended alone",
             _mended(lambda x, y, s: 2 * s * x, lambda x, y, s: 2 * s * x),
             "one bug is left: the second part must be added to dx, not put in its place"),
        Slip("the first part alone", _mended(lambda x, y, s: s * s, lambda x, y, s: 2 * s * x),
             "x also acts through s = x + y: that part is missing"),
        Slip("y gets x's part too",
             _mended(lambda x, y, s: s * s + 2 * s * x, lambda x, y, s: s * s + 2 * s * x),
             "dx and dy have become one: y does not run into the second gate"),
    ),
)  # fmt: skip

# ---- 4: a layer with a bypass -------------------------------------------------------------------


def _bypass_case(W, x, dy, hint):
    W, x, dy, h = np.array(W), np.array(x), np.array(dy), 1e-5

    def J(W, x):
        return dy @ (x + np.tanh(W @ x))

    dx = [(J(W, x + e) - J(W, x - e)) / (2 * h) for e in h * np.eye(len(x))]
    dW = np.zeros_like(W)
    for at in np.ndindex(W.shape):
        e = np.zeros_like(W)
        e[at] = h
        dW[at] = (J(W + e, x) - J(W - e, x)) / (2 * h)
    return Ask((W, x, dy), (np.array(dx), dW), hint, rtol=1e-5, atol=1e-8)


def _bypass(*, slope=lambda t, y: 1 - t**2, around=1.0, flip=False, weights=None) -> Callable:
    def bypass_back(W, x, dy):
        t = np.tanh(W @ x)
        delta = dy * slope(t, x + t)
        dx = around * dy + (W if flip else W.T) @ delta
        return dx, np.outer(delta, x) if weights is None else weights(delta, x, dy)

    return bypass_back


check_bypass_back = Exercise(
    "backward through a layer with a bypass",
    "bypass_back(W, x, dy) -> dx, dW",
    (
        _bypass_case([[0.5, -1.0], [2.0, 0.3]], [0.4, -0.7], [1.0, 0.5],
                     "δ = (1 − t²) ⊙ dy, with t = tanh(Wx)"),
        _bypass_case([[0.1, 0.7, 0.0], [-0.4, 0.2, 1.0], [0.3, 0.0, -0.6]], [1.0, -0.5, 2.0],
                     [0.3, -1.0, 0.2], "x reaches y along two paths, and their parts add"),
    ),
    (
        Slip("bypass forgotten", _bypass(around=0.0),
             "x also reaches y directly: the path around the layer brings dy to dx"),
        Slip("W for Wᵀ", _bypass(flip=True), "forward with W, backward with Wᵀ"),
        Slip("no slope", _bypass(slope=lambda t, y: 1.0),
             "the tanh gate multiplies by its own slope, 1 − t²"),
        Slip("the slope at y", _bypass(slope=lambda t, y: 1 - y**2),
             "the slope of tanh is 1 − t² with t = tanh(Wx), before x is added"),
        Slip("the sigmoid's slope", _bypass(slope=lambda t, y: t * (1 - t)),
             "t(1 − t) is the sigmoid's slope; that of tanh is 1 − t²"),
        Slip("dW from dy", _bypass(weights=lambda delta, x, dy: np.outer(dy, x)),
             "dW is the error behind W times x: the error there is δ, not dy"),
        Slip("dW transposed", _bypass(weights=lambda delta, x, dy: np.outer(x, delta)),
             "dW has rows like δ and columns like x: np.outer(δ, x)"),
    ),
)  # fmt: skip
