"""The contours of a quadratic as ellipses that move: no new artists while a slider is dragged."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import to_rgba

from course_lib.plots.style import color

TURN = np.linspace(0, 2 * np.pi, 91)
CIRCLE = np.stack([np.cos(TURN), np.sin(TURN)])


class QuadraticContours:
    """Nested ellipses of f(x) = ½ xᵀQx, a little darker towards the minimum at 0.

    Parameters
    ----------
    ax : Axes
    radii : sequence of float
        Where the contours cross an axis along which the eigenvalue is 1: their levels are
        ½ radius².
    """

    def __init__(self, ax, radii=(0.4, 0.8, 1.2, 1.7, 2.3, 3.0)):
        self.radii = radii
        look = dict(fc=to_rgba(color.sky, 0.1), ec=to_rgba(color.line, 1.0), lw=0.8, zorder=1)
        self.areas = [ax.fill([0], [0], **look)[0] for _ in radii]
        self.shown = None

    def move(self, Q) -> None:
        """Show the quadratic with the Hessian Q, shape (2, 2), positive definite."""
        if self.shown is not None and np.array_equal(Q, self.shown):
            return
        self.shown = Q
        eigenvalues, axes = np.linalg.eigh(Q)
        unit = (axes / np.sqrt(eigenvalues)) @ CIRCLE
        for radius, area in zip(self.radii, self.areas, strict=True):
            area.set_xy(radius * unit.T)
