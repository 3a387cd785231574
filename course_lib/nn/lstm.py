"""A memory cell with gates, as one gate of the autodiff: forward and local rule by hand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course_lib import checks
from course_lib.autodiff import Tensor, gate
from course_lib.nn.layer import float_type


@gate
def lstm(x, state, W, U, b):
    r"""One step of an LSTM: (h, c) side by side go in, the new (h, c) come out.

    .. math:: (i, f, o) = \sigma(x W + h U + b)_{1 \dots 3H}, \quad
              u = \tanh(x W + h U + b)_{3H+1 \dots 4H} \\
              c' = f \odot c + i \odot u, \qquad h' = o \odot \tanh c'

    Parameters
    ----------
    x : shape (n, inputs)
    state : shape (n, 2H)
    W, U, b : shapes (inputs, 4H), (H, 4H) and (4H,)
        Columns in the order input gate, forget gate, output gate, candidate.
    """
    H = len(U)
    h, c = state[:, :H], state[:, H:]
    z = x @ W
    z += h @ U
    z += b
    z[:, : 3 * H] *= 0.5  # σ(z) = (1 + tanh(z/2))/2, which never overflows
    np.tanh(z, out=z)
    z[:, : 3 * H] += 1
    z[:, : 3 * H] *= 0.5
    i, f, o, u = (z[:, k * H : (k + 1) * H] for k in range(4))
    new = np.empty_like(state, dtype=z.dtype)
    np.multiply(f, c, out=new[:, H:])
    new[:, H:] += i * u
    squashed = np.tanh(new[:, H:])
    np.multiply(o, squashed, out=new[:, :H])

    def pull(dnew):
        dh = dnew[:, :H]
        dc = dnew[:, H:] + dh * o * (1 - squashed * squashed)
        dz = np.empty_like(z)
        np.multiply(dc, u, out=dz[:, :H])
        np.multiply(dc, c, out=dz[:, H : 2 * H])
        np.multiply(dh, squashed, out=dz[:, 2 * H : 3 * H])
        np.multiply(dc * i, 1 - u * u, out=dz[:, 3 * H :])
        gates = z[:, : 3 * H]
        dz[:, : 3 * H] *= gates * (1 - gates)
        return (
            lambda: dz @ W.T,
            lambda: np.concatenate([dz @ U.T, dc * f], axis=1),
            lambda: x.T @ dz,
            lambda: h.T @ dz,
            lambda: dz.sum(axis=0),
        )

    return new, pull


@dataclass(frozen=True)
class LSTMCell:
    r"""Long short-term memory: a cell c that is kept, added to and shown through three gates.

    The equations stand at `lstm`. Where the forget gate is open (f = 1) and the input gate closed,
    c passes unchanged, so that a gradient comes back through many steps undiminished.

    Parameters
    ----------
    inputs, hidden : int
        Numbers that come in at each step, and H, the length of h and of c.

    Notes
    -----
    Columns of W, U and b stand in the order input, forget, output, candidate; PyTorch has input,
    forget, candidate, output, its matrices are transposed, and its two biases are added to one
    here. Weights start with variance 1/fan-in; the forget gate's bias
    starts at 1 (Gers, Schmidhuber & Cummins 2000), all others at 0. PyTorch draws all of them from
    U(−1/√H, 1/√H).

    References
    ----------
    Hochreiter & Schmidhuber, Neural Computation 9 (1997); Gers, Schmidhuber & Cummins (2000).

    Examples
    --------
    >>> cell = LSTMCell(inputs=2, hidden=3)
    >>> params = cell.init(np.random.default_rng(0))
    >>> cell.step(params, np.ones((5, 2)), cell.rest(5)).shape
    (5, 6)
    """

    inputs: int
    hidden: int

    def __post_init__(self):
        for name in ("inputs", "hidden"):
            object.__setattr__(self, name, checks.integer(name, getattr(self, name), low=1))

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of each parameter."""
        H = self.hidden
        return {"W": (self.inputs, 4 * H), "U": (H, 4 * H), "b": (4 * H,)}

    def init(self, rng, dtype=np.float64) -> dict[str, np.ndarray]:
        """Parameters to begin with."""
        rng, H = checks.generator("rng", rng), self.hidden
        params = {
            "W": rng.normal(0, self.inputs**-0.5, (self.inputs, 4 * H)),
            "U": rng.normal(0, H**-0.5, (H, 4 * H)),
            "b": np.zeros(4 * H),
        }
        params["b"][H : 2 * H] = 1
        kind = float_type(dtype)
        return {name: value.astype(kind) for name, value in params.items()}

    def rest(self, n: int, dtype=np.float64) -> np.ndarray:
        """The state before the first step: h = 0 and c = 0 for n sequences, shape (n, 2H)."""
        return np.zeros((checks.integer("n", n, low=0), 2 * self.hidden), float_type(dtype))

    def step(self, params, x, state) -> Tensor:
        """The next (h, c), shape (n, 2H), of n sequences at once.

        Parameters
        ----------
        params : dict of str to Tensor or array
            With W, U and b; other entries are left alone.
        x : Tensor or array, shape (n, inputs)
        state : Tensor or array, shape (n, 2H)

        Raises
        ------
        ValueError
            ``x must have shape (n, 2) and state (n, 6), got (5, 3) and (5, 6)``
        """
        wanted = (self.inputs, (x.shape[0], 2 * self.hidden)) if x.shape else None
        if len(x.shape) != 2 or (x.shape[1], state.shape) != wanted:
            raise ValueError(
                f"x must have shape (n, {self.inputs}) and state (n, {2 * self.hidden}), "
                f"got {x.shape} and {state.shape}"
            )
        return lstm(x, state, params["W"], params["U"], params["b"])
