"""Text that is drawn from stored outlines: for pictures whose many numbers change in every frame.

matplotlib lays a text out and renders it glyph by glyph each time, about half a millisecond for a
number. Here each character's outline is found once; a text is then one path.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D

# Outlines are stored at this size. Heights are shares of the font size, of DejaVu Sans.
EM = 100.0
ASCENT, DESCENT, MIDDLE = 0.76, 0.24, 0.36


@lru_cache(maxsize=1024)
def _glyph(character: str) -> tuple[np.ndarray, np.ndarray, float]:
    """The outline's vertices and codes, and how far it moves the pen."""
    font = FontProperties(family="DejaVu Sans", size=EM)
    vertices, codes = text_to_path.get_text_path(font, character)
    # A blank has no outline; between two bars it has a width.
    wide, _, _ = text_to_path.get_text_width_height_descent(f"|{character}|", font, False)
    bars, _, _ = text_to_path.get_text_width_height_descent("||", font, False)
    return np.reshape(vertices, (-1, 2)), np.asarray(codes, dtype=np.uint8), wide - bars


@lru_cache(maxsize=4096)
def outline(text: str) -> tuple[Path, float]:
    """One path for a line of text, of font size 100, and its width."""
    pen, vertices, codes = 0.0, [np.empty((0, 2))], [np.empty(0, dtype=np.uint8)]
    for character in text:
        points, kinds, advance = _glyph(character)
        vertices.append(points + np.array([pen, 0.0]))
        codes.append(kinds)
        pen += advance
    return Path(np.concatenate(vertices), np.concatenate(codes)), pen


class QuickText(Text):
    """One upright line of plain text without a box; several times faster to draw than `Text`."""

    def draw(self, renderer) -> None:
        if not self.get_visible() or not self.get_text():
            return
        path, width = outline(self.get_text())
        size = renderer.points_to_pixels(self.get_fontsize())
        x, y = self.get_transform().transform(self.get_unitless_position())
        across = {"left": 0.0, "center": 0.5, "right": 1.0}[self.get_horizontalalignment()]
        up = {
            "baseline": 0.0, "bottom": DESCENT, "top": -ASCENT, "center_baseline": -MIDDLE,
            "center": -MIDDLE,
        }[self.get_verticalalignment()]  # fmt: skip
        scale = size / EM
        place = Affine2D().scale(scale).translate(x - across * width * scale, y + up * size)
        gc = renderer.new_gc()
        gc.set_linewidth(0.0)
        gc.set_foreground(self.get_color())
        gc.set_alpha(self.get_alpha())
        renderer.draw_path(gc, path, place, to_rgba(self.get_color(), self.get_alpha()))
        gc.restore()
        self.stale = False


def quick_text(ax, x: float, y: float, text: str = "", **look) -> QuickText:
    """Add a `QuickText` to axes, as ``ax.text`` does with a `Text`."""
    return ax.add_artist(QuickText(x, y, text, **{"transform": ax.transData} | look))
