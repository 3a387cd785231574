"""Checks of notebook 05: subgradients, the subgradient method, step rules."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip
from course_lib.functions import MaxAffine
from course_lib.optim import SubgradientMethod, minimize

_X = np.array([[1.0, 2.0], [0.0, 1.0], [2.0, -1.0], [1.0, 1.0]])
_Y = np.array([1.0, 0.0, 2.0, -1.0])

TARGET, BUDGET = 0.002, 200


# ---- a subgradient ------------------------------------------------------------------------------


def _lasso(*, two=2.0, mean=True, sign=1.0, slope=np.sign) -> Callable:
    def lasso_subgradient(w, X, y, lam):
        return two / (len(y) if mean else 1) * X.T @ (X @ w - y) + sign * lam * slope(w)

    return lasso_subgradient


def _subgradient_at(w, lam) -> Callable:
    smooth = 2 * _X.T @ (_X @ w - _Y) / len(_Y)
    reach = np.where(w == 0, lam, 0.0)
    low, high = smooth + lam * np.sign(w) - reach, smooth + lam * np.sign(w) + reach

    def right(got):
        got = np.asarray(got, dtype=float)
        if got.shape != w.shape:
            return f"its shape is {got.shape}; a subgradient has the shape of w, {w.shape}"
        bad = ~((got >= low - 1e-9) & (got <= high + 1e-9))
        if not bad.any():
            return True
        i = int(np.argmax(bad))
        want = f"{low[i]:.4g}" if low[i] == high[i] else f"between {low[i]:.4g} and {high[i]:.4g}"
        return f"coordinate {i} is {got[i]:.4g}, should be {want}"

    return right


def _at(w, lam, hint) -> Ask:
    """Where no weight is 0 there is one right answer, else many."""
    w = np.array(w)
    right = _subgradient_at(w, lam) if (w == 0).any() else _lasso()(w, _X, _Y, lam)
    return Ask((w, _X, _Y, lam), right, hint)


def _by_division(w):
    return np.divide(w, np.abs(w), out=np.full(w.shape, np.nan), where=w != 0)


check_lasso_subgradient = Exercise(
    "a subgradient of the ℓ1-regularized regression",
    "lasso_subgradient(w, X, y, lam)",
    (
        _at([1.0, -2.0], 0.0, "λ = 0 leaves the gradient of the mean: 2/n Xᵀ(Xw − y)"),
        _at([1.0, -2.0], 0.5, "away from 0 the derivative of λ|wᵢ| is λ times the sign of wᵢ"),
        _at([3.0, 0.5], 2.0, "the slope of |wᵢ| is 1 whether wᵢ is 3 or 0.5"),
        _at([0.0, 0.5], 0.5, "at wᵢ = 0 every slope in [−λ, λ] is right"),
    ),
    (
        Slip("the 2 forgotten", _lasso(two=1.0), "the derivative of a square has a 2"),
        Slip("the sum for the mean", _lasso(mean=False), "the mean divides by n = len(y)"),
        Slip("without the penalty", _lasso(sign=0.0),
             "the penalty λ‖w‖₁ has slopes too: add λ times the sign of each weight"),
        Slip("the penalty uphill", _lasso(sign=-1.0), "‖w‖₁ rises away from 0: add λ sign(w)"),
        Slip("w for its sign", _lasso(slope=lambda w: w),
             "λw belongs to the penalty λ/2 ‖w‖²; that of λ‖w‖₁ has the slope λ or −λ"),
        Slip("w/|w|", _lasso(slope=_by_division), "w/|w| is 0/0 at wᵢ = 0; np.sign gives 0 there"),
    ),
)  # fmt: skip


# ---- the method ---------------------------------------------------------------------------------


def total(x):
    """|x₁| + |x₂| + …, of which ``np.sign`` is a subgradient."""
    return float(np.abs(x).sum())


def constant(t):
    """0.3 in every step."""
    return 0.3


def harmonic(t):
    """1, 1/2, 1/3, …"""
    return 1 / (t + 1)


def _method(*, sign=-1, first=0, remember=min, start=True, copied=True) -> Callable:
    def subgradient_method(value, subgradient, x0, lr, steps):
        x = np.array(x0, dtype=float)
        xs, best = [x], [value(x)]
        for t in range(steps):
            move = sign * lr(t + first) * subgradient(x)
            if copied:
                x = x + move
            else:
                x += move
            xs.append(x)
            best.append(remember(best[-1], value(x)))
        return np.array(xs)[not start :], np.array(best)[not start :]

    return subgradient_method


_CYCLE = np.array([[0.4], [0.1], [-0.2], [0.1], [-0.2]])
_WALK = np.array([[2.2], [1.2], [0.7], [0.7 - 1 / 3]])

check_subgradient_method = Exercise(
    "the subgradient method with the best value so far",
    "subgradient_method(value, subgradient, x0, lr, steps) -> xs, best",
    (
        Ask((total, np.sign, np.array([0.4]), constant, 4),
            (_CYCLE, np.array([0.4, 0.1, 0.1, 0.1, 0.1])),
            "x ← x − η_t g; the start is the first row; best is the least value so far"),
        Ask((total, np.sign, np.array([2.2]), harmonic, 3), (_WALK, _WALK[:, 0]),
            "η_t is lr(t), and the first step is t = 0"),
        Ask((total, np.sign, np.array([0.4, 1.0]), constant, 2),
            (np.array([[0.4, 1.0], [0.1, 0.7], [-0.2, 0.4]]), np.array([1.4, 0.8, 0.6])),
            "each row holds one iterate with all its coordinates"),
    ),
    (
        Slip("x -= …", _method(copied=False),
             "`x -= …` changes the iterates that are kept already: write x = x − …"),
        Slip("the last value", _method(remember=lambda best, now: now),
             "best is the least value so far, not the last one"),
        Slip("both faults", _method(copied=False, remember=lambda best, now: now),
             "there are two faults: `x -= …` changes what is kept, and best is not the least"),
        Slip("uphill", _method(sign=1), "the step is against the subgradient: x − η_t g"),
        Slip("without the start", _method(start=False), "the start is the first row"),
        Slip("the first step is 1", _method(first=1), "the first step is lr(0), not lr(1)"),
    ),
)  # fmt: skip


# ---- a rule of one's own ------------------------------------------------------------------------


def _reach(start) -> Callable:
    def run(rule, t):
        rates = [float(rule(t)) for t in range(BUDGET)]
        if not all(np.isfinite(rate) and rate > 0 for rate in rates):
            return np.inf
        f = MaxAffine.plane()
        trace = minimize(f, start, SubgradientMethod(lambda t: rates[t]), steps=BUDGET)
        return float(trace.best_value[-1] - f.minimum)

    return run


def _near_enough(gap):
    if np.isinf(gap):
        return "every η_t must be a positive number"
    return gap <= TARGET or f"the best value is {gap:.3g} above f*, more than {TARGET}"


check_step_rule = Exercise(
    f"a rule that gets within {TARGET} in {BUDGET} steps",
    "step_rule(t)",
    tuple(
        Ask((0,), _near_enough,
            "are the last steps too long, or are all steps together too short for the way?",
            use=_reach(start), then=f"then {BUDGET} steps from {list(start)}")
        for start in ((-2.2, 2.0), (2.5, 2.5), (0.5, -2.5), (-2.8, -2.0))
    ),
    (
        Slip("a long constant step", lambda t: 0.4,
             "a constant step ends in a band of about G²η/2: the last steps are too long"),
        Slip("a short constant step", lambda t: 0.01,
             "200 steps of 0.01 reach 2 at most: the way is longer"),
        Slip("1/t²", lambda t: 1 / (t + 1) ** 2,
             "the sum of 1/t² is finite: it stops short of a minimum that lies farther away"),
        Slip("1/√t, too bold", lambda t: 5 / np.sqrt(t + 1),
             "after 200 steps 5/√t is still 0.35: let it fall faster, or begin lower"),
        Slip("uphill", lambda t: -0.1, "every η_t must be a positive number"),
        Slip("no step", lambda t: 0.0, "every η_t must be a positive number", alike="uphill"),
    ),
)  # fmt: skip


# ---- Polyak -------------------------------------------------------------------------------------

check_polyak_step = Exercise(
    "the Polyak step",
    "polyak_step(value, minimum, g)",
    (
        Ask((3.0, 1.0, np.array([3.0])), 2 / 9, "the gap 2 over ‖g‖² = 9"),
        Ask((3.0, 1.0, np.array([3.0, -4.0])), 0.08, "‖g‖² = 9 + 16, one number"),
        Ask((-1.0, -1.0, np.array([1.0])), 0.0, "at the minimum there is nothing left to go"),
    ),
    (
        Slip("‖g‖ for ‖g‖²", lambda value, minimum, g: (value - minimum) / np.linalg.norm(g),
             "the parabola's second coefficient is ‖g‖², the *square* of the length"),
        Slip("the sign", lambda value, minimum, g: (minimum - value) / (g @ g),
             "the gap f(x) − f* is not negative, and so the step is not either"),
        Slip("coordinate by coordinate", lambda value, minimum, g: (value - minimum) / g**2,
             "‖g‖² is one number for all coordinates: g @ g"),
        Slip("without f*", lambda value, minimum, g: value / (g @ g),
             "the gap is counted from f*, which need not be 0"),
        Slip("twice the step", lambda value, minimum, g: 2 * (value - minimum) / (g @ g),
             "at twice this step the parabola is back at its start: take its lowest point"),
    ),
)  # fmt: skip
