"""Checks of notebook 09: the margin, multipliers, the subgradient of the SVM and its training."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Case, Report, run_check
from course_lib.functions import CForm, Hinge, add_bias
from course_lib.linear import LinearSVM

_X = np.array([[2.0, 0.0], [1.0, 3.0], [-1.0, 0.5], [0.5, -2.0]])
_Y = np.array([1.0, 1.0, -1.0, -1.0])


def check_cross_the_street(function: Callable) -> Report:
    """``function(x, w, b)``: from x on the line wᵀx + b = −1 straight to +1, and how far it is."""

    def call(x, w, b):
        def cross(f):
            landed, length = f(np.array(x), np.array(w), b)
            return np.append(np.asarray(landed, dtype=float), length)

        return cross

    cases = (
        Case("cross_the_street(x=[-1, 2], w=[1, 0], b=0), the point and the length",
             call([-1.0, 2.0], [1.0, 0.0], 0.0), [1.0, 2.0, 2.0],
             "straight across means along w: x₊ = x + s·w, with s from wᵀx₊ + b = +1"),
        Case("the same with w=[2, 0], b=1, x=[-1, 5]",
             call([-1.0, 5.0], [2.0, 0.0], 1.0), [0.0, 5.0, 1.0],
             "a longer w makes a narrower street: wᵀ(s·w) = s‖w‖² must be 2, and the length is "
             "s‖w‖, not s"),
        Case("the same with w=[3, -4], b=2, x=[-1, 0]",
             call([-1.0, 0.0], [3.0, -4.0], 2.0), [-0.76, -0.32, 0.4],
             "‖w‖ = 5, so the street is 2/5 wide, and the step along w is 2/25"),
    )  # fmt: skip
    return run_check("straight across the street: why m = 2/‖w‖", function, cases)


def check_from_multipliers(function: Callable) -> Report:
    """``function(alpha, X, y)``: (w, b) of the hard margin from its multipliers."""
    near = np.array([[1.0, 0.5], [-1.0, -0.5], [1.5, 2.0]])
    far = np.array([[4.0, 1.0], [-5.0, -2.0], [3.0, 2.0]])
    y = np.array([1.0, -1.0, 1.0])
    sets = (
        (near, y, "w = Σ αᵢyᵢxᵢ: the label belongs to it; b = yₛ − wᵀxₛ of a support vector"),
        (np.add(near, [2.0, 1.0]), y, "b is not 0 when the samples are shifted"),
        (np.concatenate([far, near]), np.concatenate([y, y]),
         "b = yₛ − wᵀxₛ holds for support vectors only: pick one by α > 0"),
    )  # fmt: skip

    def case(X, y, hint):
        svm = LinearSVM(C=np.inf).fit(X, y)
        alpha = np.zeros(len(y))
        alpha[svm.support_] = svm.alpha_[svm.support_]
        want = np.append(svm.coef_[0], svm.intercept_[0])

        def call(f):
            w, b = f(alpha.copy(), X.copy(), y.copy())
            return np.append(np.asarray(w, dtype=float), b)

        shown = f"from_multipliers(α = {alpha.round(3).tolist()}, …), w and b"
        return Case(shown, call, want, hint, rtol=1e-5, atol=1e-5)

    cases = tuple(case(*one) for one in sets)
    return run_check("the line from its multipliers", function, cases)


def check_svm_subgradient(function: Callable) -> Report:
    """``function(w, b, X, y, C)``: subgradients of ½‖w‖² + C Σ hinge by w and by b."""

    def case(w, b, C, hint):
        gradient = CForm(Hinge(), add_bias(_X), _Y, C).grad(np.array([b, *w]))

        def call(g):
            by_w, by_b = g(np.array(w), b, _X.copy(), _Y.copy(), C)
            return np.append(np.asarray(by_w, dtype=float), by_b)

        asked = f"svm_subgradient(w={list(w)}, b={b}, X, y, C={C}), by w and then by b"
        return Case(asked, call, np.append(gradient[1:], gradient[0]), hint)

    cases = (
        case((0.0, 0.0), 0.0, 1.0, "at 0 every margin is short: −Σ yᵢxᵢ by w, −Σ yᵢ by b"),
        case((0.0, 0.0), 0.5, 10.0, "C multiplies the sum of the losses, and only that"),
        case((1.0, 0.25), 0.0, 3.0, "only samples with yᵢf(xᵢ) < 1 pull; ½‖w‖² adds w"),
        case((2.0, 1.0), -0.5, 0.5, "b has its own subgradient, −C Σ yᵢ over the same samples, and "
                                    "no penalty"),
    )  # fmt: skip
    return run_check("the subgradient of the SVM", function, cases)


GAP = 0.02


def check_train_svm(function: Callable) -> Report:
    """``function(X, y, C, steps)``: the path (b, w), shape (steps + 1, 3), of a good training."""
    rng = np.random.default_rng(7)
    y = np.where(np.arange(40) % 2 == 0, 1.0, -1.0)
    X = rng.normal(scale=0.9, size=(40, 2)) + y[:, None] * [1.0, 0.8]

    def shape_of(f):
        return np.shape(f(X.copy(), y.copy(), 1.0, 3))

    def start(f):
        return np.asarray(f(X.copy(), y.copy(), 1.0, 3), dtype=float)[0]

    def gap(C):
        objective = LinearSVM(C=C).fit(X, y)

        def call(f):
            path = np.asarray(f(X.copy(), y.copy(), C, 1000), dtype=float)
            best = objective.objective_(objective.weights_)
            value = objective.objective_(path) if np.isfinite(path).all() else np.array([np.inf])
            return float(value.min() / best - 1)

        return call

    def near(got):
        if not np.isfinite(got):
            return "the path runs off to infinity: the steps are too long, or have the wrong sign"
        return got <= GAP or f"the best value is {100 * got:.3g} % above the optimum of the QP"

    hint = ("a step on ½‖w‖² + C Σ loss must be small when nC is large: divide the subgradient by "
            "nC, and let the step shrink like 1/√(t + 1)")  # fmt: skip
    cases = (
        Case("shape of train_svm(X, y, C=1, steps=3)", shape_of, (4, 3),
             "one row (b, w₁, w₂) a step, and the start as the first row; append copies"),
        Case("its first row", start, [0.0, 0.0, 0.0], "start from 0"),
        *(Case(f"within {100 * GAP:g} % of the QP in 1000 steps, C = {C:g}", gap(C), near, hint)
          for C in (1.0, 0.1, 3.0)),
    )  # fmt: skip
    return run_check("subgradient descent for the SVM", function, cases)
