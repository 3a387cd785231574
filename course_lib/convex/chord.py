"""Convexity by its definition: the chord lies above the function."""

from __future__ import annotations

import numpy as np
import scipy

from course_lib import checks
from course_lib.convex.verdict import Verdict, Witness, box_of, draw_pairs, judge
from course_lib.functions.objective import QUIET, Objective, check_objective


def chord_gap(f: Objective, x, y, t) -> np.ndarray:
    r"""How far the chord lies above f at the point t x + (1 − t) y.

    .. math:: t f(x) + (1 - t) f(y) - f\bigl(t x + (1 - t) y\bigr)

    f is convex iff this is ≥ 0 for all x, y and t in [0, 1]; t multiplies x, so that t = 1 is x.

    Parameters
    ----------
    x, y : array, shape (..., d)
    t : float or array, in [0, 1]
        Broadcast against the leading axes of x and y.

    Returns
    -------
    array, shape (...)
        NaN where infinite values leave nothing to compare.

    Examples
    --------
    >>> from course_lib.functions import Quadratic
    >>> float(chord_gap(Quadratic([2.0]), [-1.0], [3.0], 0.5))  # x²: (1 + 9)/2 − 1
    4.0
    """
    return _gap_and_size(f, x, y, t)[0]


def midpoint_gap(f: Objective, x, y) -> np.ndarray:
    r"""The chord gap at t = ½: (f(x) + f(y))/2 − f((x + y)/2).

    Asking ≥ 0 of the midpoint alone is the same as convexity for every *continuous* f.
    """
    return chord_gap(f, x, y, 0.5)


def _gap_and_size(f, x, y, t):
    check_objective("f", f)
    x, y = checks.points("x", x, f.dim), checks.points("y", y, f.dim)
    t = checks.array("t", t)
    if ((t < 0) | (t > 1)).any():
        raise ValueError(f"t must be in [0, 1], got {t.min():g} to {t.max():g}")
    between = f(t[..., None] * x + (1 - t[..., None]) * y)
    with np.errstate(**QUIET):
        left = np.where(t == 0, 0.0, t * f(x))  # 0 · ∞ is 0 here: the end itself has no weight
        right = np.where(t == 1, 0.0, (1 - t) * f(y))
        return left + right - between, abs(left) + abs(right) + abs(between)


def _test(condition, f, x, y, t) -> Verdict:
    gaps, sizes = _gap_and_size(f, x, y, t)
    return judge(
        condition,
        gaps,
        sizes,
        lambda i: Witness(condition, float(gaps[i]), x[i], y[i], float(t[i])),
    )


def midpoint_test(f: Objective, rng, pairs: int = 1000, bounds=None) -> Verdict:
    """Try the midpoint inequality on random pairs in the bounds of f.

    Returns
    -------
    Verdict
        `holds` is True where no violation was found: evidence, not a proof.

    Examples
    --------
    >>> from course_lib.functions import DoubleWell
    >>> midpoint_test(DoubleWell(), np.random.default_rng(0)).holds
    False
    """
    x, y = draw_pairs(f, rng, pairs, bounds)
    return _test("midpoint", f, x, y, np.full(pairs, 0.5))


def chord_test(f: Objective, rng, pairs: int = 1000, bounds=None) -> Verdict:
    """Try the chord inequality on random pairs in the bounds of f, with random t.

    Returns
    -------
    Verdict
        `holds` is True where no violation was found: evidence, not a proof.
    """
    x, y = draw_pairs(f, rng, pairs, bounds)
    return _test("chord", f, x, y, rng.uniform(0, 1, pairs))


def find_violation(f: Objective, rng, pairs: int = 2000, bounds=None) -> Verdict:
    """Look for the strongest violation of the chord inequality.

    Random pairs first; then the pairs with the lowest gap and with the lowest curvature are
    improved by Nelder–Mead over (x, y, t) inside the bounds.

    Returns
    -------
    Verdict
        Its witness has the most negative gap found; where none was found, `holds` is True: no
        proof of convexity.

    Examples
    --------
    >>> from course_lib.functions import DoubleWell
    >>> witness = find_violation(DoubleWell(), np.random.default_rng(0)).witness
    >>> round(witness.gap, 4)  # the hill between the wells: f(0) − f(√1.5) = 2.25
    -2.25
    """
    x, y = draw_pairs(f, rng, pairs, bounds)
    t = rng.uniform(0.05, 0.95, pairs)
    gaps = np.nan_to_num(chord_gap(f, x, y, t), nan=np.inf, posinf=np.inf, neginf=-1e300)
    with np.errstate(**QUIET):
        bends = np.nan_to_num(gaps / (t * (1 - t) * ((x - y) ** 2).sum(axis=-1)), nan=np.inf)
    starts = {int(i) for order in (gaps, bends) for i in np.argsort(order)[:3]}
    box = box_of(f, bounds)
    better = [_improve(f, x[i], y[i], t[i], box) for i in sorted(starts)]
    x, y, t = (np.concatenate([old, [b[k] for b in better]]) for k, old in enumerate((x, y, t)))
    return _test("chord", f, x, y, t)


def _improve(f, x, y, t, box):
    """The pair and weight near (x, y, t) with the lowest gap."""
    d = len(x)

    def gap(p):
        value = float(chord_gap(f, p[:d], p[d:-1], p[-1]))
        return value if np.isfinite(value) else 1e300

    result = scipy.optimize.minimize(
        gap,
        np.r_[x, y, t],
        method="Nelder-Mead",
        bounds=[*map(tuple, box), *map(tuple, box), (0.0, 1.0)],
        options={"maxfev": 200 * (2 * d + 1), "xatol": 1e-9, "fatol": 1e-12},
    )
    return result.x[:d], result.x[d:-1], result.x[-1]
