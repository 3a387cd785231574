"""Three experiments on batch normalization, each curve once for every seed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from course_lib.lessons.batchnorm.norm_effects import KINDS, STEPS, WIDTHS
from course_lib.plots.pieces import in_pieces
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color, style_context

SHADES = (color.muted, color.blue, color.orange, color.green)
LINES = 4


class Scene(NamedTuple):
    """The axes of one experiment: of the losses, and of the picture beside them."""

    left: dict
    title: str
    right: dict
    ticks: dict[float, str]


def _ticks(values) -> dict:
    return {float(v): f"{v:g}" for v in values}


SCENES = {
    KINDS[0]: Scene(
        dict(xlim=(0, 180), ylim=(0, 3.5)), "test accuracy (%), a point a seed",
        dict(xscale="linear", yscale="linear", xlabel="", xlim=(-0.5, 2.5), ylim=(0, 100)),
        {0.0: "plain", 1.0: "BN", 2.0: "BN + noise"},
    ),
    KINDS[1]: Scene(
        dict(xlim=(0, 360), ylim=(0, 3.5)), "test accuracy (%)",
        dict(xscale="log", yscale="linear", xlabel="width", xlim=(6, 86), ylim=(0, 100)),
        _ticks(WIDTHS),
    ),
    KINDS[2]: Scene(
        dict(xlim=(0, STEPS), ylim=(0, 3.5)), "length of the weights ‖w‖, and η",
        dict(xscale="linear", yscale="log", xlabel="step", xlim=(0, STEPS), ylim=(0.1, 1e6)),
        _ticks(np.linspace(0, STEPS, 5)),
    ),
}  # fmt: skip


class NormEffectsView:
    """Left the losses; right accuracy by network, by width, or what grows without end."""

    def __init__(self, figure):
        # By hand: the same places for all three experiments, and no layout to be computed.
        places = [0.045, 0.13, 0.475, 0.79], [0.585, 0.13, 0.395, 0.79]
        self.axes = [figure.add_axes(place) for place in places]
        self.kind = None
        self.lines = [
            [ax.plot([], [], color=shade, lw=1.5, alpha=0.75)[0] for shade in SHADES]
            for ax in self.axes
        ]
        self.names = [
            [quick_text(ax, 0.98, 0.96 - 0.075 * k, color=shade, ha="right", va="top",
                        transform=ax.transAxes) for k, shade in enumerate(SHADES)]
            for ax in self.axes
        ]  # fmt: skip
        self.axes[0].set(xlabel="step", title="training loss")

    def update(self, effect):
        if effect.kind != self.kind:
            self._set_scene(effect.kind)
        self._draw(0, effect.x, effect.curves)
        self._draw(1, effect.side_x, effect.side)

    def _set_scene(self, kind):
        self.kind, scene = kind, SCENES[kind]
        left, right = self.axes
        left.set(**scene.left)
        right.set(**scene.right)
        with style_context():
            right.set_title(scene.title)
        right.set_xticks(list(scene.ticks), scene.ticks.values())
        right.minorticks_off()
        # What grows ends in the corner at the right.
        place = dict(x=0.04, ha="left") if kind == KINDS[2] else dict(x=0.98, ha="right")
        for text in self.names[1]:
            text.set(**place)
        # Broad where the next curve lies on top of it.
        self.lines[0][0].set_linewidth(5 if kind == KINDS[2] else 1.5)
        for line in self.lines[1]:
            line.set(marker="" if kind == KINDS[2] else "o", ms=7)

    def _draw(self, panel, x, curves):
        low, high = self.axes[panel].get_ylim()
        pairs = [*curves.items(), *[("", None)] * (LINES - len(curves))]
        # One curve alone takes the colour of its like beside it.
        first = 1 if self.kind == KINDS[1] else 0
        pairs = (pairs[-first:] + pairs[:-first]) if first and panel == 0 else pairs
        categories = self.kind == KINDS[0] and panel == 1
        for k, (name, values) in enumerate(pairs):
            # Named beside it: by the ticks, or in the picture at the right where there is room.
            elsewhere = categories or (self.kind == KINDS[2] and panel == 0)
            self.names[panel][k].set_text("" if elsewhere else name)
            if values is None:
                self.lines[panel][k].set_data([], [])
                continue
            at = [[k + 0.12 * (seed - 1)] if categories else x for seed in range(len(values))]
            self.lines[panel][k].set_data(in_pieces(at), in_pieces(np.clip(values, low, high)))
