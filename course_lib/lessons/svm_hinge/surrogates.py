"""Stand-ins for the 0–1 loss, with their slopes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.functions import (
    ExponentialLoss,
    Hinge,
    LogLoss,
    MarginLoss,
    ModifiedHuber,
    SigmoidLoss,
    SmoothedHinge,
    SquaredHinge,
    ZeroOne,
)

#: Argument of `surrogates` → (name, loss).
SURROGATES: dict[str, tuple[str, MarginLoss]] = {
    "zero_one": ("0–1", ZeroOne()),
    "hinge": ("hinge", Hinge()),
    "squared_hinge": ("squared hinge", SquaredHinge()),
    "log2": ("log, base 2", LogLoss(base=2)),
    "log": ("log, natural", LogLoss()),
    "smoothed_hinge": ("smoothed hinge", SmoothedHinge()),
    "modified_huber": ("modified Huber", ModifiedHuber()),
    "exponential": ("exponential", ExponentialLoss()),
    "sigmoid": ("sigmoid", SigmoidLoss()),
}
SHOWN_FIRST = ("zero_one", "hinge", "log2", "sigmoid")
LEFT, RIGHT, TOP, DEEPEST = -3.0, 3.0, 6.0, -4.5


@dataclass(frozen=True)
class SurrogateCurves:
    """Losses of the margin z and their derivatives."""

    shown: tuple[str, ...]  #: keys of `SURROGATES`
    grid: np.ndarray  #: values of z, shape (601,)
    value: dict  #: name → ℓ over the grid
    slope: dict  #: name → ℓ′ over the grid; NaN at a jump, so that a drawn line breaks there
    z: float  #: the margin at which all are read off
    value_at: dict  #: name → ℓ(z)
    slope_at: dict  #: name → ℓ′(z)
    convex: dict  #: name → whether ℓ is convex
    bounds_mistakes: dict  #: name → whether ℓ is nowhere below the 0–1 loss
    summary: str


@lru_cache(maxsize=1)
def _curves():
    grid = np.linspace(LEFT, RIGHT, 601)
    value, slope = {}, {}
    for key, (_, loss) in SURROGATES.items():
        value[key] = loss.of_margin(grid)
        slope[key] = loss.slope(grid)
        for at, *_ in loss.kinks:
            slope[key][np.isclose(grid, at)] = np.nan
            if key == "zero_one":
                value[key][np.isclose(grid, at)] = np.nan
    return grid, value, slope


@lru_cache(maxsize=256)
def surrogates(*, z=-0.5, **shown) -> SurrogateCurves:
    """The losses chosen by ``hinge=True`` and the like, read off at the margin z."""
    grid, value, slope = _curves()
    names = tuple(k for k in SURROGATES if shown.get(k, k in SHOWN_FIRST))
    step = SURROGATES["zero_one"][1].of_margin(grid)
    value_at = {k: float(loss.of_margin(z)) for k, (_, loss) in SURROGATES.items()}
    slope_at = {k: float(loss.slope(z)) for k, (_, loss) in SURROGATES.items()}
    return SurrogateCurves(
        shown=names, grid=grid, value=value, slope=slope, z=z, value_at=value_at,
        slope_at=slope_at, convex={k: loss.convex for k, (_, loss) in SURROGATES.items()},
        bounds_mistakes={
            k: bool((loss.of_margin(grid) >= step - 1e-12).all())
            for k, (_, loss) in SURROGATES.items()
        },
        summary=_summary(z),
    )  # fmt: skip


def _summary(z) -> str:
    where = (
        "on the wrong side"
        if z <= 0
        else "on the right side, but within 1 of the line"
        if z < 1
        else "safe"
    )
    return f"A sample with margin z = {z:.2f} is {where}.".replace("-", "−")
