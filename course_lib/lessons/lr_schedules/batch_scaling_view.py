"""Loss by epochs or steps for six batch sizes, and where three rules for the rate end."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.lr_schedules.batch_scaling import BATCHES, EPOCHS, RULES, SEEDS
from course_lib.lessons.shared.small_digits import TRAIN
from course_lib.plots.label_spots import apart, spots_beside
from course_lib.plots.style import color

SHADES = (color.sky, color.blue, color.green, color.amber, color.orange, color.pink)
RULE_LOOKS = {
    "fixed": dict(color=color.muted, ls=(0, (2, 1.5)), marker="s"),
    "× √N": dict(color=color.violet, ls=(0, (5, 1.6)), marker="D"),
    "× N": dict(color=color.ink, ls="-", marker="o"),
}
TOP = 2.6
MOST = EPOCHS * TRAIN // BATCHES[0]
STEP_SPAN = (1.2, 1.8 * MOST)
# The axes of the curves and their labels, in pixels: about, to find room for the labels.
ROOM, DIGIT, LINE = np.array([465.0, 348.0]), 10.5, 14.0
# Where the seeds end, side by side: the rules would cover each other.
SHIFTS = dict(zip(RULES, (-0.12, 0.0, 0.12), strict=True))


class BatchScalingView:
    """Left one curve a batch size; right the loss at the end against the batch size."""

    def __init__(self, figure):
        self.curves, self.end = figure.subplots(1, 2, width_ratios=[1.3, 1])
        self.against = None
        self.means, self.names = [], []
        for batch, shade in zip(BATCHES, SHADES, strict=True):
            self.means.append(self.curves.plot([], [], "o-", color=shade, ms=3.5, lw=2)[0])
            self.names.append(self.curves.text(0, 0, f"{batch}", color=shade, va="center",
                                               ha="center", weight="bold"))  # fmt: skip
        self.curves.set(ylim=(0, TOP), ylabel="training loss, median of 3 seeds")
        self._make_end()

    def _make_end(self):
        at = np.arange(len(BATCHES))
        self.rules, self.seeds = {}, {}
        for rule, look in RULE_LOOKS.items():
            (self.rules[rule],) = self.end.plot(at, at, **look, ms=6)
            (self.seeds[rule],) = self.end.plot([], [], "_", color=look["color"], ms=9, mew=1.4)
        self.end.set(xlim=(-0.5, 6.3), ylim=(0, TOP), xticks=at, xlabel="batch size",
                     title=f"loss after {EPOCHS} epochs; dashes: seeds")  # fmt: skip
        self.end.set_xticklabels(map(str, BATCHES))
        self.rule_names = {
            rule: self.end.text(5.36, 0, rule, color=look["color"], va="center")
            for rule, look in RULE_LOOKS.items()
        }

    def update(self, run):
        if run.against != self.against:
            self._set_axis(run.against)
        curves = np.median(np.minimum(run.loss[RULES.index(run.rule)], TOP), axis=-1)
        by_steps = run.against == "steps"
        x = run.steps if by_steps else run.steps * np.array(BATCHES)[:, None] / TRAIN
        first = int(by_steps)  # no log of step 0
        for k, line in enumerate(self.means):
            line.set_data(x[k, first:], curves[k, first:])
        spots = _spots_by_steps(x[:, 1:], curves[:, 1:]) if by_steps else _spots_at_edge(curves)
        for name, spot in zip(self.names, spots, strict=True):
            name.set_position(spot)
        self._show_end(run)

    def _set_axis(self, against):
        self.against = against
        head = dict(loc="left", fontweight="bold", fontsize=11, pad=8)
        if against == "epochs":
            self.curves.set(xscale="linear", xlim=(-0.1, EPOCHS + 0.75), xlabel="epochs")
            self.curves.set_title("by epochs: equally many digits", **head)
        else:
            self.curves.set(xscale="log", xlim=STEP_SPAN, xlabel="steps")
            self.curves.set_title("by steps: equally many updates", **head)

    def _show_end(self, run):
        final = np.minimum(run.loss[:, :, -1], TOP)
        middle = np.median(final, axis=-1)
        for rule, line in self.rules.items():
            k, chosen = RULES.index(rule), rule == run.rule
            line.set_ydata(middle[k])
            line.set(lw=2.6 if chosen else 1.2, alpha=1.0 if chosen else 0.6)
            x = np.repeat(np.arange(len(BATCHES)) + SHIFTS[rule], SEEDS)
            self.seeds[rule].set_data(x, final[k].ravel())
        heights = apart(middle[:, -1], 0.17)
        heights -= max(0, heights.max() - TOP + 0.06)
        for rule, name in self.rule_names.items():
            name.set_y(heights[RULES.index(rule)])
            name.set_weight("bold" if rule == run.rule else "normal")


def _spots_at_edge(curves) -> list[tuple[float, float]]:
    """Labels right of the curves, each at the height where its curve ends, or a little beside."""
    heights = apart(curves[:, -1], 0.15)
    heights -= max(0, heights.max() - TOP + 0.05)
    return [(EPOCHS + 0.33, height) for height in heights]


def _spots_by_steps(steps, curves) -> np.ndarray:
    """Labels beside the curves' ends, which lie one after the other on the log axis."""
    low, high = np.log(STEP_SPAN)
    at = np.stack([(np.log(steps) - low) / (high - low), curves / TOP], axis=-1) * ROOM
    sizes = [(DIGIT * len(str(batch)), LINE) for batch in BATCHES]
    across, up = (spots_beside(at, sizes, ROOM) / ROOM).T
    return np.stack([np.exp(low + across * (high - low)), TOP * up], axis=-1)
