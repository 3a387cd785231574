"""The soft margin: what a price C on slack does to the line, its street and its errors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.datasets import Standardizer, load_penguins
from course_lib.functions import add_bias
from course_lib.linear.interior_point import solve_hinge_qp

LOWEST, HIGHEST = 1e-3, 1e4
TOL, FINE = 1e-7, 1e-9  # relative duality gap: for the curves, and for multipliers near 0 and C
CURVE_POINTS = 71  # every second tick of the slider
TIGHT = 1e-4  # a slack below this is rounding of the interior-point method, as is this part of C


@dataclass(frozen=True)
class Cloud:
    """Training and validation samples in the plane, and the errors for a range of C."""

    X: np.ndarray  #: training samples, shape (n, 2)
    y: np.ndarray  #: −1 and +1, shape (n,)
    X_other: np.ndarray  #: validation samples, which no line is fitted to, shape (m, 2)
    y_other: np.ndarray  #: shape (m,)
    axes: tuple[str, str]  #: what the coordinates are
    C: np.ndarray  #: shape (CURVE_POINTS,)
    train: np.ndarray  #: share of training samples misclassified with each C, shape (CURVE_POINTS,)
    validation: np.ndarray  #: share of validation samples misclassified, shape (CURVE_POINTS,)


@dataclass(frozen=True)
class SoftMarginRun:
    """The line for one C."""

    cloud: Cloud
    C: float
    w: np.ndarray  #: shape (2,)
    b: float
    alpha: np.ndarray  #: multipliers, shape (n,); those within rounding of 0 or C are exactly so
    slack: np.ndarray  #: ξᵢ = max(0, 1 − yᵢ(wᵀxᵢ + b)), shape (n,)
    feet: np.ndarray  #: where each sample's perpendicular meets the edge of its class, shape (n, 2)
    mistakes: int  #: samples with ξ ≥ 1
    width: float  #: of the street, 2/‖w‖
    train: float  #: share misclassified in training
    validation: float  #: share misclassified in validation
    summary: str


def _strays():
    """Clouds of 30 and 20 points that overlap a little; three lie deep in the other class."""

    def clouds(rng, n):
        y = np.where(np.arange(n) % 5 < 3, 1.0, -1.0)
        return rng.normal(scale=[0.8, 0.9], size=(n, 2)) + y[:, None] * [1.1, 0.55], y

    X, y = clouds(np.random.default_rng(1), 50)
    X[:3] = -X[:3] + np.random.default_rng(1001).normal(scale=0.5, size=(3, 2))
    return X, y, *clouds(np.random.default_rng(999), 1000), ("$x_1$", "$x_2$")


def _outlier():
    """Two separable clouds, and one point of the class +1 that lies close to the other."""
    rng = np.random.default_rng(4)

    def clouds(n):
        y = np.where(np.arange(n) % 2 == 0, 1.0, -1.0)
        return rng.normal(scale=0.55, size=(n, 2)) + y[:, None] * [1.5, 0.6], y

    X, y = clouds(40)
    X[0] = -0.5, 0.9
    return X, y, *clouds(1000), ("$x_1$", "$x_2$")


def _penguins():
    """Chinstrap against gentoo penguins by two measurements that overlap a little."""
    table = load_penguins(("bill_length_mm", "body_mass_g"), ("Chinstrap", "Gentoo"), (1, -1))
    order = np.random.default_rng(0).permutation(len(table))
    train, test = order[:60], order[60:]
    scale = Standardizer.fit(table.X[train])
    X, y = scale.transform(table.X), table.y.astype(float)
    axes = "bill length, standardized", "body mass, standardized"
    return X[train], y[train], X[test], y[test], axes


CLOUDS = {
    "clouds with three strays": _strays,
    "one outlier": _outlier,
    "chinstrap or gentoo penguins": _penguins,
}


@lru_cache(maxsize=8)
def cloud_of(name: str) -> Cloud:
    """The samples of that name, with their errors over the whole range of C."""
    X, y, X_other, y_other, axes = CLOUDS[name]()
    C = np.geomspace(LOWEST, HIGHEST, CURVE_POINTS)
    lines = [solve_hinge_qp(add_bias(X), y, c, tol=TOL).weights for c in C]
    train = np.array([share_wrong(X, y, v) for v in lines])
    validation = np.array([share_wrong(X_other, y_other, v) for v in lines])
    return Cloud(X, y, X_other, y_other, axes, C, train, validation)


def share_wrong(X, y, weights) -> float:
    """The share of samples on the wrong side of (b, w), a score of 0 included."""
    return float((y * (X @ weights[1:] + weights[0]) <= 0).mean())


@lru_cache(maxsize=256)
def soft_margin(*, data="clouds with three strays", C=1.0) -> SoftMarginRun:
    """The support vector machine with the price C > 0 on each unit of slack."""
    cloud = cloud_of(data)
    X, y = cloud.X, cloud.y
    weights, alpha, _ = solve_hinge_qp(add_bias(X), y, C, tol=FINE)
    alpha = np.where(alpha < TIGHT * C, 0.0, np.where(alpha > (1 - TIGHT) * C, C, alpha))
    b, w = float(weights[0]), weights[1:]
    slack = np.maximum(0.0, 1 - y * (X @ w + b))
    slack = np.where(slack < TIGHT, 0.0, slack)
    run = dict(
        cloud=cloud, C=C, w=w, b=b, alpha=alpha, slack=slack,
        feet=X + ((y * slack) / (w @ w))[:, None] * w,
        mistakes=int((slack >= 1).sum()), width=float(2 / np.linalg.norm(w)),
        train=share_wrong(X, y, weights),
        validation=share_wrong(cloud.X_other, cloud.y_other, weights),
    )  # fmt: skip
    return SoftMarginRun(**run, summary=_summary(**run))


def _summary(C, alpha, slack, mistakes, width, train, validation, **_) -> str:
    full, between = int((alpha == C).sum()), int(((alpha > 0) & (alpha < C)).sum())
    return (
        f"C = {C:.3g}: width {width:.3g}; {full} of {len(slack)} points with α = C, {between} with "
        f"0 < α < C; Σξ = {slack.sum():.3g}; {mistakes} on the wrong side. Errors: training "
        f"{100 * train:.1f} %, validation {100 * validation:.1f} %."
    )
