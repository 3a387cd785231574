"""Which weights shrink: decay, and what it leaves, against the size of the gradient."""

from __future__ import annotations

import numpy as np
from matplotlib.transforms import ScaledTranslation

from course_lib.lessons.optimizers.race_view import tone
from course_lib.lessons.optimizers.weight_decay import EVERY, METHODS, feature_names
from course_lib.plots.colour_key import colour_key
from course_lib.plots.quick_text import QuickText
from course_lib.plots.style import color

LOOKS = {
    "Adam + L2": ("o", tone("Adam")),
    "AdamW": ("D", tone("AdamW")),
    "SGD + L2": ("x", tone("gradient descent")),
}
RMS, DECAY, KEPT = (7e-3, 4.0), (3e-4, 150.0), (-0.15, 1.2)
NAMED = {"george": (-1.5, -1.5), "3d": (-1.5, -1.5)}  # and where there is room


class WeightDecayView:
    """Over √ŝ, the size of a weight's gradient: left how fast it decays, right what is left."""

    def __init__(self, figure):
        self.speed, self.part = figure.subplots(1, 2)
        self._make_axes()
        self._make_words()

    def _make_axes(self):
        speed, part = self.speed, self.part
        (self.law,) = speed.plot(RMS, RMS, color=LOOKS["Adam + L2"][1], lw=1.2)
        (self.level,) = speed.plot(RMS, RMS, color=LOOKS["AdamW"][1], lw=1.2)
        size = r"size of the weight's gradient, $\sqrt{\hat s}$"
        speed.set(xscale="log", yscale="log", xlim=RMS, ylim=DECAY, xlabel=size)
        speed.set_title("how fast each weight decays, ÷ η", pad=22)
        part.axhline(1, color=color.line, lw=1.2)
        part.set(xscale="log", xlim=RMS, ylim=KEPT, xlabel=size)
        part.set_title("w with λ ÷ w without", pad=22)
        for ax in (speed, part):
            ax.set_xticks([0.01, 0.1, 1], labels=["0.01", "0.1", "1"])
        self.speeds, self.parts = (
            [
                ax.plot([], [], mark, ls="none", color=tone, ms=4.5, alpha=0.75)[0]
                for mark, tone in LOOKS.values()
            ]
            for ax in (speed, part)
        )
        tones = [tone for _, tone in LOOKS.values()]
        words = (r"● Adam + L2: $\lambda/\sqrt{\hat s}$", r"◆ AdamW: $\lambda$", "× SGD + L2")
        colour_key(speed, list(zip(words[:2], tones, strict=False)))
        self.sgd_key = colour_key(speed, [(words[2], tones[2])], x=0.72)

    def _make_words(self):
        ax = self.part
        (self.rings,) = ax.plot([], [], "o", mfc="none", mec=color.ink, ms=10, mew=1.2)
        self.names = [ax.add_artist(self._label(ax, *item)) for item in NAMED.items()]
        self.at = [feature_names().index(name) for name in NAMED]
        self.time = ax.add_artist(
            QuickText(1.0, 1.03, "", transform=ax.transAxes, ha="right", va="bottom")
        )

    @staticmethod
    def _label(ax, name, side):
        beside = ScaledTranslation(*(0.08 * np.array(side)), ax.figure.dpi_scale_trans)
        return QuickText(0, 0, name, fontsize=9.5, va="center", ha="right",
                         transform=ax.transData + beside)  # fmt: skip

    def update(self, run):
        ends = np.array(RMS)
        self.law.set_data(ends, run.lam / ends)
        self.level.set_data(ends, [run.lam] * 2)
        for artists in (self.speeds, self.parts):
            artists[2].set_visible(run.with_sgd)
        self.sgd_key.set_visible(run.with_sgd)

    def show(self, run, t):
        kept = np.clip(run.kept[:, t], *KEPT)
        for m in range(len(METHODS)):
            x, clear = run.rms[m, t], run.clear[m, t]
            sure = run.sure[m, t]
            self.speeds[m].set_data(x[sure], np.clip(run.decay[m, t][sure], *DECAY))
            self.parts[m].set_data(x[clear], kept[m][clear])
        # The ringed words, each where it has a mark: of AdamW and of Adam + L2.
        x, y = run.rms[:2, t, self.at], run.kept[:2, t, self.at].clip(*KEPT)
        clear = np.isfinite(y)
        self.rings.set_data(x[clear], y[clear])
        for name, place in zip(self.names, zip(x[0], y[0], strict=True), strict=True):
            name.set_position(place if np.isfinite(place).all() else (RMS[1], 5.0))
        self.time.set_text(f"after {EVERY * t} steps")
