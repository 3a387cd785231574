"""Losses with a warm-up and without; the rate, the gradient and the step that they make."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.lr_schedules.warmup_training import GUESSING, SEEDS, STEPS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.pieces import in_pieces
from course_lib.plots.style import color

LOSSES, RATES, SLOPES, MOVES = (0.1, 100.0), (1e-3, 2.0), (0.05, 1e3), (1e-4, 10.0)
TONES = {"cold": color.orange, "warm": color.blue}


class WarmupTrainingView:
    """Left the losses; right, one below the other, η_t, ‖g‖ and ‖Δw‖/‖w‖."""

    def __init__(self, figure):
        grid = figure.add_gridspec(3, 2, width_ratios=[1.25, 1])
        self.loss = figure.add_subplot(grid[:, 0])
        self.rate, self.slope, self.moved = (figure.add_subplot(grid[k, 1]) for k in range(3))
        self.lines = {name: self._make_lines(tone) for name, tone in TONES.items()}
        span = dict(xlim=(-3, STEPS + 3), yscale="log")
        self.loss.axhline(GUESSING, color=color.line, lw=1.2, ls=(0, (4, 3)), zorder=1)
        self.loss.text(STEPS, 1.45 * GUESSING, "log 10: guessing", ha="right", va="bottom",
                       color=color.muted)  # fmt: skip
        self.loss.set(**span, ylim=LOSSES, xlabel="step t", ylabel="loss of the mini-batch")
        self.rate.set(**span, ylim=RATES, title="rate η$_t$")
        self.slope.set(**span, ylim=SLOPES, title="length of the gradient, ‖g‖")
        self.moved.set(**span, ylim=MOVES, title="length of the step, ‖Δw‖ / ‖w‖")
        self.moved.axhline(1, color=color.line, lw=1.2, ls=(0, (4, 3)), zorder=1)
        self.rate.tick_params(labelbottom=False)
        self.slope.tick_params(labelbottom=False)
        self.moved.set_xlabel("step t")
        keys = [
            ("no warm-up", TONES["cold"]), ("warm-up", TONES["warm"]),
            ("thin: each seed", color.muted), ("× overflow", color.muted),
        ]  # fmt: skip
        colour_key(self.loss, keys)

    def _make_lines(self, tone) -> dict:
        cross = dict(ms=9, mew=2.4, zorder=5, clip_on=False, in_layout=False)
        thin, thick = dict(color=tone, lw=0.7, alpha=0.5), dict(color=tone, lw=2.2, zorder=4)
        lines = {"rate": self.rate.plot([], [], color=tone, lw=2)[0],
                 "lost": self.loss.plot([], [], "x", color=tone, **cross)[0]}  # fmt: skip
        for name, ax in (("loss", self.loss), ("slope", self.slope), ("moved", self.moved)):
            lines[name] = ax.plot([], [], **thin)[0], ax.plot([], [], **thick)[0]
        return lines

    def update(self, run):
        for name, lines in self.lines.items():
            self._show(lines, getattr(run, name))

    def _show(self, lines, run):
        t = np.arange(STEPS)
        each = np.tile(np.append(t, np.nan), SEEDS)
        for name, limits in (("loss", LOSSES), ("slope", SLOPES), ("moved", MOVES)):
            seeds, middle = lines[name]
            values = getattr(run, name)
            seeds.set_data(each, in_pieces(values.T).clip(*limits))
            middle.set_data(t, _median(values).clip(*limits))
        lines["rate"].set_data(t, run.rates.clip(RATES[0] / 3))
        last = np.isfinite(run.loss).sum(axis=0) - 1
        ended = (last < STEPS - 1) & (last >= 0)
        lines["lost"].set_data(last[ended], run.loss[last[ended], ended].clip(*LOSSES))


def _median(values) -> np.ndarray:
    """The median seed, as long as at least three of the five go on."""
    alive = np.isfinite(values).sum(axis=1)
    middle = np.median(np.where(np.isfinite(values), values, np.inf), axis=1)
    return np.where(alive > values.shape[1] // 2, middle, np.nan)
