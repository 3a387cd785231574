"""Descent on single terms of a mean: orders of the samples, SGD by epochs, SVRG and SAGA."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from course_lib import checks
from course_lib.functions.objective import Objective
from course_lib.optim.minimize import check_start

#: How the samples of an epoch are drawn.
ORDERS = ("with replacement", "reshuffled", "shuffled once", "as it stands")
ANCHORS = ("last", "random")


class StochasticRun(NamedTuple):
    """What a run on single terms leaves behind.

    Attributes
    ----------
    x : array, shape (T + 1, d)
        The iterates, the start first.
    spent : int array, shape (T + 1,)
        Gradients of single terms computed so far; n of them are one pass over the data.
    anchors : int array, shape (A,)
        Steps before which the full gradient was computed; empty for SGD.
    """

    x: np.ndarray
    spent: np.ndarray
    anchors: np.ndarray


def batches(
    samples: int, batch_size: int, epochs: int, *, rng, order: str = "reshuffled"
) -> Iterator[np.ndarray]:
    """The rows of each mini-batch, epoch after epoch.

    Parameters
    ----------
    samples : int
        n ≥ 1.
    batch_size : int
        B, from 1 to n. Where B does not divide n, the last batch of an epoch is smaller.
    epochs : int
        ≥ 0 passes of n samples each.
    rng : numpy.random.Generator
    order : str
        One of `ORDERS`: every sample drawn from all n; all n in a new order in each epoch; in one
        random order that is kept; in the order of the data.

    Yields
    ------
    int array, shape (B,)

    Raises
    ------
    ValueError, TypeError
        ``batch_size must be at most the 4 samples, got 9``, and what `checks` says of the rest.

    Examples
    --------
    >>> [rows.tolist() for rows in batches(5, 2, 1, rng=np.random.default_rng(0),
    ...                                    order="as it stands")]
    [[0, 1], [2, 3], [4]]
    """
    n = checks.integer("samples", samples, low=1)
    size = checks.integer("batch_size", batch_size, low=1)
    if size > n:
        raise ValueError(f"batch_size must be at most the {n} samples, got {size}")
    epochs = checks.integer("epochs", epochs, low=0)
    rng = checks.generator("rng", rng)
    checks.choice("order", order, ORDERS)
    return _batches(n, size, epochs, rng, order)


def _batches(n, size, epochs, rng, order):
    rows = rng.permutation(n) if order == "shuffled once" else np.arange(n)
    for _ in range(epochs):
        if order == "reshuffled":
            rows = rng.permutation(n)
        elif order == "with replacement":
            rows = rng.integers(n, size=n)
        for begin in range(0, n, size):
            yield rows[begin : begin + size]


def sgd_epochs(
    f: Objective, x0, lr, *, epochs: int, batch_size: int = 1, rng, order="reshuffled", penalty=None
) -> StochasticRun:
    r"""Mini-batch SGD, epoch by epoch: :math:`x_{t+1} = x_t - \eta_t \nabla f_{B_t}(x_t)`.

    Parameters
    ----------
    f : Objective
        A mean over samples, with `samples` and `subset`: an `EmpiricalRisk`.
    x0 : array, shape (d,)
    lr : float or callable
        η > 0, or the schedule η(t).
    epochs, batch_size, rng, order
        As for `batches`.
    penalty : Objective, optional
        λR; its gradient enters every step in full.

    Returns
    -------
    StochasticRun

    Raises
    ------
    TypeError, ValueError
        ``f must be a mean over samples such as EmpiricalRisk, got …``; what `batches` asks for.

    Examples
    --------
    >>> from course_lib.functions import EmpiricalRisk, SquaredError
    >>> f = EmpiricalRisk(SquaredError(), [[1.0], [1.0]], [0.0, 2.0])
    >>> run = sgd_epochs(f, [4.0], 0.25, epochs=1, rng=np.random.default_rng(0),
    ...                  order="as it stands")
    >>> run.x.ravel().tolist(), run.spent.tolist()
    ([4.0, 2.0, 2.0], [0, 1, 2])
    """
    x, extra = _start(f, x0, penalty)
    rate = _rate(lr)
    drawn = batches(f.samples, batch_size, epochs, rng=rng, order=order)
    path, spent = [x], [0]
    with np.errstate(all="ignore"):
        for t, rows in enumerate(drawn):
            x = x - rate(t) * (f.subset(rows)._grad(x) + extra(x))
            path.append(x)
            spent.append(spent[-1] + len(rows))
    return StochasticRun(np.array(path), np.array(spent), np.empty(0, dtype=int))


def svrg(
    f: Objective, x0, lr, *, epochs: int, inner: int | None = None, rng, anchor="last", penalty=None
) -> StochasticRun:
    r"""Stochastic variance-reduced gradient: single terms, corrected by an anchor's gradient.

    .. math:: v_t = \nabla f_i(x_t) - \nabla f_i(\tilde x) + \nabla f(\tilde x),
              \qquad x_{t+1} = x_t - \eta v_t

    Parameters
    ----------
    f, x0, rng, penalty
        As for `sgd_epochs`.
    lr : float
        η > 0, constant.
    epochs : int
        How many anchors x̃ are taken.
    inner : int, optional
        m ≥ 1 steps from each anchor; 2n if not given.
    anchor : str
        The next anchor is the "last" iterate, or one of the m iterates at "random": the theorem in
        `svrg_rate` is proved for the latter.

    Returns
    -------
    StochasticRun
        Each anchor costs n gradients, each step 2.

    Notes
    -----
    The index i is drawn with replacement, so that E v_t = ∇f(x_t) exactly. Where the random anchor
    is not the last iterate, the path jumps back to it: its row stands after those of the epoch.

    References
    ----------
    Johnson & Zhang, Accelerating Stochastic Gradient Descent using Predictive Variance Reduction
    (2013), Options I and II.

    Examples
    --------
    >>> from course_lib.functions import EmpiricalRisk, SquaredError
    >>> f = EmpiricalRisk(SquaredError(), [[1.0], [1.0]], [0.0, 2.0])
    >>> run = svrg(f, [4.0], 0.25, epochs=1, inner=2, rng=np.random.default_rng(0))
    >>> run.x.ravel().tolist(), run.spent.tolist()  # terms of one curvature leave no noise
    ([4.0, 2.5, 1.75], [2, 4, 6])
    """
    x, extra = _start(f, x0, penalty)
    eta = checks.positive("lr", lr)
    epochs = checks.integer("epochs", epochs, low=0)
    m = 2 * f.samples if inner is None else checks.integer("inner", inner, low=1)
    rng = checks.generator("rng", rng)
    checks.choice("anchor", anchor, ANCHORS)
    path, spent, anchors = [x], [0], []
    with np.errstate(all="ignore"):
        for _ in range(epochs):
            anchors.append(len(path) - 1)
            center, first = x, len(path) - 1
            full = f._grad(center)
            spent[-1] += f.samples
            for i in rng.integers(f.samples, size=m):
                x = x - eta * (_corrected(f, x, center, full, i) + extra(x))
                path.append(x)
                spent.append(spent[-1] + 2)
            if anchor == "random":
                x = path[first + rng.integers(m)]
                path.append(x)
                spent.append(spent[-1])
    return StochasticRun(np.array(path), np.array(spent), np.array(anchors, dtype=int))


def variance_reduced(f: Objective, x, center, full, i) -> np.ndarray:
    """SVRG's estimate of ∇f(x) from the term i: ∇fᵢ(x) − ∇fᵢ(x̃) + ∇f(x̃).

    Examples
    --------
    >>> from course_lib.functions import EmpiricalRisk, SquaredError
    >>> f = EmpiricalRisk(SquaredError(), [[1.0], [2.0]], [0.0, 2.0])
    >>> x, center = np.array([2.0]), np.array([1.0])
    >>> all_of_them = [variance_reduced(f, x, center, f.grad(center), i) for i in (0, 1)]
    >>> np.mean(all_of_them, axis=0).tolist(), f.grad(x).tolist()
    ([6.0], [6.0])
    """
    _check_mean(f)
    x, center = (checks.vector(name, v, f.dim) for name, v in (("x", x), ("center", center)))
    full, i = checks.vector("full", full, f.dim), checks.integer("i", i)
    checks.in_range("i", i, 0, f.samples - 1)
    return _corrected(f, x, center, full, i)


def _corrected(f, x, center, full, i):
    one = f.subset([i])
    return one._grad(x) - one._grad(center) + full


def saga(f: Objective, x0, lr, *, epochs: int, rng, penalty=None) -> StochasticRun:
    r"""SAGA: like SVRG, but with an anchor of its own for each term.

    .. math:: x_{t+1} = x_t - \eta \Bigl( \nabla f_i(x_t) - g_i + \frac1n \sum_j g_j \Bigr),
              \qquad g_i \leftarrow \nabla f_i(x_t)

    Parameters
    ----------
    f, x0, lr, rng, penalty
        As for `svrg`.
    epochs : int
        Passes of n steps. The table of the n gradients g is filled at x₀ first.

    Returns
    -------
    StochasticRun
        The table costs n gradients (and n·d numbers of memory), each step 1.

    References
    ----------
    Defazio, Bach & Lacoste-Julien, SAGA (2014).
    """
    x, extra = _start(f, x0, penalty)
    eta, n = checks.positive("lr", lr), f.samples
    epochs = checks.integer("epochs", epochs, low=0)
    rng = checks.generator("rng", rng)
    path, spent = [x], [n]
    with np.errstate(all="ignore"):
        table = np.stack([f.subset([i])._grad(x) for i in range(n)])
        mean = table.mean(axis=0)
        for i in rng.integers(n, size=epochs * n):
            new = f.subset([i])._grad(x)
            x = x - eta * (new - table[i] + mean + extra(x))
            mean = mean + (new - table[i]) / n
            table[i] = new
            path.append(x)
            spent.append(spent[-1] + 1)
    return StochasticRun(np.array(path), np.array(spent), np.zeros(1, dtype=int))


def svrg_rate(smoothness: float, strong_convexity: float, lr: float, inner: int) -> float:
    r"""The factor q of Johnson and Zhang: E gap falls by it from anchor to anchor, if q < 1.

    .. math:: q = \frac{1}{\mu \eta (1 - 2L\eta)\, m} + \frac{2 L \eta}{1 - 2 L \eta},
              \qquad \eta < \frac{1}{2L}

    Parameters
    ----------
    smoothness : float
        L > 0 of every single term, not of their mean.
    strong_convexity : float
        μ > 0 of the mean.
    lr : float
        η > 0.
    inner : int
        m ≥ 1.

    Returns
    -------
    float
        Infinite from η = 1/(2L) on, where the theorem says nothing.

    Examples
    --------
    >>> svrg_rate(1.0, 0.1, 0.1, 200)
    0.875
    """
    L = checks.positive("smoothness", smoothness)
    mu = checks.positive("strong_convexity", strong_convexity)
    eta, m = checks.positive("lr", lr), checks.integer("inner", inner, low=1)
    room = 1 - 2 * L * eta
    return 1 / (mu * eta * room * m) + 2 * L * eta / room if room > 0 else float("inf")


def _check_mean(f) -> None:
    if not (isinstance(f, Objective) and hasattr(f, "subset") and hasattr(f, "samples")):
        raise TypeError(f"f must be a mean over samples such as EmpiricalRisk, got {f!r}; "
                        "give λR as penalty=")  # fmt: skip


def _start(f, x0, penalty):
    _check_mean(f)
    x = check_start(f, x0)
    if penalty is None:
        return x, lambda x: 0.0
    return x, checks.instance("penalty", penalty, Objective).grad


def _rate(lr):
    if callable(lr):
        return lr
    eta = checks.positive("lr", lr)
    return lambda t: eta
