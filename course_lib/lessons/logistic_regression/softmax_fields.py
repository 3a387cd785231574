"""Softmax regression of three penguin species, against three separate logistic regressions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import expit, softmax

from course_lib.datasets import Standardizer, load_penguins
from course_lib.datasets.real import SPECIES
from course_lib.functions import SoftmaxCrossEntropy
from course_lib.linear import LogisticRegression

#: Name on the control → the two columns.
FEATURES = {
    "bill length, bill depth": ("bill_length_mm", "bill_depth_mm"),
    "bill length, flipper length": ("bill_length_mm", "flipper_length_mm"),
    "flipper length, body mass": ("flipper_length_mm", "body_mass_g"),
}
FIRST = next(iter(FEATURES))
MODELS = ("softmax", "one-vs-rest")


@dataclass(frozen=True)
class Penguins:
    """All three species by two features."""

    name: str
    X: np.ndarray  #: Shape (n, 2).
    y: np.ndarray  #: Shape (n,), int.
    labels: tuple[str, str]  #: Of the axes.
    scaler: Standardizer
    #: across, up: shape (61,), (49,). The picture's grid in the features' units.
    across: np.ndarray
    up: np.ndarray
    design: np.ndarray  #: Shape (49, 61, 3). The grid, standardized, with a leading 1.
    middle: tuple[float, float]  #: A place where all three species are not far.


@lru_cache(maxsize=4)
def penguins(name: str) -> Penguins:
    """The data by a name of `FEATURES`."""
    data = load_penguins(FEATURES[name])
    scaler = Standardizer.fit(data.X)
    low, high = data.X.min(axis=0), data.X.max(axis=0)
    pad = 0.06 * (high - low)
    across, up = (np.linspace(a, b, k) for a, b, k in zip(low - pad, high + pad, (61, 49),
                                                          strict=True))  # fmt: skip
    grid = scaler.transform(np.stack(np.meshgrid(across, up), axis=-1))
    means = [data.X[data.y == k].mean(axis=0) for k in range(3)]
    middle = tuple(float(f"{m:.3g}") for m in np.mean(means, axis=0))
    return Penguins(
        name=name, X=data.X, y=data.y, labels=data.feature_names, scaler=scaler, across=across,
        up=up, design=np.concatenate([np.ones((49, 61, 1)), grid], axis=-1), middle=middle,
    )  # fmt: skip


@dataclass(frozen=True)
class SoftmaxFields:
    """What a model says everywhere, and at one place."""

    data: Penguins
    model: str  #: "softmax" or "one-vs-rest".
    #: Shape (49, 61, 3). The probability of each species; those of one-vs-rest do not sum to 1.
    fields: np.ndarray
    #: Shape (49, 61, 3). By how much each species is ahead of the best other one: 0 on the
    #: boundaries.
    ahead: np.ndarray
    at: tuple[float, float]  #: A place in the features' units.
    answer: np.ndarray  #: Shape (3,). The probabilities there.
    summary: str


@lru_cache(maxsize=128)
def fitted_weights(features: str, model: str, C: float) -> np.ndarray:
    """One column of (bias, two weights) a species, shape (3, 3)."""
    data = penguins(features)
    Z = data.scaler.transform(data.X)
    if model == "softmax":
        fit = LogisticRegression(C=C).fit(Z, data.y)
        return np.concatenate([fit.intercept_[None], fit.coef_.T])
    fits = [LogisticRegression(C=C).fit(Z, data.y == k) for k in range(3)]
    return np.stack([fit.weights_ for fit in fits], axis=-1)


@lru_cache(maxsize=128)
def _fields(features: str, model: str, C: float):
    data, W = penguins(features), fitted_weights(features, model, C)
    scores = data.design @ W
    fields = probabilities(scores, model)
    ordered = np.sort(scores, axis=-1)
    best_other = np.where(scores == ordered[..., 2:], ordered[..., 1:2], ordered[..., 2:])
    return fields, scores - best_other


def probabilities(scores, model: str) -> np.ndarray:
    """Softmax of the scores, or the logistic function of each on its own."""
    return softmax(scores, axis=-1) if model == "softmax" else expit(scores)


@lru_cache(maxsize=256)
def softmax_fields(*, features=FIRST, model="softmax", C=1.0, at=None):
    """Fit the three species and ask at one place.

    Parameters
    ----------
    features, model : str
        Of `FEATURES` and `MODELS`.
    C : float
        The price of loss, against ½‖w‖².
    at : (float, float), optional
        In the features' units; a place between the species if not given.

    Returns
    -------
    SoftmaxFields
    """
    data, W = penguins(features), fitted_weights(features, model, C)
    fields, ahead = _fields(features, model, C)
    at = data.middle if at is None else at
    answer = probabilities(np.r_[1.0, data.scaler.transform(np.array(at))] @ W, model)
    Z = np.column_stack([np.ones(len(data.X)), data.scaler.transform(data.X)]) @ W
    right = float((Z.argmax(axis=-1) == data.y).mean())
    return SoftmaxFields(
        data=data, model=model, fields=fields, ahead=ahead, at=at, answer=answer,
        summary=_summary(data, model, C, Z, answer, right),
    )  # fmt: skip


def _summary(data, model, C, scores, answer, right) -> str:
    says = ", ".join(f"{s} {p:.2f}" for s, p in zip(SPECIES, answer, strict=True))
    head = f"{model}, C = {C:.3g}: {right:.1%} right"
    if model == "softmax":
        cost = SoftmaxCrossEntropy()(scores, data.y).mean()
        return f"{head}, mean loss {cost:.3f}. At the mark {says}; the sum is 1."
    return (
        f"{head}. At the mark {says}; the sum is {answer.sum():.2f}: three separate yes/no "
        "answers are no distribution."
    )
