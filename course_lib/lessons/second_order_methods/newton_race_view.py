"""The gap of five methods by steps, and by what the steps cost."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.second_order_methods.newton_race import FLOOR, NAMES, STEPS
from course_lib.plots.colour_key import colour_key
from course_lib.plots.style import color

TONES = dict(zip(NAMES, (color.pink, color.amber, color.blue, color.green, color.violet),
                 strict=True))  # fmt: skip
HIGH = 1e3
SIDES = {"calls": (0.9, 1e4), "seconds": (1e-5, 1.0)}


class NewtonRaceView:
    """Left the gap by steps; right by calls of f or by seconds."""

    def __init__(self, figure):
        self.steps, self.cost = figure.subplots(1, 2, sharey=True)
        self.measure = None
        self.curves = {
            name: [ax.plot([], [], color=tone, lw=2.0, marker="o", ms=5, markevery=[-1])[0]
                   for ax in (self.steps, self.cost)]
            for name, tone in TONES.items()
        }  # fmt: skip
        self.steps.set(xscale="log", yscale="log", xlim=(0.9, 1.15 * STEPS), ylim=(FLOOR / 2, HIGH),
                       xlabel="step t, plus 1", ylabel="gap f(x) − f*")  # fmt: skip
        self.cost.set_xscale("log")
        colour_key(self.steps, list(TONES.items()))

    def update(self, run):
        if run.measure != self.measure:
            self.measure = run.measure
            label = "calls: values + gradients + d for each Hessian"
            self.cost.set(xlim=SIDES[run.measure],
                          xlabel=label if run.measure == "calls" else "seconds")  # fmt: skip
        racers = {racer.name: racer for racer in run.racers}
        for name, (by_step, by_cost) in self.curves.items():
            racer = racers.get(name)
            for line in (by_step, by_cost):
                line.set_visible(racer is not None)
            if racer is None:
                continue
            gap = racer.gap.clip(FLOOR / 10, 10 * HIGH)
            by_step.set_data(1 + np.arange(len(gap)), gap)
            spent = racer.calls + 1 if run.measure == "calls" else racer.seconds
            by_cost.set_data(np.maximum(spent, SIDES[run.measure][0]), gap)
