"""Logistic regression with one feature of the heart data: two numbers, and how likely they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import expit

from course_lib.datasets import load_heart, standardize
from course_lib.functions import EmpiricalRisk, LogLoss, add_bias
from course_lib.linear import LogisticRegression

#: Name on the control → column of the file, name on the axis.
FEATURES = {
    "max heart rate": ("max HR", "largest heart rate under exercise (1/min)"),
    "age": ("age", "age (years)"),
    "ST depression": ("ST by exercise", "ST depression under exercise (mm)"),
    "cholesterol": ("cholesterol", "cholesterol (mg/dl)"),
}
FIRST = (0.0, 0.5)

#: The drawn rectangle of parameters, each with its grid.
BIAS, SLOPE = np.linspace(-2.7, 2.7, 61), np.linspace(-2.7, 2.7, 61)


@dataclass(frozen=True)
class HeartFeature:
    """One standardized feature of the patients, and all that does not depend on the parameters."""

    name: str
    label: str
    mean: float
    scale: float
    x: np.ndarray  #: Shape (n,). In the feature's own unit.
    z: np.ndarray  #: Shape (n,). Standardized.
    y: np.ndarray  #: Shape (n,), int. 1 where an artery is narrowed.
    lift: np.ndarray  #: Shape (n,). Small shifts that keep points of equal x apart in the picture.
    #: Shape (2, m). Middle of some intervals of x and the share of narrowed arteries there.
    bins: np.ndarray
    grid: np.ndarray
    height: np.ndarray  #: Shape (61, 61). The mean cross entropy over `SLOPE` × `BIAS`.
    best: tuple[float, float]  #: (b, w).
    lowest: float


@lru_cache(maxsize=8)
def heart_feature(name: str) -> HeartFeature:
    """A feature by its name in `FEATURES`."""
    column, label = FEATURES[name]
    data = load_heart((column,))
    Z, scaler = standardize(data.X)
    x, y = data.X[:, 0], data.y
    risk = EmpiricalRisk(LogLoss(), add_bias(Z), 2 * y - 1)
    corners = np.stack(np.meshgrid(BIAS, SLOPE), axis=-1)
    model = LogisticRegression(penalty=None).fit(Z, y)
    pad = 0.04 * np.ptp(x)
    return HeartFeature(
        name=name, label=label, mean=float(scaler.mean[0]), scale=float(scaler.scale[0]), x=x,
        z=Z[:, 0], y=y, lift=0.045 * np.random.default_rng(0).uniform(-1, 1, len(y)),
        bins=_shares(x, y), grid=np.linspace(x.min() - pad, x.max() + pad, 241),
        height=risk(corners), best=(float(model.intercept_[0]), float(model.coef_[0, 0])),
        lowest=float(risk(model.weights_)),
    )  # fmt: skip


def _shares(x, y, parts: int = 7) -> np.ndarray:
    """Mean x and mean y of parts of about equally many samples; ties stay together."""
    edges = np.unique(np.quantile(x, np.linspace(0, 1, parts + 1)))
    which = np.clip(np.searchsorted(edges, x, side="right") - 1, 0, len(edges) - 2)
    groups = [which == k for k in range(len(edges) - 1)]
    return np.array([[x[g].mean(), y[g].mean()] for g in groups if g.any()]).T


@dataclass(frozen=True)
class LogisticCurveRun:
    """The curve of one choice of parameters."""

    data: HeartFeature
    #: bias, slope: b and w, for the standardized feature.
    bias: float
    slope: float
    curve: np.ndarray  #: Shape (241,). σ(b + wz) over ``data.grid``.
    probability: np.ndarray  #: Shape (n,). p of each patient.
    #: Shape (n,). −log of the probability that the patient's label was given, in nats.
    cost: np.ndarray
    #: log_likelihood, cross_entropy: −Σ cost and mean cost.
    log_likelihood: float
    cross_entropy: float
    boundary: float | None  #: Where p = ½, in the unit of x.
    summary: str


@lru_cache(maxsize=256)
def logistic_curve(*, feature="max heart rate", bias=FIRST[0], slope=FIRST[1]) -> LogisticCurveRun:
    """p = σ(b + wz) for the patients, with z the standardized feature."""
    data = heart_feature(feature)
    score = bias + slope * data.z
    cost = LogLoss()(score, 2 * data.y - 1)
    boundary = data.mean - data.scale * bias / slope if slope else None
    total = float(cost.sum())
    return LogisticCurveRun(
        data=data, bias=bias, slope=slope,
        curve=expit(bias + slope * (data.grid - data.mean) / data.scale),
        probability=expit(score), cost=cost, log_likelihood=-total,
        cross_entropy=total / len(cost), boundary=boundary,
        summary=_summary(data, bias, slope, total),
    )  # fmt: skip


def best_on_sliders(feature: str) -> dict:
    """The fitted optimum, rounded to the ticks of the sliders."""
    bias, slope = heart_feature(feature).best
    return {"bias": round(bias, 2), "slope": round(slope, 2)}


def _summary(data, bias, slope, total) -> str:
    mean = total / len(data.y)
    above = mean - data.lowest
    verdict = (
        "the optimum, as far as the sliders can tell" if above < 1e-4
        else f"{above:.4f} above the optimum"
    )  # fmt: skip
    odds = np.exp(slope)
    return (
        f"b = {bias:.2f}, w = {slope:.2f}: likelihood 10^{-total / np.log(10):.1f}, "
        f"log-likelihood {-total:.1f}, cross entropy {mean:.4f} nats = {mean / np.log(2):.4f} "
        "bits per patient; "
        f"{verdict}. One standard deviation ({data.scale:.3g}) more multiplies the odds by "
        f"{odds:.2f}."
    ).replace("-", "−").replace("log−likelihood", "log-likelihood")  # fmt: skip
