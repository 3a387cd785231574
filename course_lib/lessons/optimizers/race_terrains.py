"""Where optimizers race: landscapes, each with a start and rates that a search has found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.functions import (
    Beale,
    Himmelblau,
    NoisyQuadratic,
    Objective,
    Quadratic,
    Rastrigin,
    Rosenbrock,
    Saddle,
)

QUADRATIC, NOISY = "ill-conditioned quadratic", "noisy quadratic"
NOISE = 0.3


@dataclass(frozen=True)
class Terrain:
    """A landscape to race on."""

    f: Objective | None  #: None where κ and the angle make one.
    box: tuple  #: ((float, float), (float, float)). The part that is drawn.
    start: tuple[float, float]
    #: Optimizer → the η among 1, 2, 5 a decade (2 at most, 20 for AdaDelta) whose mean of log(f −
    #: f*) over 300 steps is the lowest (over `start` and four starts around it), of those with
    #: which f never rises above 5 times its first value. With the usual β, ρ and ε, and κ = 100.
    rates: dict
    #: floor, ceiling: What the loss curve shows of f − f*, or of f where that has no minimum.
    floor: float = 1e-9
    ceiling: float = 1e2

    @property
    def pairs(self) -> tuple[tuple[str, float], ...]:
        """`rates` as pairs, an argument that a cache can take."""
        return tuple(self.rates.items())


_SQUARE = ((-3.0, 3.0), (-3.0, 3.0))
_NAMES = ("gradient descent", "momentum", "Nesterov", "AdaGrad", "RMSProp", "AdaDelta", "Adam")


def _rates(*values) -> dict:
    # On the ticks of a slider that has ten a decade.
    ticks = (float(f"{10 ** (round(10 * np.log10(value)) / 10):.10g}") for value in values)
    return dict(zip(_NAMES, ticks, strict=True))


TERRAINS = {
    QUADRATIC: Terrain(None, _SQUARE, (-2.5, 2.2), _rates(1, 0.5, 1, 2, 0.05, 20, 1)),
    "Rosenbrock": Terrain(
        Rosenbrock(), ((-2.0, 2.0), (-1.0, 3.0)), (-1.5, 2.2),
        _rates(0.001, 0.001, 0.0005, 0.1, 0.02, 5, 0.1), 1e-3, 1e2,
    ),
    "Beale": Terrain(
        Beale(), ((-1.0, 4.2), (-1.6, 1.6)), (0.6, 1.3), _rates(0.05, 0.01, 0.005, 1, 0.05, 20, 0.5)
    ),
    "Himmelblau": Terrain(
        Himmelblau(), ((-5.0, 5.0), (-5.0, 5.0)), (-0.6, -1.2),
        _rates(0.01, 0.01, 0.005, 1, 0.05, 20, 1), 1e-9, 1e3,
    ),
    # Nothing to tune for: where f has no minimum, longer steps always get further down.
    "saddle": Terrain(
        Saddle(), ((-2.0, 2.0), (-2.0, 2.0)), (-1.7, 0.002),
        _rates(0.02, 0.02, 0.02, 0.02, 0.02, 1, 0.02), -4.5, 4.5,
    ),
    "Rastrigin": Terrain(
        Rastrigin(2), ((-2.6, 2.6), (-2.6, 2.6)), (-2.2, 1.7),
        _rates(0.002, 0.001, 0.002, 0.2, 0.02, 5, 0.2), 1e-1, 1e2,
    ),
    NOISY: Terrain(
        None, _SQUARE, (-2.5, 2.2), _rates(0.2, 0.02, 0.02, 0.5, 0.05, 20, 0.05), 1e-6, 1e2
    ),
}  # fmt: skip


@lru_cache(maxsize=256)
def race_objective(landscape: str, condition: float, angle: float) -> Objective:
    """The function of that name; κ and the angle in degrees are those of the quadratics.

    Their curvatures are L = 1 and μ = 1/κ, so that the same η stays in range when κ moves.
    """
    terrain = TERRAINS[landscape]
    if terrain.f is not None:
        return terrain.f
    shape = dict(eigenvalues=[1 / condition, 1.0], angle=np.radians(angle))
    return NoisyQuadratic(**shape, noise=NOISE) if landscape == NOISY else Quadratic(**shape)
