"""The empirical risk of a linear model: what training minimizes."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from course_lib import checks
from course_lib.functions.losses import Loss, SquaredError
from course_lib.functions.objective import Objective

CHUNK = 2_000_000  # numbers in memory at once while many points meet many samples


def add_bias(X) -> np.ndarray:
    """X with a leading column of ones, so that the first weight is the bias.

    Examples
    --------
    >>> add_bias([[3.0], [4.0]]).tolist()
    [[1.0, 3.0], [1.0, 4.0]]
    """
    X = checks.array("X", X, ndim=2)
    return np.column_stack([np.ones(len(X)), X])


def _least_squares(X, y) -> np.ndarray:
    """The w of least ‖Xw − y‖, and of those the one of least norm.

    A cut of small singular values takes columns of very different sizes for dependent ones; scaled
    to length 1 they show whether they are. A second solve, for what the first one left, takes the
    rounding out of it.
    """
    lengths = np.linalg.norm(X, axis=0)
    scaled = X / np.where(lengths > 0, lengths, 1.0)
    w, _, rank, _ = np.linalg.lstsq(scaled, y, rcond=None)
    if rank < X.shape[1]:
        return np.linalg.lstsq(X, y, rcond=None)[0]
    w += np.linalg.lstsq(scaled, y - scaled @ w, rcond=None)[0]
    return w / lengths


class EmpiricalRisk(Objective):
    r"""The mean loss of the linear predictions Xw over n samples.

    .. math:: f(w) = \frac1n \sum_{i=1}^n \ell(x_i^\top w, y_i), \qquad
              \nabla f(w) = \frac1n X^\top \ell'(Xw, y), \qquad
              \nabla^2 f(w) = \frac1n X^\top \mathrm{diag}\bigl(\ell''(Xw, y)\bigr) X

    Parameters
    ----------
    loss : Loss
        For instance `SquaredError()`.
    X : array, shape (n, d)
        One sample a row; `add_bias(X)` puts a column of ones in front.
    y : array, shape (n,)
        The targets.

    Raises
    ------
    ValueError
        ``X must be an array with 2 axes, got …; write X[:, None] for one feature``,
        ``X and y must have equally many rows: X has 3, y has 2``, or what the loss asks of y.

    Notes
    -----
    Many points at once (a contour grid) are evaluated in pieces that fit in memory. For the squared
    error they go through f(w) = f(ŵ) + ∇f(ŵ)ᵀ(w − ŵ) + ‖R(w − ŵ)‖²/n, where ŵ is the least-squares
    solution and X = QR: d instead of n operations a coordinate, and no digits lost near the
    minimum. The term with ∇f(ŵ), which rounding leaves other than 0, keeps the equation exact.

    ŵ is found with columns scaled to length 1, so that features may differ by many orders of
    magnitude; where columns depend on each other it is the solution of least norm.

    Smoothness is L_ℓ λ_max(XᵀX)/n and, where the loss has a μ, strong convexity μ_ℓ λ_min(XᵀX)/n.

    Examples
    --------
    >>> f = EmpiricalRisk(SquaredError(), [[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]], [1.0, 3.0, 5.0])
    >>> f.minimizer.round(6).tolist(), float(f([0.0, 0.0])).__round__(3)
    ([1.0, 2.0], 11.667)
    """

    name = "empirical risk"

    def __init__(self, loss: Loss, X, y):
        if not isinstance(loss, Loss):
            raise TypeError(f"loss must be a Loss, got {loss!r}; write SquaredError()")
        X = checks.array("X", X, ndim=2, hint="write X[:, None] for one feature")
        y = loss.check_targets(y)
        checks.same_length(X=X, y=y)
        checks.integer("the number of samples", len(X), low=1)
        checks.integer("the number of features", X.shape[1], low=1)
        self._set(loss, X, y)

    def _set(self, loss, X, y):
        self.loss, self.X, self.y = loss, X, y
        self.samples, self.dim = X.shape
        self.convex, self.differentiable = loss.convex, loss.differentiable
        self.name = f"mean {loss.name}"
        self.formula = rf"\frac1n \sum_i {loss.formula}"

    def subset(self, rows) -> EmpiricalRisk:
        """The risk on some samples only, by index or slice: one mini-batch."""
        rows, part = checks.rows("rows", rows), type(self).__new__(type(self))
        part._set(self.loss, self.X[rows], self.y[rows])
        return part

    def sample(self, rng, batch: int) -> EmpiricalRisk:
        """The risk on `batch` samples drawn without replacement: unbiased for f and ∇f."""
        rng = checks.generator("rng", rng)
        batch = checks.integer("batch", batch, low=1)
        if batch > self.samples:
            raise ValueError(f"batch must be at most the {self.samples} samples, got {batch}")
        return self.subset(rng.choice(self.samples, batch, replace=False))

    @cached_property
    def _spectrum(self) -> np.ndarray:
        """Eigenvalues of XᵀX/n, largest first; zeros where there are fewer samples than weights."""
        singular = np.linalg.svd(self.X, compute_uv=False)
        return np.pad(singular**2 / self.samples, (0, max(0, self.dim - singular.size)))

    @cached_property
    def smoothness(self):
        L = self.loss.smoothness
        return None if L is None else float(L * self._spectrum[0])

    @cached_property
    def strong_convexity(self):
        mu, lam = self.loss.strong_convexity, self._spectrum
        return float(mu * lam[-1]) if mu is not None and lam[-1] > 1e-14 * lam[0] else None

    @cached_property
    def minimizers(self):
        """The least-squares solution (of least norm) for the squared error; else unknown."""
        if not isinstance(self.loss, SquaredError):
            return np.empty((0, self.dim))
        return _least_squares(self.X, self.y)[None]

    @cached_property
    def minimum(self):
        if not len(self.minimizers):
            return None
        return float(self.loss(self.X @ self.minimizer, self.y).mean())

    @cached_property
    def bounds(self):
        """Around a known minimizer: as far as the risk grows by the variance of y."""
        if not len(self.minimizers) or self.strong_convexity is None:
            return ((-3.0, 3.0),) * self.dim
        inverse = np.linalg.inv(self.X.T @ self.X / self.samples)
        radius = np.sqrt(max(self.y.var(), 1e-12) * np.diag(inverse))
        return tuple(
            (float(w - r), float(w + r)) for w, r in zip(self.minimizer, radius, strict=True)
        )

    def _by_chunks(self, function, x, shape):
        """function(points) → (m, *shape) over all points, a few at a time."""
        flat = x.reshape(-1, self.dim)
        size = max(1, CHUNK // (self.samples * max(1, self.dim if len(shape) == 2 else 1)))
        parts = [function(flat[i : i + size]) for i in range(0, len(flat), size)]
        return np.concatenate(parts or [np.empty((0, *shape))]).reshape(x.shape[:-1] + shape)

    def _quadratic(self, x) -> bool:
        return isinstance(self.loss, SquaredError) and x.ndim > 1

    @cached_property
    def _R(self):
        return np.linalg.qr(self.X, mode="r")

    @cached_property
    def _left_over(self):
        """∇f(ŵ): 0 but for rounding."""
        return self._mean_grad(self.minimizer)

    def _value(self, x):
        if self._quadratic(x):
            away = x - self.minimizer
            r = away @ self._R.T
            value = self.minimum + away @ self._left_over + (r**2).sum(axis=-1) / self.samples
            return np.maximum(value, 0.0)  # as a mean of squares is
        return self._by_chunks(lambda w: self.loss(w @ self.X.T, self.y).mean(axis=-1), x, ())

    def _grad(self, x):
        if self._quadratic(x):
            away = (x - self.minimizer) @ self._R.T
            return self._left_over + 2 / self.samples * away @ self._R
        return self._by_chunks(self._mean_grad, x, (self.dim,))

    def _mean_grad(self, w):
        return self.loss.grad(w @ self.X.T, self.y) @ self.X / self.samples

    def _hess(self, x):
        return self._by_chunks(self._mean_hess, x, (self.dim, self.dim))

    def _mean_hess(self, w):
        second = self.loss.second(w @ self.X.T, self.y) / self.samples
        return np.swapaxes(second[:, :, None] * self.X, 1, 2) @ self.X

    def _directional(self, x, d):
        return self.loss.directional(x @ self.X.T, self.y, d @ self.X.T).mean(axis=-1)
