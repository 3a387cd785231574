"""Bias and variance: the same fit on 200 training sets drawn from real cars."""

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

SETS, SEED, SHOWN = 200, 0, 25
SIZES = (15, 30, 60, 120)
LOWEST, HIGHEST, PER_DECADE = -5, 1, 5
LAMBDAS = 10.0 ** (np.arange(LOWEST * PER_DECADE, HIGHEST * PER_DECADE + 1) / PER_DECADE)


@dataclass(frozen=True, eq=False)
class Population:
    """The 1,436 cars as the whole world: what is known of a price when the age is known."""

    ages: np.ndarray  #: the different ages, shape (77,)
    share: np.ndarray  #: the part of the cars that have each, shape (77,)
    mean: np.ndarray  #: their mean price, which no function of the age can beat, shape (77,)
    noise: float  #: the variance of prices around it, (1,000 euro)²


@dataclass(frozen=True, eq=False)
class ResampledFits:
    """All λ at once; errors are means over the 1,436 cars, in (1,000 euro)²."""

    degree: int
    n: int
    lam: float
    column: int  #: the place of λ in LAMBDAS
    population: Population
    curves: np.ndarray  #: at the population's ages, of the first 25 training sets, shape (25, 77)
    mean_curve: np.ndarray  #: over all 200, shape (77,)
    bias: np.ndarray  #: the squared bias for each λ, shape (λs,)
    variance: np.ndarray  #: shape (λs,)
    error: np.ndarray  #: mean squared error of the 200 fits on all cars, shape (λs,)
    summary: str


@lru_cache(maxsize=1)
def population() -> Population:
    """Ages, their shares and mean prices."""
    age, price = age_and_price()
    ages, place, count = np.unique(age, return_inverse=True, return_counts=True)
    mean = np.bincount(place, price) / count
    return Population(ages, count / len(age), mean, float(((price - mean[place]) ** 2).mean()))


@lru_cache(maxsize=64)
def _parts(degree: int, n: int):
    """Curves (200, λs, ages), and bias², variance, error for each λ."""
    age, price = age_and_price()
    rows = np.random.default_rng([SEED, n]).integers(len(age), size=(SETS, n))
    world = population()
    curves = predictions(world.ages, ridge_weights(age[rows], price[rows], degree, LAMBDAS))
    mean = curves.mean(axis=0)
    bias = (mean - world.mean) ** 2 @ world.share
    variance = ((curves - mean) ** 2).mean(axis=0) @ world.share
    # The same cars, asked directly: the mean of (price − fit)² over all cars and training sets.
    error = world.noise + ((curves - world.mean) ** 2).mean(axis=0) @ world.share
    return curves[:SHOWN].copy(), mean, bias, variance, error


@lru_cache(maxsize=512)
def resampled_fits(*, degree=6, lam=1e-4, n=30) -> ResampledFits:
    """200 ridge fits of one degree to n cars each, drawn with replacement from all."""
    checks.choice("n", n, SIZES)
    checks.integer("degree", degree, low=1, hint=f"up to {HIGHEST_DEGREE}")
    column = int(np.argmin(np.abs(np.log(LAMBDAS / lam))))
    curves, mean, bias, variance, error = _parts(degree, n)
    world = population()
    parts = bias[column], variance[column], world.noise, error[column]
    said = "bias² {:.2f} + variance {:.2f} + noise {:.2f} = error {:.2f}".format(*parts)
    return ResampledFits(
        degree, n, float(LAMBDAS[column]), column, world, curves[:, column], mean[column],
        bias, variance, error,
        f"Degree {degree}, λ = {LAMBDAS[column]:.2g}, {SETS} training sets of {n} cars: {said} "
        "(1,000 euro)².",
    )  # fmt: skip
