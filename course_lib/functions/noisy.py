"""A quadratic of which only noisy gradients are seen: stochastic gradients in their purest form."""

from __future__ import annotations

import numpy as np

from course_lib import checks
from course_lib.functions.objective import Objective
from course_lib.functions.smooth import Quadratic


class NoisyQuadratic(Quadratic):
    r"""A quadratic whose samples are tilted at random: f(x) is their mean.

    .. math:: f(x) = \tfrac12 (x - c)^\top Q (x - c), \qquad
              f_\xi(x) = f(x) + \xi^\top (x - c), \qquad \xi \sim N(0, \tfrac{\sigma^2}{B} I)

    `f(x)`, `f.grad(x)` and `f.hess(x)` are exact. What ``f.sample(rng, B)`` gives is one f_ξ, whose
    gradient is ∇f(x) + ξ: unbiased, with a standard deviation of σ/√B in every coordinate, the same
    everywhere. So a constant learning rate cannot settle: near the minimum there is only noise.

    Parameters
    ----------
    eigenvalues, angle, center
        As for `Quadratic`.
    noise : float
        σ ≥ 0, the standard deviation of one term's gradient in each coordinate.

    Raises
    ------
    ValueError
        ``noise must be zero or positive, got -1; …``.

    Notes
    -----
    A sample has one ξ for all points at which it is asked, as a mini-batch has the same samples:
    optimizers that race on one sample a step meet the same noise.

    References
    ----------
    Robbins & Monro (1951); lecture decks A and D (the variance of a mini-batch is 1/B of one
    sample's).

    Examples
    --------
    >>> f = NoisyQuadratic([1.0, 10.0], noise=2.0)
    >>> noise = f.sample(np.random.default_rng(0), 16).grad(np.ones((3, 2))) - f.grad([1.0, 1.0])
    >>> noise.round(4).tolist()
    [[0.0629, -0.0661], [0.0629, -0.0661], [0.0629, -0.0661]]
    """

    def __init__(self, eigenvalues=(1.0, 10.0), angle: float = 0.0, center=0.0, noise: float = 1.0):
        super().__init__(eigenvalues, angle, center)
        self.noise = checks.non_negative("noise", noise, "σ of one term's gradient")
        self.name = "noisy quadratic"

    def sample(self, rng, batch: int) -> TiltedQuadratic:
        """f_ξ, the mean of `batch` random terms: a gradient with noise σ/√batch everywhere."""
        rng, batch = checks.generator("rng", rng), checks.integer("batch", batch, low=1)
        return TiltedQuadratic(self, rng.normal(0.0, self.noise / batch**0.5, self.dim))


class TiltedQuadratic(Objective):
    r"""A quadratic with a slope added: :math:`f(x) + \xi^\top (x - c)`.

    Parameters
    ----------
    f : Quadratic
    tilt : array, shape (d,)
        ξ.
    """

    name, formula = "tilted quadratic", r"\frac12 (x-c)^\top Q (x-c) + \xi^\top (x-c)"

    def __init__(self, f: Quadratic, tilt: np.ndarray):
        self.f = checks.instance("f", f, Quadratic, "write Quadratic([1.0, 10.0])")
        self.tilt = checks.vector("tilt", tilt, f.dim)
        self.dim, self.bounds, self.convex = f.dim, f.bounds, f.convex

    @property
    def smoothness(self):
        return self.f.smoothness

    @property
    def strong_convexity(self):
        return self.f.strong_convexity

    def _value(self, x):
        return self.f._value(x) + (x - self.f.center) @ self.tilt

    def _grad(self, x):
        return self.f._grad(x) + self.tilt

    def _hess(self, x):
        return self.f._hess(x)
