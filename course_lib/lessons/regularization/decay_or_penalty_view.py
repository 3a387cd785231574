"""Two runs in the plane of weights, and their distance to the minimizer of J."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.regularization.decay_or_penalty import EVERY, STEPS
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.style import color

COUNTED = np.arange(0, STEPS + 1, EVERY)
LEVELS = np.array([0.005, 0.02, 0.05, 0.1, 0.18, 0.3])
CIRCLE = np.stack([np.cos(np.linspace(0, 2 * np.pi, 121)), np.sin(np.linspace(0, 2 * np.pi, 121))])


class DecayOrPenaltyView:
    """Left the paths from 0 over contours of the loss; right the distance to the best w of J."""

    def __init__(self, figure):
        self.plane, self.far = figure.subplots(1, 2, width_ratios=[1, 1.15])
        self._make_plane()
        self._make_distances()

    def _make_plane(self):
        ax = self.plane
        (self.contours,) = ax.plot([], [], color=color.line, lw=0.9, zorder=1)
        (self.penalty,) = ax.plot([], [], color=color.blue, lw=4.5, alpha=0.45, zorder=3)
        (self.decay,) = ax.plot([], [], color=color.orange, lw=1.6, zorder=4)
        (self.heads,) = ax.plot([], [], "o", color=color.ink, ms=6, zorder=7)
        (self.free,) = ax.plot([], [], "x", color=color.green, ms=10, mew=2.4, zorder=6)
        (self.target,) = ax.plot([], [], "+", color=color.pink, ms=13, mew=2.6, zorder=6)
        ax.set(xlim=(-0.75, 0.05), ylim=(-0.05, 0.75), aspect="equal",
               xlabel="$w_1$ (distance driven)", ylabel="$w_2$ (weight)")  # fmt: skip
        ax.grid(False)
        colour_key(ax, [("× least loss", color.green), ("+ least J", color.pink)])

    def _make_distances(self):
        ax = self.far
        (self.far_penalty,) = ax.plot([], [], color=color.blue, lw=4.5, alpha=0.45, zorder=3)
        (self.far_decay,) = ax.plot([], [], color=color.orange, lw=1.6, zorder=4)
        self.line = ax.axvline(0, color=color.muted, lw=1.0, zorder=1)
        ax.set(yscale="log", xlim=(0, STEPS), ylim=(1e-3, 1.2), xlabel="step t",
               ylabel="distance to the least J")  # fmt: skip
        colour_key(ax, [("penalty in the gradient", color.blue), ("decay of w", color.orange)])
        self.time = axes_text(ax, 0.98, 0.93, ha="right", va="center")

    def update(self, run):
        values, vectors = np.linalg.eigh(run.curvature)
        shape = vectors @ (CIRCLE / np.sqrt(values)[:, None])
        curves = run.free[:, None, None] + np.sqrt(2 * LEVELS)[None, :, None] * shape[:, None]
        curves = np.pad(curves, ((0, 0), (0, 0), (0, 1)), constant_values=np.nan)
        self.contours.set_data(*curves.reshape(2, -1))
        self.free.set_data(*run.free[:, None])
        self.target.set_data(*run.target[:, None])

    def show(self, run, frame):
        upto = slice(0, frame + 1)
        self.penalty.set_data(*run.penalty[upto].T)
        self.decay.set_data(*run.decay[upto].T)
        self.heads.set_data(*np.stack([run.penalty[frame], run.decay[frame]]).T)
        far = np.maximum(run.distance, 1e-3)
        self.far_penalty.set_data(COUNTED[upto], far[0, upto])
        self.far_decay.set_data(COUNTED[upto], far[1, upto])
        self.line.set_xdata([COUNTED[frame]] * 2)
        self.time.set_text(f"after {COUNTED[frame]} steps")
