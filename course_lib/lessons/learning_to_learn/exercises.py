"""Checks of notebook 24: gradients held, truncated back-propagation, mended features, a rival."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip
from course_lib.lessons.learning_to_learn.racing import RATES, TEST, Arena, descend
from course_lib.lessons.learning_to_learn.recipes import learned
from course_lib.optim import Momentum

TINY = 1e-30  # of a complex step: the derivative is exact to rounding


# ---- 1: the meta-gradient with gradients held --------------------------------------------------


def _held_by_complex_step(lam, x0, lr, steps):
    """d/dη of ½λx_T²: T steps with η + i·tiny, each along a gradient that is kept real."""
    x = complex(x0)
    for _ in range(steps):
        x = x - (lr + TINY * 1j) * lam * x.real
    return float((0.5 * lam * x * x).imag / TINY)


def _held_case(lam, x0, lr, steps, hint):
    return Ask((lam, x0, lr, steps), _held_by_complex_step(lam, x0, lr, steps), hint)


def _held(*, sign=1, start=1.0, outer=True, slope=True) -> Callable:
    def held_gradient(lam, x0, lr, steps):
        x = x0 * (1 - lr * lam) ** steps
        inner = sign * (x - start * x0) / (lr if slope else 1.0)
        return lam * x * inner if outer else inner

    return held_gradient


def _exact(lam, x0, lr, steps):
    return -steps * lam**2 * x0**2 * (1 - lr * lam) ** (2 * steps - 1)


def _last_step_only(lam, x0, lr, steps):
    before = x0 * (1 - lr * lam) ** (steps - 1)
    return -(lam**2) * before**2 * (1 - lr * lam)


check_held_gradient = Exercise(
    "the meta-gradient with gradients held",
    "held_gradient(lam, x0, lr, steps)",
    (
        _held_case(1.0, 1.0, 0.5, 2, "the table has this case: −3/8"),
        _held_case(0.5, -2.0, 0.3, 4, "x_T = x₀ − η Σ g_t, and each g_t counts as a constant"),
        _held_case(1.0, 1.0, 1.4, 2, "here the sign differs from that of the exact one"),
    ),
    (
        Slip("the exact one", _exact,
             "this is the exact meta-gradient: there each g_t depends on η, too"),
        Slip("the last step only", _last_step_only,
             "this cuts after each step: all T gradients stand in x_T = x₀ − η Σ g_t"),
        Slip("the sign", _held(sign=-1), "dx_T/dη is minus the sum of the gradients"),
        Slip("x₀ forgotten", _held(start=0.0),
             "η Σ g_t is the whole way from x₀ to x_T, not x_T itself"),
        Slip("the loss's own slope forgotten", _held(outer=False),
             "this is dx_T/dη; the loss ½λx_T² brings its own slope"),
        Slip("not divided by η", _held(slope=False),
             "the way from x₀ to x_T is η times the sum of the gradients"),
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
