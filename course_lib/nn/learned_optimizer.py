"""An optimizer that was learned: one small LSTM, the same for every coordinate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from course_lib import checks
from course_lib.autodiff import Tensor, index, matmul, reshape
from course_lib.nn.layer import float_type
from course_lib.nn.lstm import LSTMCell
from course_lib.optim.optimizer import Halt, Optimizer


def log_and_sign(grad, log_range: float = 10.0) -> np.ndarray:
    r"""Two numbers in about [−1, 1] for each gradient, whatever its size.

    .. math:: g \mapsto \begin{cases}
              \left(\tfrac1p \log|g|,\; \operatorname{sign} g\right) & |g| \ge e^{-p} \\
              \left(-1,\; e^p g\right) & \text{otherwise} \end{cases}

    The first tells how large g is, on a log scale, and the second in which direction it points.
    Both are continuous.

    Parameters
    ----------
    grad : array, shape (...)
    log_range : float
        p > 0: gradients below e⁻ᵖ count as small.

    Returns
    -------
    array, shape (..., 2)

    References
    ----------
    Andrychowicz et al. (2016), appendix A.

    Examples
    --------
    >>> log_and_sign(np.array([1.0, -np.exp(-5), 0.5 * np.exp(-10)])).round(3).tolist()
    [[0.0, 1.0], [-0.5, -1.0], [-1.0, 0.5]]
    """
    p = checks.positive("log_range", log_range)
    grad = checks.numbers("grad", grad)
    grad = grad if grad.dtype.kind == "f" else grad.astype(float)
    size, small = np.abs(grad), np.exp(-p)
    out = np.empty((*grad.shape, 2), grad.dtype)
    out[..., 0] = np.log(np.maximum(size, small)) / p
    out[..., 1] = np.where(size >= small, np.sign(grad), grad / small)
    return out


@dataclass(frozen=True)
class CoordinatewiseLSTM:
    r"""A rule that maps each coordinate's gradients so far to its next step.

    .. math:: s_{t+1} = \mathrm{LSTM}_\theta\bigl(\psi(g_t), s_t\bigr), \qquad
              x_{t+1} = x_t + \rho\, v^\top h_{t+1}

    All coordinates share θ, and each has a state s = (h, c) of its own: so the rule has a few
    hundred parameters, and fits functions of any dimension.

    Parameters
    ----------
    hidden : int
        H, the length of h.
    log_range : float
        p of `log_and_sign`, which is ψ.
    scale : float
        ρ, which keeps the first steps of an untrained rule small.

    Notes
    -----
    The paper stacks two LSTMs of 20; one is enough here. The last map v has no bias, so that the
    rule has no direction of its own before it is trained.

    References
    ----------
    Andrychowicz et al., "Learning to learn by gradient descent by gradient descent" (2016).
    """

    hidden: int = 16
    log_range: float = 10.0
    scale: float = 0.1

    def __post_init__(self):
        object.__setattr__(self, "hidden", checks.integer("hidden", self.hidden, low=1))
        for name in ("log_range", "scale"):
            object.__setattr__(self, name, checks.positive(name, getattr(self, name)))

    @property
    def cell(self) -> LSTMCell:
        return LSTMCell(2, self.hidden)

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of each parameter."""
        return self.cell.shapes() | {"v": (self.hidden, 1)}

    def init(self, rng, dtype=np.float64) -> dict[str, np.ndarray]:
        """Parameters θ to begin with."""
        cell, dtype = self.cell.init(rng, dtype), float_type(dtype)
        return cell | {"v": rng.normal(0, self.hidden**-0.5, (self.hidden, 1)).astype(dtype)}

    def check_params(self, params) -> None:
        """Refuse parameters of other names or shapes."""
        checks.instance("params", params, Mapping, "make them with init(rng)")
        found = {name: np.shape(value) for name, value in params.items()}
        if found != self.shapes():
            raise ValueError(f"params must have the shapes {self.shapes()}, got {found}; "
                             "make them with init(rng)")  # fmt: skip

    def step(self, params, grad, state) -> tuple[Tensor, Tensor]:
        """The step for each coordinate, and the next state.

        Parameters
        ----------
        params : dict of str to Tensor or array
        grad : array, shape (...)
            The gradient's coordinates. It is a constant here: what the step does to later
            gradients goes through x alone (see `meta_train`).
        state : Tensor or array, shape (coordinates, 2H)

        Returns
        -------
        step : Tensor, shape (...)
        state : Tensor, shape (coordinates, 2H)
        """
        features = log_and_sign(np.ravel(grad), self.log_range)
        state = self.cell.step(params, features, state)
        shown = index(state, key=(slice(None), slice(self.hidden)))
        step = matmul(shown, params["v"]) * np.asarray(self.scale, features.dtype)
        return reshape(step, shape=np.shape(grad)), state


class LearnedState(NamedTuple):
    """t, lr and halt as in `State`, and the memory of each coordinate, shape (d, 2H)."""

    t: int
    lr: float
    halt: Halt | None
    memory: np.ndarray


@dataclass(frozen=True, eq=False)
class LearnedOptimizer(Optimizer):
    """A trained rule as one optimizer among the others: ``minimize(f, x0, LearnedOptimizer(…))``.

    Parameters
    ----------
    rule : CoordinatewiseLSTM
    params : dict of str to array
        θ, from `meta_train` or stored; not copied and not changed.

    Notes
    -----
    It has no learning rate: the `lr` of its states and of a `Trace` is nan.
    """

    rule: CoordinatewiseLSTM
    params: Mapping[str, np.ndarray]

    def __post_init__(self):
        checks.instance("rule", self.rule, CoordinatewiseLSTM)
        self.rule.check_params(self.params)

    def __repr__(self) -> str:
        return f"LearnedOptimizer({self.rule!r})"

    def init(self, x):
        kind = self.params["W"].dtype
        return LearnedState(0, np.nan, None, self.rule.cell.rest(np.size(x), kind))

    def update(self, x, grad, state):
        """One step in place, for x of any shape; the memory is new."""
        step, memory = self.rule.step(self.params, grad, state.memory)
        x += step.value
        return LearnedState(state.t + 1, np.nan, None, memory.value)

    def step(self, f, x, state):
        x = x.copy()
        return x, self.update(x, f.grad(x), state)
