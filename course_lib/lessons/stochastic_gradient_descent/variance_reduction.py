"""SGD, SVRG and SAGA on the patients, by gradients counted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.lessons.stochastic_gradient_descent.risks import (
    LAM,
    best_patient_weights,
    patient_objective,
    patients,
    slopes,
    term_smoothness,
)

PASSES, SEED, PER_PASS = 40, 0, 4
RATES = 10.0 ** np.arange(-2.0, 0.6, 0.25)  # ηL, with the L of the terms
INNER = (0.5, 1.0, 2.0, 5.0)  # steps from each anchor, in n
METHODS = ("SGD, constant η", "SGD, η/(1 + t/n)", "SVRG", "SAGA")


@dataclass(frozen=True, eq=False)
class ReductionRun:
    """Four methods with one step size."""

    passes: list[np.ndarray]  #: gradients spent, in n, for each method
    gap: list[np.ndarray]  #: J − J* there
    noise: list[np.ndarray]  #: variance of the step's gradient there
    counted: bool
    summary: str


def _gradients(signed, w, i):
    """∇ℓ_i(w) for all rates at once, w of shape (rates, d)."""
    return slopes(w @ signed[i])[:, None] * signed[i]


@lru_cache(maxsize=16)
def path_of(method: str, inner: float = 2.0):
    """Rows: gradients spent, of them without anchors' passes, weights (rows, rates, d), anchors."""
    f, L = patients(), term_smoothness()
    signed, n = f.X * f.y[:, None], f.samples
    lr, w = (RATES / L)[:, None], np.zeros((len(RATES), 19))
    draw = np.random.default_rng(SEED)
    every = n // PER_PASS
    rows = [(0, 0, w, w)]

    def full(w):
        return slopes(w @ signed.T) @ signed / n

    if method.startswith("SGD"):
        slower = method == METHODS[1]
        for t, i in enumerate(draw.integers(n, size=PASSES * n)):
            rate = lr / (1 + t / n) if slower else lr
            w = w - rate * (_gradients(signed, w, i) + LAM * w)
            if (t + 1) % every == 0:
                rows.append((t + 1, t + 1, w, w))
    elif method == "SVRG":
        spent = bare = 0
        while spent < PASSES * n:
            center, mean = w, full(w)
            spent += n
            for t, i in enumerate(draw.integers(n, size=int(inner * n))):
                v = _gradients(signed, w, i) - _gradients(signed, center, i) + mean
                w = w - lr * (v + LAM * w)
                spent, bare = spent + 2, bare + 1
                if (t + 1) % every == 0:
                    rows.append((spent, bare, w, center))
    else:
        table = slopes(w @ signed.T)  # SAGA's gradients are slopes times rows: one number each
        mean = table @ signed / n
        for t, i in enumerate(draw.integers(n, size=(PASSES - 1) * n)):
            new = slopes(w @ signed[i])
            change = (new - table[:, i])[:, None] * signed[i]
            w = w - lr * (change + mean + LAM * w)
            mean, table[:, i] = mean + change / n, new
            if (t + 1) % every == 0:
                rows.append((n + t + 1, t + 1, w, table.copy()))
    return rows


@lru_cache(maxsize=64)
def curves_of(method: str, inner: float = 2.0):
    """Spent (2, rows), gaps and variances (rates, rows)."""
    rows = path_of(method, inner)
    J, f = patient_objective(), patients()
    signed = f.X * f.y[:, None]
    w = np.stack([row[2] for row in rows], axis=1)
    gap = np.maximum(J(w) - J(best_patient_weights()), 1e-15)
    noise = np.stack([_variance(method, signed, *row[2:]) for row in rows], axis=1)
    return np.array([row[:2] for row in rows]).T, gap, np.maximum(noise, 1e-20)


def _variance(method, signed, w, center):
    """Of ∇ℓ_i(w) − what is known of it, over i, shape (rates,)."""
    pull = slopes(w @ signed.T)
    if method == "SVRG":
        pull = pull - slopes(center @ signed.T)
    elif method == "SAGA" and center.shape == pull.shape:
        pull = pull - center
    square = (pull**2) @ (signed**2).sum(axis=1) / len(signed)
    return square - ((pull @ signed / len(signed)) ** 2).sum(axis=1)


@lru_cache(maxsize=128)
def variance_reduction(*, step=10**-0.5, inner=2.0, counted=True) -> ReductionRun:
    """Forty passes with η = ``step``/L; ``counted``: whether anchors cost something."""
    checks.choice("inner", inner, INNER)
    k = int(np.argmin(np.abs(np.log(RATES / step))))
    n, found = patients().samples, []
    for method in METHODS:
        spent, gap, noise = curves_of(method, inner if method == "SVRG" else 2.0)
        found.append((spent[0 if counted else 1] / n, gap[k], noise[k]))
    passes, gap, noise = map(list, zip(*found, strict=True))
    ends = "; ".join(f"{m} {g[-1]:.1e}" for m, g in zip(METHODS, gap, strict=True))
    text = f"ηL = {RATES[k]:.3g}. Gap at the end: {ends}."
    return ReductionRun(passes, gap, noise, counted, text.replace("e-", "e−"))
