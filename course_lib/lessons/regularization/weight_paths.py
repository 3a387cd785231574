"""All weights over λ, with names: lasso, elastic net and ridge on cars and tumours."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.datasets import Standardizer, load_breast_cancer, load_toyota_corolla
from course_lib.linear import lasso_path, ridge_path

LOWEST, HIGHEST, PER_DECADE = -4, 0, 20
LAMBDAS = 10.0 ** (np.arange(LOWEST * PER_DECADE, HIGHEST * PER_DECADE + 1) / PER_DECADE)
PENALTIES = {"lasso, ρ = 1": 1.0, "elastic net, ρ = ½": 0.5, "ridge, ρ = 0": 0.0}
NAMED, SEED = 9, 0
CAR_NAMES = {"Age_08_04": "age", "KM": "km", "HP": "power", "CC": "size", "Doors": "doors",
             "Weight": "weight"}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Table:
    """Standardized by the training samples, the target too."""

    names: tuple[str, ...]
    train: tuple[np.ndarray, np.ndarray]
    validation: tuple[np.ndarray, np.ndarray]
    test: tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True, eq=False)
class Paths:
    """One penalty on one table, for every λ of LAMBDAS."""

    names: tuple[str, ...]
    weights: np.ndarray  #: without bias, shape (λs, d)
    errors: np.ndarray  #: mean squared errors in training and validation, shape (2, λs)


@dataclass(frozen=True, eq=False)
class PathsRun:
    """One λ on the paths."""

    paths: Paths
    column: int  #: the place of λ in LAMBDAS
    lam: float
    largest: np.ndarray  #: the nine features with the largest weights, shape (9,)
    kept: int  #: how many weights are not 0
    summary: str

    @property
    def w(self) -> np.ndarray:
        return self.paths.weights[self.column]


def _split(names, X, y, sizes, seed: int) -> Table:
    order = np.random.default_rng(seed).permutation(len(y))
    rows = np.split(order, np.cumsum(sizes))
    scale, target = Standardizer.fit(X[rows[0]]), Standardizer.fit(y[rows[0], None])
    parts = [(scale.transform(X[r]), target.transform(y[r, None])[:, 0]) for r in rows]
    return Table(tuple(names), *parts[:3])


def car_table(seed: int = SEED) -> Table:
    """Six features of 60 cars, their squares and products: 27 columns."""
    data = load_toyota_corolla(tuple(CAR_NAMES))
    usual = data.X[:, 3] < 10_000  # one displacement of 16000 is a slip of the pen
    Z, names = Standardizer.fit(data.X[usual]).transform(data.X[usual]), list(CAR_NAMES.values())
    columns, titles = list(Z.T), list(names)
    for i in range(len(names)):
        for j in range(i, len(names)):
            columns.append(Z[:, i] * Z[:, j])
            titles.append(f"{names[i]}²" if i == j else f"{names[i]} × {names[j]}")
    return _split(titles, np.column_stack(columns), data.y[usual], (60, 60), seed)


def tumour_table(seed: int = SEED) -> Table:
    """Thirty measurements of 100 tumours; the target is +1 for malignant ones, −1 for benign."""
    data = load_breast_cancer(labels=(1, -1))
    return _split(data.feature_names, data.X, data.y.astype(float), (100, 100), seed)


TABLES = {"prices of 60 cars, 27 features": car_table, "100 tumours, 30 features": tumour_table}


@lru_cache(maxsize=4)
def table_of(data: str) -> Table:
    """The first split of these data."""
    return TABLES[checks.choice("data", data, TABLES)](SEED)


@lru_cache(maxsize=8)
def paths_of(data: str, ratio: float) -> Paths:
    """The whole path, about a twentieth of a second."""
    table = table_of(data)
    if ratio:
        weights = lasso_path(*table.train, LAMBDAS, ratio).weights
    else:
        weights = ridge_path(*table.train, LAMBDAS)
    errors = [errors_of(weights, part) for part in (table.train, table.validation)]
    return Paths(table.names, weights[:, 1:], np.array(errors))


def errors_of(weights, part) -> np.ndarray:
    """Mean squared errors of weights (k, d + 1) on samples."""
    X, y = part
    return ((weights[:, 1:] @ X.T + weights[:, :1] - y) ** 2).mean(axis=1)


@lru_cache(maxsize=512)
def weight_paths(*, data="prices of 60 cars, 27 features", ratio=1.0, lam=0.1) -> PathsRun:
    """The weights for one λ, and the paths they lie on."""
    paths = paths_of(data, ratio)
    column = int(np.argmin(np.abs(np.log(LAMBDAS / lam))))
    w = paths.weights[column]
    order = np.argsort(-np.abs(w), kind="stable")[:NAMED]
    kept = int((w != 0).sum())
    text = (
        f"λ = {LAMBDAS[column]:.3g}: {kept} of {len(w)} weights are not 0. Mean squared error "
        f"{paths.errors[0, column]:.2f} in training, {paths.errors[1, column]:.2f} in validation "
        "(1 for the mean alone)."
    )
    return PathsRun(paths, column, float(LAMBDAS[column]), order, kept, text)
