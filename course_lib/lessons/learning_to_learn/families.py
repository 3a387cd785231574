"""Families of functions to learn on and to be judged on: quadratics and small networks.

Each is drawn as several functions at once, a `course_lib.nn.meta_training.Problems` with `loss`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib import checks
from course_lib.lessons.shared.network_stack import NetworkStack
from course_lib.lessons.shared.small_digits import small_digits

DIM, WIDTH, INPUTS, BATCH = 10, 10, 12, 64
#: Which of the 2,000 digits each part has: what is learned, what is tuned on, what is judged.
PARTS = {"train": slice(0, 1000), "validation": slice(1000, 1500), "test": slice(1500, 2000)}


@dataclass(frozen=True, eq=False)
class QuadraticProblems:
    """½‖Wx − y‖² for several W and y; each has its minimum 0."""

    W: np.ndarray  #: Shape (functions, d, d).
    y: np.ndarray  #: Shape (functions, d).
    start: np.ndarray  #: Shape (functions, d).

    def value_and_grad(self, x, t=0):
        """Values (..., functions) and gradients (..., functions, d); the same at every step t."""
        rest = (self.W @ x[..., None])[..., 0] - self.y
        grad = (self.W.swapaxes(-1, -2) @ rest[..., None])[..., 0]
        return 0.5 * np.square(rest).sum(axis=-1), grad

    def loss(self, x):
        """What is shown: the value, shape (..., functions)."""
        return self.value_and_grad(x)[0]


@dataclass(frozen=True)
class Quadratics:
    """½‖Wx − y‖² with normal W, y and start: entries of W of variance 1/d, the others of 1."""

    dim: int = DIM

    def draw(self, rng, count: int) -> QuadraticProblems:
        """So many of them, in single precision."""
        d = self.dim
        W = rng.standard_normal((count, d, d), np.float32) / np.float32(d**0.5)
        y, start = rng.standard_normal((2, count, d), np.float32)
        return QuadraticProblems(W, y, start)


@dataclass(frozen=True, eq=False)
class RescaledProblems:
    """f(c ⊙ x) for functions f: every coordinate is measured in a unit of its own."""

    inner: QuadraticProblems
    scale: np.ndarray  #: c, shape (functions, d)

    @property
    def start(self):
        """The same points, in the new units."""
        return self.inner.start / self.scale

    def value_and_grad(self, x, t=0):
        """Values (..., functions) and gradients (..., functions, d), by the chain rule."""
        value, grad = self.inner.value_and_grad(self.scale * x, t)
        return value, self.scale * grad

    def loss(self, x):
        """What is shown: the value, shape (..., functions)."""
        return self.inner.loss(self.scale * x)


@dataclass(frozen=True)
class Rescaled:
    """Quadratics whose coordinates are multiplied by exp(uniform in ±spread)."""

    dim: int = DIM
    spread: float = 1.0

    def draw(self, rng, count: int) -> RescaledProblems:
        """So many of them, in single precision."""
        scale = np.exp(rng.uniform(-self.spread, self.spread, (count, self.dim)))
        return RescaledProblems(Quadratics(self.dim).draw(rng, count), scale.astype(np.float32))


@lru_cache(maxsize=1)
def digits() -> tuple[np.ndarray, np.ndarray]:
    """2,000 digits: their 12 leading principal components, scaled to a mean square of 1."""
    X, y, *_ = small_digits()
    X = X - X.mean(axis=0)
    X = X @ np.linalg.svd(X[PARTS["train"]], full_matrices=False)[2][:INPUTS].T
    return (X / X.std()).astype(np.float32), y


@dataclass(frozen=True, eq=False)
class NetworkProblems:
    """The training loss of several networks, each with a start and mini-batches of its own."""

    stack: NetworkStack
    start: np.ndarray  #: Shape (functions, d).
    X: np.ndarray  #: Shape (n, inputs).
    y: np.ndarray  #: Shape (n,).
    seed: int  #: of the mini-batches

    def value_and_grad(self, x, t=0):
        """On the mini-batches of step t: (..., functions) and (..., functions, d)."""
        rows = np.random.default_rng([self.seed, t]).integers(
            0, len(self.y), (len(self.start), BATCH)
        )
        runs = x.size // self.start.size  # of each network, on the same digits
        X, y = np.tile(self.X[rows], (runs, 1, 1)), np.tile(self.y[rows], (runs, 1))
        loss, grad = self.stack.loss_and_grad(x.reshape(len(y), -1), X, y)
        return loss.reshape(x.shape[:-1]), grad.reshape(x.shape)

    def loss(self, x):
        """What is shown: the loss of all digits, shape (..., functions)."""
        flat = x.reshape(-1, x.shape[-1])
        return self.stack.loss(flat, self.X[None], self.y[None]).reshape(x.shape[:-1])


@dataclass(frozen=True)
class Networks:
    """Networks on digits of 12 numbers: 12 → width (→ width …) → 10."""

    activation: str = "sigmoid"
    width: int = WIDTH
    layers: int = 1  #: hidden ones
    part: str = "train"  #: a key of `PARTS`

    def draw(self, rng, count: int) -> NetworkProblems:
        """So many starts, in single precision."""
        part = PARTS[checks.choice("part", self.part, PARTS)]
        stack = NetworkStack((INPUTS, *[self.width] * self.layers, 10), self.activation)
        start = np.array([stack.start(rng) for _ in range(count)], np.float32)
        X, y = (array[part] for array in digits())
        return NetworkProblems(stack, start, X, y, int(rng.integers(2**31)))
