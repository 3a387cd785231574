"""Surfaces z = f(x, y), drawn fast enough to be moved: an axonometric picture of shaded quads.

A parallel projection needs no camera: two rows of a rotation matrix take (x, y, z) to the paper and
the third row says which quad is nearer. Quads are painted from far to near, so that near ones
cover far ones (the painter's algorithm).
"""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.colors import ListedColormap

from course_lib import checks
from course_lib.plots.style import DIVERGING, color

#: One colour map holds every colour in every light: index = height level · SHADES + shade.
HEIGHTS, SHADES = 32, 8
SURFACE = "course_surface"
_DARKEST = 0.52  # what is left of a colour where the light grazes the surface
_LIGHT = np.array([0.35, -0.65, 0.67])


def _register() -> None:
    for suffix in ("", "_dark"):
        base = mpl.colormaps[DIVERGING + suffix](np.linspace(0, 1, HEIGHTS))[:, None, :3]
        light = np.linspace(_DARKEST, 1.0, SHADES)[:, None]
        colors = (base * light).reshape(-1, 3)
        if SURFACE + suffix not in mpl.colormaps:
            mpl.colormaps.register(ListedColormap(colors, name=SURFACE + suffix))


_register()


def rotation(azimuth: float, elevation: float) -> np.ndarray:
    """Rows: the paper's right, the paper's up, and the direction towards the eye.

    Parameters
    ----------
    azimuth, elevation : float, degrees
        Where the eye is: its direction in the (x, y) plane, and its height over that plane.

    Examples
    --------
    >>> rotation(-90, 0).round(6).tolist()  # seen from −y: x to the right, z up
    [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]]
    """
    a, e = np.deg2rad([azimuth, elevation])
    right = [-np.sin(a), np.cos(a), 0.0]
    up = [-np.sin(e) * np.cos(a), -np.sin(e) * np.sin(a), np.cos(e)]
    eye = [np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e)]
    return np.array([right, up, eye]) + 0.0


class Surface:
    """A moving surface over the square [−half, half]², in axes of its own.

    Colours tell the height: blue below 0, orange above. Shades tell the slope.

    Parameters
    ----------
    ax : Axes
        Becomes a picture without ticks, of equal scales.
    half : float > 0
        Half the width of the square in x and y.
    height : float > 0
        The largest |z| that is drawn; what is beyond stays at it.
    rise : float > 0
        How tall ``height`` is on the paper, in units of ``half``.
    azimuth, elevation : float, degrees
        Where the eye is.

    Notes
    -----
    24 × 24 quads take about 5 ms to move and draw. `project` places lines and labels.
    """

    def __init__(self, ax, *, half=1.0, height=1.0, rise=1.0, azimuth=-58.0, elevation=26.0):
        self.half, self.height = checks.positive("half", half), checks.positive("height", height)
        self.scale = self.half * checks.positive("rise", rise) / self.height
        self.rows = rotation(azimuth, elevation)
        self.quads = PolyCollection(
            [], cmap=SURFACE, edgecolors=[(*mpl.colors.to_rgb(color.ink), 0.28)], linewidths=0.35
        )
        self.quads.set_clim(-0.5, HEIGHTS * SHADES - 0.5)
        ax.add_collection(self.quads, autolim=False)
        reach = 1.03 * self.half * np.abs(self.rows[0, :2]).sum()
        up = 1.03 * (self.half * np.abs(self.rows[1, :2]).sum() + self._tall * self.rows[1, 2])
        ax.set(xlim=(-reach, reach), ylim=(-up, up), aspect="equal", xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
        ax.grid(False)

    @property
    def _tall(self) -> float:
        return self.height * self.scale

    def _drawn(self, z) -> np.ndarray:
        return np.clip(z, -self.height, self.height) * self.scale

    def project(self, x, y, z=0.0) -> tuple[np.ndarray, np.ndarray]:
        """Where on the paper points of space are; heights beyond ±``height`` stay at it."""
        u, v, _ = self._turned(x, y, z)
        return u, v

    def _turned(self, x, y, z):
        return np.tensordot(self.rows, np.stack(np.broadcast_arrays(x, y, self._drawn(z))), axes=1)

    def update(self, x, y, z) -> None:
        """Move to the heights z on the grid x × y: shapes (m,), (n,), (n, m)."""
        u, v, near = self._turned(x[None, :], y[:, None], z)
        corners = np.stack([u, v], axis=-1)
        quads = np.stack([corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]],
                         axis=2).reshape(-1, 4, 2)  # fmt: skip
        order = np.argsort(_middle(near).ravel())
        self.quads.set_verts(quads[order], closed=True)
        self.quads.set_array(self._tones(x, y, z).ravel()[order])

    def _tones(self, x, y, z) -> np.ndarray:
        """Index into the colour map: height and, from the normal, how much light falls on it."""
        drawn = self._drawn(z)
        slope_x = np.diff(drawn, axis=1)[:-1] / np.diff(x)
        slope_y = np.diff(drawn, axis=0)[:, :-1] / np.diff(y)[:, None]
        normal = np.stack([-slope_x, -slope_y, np.ones_like(slope_x)])
        lit = np.abs(np.tensordot(_LIGHT, normal, axes=1)) / np.linalg.norm(normal, axis=0)
        shade = np.clip(np.rint(lit * (SHADES - 1)), 0, SHADES - 1)
        level = 0.5 + 0.5 * _middle(drawn) / self._tall
        return np.rint(level * (HEIGHTS - 1)) * SHADES + shade


def _middle(grid: np.ndarray) -> np.ndarray:
    """The mean of each cell's four corners."""
    rows = grid[:-1] + grid[1:]
    return (rows[:, :-1] + rows[:, 1:]) / 4
