"""Checks of notebook 02: bad chords, subgradients, semidefinite matrices, log-sum-exp."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip

# ---- a chord below the minimum of two parabolas ------------------------------------------------


def _passes_below(a: float) -> Callable:
    def lower(x):
        return min((x - a) ** 2, (x + a) ** 2)

    def right(got):
        x, y, t = (float(np.asarray(part)) for part in got)
        if not 0 <= t <= 1:
            return f"t is {t:.4g}, should be between 0 and 1"
        gap = t * lower(x) + (1 - t) * lower(y) - lower(t * x + (1 - t) * y)
        return gap < -1e-9 or (
            f"the chord minus the function is {gap:.3g} there, should be negative"
        )

    return right


check_bad_chord = Exercise(
    "a chord that passes below min((x − a)², (x + a)²)",
    "bad_chord(a) -> x, y, t",
    tuple(
        Ask((a,), _passes_below(a), "where does the minimum have a hill? Span the chord over it")
        for a in (1.0, 4.0, 0.1)
    ),
    (
        Slip("an end of the chord", lambda a: (-a, a, 1.0),
             "at t = 0 and t = 1 every chord meets the function: take a t between"),
        Slip("one valley", lambda a: (a, 2 * a, 0.5),
             "both ends lie on the same parabola, which is convex: take one on each side of 0"),
        Slip("fixed ends", lambda a: (-1.0, 1.0, 0.5),
             "the hill's width depends on a: the ends must depend on a too"),
        Slip("one point", lambda a: (0.0, 0.0, 0.5), "x and y are the same point: no chord"),
    ),
)  # fmt: skip


# ---- is it a subgradient? -----------------------------------------------------------------------

_GRID = np.linspace(-2.0, 2.0, 401)
_RIGHT_VALLEY = 1.1309011226  # the slope of the tilted double well is 0 here; it is not lowest


def tilted(y):
    """A double well whose left valley is the lower one."""
    return y**4 - 3 * y**2 + y


def _supports(*, where=lambda x, y: y == y, tolerance=1e-9, height=True, turned=False) -> Callable:
    def is_subgradient(f, x, g, grid):
        y = grid[where(x, grid)]
        gaps = f(y) - (f(x) if height else 0.0) - g * (y - x)
        return bool(np.all((-gaps if turned else gaps) >= -tolerance))

    return is_subgradient


def _right_of(x, y):
    return y > x


def _near(x, y):
    return np.abs(y - x) < 0.5


check_is_subgradient = Exercise(
    "does the line stay below f?",
    "is_subgradient(f, x, g, grid)",
    (
        Ask((np.abs, 0.0, 0.5, _GRID), True, "every g between −1 and 1 supports |y| at 0"),
        Ask((np.abs, 0.0, 1.5, _GRID), False, "look to the right of 0: 1.5 y > y"),
        Ask((np.abs, 0.0, -1.2, _GRID), False, "look at every y of the grid, on both sides of x"),
        Ask((np.abs, 0.5, 0.0, _GRID), False, "the line starts at the height f(x)"),
        Ask((np.square, 0.4, 0.8, _GRID), True, "the line touches f: what does rounding leave?"),
        Ask((tilted, _RIGHT_VALLEY, 0.0, _GRID), False, "the other valley is lower"),
    ),
    (
        Slip("no tolerance", _supports(tolerance=0.0),
             "the line touches f, and rounding leaves −1e-17: allow a small tolerance"),
        Slip("nearby only", _supports(where=_near),
             "for all y, not only for those near x: the other valley may be lower"),
        Slip("without f(x)", _supports(height=False), "the line starts at height f(x), not at 0"),
        Slip("the right side", _supports(where=_right_of),
             "the y to the left of x are still not asked: the definition says all y"),
        Slip("both faults", _supports(where=_right_of, tolerance=0.0),
             "the y to the left of x are still not asked: the definition says all y",
             alike="the right side"),
        Slip("above for below", _supports(turned=True), "f must lie above the line, not below it"),
        Slip("a verdict for each y",
             lambda f, x, g, grid: f(grid) - f(x) - g * (grid - x) >= -1e-9,
             "shape (401,)"),
    ),
)  # fmt: skip


# ---- the subdifferential of a maximum ----------------------------------------------------------


def _ends(*, tied=np.isclose, top=np.max, ends=lambda a: (a.min(), a.max())) -> Callable:
    def subdifferential_of_max(slopes, offsets, x):
        values = slopes * x + offsets
        return ends(slopes[tied(values, top(values))])

    return subdifferential_of_max


def _pieces(slopes, offsets, x, expected, hint) -> Ask:
    return Ask((np.array(slopes), np.array(offsets), x), expected, hint)


check_subdifferential = Exercise(
    "the subdifferential of a maximum of affine functions",
    "subdifferential_of_max(slopes, offsets, x) -> low, high",
    (
        _pieces([-1.0, 2.0], [0.0, 0.0], 0.0, (-1.0, 2.0), "both pieces are largest at 0"),
        _pieces([-1.0, 2.0], [0.0, 0.0], 1.0, (2.0, 2.0), "at 1 only 2x attains the maximum"),
        _pieces([2.0, -1.0], [0.0, 0.0], -3.0, (-1.0, -1.0), "at −3 the larger piece is −x = 3"),
        _pieces([3.0, 1.0, -2.0], [-6.0, 0.0, 0.0], 3.0, (1.0, 3.0), "3x − 6 and x tie at 3"),
        _pieces([0.1, 0.3], [0.2, 0.0], 1.0, (0.1, 0.3), "both pieces are 0.3 at 1"),
    ),
    (
        Slip("exact ties", _ends(tied=np.equal),
             "0.1 + 0.2 and 0.3 differ in the last bit: compare with np.isclose, not =="),
        Slip("all pieces", _ends(tied=lambda values, top: values == values),
             "only the pieces that attain the maximum at x count"),
        Slip("the first piece", _ends(ends=lambda a: (a[0], a[0])),
             "where pieces tie there are many subgradients: argmax finds only one of them"),
        Slip("in the order of the pieces", _ends(ends=lambda a: (a[0], a[-1])),
             "the pieces come in any order: the lowest slope first"),
        Slip("the lowest pieces", _ends(top=np.min),
             "f is the largest of the pieces, not the smallest"),
    ),
)  # fmt: skip


# ---- psd, or a witness --------------------------------------------------------------------------


def _psd_and_witness(H) -> Callable:
    lowest = float(np.linalg.eigvalsh(H)[0])

    def right(got):
        said, d = got
        if np.ndim(said) or bool(said) is not (lowest >= -1e-9):
            return f"psd should be {lowest >= -1e-9}"
        d = np.asarray(d, dtype=float)
        if d.shape != (len(H),):
            return f"the shape of d is {d.shape}, should be {(len(H),)}"
        if abs(np.linalg.norm(d) - 1) > 1e-6:
            return f"the length of d is {np.linalg.norm(d):.4g}, should be 1"
        along = float(d @ H @ d)
        return along <= lowest + 1e-6 or f"dᵀHd = {along:.3g} there; another d has {lowest:.3g}"

    return right


def _by(said, d=lambda vectors: vectors[:, 0]) -> Callable:
    def decide_psd(H):
        values, vectors = np.linalg.eigh(H)
        return said(H, values), d(vectors)

    return decide_psd


def _right_verdict(H, values):
    return values[0] >= -1e-9


def _matrix(H, hint) -> Ask:
    H = np.array(H)
    return Ask((H,), _psd_and_witness(H), hint)


_ROW = np.array([[0.1, 0.2, 0.3]])

check_decide_psd = Exercise(
    "psd, or a direction in which f bends down",
    "decide_psd(H) -> psd, d",
    (
        _matrix([[2.0, -1.0], [-1.0, 2.0]], "the eigenvalues are 1 and 3"),
        _matrix([[1.0, 0.0], [0.0, 0.0]], "the eigenvalues are 1 and 0"),
        _matrix([[1.0, 2.0], [2.0, 1.0]], "one eigenvalue is −1"),
        _matrix([[-1.0, 0.0], [0.0, -2.0]], "both eigenvalues are negative"),
        _matrix([[0.0, 1.0], [1.0, 0.0]], "the axes have curvature 0; look between them"),
        _matrix([[1.0, 2.0, 3.0], [2.0, 0.0, 1.0], [3.0, 1.0, -1.0]],
                "in three dimensions too, d goes with the lowest eigenvalue"),
        _matrix((_ROW.T @ _ROW).round(2), "rank one, and rounding makes an eigenvalue of −1e-18"),
    ),
    (
        Slip("rows of eigh", _by(_right_verdict, lambda vectors: vectors[0]),
             "np.linalg.eigh returns the eigenvectors as columns: vectors[:, 0], not vectors[0]"),
        Slip("the highest", _by(_right_verdict, lambda vectors: vectors[:, -1]),
             "this is the direction of the highest curvature; eigh sorts them, lowest first"),
        Slip("no unit", _by(_right_verdict, lambda vectors: 2 * vectors[:, 0]),
             "d must have length 1: divide it by its norm"),
        Slip("the determinant", _by(lambda H, values: np.linalg.det(H) >= -1e-12),
             "the determinant alone cannot tell: two negative eigenvalues make it positive"),
        Slip("the diagonal", _by(lambda H, values: bool((np.diag(H) >= 0).all())),
             "the diagonal holds the curvature along the axes alone: look between them too"),
        Slip("the entries", _by(lambda H, values: bool((H >= 0).all())),
             "the sign of an entry tells nothing: ask the eigenvalues"),
        Slip("no tolerance", _by(lambda H, values: values[0] >= 0),
             "an exact 0 may come out as −1e-18: allow eigenvalues down to −1e-9"),
        Slip("definite", _by(lambda H, values: values[0] > 1e-9),
             "an eigenvalue 0 is allowed: *semi*definite"),
        Slip("the verdict alone", lambda H: np.linalg.eigvalsh(H)[0] >= -1e-9, "return psd, d"),
    ),
)  # fmt: skip


# ---- log-sum-exp --------------------------------------------------------------------------------


def _lse(*, shift=True, divide=True, make=lambda p: np.diag(p) - np.outer(p, p)) -> Callable:
    def hessian_of_lse(x):
        with np.errstate(over="ignore", invalid="ignore"):
            p = np.exp(x - x.max()) if shift else np.exp(x)
            return make(p / p.sum() if divide else p)

    return hessian_of_lse


_EVEN = np.array([[0.25, -0.25], [-0.25, 0.25]])

check_hessian_of_lse = Exercise(
    "the Hessian of log Σ exp",
    "hessian_of_lse(x)",
    (
        Ask((np.array([0.0, 0.0]),), _EVEN, "p = (1/2, 1/2)"),
        Ask((np.log([1.0, 1.0, 2.0]),), np.array([[3, -1, -2], [-1, 3, -2], [-2, -2, 4]]) / 16,
            "p = (1/4, 1/4, 1/2)"),
        Ask((np.array([1000.0, 1000.0]),), _EVEN, "the Hessian is the same as at (0, 0)"),
    ),
    (
        Slip("without pᵢpⱼ", _lse(make=np.diag),
             "the denominator of p depends on every x: its derivative gives −p pᵀ"),
        Slip("without the diagonal", _lse(make=lambda p: -np.outer(p, p)),
             "the numerator of pᵢ depends on xᵢ too: its derivative gives the diagonal, diag(p)"),
        Slip("plus", _lse(make=lambda p: np.diag(p) + np.outer(p, p)),
             "the quotient rule has a minus: p pᵀ is subtracted"),
        Slip("the gradient", _lse(make=lambda p: p), "shape (2,)"),
        Slip("p(1 − p) alone", _lse(make=lambda p: np.diag(p * (1 - p))),
             "off the diagonal there is −pᵢpⱼ: the components of p change together"),
        Slip("not divided", _lse(divide=False), "p must sum to 1: divide by the sum"),
        Slip("overflow", _lse(shift=False),
             "e¹⁰⁰⁰ is inf: subtract the largest x first, which leaves p as it is"),
    ),
)  # fmt: skip


# ---- where convexity ends ----------------------------------------------------------------------


def _bad(*, short=1, long=200, tolerance=1e-9, turned=False, only_right=False) -> Callable:
    """Asks the middle of all chords with ends on a grid and half lengths within these limits."""

    def has_bad_chord(c):
        x = np.linspace(0 if only_right else -2, 2, 401)
        f = x**4 + c * x**3 + x**2
        halves = range(short, min(long, 200))
        gaps = np.concatenate([(f[2 * k :] + f[: -2 * k]) / 2 - f[k:-k] for k in halves])
        return bool(np.any((-gaps if turned else gaps) < -tolerance))

    return has_bad_chord


def _second_valley(c):
    slope = np.polyval([4, 3 * c, 2, 0], np.linspace(-2, 2, 4000))  # 0 is between two of them
    return int(np.sum((slope[:-1] < 0) & (slope[1:] > 0))) > 1


check_has_bad_chord = Exercise(
    "where convexity ends",
    "has_bad_chord(c)",
    tuple(
        Ask((c,), c**2 > 8 / 3, hint)
        for c, hint in (
            (0.0, "x⁴ + x² is convex: no chord passes below it"),
            (2.0, "try the chord from −1 to 0"),
            (1.95, "try the chord from −0.9 to −0.1"),
            (1.8, "try the chord from −0.8 to −0.1"),
            (1.6, "f'' is positive everywhere here: no chord passes below it"),
            (1.7, "f'' is negative only between −0.54 and −0.31: ask chords that fit in there"),
            (-1.7, "the bad chords now lie right of 0"),
        )
    ),
    (
        Slip("long chords alone", _bad(short=40),
             "a long chord passes high over a small dent: ask short chords as well"),
        Slip("valleys", _second_valley,
             "one valley does not make a function convex: ask chords, not valleys"),
        Slip("too tolerant", _bad(tolerance=0.06),
             "the dent is shallow: count every gap below −1e-9"),
        Slip("right of 0", _bad(only_right=True), "x goes from −2 to 2: ask chords left of 0 too"),
        Slip("above for below", _bad(turned=True),
             "a bad chord passes below f: the mix of the values is less than the value of the mix"),
    ),
)  # fmt: skip
