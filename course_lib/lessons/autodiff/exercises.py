"""Checks of notebook 14: two derivatives at once, a pull-back, a lost sum, uneven checkpoints."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip

# ---- 1: a sine that carries two derivatives -----------------------------------------------------


def _sine_case(x, dx, ddx, hint):
    """The derivatives in s of sin(x + dx s + ½ ddx s²), by differences."""
    h = 1e-3

    def y(s):
        return np.sin(x + dx * s + 0.5 * ddx * s**2)

    # Five points: the errors are of order h⁴.
    far, near = y(2 * h), y(h)
    low, lower = y(-h), y(-2 * h)
    first = (lower - 8 * low + 8 * near - far) / (12 * h)
    second = (-far + 16 * near - 30 * y(0) + 16 * low - lower) / (12 * h**2)
    return Ask((x, dx, ddx), (np.sin(x), first, second), hint, rtol=1e-6, atol=1e-8)


def _sine(first=lambda x, d: np.cos(x) * d, second=None) -> Callable:
    second = second or (lambda x, d, dd: -np.sin(x) * d**2 + np.cos(x) * dd)
    return lambda x, dx, ddx: (np.sin(x), first(x, dx), second(x, dx, ddx))


check_second_order_sine = Exercise(
    "a sine that carries two derivatives",
    "sine(x, dx, ddx) -> y, dy, ddy",
    (
        _sine_case(0.4, 1.0, 0.0, "with dx = 1 and ddx = 0 they are cos x and −sin x"),
        _sine_case(0.4, 2.0, 0.0, "dx stands in the second derivative twice"),
        _sine_case(-1.3, -0.5, 3.0, "differentiate dy = cos(x) dx once more, as a product"),
    ),
    (
        Slip("cosine alone", _sine(first=lambda x, d: np.cos(x)),
             "dy is the slope times dx, which arrives"),
        Slip("dx once", _sine(second=lambda x, d, dd: -np.sin(x) * d + np.cos(x) * dd),
             "cos(x) changes at the rate −sin(x) dx, and stands beside another dx: dx²"),
        Slip("ddx forgotten", _sine(second=lambda x, d, dd: -np.sin(x) * d**2),
             "the product rule has two terms: dx changes too, at the rate ddx"),
        Slip("the slope of the slope times ddx", _sine(second=lambda x, d, dd: -np.sin(x) * dd),
             "−sin(x) belongs to dx², and cos(x) to ddx"),
        Slip("the sign", _sine(second=lambda x, d, dd: np.sin(x) * d**2 + np.cos(x) * dd),
             "the derivative of the cosine is minus the sine"),
    ),
)  # fmt: skip

# ---- 2: the pull-back of a normalized vector, derived -------------------------------------------


def _unit_case(x, u, hint):
    x, u, h = np.array(x), np.array(u), 1e-5

    def along(x):
        return u @ (x / np.sqrt(x @ x))

    slopes = [(along(x + e) - along(x - e)) / (2 * h) for e in h * np.eye(len(x))]
    return Ask((x, u), np.array(slopes), hint, rtol=1e-6, atol=1e-8)


def _unit(of: Callable) -> Callable:
    """A pull-back of (u, y, r) with y = x/r."""

    def pull_unit(x, u):
        r = np.sqrt(x @ x)
        return of(u, x / r, r)

    return pull_unit


check_pull_unit = Exercise(
    "the vector-Jacobian product of x/‖x‖",
    "pull_unit(x, u)",
    (
        _unit_case([3.0, 4.0], [1.0, 0.0], "y = x/r: x also acts through r, and ∂r/∂x = y"),
        _unit_case([0.5, -1.0, 2.0], [0.3, 1.0, -0.4],
                   "what comes through r is one number times ∂r/∂x = x/r"),
        _unit_case([2.0, 0.0], [5.0, 0.0], "a longer x gives the same y: along x the slope is 0"),
    ),
    (
        Slip("r as a constant", _unit(lambda u, y, r: u / r),
             "the length r depends on x too: a second path"),
        Slip("not divided", _unit(lambda u, y, r: u - y * (y @ u)),
             "the projection is right; a vector twice as long turns half as far: divide by r"),
        Slip("the part along y alone", _unit(lambda u, y, r: y * (y @ u) / r),
             "this is the part that has to be taken away from u"),
        Slip("plus", _unit(lambda u, y, r: (u + y * (y @ u)) / r),
             "a larger r makes y smaller: this path has a minus"),
        Slip("x for y", _unit(lambda u, y, r: (u - r * y * (r * y @ u)) / r),
             "the direction in the second term is y, of length 1, not x"),
        Slip("r²", _unit(lambda u, y, r: (u - y * (y @ u)) / r**2),
             "one r is enough: y has the length 1 already"),
    ),
)  # fmt: skip

# ---- 3: a backward that forgets to accumulate ---------------------------------------------------


def _gather_case(rows, which, grad, hint):
    """The slopes of Σ grad · table[which]: it is linear, so a difference with step 1 is exact."""
    which, grad = np.array(which), np.array(grad)

    def total(table):
        return np.sum(grad * table[which])

    slopes = np.zeros((rows, grad.shape[1]))
    for at in np.ndindex(slopes.shape):
        step = np.zeros_like(slopes)
        step[at] = 1.0
        slopes[at] = total(step) - total(np.zeros_like(slopes))
    return Ask((rows, which, grad), slopes, hint)


def _as_it_stands(rows, which, grad):
    d_table = np.zeros((rows, grad.shape[1]))
    d_table[which] = grad
    return d_table


def _averaged(rows, which, grad):
    d_table = np.zeros((rows, grad.shape[1]))
    np.add.at(d_table, which, grad)
    return d_table / np.maximum(np.bincount(which, minlength=rows), 1)[:, None]


def _first_only(rows, which, grad):
    d_table = np.zeros((rows, grad.shape[1]))
    d_table[which[::-1]] = grad[::-1]
    return d_table


check_gather_back = Exercise(
    "the mended backward of table[which]",
    "gather_back(rows, which, grad)",
    (
        _gather_case(4, [2, 0], [[1.0, 2.0], [3.0, 4.0]], "rows that nobody took get 0"),
        _gather_case(3, [1, 1], [[1.0, 2.0], [10.0, 20.0]],
                     "row 1 was taken twice, so that two paths lead to it: add both parts"),
        _gather_case(5, [4, 0, 4, 4, 0], [[1.0], [2.0], [-3.0], [0.5], [1.0]],
                     "each row gets the sum of all the parts that came from it"),
    ),
    (
        Slip("= or += on repeated rows", _as_it_stands,
             "a part is lost where a row was taken twice: d_table[which] = grad and "
             "d_table[which] += grad both write each row once; add the parts one by one"),
        Slip("the mean", _averaged, "paths add; they are not averaged"),
        Slip("the first", _first_only, "now the first part wins, and the others are lost"),
    ),
)  # fmt: skip

# ---- 4: checkpoints at unequal distances --------------------------------------------------------


def peak_of(lengths) -> int:
    """The most values held at once: in segment j these are j checkpoints and its own."""
    return max(j + length for j, length in enumerate(lengths))


def _least(T: int) -> int:
    """The least peak M: segments of M, M − 1, … 1 gates reach furthest."""
    M = 1
    while M * (M + 1) // 2 < T:
        M += 1
    return M


def _good(T: int) -> Callable:
    def judge(got):
        wanted = "should be a list of whole numbers, each at least 1"
        if not isinstance(got, list | tuple | np.ndarray) or not len(got):
            return wanted
        if not all(isinstance(length, int | np.integer) and length >= 1 for length in got):
            return wanted
        if sum(got) != T:
            return f"the segments should hold {T} gates together, they hold {sum(got)}"
        peak, least = peak_of(got), _least(T)
        if peak > least:
            return (
                f"these segments hold {peak} values at once, and {least} are enough: while the "
                "last segment is worked through, all checkpoints are held"
            )
        return True

    return judge


def _equal(T):
    k = max(round(T**0.5), 1)
    return [T * (j + 1) // k - T * j // k for j in range(k)]


def _longest_last(T):
    return _falling(T)[::-1]


def _falling(T):
    lengths, length = [], _least(T)
    while T:
        lengths.append(min(length, T))
        T -= lengths[-1]
        length -= 1
    return lengths


check_segments = Exercise(
    "checkpoints where they pay",
    "segments(T)",
    (
        Ask((6,), _good(6)),
        Ask((100,), _good(100)),
        Ask((91,), _good(91)),
    ),
    (
        Slip("all equal", _equal, "equal segments are not the best"),
        Slip("the other way round", _longest_last,
             "the last segment meets the most checkpoints: make it the shortest"),
        Slip("no checkpoint", lambda T: [T], "one segment is the plain way, with T values"),
        Slip("one gate each", lambda T: [1] * T, "a checkpoint after each gate is the plain way"),
    ),
)  # fmt: skip
