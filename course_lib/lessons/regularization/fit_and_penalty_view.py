"""The fitted curve, and its errors by degree and by λ."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.regularization.fit_and_penalty import AGES, DEGREES, LAMBDAS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color

TOP = 5.0  # of the error axes, 1,000 euro
TONES = (color.violet, color.amber, color.green)


class FitAndPenaltyView:
    """Left the cars and the curve; then the errors over the degree, and over λ."""

    def __init__(self, figure):
        self.plane, by_degree, by_lam = figure.subplots(1, 3, width_ratios=[1.35, 1, 1.1])
        self._make_plane()
        self.by_degree = self._make_errors(by_degree, "degree (λ as set)")
        by_degree.set(xlim=(0.6, 12.4), xticks=[1, 4, 8, 12], ylabel="typical error (1,000 euro)")
        self.by_lam = self._make_errors(by_lam, "λ (degree as set)")
        by_lam.set(xscale="log", xlim=(LAMBDAS[0] / 1.6, LAMBDAS[-1] * 1.6))
        by_lam.set_xticks([1e-8, 1e-5, 1e-2, 10])
        by_lam.tick_params(labelleft=False)
        colour_key(by_degree, [("training", TONES[0]), ("validation", TONES[1])])
        colour_key(by_lam, [("test, if asked for", TONES[2])])

    def _make_plane(self):
        ax = self.plane
        (self.others,) = ax.plot([], [], "o", color=color.green, ms=2, mew=0, alpha=0.35, zorder=1)
        (self.validation,) = ax.plot([], [], "D", color=color.amber, ms=4.5, mew=0, zorder=3)
        (self.train,) = ax.plot([], [], "o", color=color.violet, ms=5.5, mew=0, zorder=4)
        (self.curve,) = ax.plot([], [], color=color.orange, lw=2.4, zorder=5)
        ax.set(xlim=(0, 81), ylim=(3, 28), xlabel="age (months)", ylabel="price (1,000 euro)")
        colour_key(ax, [("● training", TONES[0]), ("◆ validation", TONES[1]),
                        ("— fit", color.orange)])  # fmt: skip

    def _make_errors(self, ax, label):
        curves = [ax.plot([], [], color=tone, lw=1.8, zorder=3)[0] for tone in TONES[:2]]
        dots = [ax.plot([], [], "o", color=tone, ms=8, zorder=5)[0] for tone in TONES]
        ax.set(ylim=(0, TOP), xlabel=label)
        return ax.axvline(1, color=color.muted, lw=1, zorder=1), curves, dots

    def update(self, run):
        table, degree, column = run.table, run.degree, run.column
        self.train.set_data(*table.train)
        self.validation.set_data(*table.validation)
        self.others.set_data(*table.test)
        self.others.set_visible(run.judged)
        self.curve.set_data(AGES, np.clip(run.curve, -1e3, 1e3))
        for (line, curves, dots), x, now, errors in (
            (self.by_degree, DEGREES, degree, table.errors[:, :, column]),
            (self.by_lam, LAMBDAS, run.lam, table.errors[:, degree - 1]),
        ):
            line.set_xdata([now, now])
            # The test set answers for the chosen curve alone: it has a mark and no curve.
            for curve, error in zip(curves, errors, strict=False):
                curve.set_data(x, np.minimum(error, 1e3))
            for k, dot in enumerate(dots):
                dot.set_data([now], [min(run.now[k], 0.99 * TOP)])
                dot.set_visible(k < 2 or run.judged)
