"""Backpropagation held against finite differences, with a report that names the worst entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from course_lib import checks
from course_lib.autodiff.backward import QUIET, backward
from course_lib.autodiff.tensor import Tensor, as_tensor

#: The cube root of the rounding unit balances the two errors of a central difference.
STEP = float(np.cbrt(np.finfo(float).eps))
#: Rounding in f leaves an error of about 4e-11 |f| in a difference.
FLOOR = 1e-4


@dataclass(frozen=True)
class GradientCheck:
    """What `gradcheck` found; true where the two gradients agree.

    Attributes
    ----------
    relative_error : float
        The largest over all entries of all arguments.
    argument : int
        Which argument the worst entry belongs to.
    index : tuple of int
        Where in the argument it stands; () for a number.
    backward, difference : float
        The two gradients there.
    entries : int
        How many were compared.
    tolerance : float
    """

    relative_error: float
    argument: int
    index: tuple[int, ...]
    backward: float
    difference: float
    entries: int
    tolerance: float

    @property
    def passed(self) -> bool:
        # "Not larger" would let nan pass.
        return self.relative_error <= self.tolerance

    def __bool__(self) -> bool:
        return self.passed

    def __repr__(self) -> str:
        verdict = "agree" if self.passed else "differ"
        sign = "≤" if self.passed else ">"
        place = f"argument {self.argument}" + (f" at {list(self.index)}" if self.index else "")
        return (
            f"the gradients {verdict}: relative error {self.relative_error:.1e} {sign} "
            f"{self.tolerance:.0e}\n"
            f"  worst of {self.entries}: {place}: "
            f"backward {self.backward:.7g}, difference {self.difference:.7g}"
        )


def gradcheck(f: Callable, *arguments, tolerance: float = 1e-6, step: float = STEP):
    r"""Compare the gradient from `backward` with central differences.

    .. math:: \frac{\partial f}{\partial x_k} \approx
              \frac{f(x + h e_k) - f(x - h e_k)}{2h}, \qquad
              \text{error} = \frac{|a - d|}{\max(|a|, |d|, \delta)}

    Parameters
    ----------
    f : callable
        Takes as many tensors as there are arguments and returns a Tensor. Where that is not one
        number, a fixed random combination of its entries is differentiated.
    *arguments : numbers or arrays
        Where to compare; in double precision, whatever they are.
    tolerance : float > 0
        The largest relative error that passes.
    step : float > 0
        h, times max(1, \|x_k\|).

    Returns
    -------
    GradientCheck

    Notes
    -----
    δ is 1e-4 times the largest gradient, or \|f\| where that is larger: below it a difference is
    nothing but rounding. At a kink the two disagree although neither is wrong.

    Examples
    --------
    >>> report = gradcheck(lambda x, y: x * y + x, [1.0, 2.0], 3.0)
    >>> report.passed, report.entries
    (True, 3)
    """
    tolerance, step = checks.positive("tolerance", tolerance), checks.positive("step", step)
    checks.function("f", f)
    if not arguments:
        raise TypeError("gradcheck needs the point to check at: gradcheck(f, x)")
    points = [checks.array(f"arguments[{k}]", a).astype(float) for k, a in enumerate(arguments)]
    value, analytic = _backward(f, points)
    numeric = [_differences(f, points, k, step) for k in range(len(points))]
    return _report(value, analytic, numeric, tolerance)


def _scalar(f: Callable, tensors) -> tuple[Tensor, np.ndarray]:
    """f's value and the weights that make one number of it."""
    z = as_tensor(f(*tensors))
    if not z.shape:
        return z, np.ones(())
    return z, np.random.default_rng(0).uniform(0.5, 1.5, z.shape)


def _backward(f: Callable, points):
    with np.errstate(**QUIET):
        tensors = [Tensor(p) for p in points]
        z, weights = _scalar(f, tensors)
        grads = backward(z, seed=weights) if z.requires_grad else {}
        value = float(np.sum(z.value * weights))
    return value, [np.asarray(grads.get(t, np.zeros(t.shape))) for t in tensors]


def _differences(f: Callable, points, k: int, step: float) -> np.ndarray:
    """∂f/∂(argument k), entry by entry."""
    out = np.empty(points[k].shape)

    def at(where, value):
        moved = points[k].copy()
        moved[where] = value
        z, weights = _scalar(f, [Tensor(p) for p in (*points[:k], moved, *points[k + 1 :])])
        return float(np.sum(z.value * weights))

    with np.errstate(**QUIET):
        for where in np.ndindex(out.shape):
            x = points[k][where]
            high, low = x + step * max(1.0, abs(x)), x - step * max(1.0, abs(x))
            out[where] = (at(where, high) - at(where, low)) / (high - low)
    return out


def _report(value, analytic, numeric, tolerance) -> GradientCheck:
    largest = max((float(np.max(np.abs(a), initial=0.0)) for a in analytic), default=0.0)
    floor = max(FLOOR * largest, FLOOR * abs(value), np.finfo(float).tiny)
    worst, entries = None, 0
    for k, (a, d) in enumerate(zip(analytic, numeric, strict=True)):
        entries += a.size
        if not a.size:
            continue
        error = np.abs(a - d) / np.maximum(np.maximum(np.abs(a), np.abs(d)), floor)
        error = np.where(np.isnan(error), np.inf, error)
        where = np.unravel_index(np.argmax(error), error.shape)
        if worst is None or error[where] > worst[0]:
            index = tuple(int(i) for i in where)
            worst = (float(error[where]), k, index, float(a[where]), float(d[where]))
    if worst is None:
        raise ValueError("arguments must hold at least one number, got only empty arrays")
    return GradientCheck(*worst, entries, tolerance)
