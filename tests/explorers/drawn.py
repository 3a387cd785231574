"""What a picture must hold to, whatever its controls say: numbers that can be drawn, an update that
gives the pixels of a full drawing, no ink of the other theme; and the places a control is put to.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from unittest.mock import patch

import ipywidgets as widgets
import numpy as np
from matplotlib.colors import to_rgba

from course_lib.explorers.controls import Action
from course_lib.plots.style import _PAIRS

SLIDERS = (widgets.FloatSlider, widgets.IntSlider, widgets.FloatLogSlider)
#: Typed into text boxes: formulas that can be drawn, one without a value, and mistakes.
TYPED = (
    "a * b + c",
    "log(x) / y",
    "x ^ 2",
    "exp(exp(exp(x)))",
    "",
    "p + q + r + s + t",
    "max(w1, w2)",
)


def movable(explorer) -> dict:
    """The controls that hold a value."""
    return {n: c for n, c in explorer.controls.items() if not isinstance(c, Action)}


def positions(control, count: int = 3) -> list:
    """So many values over a slider's range, ends included; of a choice, every option.

    With ``count=2`` the ends, of a choice too.
    """
    if isinstance(control, widgets.FloatLogSlider):
        inner = control.base ** np.linspace(control.min, control.max, count)[1:-1]
        return [control.base**control.min, *inner.tolist(), control.base**control.max]
    if isinstance(control, widgets.IntSlider):
        return sorted({round(v) for v in np.linspace(control.min, control.max, count)})
    if isinstance(control, widgets.FloatSlider):
        return np.linspace(control.min, control.max, count).tolist()
    if isinstance(control, widgets.Checkbox):
        return [False, True]
    if isinstance(control, widgets.Text):
        return [*TYPED[: count - 1], TYPED[-1]]
    options = [value for _, value in control._options_full]
    return options if count > 2 else list(dict.fromkeys([options[0], options[-1]]))


def ticks(control) -> list:
    """Every value that the browser can set a slider to; of anything else nothing."""
    if not isinstance(control, SLIDERS):
        return []
    count = round((control.max - control.min) / control.step) + 1
    values = np.linspace(control.min, control.min + (count - 1) * control.step, count)
    if isinstance(control, widgets.FloatLogSlider):
        values = control.base**values
    elif isinstance(control, widgets.IntSlider):
        values = np.round(values).astype(int)
    return values.tolist()


@contextmanager
def undrawn(explorer):
    """Nothing is drawn in here; what is shown is still worked out and said in numbers."""
    with patch.object(explorer.live, "redraw"):
        yield


def pixels(rgba: np.ndarray) -> bytes:
    """In place of the PNG: equal for equal pictures, and ten times faster."""
    return hashlib.sha1(np.ascontiguousarray(rgba)).digest()


def picture(explorer) -> bytes:
    """What the page shows now."""
    return explorer.live.frame


def assert_drawn_finite(explorer) -> None:
    """No NaN or infinity where an artist has none to hide.

    A gap in a line is a legitimate NaN, and a line may be empty; a line, point or image of which
    *every* entry is NaN draws nothing where the view meant something. Infinite coordinates and
    numbers beyond what Agg can rasterize are never meant.
    """
    for ax in explorer.live.figure.axes:
        assert np.isfinite([*ax.get_xlim(), *ax.get_ylim()]).all(), "limits"
        for line in ax.lines:
            xy = np.asarray(line.get_xydata(), dtype=float)
            if xy.min(initial=0) > -1e30 and xy.max(initial=0) < 1e30:
                continue  # as nearly all are: a NaN or infinity compares as false
            assert not np.isinf(xy).any(), f"{line}: infinite"
            assert not line.get_visible() or np.isfinite(xy).all(axis=1).any(), line
            assert np.abs(xy[np.isfinite(xy)]).max(initial=0) < 1e30, f"{line}: not clipped"
        for item in [*ax.collections, *ax.images]:
            values = item.get_array()
            if values is not None and np.size(values):
                assert np.isfinite(np.ma.compressed(values)).any(), item
        for item in ax.collections:
            offsets = np.ma.filled(np.ma.masked_invalid(item.get_offsets()), np.nan)
            assert not np.isinf(offsets).any(), item
        for text in ax.texts:
            assert "nan" not in text.get_text().lower().split(), text.get_text()
    summary = getattr(explorer.result, "summary", "")
    assert summary, "a result has a sentence under the picture"
    assert "nan" not in summary.lower().replace(",", " ").split(), summary


def assert_drawn_as_a_whole(explorer) -> None:
    """The last update, drawn over a kept background, has the pixels of a full drawing."""
    live = explorer.live
    updated = np.asarray(live._canvas.buffer_rgba()).copy()
    live._canvas.draw()
    whole = np.asarray(live._canvas.buffer_rgba())
    if not np.array_equal(updated, whole):
        differing = np.abs(updated[..., :3].astype(int) - whole[..., :3]).max(axis=-1) > 8
        # Ticks and titles that touch a moving artist's edge may differ by a pixel or two.
        assert differing.mean() < 2e-4, f"{differing.sum()} pixels differ from a full drawing"
    for artist in live._artists():  # drawing has put the titles in their places
        artist.stale = False


def light_colours(figure) -> list:
    """Named colours that are still in their light form, with the artist that shows them."""
    light = {to_rgba(pair[0])[:3]: name for name, pair in _PAIRS.items()}
    found = []
    for artist in figure.findobj():
        for get in ("get_color", "get_facecolor", "get_edgecolor", "get_markerfacecolor"):
            value = getattr(artist, get, lambda: None)()
            if value is None or (isinstance(value, str) and value in ("none", "auto", "face")):
                continue
            for rgba in np.atleast_2d(value) if isinstance(value, np.ndarray) else [value]:
                try:
                    rgba = to_rgba(rgba)
                except ValueError:
                    continue
                visible = artist.get_visible() and rgba[3] > 0
                if visible and rgba[:3] in light:
                    found.append((light[rgba[:3]], get, artist))
    return found


def off_a_tick(control) -> bool:
    """Whether a slider's value lies between two of its ticks."""
    if not isinstance(control, SLIDERS):
        return False
    value = control.value
    if isinstance(control, widgets.FloatLogSlider):
        value = np.log(value) / np.log(control.base)
    ticks = (value - control.min) / control.step
    return abs(ticks - round(ticks)) >= 1e-6
