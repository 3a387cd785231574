"""A numeric text form of figures.

nbval cannot compare pictures; it compares text. So every figure of the course also says, in
``text/plain``, what it shows: titles, labels, and for each artist how many numbers it draws with
their least, greatest and mean value. A wrong curve then fails a test.
"""

from __future__ import annotations

import numpy as np
from matplotlib.offsetbox import OffsetBox
from matplotlib.text import Text

ABSURD = 1e200  # matplotlib's stand-in for "beyond the last level" of filled contours is 1e250


def describe(figure) -> str:
    """What a figure shows, as text that is the same on every machine."""
    rows = ["Figure" + (f": {figure.get_suptitle()}" if figure.get_suptitle() else "")]
    for k, ax in enumerate(figure.axes):
        head = f"axes {k}: {_title(ax)!r}"
        rows.append(f" {head} {_extent(ax, 'x')} {_extent(ax, 'y')}")
        rows += [f"  {row}" for row in _axes_rows(ax)]
    return "\n".join([*rows, *(f" {_text(t)}" for t in figure.texts if _shown(t))])


def _extent(ax, which: str) -> str:
    label, (low, high) = getattr(ax, f"get_{which}label")(), getattr(ax, f"get_{which}lim")()
    log = " (log)" if getattr(ax, f"get_{which}scale")() == "log" else ""
    return f"{which}={label!r} {_round(low)}..{_round(high)}{log}"


def _title(ax) -> str:
    return ax.get_title("left") or ax.get_title() or ax.get_title("right")


def _axes_rows(ax):
    for line in filter(_shown, ax.lines):
        yield "line" + _label(line) + f" x {_span(line.get_xdata())}; y {_span(line.get_ydata())}"
    for item in filter(_shown, ax.collections):
        kind = type(item).__name__
        values = item.get_array()
        if values is not None:
            yield f"{kind}{_label(item)} values {_span(values)}"
        elif len(item.get_offsets()) > 1 or not item.get_paths():
            xy = np.ma.masked_invalid(item.get_offsets()).reshape(-1, 2)
            yield f"{kind}{_label(item)} x {_span(xy[:, 0])}; y {_span(xy[:, 1])}"
        else:
            xy = np.concatenate([p.vertices for p in item.get_paths()])
            yield f"{kind}{_label(item)} x {_span(xy[:, 0])}; y {_span(xy[:, 1])}"
    for image in filter(_shown, ax.images):
        yield f"image{_label(image)} {image.get_array().shape} {_span(image.get_array())}"
    patches = [p for p in ax.patches if _shown(p)]
    if patches:
        xy = np.concatenate([p.get_patch_transform().transform(p.get_path().vertices)
                             for p in patches])  # fmt: skip
        yield f"{len(patches)} patches x {_span(xy[:, 0])}; y {_span(xy[:, 1])}"
    for text in filter(_shown, ax.texts):
        if text.get_text():
            yield _text(text)
    for box in filter(_shown, ax.artists):
        if isinstance(box, OffsetBox):
            yield "key " + ", ".join(repr(word.get_text()) for word in box.findobj(Text))


def _text(text) -> str:
    x, y = (_round(float(v)) for v in text.get_position())
    return f"text {text.get_text()!r} at {x}, {y}"


def _shown(artist) -> bool:
    return artist.get_visible()


def _label(artist) -> str:
    label = str(artist.get_label())
    return "" if label.startswith("_") else f" {label!r}"


def _round(value) -> str:
    # Three digits hold on another machine and BLAS; adding 0 turns -0 into 0.
    return f"{float(f'{value:.3g}') + 0.0:g}"


def _span(values) -> str:
    try:
        v = np.ma.masked_invalid(np.asarray(values, dtype=float)).compressed()
    except (TypeError, ValueError):
        return f"n={len(values)}"
    v = v[np.abs(v) < ABSURD]
    if not v.size:
        return "empty"
    # Numbers that are nothing but rounding noise, beside the rest or as such, must not be compared.
    noise = max(1e-9 * np.abs(v).max(), 1e-13)
    low, high, mean = (0.0 if abs(a) < noise else a for a in (v.min(), v.max(), v.mean()))
    return f"n={v.size} min={_round(low)} max={_round(high)} mean={_round(mean)}"
