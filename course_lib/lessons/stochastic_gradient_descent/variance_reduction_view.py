"""Gap and noise of four methods by gradients spent."""

from __future__ import annotations

from course_lib.lessons.stochastic_gradient_descent.variance_reduction import PASSES
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color

TONES = (color.orange, color.pink, color.blue, color.green)
SHORT = ("SGD", "SGD, falling η", "SVRG", "SAGA")
LEAST = {"gap": 1e-14, "noise": 1e-16}


class VarianceReductionView:
    """Left J − J*, right the variance of the gradient that is stepped along."""

    def __init__(self, figure):
        axes = figure.subplots(1, 2)
        self.gaps, self.noises = (
            [ax.plot([], [], color=tone, lw=1.8, zorder=k + 2)[0] for k, tone in enumerate(TONES)]
            for ax in axes
        )
        axes[0].set(ylim=(1e-13, 10), ylabel="gap J − J*")
        axes[1].set(ylim=(1e-14, 100), ylabel="variance of the gradient used")
        for ax in axes:
            ax.set(yscale="log", xlim=(0, PASSES), xlabel="passes (gradients / n)")
            colour_key(ax, list(zip(SHORT, TONES, strict=True)))

    def update(self, run):
        for k, (gap, noise) in enumerate(zip(self.gaps, self.noises, strict=True)):
            gap.set_data(run.passes[k], run.gap[k].clip(LEAST["gap"], 1e3))
            noise.set_data(run.passes[k], run.noise[k].clip(LEAST["noise"], 1e4))
