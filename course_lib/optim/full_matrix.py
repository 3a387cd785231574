"""AdaGrad with the whole matrix: a metric that turns with the gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from course_lib import checks
from course_lib.optim.in_place import InPlaceOptimizer
from course_lib.optim.optimizer import Halt, LearningRate, check_rate, rate


class FullMatrixState(NamedTuple):
    """t, lr and halt as in `State`, and G, the sum of outer products, shape (d, d)."""

    t: int
    lr: float
    halt: Halt | None
    G: np.ndarray


@dataclass(frozen=True)
class FullMatrixAdaGrad(InPlaceOptimizer):
    r"""The steepest step in the norm that past gradients define.

    .. math:: G_{t+1} = G_t + \nabla f(x_t) \nabla f(x_t)^\top, \qquad
              x_{t+1} = x_t - \eta_t \bigl( G_{t+1}^{1/2} + \varepsilon I \bigr)^{-1} \nabla f(x_t)

    The unit balls of the metric G^{1/2} are ellipses, narrow in directions that have seen large
    gradients, whichever way these point; the diagonal of `AdaGrad` can only stretch them along the
    axes.

    Parameters
    ----------
    lr : float or schedule
        The learning rate η, > 0.
    eps : float
        ε > 0, added to the root.

    Raises
    ------
    ValueError
        ``eps must be positive, got 0.0; …``.

    Notes
    -----
    d² numbers, and the eigenvectors of G (d³ operations) in each step: for pictures and small d.
    G starts at 0 and ∇f is always in its range, so that directions in which G is 0 up to rounding
    take no part. Turning the coordinates turns the whole path, which the diagonal form cannot do.
    PyTorch and Keras have the diagonal form only.

    References
    ----------
    Duchi, Hazan & Singer, JMLR 12 (2011); lecture decks A and B.

    Examples
    --------
    >>> from course_lib.functions import SquaredNorm
    >>> optimizer = FullMatrixAdaGrad(lr=0.5)
    >>> x = np.array([3.0, 4.0])  # the first step is η long, straight against the gradient
    >>> optimizer.step(SquaredNorm(), x, optimizer.init(x))[0].round(6)
    array([2.7, 3.6])
    """

    lr: LearningRate
    eps: float = 1e-8

    def __post_init__(self):
        hint = "it keeps from dividing by 0; 1e-8 is usual"
        self._set(lr=check_rate(self.lr), eps=checks.positive("eps", self.eps, hint))

    def init(self, x):
        if x.ndim != 1:
            raise ValueError(f"x must be one point with 1 axis, got shape {x.shape}; "
                             "each run has a matrix of its own")  # fmt: skip
        zeros = np.zeros((x.size, x.size), dtype=np.result_type(x, np.float32))
        return FullMatrixState(0, np.nan, None, zeros)

    def update(self, x, grad, state):
        alpha = rate(self.lr, state.t)
        G = state.G
        G += np.outer(grad, grad)
        if not x.size:
            pass  # no direction at all
        elif np.isfinite(G).all():
            values, vectors = np.linalg.eigh(G)
            known = values > G.shape[0] * np.finfo(G.dtype).eps * values[-1]
            values, vectors = values[known], vectors[:, known]
            x -= alpha * (vectors @ ((vectors.T @ grad) / (np.sqrt(values) + self.eps)))
        else:
            x.fill(np.nan)  # a run that diverged; eigh would raise
        return FullMatrixState(state.t + 1, alpha, None, G)

    def metric(self, state):
        values, vectors = np.linalg.eigh(state.G)
        return (vectors * (np.sqrt(np.maximum(values, 0)) + self.eps)) @ vectors.T
