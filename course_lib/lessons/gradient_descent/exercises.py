"""Checks of notebook 04: a path in closed form, backtracking, guess and check, when to stop."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Ask, Exercise, Limited, Slip

_X = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 3.0], [1.0, 4.0]])
_Y = np.array([1.0, 2.0, 2.0, 5.0])


def _path(w0, lam, lr, steps):
    """Step by step, so that it shares nothing with the formula that is asked for."""
    w = np.array(w0, dtype=float)
    for _ in range(steps):
        w = w - lr * (2 / len(_Y) * _X.T @ (_X @ w - _Y) + 2 * lam * w)
    return w


def _path_case(w0, lam, lr, t, hint):
    w0 = np.array(w0, dtype=float)
    return Ask((_X, _Y, w0, lam, lr, t), _path(w0, lam, lr, t), hint)


def _formula(
    *, mean=True, sign=1, power=np.linalg.matrix_power, two=2, back=True, pulls=(1, 1)
) -> Callable:
    def penalized_path(X, y, w0, lam, lr, t):
        n = len(y) if mean else 1
        H, one = X.T @ X / n, np.eye(len(w0))
        best = np.linalg.solve(H + pulls[0] * lam * one, X.T @ y / n)
        M = one - sign * two * lr * (H + pulls[1] * lam * one)
        return power(M, t) @ (w0 - best) + (best if back else 0)

    return penalized_path


def _by_steps(X, y, w0, lam, lr, t):
    for _ in range(t):
        w0 = w0 - lr * (2 / len(y) * X.T @ (X @ w0 - y) + 2 * lam * w0)
    return w0


check_penalized_path = Exercise(
    "where gradient descent with a penalty is after t steps, without the steps",
    "penalized_path(X, y, w0, lam, lr, t)",
    (
        _path_case([2, -1], 0.5, 0.05, 0, "after no step at all w is w0: M⁰ is the identity"),
        _path_case([2, -1], 0.5, 0.05, 1, "one step is w0 − η(2/n Xᵀ(Xw0 − y) + 2λ w0)"),
        _path_case([2, -1], 0.5, 0.05, 7, "M is multiplied with itself t times"),
        _path_case([0, 0], 0.1, 0.2, 5, "η = 0.2 overshoots; the formula holds all the same"),
        # Only the formula gets there within the lines that a case may run.
        Ask((_X, _Y, np.zeros(2), 0.5, 0.05, 10**9),
            np.linalg.lstsq(np.vstack([_X, np.sqrt(0.5 * len(_Y)) * np.eye(2)]),
                            np.append(_Y, [0, 0]), rcond=None)[0],
            "after so many steps w is w*"),
    ),
    (
        Slip("the sum for the mean", _formula(mean=False),
             "J has the mean of the squared errors: XᵀX and Xᵀy, both divided by n"),
        Slip("uphill", _formula(sign=-1), "the step is downhill: M = I − ηH, with a minus"),
        Slip("the 2 forgotten", _formula(two=1),
             "squares have a 2 in their derivative: H = 2(XᵀX/n + λI)"),
        Slip("M**t", _formula(power=lambda M, t: M**t),
             "`M**t` raises each entry by itself; np.linalg.matrix_power multiplies matrices"),
        Slip("w* not added", _formula(back=False),
             "Mᵗ(w0 − w*) is the way that is left to w*: add w* at the end"),
        Slip("w* without the penalty", _formula(pulls=(0, 1)),
             "w* is the minimizer of all of J: the penalty pulls it towards 0"),
        Slip("M without the penalty", _formula(pulls=(1, 0)),
             "the penalty adds 2λ to every curvature: λI belongs into M, too"),
        Slip("λ halved", _formula(pulls=(0.5, 0.5)),
             "λ‖w‖² has the gradient 2λw, without a half in front"),
        Slip("λn for λ", _formula(pulls=(len(_Y), len(_Y))),
             "only the first term is divided by n: XᵀX/n + λI, not (XᵀX)/n + nλI"),
        Slip("a loop over the steps", _by_steps, "stopped after"),
    ),
)  # fmt: skip


def square(x):
    """‖x‖², whose gradient is `double`."""
    return float(x @ x)


def double(x):
    """2x."""
    return 2 * x


def valley(x):
    """x₁² + 10 x₂², whose gradient is `slope`."""
    return float(x[0] ** 2 + 10 * x[1] ** 2)


def slope(x):
    """(2x₁, 20x₂)."""
    return np.array([2 * x[0], 20 * x[1]])


def _armijo(*, power=2, once=False, again=False, c=None, shrunk=None, plus=False) -> Callable:
    def backtrack(f, grad, x, lr, shrink, c1):
        g, c1, shrink = grad(x), c1 if c is None else c, shrink if shrunk is None else shrunk
        asked = c1 * np.linalg.norm(g) ** power
        while f(x - lr * g) > f(x) + (1 if plus else -1) * asked * lr:
            lr *= shrink
            if once:
                break
        return lr * shrink if again else lr

    return backtrack


def _never_shrinks(f, grad, x, lr, shrink, c1):
    while f(x - lr * grad(x)) > f(x) - c1 * lr * grad(x) @ grad(x):
        f(x - lr * grad(x))
    return lr


check_backtracking = Exercise(
    "Armijo's backtracking",
    "backtrack(f, grad, x, lr, shrink, c1)",
    (
        Ask((square, double, np.array([3.0]), 4.2, 0.5, 0.1), 0.525,
            "shrink while f(x − η∇f) > f(x) − c₁ η ‖∇f‖²; here 4.2, 2.1 and 1.05 are refused"),
        Ask((square, double, np.array([3.0]), 0.25, 0.5, 0.1), 0.25,
            "a first trial that is good enough is taken as it is"),
        Ask((square, double, np.array([3.0]), 3.96, 0.5, 0.1), 0.495,
            "0.99 leads lower, but not by the tenth of η ‖∇f‖² that c1 = 0.1 asks for"),
        Ask((square, double, np.array([3.0]), 0.95, 0.5, 0.1), 0.475,
            "0.95 is not enough for the square of the length, ‖∇f‖² = 36"),
        Ask((valley, slope, np.array([1.0, 1.0]), 1.0, 0.5, 0.1), 0.0625,
            "the inequality has one number for both coordinates"),
        Ask((square, double, np.array([1.0, 2.0]), 1.0, 0.9, 0.5), 0.9**7,
            "half of what the tangent promises is asked for, and each trial is 0.9 of the last"),
    ),
    (
        Slip("‖g‖ for ‖g‖²", _armijo(power=1), "‖∇f‖² is the square of the length: g @ g"),
        Slip("one trial only", _armijo(once=True),
             "one smaller step may not be enough: shrink while, not if, the value is too high"),
        Slip("shrunk once more", _armijo(again=True),
             "return the first η that is accepted, not the next smaller one"),
        Slip("always halved", _armijo(shrunk=0.5), "multiply η by `shrink`, which need not be 0.5"),
        Slip("c1 of its own", _armijo(c=1e-4),
             "lower is not enough: it must be lower by c₁ η ‖∇f‖², with the c1 that is handed in"),
        Slip("any lower value", _armijo(c=0.0), "lower is not enough", alike="c1 of its own"),
        Slip("plus", _armijo(plus=True), "the line of the demand falls: f(x) minus c₁ η ‖∇f‖²"),
        Slip("η never shrinks", _never_shrinks, "what ends this loop?"),
    ),
)  # fmt: skip


class _Hunted:
    """``converges(lr)`` of a run with a known border."""

    def __init__(self, border):
        self.border, self.__name__ = border, "converges"

    def __call__(self, lr):
        return bool(lr < self.border)


def _hunt(border, low, high):
    def near(lr):
        if abs(lr / border - 1) <= 0.01:
            return True
        side = "diverges" if lr >= border else "converges, but is not nearly the largest"
        return f"η = {lr:.4g} {side}: the border is at {border:.4g}"

    runs = Limited(_Hunted(border), 60, "61 runs are too many: halve what is left with each run")
    hint = "keep a low that converges and a high that diverges, and try between them"
    return Ask((runs, low, high), near, hint)


def _by_halving(converges, low, high):
    for _ in range(6):
        middle = (low + high) / 2
        low, high = (middle, high) if converges(middle) else (low, middle)
    return low


def _by_scanning(converges, low, high):
    return max(lr for lr in np.geomspace(low, high, 5000) if converges(lr))


def _the_other_way(converges, low, high):
    for _ in range(50):
        middle = np.sqrt(low * high)
        low, high = (low, middle) if converges(middle) else (middle, high)
    return low


check_largest_lr = Exercise(
    "the largest step size that converges",
    "largest_lr(converges, low, high)",
    (_hunt(0.659, 1e-3, 10.0), _hunt(1.64e-10, 1e-13, 1.0), _hunt(2.0, 1.9, 2.05)),
    (
        Slip("a few halvings", _by_halving,
             "go on until high and low differ by less than 1 %, however many halvings that takes"),
        Slip("a scan", _by_scanning, "61 runs are too many: halve what is left with each run"),
        Slip("the wrong half", _the_other_way,
             "where the middle converges, the border lies above it: low = middle"),
        Slip("the first high", lambda converges, low, high: high,
             "high is where the runs diverge; hand back the low of the last pair"),
    ),
)  # fmt: skip


def _until(*, by_step=False, strict=False, early=True, late=0, last=None) -> Callable:
    """The answer, or with one of the three faults of the broken one left in."""

    def descend_until(grad, x, lr, eps, most):
        for t in range(most):
            g = grad(x)
            size = np.linalg.norm(lr * g if by_step else g)
            if size <= eps:
                return (x if early else x - lr * g), t + late
            x = x - lr * g
        return x, most if last is None else most + last

    return descend_until


def _changes_its_start(grad, x, lr, eps, most):
    for t in range(most):
        g = grad(x)
        if np.linalg.norm(g) <= eps:
            return x, t
        x -= lr * g
    return x, most


def _each_coordinate(grad, x, lr, eps, most):
    for t in range(most):
        g = grad(x)
        if np.abs(g).max() <= eps:
            return x, t
        x = x - lr * g
    return x, most


def _without_end(grad, x, lr, eps, most):
    t = 0
    while np.linalg.norm(grad(x)) > eps:
        x, t = x - lr * grad(x), t + 1
    return x, t


def _stop_case(x, lr, eps, most, place, t, hint):
    return Ask((double, np.array(x), lr, eps, most), (np.array(place), t), hint)


# On ‖x‖², with the gradient 2x, every step multiplies x by 1 − 2η.
check_descend_until = Exercise(
    "descend until the gradient is small",
    "descend_until(grad, x, lr, eps, most) -> place, t",
    (
        _stop_case([3.0, 4.0], 0.25, 1.0, 50, [0.1875, 0.25], 4,
                   "the gradients have the lengths 10, 5, 2.5, 1.25, 0.625: x_4 is the first"),
        _stop_case([0.3, 0.4], 0.25, 1.0, 50, [0.3, 0.4], 0,
                   "the gradient at the start is 1 long: no step is needed"),
        _stop_case([3.0, 4.0], 0.25, 1.0, 2, [0.75, 1.0], 2,
                   "where `most` steps are not enough, the last place and `most` are asked for"),
        _stop_case([3.0, 4.0], 0.05, 1.0, 50, 0.9**22 * np.array([3.0, 4.0]), 22,
                   "η = 0.05 needs 22 steps"),
        _stop_case([0.4, 0.4], 0.25, 1.0, 50, [0.2, 0.2], 1,
                   "the gradient (0.8, 0.8) is longer than 1"),
    ),
    (
        Slip("the step tested", _until(by_step=True),
             "a small step size makes any step small: test the gradient, not η times it"),
        Slip("the place after", _until(early=False),
             "x_t itself has the small gradient: test before you step"),
        Slip("counted from 1", _until(late=1), "t counts the steps taken: 0 at the start"),
        Slip("the last index", _until(last=-1),
             "after all `most` steps t is `most`, not the last index of the loop"),
        Slip("the start changed", _changes_its_start, "changed"),
        Slip("each coordinate", _each_coordinate,
             "‖∇f‖ is the length of the whole gradient: np.linalg.norm"),
        Slip("no end", _without_end, "never more than `most` steps"),
    ),
)  # fmt: skip
