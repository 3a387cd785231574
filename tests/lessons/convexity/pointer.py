"""A click or a drag on an explorer's axes."""


def point(explorer, axes, x, y, kind="click"):
    explorer._pointed(kind, explorer.live.figure.axes[axes], x, y)
