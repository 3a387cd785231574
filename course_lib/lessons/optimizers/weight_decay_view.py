"""Which weights shrink: decay against the size of the gradient, and weights with and without."""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import NullLocator
from matplotlib.transforms import ScaledTranslation

from course_lib.lessons.optimizers.weight_decay import EVERY, METHODS, feature_names
from course_lib.plots.colour_key import colour_key
from course_lib.plots.optimizer_colors import OPTIMIZER_LOOKS
from course_lib.plots.quick_text import QuickText
from course_lib.plots.style import color

LOOKS = {
    "Adam + L2": ("o", OPTIMIZER_LOOKS["Adam"].color),
    "AdamW": ("D", OPTIMIZER_LOOKS["AdamW"].color),
    "SGD + L2": ("x", OPTIMIZER_LOOKS["gradient descent"].color),
}
RMS, DECAY, KEPT = (7e-3, 4.0), (3e-4, 150.0), (-0.15, 1.2)
REACH, SMALL = 8.0, 0.01  # the weights' scale is logarithmic beyond 0.01 on either side
NAMED = {"george": (-4.5, 1.5), "3d": (1, -1.2)}  # and where there is room


class WeightDecayView:
    """Left, over √v̂: the decay's speed, and the part of each weight kept; right the weights."""

    def __init__(self, figure):
        grid = figure.add_gridspec(2, 2, width_ratios=[1.25, 1])
        self.speed, self.part = (figure.add_subplot(grid[i, 0]) for i in range(2))
        self.right = figure.add_subplot(grid[:, 1])
        self._make_left()
        self._make_right()

    def _make_left(self):
        speed, part = self.speed, self.part
        (self.law,) = speed.plot(RMS, RMS, color=LOOKS["Adam + L2"][1], lw=1.2)
        (self.level,) = speed.plot(RMS, RMS, color=LOOKS["AdamW"][1], lw=1.2)
        speed.set(xscale="log", yscale="log", xlim=RMS, ylim=DECAY, ylabel="decay of w ÷ η")
        speed.tick_params(labelbottom=False)
        part.axhline(1, color=color.line, lw=1.2)
        part.set(xscale="log", xlim=RMS, ylim=KEPT, ylabel="w with λ ÷ without",
                 xlabel=r"size of the weight's gradient, $\sqrt{\hat v}$")  # fmt: skip
        part.set_xticks([0.01, 0.1, 1], labels=["0.01", "0.1", "1"])
        self.speeds, self.parts = (
            [
                ax.plot([], [], mark, ls="none", color=tone, ms=4.5, alpha=0.75)[0]
                for mark, tone in LOOKS.values()
            ]
            for ax in (speed, part)
        )
        tones = [tone for _, tone in LOOKS.values()]
        words = (r"● Adam + L2: $\lambda/\sqrt{\hat v}$", r"◆ AdamW: $\lambda$", "× SGD + L2")
        colour_key(speed, list(zip(words[:2], tones, strict=False)))
        self.sgd_key = colour_key(speed, [(words[2], tones[2])], x=0.77)

    def _make_right(self):
        ax = self.right
        ax.plot([-REACH, REACH], [-REACH, REACH], color=color.line, lw=1.2)
        ax.axhline(0, color=color.line, lw=0.8)
        self.weights = [
            ax.plot([], [], mark, ls="none", color=tone, ms=5, alpha=0.75)[0]
            for mark, tone in LOOKS.values()
        ]
        (self.rings,) = ax.plot([], [], "o", mfc="none", mec=color.ink, ms=9, mew=1.2)
        self.names = [ax.add_artist(self._label(ax, *item)) for item in NAMED.items()]
        self.at = [feature_names().index(name) for name in NAMED]
        self.time = ax.add_artist(QuickText(0.03, 0.97, "", transform=ax.transAxes, va="top"))
        ax.set_xscale("symlog", linthresh=SMALL)
        ax.set_yscale("symlog", linthresh=SMALL)
        ticks = [-1, -0.1, -0.01, 0, 0.01, 0.1, 1]
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_ticks(ticks, labels=[f"{v:g}".replace("-", "−") for v in ticks])
            axis.set_minor_locator(NullLocator())
        ax.set(xlabel="w without λ", ylabel="w with λ", title="all 57 weights",
               xlim=(-REACH, REACH), ylim=(-REACH, REACH))  # fmt: skip

    @staticmethod
    def _label(ax, name, side):
        beside = ScaledTranslation(*(0.08 * np.array(side)), ax.figure.dpi_scale_trans)
        return QuickText(0, 0, name, fontsize=9.5, va="center", ha="left" if side[0] > 0 else
                         "right", transform=ax.transData + beside)  # fmt: skip

    def update(self, run):
        ends = np.array(RMS)
        self.law.set_data(ends, run.lam / ends)
        self.level.set_data(ends, [run.lam] * 2)
        for artists in (self.speeds, self.parts, self.weights):
            artists[2].set_visible(run.with_sgd)
        self.sgd_key.set_visible(run.with_sgd)

    def show(self, run, t):
        kept = np.clip(run.kept[:, t], *KEPT)
        for m in range(len(METHODS)):
            x, clear = run.rms[m, t], run.clear[m, t]
            sure = run.sure[m, t]
            self.speeds[m].set_data(x[sure], np.clip(run.decay[m, t][sure], *DECAY))
            self.parts[m].set_data(x[clear], kept[m][clear])
            self.weights[m].set_data(run.free[m, t], run.w[m, t])
        places = np.stack([run.free[0, t, self.at], run.w[0, t, self.at]])
        self.rings.set_data(places)
        for name, place in zip(self.names, places.T, strict=True):
            name.set_position(place)
        self.time.set_text(f"after {EVERY * t} steps")
