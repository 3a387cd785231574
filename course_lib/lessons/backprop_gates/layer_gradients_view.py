"""A small network: activations above its units, errors δ below, gradients on its wires."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection

from course_lib.autodiff.steps import short
from course_lib.lessons.backprop_gates.layer_gradients import SIZES, LayerRun
from course_lib.plots.colour_key import colour_key
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color

FLOOR, CEILING = 1e-8, 10.0
THINNEST, THICKEST = 0.8, 7.0


class LayerGradientsView:
    """Left the network; right the size of δ in each layer.

    Step 0 shows the example, steps 1 to 3 one layer forward each, 4 to 6 one layer backward.
    """

    def __init__(self, figure):
        self.net = figure.add_axes([0.0, 0.0, 0.72, 1.0])
        self.net.set(xlim=(-0.3, 3.75), ylim=(-1.15, 3.95))
        self.net.set_axis_off()
        self.places = [_column(layer) for layer in range(len(SIZES))]
        self._draw_network()
        self._draw_key()
        self.sizes = figure.add_axes([0.79, 0.16, 0.19, 0.66])
        self.sizes.set(
            xlim=(1.7, 4.3), ylim=(FLOOR, CEILING), yscale="log", xticks=(2, 3, 4),
            xlabel="layer l", title="‖δ⁽ˡ⁾‖",
        )  # fmt: skip
        (self.curve,) = self.sizes.plot([], [], "o-", color=color.orange, ms=7)

    def _draw_network(self):
        self.wires = []
        for left, right in zip(self.places[:-1], self.places[1:], strict=True):
            # Unit 0 on the left is the bias; the right layer's bias unit has no inputs.
            lines = [(a, b) for b in right[1:] for a in left]
            wires = LineCollection(lines, colors=[color.line], linewidths=THINNEST, zorder=1)
            self.wires.append(self.net.add_collection(wires))
        units = np.concatenate([place[1:] for place in self.places])
        ones = np.concatenate([place[:1] for place in self.places[:-1]])
        self.net.plot(*units.T, "o", ms=28, color=color.paper, mec=color.ink, mew=1.3, zorder=3)
        self.net.plot(*ones.T, "o", ms=17, color=color.paper, mec=color.line, mew=1.2, zorder=3)
        for x, y in ones:
            quick_text(self.net, x, y, "1", color=color.muted, fontsize=9.5, ha="center",
                       va="center_baseline", zorder=4)  # fmt: skip
        (self.halo,) = self.net.plot(
            [], [], "o", ms=38, color=color.amber, alpha=0.35, mew=0, zorder=2
        )
        look = dict(fontsize=10, ha="center", zorder=5)
        self.a = [
            [quick_text(self.net, x, y, color=color.green, va="center_baseline", **look)
             for x, y in place[1:]] for place in self.places
        ]  # fmt: skip
        self.delta = [
            [quick_text(self.net, x, y - 0.35, color=color.orange, va="top", **look)
             for x, y in place[1:]] for place in self.places[1:]
        ]  # fmt: skip

    def _draw_key(self):
        words = [
            ("in a unit: a", color.green), ("below it: δ", color.orange),
            ("wires, thick where large: ∂J/∂Θ > 0", color.orange), ("∂J/∂Θ < 0", color.blue),
        ]  # fmt: skip
        colour_key(self.net, words, x=0.03, y=0.01)
        self.line = quick_text(self.net, -0.17, 3.78, fontsize=10.5, va="top")

    def update(self, run: LayerRun):
        pass  # everything depends on the step

    def show(self, run: LayerRun, t: int):
        layers = len(run.theta)
        self.line.set_text(run.sentences[t])
        for layer, (texts, values) in enumerate(zip(self.a, run.a, strict=True)):
            for text, value in zip(texts, values, strict=True):
                text.set_text(_in_unit(value, layer) if layer <= t else "")
        for k, (texts, values) in enumerate(zip(self.delta, run.delta, strict=True)):
            for text, value in zip(texts, values, strict=True):
                text.set_text(short(value, 2) if self._known(k, t, layers) else "")
        # Layer t on the way forward; on the way back 4, 3, 2 at steps 4, 5, 6.
        active = t if t <= layers else 2 * layers + 1 - t
        self.halo.set_data(*self.places[active][1:].T)
        largest = max(np.abs(g).max() for g in run.gradients)
        for k, (wires, gradient) in enumerate(zip(self.wires, run.gradients, strict=True)):
            self._paint(wires, gradient if self._known(k, t, layers) else None, largest)
        known = [k for k in range(layers) if self._known(k, t, layers)]
        norms = [np.linalg.norm(run.delta[k]) for k in known]
        self.curve.set_data([k + 2 for k in known], np.clip(norms, FLOOR, CEILING))

    @staticmethod
    def _known(k: int, t: int, layers: int) -> bool:
        """Whether δ⁽ᵏ⁺²⁾ and ∂L/∂Θ⁽ᵏ⁺¹⁾ are known after step t."""
        return t >= 2 * layers - k

    @staticmethod
    def _paint(wires, gradient, largest):
        if gradient is None:
            wires.set(color=[color.line], linewidth=THINNEST)
            return
        share = np.abs(gradient).ravel() / max(largest, 1e-300)
        signs = np.where(gradient.ravel() > 0, color.orange, color.blue)
        wires.set(color=list(signs), linewidth=THINNEST + (THICKEST - THINNEST) * share)


def _in_unit(value: float, layer: int) -> str:
    """What fits in a circle: an activation to two decimals."""
    return f"{value:.2f}" if layer else short(value, 2)


def _column(layer: int) -> np.ndarray:
    """Places of the bias unit and of the units of a layer, from below; (s + 1, 2)."""
    count = SIZES[layer]
    heights = [-0.45, *(1.55 + 1.05 * (k - (count - 1) / 2) for k in range(count)[::-1])]
    return np.array([(1.1 * layer, h) for h in heights])
