"""Checks of notebook 05: subgradients, the subgradient method, step rules."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Case, Report, run_check
from course_lib.functions import MaxAffine
from course_lib.optim import SubgradientMethod, minimize

_X = np.array([[1.0, 2.0], [0.0, 1.0], [2.0, -1.0], [1.0, 1.0]])
_Y = np.array([1.0, 0.0, 2.0, -1.0])

TARGET, BUDGET = 0.002, 200


def check_lasso_subgradient(function: Callable) -> Report:
    """``function(w, X, y, lam)``: a subgradient of ‖Xw − y‖²/n + λ‖w‖₁."""

    def case(w, lam, hint):
        w = np.array(w)
        return Case(f"lasso_subgradient(w={w.tolist()}, X, y, lam={lam})",
                    lambda f: f(w.copy(), _X, _Y, lam), _subgradient_at(w, lam), hint)  # fmt: skip

    cases = (
        case([1.0, -2.0], 0.0, "λ = 0 leaves the gradient of the mean: 2/n Xᵀ(Xw − y)"),
        case([1.0, -2.0], 0.5, "away from 0 the derivative of λ|wᵢ| is λ times the sign of wᵢ"),
        case([3.0, 0.5], 2.0, "the slope of |wᵢ| is 1 whether wᵢ is 3 or 0.5"),
        case([0.0, 0.5], 0.5, "at wᵢ = 0 every slope in [−λ, λ] will do; w/|w| is 0/0 there"),
    )
    return run_check("a subgradient of the ℓ1-regularized regression", function, cases)


def _subgradient_at(w, lam) -> Callable:
    smooth = 2 * _X.T @ (_X @ w - _Y) / len(_Y)

    def right(got):
        try:
            got = np.asarray(got, dtype=float)
        except (TypeError, ValueError):
            return "this is not an array of numbers"
        if got.shape != w.shape:
            return f"its shape is {got.shape}; a subgradient has the shape of w, {w.shape}"
        slack = np.where(w == 0, lam, 0.0) + 1e-9
        bad = ~(np.abs(got - smooth - lam * np.sign(w)) <= slack)
        if not bad.any():
            return True
        low, high = (
            smooth - np.where(w == 0, lam, -lam * np.sign(w)),
            smooth + np.where(w == 0, lam, lam * np.sign(w)),
        )
        i = int(np.argmax(bad))
        want = f"{low[i]:.4g}" if low[i] == high[i] else f"between {low[i]:.4g} and {high[i]:.4g}"
        return f"coordinate {i} is {got[i]:.4g}, should be {want}"

    return right


def check_subgradient_method(function: Callable) -> Report:
    """``function(value, subgradient, x0, alpha, steps)``: the iterates and the best values."""

    def value(x):
        return float(np.abs(x).sum())

    def call(start, alpha, steps):
        return lambda f: np.column_stack(f(value, np.sign, np.array(start), alpha, steps))

    def constant(k):
        return 0.3

    cases = (
        Case("subgradient_method(|x|, sign, [0.4], α = 0.3, steps=4), iterates and best values",
             call([0.4], constant, 4),
             [[0.4, 0.4], [0.1, 0.1], [-0.2, 0.1], [0.1, 0.1], [-0.2, 0.1]],
             "x ← x − α(k) g; the start is the first row; best is the least f so far, not the "
             "last"),
        Case("the same with α(k) = 1/(k + 1), from [2.2], steps=3",
             call([2.2], lambda k: 1 / (k + 1), 3),
             np.c_[[2.2, 1.2, 0.7, 0.7 - 1 / 3], [2.2, 1.2, 0.7, 0.7 - 1 / 3]],
             "the first step is k = 0"),
        Case("the same on |x₁| + |x₂| from [0.4, 1.0], α = 0.3, steps=2",
             call([0.4, 1.0], constant, 2),
             [[0.4, 1.0, 1.4], [0.1, 0.7, 0.8], [-0.2, 0.4, 0.6]],
             "keep a copy of each iterate; `x -= …` changes the ones already kept"),
    )  # fmt: skip
    return run_check("the subgradient method with the best value so far", function, cases)


def check_step_rule(function: Callable) -> Report:
    """``function(k)``: steps that bring the best value within the target in time."""
    f = MaxAffine.plane()

    def reach(start):
        def call(rule):
            alphas = [float(rule(k)) for k in range(BUDGET)]
            if not all(np.isfinite(a) and a > 0 for a in alphas):
                return np.inf
            trace = minimize(f, start, SubgradientMethod(lambda k: alphas[k]), steps=BUDGET)
            return float(trace.best_value[-1] - f.minimum)

        return call

    def near_enough(gap):
        if np.isinf(gap):
            return "every α(k) must be a positive number"
        return gap <= TARGET or f"the best value is {gap:.3g} above f*, more than {TARGET}"

    hint = ("does it jump around far from the minimum (steps too long at the end), or is it still "
            "on its way (steps too short in sum)?")  # fmt: skip
    cases = tuple(
        Case(f"{BUDGET} steps from {list(start)}", reach(start), near_enough, hint)
        for start in ((-2.2, 2.0), (2.5, 2.5), (0.5, -2.5), (-2.8, -2.0))
    )
    return run_check(f"a rule that gets within {TARGET} in {BUDGET} steps", function, cases)


def check_polyak_step(function: Callable) -> Report:
    """``function(value, minimum, g)``: the Polyak step (f − f*)/‖g‖²."""
    cases = (
        Case("polyak_step(3.0, 1.0, g=[2.0])", lambda f: f(3.0, 1.0, np.array([2.0])), 0.5,
             "the gap 2 over the *square* of the length of g"),
        Case("polyak_step(3.0, 1.0, g=[3.0, -4.0])", lambda f: f(3.0, 1.0, np.array([3.0, -4.0])),
             0.08, "‖g‖² = 9 + 16, one number for all coordinates"),
        Case("polyak_step(-1.0, -1.0, g=[1.0])", lambda f: f(-1.0, -1.0, np.array([1.0])), 0.0,
             "at the minimum there is nothing left to go"),
    )  # fmt: skip
    return run_check("the Polyak step", function, cases)
