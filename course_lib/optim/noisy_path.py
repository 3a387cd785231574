"""SGD on a quadratic with noisy gradients: the exact distribution, and its floor."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from course_lib import checks


class NoisyPath(NamedTuple):
    """Where many runs of SGD on a quadratic are, in the axes of its eigenvectors.

    Attributes
    ----------
    mean, variance : array, shape (T + 1, ..., d)
        Of each coordinate of x_t − x*. Gaussian noise makes the distribution itself Gaussian.
    value : array, shape (T + 1, ...)
        E[f(x_t)] − f*.
    """

    mean: np.ndarray
    variance: np.ndarray
    value: np.ndarray


def noisy_path(eigenvalues, offset, rates, noise: float, batch_size: int = 1) -> NoisyPath:
    r"""Mean, variance and expected value of SGD on a quadratic, for any schedule, without a run.

    .. math:: m_{t+1} &= (1 - \eta_t\lambda)\, m_t \qquad
              s^2_{t+1} = (1 - \eta_t\lambda)^2 s^2_t + \eta_t^2 \frac{\sigma^2}{B} \\
              \mathbb E f(x_t) - f^\star &= \tfrac12 \sum_i \lambda_i (m_{t,i}^2 + s^2_{t,i})

    The start is forgotten by the factor (1 − ηλ)² a step, and each step adds η² times the noise:
    a long step does more of both.

    Parameters
    ----------
    eigenvalues : array, shape (d,)
        λ_i > 0, the curvatures along the axes.
    offset : array, shape (d,)
        x₀ − x* along the same axes.
    rates : array, shape (T, ...)
        η_t of the steps t = 0, 1, …; further axes hold several schedules at once.
    noise : float
        σ ≥ 0: standard deviation of a gradient's entry, from one sample.
    batch_size : int
        B ≥ 1 samples a step, whose mean has the variance σ²/B.

    Returns
    -------
    NoisyPath
        Infinite where it leaves the floating-point numbers.

    Notes
    -----
    Exact: the noise is independent of where x_t is and alike in all coordinates, as in
    `functions.NoisyQuadratic`. It says nothing about noise that vanishes at the minimum.

    References
    ----------
    Bottou, Curtis & Nocedal, Optimization Methods for Large-Scale Machine Learning (2018), §4.2;
    Schaul, Zhang & LeCun, No More Pesky Learning Rates (2013).

    Examples
    --------
    >>> path = noisy_path([1.0, 2.0], [4.0, 0.0], rates=[0.5, 0.5], noise=1.0)
    >>> path.mean.tolist(), path.variance.tolist(), path.value.tolist()
    ([[4.0, 0.0], [2.0, 0.0], [1.0, 0.0]], [[0.0, 0.0], [0.25, 0.25], [0.3125, 0.25]],
    [8.0, 2.375, 0.90625])
    """
    lam = _positive_eigenvalues(eigenvalues)
    offset = checks.vector("offset", offset, lam.size)
    eta = _rates(rates)[..., None]
    sampled = _variance(noise, batch_size)
    mean, variance = np.zeros((2, len(eta) + 1, *np.broadcast_shapes(eta.shape[1:], lam.shape)))
    mean[0] = offset
    with np.errstate(over="ignore", invalid="ignore"):
        kept, added = 1 - eta * lam, eta**2 * sampled
        np.cumprod(kept, axis=0, out=mean[1:])
        # A direction that is not started in stays empty, even where its factor overflows.
        mean[1:] = np.where(offset == 0, 0.0, mean[1:] * offset)
        kept *= kept
        for before, after, factor, new in zip(variance, variance[1:], kept, added, strict=False):
            np.multiply(before, factor, out=after)
            after += new
        return NoisyPath(mean, variance, 0.5 * (mean**2 + variance) @ lam)


def noise_floor(eigenvalues, lr, noise: float, batch_size: int = 1):
    r"""What SGD with a constant rate cannot get below on a quadratic: lim E f(x_t) − f*.

    .. math:: \frac12 \sum_i \lambda_i \cdot \frac{\eta\,\sigma^2}{B\,\lambda_i (2 - \eta\lambda_i)}
              = \sum_i \frac{\eta\,\sigma^2}{2B\,(2 - \eta\lambda_i)}
              \;\approx\; \frac{d\,\eta\,\sigma^2}{4B} \quad (\eta\lambda_i \ll 1)

    The fixed point of `noisy_path`'s variance. Short steps: proportional to η/B and all but free
    of λ, so that half the rate and twice the batch are worth the same.

    Parameters
    ----------
    eigenvalues : array, shape (d,)
        λ_i > 0.
    lr : float or array, shape (...)
        η > 0.
    noise, batch_size
        As for `noisy_path`.

    Returns
    -------
    float or array, shape (...)
        Infinite from η = 2/λ_max on, where there is no limit.

    References
    ----------
    As for `noisy_path`.

    Examples
    --------
    >>> noise_floor([1.0, 0.5], lr=1.0, noise=2.0, batch_size=4)
    0.8333333333333333
    """
    lam, eta = _positive_eigenvalues(eigenvalues), checks.array("lr", lr)
    if (eta <= 0).any():
        raise ValueError(f"lr must be positive, got {eta.min():g}; without steps there is no limit")
    room = 2 - eta[..., None] * lam
    with np.errstate(divide="ignore"):
        parts = eta[..., None] * _variance(noise, batch_size) / (2 * np.abs(room))
    floor = np.where(room > 0, parts, np.inf).sum(axis=-1)
    return float(floor) if floor.ndim == 0 else floor


def _positive_eigenvalues(value) -> np.ndarray:
    lam = checks.vector("eigenvalues", value)
    if not lam.size or (lam <= 0).any():
        raise ValueError(f"eigenvalues must be positive, got {lam.tolist()}; along a flat "
                         "direction SGD is a random walk without a limit")  # fmt: skip
    return lam


def _rates(value) -> np.ndarray:
    rates = checks.array("rates", value)
    if rates.ndim == 0:
        raise ValueError(f"rates must have one entry a step, got {float(rates):g}; "
                         "write schedule(np.arange(steps))")  # fmt: skip
    if (rates < 0).any():
        raise ValueError(f"rates must be zero or positive, got {rates.min():g}")
    return rates


def _variance(noise, batch_size) -> float:
    """σ²/B."""
    sigma = checks.non_negative("noise", noise, "σ of one sample's gradient")
    return sigma**2 / checks.integer("batch_size", batch_size, low=1, hint="samples a step")
