"""The playground's network: maps of all units, weights as wires, the boundary and the losses."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from matplotlib.collections import LineCollection

from course_lib.lessons.neural_networks.plane_data import FEATURES, REACH, featured
from course_lib.lessons.neural_networks.playground import GRID, LAYERS
from course_lib.plots.colour_key import axes_text, colour_key
from course_lib.plots.decision_field import DecisionField, FieldImage, color_table
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color
from course_lib.plots.two_classes import NEGATIVE, POSITIVE, ClassPoints

WIDTH, HEIGHT = 9.2, 3.0  # inches
SHARE = 0.485  # of the width, for the network
MAP = 0.262  # of the width, for the large map
#: The network's axes count in pixels of the page, from the upper left.
ACROSS, DOWN = 100 * WIDTH * SHARE, 100 * HEIGHT
TILE, ROW, TOP, FIRST = 28.0, 32.0, 38.0, 78.0
FADED = 0.3
LABELS = ("x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin πx₁", "sin πx₂")
BEST, WORST, SOONEST = 1e-3, 2.0, 500


def columns(layers) -> list[np.ndarray]:
    """Where the middles of the tiles are: of all features, then of each hidden layer; (n, 2)."""
    x = np.linspace(FIRST, ACROSS, len(layers) + 2)
    found = []
    for at, count in zip(x, (len(FEATURES), *layers), strict=False):
        top = TOP + (DOWN - TOP - 6) / 2 - ROW * (count - 1) / 2
        found.append(np.column_stack([np.full(count, at), top + ROW * np.arange(count)]))
    return found


def hit(layers, x: float, y: float) -> tuple | None:
    """What lies at a place: ("feature", k), ("unit", layer, k), ("more" or "less", layer)."""
    for layer, places in enumerate(columns(layers)):
        near = np.abs(places - (x, y)).max(axis=1)
        k = int(near.argmin())
        if near[k] <= TILE / 2:
            return ("unit", layer, k) if layer else ("feature", k)
        if layer and y < TOP - 4 and abs(x - places[0, 0]) < TILE:
            return ("more" if x > places[0, 0] else "less", layer)
    return None


def nearest_unit(layers, x: float, y: float) -> tuple | None:
    """(layer, k) of the hidden unit that is nearest to a place; None where there is none."""
    far = {(layer, k): abs(px - x) + abs(py - y)
           for layer, places in enumerate(columns(layers)) if layer
           for k, (px, py) in enumerate(places)}  # fmt: skip
    return min(far, key=far.get, default=None)


class UnitMaps(FieldImage):
    """A small map of each unit at its place, on axes that are empty elsewhere."""

    def show(self, values, places, faded) -> None:
        """Values (k, n, n), middles (k, 2) in pixels of the page, and which are drawn faintly."""
        self.tiles, self.places, self.faded = values, places, faded
        self.set_data(values.reshape(-1, values.shape[-1]))

    def _coloured(self, height, width) -> np.ndarray:
        name, sharp = self.get_cmap().name, width / ACROSS
        tables = [color_table(name, alpha) for alpha in (1.0, FADED)]
        size = round(TILE * sharp)
        near = np.minimum((np.arange(size) + 0.5) / size * GRID, GRID - 1).astype(int)
        index = np.clip(127.5 * (self.tiles[:, near][:, :, near] + 1), 0, 255).astype(np.uint8)
        rgba = np.zeros((height, width), np.uint32)
        for tile, (x, y), faint in zip(index, self.places, self.faded, strict=True):
            left, low = round((x - TILE / 2) * sharp), height - round((y + TILE / 2) * sharp)
            part = rgba[low : low + size, left : left + size]
            part[:] = tables[int(faint)][tile][: part.shape[0], : part.shape[1]]
        return rgba.view(np.uint8).reshape(height, width, 4)


class PlaygroundView:
    """Left the network, in the middle one map with the samples, right the losses."""

    def __init__(self, figure):
        self.layers = None
        x = np.linspace(-REACH, REACH, GRID)
        plane = np.stack(np.meshgrid(x, x), axis=-1).reshape(-1, 2)
        self.inputs = np.moveaxis(featured(plane, FEATURES).reshape(GRID, GRID, -1), -1, 0)
        self._make_network(figure.add_axes([0, 0, SHARE, 1]))
        self._make_map(figure.add_axes([SHARE + 0.022, 0.1, MAP, MAP * WIDTH / HEIGHT]))
        self._make_losses(figure.add_axes([SHARE + MAP + 0.085, 0.1, 0.135, MAP * WIDTH / HEIGHT]))

    def _make_network(self, ax):
        self.network = ax
        ax.set(xlim=(0, ACROSS), ylim=(DOWN, 0))
        ax.set_axis_off()
        self.wires = ax.add_collection(LineCollection([], zorder=0.1))
        self.maps = UnitMaps(ax, low=-1.0, high=1.0)
        look = dict(color=color.line, mfc="none", mew=1.0, ms=0.72 * TILE)
        (self.rims,) = ax.plot([], [], "s", zorder=0.4, **look)
        (self.chosen,) = ax.plot([], [], "s", zorder=0.5, **look | dict(mew=2.6, mec=color.ink))
        text = dict(ha="center", va="center_baseline", fontsize=9.5, color=color.muted)
        for label, (x, y) in zip(LABELS, columns(())[0], strict=True):
            quick_text(ax, x - TILE / 2 - 5, y, label, **text | dict(ha="right"))
        quick_text(ax, FIRST, TOP - 22, "features", **text)
        text |= dict(fontsize=12, color=color.ink)
        self.counts = [[quick_text(ax, 0, TOP - 22, word, **text) for word in ("−", "", "+")]
                       for _ in range(LAYERS)]  # fmt: skip

    def _make_map(self, ax):
        self.field = DecisionField(ax, -1.0, 1.0, levels=[0.0], alpha=0.6)
        self.others = ClassPoints(ax, 3.6, zorder=3, alpha=0.35, mew=0)
        self.points = ClassPoints(ax, 4.2, zorder=4, mec=color.paper, mew=0.4)
        ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xticks=(-1, 0, 1), yticks=(-1, 0, 1))
        ax.tick_params(pad=2)
        colour_key(ax, [("class +1", POSITIVE), ("class −1", NEGATIVE)])
        self.named = axes_text(ax, 1.0, 1.035, ha="right", fontsize=10, color=color.ink)

    def _make_losses(self, ax):
        self.losses, self.right = ax, 0
        (self.train,) = ax.plot([], [], color=color.green, lw=1.6, zorder=3)
        (self.test,) = ax.plot([], [], color=color.violet, lw=1.6, zorder=2)
        ax.set(yscale="log", ylim=(BEST, WORST), xlim=(0, SOONEST))
        ax.tick_params(pad=2, labelsize=8.5)
        ax.text(0.96, 0.93, "loss", transform=ax.transAxes, ha="right", color=color.muted, zorder=0)
        colour_key(ax, [("training", color.green), ("test", color.violet)], x=-0.2)

    def update(self, run):
        places = columns(run.layers)
        self._show_maps(run, places)
        self._show_wires(run, places)
        self._show_map(run)
        self._show_losses(run.history)

    def _show_maps(self, run, places):
        hidden = [np.moveaxis(values, -1, 0) for values in run.maps[1:-1]]
        values = np.concatenate([self.inputs, *hidden])
        # What is small everywhere stays pale; what is large is shown in its own scale.
        size = np.maximum(np.abs(values).max(axis=(1, 2), keepdims=True), 1.0)
        faded = [name not in run.features for name in FEATURES]
        everywhere = np.concatenate(places)
        self.maps.show(-values / size, everywhere, faded + [False] * (len(values) - len(faded)))
        self.rims.set_data(*everywhere.T)
        at = places[run.shown[0]][run.shown[1]] if run.shown else (-TILE, -TILE)
        self.chosen.set_data([at[0]], [at[1]])
        for k, texts in enumerate(self.counts):
            for text, word, shift in zip(texts, ("−", "", "+"), (-17, 0, 17), strict=True):
                there = k < len(run.layers)
                text.set_visible(there)
                if there:
                    text.set_text(word or str(run.layers[k]))
                    text.set_x(places[k + 1][0, 0] + shift)

    def _show_wires(self, run, places):
        on = [k for k, name in enumerate(FEATURES) if name in run.features]
        places = [places[0][on], *places[1:], np.array([[ACROSS + TILE / 2, DOWN / 2 + 12]])]
        ends = [
            np.stack(np.broadcast_arrays(a[:, None] + (TILE / 2, 0), b[None] - (TILE / 2, 0)), 2)
            for a, b in pairwise(places)
        ]
        weights = np.concatenate([w.ravel() for w in run.weights])
        weights = np.nan_to_num(weights)
        self.wires.set(
            segments=np.concatenate([e.reshape(-1, 2, 2) for e in ends]),
            color=list(np.where(weights > 0, POSITIVE, NEGATIVE)),
            linewidth=np.clip(np.abs(weights), 0.12, 5.0),
        )

    def _show_map(self, run):
        layer, unit = run.shown or (len(run.maps) - 1, 0)
        values = run.maps[layer][..., unit]
        if run.shown:
            size = max(np.abs(values).max(), 1e-9)
            self.field.update(run.grid, run.grid, -values / size)
        else:  # 1 − 2p: how sure the network is
            self.field.update(run.grid, run.grid, -np.tanh(values / 2))
        self.points.update(run.split.X, run.split.y)
        shown = slice(None) if run.tests else slice(0)
        self.others.update(run.split.X_test[shown], run.split.y_test[shown])
        self.named.set_text(f"layer {layer}, unit {unit + 1}" if run.shown else "output")

    def _show_losses(self, history):
        last = history[-1, 0] if len(history) else 0
        right = SOONEST * 2 ** int(np.ceil(np.log2(max(last, SOONEST) / SOONEST)))
        if right != self.right:  # rarely: other limits mean a full drawing
            self.right = right
            self.losses.set(xlim=(0, right), xticks=(0, right))
        step, *losses = history.T
        for line, loss in zip((self.train, self.test), losses, strict=True):
            known = np.isfinite(loss)  # own points have no test samples
            line.set_data(step[known], loss[known])
