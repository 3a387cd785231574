"""Pointer events for the explorers of notebook 12."""


def point(explorer, axes, x, y, kind="click"):
    """Send a pointer event at data coordinates."""
    ax = explorer.live.figure.axes[axes]
    px, py = ax.transData.transform((x, y))
    count = explorer.live.pointer[-1] + 1
    explorer.live.pointer = [kind, px, explorer.live.size[1] - py, count]
