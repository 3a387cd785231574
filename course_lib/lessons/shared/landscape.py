"""A function of the catalogue on a grid: what contours and surfaces are drawn from."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from course_lib.functions import CATALOGUE


@lru_cache(maxsize=8)
def landscape(function: str) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray, np.ndarray]:
    """Ticks (61,) and (61,) over the function's bounds, the grid (61, 61, 2), and f on it."""
    f = CATALOGUE[function]
    sides = tuple(np.linspace(low, high, 61) for low, high in f.bounds)
    grid = np.stack(np.meshgrid(*sides), axis=-1)
    return sides, grid, f(grid)
