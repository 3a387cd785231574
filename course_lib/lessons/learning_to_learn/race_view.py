"""The losses so far, and how they are spread over the functions at this step."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.learning_to_learn.race import NAMES, STEPS
from course_lib.lessons.learning_to_learn.recipes import EPISODE
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color

TONES = {"learned": color.blue, "SGD": color.muted, "momentum": color.orange,
         "RMSProp": color.pink, "Adam": color.green}  # fmt: skip
LINES = {"learned": "-", "SGD": (0, (1, 1)), "momentum": (0, (5, 1.6)),
         "RMSProp": (0, (5, 1.5, 1.2, 1.5)), "Adam": (0, (2, 1.2))}  # fmt: skip
LIMITS, FAR = (0.01, 100.0), (1e-4, 100.0)  # of the means, and of single functions


class RaceView:
    """Left: mean losses. Right: each test function at this step."""

    def __init__(self, figure):
        self.left, self.right = figure.subplots(1, 2, width_ratios=[1.3, 1])
        for ax, limits in ((self.left, LIMITS), (self.right, FAR)):
            ax.set(yscale="log", ylim=limits)
            ticks = [t for t in (1e-4, 1e-3, 0.01, 0.1, 1, 10, 100) if t >= limits[0]]
            ax.set_yticks(ticks, [f"{t:.4f}".rstrip("0").rstrip(".") for t in ticks])
        self.left.set(xlim=(0, STEPS), xlabel="step t")
        colour_key(self.left, list(TONES.items()))
        self.left.axvline(EPISODE, color=color.line, lw=1.2, ls=(0, (2, 2)), zorder=1)
        self.left.text(EPISODE + 3, 55, "longer than learned on", color=color.muted, fontsize=9.5)
        self.right.set(xlim=(-0.6, len(NAMES) - 0.4), title="each test function at step t")
        self.right.set_xticks(range(len(NAMES)), NAMES)
        self.right.tick_params(axis="x", labelsize=8.5)
        self.curves, self.clouds, self.means = {}, {}, {}
        for place, (name, tone) in enumerate(TONES.items()):
            width = 2.6 if name == "learned" else 1.7
            (self.curves[name],) = self.left.plot([], [], color=tone, ls=LINES[name], lw=width)
            (self.clouds[name],) = self.right.plot([], [], "o", color=tone, ms=5, alpha=0.45)
            (self.means[name],) = self.right.plot(
                [place - 0.3, place + 0.3], [1, 1], color=color.ink, lw=2
            )

    def update(self, run):
        self.run = run

    def show(self, run, frame):
        for place, name in enumerate(NAMES):
            middle = _drawn(run.middle(name), LIMITS)
            losses = _drawn(run.losses[name][frame], FAR)
            self.curves[name].set_data(run.steps[: frame + 1], middle[: frame + 1])
            # Functions stand side by side, so that none hides another.
            spread = np.linspace(-0.22, 0.22, len(losses))
            self.clouds[name].set_data(place + spread, losses)
            self.means[name].set_ydata([_drawn(run.middle(name), FAR)[frame]] * 2)


def _drawn(values, limits):
    """Within the axes; what diverged stands at their upper edge."""
    return np.clip(np.nan_to_num(values, nan=np.inf), *limits)
