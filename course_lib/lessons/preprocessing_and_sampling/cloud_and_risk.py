"""Two measurements of penguins, prepared more and more, and the descent on their squared error."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.datasets import Standardizer, load_penguins
from course_lib.functions import EmpiricalRisk, SquaredError, add_bias
from course_lib.linear import whitening
from course_lib.optim import best_constant_lr

CENTRE, STANDARDIZE, PCA, ZCA = "zero mean", "standardize", "PCA whitening", "ZCA whitening"
KINDS = (CENTRE, STANDARDIZE, PCA, ZCA)
TOLERANCE = 1e-6  # a run stops at this part of its first gap
DECADES, SHOWN = 5, 160  # the curve is drawn up to step 10⁵


@dataclass(frozen=True)
class CloudAndRiskRun:
    """The prepared samples, and gradient descent on the squared error of a line through them."""

    Z: np.ndarray  #: prepared samples, shape (n, 2)
    curvatures: np.ndarray  #: eigenvalues of the Hessian in (b, w₁, w₂), rising, shape (3,)
    step: np.ndarray  #: steps at which the gap is drawn, shape (160,)
    gap: np.ndarray  #: J(w_t) − J* as a part of the first gap, shape (160,)
    steps: int  #: until the gap is at most `TOLERANCE` of the first one
    summary: str

    @property
    def condition(self) -> float:
        """κ = λ_max/λ_min of the Hessian."""
        return float(self.curvatures[-1] / self.curvatures[0])


@lru_cache(maxsize=1)
def penguins() -> tuple[np.ndarray, np.ndarray]:
    """Flipper (dm) and bill (cm) of 342 penguins, and their mass (kg)."""
    data = load_penguins(("flipper_length_mm", "bill_length_mm", "body_mass_g"))
    return data.X[:, :2] / [100.0, 10.0], data.X[:, 2] / 1000.0


def prepared(X: np.ndarray, kind: str, strength: float) -> np.ndarray:
    """X on its way from raw (zero mean) or centred (all others) to fully prepared samples."""
    if kind == CENTRE:
        return X - strength * X.mean(axis=0)
    if kind == STANDARDIZE:
        scaler = Standardizer.fit(X)
        return (X - scaler.mean) / scaler.scale**strength
    return whitening(X, kind="pca" if kind == PCA else "zca").apply(X, strength)


@dataclass(frozen=True)
class Descent:
    """Gradient descent on a squared error from 0, at the best constant rate, in closed form."""

    curvatures: np.ndarray  #: of the Hessian, rising, shape (d,)
    energy: np.ndarray  #: the part of the first gap along each eigenvector, shape (d,)
    lr: float

    def gap(self, t) -> np.ndarray:
        """J(w_t) − J*, as a part of the first gap, shape of t."""
        factors = (1 - self.lr * self.curvatures) ** 2
        return factors ** np.asarray(t)[..., None] @ self.energy

    def steps(self, tolerance: float) -> int:
        """The first step at which the gap is at most so small; it never rises."""
        low, high = 0, 1
        while self.gap(high) > tolerance:
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.gap(middle) <= tolerance else (middle, high)
        return high


def descent_on(Z: np.ndarray, y: np.ndarray) -> Descent:
    """The descent on the mean squared error of b + wᵀz, started from 0."""
    risk = EmpiricalRisk(SquaredError(), add_bias(Z), y)
    curvatures, Q = np.linalg.eigh(risk.hess(risk.minimizer))
    energy = curvatures * (Q.T @ risk.minimizer) ** 2
    lr = best_constant_lr(curvatures[-1], min(curvatures[0], curvatures[-1]))
    return Descent(curvatures, energy / energy.sum(), lr)


@lru_cache(maxsize=256)
def cloud_and_risk(*, kind=CENTRE, strength=0.0) -> CloudAndRiskRun:
    """Prepare two measurements, and count the steps to the line that predicts the mass.

    Parameters
    ----------
    kind : str
        One of `KINDS`; all but the first start from centred samples.
    strength : float
        From 0 to 1.
    """
    X, y = penguins()
    Z = prepared(X, kind, strength)
    descent = descent_on(Z, y)
    step = np.concatenate([[0.0], np.geomspace(1, 10.0**DECADES, SHOWN - 1).round()])
    steps = descent.steps(TOLERANCE)
    run = CloudAndRiskRun(Z, descent.curvatures, step, descent.gap(step), steps, "")
    return CloudAndRiskRun(Z, descent.curvatures, step, run.gap, steps,
                           _summary(kind, strength, run))  # fmt: skip


def _summary(kind, strength, run) -> str:
    counted = "1 step" if run.steps == 1 else f"{run.steps:,} steps"
    return (
        f"{kind[0].upper()}{kind[1:]} at strength {strength:.2f}: κ = {run.condition:,.3g}; "
        f"gradient descent needs {counted} until the gap is 10⁻⁶ of the first one."
    )
