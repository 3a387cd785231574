"""Where optimizers race: landscapes, each with a start."""

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
    """A landscape to race on.

    The rates of `RACERS` come from a search on each: among 1, 2, 5 a decade the η whose mean of
    log(f − f*) over 300 steps is the lowest (over `start` and four starts around it), of those
    with which f never rises above 5 times its first value; with the usual β and ρ, and κ = 100.
    """

    f: Objective | None  #: None where κ and the angle make one
    box: tuple  #: ((low, high), (low, high)): the part that is drawn
    start: tuple[float, float]  #: on the quadratics along the flat and the steep direction
    floor: float = 1e-9  #: the least that the loss curve shows of f − f*, or of f without minimum
    ceiling: float = 1e2  #: the most


_SQUARE = ((-3.0, 3.0), (-3.0, 3.0))
_FLAT = (-2.5, 1.2)  # inside of the picture, however it is turned

TERRAINS = {
    QUADRATIC: Terrain(None, _SQUARE, _FLAT),
    "Rosenbrock": Terrain(Rosenbrock(), ((-2.0, 2.0), (-1.0, 3.0)), (-1.5, 2.2), 1e-3),
    "Beale": Terrain(Beale(), ((-1.0, 4.2), (-1.6, 1.6)), (0.6, 1.3)),
    "Himmelblau": Terrain(Himmelblau(), ((-5.0, 5.0), (-5.0, 5.0)), (-0.6, -1.2), ceiling=1e3),
    # Nothing to tune for: where f has no minimum, longer steps always get further down.
    "saddle": Terrain(Saddle(), ((-2.0, 2.0), (-2.0, 2.0)), (-1.7, 0.002), -4.5, 4.5),
    "Rastrigin": Terrain(Rastrigin(2), ((-2.6, 2.6), (-2.6, 2.6)), (-2.2, 1.7), 1e-1),
    NOISY: Terrain(None, _SQUARE, _FLAT, 1e-6),
}


def from_flat(landscape: str, start, angle: float) -> tuple[float, float]:
    """A start in the picture: on a quadratic it is turned with the valley, by this many degrees."""
    return turned(start, angle) if TERRAINS[landscape].f is None else tuple(start)


def to_flat(landscape: str, point, angle: float) -> tuple[float, float]:
    """A point of the picture as a start of the race: the way back of `from_flat`."""
    return from_flat(landscape, point, -angle)


def turned(point, angle: float) -> tuple[float, float]:
    """The point (x, y) after a turn by this many degrees about 0, counter-clockwise.

    Examples
    --------
    >>> x, y = turned((2.0, 0.0), 90.0)
    >>> round(x, 9), round(y, 9)
    (0.0, 2.0)
    """
    (x, y), c, s = point, np.cos(np.radians(angle)), np.sin(np.radians(angle))
    return float(c * x - s * y), float(s * x + c * y)


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
