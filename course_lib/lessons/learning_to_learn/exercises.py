"""Checks of notebook 24: a meta-gradient, truncated back-propagation, mended features, a rival."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip
from course_lib.lessons.learning_to_learn.racing import RATES, TEST, Arena, descend
from course_lib.lessons.learning_to_learn.recipes import learned
from course_lib.optim import Momentum

TINY = 1e-30  # of a complex step: the derivative is exact to rounding


# ---- 1: the meta-gradient of a step size -------------------------------------------------------


def _by_complex_step(lam, x0, lr, steps):
    """d/dη of ½λx_T²: T steps with the step size η + i·tiny."""
    x = x0
    for _ in range(steps):
        x = x - (lr + TINY * 1j) * lam * x
    return float((0.5 * lam * x * x).imag / TINY)


def _gradient_case(lam, x0, lr, steps, hint):
    return Ask((lam, x0, lr, steps), _by_complex_step(lam, x0, lr, steps), hint)


def _formula(*, factor=lambda T: T, power=lambda T: 2 * T - 1, sign=-1, lams=2) -> Callable:
    def meta_gradient(lam, x0, lr, steps):
        return sign * factor(steps) * lam**lams * x0**2 * (1 - lr * lam) ** power(steps)

    return meta_gradient


def _gradients_held(lam, x0, lr, steps):
    x = x0 * (1 - lr * lam) ** steps
    return lam * x * (x - x0) / lr


check_meta_gradient = Exercise(
    "the derivative of the final loss by the step size",
    "meta_gradient(lam, x0, lr, steps)",
    (
        _gradient_case(2.0, 1.5, 0.1, 1, "one step: x₁ = x₀ − ηλx₀, so dx₁/dη = −λx₀"),
        _gradient_case(0.5, -2.0, 0.3, 4, "x_T = (1 − ηλ)ᵀ x₀; then the chain rule for ½λx_T²"),
        _gradient_case(1.0, 1.0, 1.4, 2, "beyond η = 1/λ the sign turns: an odd power keeps it"),
    ),
    (
        Slip("the factor T forgotten", _formula(factor=lambda T: 1),
             "η stands in every one of the T factors: the derivative of (1 − ηλ)ᵀ has a T"),
        Slip("2T in place of T", _formula(factor=lambda T: 2 * T),
             "the ½ of the loss cancels the 2 of the square"),
        Slip("the power of the loss", _formula(power=lambda T: 2 * T),
             "differentiating takes one factor (1 − ηλ) away: the power is 2T − 1"),
        Slip("the sign", _formula(sign=1), "a longer step shortens x: mind the inner −λ"),
        Slip("one λ", _formula(lams=1), "one λ comes from the loss and another from 1 − ηλ"),
        Slip("the gradients held", _gradients_held,
             "this holds the gradients λx_t fixed, as the learned optimizer's training does; here "
             "they depend on η, too"),
    ),
)  # fmt: skip


# ---- 2: truncated back-propagation through time ------------------------------------------------


def _cut_by_complex_step(lam, x0, lr, steps, back):
    """Each segment starts from a real x, so that η is felt within it only."""
    total, x = 0.0, complex(x0)
    for t in range(steps):
        x = complex(x.real) if t % back == 0 else x
        x = x - (lr + TINY * 1j) * lam * x
        total += (0.5 * lam * x * x).imag / TINY
    return float(total / steps)


def _cut_case(lam, x0, lr, steps, back, hint):
    args = lam, x0, lr, steps, back
    return Ask(args, _cut_by_complex_step(*args), hint)


def _forward(*, cut=lambda t, back: t % back == 0, factor=True, mean=True) -> Callable:
    def truncated(lam, x0, lr, steps, back):
        x, d, total = x0, 0.0, 0.0
        for t in range(steps):
            if cut(t, back):
                d = 0.0
            d = (d * (1 - lr * lam) if factor else d) - lam * x
            x = x - lr * lam * x
            total += lam * x * d
        return total / steps if mean else total

    return truncated


check_truncated = Exercise(
    "a meta-gradient that goes back a few steps only",
    "truncated(lam, x0, lr, steps, back)",
    (
        _cut_case(1.0, 1.0, 0.5, 4, 2, "dx/dη is 0 at t = 0 and at t = 2, and only there"),
        _cut_case(1.0, 1.0, 0.5, 2, 2, "x₁ dx₁ + x₂ dx₂ = −½ − ¼ by the table above, divided by 2"),
        _cut_case(1.0, 1.0, 0.5, 2, 1, "back = 1: dx/dη starts at 0 in every step"),
        _cut_case(0.4, 2.0, 0.7, 6, 3, "two segments: dx/dη is 0 at t = 0 and at t = 3"),
        _cut_case(0.4, 2.0, 0.7, 5, 2, "the last segment may be shorter"),
    ),
    (
        Slip("never cut", _forward(cut=lambda t, back: False),
             "this goes back to x₀ always: at the start of each segment dx/dη is 0 again"),
        Slip("cut after each step", _forward(cut=lambda t, back: True),
             "this goes back one step only: `back` says how many"),
        Slip("cut one step late", _forward(cut=lambda t, back: t % back == 1),
             "the cuts are at t = 0, back, 2·back, …, before that step is taken"),
        Slip("the gradients held", _forward(factor=False),
             "dx_{t+1}/dη = (1 − ηλ) dx_t/dη − λx_t: the old derivative shrinks with x"),
        Slip("a sum", _forward(mean=False), "the meta-loss is the mean over the T steps"),
    ),
)  # fmt: skip


# ---- 3: the two features, mended ---------------------------------------------------------------


def _entry(g, p):
    if abs(g) >= np.exp(-p):
        return [np.log(abs(g)) / p, float(np.sign(g))]
    return [-1.0, np.exp(p) * g]


def _features_case(g, p, hint):
    g = np.array(g)
    return Ask((g, p), np.array([_entry(v, p) for v in g.tolist()]), hint)


def _features(*, limit=-1, stretch=1, divided=True, guarded=True) -> Callable:
    def features(g, p):
        size = np.abs(g)
        with np.errstate(divide="ignore", invalid="ignore"):
            log = np.log(np.maximum(size, np.exp(-p)) if guarded else size)
            large = np.stack([log / p if divided else log, np.sign(g)], axis=-1)
        small = np.stack([-np.ones_like(g), np.exp(stretch * p) * g], axis=-1)
        return np.where((size >= np.exp(limit * p))[..., None], large, small)

    return features


check_features = Exercise(
    "the two features of a gradient, mended",
    "features(g, p)",
    (
        _features_case([1.0, -1.0, np.e, 1e5, 1e-6], 10.0,
                       "log 1 = 0, and log e/p = 1/p; then the sign"),
        _features_case([1e-3, -0.02], 5.0, "small is what lies below e^−p = 0.0067"),
        _features_case([1e-3, -1e-3, 0.0], 4.0, "below e^−p: −1, and g divided by e^−p"),
    ),
    (
        Slip("as it was", _features(limit=1, stretch=-1, divided=False),
             "three things are wrong: the limit, the stretch, and a missing division"),
        Slip("not divided by p", _features(divided=False),
             "log|g| is divided by p, so that it is −1 at the limit e^−p"),
        Slip("the limit e^p", _features(limit=1), "the limit between large and small is e^−p"),
        Slip("multiplied by e^−p", _features(stretch=-1),
             "below the limit g is stretched by e^p, so that it is ±1 at the limit"),
        Slip("divided, the rest as it was", _features(limit=1, stretch=-1),
             "the division is right; now both exponents have the wrong sign"),
        Slip("the limit mended, the rest as it was", _features(stretch=-1, divided=False),
             "the limit is right; both branches should meet there in (−1, ±1)"),
        Slip("the stretch mended, the rest as it was", _features(limit=1, divided=False),
             "the stretch is right; where does it begin, and what is −1 there?"),
    ),
)  # fmt: skip


# ---- 4: a rival at home ------------------------------------------------------------------------

RIVAL_STEPS = 200


def _judged(my_momentum) -> tuple[float, float]:
    """Mean losses at step 200 on the test functions: momentum's and the learned rule's."""
    lr, beta = (float(part) for part in my_momentum())
    problems = Arena().problems(TEST)
    return tuple(
        float(descend(optimizer, problems, RIVAL_STEPS, RIVAL_STEPS)[-1].mean())
        for optimizer in (Momentum(lr, beta=beta), learned())
    )


def _is_ahead(got):
    own, other = got
    if not np.isfinite(own):
        return "momentum diverges on at least one test function: lower η"
    told = f"momentum ends at {own:.3f}, the learned rule at {other:.3f}"
    return True if own < other else f"{told}: change β as well as η"


check_rival = Exercise(
    "momentum that beats the learned rule at home",
    "my_momentum()",
    (
        Ask((), _is_ahead, "tune both numbers on validation functions, for 200 steps",
            use=_judged, then="then 200 steps on the test functions"),
    ),
    (
        Slip("the race's own", lambda: (float(RATES[11]), 0.9),
             "this is the race's momentum, which loses at step 200: it had no choice of β"),
        Slip("too little memory", lambda: (float(RATES[11]), 0.8),
             "β = 0.8 remembers five steps; the flat directions need more"),
        Slip("too much memory", lambda: (0.3, 0.99),
             "β = 0.99 remembers 100 steps: in 200 it has not come to rest"),
    ),
)  # fmt: skip
