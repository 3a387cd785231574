"""Checks of notebook 15: one step, a third whitening, statistics that leak, sixty labels."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip
from course_lib.functions import add_bias
from course_lib.lessons.preprocessing_and_sampling.few_digits import few_digits
from course_lib.linear import whitening

# ---- one step ----------------------------------------------------------------------------------


def _samples(seed: int, n: int, d: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, d)) @ rng.normal(size=(d, d)) + rng.normal(size=d) * 3


def _one_step_case(seed, n, d, hint):
    X = _samples(seed, n, d)
    Z, y = whitening(X).apply(X), X @ np.arange(1.0, d + 1) + 7
    y = y + np.random.default_rng(seed + 50).normal(size=n)
    b, *w = np.linalg.lstsq(add_bias(Z), y, rcond=None)[0]
    return Ask((Z, y), (b, np.array(w)), hint, rtol=1e-6, atol=1e-8)


def _landed(*, b="mean", w=lambda Z, y: Z.T @ y / len(y)) -> Callable:
    offsets = {"mean": lambda y: y.mean(), "none": lambda y: 0.0, "twice": lambda y: 2 * y.mean()}

    def one_step(Z, y):
        return offsets[b](y), w(Z, y)

    return one_step


check_one_step = Exercise(
    "one step on white data",
    "one_step(Z, y) -> b, w",
    lambda: (
        _one_step_case(0, 12, 2, "v − ½∇J(0) with ∇J(0) = −2 (mean of y, mean of y z)"),
        _one_step_case(1, 30, 4, "the same with four columns"),
    ),
    (
        Slip("η = 1", _landed(b="twice", w=lambda Z, y: 2 * Z.T @ y / len(y)),
             "the Hessian is 2I, so the step that arrives has η = ½; with 1 it goes twice as far"),
        Slip("a sum for the mean", _landed(w=lambda Z, y: Z.T @ y),
             "J is a mean over n samples: divide Zᵀy by n"),
        Slip("divided by d", _landed(w=lambda Z, y: Z.T @ y / Z.shape[1]),
             "divide by the number of samples, which is the number of rows of Z"),
        Slip("no bias", _landed(b="none"), "b moves too: its gradient at 0 is −2 times the mean y"),
        Slip("the wrong sign", _landed(w=lambda Z, y: -Z.T @ y / len(y)),
             "the step goes against the gradient, and the gradient has a minus of its own"),
    ),
)  # fmt: skip

# ---- Cholesky ----------------------------------------------------------------------------------


def _by_gram_schmidt(X):
    """White columns one after the other, each made orthogonal to the earlier ones."""
    Z = []
    for column in (X - X.mean(axis=0)).T:
        for z in Z:
            column = column - (z @ column) / len(X) * z
        Z.append(column / np.sqrt(column @ column / len(X)))
    return np.array(Z).T


def _cholesky_case(seed, n, d, hint):
    X = _samples(seed, n, d)
    return Ask((X,), _by_gram_schmidt(X), hint, rtol=1e-6, atol=1e-8)


def _triangular(*, centre=True, divisor=0, factor="inverse") -> Callable:
    def cholesky_whiten(X):
        C = X - X.mean(axis=0) if centre else X
        L = np.linalg.cholesky(C.T @ C / (len(X) - divisor))
        W = {
            "inverse": np.linalg.inv(L),
            "factor": L,
            "transposed": np.linalg.inv(L).T,
            "of the inverse": np.linalg.cholesky(np.linalg.inv(C.T @ C / len(X))).T,
        }[factor]
        return C @ W.T  # fmt: skip

    return cholesky_whiten


check_cholesky_whiten = Exercise(
    "whitening by Cholesky's factor",
    "cholesky_whiten(X)",
    lambda: (
        _cholesky_case(2, 9, 2, "z = L⁻¹(x − μ) for each row x of X"),
        _cholesky_case(3, 40, 4, "the first column of Z is the standardized first column of X"),
    ),
    (
        Slip("not centred", _triangular(centre=False), "subtract the mean of each column first"),
        Slip("n − 1", _triangular(divisor=1), "S is divided by n here, not by n − 1"),
        Slip("L for its inverse", _triangular(factor="factor"),
             "multiplying by L makes the spread larger; white data need L⁻¹"),
        Slip("the wrong side", _triangular(factor="transposed"),
             "samples are rows: z = L⁻¹c for a column c becomes Z = C L⁻ᵀ for rows"),
        Slip("the factor of the inverse", _triangular(factor="of the inverse"),
             "this is white too, but entry j should use the entries 1, …, j, not j, …, d"),
    ),
)  # fmt: skip

# ---- statistics that leak ----------------------------------------------------------------------


def _by_singular_values(X_train, X_test, eps):
    mean = X_train.mean(axis=0)
    _, s, V = np.linalg.svd(X_train - mean, full_matrices=False)
    W = V.T @ np.diag((s**2 / len(X_train) + eps) ** -0.5) @ V
    return (X_train - mean) @ W, (X_test - mean) @ W


def _prepare_case(seed, eps, hint):
    train, test = _samples(seed, 15, 3), 2 * _samples(seed + 1, 6, 3) + 1
    return Ask((train, test, eps), _by_singular_values(train, test, eps), hint, rtol=1e-6,
               atol=1e-8)  # fmt: skip


def _prepared(*, train=True, columns=True, root=True, own=False, turned=True) -> Callable:
    def prepare(X_train, X_test, eps):
        X = X_train if train else np.concatenate([X_train, X_test])
        mean = X.mean(axis=0) if columns else X.mean()
        variances, U = np.linalg.eigh((X - mean).T @ (X - mean) / len(X))
        W = U / (np.sqrt(variances + eps) if root else np.sqrt(variances) + eps)
        W = W @ U.T if turned else W
        return (X_train - mean) @ W, (X_test - (X_test.mean(axis=0) if own else mean)) @ W

    return prepare


check_prepare = Exercise(
    "ZCA without a leak",
    "prepare(X_train, X_test, eps) -> Z_train, Z_test",
    lambda: (
        _prepare_case(4, 0.0, "all statistics come from X_train"),
        _prepare_case(6, 0.3, "with an ε: √(variance + ε)"),
    ),
    (
        Slip("as it was", _prepared(train=False, columns=False, root=False, own=True),
             "four lines are wrong; begin with which samples the statistics come from"),
        Slip("statistics of everything", _prepared(train=False),
             "the test samples still take part in the mean or in the covariance"),
        Slip("one mean", _prepared(columns=False), "each column has a mean of its own: axis=0"),
        Slip("ε outside", _prepared(root=False), "ε is added to the variance, inside the root"),
        Slip("the test's own mean", _prepared(own=True),
             "the test samples are shifted by the mean of the training samples, not by their own"),
        Slip("statistics mended, the rest as it was",
             _prepared(columns=False, root=False, own=True),
             "the samples are right; now look at the mean, at ε and at the last line"),
        Slip("not turned back", _prepared(turned=False),
             "that is PCA whitening; ZCA turns back with U.T"),
    ),
)  # fmt: skip

# ---- sixty labels ------------------------------------------------------------------------------

LEAST, SEEDS = 0.58, 5


def _judged(my_whitening):
    """The validation accuracy: the mean over five seeds."""
    k, eps = my_whitening()
    return np.mean([few_digits(k, float(eps), seed).validation for seed in range(SEEDS)])


def _is_enough(right):
    if right >= LEAST:
        return True
    return f"{right:.1%} of the validation digits are right; at least {LEAST:.0%} is asked for"


check_my_whitening = Exercise(
    "sixty labelled digits",
    "my_whitening()",
    (
        Ask((), _is_enough, "change k and ε one at a time", use=_judged,
            then="then the mean over five seeds"),
    ),
    (
        Slip("all directions", lambda: (59, 1e-9),
             "with 59 directions every label is fitted exactly, whatever ε is: take fewer"),
        Slip("too few", lambda: (8, 1e-9), "so few directions do not hold a digit's shape"),
    ),
)  # fmt: skip
