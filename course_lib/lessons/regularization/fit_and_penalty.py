"""Degree and λ, chosen on validation data and judged on test data: car prices by age."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.lessons.regularization.car_curves import (
    HIGHEST_DEGREE,
    age_and_price,
    predictions,
    ridge_weights,
)

SIZES = (24, 60, 240)
VALIDATION, SPLITS = 24, 20
LOWEST, HIGHEST, PER_DECADE = -8, 1, 5
LAMBDAS = 10.0 ** (np.arange(LOWEST * PER_DECADE, HIGHEST * PER_DECADE + 1) / PER_DECADE)
DEGREES = np.arange(1, HIGHEST_DEGREE + 1)
AGES = np.linspace(1, 80, 159)


@dataclass(frozen=True, eq=False)
class SplitErrors:
    """One split of the cars, and the errors of all fitted curves on its three parts."""

    train: tuple[np.ndarray, np.ndarray]  #: ages and prices, shapes (n,)
    validation: tuple[np.ndarray, np.ndarray]  #: shapes (24,)
    test: tuple[np.ndarray, np.ndarray]  #: all other cars
    weights: tuple[np.ndarray, ...]  #: of each degree, shape (λs, degree + 1)
    #: Root mean squared errors in 1,000 euro, shape (3, degrees, λs): training, validation, test.
    errors: np.ndarray


@dataclass(frozen=True, eq=False)
class FitRun:
    """One degree and one λ among all."""

    table: SplitErrors
    degree: int
    lam: float
    column: int  #: the place of λ in LAMBDAS
    curve: np.ndarray  #: prices at AGES
    best: tuple[int, float]  #: the degree and the λ with the least validation error
    judged: bool
    summary: str

    @property
    def now(self) -> np.ndarray:
        """Training, validation and test error, shape (3,)."""
        return self.table.errors[:, self.degree - 1, self.column]


@lru_cache(maxsize=32)
def split_errors(n: int, split: int) -> SplitErrors:
    """All degrees and λ on one split: n cars to train, 24 to choose, the rest to judge."""
    age, price = age_and_price()
    order = np.random.default_rng(split).permutation(len(age))
    rows = order[:n], order[n : n + VALIDATION], order[n + VALIDATION :]
    parts = tuple((age[r], price[r]) for r in rows)
    weights = tuple(ridge_weights(*parts[0], int(m), LAMBDAS) for m in DEGREES)
    errors = [
        [np.sqrt(((predictions(a, w) - p) ** 2).mean(axis=-1)) for w in weights] for a, p in parts
    ]
    return SplitErrors(*parts, weights, np.array(errors))


def chosen(table: SplitErrors) -> tuple[int, int]:
    """Places of the degree and the λ with the least validation error."""
    return np.unravel_index(int(np.argmin(table.errors[1])), table.errors[1].shape)


@lru_cache(maxsize=512)
def fit_and_penalty(*, degree=12, lam=1e-8, n=24, split=0, judge=False) -> FitRun:
    """A polynomial of this degree with λ/2 ‖w‖², fitted to n cars."""
    table = split_errors(checks.choice("n", n, SIZES), split)
    column = int(np.argmin(np.abs(np.log(LAMBDAS / lam))))
    row, best = chosen(table)
    run = FitRun(
        table, degree, float(LAMBDAS[column]), column,
        predictions(AGES, table.weights[degree - 1][column]),
        (int(DEGREES[row]), float(LAMBDAS[best])), bool(judge), "",
    )  # fmt: skip
    return FitRun(**{**vars(run), "summary": _summary(run)})


def _summary(run: FitRun) -> str:
    train, validation, test = (f"{1000 * min(e, 1e6):,.0f}" for e in run.now)
    said = f"; test {test} euro" if run.judged else ""
    return (
        f"Degree {run.degree}, λ = {run.lam:.2g}: a typical error of {train} euro in training, "
        f"{validation} euro in validation{said}."
    )
