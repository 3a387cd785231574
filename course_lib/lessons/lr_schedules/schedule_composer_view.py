"""The learning rate over the steps and, below it, the loss of the training that follows it."""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import NullFormatter

from course_lib.lessons.lr_schedules.schedule_composer import STEPS
from course_lib.lessons.lr_schedules.schedule_training import CLASSES, EPOCH
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color

LOW, HIGH = 0.11, 3.2
TICKS = (0.2, 0.3, 0.5, 1, 2)
TOP_RATE = 2.7


def loss_axes(ax, steps: int, low: float = LOW) -> None:
    """Fixed logarithmic axes for the loss of a short training, with the loss of guessing."""
    ax.set(yscale="log", ylim=(low, HIGH), xlim=(0, steps))
    ticks = [tick for tick in TICKS if tick >= low]
    ax.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.axhline(np.log(CLASSES), color=color.line, lw=1.0, ls=(0, (4, 3)), zorder=1)


def drawn_loss(values, low: float = LOW) -> np.ndarray:
    """Kept inside the axes; where a training has overflowed, on the upper edge."""
    return np.clip(np.nan_to_num(values, nan=HIGH), low, HIGH)


def mean_batches(losses, window: int = 10) -> tuple[np.ndarray, np.ndarray]:
    """Middles and mean losses of successive groups of mini-batches, ready to be drawn."""
    means = losses.reshape(-1, window).mean(axis=1)
    return window * (np.arange(len(means)) + 0.5), drawn_loss(means)


class ScheduleComposerView:
    """Above η_t, below the loss; the constant rate is dashed."""

    def __init__(self, figure):
        self.upper, self.lower = figure.subplots(2, 1, sharex=True, height_ratios=[1, 1.5])
        steps = np.arange(STEPS + 1)
        up = self.upper
        self.flat = up.plot([0, STEPS], [1, 1], color=color.muted, lw=1.6, ls=(0, (5, 2)))[0]
        self.rate = up.plot(steps, np.ones(STEPS + 1), color=color.orange, lw=2.6)[0]
        up.set(ylim=(0, TOP_RATE), ylabel="η$_t$")
        up.set_title("Learning rate")
        loss_axes(self.lower, STEPS)
        low = self.lower
        self.batches = low.plot([], [], "o", color=color.orange, ms=4, alpha=0.7)[0]
        self.constant = low.plot([], [], color=color.muted, lw=1.8, ls=(0, (5, 2)))[0]
        self.loss = low.plot([], [], color=color.blue, lw=2.6)[0]
        low.axvline(EPOCH, color=color.line, lw=1.0, zorder=1)
        low.set(xlabel=f"step t ({EPOCH} are an epoch)", ylabel="loss")
        low.set_title("Loss")
        colour_key(low, [("on 500 other digits", color.blue),
                         ("● on ten mini-batches", color.orange),
                         ("other digits, constant rate", color.muted)], x=0.075)  # fmt: skip
        low.text(STEPS - 2, 2.36, "guessing", color=color.muted, ha="right", va="bottom")

    def update(self, result):
        run, constant = result.run, result.constant
        self.rate.set_ydata(np.minimum(result.rates, TOP_RATE))
        self.flat.set_ydata(np.full(2, result.peak))
        self.batches.set_data(*mean_batches(run.batch_loss))
        self.loss.set_data(run.at, drawn_loss(run.test_loss))
        self.constant.set_data(constant.at, drawn_loss(constant.test_loss))
