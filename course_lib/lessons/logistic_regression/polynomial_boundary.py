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
VALIDATION = 500

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
    """A training and a validation set of one shape."""

    X: np.ndarray
    y: np.ndarray
    X_val: np.ndarray
    y_val: np.ndarray


@lru_cache(maxsize=16)
def samples(shape: str, n: int) -> Samples:
    """`n` training and 500 validation points; the same ones every time."""
    train = SHAPES[shape](n, np.random.default_rng(3))
    val = SHAPES[shape](VALIDATION, np.random.default_rng(11))
    return Samples(train.X, train.y, val.X, val.y)


@dataclass(frozen=True)
class Features:
    """Standardized monomials of both sets, with the training statistics."""

    train: np.ndarray
    val: np.ndarray
    scaler: Standardizer


@lru_cache(maxsize=128)
def features(shape: str, n: int, degree: int) -> Features:
    """With the statistics of the training set alone."""
    data = samples(shape, n)
    raw = monomials(data.X, degree)
    scaler = Standardizer.fit(raw)
    val = scaler.transform(monomials(data.X_val, degree))
    return Features(scaler.transform(raw), val, scaler)


@lru_cache(maxsize=16)
def _grid(degree: int) -> np.ndarray:
    return monomials(np.stack(np.meshgrid(SIDE, SIDE), axis=-1), degree)


@dataclass(frozen=True)
class PolynomialFit:
    """One fit."""

    weights: np.ndarray  #: Shape (m + 1,). The bias, then one weight a standardized monomial.
    #: loss, val_loss: Mean log loss.
    loss: float
    val_loss: float
    #: error, val_error: Share of points on the wrong side.
    error: float
    val_error: float


@lru_cache(maxsize=1024)
def fit(shape: str, n: int, degree: int, C: float) -> PolynomialFit:
    """Logistic regression on the monomials up to a degree.

    The monomials of the degree below come first, so that its weights are a good start.
    """
    data, design = samples(shape, n), features(shape, n, degree)
    below = fit(shape, n, degree - 1, C).weights if degree > 1 else np.zeros(1)
    start = np.append(below, np.zeros(design.train.shape[1] + 1 - below.size))
    form = CForm(LogLoss(), add_bias(design.train), 2 * data.y - 1, C)
    w = newton(form, start, 1e-8, 60).x[-1]
    train, val = design.train @ w[1:] + w[0], design.val @ w[1:] + w[0]
    loss = LogLoss()
    return PolynomialFit(
        weights=w,
        loss=float(loss(train, 2 * data.y - 1).mean()),
        val_loss=float(loss(val, 2 * data.y_val - 1).mean()),
        error=float(((train > 0) != data.y).mean()),
        val_error=float(((val > 0) != data.y_val).mean()),
    )


@dataclass(frozen=True)
class PolynomialBoundary:
    """The fit of one degree among those of all degrees."""

    shape: str
    samples: Samples
    fit: PolynomialFit
    scores: np.ndarray  #: Shape (71, 71). The log-odds of class 1 over the square.
    degree: int
    #: train, val: shape (9,). Mean log loss of each degree.
    train: np.ndarray
    val: np.ndarray
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
    train, val = np.array([f.loss for f in fits]), np.array([f.val_loss for f in fits])
    now = fits[degree - 1]
    return PolynomialBoundary(
        shape=shape, samples=samples(shape, n), fit=now,
        scores=_scores(shape, n, degree, now.weights), degree=degree, train=train, val=val,
        summary=_summary(now, degree, C, val),
    )  # fmt: skip


def _scores(shape, n, degree, weights) -> np.ndarray:
    """The log-odds on the grid, with the standardization folded into the weights."""
    scaler = features(shape, n, degree).scaler
    w = weights[1:] / scaler.scale
    return _grid(degree) @ w + weights[0] - scaler.mean @ w


def _summary(now, degree, C, val) -> str:
    best = 1 + int(val.argmin())
    if val[degree - 1] < 1.1 * val.min():
        verdict = "about as good as the best degree"
    elif degree < best:
        verdict = f"too stiff; degree {best} is best on validation data"
    else:
        verdict = f"over-fitted; degree {best} is best on validation data"
    return (
        f"degree {degree}, {now.weights.size - 1} features, C = {C:.3g}: loss {now.loss:.3g}, "
        f"validation {now.val_loss:.3g}; wrong {now.error:.0%} and "
        f"{now.val_error:.0%}: {verdict}."
    )
