"""Momentum: how fast each η and β is, the motion they make, and the eigenvalues behind it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import BoundaryNorm

from course_lib.lessons.optimizers.momentum_modes import BETAS, ETAS, STEPS
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.style import HEIGHT, color

TURN = np.linspace(0, 2 * np.pi, 121)
CIRCLE = np.stack([np.cos(TURN), np.sin(TURN)])
SHADES = color.blue, color.orange
FLOOR = 1e-8
BANDS = (0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1)  # of the factor per step


class MomentumModesView:
    """Left the map of q; in the middle x_t along both directions; right distance, eigenvalues."""

    def __init__(self, figure):
        self.map = figure.add_axes([0.055, 0.13, 0.35, 0.75])
        self.scale = figure.add_axes([0.415, 0.13, 0.014, 0.75])
        self.motions = [
            figure.add_axes([0.515, 0.57, 0.2, 0.31]),
            figure.add_axes([0.515, 0.13, 0.2, 0.31]),
        ]
        self.plane = figure.add_axes([0.775, 0.52, 0.215, 0.36])
        self.distance = figure.add_axes([0.79, 0.13, 0.2, 0.25])
        self.factors = None
        self._make_map()
        self._make_motions()
        self._make_plane()
        self._make_distance()

    def _make_map(self):
        ax = self.map
        # −q is drawn, so that the fastest pairs stand out, on a light page and on a dark one.
        norm = BoundaryNorm([-q for q in reversed(BANDS)], colormaps[HEIGHT].N)
        across, up = (grid[1] - grid[0] for grid in (ETAS, BETAS))
        extent = (ETAS[0] - across / 2, ETAS[-1] + across / 2, -up / 2, BETAS[-1] + up / 2)
        self.image = ax.imshow(
            np.full((len(BETAS), len(ETAS)), np.nan), norm=norm, cmap=HEIGHT, extent=extent,
            origin="lower", aspect="auto", interpolation="nearest", zorder=0.5,
        )  # fmt: skip
        (self.optimum,) = ax.plot([], [], "*", color=color.green, ms=15, mew=0, zorder=4)
        (self.now,) = ax.plot([], [], "o", mfc="none", mec=color.ink, ms=11, mew=2.2, zorder=6)
        ax.set(
            xlim=(0, 4), ylim=(0, 1), xlabel="η (in 1/L)", ylabel="β",
            title="factor per step q (click)",
        )  # fmt: skip
        ax.yaxis.labelpad = 1
        ax.text(3.9, 0.04, "diverges", color=color.muted, ha="right", zorder=1)
        ax.grid(False)
        # A bar of equal bands, each with its own end.
        middles = [[-(low + high) / 2] for low, high in pairwise(BANDS)]
        self.scale.imshow(
            middles, norm=norm, cmap=HEIGHT, origin="lower", aspect="auto",
            extent=(0, 1, 0, len(middles)),
        )  # fmt: skip
        self.scale.set_xticks([])
        self.scale.set_yticks(range(len(BANDS)), labels=[f"{q:g}" for q in BANDS])
        self.scale.yaxis.tick_right()
        self.scale.grid(False)

    def _make_motions(self):
        self.moves, self.verdicts = [], []
        for ax, name, shade in zip(
            self.motions, ("● flat, λ = μ", "■ steep, λ = L"), SHADES, strict=True
        ):
            ax.axhline(0, color=color.line, lw=0.9, zorder=1)
            style = dict(color=shade, lw=1.5, marker="o", ms=2.6)
            self.moves.append(ax.plot([], [], **style)[0])
            self.verdicts.append(axes_text(ax, 0.98, 0.97, color=shade, ha="right", va="top"))
            colour_key(ax, [(name, shade)])
            ax.set(xlim=(-1, STEPS + 1), ylim=(-1.15, 1.6))
            ax.set_yticks([-1, 0, 1])
        self.motions[0].tick_params(labelbottom=False)
        self.motions[1].set_xlabel("step t")

    def _make_plane(self):
        ax = self.plane
        ax.axhline(0, color=color.line, lw=0.9, zorder=1)
        ax.axvline(0, color=color.line, lw=0.9, zorder=1)
        ax.plot(*CIRCLE, color=color.ink, lw=1.2, zorder=1)
        (self.ring,) = ax.plot([], [], color=color.muted, lw=1.2, ls=(0, (4, 2)), zorder=3)
        self.points = [
            ax.plot([], [], mark, color=shade, ms=size, mew=0, zorder=5 - k)[0]
            for k, (shade, mark, size) in enumerate(zip(SHADES, "os", (8, 7), strict=True))
        ]
        ax.set(xlim=(-1.3, 1.3), ylim=(-1.3, 1.3), aspect="equal", xticks=[-1, 0, 1],
               yticks=[-1, 0, 1])  # fmt: skip
        ax.tick_params(labelbottom=False)
        ax.set_title("eigenvalues z", fontsize=10.5)
        ax.grid(False)

    def _make_distance(self):
        ax = self.distance
        (self.bound,) = ax.plot([], [], color=color.muted, lw=1.3, ls=(0, (4, 2)), zorder=3)
        (self.size,) = ax.plot([], [], color=color.ink, lw=1.6, zorder=4)
        ax.set(xlim=(-1, STEPS + 1), yscale="log", ylim=(FLOOR, 2e2), xlabel="step t")
        ax.set_title("‖x$_t$‖/‖x$_0$‖; dashed: q$^t$", fontsize=10.5)
        ax.set_yticks([1e-8, 1e-4, 1])

    def update(self, run):
        if run.factors is not self.factors:
            self.factors = run.factors
            self.image.set_data(np.where(run.factors < 1, -run.factors, np.nan))
        self.now.set_data([run.lr], [run.beta])
        self.optimum.set_data(*([[v] for v in run.optimum] if run.optimum else ([], [])))
        steps = np.arange(len(run.x))
        for move, words, x, verdict in zip(
            self.moves, self.verdicts, run.x.T, run.verdicts, strict=True
        ):
            move.set_data(steps, x.clip(-2, 3))
            words.set_text(verdict)
        size = np.linalg.norm(run.x, axis=1) / 2**0.5
        self.size.set_data(steps, size.clip(FLOOR / 10, 1e3))
        whole = np.arange(STEPS + 1)
        self.bound.set_data(whole, np.exp(whole * np.log(max(run.q, 1e-3))).clip(FLOOR / 10, 1e3))
        for points, pair in zip(self.points, run.eigenvalues, strict=True):
            points.set_data(pair.real.clip(-3, 3), pair.imag.clip(-3, 3))
        self.ring.set_visible(not run.nesterov and run.beta > 0.0025)
        self.ring.set_data(run.beta**0.5 * CIRCLE)
