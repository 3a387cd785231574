"""The neuron's graph over its curve and its slope."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.backprop_gates.gate_graphs_view import GatesView
from course_lib.plots.graph import GraphView
from course_lib.plots.style import color

REACH = 8.0


class NeuronView(GatesView):
    """Above the graph; below σ with its tangent at s, and its slope σ(1 − σ)."""

    def __init__(self, figure):
        self.graph = GraphView(figure, figure.add_axes([0, 0.385, 1, 0.615]), digits=3)
        self.curve = figure.add_axes([0.075, 0.115, 0.385, 0.205])
        self.slope = figure.add_axes([0.575, 0.115, 0.385, 0.205])
        s = np.linspace(-REACH, REACH, 161)
        sigma = 1 / (1 + np.exp(-s))
        ticks = dict(xlim=(-REACH, REACH), xticks=range(-8, 9, 4))
        self.curve.plot(s, sigma, color=color.ink, lw=1.8)
        self.curve.set(ylim=(-0.1, 1.1), title="f = σ(s) and its tangent", **ticks)
        self.slope.plot(s, sigma * (1 - sigma), color=color.ink, lw=1.8)
        self.slope.axhline(0.25, color=color.muted, lw=1, ls=(0, (4, 3)))
        self.slope.text(-7.8, 0.262, "never more than ¼", color=color.muted, fontsize=9.5)
        self.slope.set(ylim=(-0.02, 0.32), title="∂f/∂s = σ(s)(1 − σ(s))", **ticks)
        for ax in (self.curve, self.slope):
            ax.set_xlabel("s", labelpad=0)
        (self.tangent,) = self.curve.plot([], [], color=color.orange, lw=1.6)
        (self.at,) = self.curve.plot([], [], "o", color=color.green, ms=8)
        (self.slope_at,) = self.slope.plot([], [], "o", color=color.orange, ms=8)

    def update(self, run):
        super().update(run)
        s = float(np.clip(run.score, -REACH, REACH))
        ends = np.array([-1.6, 1.6])
        self.tangent.set_data(run.score + ends, run.value + run.slope * ends)
        self.at.set_data([s], [run.value])
        self.slope_at.set_data([s], [run.slope])
