"""Three pictures with their three scores as bars to drag, beside both losses."""

from __future__ import annotations

from course_lib.lessons.linear_classifiers.three_samples import HIGHEST, LOWEST, NAMES
from course_lib.plots.colour_key import colour_key
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color

TONES = (color.blue, color.orange, color.green)
TALLEST = 14.0


class ThreeSamplesView:
    """Each picture with its scores and the height that no wrong one may pass; then the losses."""

    def __init__(self, figure):
        *self.scores, self.losses = figure.subplots(1, 4, width_ratios=[1, 1, 1, 1.7])
        self.bars, self.values, self.limits, self.excess, self.sums = [], [], [], [], []
        for i, ax in enumerate(self.scores):
            self._make_scores(i, ax)
        self._make_losses()

    def _make_scores(self, i, ax):
        self.bars.append(ax.bar(range(3), [0] * 3, width=0.62, color=TONES, zorder=2))
        self.excess.append(
            ax.plot([], [], color=color.pink, lw=5.0, solid_capstyle="butt", zorder=4)[0]
        )
        self.limits.append(ax.axhline(0, color=color.ink, lw=1.4, ls=(0, (4, 3)), zorder=3))
        self.values.append([quick_text(ax, k, 0, ha="center", fontsize=10) for k in range(3)])
        ax.axhline(0, color=color.line, lw=0.9, zorder=1)
        ax.set(xlim=(-0.6, 2.6), ylim=(LOWEST - 2, HIGHEST + 2), xticks=range(3),
               xticklabels=NAMES, ylabel="score" if i == 0 else "")  # fmt: skip
        ax.grid(False)
        colour_key(ax, [(f"picture of a {NAMES[i]}", TONES[i])])

    def _make_losses(self):
        ax = self.losses
        places = [*range(3), 3.5]
        self.hinge = ax.bar([p - 0.2 for p in places], [0] * 4, width=0.38, color=color.amber)
        self.entropy = ax.bar([p + 0.2 for p in places], [0] * 4, width=0.38, color=color.violet)
        self.numbers = [
            quick_text(ax, p + shift, 0, ha="center", va="bottom", fontsize=8.5)
            for shift in (-0.25, 0.25) for p in places
        ]  # fmt: skip
        ax.set(xlim=(-0.6, 4.1), ylim=(0, TALLEST * 1.08), xticks=places,
               xticklabels=[*NAMES, "mean"], ylabel="loss")  # fmt: skip
        colour_key(ax, [("multiclass SVM", color.amber), ("softmax", color.violet)])

    def update(self, run):
        for i in range(3):
            own = run.scores[i, i]
            self.limits[i].set_ydata([own - 1, own - 1])
            xs, ys = [], []
            for k in range(3):
                f = run.scores[i, k]
                self.bars[i][k].set_height(f)
                self.values[i][k].set(
                    y=max(f, 0) + 0.3, text=f"{f:.1f}".replace("-", "−"), va="bottom"
                )
                if run.excess[i, k] > 0:
                    xs += [k + 0.42, k + 0.42, k]
                    ys += [own - 1, f, float("nan")]
            self.excess[i].set_data(xs, ys)
        hinge = [*run.hinge, run.hinge.mean()]
        entropy = [*run.cross_entropy, run.cross_entropy.mean()]
        for bars, heights, texts in (
            (self.hinge, hinge, self.numbers[:4]), (self.entropy, entropy, self.numbers[4:]),
        ):  # fmt: skip
            for bar, height, text in zip(bars, heights, texts, strict=True):
                bar.set_height(min(height, TALLEST))
                text.set(
                    y=min(height, TALLEST) + 0.15,
                    text=f"{height:.2f}" if height < 9.995 else f"{height:.1f}",
                )
