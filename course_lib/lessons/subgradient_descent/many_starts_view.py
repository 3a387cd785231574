"""Runs from many starts, coloured by what each reaches."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.subgradient_descent.many_starts import KINDS, STEPS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import HEIGHT, color

TONES = (color.green, color.orange, color.violet, color.muted)
MARKS = ("o", "s", "D", "x")


class ManyStartsView:
    """Left the landscape with the runs; right f along each of them."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1.35, 1])
        self.name, self.drawn = None, None
        (self.curve,) = self.left.plot([], [], color=color.ink, lw=1.8, zorder=2)
        self.trails = [self.left.plot([], [], color=c, lw=0.9, alpha=0.6, zorder=3)[0]
                       for c in TONES]  # fmt: skip
        self.starts = [
            self.left.plot([], [], m, color=c, ms=4, mfc="none", alpha=0.7, zorder=3)[0]
            for c, m in zip(TONES, MARKS, strict=True)
        ]
        self.dots = [
            self.left.plot([], [], m, color=c, ms=6.5, zorder=4)[0]
            for c, m in zip(TONES, MARKS, strict=True)
        ]
        self.values = [self.right.plot([], [], color=c, lw=1.0, alpha=0.6)[0] for c in TONES]
        self.line = self.right.axvline(1, color=color.ink, lw=1.0)
        self.right.set(
            xscale="log", xlabel="step t, counted from 1", ylabel="f", xlim=(0.9, 1.1 * STEPS)
        )
        words = ("● global min.", "■ local min.", "◆ saddle", "× not settled")
        colour_key(self.left, list(zip(words, TONES, strict=True)))
        colour_key(self.right, [("f along each run", color.ink)])

    def update(self, run):
        if run.name != self.name:
            self._change_terrain(run)

    def _change_terrain(self, run):
        self.name, f = run.name, run.terrain.f
        if self.drawn is not None:
            self.drawn.remove()
            self.drawn = None
        self.curve.set_visible(f.dim == 1)
        if f.dim == 1:
            grid = np.linspace(*f.bounds[0], 401)
            height = f(grid[:, None])
            self.curve.set_data(grid, height)
            self.left.set(xlim=f.bounds[0], ylim=_padded(height), xlabel="x", ylabel="f(x)")
        else:
            xs, ys = (np.linspace(*side, 121) for side in f.bounds)
            height = f(np.stack(np.meshgrid(xs, ys), axis=-1))
            levels = np.quantile(height, np.linspace(0, 1, 15))
            self.drawn = self.left.contourf(xs, ys, height, levels, cmap=HEIGHT, zorder=0.5)
            self.left.set(xlim=f.bounds[0], ylim=f.bounds[1], xlabel="x", ylabel="y")
        self.right.set_ylim(_padded(run.terrain.f(run.terrain.starts)[None], run.terrain.f.minimum))

    def show(self, run, t):
        points = run.x if run.x.shape[-1] == 2 else np.stack([run.x[..., 0], run.value], axis=-1)
        for kind in range(len(KINDS)):
            mine = points[:, run.kind == kind]
            plane = run.x.shape[-1] == 2
            trail = mine[: t + 1] if plane else mine[:0]
            self.trails[kind].set_data(*_with_breaks(trail[..., 0], trail[..., 1]))
            self.starts[kind].set_data(mine[0].T)
            self.dots[kind].set_data(mine[t].T)
        steps, (low, high) = 1 + np.arange(t + 1), self.right.get_ylim()
        value = np.clip(run.value[: t + 1], low - (high - low), high + (high - low))
        for kind, line in enumerate(self.values):
            line.set_data(*_with_breaks(steps, value[:, run.kind == kind]))
        self.line.set_xdata([t + 1, t + 1])


def _padded(values, floor=None) -> tuple[float, float]:
    low = values.min() if floor is None else min(floor, values.min())
    pad = 0.08 * (values.max() - low)
    return low - pad, values.max() + pad


def _with_breaks(x, y):
    """Columns of y over x as one line, broken by NaN between them."""
    if not y.size:
        return [], []
    x = np.broadcast_to(np.asarray(x)[:, None] if np.ndim(x) == 1 else x, y.shape)
    gap = np.full((1, y.shape[1]), np.nan)
    return tuple(np.concatenate([part, gap]).T.ravel() for part in (x, y))
