"""The neuron's graph, with its curve and its slope in the free corner."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.backprop_gates.gate_graphs_view import GatesView
from course_lib.plots.graph import GraphView
from course_lib.plots.style import color

REACH = 8.0


class NeuronView(GatesView):
    """The graph; in its free corner σ with its tangent at s, and the slope σ(1 − σ)."""

    def __init__(self, figure):
        self.graph = GraphView(figure, figure.add_axes([0, 0, 1, 1]), digits=3)
        self.curve = figure.add_axes([0.545, 0.6, 0.2, 0.215])
        self.slope = figure.add_axes([0.785, 0.6, 0.2, 0.215])
        s = np.linspace(-REACH, REACH, 161)
        sigma = 1 / (1 + np.exp(-s))
        ticks = dict(xlim=(-REACH, REACH), xticks=range(-8, 9, 4))
        self.curve.plot(s, sigma, color=color.ink, lw=1.8)
        self.curve.set(ylim=(-0.1, 1.1), yticks=[0, 1], **ticks)
        self.slope.plot(s, sigma * (1 - sigma), color=color.ink, lw=1.8)
        self.slope.axhline(0.25, color=color.muted, lw=1, ls=(0, (4, 3)))
        self.slope.set(ylim=(-0.02, 0.32), yticks=[0, 0.25], yticklabels=["0", "¼"], **ticks)
        for ax, name, y in ((self.curve, "f = σ(s)", 0.95), (self.slope, "∂f/∂s", 0.68)):
            ax.tick_params(labelsize=9, pad=1)
            ax.text(0.03, y, name, transform=ax.transAxes, va="top", fontweight="bold")
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
