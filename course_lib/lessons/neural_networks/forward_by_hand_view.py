"""A network 2-2-1 with its weights on the wires, filled in step by step, and its truth table."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection

from course_lib.lessons.neural_networks.forward_by_hand import FILLED
from course_lib.lessons.neural_networks.threshold_neuron import CORNERS
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color

#: Places of the bias unit and the units of each layer.
LAYERS = (
    np.array([[0.0, 2.6], [0.0, 1.45], [0.0, 0.3]]),
    np.array([[1.55, 2.6], [1.55, 1.45], [1.55, 0.3]]),
    np.array([[3.1, 0.9]]),
)
COLUMNS = {"x₁": 0.08, "x₂": 0.22, "output": 0.52, "bit": 0.85}


class ForwardByHandView:
    """Left the network, right the outputs for all four inputs."""

    def __init__(self, figure):
        self.net = figure.add_axes([0.0, 0.0, 0.68, 1.0])
        self.net.set(xlim=(-0.45, 3.7), ylim=(-0.6, 3.35))
        self.net.set_axis_off()
        self._draw_wires()
        self._draw_units()
        self.table = figure.add_axes([0.70, 0.05, 0.29, 0.9])
        self.table.set(xlim=(0, 1), ylim=(5.6, -0.6))
        self.table.set_axis_off()
        self._make_table()

    def _draw_wires(self):
        pairs = [(a, b) for b in LAYERS[1][1:] for a in LAYERS[0]]
        pairs += [(a, LAYERS[2][0]) for a in LAYERS[1]]
        self.wires = self.net.add_collection(
            LineCollection(pairs, colors=[color.line], linewidths=1.5, zorder=1)
        )
        self.weights = []
        for k, (a, b) in enumerate(pairs):
            # Each weight stands at its own share of its wire, so that crossing wires stay apart.
            share = (0.30, 0.22, 0.36)[k % 3] if k < 3 else (0.22, 0.36, 0.30)[k % 3]
            x, y = a + share * (b - a)
            self.weights.append(quick_text(self.net, x, y + 0.07, fontsize=10, ha="center",
                                           color=color.blue, zorder=4))  # fmt: skip

    def _draw_units(self):
        ax = self.net
        ones = np.array([LAYERS[0][0], LAYERS[1][0]])
        units = np.concatenate([LAYERS[0][1:], LAYERS[1][1:], LAYERS[2]])
        (self.halo,) = ax.plot([], [], "o", ms=53, color=color.amber, alpha=0.4, mew=0, zorder=2)
        ax.plot(*ones.T, "o", ms=25, color=color.paper, mec=color.line, mew=1.3, zorder=3)
        ax.plot(*units.T, "o", ms=42, color=color.paper, mec=color.ink, mew=1.4, zorder=3)
        look = dict(ha="center", va="center_baseline", zorder=5)
        for x, y in ones:
            quick_text(ax, x, y, "1", color=color.muted, fontsize=11, **look)
        for word, x in (("layer 1", 0.0), ("layer 2", 1.55), ("layer 3", 3.1)):
            quick_text(ax, x, -0.46, word, color=color.muted, fontsize=10, **look)
        self.inputs = [quick_text(ax, x, y, color=color.ink, fontsize=13, **look)
                       for x, y in LAYERS[0][1:]]  # fmt: skip
        for name, (x, y) in zip(("x₁", "x₂"), LAYERS[0][1:], strict=True):
            quick_text(ax, x - 0.34, y, name, color=color.muted, fontsize=11, **look)
        places = {(2, 1): LAYERS[1][1], (2, 2): LAYERS[1][2], (3, 1): LAYERS[2][0]}
        self.places = [places[layer, unit] for _, layer, unit, _ in FILLED]
        self.numbers = []
        for (x, y), (*_, kind) in zip(self.places, FILLED, strict=True):
            up, tone = (0.13, color.muted) if kind == "z" else (-0.12, color.green)
            size = 9.5 if kind == "z" else 11.5
            self.numbers.append(quick_text(ax, x, y + up, color=tone, fontsize=size, **look))
        self.line = quick_text(ax, -0.3, 3.12, fontsize=11, color=color.ink, va="center_baseline")

    def _make_table(self):
        ax = self.table
        (self.band,) = ax.fill([0, 1, 1, 0], [0, 0, 1, 1], facecolor=color.amber, alpha=0.25,
                               zorder=0.5)  # fmt: skip
        look = dict(ha="center", va="center", fontsize=10.5, color=color.muted)
        for word, x in COLUMNS.items():
            quick_text(ax, x, 0, word, **look)
        look |= dict(fontsize=12, color=color.ink)
        for row, (x1, x2) in enumerate(CORNERS, 1):
            quick_text(ax, COLUMNS["x₁"], row, f"{x1:.0f}", **look)
            quick_text(ax, COLUMNS["x₂"], row, f"{x2:.0f}", **look)
        self.answers = [
            [quick_text(ax, COLUMNS[c], row, **look | dict(color=tone))
             for c, tone in (("output", color.green), ("bit", color.ink))] for row in range(1, 5)
        ]  # fmt: skip
        self.name = quick_text(ax, 0.5, 5.25, **look)

    def update(self, run):
        rows = (*run.theta[0], *run.theta[1])
        for text, weight in zip(self.weights, np.concatenate(rows), strict=True):
            text.set_text(f"{weight:.3g}".replace("-", "−"))
        for text, value in zip(self.inputs, run.x, strict=True):
            text.set_text(f"{value:.0f}")

    def show(self, run, t):
        self.line.set_text(run.sentences[t])
        for k, (text, value) in enumerate(zip(self.numbers, run.numbers, strict=True)):
            kind = FILLED[k][-1]
            shown = f"{value:.3g}" if kind == "z" else f"{value:.3f}"
            text.set_text(shown.replace("-", "−") if k < t else "")
        at = [self.places[t - 1]] if t else LAYERS[0][1:]
        self.halo.set_data(*np.transpose(at))
        finished = t == len(FILLED)
        low, high = run.row + 0.55, run.row + 1.45
        self.band.set_xy([[0, low], [1, low], [1, high], [0, high]])
        for row, (texts, answer) in enumerate(zip(self.answers, run.answers, strict=True)):
            known = finished or row != run.row
            texts[0].set_text(f"{answer:.3f}" if known else "?")
            texts[1].set_text(f"{answer >= 0.5:d}" if known else "?")
        self.name.set_text(f"rounded: {run.name}" if finished else "")
