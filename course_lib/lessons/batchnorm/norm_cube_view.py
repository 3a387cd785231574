"""The activation tensor as a cube, with the set that shares a mean and a variance."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import PolyCollection

from course_lib.lessons.batchnorm.norm_cube import CHANNELS, PLACES, SAMPLES
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import DIVERGING, color

# Axonometry: one step along channels, samples and places in the picture.
AXES = np.array([[0.62, -0.25], [0.66, 0.3], [0.0, 0.8]])
WHOLE = ((0, CHANNELS), (0, SAMPLES), (0, PLACES))


def project(points) -> np.ndarray:
    """(channel, sample, place) → the plane of the picture."""
    return np.asarray(points, dtype=float) @ AXES


def faces(box) -> np.ndarray:
    """The cells on the three faces of a box that are seen: shape (cells, 4, 2)."""
    (c0, c1), (n0, n1), (p0, p1) = box
    found = [_cell((c, n0, p), 0, 2) for c in range(c0, c1) for p in range(p0, p1)]
    found += [_cell((c1, n, p), 1, 2) for n in range(n0, n1) for p in range(p0, p1)]
    found += [_cell((c, n, p1), 0, 1) for c in range(c0, c1) for n in range(n0, n1)]
    return project(found)


def _cell(corner, first: int, second: int) -> list:
    steps = np.eye(3)
    a, b = steps[first], steps[second]
    at = np.array(corner, dtype=float)
    return [at, at + a, at + a + b, at + b]


class NormCubeView:
    """Left the cube; right the means over the places of a real tensor, before and after."""

    def __init__(self, figure):
        self.cube, self.before, self.after = figure.subplots(1, 3, width_ratios=[1.5, 1, 1])
        self.ghost = PolyCollection(faces(WHOLE), fc=color.grid, ec=color.line, lw=0.7, zorder=1)
        self.lit = PolyCollection(faces(WHOLE), fc=color.blue, ec=color.paper, lw=0.8, zorder=2)
        self.veil = PolyCollection(faces(WHOLE), fc="none", ec=color.muted, lw=0.4, alpha=0.5,
                                   zorder=3)  # fmt: skip
        for item in (self.ghost, self.lit, self.veil):
            self.cube.add_collection(item)
        self.cube.set(xlim=(-1.6, 8.6), ylim=(-3.0, 7.2), aspect="equal")
        self.cube.axis("off")
        self.cube.set_title("which numbers share μ and σ")
        for at, name, side in (
            ((3, -0.5, -0.4), "channels C", "right"), ((6.6, 3, -0.4), "samples N", "left"),
            ((-0.25, 0, 3), "places\nH × W", "right"),
        ):  # fmt: skip
            self.cube.text(*project(at), name, ha=side, va="center", color=color.muted)
        self.note = self.cube.text(*project((3, 0, 3)), "", ha="center", va="center", zorder=4)
        self.images = []
        for ax, title in ((self.before, "mean of each (n, c)"), (self.after, "after, with sums")):
            image = ax.imshow(np.zeros((SAMPLES, CHANNELS)), cmap=DIVERGING, vmin=-1.5, vmax=1.5)
            self.images.append(image)
            ax.set(title=title, xlabel="channel", xticks=range(CHANNELS), yticks=range(SAMPLES))
            ax.set_xticklabels(range(1, CHANNELS + 1))
            ax.set_yticklabels(range(1, SAMPLES + 1))
            ax.grid(False)
        self.before.set_xlabel("channel; colours from −1.5 to 1.5")
        self.after.set(xlim=(-0.5, CHANNELS + 1.0), ylim=(SAMPLES + 0.4, -0.5))
        look = dict(ha="center", va="center", fontsize=9.5, color=color.muted)
        self.rows = [quick_text(self.after, CHANNELS + 0.2, n, "", **look) for n in range(SAMPLES)]
        look["fontsize"] = 8  # neighbours of two signs and two digits stay apart
        self.columns = [quick_text(self.after, c, SAMPLES - 0.1, "", **look)
                        for c in range(CHANNELS)]  # fmt: skip
        self.before.set_ylabel("sample")

    def update(self, run):
        self.lit.set_verts(faces(run.box) if run.box else np.empty((0, 4, 2)))
        self.note.set_text("" if run.box else "no activations:\na column of W")
        for image, values in zip(self.images, (run.before, run.after), strict=True):
            image.set_data(values)
        for texts, axis in ((self.rows, 1), (self.columns, 0)):
            for text, value in zip(texts, run.after.sum(axis=axis), strict=True):
                text.set_text(f"{round(value, 1) + 0.0:.1f}".replace("-", "−"))
