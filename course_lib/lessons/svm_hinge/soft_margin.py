"""The soft margin: what a price C on slack does to the line, its margin and its errors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.datasets import Standardizer, load_penguins
from course_lib.functions import add_bias
from course_lib.linear.interior_point import solve_hinge_qp

LOWEST, HIGHEST, TOL = 1e-3, 1e4, 1e-7
CURVE_POINTS = 71  # every second tick of the slider
TIGHT = 1e-4  # a slack below this is rounding of the interior-point method


@dataclass(frozen=True)
class Cloud:
    """Training and test samples in the plane, and the errors for a range of C."""

    name: str
    #: X, y, X_test, y_test: Shapes (n, 2), (n,), (m, 2), (m,).
    X: np.ndarray
    y: np.ndarray
    X_test: np.ndarray
    y_test: np.ndarray
    axes: tuple[str, str]
    #: C, train, test: shape (CURVE_POINTS,). Shares of samples misclassified with each C.
    C: np.ndarray
    train: np.ndarray
    test: np.ndarray


@dataclass(frozen=True)
class SoftMarginRun:
    """The line for one C."""

    cloud: Cloud
    C: float
    w: np.ndarray  #: Shape (2,).
    b: float
    slack: np.ndarray  #: Shape (n,). ξᵢ = max(0, 1 − yᵢ(wᵀxᵢ + b)).
    #: Shape (n, 2). Where each sample's perpendicular meets the margin line of its class.
    feet: np.ndarray
    #: violations, mistakes: Samples with ξ > 0 and with ξ ≥ 1.
    violations: int
    mistakes: int
    margin: float  #: 2/‖w‖.
    #: train, test: Shares misclassified.
    train: float
    test: float
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
    X, y, X_test, y_test, axes = CLOUDS[name]()
    C = np.geomspace(LOWEST, HIGHEST, CURVE_POINTS)
    lines = [solve_hinge_qp(add_bias(X), y, c, tol=TOL).weights for c in C]
    train = np.array([share_wrong(X, y, v) for v in lines])
    test = np.array([share_wrong(X_test, y_test, v) for v in lines])
    return Cloud(name, X, y, X_test, y_test, axes, C, train, test)


def share_wrong(X, y, weights) -> float:
    """The share of samples on the wrong side of (b, w), a score of 0 included."""
    return float((y * (X @ weights[1:] + weights[0]) <= 0).mean())


@lru_cache(maxsize=256)
def soft_margin(*, data="clouds with three strays", C=1.0) -> SoftMarginRun:
    """The support vector machine with the price C > 0 on each unit of slack."""
    cloud = cloud_of(data)
    X, y = cloud.X, cloud.y
    weights = solve_hinge_qp(add_bias(X), y, C, tol=TOL).weights
    b, w = float(weights[0]), weights[1:]
    slack = np.maximum(0.0, 1 - y * (X @ w + b))
    slack = np.where(slack < TIGHT, 0.0, slack)
    margin = float(2 / np.linalg.norm(w))
    run = dict(
        cloud=cloud, C=C, w=w, b=b, slack=slack, feet=X + ((y * slack) / (w @ w))[:, None] * w,
        violations=int((slack > 0).sum()), mistakes=int((slack >= 1).sum()), margin=margin,
        train=share_wrong(X, y, weights),
        test=share_wrong(cloud.X_test, cloud.y_test, weights),
    )  # fmt: skip
    return SoftMarginRun(**run, summary=_summary(**run))


def _summary(cloud, C, slack, violations, mistakes, margin, train, test, **_) -> str:
    return (
        f"C = {C:.3g}: margin {margin:.3g}; {violations} of {len(slack)} points violate it, "
        f"{mistakes} of them on the wrong side; Σξ = {slack.sum():.3g}. "
        f"Errors: {100 * train:.1f} % in training, {100 * test:.1f} % in the test."
    )
