"""Checks of notebook 22: products, an escape with momentum, clipping, an order of neurons."""

from __future__ import annotations

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip


def _matrix(values, seed):
    Q, _ = np.linalg.qr(np.random.default_rng(seed).standard_normal((len(values),) * 2))
    return Q @ np.diag(values) @ Q.T


class Product:
    """``product(v)`` is Av; prints as what it is."""

    def __init__(self, values, seed):
        self.values, self.seed = values, seed
        self.A = _matrix(values, seed)

    def __call__(self, v):
        return self.A @ np.asarray(v, dtype=float)

    def __repr__(self):
        return f"exercises.Product({self.values}, {self.seed})"


def _start(d):
    return np.random.default_rng(d).standard_normal(d)


def _power_case(values, seed, expected, hint, steps=400):
    return Ask((Product(values, seed), _start(len(values)), steps), expected, hint,
               rtol=1e-4, why="the method converges and is not exact")  # fmt: skip


def _power(*, normalize=True, rayleigh=True, unit=True, last=True):
    @np.errstate(over="ignore", invalid="ignore")
    def largest_eigenvalue(product, v, steps):
        for _ in range(steps if last else 0):
            new = product(v)
            v = new / np.linalg.norm(new) if normalize else new
        if not rayleigh:
            return np.linalg.norm(product(v))
        return v @ product(v) / (v @ v if unit else 1.0)

    return largest_eigenvalue


check_largest_eigenvalue = Exercise(
    "the largest eigenvalue from products alone",
    "largest_eigenvalue(product, v, steps)",
    (
        _power_case([5.0, 2.0, 1.0], 1, 5.0, "v ← Av/‖Av‖ again and again, then vᵀAv"),
        _power_case([-4.0, 2.0, 1.0, 0.5], 2, -4.0, "λ may be negative: vᵀAv has its sign"),
        _power_case([30.0, 2.0, -1.0], 3, 30.0, "without a division in each step v overflows"),
        Ask((Product([3.0, 1.0], 4), np.array([2.0, 1.0]), 0),
            float(np.array([2.0, 1]) @ _matrix([3.0, 1.0], 4) @ np.array([2.0, 1]) / 5),
            "with no step it is the Rayleigh quotient vᵀAv/vᵀv of the start"),
    ),
    (
        Slip("the length", _power(rayleigh=False),
             "‖Av‖ is |λ|: the sign is lost; take vᵀAv/vᵀv"),
        Slip("never shortened", _power(normalize=False),
             "v grows by the factor λ in each step and overflows: divide by its length"),
        Slip("vᵀAv of a long v", _power(unit=False),
             "vᵀAv is λ only where ‖v‖ = 1: divide by vᵀv"),
        Slip("the start only", _power(last=False), "the loop over the steps is missing"),
    ),
)  # fmt: skip


def _root(*, gradient=True, larger=True, halved=True, beta_once=False, sign=1.0):
    def momentum_factor(lr, beta, curvature):
        push = sign * lr * curvature if gradient else 0.0
        total = 1 + push + (0.0 if beta_once else beta)
        half = total / 2 if halved else total
        root = np.sqrt(complex(half**2 - beta)).real
        return half + root if larger else half - root

    return momentum_factor


def _averaged(lr, beta, curvature):
    return 1 + lr * curvature / (1 - beta)


def _by_steps(lr, beta, curvature):
    """The factor of the last of 400 steps from rest."""
    x, v, factor = 1.0, 0.0, 1.0
    for _ in range(400):
        v = beta * v - curvature * x
        factor = x - lr * v
        x, v = 1.0, v / factor  # both divided by the factor, so nothing overflows
    return factor


def _factor_case(*arguments, hint):
    return Ask(arguments, _by_steps(*arguments), hint)


check_momentum_factor = Exercise(
    "the factor of an escape with momentum",
    "momentum_factor(lr, beta, curvature)",
    (
        _factor_case(0.1, 0.9, 1.0, hint="eliminate v: x_{t+1} from x_t and x_{t−1}"),
        _factor_case(0.3, 0.5, 2.0, hint="put in x_t = z^t and solve the quadratic equation"),
        _factor_case(0.2, 0.0, 3.0, hint="without momentum it is the plain factor 1 + η|λ|"),
    ),
    (
        Slip("η|λ|/(1 − β)", _averaged,
             "1/(1 − β) holds for gradients that stay the same; here they grow with x"),
        Slip("the smaller root", _root(larger=False),
             "this part dies out: the larger root wins"),
        Slip("without the half", _root(halved=False),
             "z² − 2hz + β = 0 has the roots h ± √(h² − β), with h half of 1 + β + η|λ|"),
        Slip("β left out of the sum", _root(beta_once=True),
             "x_t − x_{t−1} brings β twice: to x_t and, with a minus, to x_{t−1}"),
        Slip("a shrinking factor", _root(sign=-1.0),
             "along a negative eigenvalue −η∇f = +η|λ|x: the sign turns to +"),
        Slip("no gradient", _root(gradient=False), "without η|λ| nothing drives x away"),
    ),
)  # fmt: skip


def _clip(*, kind="norm"):
    def clip_gradient(g, c):
        g, norm = np.array(g, dtype=float), np.linalg.norm(g)
        if kind == "entries":
            return np.clip(g, -c, c)
        if kind == "threshold":
            return np.full_like(g, c) if norm > c else g
        if kind == "always":
            return g * c / norm if norm > 0 else g
        if kind == "square":
            return g * min(1.0, c / (g @ g)) if norm > 0 else g
        return g

    return clip_gradient


_HINT = "g · min(1, c/‖g‖): shorten what is too long, keep the direction"

check_clip_gradient = Exercise(
    "gradient clipping, mended",
    "clip_gradient(g, c)",
    (
        Ask((np.array([-6.0, 2.0, 3.0]), 3.5), np.array([-3.0, 1.0, 1.5]), _HINT),
        Ask((np.array([3.0, 4.0]), 1.0), np.array([0.6, 0.8]), _HINT),
        Ask((np.array([0.3, -0.4]), 1.0), np.array([0.3, -0.4]), "a short gradient stays"),
        Ask((np.zeros(3), 1.0), np.zeros(3), "the gradient 0 has no direction and stays 0"),
    ),
    (
        Slip("set to the threshold", _clip(kind="threshold"),
             "the gradient is not replaced by the threshold: its *norm* becomes c"),
        Slip("each entry", _clip(kind="entries"),
             "clipping each entry turns the direction: one factor for the whole vector"),
        Slip("short ones too", _clip(kind="always"),
             "a gradient shorter than c must not be made longer: min(1, …)"),
        Slip("‖g‖²", _clip(kind="square"), "g @ g is the square of the norm"),
        Slip("not at all", _clip(kind="none"), "a gradient longer than c comes back unchanged"),
    ),
)  # fmt: skip


def _reordered(*, weights=True, bias=True, out=True, inverse=False, rows=False):
    def reordered(W, b, V, order):
        order = np.argsort(order) if inverse else order
        moved = W[order] if rows else W[:, order]
        return moved if weights else W, b[order] if bias else b, V[order] if out else V

    return reordered


_ALL_THREE = "neuron order[k] comes to place k: its column of W, its number in b, its row of V"

check_reordered = Exercise(
    "neurons in another order",
    "reordered(W, b, V, order) -> W_new, b_new, V_new",
    (
        Ask(
            (np.array([[1.0, 2, 3], [4, 5, 6]]), np.array([0.1, 0.2, 0.3]),
             np.array([[1.0, 0], [0, 1], [2, 2]]), np.array([2, 0, 1])),
            (np.array([[3.0, 1, 2], [6, 4, 5]]), np.array([0.3, 0.1, 0.2]),
             np.array([[2.0, 2], [1, 0], [0, 1]])),
            _ALL_THREE,
        ),
        Ask(
            (np.array([[1.0, 2, 3], [4, 5, 6], [7, 8, 9]]), np.array([1.0, 2, 3]),
             np.array([[7.0], [8], [9]]), np.array([1, 2, 0])),
            (np.array([[2.0, 3, 1], [5, 6, 4], [8, 9, 7]]), np.array([2.0, 3, 1]),
             np.array([[8.0], [9], [7]])),
            _ALL_THREE,
        ),
    ),
    (
        Slip("V as it was", _reordered(out=False),
             "the output layer must read the moved neurons: reorder the rows of V too"),
        Slip("b as it was", _reordered(bias=False), "a neuron takes its bias along"),
        Slip("W as it was", _reordered(weights=False), "the columns of W must move as well"),
        Slip("rows of W", _reordered(rows=True),
             "a row of W belongs to an input; a neuron is a column: W[:, order]"),
        Slip("the other way round", _reordered(inverse=True),
             "this puts neuron k in place order[k]; asked is order[k] in place k"),
    ),
)  # fmt: skip
