"""Both descents on the cliff, and the sizes of their gradients."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.loss_landscape.cliff import BOUNDS, STEPS, heights
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.style import HEIGHT, color

LOW, HIGH = 1e-4, 1e3


class CliffView:
    """Left the loss over w and b with both paths; right loss and gradient norm by step."""

    def __init__(self, figure):
        grid = figure.add_gridspec(2, 2, width_ratios=[1.35, 1])
        self.plane = figure.add_subplot(grid[:, 0])
        self.norm, self.loss = figure.add_subplot(grid[0, 1]), figure.add_subplot(grid[1, 1])
        ax = self.plane
        ax.imshow(heights(), extent=(*BOUNDS[0], *BOUNDS[1]), origin="lower", aspect="auto",
                  cmap=HEIGHT, zorder=0.5)  # fmt: skip
        ax.set(xlim=BOUNDS[0], ylim=BOUNDS[1], xlabel="w", ylabel="b (click for a start)")
        ax.grid(False)
        tones = {"not clipped": color.orange, "clipped": color.blue}
        colour_key(ax, list(tones.items()))
        self.norm.set(xlim=(-1, STEPS + 1), yscale="log", ylim=(LOW, HIGH), ylabel="‖∇J‖")
        self.norm.tick_params(labelbottom=False)
        self.loss.set(xlim=(-1, STEPS + 1), ylim=(-0.01, 0.5), xlabel="step t", ylabel="loss")
        (self.threshold,) = self.norm.plot([], [], color=color.muted, lw=1.2, ls=(0, (4, 3)))
        self.paths, self.points, self.norms, self.losses = [], [], [], []
        self.largest, self.now = [], []
        look = dict(color=color.muted, fontsize=10)
        axes_text(self.norm, 0.0, 1.06, **look).set_text("largest so far")
        axes_text(self.loss, 0.0, 1.06, **look).set_text("now")
        for k, (name, tone) in enumerate(tones.items()):
            look = dict(ha="right", color=tone, fontsize=10)
            for panel, texts in ((self.norm, self.largest), (self.loss, self.now)):
                texts.append(axes_text(panel, 0.7 + 0.3 * k, 1.06, **look))
            style = dict(color=tone, lw=1.7, zorder=4)
            self.paths.append(ax.plot([], [], "o-", ms=3, **style)[0])
            self.points.append(ax.plot([], [], "o", color=tone, ms=9, zorder=6)[0])
            dash = (0, (3, 1.5)) if name == "clipped" else "-"
            self.norms.append(self.norm.plot([], [], ls=dash, **style)[0])
            self.losses.append(self.loss.plot([], [], ls=dash, **style)[0])
        (self.start,) = ax.plot([], [], "o", mfc="none", mec=color.ink, ms=11, mew=2, zorder=7)

    def update(self, run):
        self.start.set_data([run.start[0]], [run.start[1]])
        self.threshold.set_data([-1, STEPS + 1], [run.threshold] * 2)

    def show(self, run, t):
        for k, (path, norms, losses) in enumerate(
            zip((run.plain, run.clipped), (run.plain_norms, run.clipped_norms),
                (run.plain_loss, run.clipped_loss), strict=True)
        ):  # fmt: skip
            seen = path[: t + 1].clip(-50, 50)
            steps = np.arange(len(seen))
            self.paths[k].set_data(seen.T)
            self.points[k].set_data([seen[-1, 0]], [seen[-1, 1]])
            self.norms[k].set_data(steps, norms[: t + 1].clip(LOW / 10, 10 * HIGH))
            self.losses[k].set_data(steps, losses[: t + 1])
            self.largest[k].set_text(f"{norms[: t + 1].max():.2g}")
            self.now[k].set_text(f"{losses[t]:.2g}")
