"""Ten pictures above, what became of them below, and the classifier's answers."""

from __future__ import annotations

import numpy as np

from course_lib.lessons.dropout_and_augmentation.augment_bench import SHOWN
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color

SIDE, GAP = 32, 5
UNIT = SIDE + GAP
#: Grey pictures are drawn as this ink on the page, which suits light and dark pages.
TONE = (0.16, 0.50, 0.80)


def coloured(images) -> np.ndarray:
    """As red, green, blue and opacity, at 32 × 32 pixels: shape (10, 32, 32, 4)."""
    if images.ndim == 4:
        return np.concatenate([images, np.ones((*images.shape[:3], 1))], axis=3)
    edge = (SIDE - images.shape[1]) // 2
    ink = np.pad(images, ((0, 0), (edge, edge), (edge, edge)))
    return np.concatenate([np.broadcast_to(TONE, (*ink.shape, 3)), ink[..., None]], axis=3)


def row_of(images) -> np.ndarray:
    """Ten pictures side by side, with transparent gaps."""
    padded = np.pad(coloured(images), ((0, 0), (0, 0), (0, GAP), (0, 0)))
    return np.concatenate(list(padded), axis=1)[:, :-GAP]


class AugmentBenchView:
    """Two rows of pictures; words in the second row's answers tell right from wrong."""

    def __init__(self, figure):
        self.above, self.below = figure.subplots(2, 1)
        empty = row_of(np.zeros((SHOWN, 28, 28)))
        self.pictures, self.words = [], []
        for ax, title in ((self.above, "before, with the label"),
                          (self.below, "after, with the classifier's answer")):  # fmt: skip
            ax.set(xlim=(-1, SHOWN * UNIT - GAP + 1), ylim=(SIDE + 12, -1), xticks=(), yticks=(),
                   aspect="equal", title=title)  # fmt: skip
            ax.grid(False)
            for spine in ax.spines.values():
                spine.set_visible(False)
            extent = (0, SHOWN * UNIT - GAP, SIDE, 0)
            self.pictures.append(ax.imshow(empty, extent=extent, interpolation="nearest"))
            ax.set(xlim=(-1, SHOWN * UNIT - GAP + 1), ylim=(SIDE + 12, -1))
            self.words.append([
                quick_text(ax, k * UNIT + SIDE / 2, SIDE + 2, ha="center", va="top", fontsize=10)
                for k in range(SHOWN)
            ])  # fmt: skip

    def update(self, run):
        for picture, images in zip(self.pictures, (run.before, run.after), strict=True):
            picture.set_data(row_of(images))
        for word, name in zip(self.words[0], run.names, strict=True):
            word.set_text(name)
        for word, answer, right in zip(self.words[1], run.answers, run.right, strict=True):
            word.set_text(answer if right else f"{answer} ✗")
            word.set_color(color.ink if right else color.orange)
