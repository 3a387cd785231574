"""Checks of notebook 10: the elastic threshold, coordinate descent, cross-validation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip
from course_lib.linear import lasso_path

# ---- the elastic threshold ----------------------------------------------------------------------


def _threshold(*, at=None, down=None, sign=True, divide_first=False, keep=False) -> Callable:
    def elastic_threshold(a, lam, rho):
        cut = lam * rho if at is None else at(lam, rho)
        below = 1 + lam * (1 - rho) if down is None else down(lam, rho)
        if divide_first:
            a, below = a / below, 1.0
        left = abs(a) - cut if keep else max(abs(a) - cut, 0.0)
        return (np.sign(a) if sign else 1.0) * left / below

    return elastic_threshold


check_elastic_threshold = Exercise(
    "the elastic threshold",
    "elastic_threshold(a, lam, rho)",
    (
        Ask((3.0, 1.0, 0.25), 11 / 7, "for z > 0 the slope is z − a + λρ + λ(1 − ρ)z; set it to 0"),
        Ask((-3.0, 1.0, 0.5), -5 / 3, "a negative a has a negative answer of the same size"),
        Ask((0.4, 1.0, 0.5), 0.0, "|a| ≤ λρ: the minimum is at the kink"),
        Ask((2.0, 3.0, 0.0), 0.5, "ρ = 0 has no kink: (1 + λ)z = a"),
        Ask((2.0, 0.5, 1.0), 1.5, "ρ = 1 is soft thresholding"),
    ),
    (
        Slip("the whole λ as threshold", _threshold(at=lambda lam, rho: lam),
             "the kink weighs λρ, not λ"),
        Slip("1 + λ below", _threshold(down=lambda lam, rho: 1 + lam),
             "the square weighs λ(1 − ρ), so the curvature is 1 + λ(1 − ρ)"),
        Slip("no shrinking", _threshold(down=lambda lam, rho: 1.0),
             "the square bends J too: divide by its curvature"),
        Slip("1 + 2λ(1 − ρ)", _threshold(down=lambda lam, rho: 1 + 2 * lam * (1 - rho)),
             "the penalty has a ½ before the square, so its slope is λ(1 − ρ)z"),
        Slip("divided before the cut", _threshold(divide_first=True),
             "first subtract λρ, then divide: the equation is (1 + λ(1 − ρ))z = a − λρ"),
        Slip("no sign", _threshold(sign=False), "z has the sign of a"),
        Slip("no cut at 0", _threshold(keep=True), "where |a| < λρ the answer is 0, not beyond it"),
    ),
)  # fmt: skip

# ---- coordinate descent -------------------------------------------------------------------------


def _by_candidates(X, y, lam, rounds):
    """The same by values of J: along each coordinate the best of the three places it can be."""

    def J(w):
        return ((y - X @ w) ** 2).mean() / 2 + lam * np.abs(w).sum()

    w = np.zeros(X.shape[1])
    for _ in range(rounds):
        for j in range(len(w)):
            others = np.delete(X, j, axis=1) @ np.delete(w, j)
            slope, bend = X[:, j] @ (y - others) / len(y), (X[:, j] ** 2).mean()
            tried = []
            for z in (0.0, (slope - lam) / bend, (slope + lam) / bend):
                w[j] = z
                tried.append((J(w), z))
            w[j] = min(tried)[1]
    return w


def _sweeps(*, fresh=True, own=True, divided=True, cut=None, halved=False) -> Callable:
    def lasso_sweeps(X, y, lam, rounds):
        n, w = len(y), np.zeros(X.shape[1])
        for _ in range(rounds):
            before = w.copy()
            for j in range(len(w)):
                x, seen = X[:, j], w if fresh else before
                residual = y - X @ seen + (seen[j] * x if own else 0)
                a = x @ residual / n
                t = cut(lam, n) if cut else lam
                square = x @ x / n if divided else 1.0
                w[j] = np.sign(a) * max(abs(a) - t, 0) / square * (0.5 if halved else 1.0)
        return w

    return lasso_sweeps


_RNG = np.random.default_rng(5)
_D = _RNG.normal(size=(30, 4)) * [1.0, 2.0, 0.5, 1.0]
_D[:, 3] += 0.8 * _D[:, 0]
_D = (_D - _D.mean(axis=0)).round(2)
_D = _D - _D.mean(axis=0)
_T = _D @ [2.0, -1.0, 0.0, 0.5] + 0.3 * _RNG.normal(size=30)
_T = _T - _T.mean()


def _sweep_cases():
    hints = (
        (0.2, 3, "from the second round on a weight's own part must be given back"),
        (0.2, 1, "after one round: each weight must see the new values of those before it"),
        (1.0, 2, "with a large λ most weights are exactly 0"),
    )
    for lam, rounds, hint in hints:
        yield Ask((_D, _T, lam, rounds), _by_candidates(_D, _T, lam, rounds), hint, atol=1e-9)
    exact = lasso_path(_D, _T, [0.1]).weights[0, 1:]
    yield Ask((_D, _T, 0.1, 300), exact, "after 300 rounds the lasso's minimum is reached",
              atol=1e-8)  # fmt: skip


check_lasso_sweeps = Exercise(
    "the lasso, one weight at a time",
    "lasso_sweeps(X, y, lam, rounds)",
    lambda: tuple(_sweep_cases()),
    (
        Slip("as it was", _sweeps(fresh=False, own=False, divided=False),
             "start with one round by hand: the second weight must see what the first has become"),
        Slip("the residual of the round's start", _sweeps(fresh=False),
             "the residual is out of date as soon as one weight has changed: keep it fresh"),
        Slip("only the residual mended", _sweeps(own=False, divided=False),
             "the residual is fresh now; but these columns are not standardized"),
        Slip("without its own part", _sweeps(own=False),
             "a is the correlation with what the OTHERS leave over: add w[j]·x to the residual"),
        Slip("not divided", _sweeps(divided=False),
             "the curvature along w_j is x @ x / n, which is 1 for standardized x only"),
        Slip("the stale residual and no division", _sweeps(fresh=False, divided=False),
             "two things are left: a fresh residual, and the curvature of each column"),
        Slip("the stale residual without its own part", _sweeps(fresh=False, own=False),
             "dividing is right; now keep the residual fresh, without the weight's part"),
        Slip("λ/n", _sweeps(cut=lambda lam, n: lam / n),
             "a is a mean already, so the threshold is λ itself"),
    ),
)  # fmt: skip

# ---- cross-validation ---------------------------------------------------------------------------


def _ridge(X, y, lam):
    center, mean = X.mean(axis=0), y.mean()
    Z = X - center
    w = np.linalg.solve(Z.T @ Z / len(y) + lam * np.eye(Z.shape[1]), Z.T @ (y - mean) / len(y))
    return w, mean - center @ w


def _crossed(*, leak=False, inside=False, blocks=False, last=False, place=False, root=False,
             least=True) -> Callable:  # fmt: skip
    def choose_lambda(X, y, lambdas, folds):
        i = np.arange(len(y))
        fold = i * folds // len(y) if blocks else i % folds
        errors = []
        for lam in lambdas:
            squares = []
            for k in range(folds):
                out = fold == k
                w, b = _ridge(X, y, lam) if leak else _ridge(X[~out], y[~out], lam)
                judged = ~out if inside else out
                squares.append((y[judged] - X[judged] @ w - b) ** 2)
            squares = squares[-1] if last else np.concatenate(squares)
            errors.append(squares.mean())
        best = int(np.argmin(errors) if least else np.argmax(errors))
        error = np.sqrt(errors[best]) if root else errors[best]
        return (best if place else lambdas[best]), error

    return choose_lambda


def _noisy(n, d, seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d))
    return X.round(2), (X[:, 0] - X[:, 1] + 3 + rng.normal(size=n)).round(2)


def _through_the_hat(X, y, lambdas, folds):
    """The same by another way: rows of ones, the bias left free, all folds by least squares."""
    A = np.column_stack([np.ones(len(y)), X])
    means = []
    for lam in lambdas:
        total = 0.0
        for k in range(folds):
            inner = np.arange(len(y)) % folds != k
            grow = np.sqrt(inner.sum() * lam) * np.eye(A.shape[1])[1:]
            v = np.linalg.lstsq(np.vstack([A[inner], grow]),
                                np.r_[y[inner], np.zeros(len(grow))], rcond=None)[0]  # fmt: skip
            total += ((y[~inner] - A[~inner] @ v) ** 2).sum()
        means.append(total / len(y))
    best = int(np.argmin(means))
    return lambdas[best], means[best]


def _crossed_cases():
    grid = np.array([0.001, 0.03, 0.3, 1.0, 10.0])
    for (n, d, seed), folds, hint in (
        ((24, 12, 1), 4, "sample i belongs to fold i % folds; fit on the other folds"),
        ((30, 3, 2), 5, "the error is the mean of the squares over all samples"),
        ((20, 8, 3), 2, "with two folds each half judges the other"),
    ):
        X, y = _noisy(n, d, seed)
        yield Ask((X, y, grid, folds), _through_the_hat(X, y, grid, folds), hint, atol=1e-7)


check_choose_lambda = Exercise(
    "λ by cross-validation",
    "choose_lambda(X, y, lambdas, folds) -> lam, error",
    lambda: tuple(_crossed_cases()),
    (
        Slip("fitted to all samples", _crossed(leak=True),
             "the samples that judge must not take part in the fit"),
        Slip("judged on the training folds", _crossed(inside=True),
             "judge each fit on the fold that was left out, not on those it was fitted to"),
        Slip("blocks", _crossed(blocks=True),
             "sample i belongs to fold i % folds, so the folds are not blocks of neighbours"),
        Slip("the last fold alone", _crossed(last=True),
             "every fold judges once: collect the squares of all of them"),
        Slip("the place of λ", _crossed(place=True), "return λ itself, not its place in the list"),
        Slip("the root", _crossed(root=True), "asked for is the mean square, not its root"),
        Slip("the worst", _crossed(least=False), "the least error wins, so argmin"),
    ),
)  # fmt: skip
