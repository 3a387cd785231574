"""Entropy, cross entropy and the Kullback–Leibler divergence of distributions, in nats."""

from __future__ import annotations

import numpy as np
from scipy.special import rel_entr, xlogy

from course_lib import checks


def _distribution(name: str, p) -> np.ndarray:
    p = checks.array(name, p)
    if p.ndim == 0 or (p < 0).any() or not np.allclose(p.sum(axis=-1), 1.0, rtol=0, atol=1e-8):
        raise ValueError(f"{name} must be probabilities ≥ 0 whose sum over the last axis is 1, "
                         f"got {np.array2string(p, threshold=6)}; divide by the sum")  # fmt: skip
    return p


def entropy(p) -> np.ndarray:
    r"""H(p) = −Σ pₖ log pₖ, with 0 log 0 = 0: how uncertain p is. Shape (..., K) → (...).

    Examples
    --------
    >>> float(entropy([0.5, 0.5]).round(6)), float(entropy([1.0, 0.0]))
    (0.693147, 0.0)
    """
    p = _distribution("p", p)
    return 0.0 - xlogy(p, p).sum(axis=-1)


def cross_entropy(p, q) -> np.ndarray:
    r"""H(p, q) = −Σ pₖ log qₖ: the cost of believing q where p is true. (..., K) → (...).

    .. math:: H(p, q) = H(p) + \mathrm{KL}(p \,\|\, q) \ge H(p)

    Infinite where q excludes what p allows. For p the empirical distribution of labels it is minus
    the mean log-likelihood, so maximum likelihood minimizes it.

    Examples
    --------
    >>> float(cross_entropy([1.0, 0.0], [0.25, 0.75]).round(6))
    1.386294
    """
    p, q = _distribution("p", p), _distribution("q", q)
    with np.errstate(divide="ignore"):
        return 0.0 - xlogy(p, q).sum(axis=-1)


def kl_divergence(p, q) -> np.ndarray:
    r"""KL(p‖q) = Σ pₖ log(pₖ/qₖ) ≥ 0: what believing q costs more than the truth; not symmetric.

    Examples
    --------
    >>> float(kl_divergence([0.5, 0.5], [0.5, 0.5])), float(kl_divergence([0.5, 0.5], [1.0, 0.0]))
    (0.0, inf)
    """
    return rel_entr(_distribution("p", p), _distribution("q", q)).sum(axis=-1)
