"""Losses with a warm-up and without, the rates with their limits, and how far each step goes."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.lr_schedules.warmup_training import GUESSING, MEASURED, SEEDS, STEPS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.pieces import in_pieces
from course_lib.plots.style import color

LOW, HIGH = 0.03, 100.0
RATES, MOVES = (2e-4, 3.0), (1e-5, 10.0)
TONES = {"cold": color.orange, "warm": color.blue}


class WarmupTrainingView:
    """Left the losses; right the rate η_t with the measured limit, and ‖Δw‖/‖w‖."""

    def __init__(self, figure):
        grid = figure.add_gridspec(2, 2, width_ratios=[1.3, 1])
        self.loss = figure.add_subplot(grid[:, 0])
        self.rate = figure.add_subplot(grid[0, 1])
        self.moved = figure.add_subplot(grid[1, 1])
        self.lines = {name: self._make_lines(tone) for name, tone in TONES.items()}
        self.loss.axhline(GUESSING, color=color.line, lw=1.2, ls=(0, (4, 3)), zorder=1)
        self.loss.text(STEPS, 1.08 * GUESSING, "log 10: guessing", ha="right", va="bottom",
                       color=color.muted)  # fmt: skip
        span = dict(xlim=(-3, STEPS + 3), yscale="log")
        self.loss.set(**span, ylim=(LOW, HIGH), xlabel="step t", ylabel="loss of the mini-batch")
        self.rate.set(**span, ylim=RATES, title="rate η$_t$ (lines), its limit c/λ (dots)")
        self.moved.set(**span, ylim=MOVES, xlabel="step t", title="length of a step, ‖Δw‖ / ‖w‖")
        self.rate.tick_params(labelbottom=False)
        self.none = self.rate.text(STEPS / 2, 4e-4, "", color=color.muted, ha="center", va="bottom")
        keys = [
            ("no warm-up", TONES["cold"]), ("warm-up", TONES["warm"]),
            ("thin: each seed", color.muted), ("× overflow", color.muted),
        ]  # fmt: skip
        colour_key(self.loss, keys)

    def _make_lines(self, tone) -> dict:
        cross = dict(ms=9, mew=2.4, zorder=5, clip_on=False, in_layout=False)
        thin, thick = dict(color=tone, lw=0.7, alpha=0.5), dict(color=tone, lw=2.2, zorder=4)
        return {
            "seeds": self.loss.plot([], [], **thin)[0],
            "middle": self.loss.plot([], [], **thick)[0],
            "lost": self.loss.plot([], [], "x", color=tone, **cross)[0],
            "rate": self.rate.plot([], [], color=tone, lw=2)[0],
            "limit": self.rate.plot([], [], "o", color=tone, ms=4.5, alpha=0.75, zorder=4)[0],
            "moved": self.moved.plot([], [], **thin)[0],
            "typical": self.moved.plot([], [], **thick)[0],
        }

    def update(self, run):
        for name, lines in self.lines.items():
            self._show(lines, getattr(run, name))
        empty = not len(run.cold.limit)
        self.none.set_text("Adam rescales its steps:\nno such limit" if empty else "")

    def _show(self, lines, run):
        t = np.arange(STEPS)
        each = np.tile(np.append(t, np.nan), SEEDS)
        lines["seeds"].set_data(each, in_pieces(run.loss.T).clip(LOW, HIGH))
        lines["moved"].set_data(each, in_pieces(run.moved.T).clip(*MOVES))
        for key, values, limits in (
            ("middle", run.loss, (LOW, HIGH)),
            ("typical", run.moved, MOVES),
        ):
            lines[key].set_data(t, _median(values).clip(*limits))
        lines["rate"].set_data(t, run.rates.clip(RATES[0] / 3))
        limit = run.limit.ravel()
        at = np.repeat(MEASURED, 2)[: len(limit)]
        shown = np.isfinite(limit)
        lines["limit"].set_data(at[shown], limit[shown].clip(*RATES))
        last = np.isfinite(run.loss).sum(axis=0) - 1
        ended = (last < STEPS - 1) & (last >= 0)
        lines["lost"].set_data(last[ended], run.loss[last[ended], ended].clip(LOW, HIGH))


def _median(values) -> np.ndarray:
    """The median seed, as long as at least three of the five go on."""
    alive = np.isfinite(values).sum(axis=1)
    middle = np.median(np.where(np.isfinite(values), values, np.inf), axis=1)
    return np.where(alive > values.shape[1] // 2, middle, np.nan)
