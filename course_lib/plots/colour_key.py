"""Words on the axes: coloured keys above them, and texts at a share of them."""

from __future__ import annotations

from course_lib.plots.quick_text import QuickText


def colour_key(ax, entries, y: float = 1.03) -> None:
    """Coloured words above the axes, in place of a legend that would cover the data.

    They lie below what moves, so that an update need not draw them again.
    """
    for x, text, tone in entries:
        ax.text(x, y, text, color=tone, transform=ax.transAxes, va="bottom", fontsize=10,
                fontweight="bold", zorder=0)  # fmt: skip


def axes_text(ax, x, y, **look) -> QuickText:
    """A `QuickText` at a share of the axes."""
    return ax.add_artist(QuickText(x, y, "", transform=ax.transAxes, **look))
