"""Fields of class probabilities over the plane, with their boundary: quick images that move.

matplotlib's own images resample in double precision with masks, several milliseconds each. Here the
values of a coarse grid are interpolated to pixels in single precision and coloured from a table.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import to_rgb
from matplotlib.image import AxesImage
from matplotlib.transforms import IdentityTransform

from course_lib.plots.contours import MovingContours
from course_lib.plots.style import DIVERGING, HEIGHT, color, theme_color

SHADES = 41  # odd, so that the middle is one of them


@lru_cache(maxsize=64)
def _between(coarse: int, fine: int) -> tuple[np.ndarray, np.ndarray]:
    """Of `fine` pixels over `coarse` grid points, ends included: the point before, the way on."""
    at = (np.arange(fine) + 0.5) / fine * (coarse - 1)
    before = np.minimum(at.astype(int), coarse - 2)
    return before, (at - before).astype(np.float32)


def _pixels(values, height: int, width: int) -> np.ndarray:
    """Values (n, m) on a grid as (height, width) pixels by linear interpolation, lowest row first.

    Not by matrix products, which wait for threads when the machine is busy.
    """
    values = np.asarray(values, dtype=np.float32)
    (row, up), (column, on) = _between(len(values), height), _between(values.shape[1], width)
    rows = values[row] + up[:, None] * np.diff(values, axis=0)[row]
    return np.take(rows, column, axis=1) + on * np.take(np.diff(rows, axis=1), column, axis=1)


class FieldImage(AxesImage):
    """Numbers in [low, high] on an even grid that covers the axes, whatever their limits are.

    Parameters
    ----------
    ax : Axes
    cmap : str
        One of the course's maps, so that it has a dark form.
    low, high : float
        What the ends of the map stand for; values beyond are clipped.
    alpha : float
        How strongly it covers the page.

    Notes
    -----
    What lies above it is drawn again when it changes; words that stay belong below, at zorder 0.
    """

    def __init__(self, ax, cmap=DIVERGING, low=0.0, high=1.0, alpha=1.0, zorder=0.2):
        super().__init__(ax, cmap=cmap, origin="lower", zorder=zorder, alpha=alpha)
        self.set_clim(low, high)
        self.set_data(np.full((2, 2), (low + high) / 2))
        ax.add_image(self)

    def get_window_extent(self, renderer=None):
        return self.axes.bbox

    def make_image(self, renderer, magnification=1.0, unsampled=False):
        box = self.axes.bbox
        left, bottom = round(box.x0), round(box.y0)
        rgba = self._coloured(round(box.y1) - bottom, round(box.x1) - left)
        return rgba, left, bottom, IdentityTransform()

    def _coloured(self, height, width) -> np.ndarray:
        low, high = self.get_clim()
        index = _pixels((np.asarray(self.get_array()) - low) * (255 / (high - low)), height, width)
        table = color_table(self.get_cmap().name, self.get_alpha())
        return (
            table[np.clip(index, 0, 255).astype(np.uint8)].view(np.uint8).reshape(height, width, 4)
        )


@lru_cache(maxsize=16)
def color_table(name: str, alpha: float) -> np.ndarray:
    """The 256 colours of a map, four bytes in one number: the quickest to look up.

    Only `SHADES` of them differ: a picture of even bands is sent twice as fast as one of noise.
    """
    shades = np.round(np.linspace(0, SHADES - 1, 256)) / (SHADES - 1)
    rgba = np.c_[colormaps[name](shades)[:, :3], np.full(256, alpha)]
    return (255 * rgba).astype(np.uint8).view(np.uint32)[:, 0]


class BlendedImage(FieldImage):
    """Several probabilities a grid point, shape (n, m, K), as one blend of the classes' colours.

    Parameters
    ----------
    ax : Axes
    names : sequence of str
        A named colour of the style a class.
    strength : float
        How strongly the classes colour the page.
    """

    def __init__(self, ax, names, strength=0.5, zorder=0.2):
        self.names, self.strength = tuple(names), strength
        super().__init__(ax, cmap=HEIGHT, zorder=zorder)

    def set_data(self, values):
        """A field of each class; a plain (n, m) array stands for nothing in particular."""
        self.shares = np.asarray(values, dtype=float)
        # What the text form tells and where the theme is kept: how sure the likeliest class is.
        super().set_data(self.shares if self.shares.ndim == 2 else self.shares.max(axis=-1))

    def _coloured(self, height, width) -> np.ndarray:
        theme = "dark" if self.get_cmap().name.endswith("_dark") else "light"
        rgba = np.full((height, width, 4), 255, dtype=np.uint8)
        if self.shares.ndim == 2:
            return rgba
        tones = np.array([to_rgb(theme_color(name, theme)) for name in self.names])
        paper = np.array(to_rgb(theme_color("paper", theme)))
        total = self.shares.sum(axis=-1, keepdims=True)
        blend = self.shares / total @ tones * self.strength + paper * (1 - self.strength)
        for k in range(3):  # even numbers of steps of 5, for the same reason as `SHADES`
            rgba[..., k] = 5 * _pixels(51 * blend[..., k] + 0.5, height, width).astype(np.uint8)
        return rgba


class DecisionField:
    """A field of two classes on fixed axes, and its level curves.

    Orange is where values are high, blue where they are low: draw the samples of the high class
    with `color.orange`, those of the other with `color.blue`.

    Parameters
    ----------
    ax : Axes
    low, high : float
        The ends of the colours; a probability has 0 and 1, a score −a and a.
    levels : sequence of float
        Level curves that are drawn, in the middle of the range if not given.
    alpha : float
    **style
        Of the level curves, handed to `Axes.plot`.

    Notes
    -----
    `update` makes no artist: a slider may call it at every step.
    """

    def __init__(self, ax, low=0.0, high=1.0, levels=None, alpha=0.75, **style):
        self.levels = [(low + high) / 2] if levels is None else list(levels)
        self.image = FieldImage(ax, DIVERGING, low, high, alpha)
        look = {"color": color.ink, "lw": 2.0, "zorder": 2} | style
        self.boundary = MovingContours(ax, **look)
        ax.grid(False)

    def update(self, x, y, values, scores=None) -> None:
        """Values (n, m) on the even grid x (m,) × y (n,), whose ends are the axes' limits.

        Where probabilities jump from 0 to 1 between two grid points, their level curves have
        steps. With `scores`, whose zeros are the boundary, the curves are those of the scores.
        """
        self.image.set_data(values)
        if scores is None:
            self.boundary.update(x, y, values, self.levels)
        else:
            self.boundary.update(x, y, scores, [0.0])
