"""AdaGrad's unit balls, the steps they make, and how far f has fallen."""

from __future__ import annotations

import numpy as np
from matplotlib.patches import Rectangle

from course_lib.plots.arrow import arrow
from course_lib.plots.colour_key import colour_key
from course_lib.plots.quadratic_contours import CIRCLE, QuadraticContours
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color

REACH, NEAR = 2.8, 2.6
FAR = 30.0  # without gradients a direction has no bound: its ellipse ends out of sight
SHORT = ("whole matrix", "diagonal")
TONES = (color.violet, color.green)


def ellipse(metric: np.ndarray, radius: float = 1.0) -> np.ndarray:
    """The points with dᵀHd = radius², shape (2, n)."""
    values, axes = np.linalg.eigh(metric)
    return radius * (axes * np.minimum(values.clip(1e-30) ** -0.5, FAR)) @ CIRCLE


def back_words(ax, corner, width: float, height: float, zorder: float) -> None:
    """Dim the picture behind words, so that they are read on any contour and any page."""
    ax.add_patch(
        Rectangle(corner, width, height, fc=color.paper, ec="none", alpha=0.75, zorder=zorder)
    )


class AdaGradMetricView:
    """Left the paths; in the middle the unit balls; right the gaps."""

    def __init__(self, figure):
        grid = figure.add_gridspec(2, 3, width_ratios=[1.6, 1, 1.5])
        self.plane = figure.add_subplot(grid[:, 0])
        self.balls = [figure.add_subplot(grid[k, 1]) for k in range(2)]
        self.gap = figure.add_subplot(grid[:, 2])
        self._make_plane()
        self.ball_parts = [
            self._make_ball(ax, tone, name)
            for ax, tone, name in zip(self.balls, TONES, SHORT, strict=True)
        ]
        self._make_gap()

    def _make_plane(self):
        ax = self.plane
        self.contours = QuadraticContours(ax)
        ax.plot([0], [0], "*", color=color.ink, ms=12, zorder=3)
        (self.descent,) = ax.plot([], [], color=color.ink, lw=1, alpha=0.55, zorder=2)
        self.paths, self.reached, self.now = [], [], []
        for tone in TONES:
            self.paths.append(ax.plot([], [], color=tone, lw=1.4, alpha=0.45, zorder=3)[0])
            self.reached.append(ax.plot([], [], "o", color=tone, ms=4.5, zorder=4)[0])
            dots = dict(color=tone, ms=10, mfc=color.paper, mew=2.4, zorder=5)
            self.now.append(ax.plot([], [], "o", **dots)[0])
        (self.downhill,) = ax.plot([], [], color=color.orange, lw=1.8, zorder=6)
        (self.taken,) = ax.plot([], [], color=color.blue, lw=2.2, zorder=7)
        ax.set(
            xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal", xlabel="$x_1$",
            ylabel="$x_2$",
        )  # fmt: skip
        ax.set_title("paths (click to set the start)", pad=22)
        colour_key(ax, [*zip(SHORT, TONES, strict=True), ("gradient descent", color.ink)])
        notes = (
            (-2.15, "−∇f, scaled to the step", color.orange),
            (-2.6, "the step −ηH⁻¹∇f", color.blue),
        )
        back_words(ax, (-REACH, -REACH), 3.75, 0.9, 7.5)
        for height, text, shade in notes:
            quick_text(ax, -2.7, height, text, color=shade, va="center", fontsize=9.5, zorder=8)
        ax.grid(False)

    def _make_ball(self, ax, tone, name):
        ax.set(
            xlim=(-NEAR, NEAR), ylim=(-NEAR, NEAR), aspect="equal", xticks=(-2, 0, 2),
            yticks=(-2, 0, 2), title=f"ball: {name}",
        )  # fmt: skip
        ax.title.set_fontsize(10)
        ax.plot(*CIRCLE, color=color.muted, lw=1, ls=":", zorder=1)
        (ball,) = ax.fill([0], [0], fc=tone, ec="none", alpha=0.18, zorder=2)
        (edge,) = ax.plot([], [], color=tone, lw=1.6, zorder=3)
        (level,) = ax.plot([], [], color=color.muted, lw=1.1, ls="--", zorder=3)
        (downhill,) = ax.plot([], [], color=color.orange, lw=1.8, zorder=4)
        (best,) = ax.plot([], [], color=color.blue, lw=2.2, zorder=5)
        return ball, edge, level, downhill, best

    def _make_gap(self):
        ax = self.gap
        self.gap_lines = [ax.plot([], [], color=tone, lw=1.8)[0] for tone in TONES]
        (self.descent_gap,) = ax.plot([], [], color=color.ink, lw=1, alpha=0.7)
        self.mark = ax.axvline(0, color=color.muted, lw=1.2, zorder=1)
        ax.set(
            xlim=(-1, 50), yscale="log", ylim=(1e-10, 1e1), yticks=[1e-9, 1e-6, 1e-3, 1],
            title="gap f(x$_t$) − f*", xlabel="step t",
        )  # fmt: skip

    def update(self, run):
        self.contours.move(run.Q)

    def show(self, run, t):
        downhill, taken, times = [], [], np.arange(t + 2)
        fell = run.descent[: t + 2]
        self.descent.set_data(fell.T)
        self.descent_gap.set_data(times, (0.5 * (fell @ run.Q * fell).sum(axis=1)).clip(1e-14))
        for k, one in enumerate((run.full, run.diagonal)):
            self.paths[k].set_data(one.x[: t + 2].T)
            self.gap_lines[k].set_data(times, one.gap[: t + 2].clip(1e-14))
            self.reached[k].set_data(one.x[: t + 1].T)
            self.now[k].set_data(one.x[t : t + 1].T)
            self._show_ball(self.ball_parts[k], one.metric[t], one.grad[t])
            size = np.hypot(*one.grad[t]) or 1.0
            short = -one.grad[t] / size * np.hypot(*one.step[t])
            downhill += [arrow(one.x[t], one.x[t] + short), np.full((1, 2), np.nan)]
            taken += [arrow(one.x[t], one.x[t + 1]), np.full((1, 2), np.nan)]
        self.downhill.set_data(*np.concatenate(downhill).T)
        self.taken.set_data(*np.concatenate(taken).T)
        self.mark.set_xdata([t, t])

    def _show_ball(self, parts, metric, grad):
        ball, edge, level, downhill, best = parts
        outline = ellipse(metric)
        ball.set_xy(outline.T)
        edge.set_data(outline)
        size = np.hypot(*grad)
        down = -grad / size if size else np.zeros(2)
        reach = np.linalg.solve(metric, down)
        lowest = reach / np.sqrt(down @ reach) if size else np.zeros(2)
        downhill.set_data(*arrow((0, 0), down, 0.3).T)
        best.set_data(*arrow((0, 0), lowest, 0.3).T)
        along = np.array([-down[1], down[0]])
        level.set_data(np.stack([lowest - 5 * along, lowest + 5 * along], axis=1))
