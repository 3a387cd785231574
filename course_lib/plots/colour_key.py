"""Words on the axes: coloured keys above them, and texts at a share of them."""

from __future__ import annotations

from matplotlib.offsetbox import AnchoredOffsetbox, HPacker, TextArea

from course_lib.plots.quick_text import QuickText

GAP = 13.0  # points between two words of a key


def colour_key(ax, entries, *, x: float = 0.0, y: float = 1.03) -> AnchoredOffsetbox:
    """Coloured words in a row above the axes, in place of a legend that would cover the data.

    The words space themselves. They lie below what moves, so that an update need not draw them
    again: what changes with the run belongs into `axes_text`.

    Parameters
    ----------
    ax : Axes
    entries : sequence of (str, color)
    x, y : float
        Where the row begins, as a share of the axes.
    """
    words = [
        TextArea(text, textprops=dict(color=tone, fontsize=10, fontweight="bold"))
        for text, tone in entries
    ]
    row = HPacker(children=words, align="baseline", pad=0, sep=GAP)
    key = AnchoredOffsetbox(
        "lower left", child=row, bbox_to_anchor=(x, y), bbox_transform=ax.transAxes,
        frameon=False, pad=0, borderpad=0,
    )  # fmt: skip
    key.set_zorder(0)
    return ax.add_artist(key)


def axes_text(ax, x, y, **look) -> QuickText:
    """A `QuickText` at a share of the axes."""
    return ax.add_artist(QuickText(x, y, "", transform=ax.transAxes, **look))
