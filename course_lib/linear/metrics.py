"""How good are scores and probabilities: the ROC curve, the area below it, calibration."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from course_lib import checks


class RocCurve(NamedTuple):
    """False and true positive rates at falling thresholds (score ≥ threshold is positive)."""

    fpr: np.ndarray
    tpr: np.ndarray
    thresholds: np.ndarray


class Calibration(NamedTuple):
    """Of each bin that is not empty: mean prediction, part of positives, number of samples."""

    predicted: np.ndarray
    observed: np.ndarray
    count: np.ndarray


def _positive(y, positive) -> np.ndarray:
    y = checks.labels("y", y)
    classes = np.unique(y)
    if y.ndim != 1 or classes.size != 2:
        raise ValueError(f"y must be a vector with two classes, got {classes.size} different "
                         f"labels in shape {y.shape}")  # fmt: skip
    if positive is not None:
        checks.choice("positive", positive, classes.tolist())
    return y == (classes[1] if positive is None else positive)


def roc_curve(y, score, positive=None) -> RocCurve:
    """Rates for every threshold between two scores.

    Parameters
    ----------
    y : array, shape (n,)
        Two different labels.
    score : array, shape (n,)
        Larger means more likely positive.
    positive : label, optional
        The larger one if not given.

    Returns
    -------
    RocCurve
        From (0, 0), threshold ∞, to (1, 1).

    Examples
    --------
    >>> curve = roc_curve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])
    >>> curve.fpr.tolist(), curve.tpr.tolist(), auc(curve.fpr, curve.tpr)
    ([0.0, 0.0, 0.5, 0.5, 1.0], [0.0, 0.5, 0.5, 1.0, 1.0], 0.75)
    """
    hit, score = _positive(y, positive), checks.vector("score", score)
    checks.same_length(y=hit, score=score)
    order = np.argsort(-score, kind="stable")
    hit, score = hit[order], score[order]
    last = np.append(np.diff(score) != 0, True)  # equal scores share one threshold
    true, false = np.cumsum(hit)[last], np.cumsum(~hit)[last]
    return RocCurve(
        np.append(0.0, false / false[-1]),
        np.append(0.0, true / true[-1]),
        np.append(np.inf, score[last]),
    )


def auc(fpr, tpr) -> float:
    """The area below a curve, by trapezoids.

    Of a ROC curve it is the probability that a positive sample scores higher than a negative one.
    """
    fpr, tpr = checks.vector("fpr", fpr), checks.vector("tpr", tpr)
    checks.same_length(fpr=fpr, tpr=tpr)
    return float(np.trapezoid(tpr, fpr))


def calibration_curve(y, probability, bins: int = 10, positive=None) -> Calibration:
    """Of the samples with a predicted probability near p, how many are positive?

    Parameters
    ----------
    y : array, shape (n,)
        Two different labels.
    probability : array, shape (n,)
        Of the positive label, in [0, 1].
    bins : int
        Equal bins of [0, 1].
    positive : label, optional
        The larger one if not given.

    Examples
    --------
    >>> calibration_curve([0, 1, 1, 1], [0.2, 0.3, 0.8, 1.0], bins=2).observed.tolist()
    [0.5, 1.0]
    """
    hit, p = _positive(y, positive), checks.vector("probability", probability)
    checks.same_length(y=hit, probability=p)
    if (p < 0).any() or (p > 1).any():
        raise ValueError(f"probability must be in [0, 1], got {p.min():g} to {p.max():g}; "
                         "take predict_proba(X)[:, 1]")  # fmt: skip
    bins = checks.integer("bins", bins, low=1)
    which = np.minimum((p * bins).astype(int), bins - 1)
    count = np.bincount(which, minlength=bins)
    full = count > 0
    return Calibration(
        np.bincount(which, p, bins)[full] / count[full],
        np.bincount(which, hit, bins)[full] / count[full],
        count[full],
    )
