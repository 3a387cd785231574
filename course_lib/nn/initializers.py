"""How the weights of a layer start.

An initializer is frozen and called as ``init(rng, shape)``. A weight matrix has the shape
(fan-in, fan-out): one row an input, one column a neuron. `deviation(shape)` is the standard
deviation that it aims at, so that theory and histogram come from the same object.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from course_lib import checks

DISTRIBUTIONS = ("normal", "uniform")


def fans(shape) -> tuple[int, int]:
    """(fan-in, fan-out) of a weight matrix: how many inputs a neuron has, how many it feeds.

    Raises
    ------
    ValueError
        ``shape must be (fan-in, fan-out), got (3,)``.
    """
    shape = checks.shape("shape", shape)
    if len(shape) != 2 or 0 in shape:
        raise ValueError(f"shape must be (fan-in, fan-out), got {shape}")
    return shape


class Initializer(ABC):
    """A frozen recipe: ``init(rng, shape)`` draws an array of that shape."""

    @abstractmethod
    def __call__(self, rng: np.random.Generator, shape) -> np.ndarray:
        """Draw the weights, float64."""

    @abstractmethod
    def deviation(self, shape) -> float:
        """The standard deviation of the weights' distribution."""

    def _set(self, **values) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)


@dataclass(frozen=True)
class ConstantValue(Initializer):
    """Every weight the same: all neurons of a layer start, and stay, the same neuron.

    Parameters
    ----------
    value : float
    """

    value: float

    def __post_init__(self):
        self._set(value=checks.number("value", self.value))

    def __call__(self, rng, shape):
        checks.generator("rng", rng)
        return np.full(checks.shape("shape", shape), self.value)

    def deviation(self, shape):
        return 0.0


@dataclass(frozen=True)
class Zeros(ConstantValue):
    """Every weight 0: right for biases, fatal for weights (the symmetry never breaks)."""

    value: float = 0.0


@dataclass(frozen=True)
class Normal(Initializer):
    r"""Independent :math:`\mathcal N(0, \text{std}^2)`, whatever the layer's size.

    Parameters
    ----------
    std : float
        The standard deviation, ≥ 0; not the variance.
    """

    std: float = 0.01

    def __post_init__(self):
        self._set(std=checks.non_negative("std", self.std))

    def __call__(self, rng, shape):
        return self.std * checks.generator("rng", rng).standard_normal(checks.shape("shape", shape))

    def deviation(self, shape):
        return self.std


@dataclass(frozen=True)
class Uniform(Initializer):
    """Independent, uniform in [−limit, limit); the standard deviation is limit/√3.

    Parameters
    ----------
    limit : float, > 0
    """

    limit: float = 0.05

    def __post_init__(self):
        self._set(limit=checks.positive("limit", self.limit))

    def __call__(self, rng, shape):
        return checks.generator("rng", rng).uniform(
            -self.limit, self.limit, checks.shape("shape", shape)
        )

    def deviation(self, shape):
        return self.limit / np.sqrt(3)


@dataclass(frozen=True)
class _Scaled(Initializer):
    """Independent weights whose variance is chosen from the fans; subclasses say how."""

    distribution: str = "normal"

    def __post_init__(self):
        checks.choice("distribution", self.distribution, DISTRIBUTIONS)

    def __call__(self, rng, shape):
        rng, std = checks.generator("rng", rng), self.deviation(shape)
        if self.distribution == "normal":
            return std * rng.standard_normal(shape)
        return rng.uniform(-np.sqrt(3) * std, np.sqrt(3) * std, shape)


@dataclass(frozen=True)
class LeCun(_Scaled):
    r"""Calibrated: a sum of n terms keeps the variance of its inputs.

    .. math:: \operatorname{Var} w = 1 / n_\text{in}

    Parameters
    ----------
    distribution : {"normal", "uniform"}

    Notes
    -----
    Var Σ w x = n Var w Var x where weights and inputs are independent with mean zero. The lecture
    writes ``randn(n) / sqrt(n)``.

    References
    ----------
    LeCun et al., Efficient BackProp (1998); lecture decks A and C.
    """

    def deviation(self, shape):
        return 1 / np.sqrt(fans(shape)[0])


@dataclass(frozen=True)
class Xavier(_Scaled):
    r"""A compromise between the variance forward and the variance of gradients backward.

    .. math:: \operatorname{Var} w = \frac{2}{n_\text{in} + n_\text{out}}

    Parameters
    ----------
    distribution : {"normal", "uniform"}

    Notes
    -----
    Made for activations that are like the identity around 0 (tanh). For a square matrix it is
    `LeCun`, which some authors call Xavier.

    References
    ----------
    Glorot & Bengio (2010); lecture decks A and C.
    """

    def deviation(self, shape):
        return np.sqrt(2 / sum(fans(shape)))


@dataclass(frozen=True)
class Kaiming(_Scaled):
    r"""Calibrated for ReLU, which halves the mean square of what passes.

    .. math:: \operatorname{Var} w = \frac{2}{(1 + \alpha^2)\, n}

    Parameters
    ----------
    distribution : {"normal", "uniform"}
    fan : {"in", "out"}
        Which n: "in" keeps the size of activations, "out" that of gradients.
    alpha : float
        The slope of a leaky ReLU on the left, ≥ 0; 0 is ReLU.

    References
    ----------
    He, Zhang, Ren & Sun, Delving Deep into Rectifiers (2015); lecture decks A and C.
    """

    fan: str = "in"
    alpha: float = 0.0

    def __post_init__(self):
        super().__post_init__()
        checks.choice("fan", self.fan, ("in", "out"))
        self._set(alpha=checks.non_negative("alpha", self.alpha))

    def deviation(self, shape):
        n = fans(shape)[self.fan == "out"]
        return np.sqrt(2 / ((1 + self.alpha**2) * n))


@dataclass(frozen=True)
class Orthogonal(Initializer):
    r"""Orthonormal rows or columns, whichever are fewer, times a gain: lengths are kept exactly.

    Parameters
    ----------
    gain : float, > 0
        √2 makes up for ReLU.

    Notes
    -----
    The Q of a Gaussian matrix's QR, with the signs of R's diagonal made positive, so that Q is
    uniform (Haar) among such matrices.

    References
    ----------
    Saxe, McClelland & Ganguli (2014).
    """

    gain: float = 1.0

    def __post_init__(self):
        self._set(gain=checks.positive("gain", self.gain))

    def __call__(self, rng, shape):
        rows, columns = fans(shape)
        tall = (max(rows, columns), min(rows, columns))
        Q, R = np.linalg.qr(checks.generator("rng", rng).standard_normal(tall))
        Q *= self.gain * np.where(np.diag(R) < 0, -1.0, 1.0)
        return Q if rows >= columns else np.ascontiguousarray(Q.T)

    def deviation(self, shape):
        return self.gain / np.sqrt(max(fans(shape)))


INITIALIZERS = {
    "zeros": Zeros(),
    "constant": ConstantValue(0.1),
    "normal": Normal(),
    "uniform": Uniform(),
    "lecun": LeCun(),
    "xavier": Xavier(),
    "kaiming": Kaiming(),
    "orthogonal": Orthogonal(),
}
