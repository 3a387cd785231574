"""Logistic regression on polynomial features: from too stiff to over-fitted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.datasets import Standardizer, make_circles, make_moons, make_xor
from course_lib.functions import CForm, LogLoss, add_bias
from course_lib.linear.newton import newton

DEGREES = range(1, 10)
HALF = 2.0  # of the drawn square
SIDE = np.linspace(-HALF, HALF, 71)
TEST = 500

SHAPES = {
    "circles": lambda n, rng: make_circles(n, 0.22, rng=rng),
    "moons": lambda n, rng: make_moons(n, 0.28, rng=rng),
    "xor": lambda n, rng: make_xor(n, 0.22, rng=rng),
}


def monomials(X, degree: int) -> np.ndarray:
    r"""All products :math:`x_1^i x_2^j` with 1 ≤ i + j ≤ degree, shape (..., 2) → (..., m).

    Their number is m = (degree + 1)(degree + 2)/2 − 1.

    Examples
    --------
    >>> monomials([[2.0, 3.0]], 2).tolist()
    [[2.0, 3.0, 4.0, 6.0, 9.0]]
    """
    X = np.asarray(X, dtype=float)
    powers = X[..., None] ** np.arange(degree + 1)
    return np.stack(
        [powers[..., 0, k - j] * powers[..., 1, j] for k in range(1, degree + 1)
         for j in range(k + 1)], axis=-1,
    )  # fmt: skip


@dataclass(frozen=True)
class Samples:
    """A training and a test set of one shape."""

    X: np.ndarray
    y: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray


@lru_cache(maxsize=16)
def samples(shape: str, n: int) -> Samples:
    """`n` training and 500 test points; the same ones every time."""
    train = SHAPES[shape](n, np.random.default_rng(3))
    test = SHAPES[shape](TEST, np.random.default_rng(11))
    return Samples(train.X, train.y, test.X, test.y)


@dataclass(frozen=True)
class Features:
    """Standardized monomials of the training and the test set, with the training statistics."""

    train: np.ndarray
    test: np.ndarray
    scaler: Standardizer


@lru_cache(maxsize=128)
def features(shape: str, n: int, degree: int) -> Features:
    """With the statistics of the training set alone."""
    data = samples(shape, n)
    raw = monomials(data.X, degree)
    scaler = Standardizer.fit(raw)
    test = scaler.transform(monomials(data.X_test, degree))
    return Features(scaler.transform(raw), test, scaler)


@lru_cache(maxsize=16)
def _grid(degree: int) -> np.ndarray:
    return monomials(np.stack(np.meshgrid(SIDE, SIDE), axis=-1), degree)


@dataclass(frozen=True)
class PolynomialFit:
    """One fit."""

    weights: np.ndarray  #: Shape (m + 1,). The bias, then one weight a standardized monomial.
    #: loss, test_loss: Mean log loss.
    loss: float
    test_loss: float
    #: error, test_error: Share of points on the wrong side.
    error: float
    test_error: float


@lru_cache(maxsize=1024)
def fit(shape: str, n: int, degree: int, C: float) -> PolynomialFit:
    """Logistic regression on the monomials up to a degree.

    The monomials of the degree below come first, so that its weights are a good start.
    """
    data, design = samples(shape, n), features(shape, n, degree)
    below = fit(shape, n, degree - 1, C).weights if degree > 1 else np.zeros(1)
    start = np.append(below, np.zeros(design.train.shape[1] + 1 - below.size))
    form = CForm(LogLoss(), add_bias(design.train), 2 * data.y - 1, C)
    w = newton(form, start, 1e-4, 60).x[-1]
    train, test = design.train @ w[1:] + w[0], design.test @ w[1:] + w[0]
    loss = LogLoss()
    return PolynomialFit(
        weights=w,
        loss=float(loss(train, 2 * data.y - 1).mean()),
        test_loss=float(loss(test, 2 * data.y_test - 1).mean()),
        error=float(((train > 0) != data.y).mean()),
        test_error=float(((test > 0) != data.y_test).mean()),
    )


@dataclass(frozen=True)
class PolynomialBoundary:
    """The fit of one degree among those of all degrees."""

    shape: str
    samples: Samples
    fit: PolynomialFit
    scores: np.ndarray  #: Shape (71, 71). The log-odds of class 1 over the square.
    degree: int
    #: train, test: shape (9,). Mean log loss of each degree.
    train: np.ndarray
    test: np.ndarray
    summary: str


@lru_cache(maxsize=256)
def polynomial_boundary(*, shape="circles", degree=2, C=1e4, n=100) -> PolynomialBoundary:
    """Fit all degrees with one C, and look at one of them.

    Parameters
    ----------
    shape : str
        Of `SHAPES`.
    degree : int
        1 to 9.
    C : float
        The price of loss, against ½‖w‖².
    n : int
        Training points.
    """
    fits = [fit(shape, n, d, C) for d in DEGREES]
    train, test = np.array([f.loss for f in fits]), np.array([f.test_loss for f in fits])
    now = fits[degree - 1]
    return PolynomialBoundary(
        shape=shape, samples=samples(shape, n), fit=now,
        scores=_scores(shape, n, degree, now.weights), degree=degree, train=train, test=test,
        summary=_summary(now, degree, C, test),
    )  # fmt: skip


def _scores(shape, n, degree, weights) -> np.ndarray:
    """The log-odds on the grid, with the standardization folded into the weights."""
    scaler = features(shape, n, degree).scaler
    w = weights[1:] / scaler.scale
    return _grid(degree) @ w + weights[0] - scaler.mean @ w


def _summary(now, degree, C, test) -> str:
    best = 1 + int(test.argmin())
    if test[degree - 1] < 1.05 * test.min():
        verdict = "about as good as it gets on test points"
    elif degree < best:
        verdict = f"too stiff; degree {best} is best on test points"
    else:
        verdict = f"over-fitted; degree {best} is best on test points"
    return (
        f"degree {degree}, {now.weights.size - 1} features, C = {C:.3g}: loss {now.loss:.3g} on "
        f"training points, {now.test_loss:.3g} on test points; wrong {now.error:.1%} and "
        f"{now.test_error:.1%}: {verdict}."
    )
