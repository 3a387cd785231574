"""Checks of notebook 09: the street, the line of its multipliers, the dual, the training."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip
from course_lib.functions import CForm, Hinge, add_bias
from course_lib.linear import LinearSVM

# ---- across the street --------------------------------------------------------------------------


def _walk(step: Callable, length: Callable) -> Callable:
    def cross_the_street(x, w, b):
        return x + step(w) * w, length(w)

    return cross_the_street


_NORM = np.linalg.norm

check_cross_the_street = Exercise(
    "straight across the street",
    "cross_the_street(x, w, b) -> landed, length",
    (
        Ask((np.array([-1.0, -4.0]), np.array([3.0, -4.0]), -14.0),
            (np.array([-0.76, -4.32]), 0.4),
            "landed = x + s·w with wᵀ(s·w) = 2; the length of s·w is s times ‖w‖"),
        Ask((np.array([-1.0, 5.0]), np.array([2.0, 0.0]), 1.0), (np.array([0.0, 5.0]), 1.0),
            "‖w‖ = 2 here: the street is half as wide as with ‖w‖ = 1"),
        Ask((np.array([0.0, 0.0, -3.0]), np.array([0.0, 0.0, 0.5]), 0.5),
            (np.array([0.0, 0.0, 1.0]), 4.0), "in three dimensions nothing changes"),
    ),
    (
        Slip("2w for the walk", _walk(lambda w: 2.0, lambda w: 2 / _NORM(w)),
             "walking 2w raises the score by 2‖w‖², and it should rise by 2"),
        Slip("2 units of length", _walk(lambda w: 2 / _NORM(w), lambda w: 2.0),
             "the score rises by 2, not the place: wᵀ(s·w) = s‖w‖² = 2"),
        Slip("s for the length", _walk(lambda w: 2 / (w @ w), lambda w: 2 / (w @ w)),
             "s·w is longer than s: its length is s‖w‖"),
        Slip("to the middle", _walk(lambda w: 1 / (w @ w), lambda w: 1 / _NORM(w)),
             "that is the middle of the street, where the score is 0; go on to +1"),
        Slip("the unit vector, s as with w", _walk(lambda w: 2 / _NORM(w), lambda w: 2 / _NORM(w)),
             "along the unit vector w/‖w‖ the walk is 2/‖w‖ long, so it ends at x + 2w/‖w‖²"),
    ),
)  # fmt: skip

# ---- the line of its multipliers ----------------------------------------------------------------


def _cleaned(X, y, C):
    """Multipliers, w and b; what is 0 or C but for rounding is exactly so."""
    svm = LinearSVM(C=C, tol=1e-11).fit(X, y)
    alpha = np.where(svm.alpha_ < 1e-5 * C, 0.0, svm.alpha_)
    alpha = np.where(alpha > (1 - 1e-5) * C, C, alpha)
    return alpha.round(9), svm.coef_[0], svm.intercept_[0]


_LABELS = np.array([-1.0, 1.0, 1.0, -1.0, 1.0, -1.0])
_APART = np.array([[-1.0, -2.0], [2.0, 1.0], [4.0, 1.0], [0.0, 0.0], [3.0, 3.0], [0.5, -1.0]])
_MIXED = np.array([[-1.0, -2.0], [2.0, 1.0], [4.0, 1.0], [2.5, 1.5], [1.5, 3.0], [0.5, -1.0]])


def _line_cases():
    sets = (
        (_APART, 10.0, "w = Σ αᵢyᵢxᵢ, and b = y − wᵀx at a point on the edge"),
        (_MIXED, 0.5, "b = y − wᵀx holds where 0 < α < C: such a point lies on its edge"),
        (np.add(_MIXED, [2.0, -3.0]), 0.5, "b changes when all points are shifted"),
    )
    for X, C, hint in sets:
        alpha, w, b = _cleaned(X, _LABELS, C)
        yield Ask((alpha, X, _LABELS, C), (w, b), hint, rtol=1e-4, atol=1e-4)


def _line(*, labels=True, at="edge", sign=1) -> Callable:
    def line_of(alpha, X, y, C):
        w = (alpha * y if labels else alpha) @ X
        b = y - X @ w
        seen = {
            "edge": (alpha > 0) & (alpha < C),
            "largest": alpha == alpha.max(),
            "all": np.ones(len(y), bool),
            "support": alpha > 0,
            "first": np.arange(len(y)) == 0,
        }[at]
        return w, sign * (b[np.argmax(seen)] if at in ("edge", "largest") else b[seen].mean())

    return line_of


check_line_of = Exercise(
    "the line of its multipliers",
    "line_of(alpha, X, y, C) -> w, b",
    lambda: tuple(_line_cases()),
    (
        Slip("as it was", _line(labels=False, at="largest"),
             "start with w: each point pulls towards its own side, so its label belongs to it"),
        Slip("only b mended", _line(labels=False),
             "w = Σ αᵢyᵢxᵢ: the label is missing"),
        Slip("only w mended", _line(at="largest"),
             "the largest α is C here, and its point lies inside the street, not on the edge"),
        Slip("the mean over all points", _line(at="all"),
             "most points do not lie on the edge, so y − wᵀx is not b there"),
        Slip("the mean over the support vectors", _line(at="support"),
             "support vectors with α = C lie inside the street: only 0 < α < C is on the edge"),
        Slip("the first point", _line(at="first"),
             "point 0 need not lie on the edge: choose by α"),
        Slip("b with the wrong sign", _line(sign=-1),
             "wᵀx + b = y gives b = y − wᵀx, not wᵀx − y"),
    ),
)  # fmt: skip

# ---- the dual, one multiplier at a time ---------------------------------------------------------


def _by_parabolas(X, y, C, rounds):
    """The same by definition: the vertex of D along each αᵢ from three of its values, then [0, C].

    It shares no formula with what is asked for.
    """

    def dual(a):
        v = (a * y) @ X
        return a.sum() - v @ v / 2

    alpha = np.zeros(len(y))
    for _ in range(rounds):
        for unit in np.eye(len(y)):
            low, here, high = (dual(alpha + s * unit) for s in (-1, 0, 1))
            vertex = (low - high) / (2 * (low - 2 * here + high))
            alpha = np.clip(alpha + vertex * unit, 0, C)
    return alpha  # fmt: skip


def _ascent(*, high=True, low=True, labels=True, scaled=True, added=True, stale=False) -> Callable:
    def ascend(X, y, C, rounds):
        alpha, sign = np.zeros(len(y)), y if labels else np.ones(len(y))
        for _ in range(rounds):
            before = alpha.copy()
            for i in range(len(y)):
                w = ((before if stale else alpha) * sign) @ X
                step = 1 - sign[i] * (X[i] @ w)
                step = step / (X[i] @ X[i]) if scaled else step
                new = alpha[i] + step if added else step
                alpha[i] = min(max(new, 0.0 if low else -np.inf), C if high else np.inf)
        return alpha

    return ascend


_D = np.array([[2.0, 1.0], [0.5, 1.0], [-1.0, 0.5], [-0.5, -1.5], [0.5, -0.5], [-1.0, 0.2]])
_SIGNS = np.array([1.0, 1.0, -1.0, -1.0, -1.0, 1.0])


def _ascent_cases():
    hints = (
        (1.0, 1, "in round 1 the first multiplier becomes 1/‖x₀‖² = 0.2, and the next sees it"),
        (0.1, 1, "no multiplier may exceed C = 0.1"),
        (1.0, 2, "the second round begins with the multipliers of the first"),
        (1.0, 60, "after 60 rounds nothing should move any more"),
    )
    for C, rounds, hint in hints:
        yield Ask((_D, _SIGNS, C, rounds), _by_parabolas(_D, _SIGNS, C, rounds), hint, atol=1e-7)


check_ascend = Exercise(
    "the dual, one multiplier at a time",
    "ascend(X, y, C, rounds)",
    lambda: tuple(_ascent_cases()),
    (
        Slip("no upper end", _ascent(high=False), "α must not exceed C: the box has two ends"),
        Slip("no lower end", _ascent(low=False), "α must not become negative: cut it off at 0"),
        Slip("no box", _ascent(high=False, low=False), "α must stay in the box from 0 to C"),
        Slip("no labels", _ascent(labels=False), "w = Σ αᵢyᵢxᵢ, and the slope is 1 − yᵢ wᵀxᵢ"),
        Slip("not divided", _ascent(scaled=False),
             "the slope falls by ‖xᵢ‖² per unit of αᵢ: divide by it to land at slope 0"),
        Slip("not added", _ascent(added=False), "slope/‖xᵢ‖² is the change: add it to the old αᵢ"),
        Slip("w of the last round", _ascent(stale=True),
             "each multiplier must see the changes of those before it in the same round"),
    ),
)  # fmt: skip

# ---- training -----------------------------------------------------------------------------------

GAP, STEPS = 0.02, 300


def _clouds():
    """A hundred points of clouds that overlap so much that many stay short of 1."""
    rng = np.random.default_rng(7)
    y = np.where(np.arange(100) % 2 == 0, 1.0, -1.0)
    return rng.normal(scale=0.9, size=(100, 2)) + y[:, None] * 0.3 + [1.0, 0.0], y


def _begins_well(steps):
    def begins_well(path):
        if np.shape(path) != (steps + 1, 3):
            return (f"a path of {steps} steps has a row (b, w₁, w₂) for the start and one for each "
                    f"step: shape {(steps + 1, 3)}, not {np.shape(path)}")  # fmt: skip
        if np.abs(path[0]).max() > 0:
            return "the first row is the start, w = 0 and b = 0, before any step"
        if np.abs(np.asarray(path[1]) - path[2]).max() == 0:
            return "rows 1 and 2 are the same: nothing has moved, or one array stands in all rows"
        return True

    return begins_well


def _near_optimum(C):
    X, y = _clouds()
    J = CForm(Hinge(), add_bias(X), y, C)
    best = float(J(LinearSVM(C=C).fit(X, y).weights_))

    def near(path):
        begun = _begins_well(STEPS)(path)
        if begun is not True:
            return begun
        if not np.isfinite(path).all():
            return "the path runs off to infinity: the steps are too long, or go uphill"
        gap = float(J(np.asarray(path)[-1]) / best - 1)
        if gap > GAP:
            return (f"the last row is {100 * gap:.2g} % above the optimum of the QP, "
                    f"and {100 * GAP:g} % is allowed")  # fmt: skip
        return True

    return near


def _training(*, sign=-1, rate=None, kept=True, bias=True, start=0.0, alias=False, all_=False):
    def train_svm(X, y, C, steps):
        v, path = np.full(3, start), [np.full(3, start)]
        for t in range(steps):
            short = y * (X @ v[1:] + v[0]) < (np.inf if all_ else 1)
            g = np.array([-C * y[short].sum() * bias, *(v[1:] - C * (y[short] @ X[short]))])
            eta = rate(t, len(y), C) if rate else 1 / (len(y) * C * np.sqrt(t + 1))
            if alias:
                v += sign * eta * g
            else:
                v = v + sign * eta * g
            path.append(v)
        return np.array(path if kept else path[1:])

    return train_svm


def _training_cases():
    X, y = _clouds()
    hint = "take steps on J/(nC) that shrink: η = 1/(nC√(t + 1)) times the subgradient of J"
    yield Ask((X, y, 1.0, 3), _begins_well(3))
    for C in (1.0, 0.1, 10.0):
        yield Ask((X, y, C, STEPS), _near_optimum(C), hint)


check_train_svm = Exercise(
    "subgradient descent for the SVM",
    "train_svm(X, y, C, steps)",
    lambda: tuple(_training_cases()),
    (
        Slip("uphill", _training(sign=1), "the step goes against the subgradient: minus η g"),
        Slip("constant steps of 0.01", _training(rate=lambda t, n, C: 0.01),
             "0.01 is too long for a large C: J is a sum, and its subgradient grows with nC"),
        Slip("steps without 1/(nC)", _training(rate=lambda t, n, C: 1 / np.sqrt(t + 1)),
             "divide the step by nC: the subgradient of J grows with it"),
        Slip("the start left out", _training(kept=False), "the start belongs into the path"),
        Slip("a start of ones", _training(start=1.0), "start from w = 0 and b = 0"),
        Slip("one array again and again", _training(alias=True),
             "`v += …` changes the rows that are already in the list: write v = v − …"),
        Slip("b never moves", _training(bias=False), "b has a subgradient too: −C Σ yᵢ"),
        Slip("all points pull", _training(all_=True),
             "only points with yᵢf(xᵢ) < 1 have a slope; the others are silent"),
    ),
)  # fmt: skip
