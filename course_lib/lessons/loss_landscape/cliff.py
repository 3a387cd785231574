"""A recurrent unit's loss has a cliff: what one huge gradient does, clipped or not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.functions.activations import sigmoid
from course_lib.functions.objective import Objective
from course_lib.optim import Clipped, GradientDescent, minimize

REPEATS, TARGET, STEPS = 50, 0.7, 60
START = (4.4, -2.7)
BOUNDS = ((3.5, 6.0), (-3.2, -1.0))
GRID = np.linspace(*BOUNDS[0], 151), np.linspace(*BOUNDS[1], 133)


class RecurrentUnit(Objective):
    r"""(h_50 − 0.7)², with h₀ = ½ and h_{k+1} = σ(w h_k + b): one unit fed back 50 times."""

    name, dim, convex, minimum = "recurrent unit", 2, False, 0.0
    formula, bounds = r"(h_{50} - 0.7)^2", BOUNDS

    def states(self, x) -> np.ndarray:
        """h₀ … h_50 at the points x = (w, b): shape (51, ...)."""
        h = [np.full(x.shape[:-1], 0.5)]
        for _ in range(REPEATS):
            h.append(sigmoid(x[..., 0] * h[-1] + x[..., 1]))
        return np.array(h)

    def _value(self, x):
        return (self.states(x)[-1] - TARGET) ** 2

    def _grad(self, x):
        h = self.states(x)
        dh, dw, db = 2 * (h[-1] - TARGET), 0.0, 0.0
        for before, after in zip(h[-2::-1], h[:0:-1], strict=True):
            dz = dh * after * (1 - after)
            dw, db, dh = dw + dz * before, db + dz, dz * x[..., 0]
        return np.stack([dw, db], axis=-1)


@dataclass(frozen=True)
class Cliff:
    """Gradient descent with and without clipping from one start."""

    start: tuple[float, float]
    lr: float
    threshold: float
    heights: np.ndarray  #: the loss on `GRID`, shape (133, 151)
    plain: np.ndarray  #: points (w, b), shape (T + 1, 2); T = 60, fewer where it diverges
    clipped: np.ndarray  #: the same with clipping
    plain_norms: np.ndarray  #: ‖∇J‖ at each point, shape (T + 1,)
    clipped_norms: np.ndarray  #: the same, before it is clipped
    plain_loss: np.ndarray  #: J at each point, shape (T + 1,)
    clipped_loss: np.ndarray
    summary: str


@lru_cache(maxsize=1)
def heights() -> np.ndarray:
    """The loss on `GRID`, a row for each b."""
    return RecurrentUnit()(np.stack(np.meshgrid(*GRID), axis=-1))


@lru_cache(maxsize=256)
def cliff(*, lr=0.5, threshold=0.5, start=START) -> Cliff:
    """Both descents.

    Parameters
    ----------
    lr : float
    threshold : float
        The largest norm that a gradient may have.
    start : (float, float)
        w and b.
    """
    f = RecurrentUnit()
    runs = [
        minimize(f, np.array(start), optimizer, steps=STEPS)
        for optimizer in (GradientDescent(lr), Clipped(GradientDescent(lr), threshold))
    ]
    norms = [np.linalg.norm(f.grad(run.x), axis=1) for run in runs]
    return Cliff(
        start, lr, threshold, heights(), runs[0].x, runs[1].x, *norms, runs[0].value,
        runs[1].value, _summary(runs, norms),
    )  # fmt: skip


@lru_cache(maxsize=8)
def ends_of_many(lr=0.5, threshold=0.5, starts=40) -> tuple[np.ndarray, np.ndarray]:
    """The last loss from random starts near the cliff, not clipped and clipped: (starts,) each."""
    rng = np.random.default_rng(22)
    w, b = rng.uniform(4.2, 6.0, starts), rng.uniform(-3.0, -1.6, starts)
    f, plain = RecurrentUnit(), GradientDescent(lr)
    return tuple(
        np.array(
            [minimize(f, start, how, steps=STEPS).value[-1] for start in np.column_stack([w, b])]
        )
        for how in (plain, Clipped(plain, threshold))
    )


def _summary(runs, norms) -> str:
    said = [
        f"{name}: largest gradient {norm.max():.2g}, loss at the end {run.value[-1]:.2g}"
        for name, run, norm in zip(("not clipped", "clipped"), runs, norms, strict=True)
    ]
    return f"{STEPS} steps. {said[0][0].upper()}{said[0][1:]}; {said[1]}."
