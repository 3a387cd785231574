"""LiveFigure: an ordinary matplotlib figure, shown on a canvas that answers within a frame.

Everything that stays (axes, contours, data) is drawn once and kept as a picture. An update redraws
only the artists that have ever moved, found by matplotlib's own ``stale`` flags, and what lies over
them, on top of that picture: the same pixels as a full drawing. The page keeps one whole picture,
and is sent the pixels in which the new one differs from it. New artists, other limits or labels or
another theme redraw everything, by themselves.
"""

from __future__ import annotations

import struct
import threading
import zlib
from contextlib import contextmanager
from pathlib import Path

import anywidget
import numpy as np
import traitlets as tr
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.spines import Spine
from matplotlib.transforms import Bbox

from course_lib.explorers.changes import decode, encode, encode_change, is_whole
from course_lib.explorers.pointing import Pointing
from course_lib.plots.quick_text import QuickText
from course_lib.plots.style import grid_lines, recolor, style_context, theme_color
from course_lib.plots.ticks_once import ticks_once

_HERE = Path(__file__).parent
DPI = 100
LAYOUT = ConstrainedLayoutEngine(w_pad=0.08, h_pad=0.07)
_parsers: list = []  # of formulas: that of the first renderer, for all


def encode_png(rgba: np.ndarray) -> bytes:
    """An opaque (h, w, 4) picture as PNG: no row filters and zlib level 1, faster than Pillow."""
    height, width = rgba.shape[:2]
    rows = np.zeros((height, 3 * width + 1), np.uint8)
    for k in range(3):  # channel by channel: five times faster than all three at once
        rows[:, 1 + k :: 3] = rgba[..., k]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(rows, 1)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    )


def _frame_of(ax) -> tuple:
    """What an axes draws beside its artists; when this changes, everything is drawn anew."""
    return (
        *ax.viewLim.bounds, *ax.get_position().bounds, ax.get_visible(), ax.axison,
        ax.get_xscale(), ax.get_yscale(), ax.get_xlabel(), ax.get_ylabel(),
    )  # fmt: skip


def _may_cover(artist, ax) -> bool:
    """Whether a drawn part of the axes that never moves can lie over one that does."""
    if artist in (ax.patch, ax.title, ax._left_title, ax._right_title):
        return False  # beneath everything, and outside
    if not ax.axison and isinstance(artist, (Spine, Axis)):
        return False
    if isinstance(artist, Axis):  # ticks and labels are outside, only a grid is not
        return any(line.get_visible() for line in artist.get_gridlines())
    return artist.get_visible()


@contextmanager
def _left_out(artists):
    """Draw without these; matplotlib draws animated images all the same, so those are hidden."""
    images = [a for a in artists if isinstance(a, AxesImage) and a.get_visible()]
    others = [a for a in artists if not isinstance(a, AxesImage)]
    for switch, group, out in (("visible", images, False), ("animated", others, True)):
        for artist in group:
            artist.set(**{switch: out})
    try:
        yield
    finally:
        for switch, group, back in (("visible", images, True), ("animated", others, False)):
            for artist in group:
                artist.set(**{switch: back})


# Widget messages arrive on another thread (the kernel's sub-shell) than cells, trainings and what
# is drawn ahead. One lock for all figures: matplotlib's fonts and formulas are shared, and of two
# threads that draw at once one may fail, or get a letter of the other.
_DRAWING = threading.RLock()


class _Canvas(FigureCanvasAgg):
    """An Agg canvas whose labels are laid out once for all figures.

    A renderer's own parser forgets them with the renderer, of which every resolution and every
    figure has another; and a tick's "0.5", a formula to matplotlib, takes 3 ms.
    """

    def get_renderer(self):
        renderer = super().get_renderer()
        _parsers[:] = _parsers or [renderer.mathtext_parser]
        renderer.mathtext_parser = _parsers[0]
        return renderer

    def draw(self):
        with ticks_once(self.figure):
            super().draw()


class LiveFigure(Pointing, anywidget.AnyWidget):
    """A canvas in the page, fed by an Agg figure in the kernel.

    Parameters
    ----------
    width, height : float
        Size in inches, at 100 CSS pixels an inch.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        Draw on it with ordinary matplotlib, then call `redraw`.
    on_pointer : callable or None
        Called as ``on_pointer(kind, axes, x, y)`` in data coordinates; kind is "click", "drag",
        "release" or "key" (arrow keys on the focused canvas).
    on_scrub : callable or None
        Called as ``on_scrub(t)`` to move the artists to frame t.
    base, change : bytes
        A whole picture that the page keeps, and the one sent last: what differs from that.
    caption, captioned : str, bool
        The line under the picture, and whether it is shown.
    ahead, ahead_of : Ahead or None, list
        Draws sliders and the player before they are moved; names and models of these sliders.
    stamp, reach, missing : list, list, int
        What the page does with a picture (`say`); what it has reached for, and what it lacks.
    scrub_label, scrub_numbers : str, list
        What the reader counts, and the number at each frame: "step", [0, 10, 20]. Without
        numbers the frames count themselves.
    """

    # Texts, not paths: anywidget watches a path's file, and what watches keeps every figure alive.
    _esm = "\n".join(
        (_HERE / f"{name}.js").read_text("utf-8")
        for name in ("changes", "screen", "around", "live")
    )
    _css = (_HERE / "live.css").read_text("utf-8")
    size = tr.List().tag(sync=True)
    base = tr.Bytes(b"").tag(sync=True)
    change = tr.Bytes(b"").tag(sync=True)
    caption = tr.Unicode("").tag(sync=True)
    captioned = tr.Bool(True).tag(sync=True)
    stamp = tr.List([0, None, None, 0, "", {}]).tag(sync=True)
    ahead_of = tr.List([]).tag(sync=True)
    reach = tr.List([None, 0]).tag(sync=True, echo_update=False)
    missing = tr.Int(0).tag(sync=True, echo_update=False)
    dpr = tr.Float(1.0).tag(sync=True)
    theme = tr.Unicode("light").tag(sync=True)
    scrub = tr.Int(0).tag(sync=True)
    scrub_last = tr.Int(-1).tag(sync=True)
    scrub_label = tr.Unicode("t").tag(sync=True)
    scrub_numbers = tr.List([]).tag(sync=True)

    def __init__(self, width: float = 9.0, height: float = 4.0):
        with style_context():
            self.figure = Figure(figsize=(width, height), dpi=DPI)
        self._canvas = _Canvas(self.figure)
        self._moving, self._front = [], []
        self._drawn, self._background, self._base = None, None, None
        self._look, self._been_dark = (1.0, "light"), False
        self.shown = self.ahead = self._said = None
        self.on_pointer = self.on_scrub = None
        self.lock = _DRAWING
        super().__init__(size=[round(width * DPI), round(height * DPI)])

    # ---- drawing ------------------------------------------------------------------------------

    def redraw(self, caption: str | None = None) -> None:
        """Show what has changed since the last time, with this line under it; None keeps it."""
        with self.lock:
            self._put(self._render(), self.caption if caption is None else caption)

    def code(self) -> bytes:
        """The artists as they are now, in the shortest form for a page that has the base."""
        return encode(self._render(), self._base, enough=len(self.base))

    def _put(self, rgba: np.ndarray, caption: str) -> None:
        """Have the page show a picture; one that has changed as a whole becomes its base."""
        code = encode(rgba, self._base, enough=len(self.base))
        place = self.ahead.place(code, caption) if self.ahead else (0, None, None, "")
        with self.hold_sync():  # one message
            if self._base is None or (is_whole(code) and place[1] is None):
                self._base, self._said = rgba.copy(), None
                self.base, code = code, encode_change(rgba, rgba)
            self.shown = code, caption
            if self._said != (self.shown, place[:3]):
                self.say(*place, {}, again=True)

    def say(self, serial: int, name, key, how: str, others: dict, again: bool = False) -> None:
        """Tell the page of the picture that is shown, and with ``again`` to show it once more.

        It is that of a slider, "" for the player, at ``key``, while the others stand where they do.
        """
        with self.lock, self.hold_sync():
            if how != "known":
                self.change = self.shown[0]
            self.caption = self.shown[1]
            self._said = self.shown, (serial, name, key)
            self.stamp = [serial, name, key, self.stamp[3] + again, how, others]

    def get_state(self, key=None, drop_defaults=False):
        """As of every widget; a page that asks for all of it has nothing that was drawn ahead."""
        if key is None and self.ahead and self.ahead.places:
            self.ahead.forget()
        return super().get_state(key, drop_defaults)

    @property
    def frame(self) -> bytes:
        """The picture that is shown, as PNG, from the code that the page gets."""
        return encode_png(decode(self.shown[0], self._base))

    def _render(self) -> np.ndarray:
        artists = self._artists()
        layout = self._layout(artists)
        changed = [a for a in artists if a.stale]
        if layout != self._drawn or any(a not in self._moving for a in changed):
            self._draw_all(artists, layout, changed)
        else:
            if self._look[1] == "dark":
                recolor(changed, "dark")
            self._canvas.restore_region(self._background)
        renderer = self._canvas.get_renderer()
        for artist in self._front:
            artist.draw(renderer)
        for artist in artists:
            artist.stale = False
        return np.asarray(self._canvas.buffer_rgba())

    def _layout(self, artists) -> tuple:
        return [id(a) for a in artists], [_frame_of(ax) for ax in self.figure.axes], self._look

    def _draw_all(self, artists, layout, changed) -> None:
        known = self._drawn is not None and self._drawn[0] == layout[0]
        moving = set(map(id, self._moving)) | (set(map(id, changed)) if known else set())
        # Made for numbers that change: not found out one by one, each with a full drawing.
        moving |= {id(a) for a in artists if isinstance(a, QuickText)}
        self._moving = [a for a in artists if id(a) in moving]
        self._front = self._moving_and_above(moving)
        self._apply_theme()
        if self._drawn is None or layout[1] != self._drawn[1]:
            # Once, then the axes stay where they are; other limits may bring wider labels.
            self._lay_out()
        with _left_out(self._front):
            self._canvas.draw()
        # Not `figure.bbox`: 9.2 inches are 919.99… pixels, and the last column would not be kept.
        height, width = np.asarray(self._canvas.buffer_rgba()).shape[:2]
        self._background = self._canvas.copy_from_bbox(Bbox.from_extents(0, 0, width, height))
        # Not `layout`: this drawing may have moved the axes.
        self._drawn = self._layout(artists)

    def _lay_out(self) -> None:
        # Axes that a view has placed by hand stay where they are.
        gridded = [ax for ax in self.figure.axes if ax.get_subplotspec() is not None]
        for ax in gridded:  # from one start, so that every way here ends the same
            ax._set_position(ax.get_subplotspec().get_position(self.figure))
        if gridded:
            with ticks_once(self.figure):
                LAYOUT.execute(self.figure)

    def _moving_and_above(self, moving: set[int]) -> list:
        """What an update draws, from bottom to top, in the order of a full drawing."""
        front = []
        seen = [ax for ax in self.figure.axes if ax.get_visible()]
        for ax in sorted(seen, key=lambda ax: ax.get_zorder()):
            children = sorted(ax.get_children(), key=lambda a: a.get_zorder())
            lowest = min((a.get_zorder() for a in children if id(a) in moving), default=np.inf)
            front += [
                a
                for a in children
                if id(a) in moving or (a.get_zorder() >= lowest and _may_cover(a, ax))
            ]
        return front + [a for a in self._own_artists() if id(a) in moving]

    def _artists(self) -> list:
        axes = self.figure.axes
        inside = [
            a
            for ax in axes
            for a in (*ax.lines, *ax.collections, *ax.patches, *ax.texts, *ax.images, *ax.artists)
        ]
        titles = [t for ax in axes for t in (ax.title, ax._left_title, ax._right_title)]
        return [*inside, *titles, *self._own_artists()]

    def _own_artists(self) -> list:
        figure = self.figure
        return [*figure.patches, *figure.lines, *figure.texts, *figure.artists]

    def _apply_theme(self) -> None:
        theme = self._look[1]
        self._been_dark |= theme == "dark"
        if self._been_dark:  # else all is light: that is how views name their colours
            recolor([*self.figure.findobj(), *grid_lines(self.figure)], theme)
        for ax in self.figure.axes:  # ticks made later take their colours from here
            ax.tick_params(color=theme_color("line", theme), labelcolor=theme_color("muted", theme))

    @tr.observe("dpr", "theme")
    def _restyled(self, change) -> None:
        with self.lock:
            self._wear(self.dpr, self.theme)
            if self._drawn is not None:
                self.redraw()

    def _wear(self, dpr: float, theme: str) -> None:
        self._look = dpr, theme
        self.figure.set_dpi(DPI * dpr)

    def static_png(self) -> bytes:
        """The light picture at one pixel a point, whatever page the figure is shown on.

        It shows the artists as they are, also where the page has another frame.
        """
        with self.lock:
            if self._look == (1.0, "light") and not any(a.stale for a in self._artists()):
                return self.frame
            self._wear(1.0, "light")
            try:
                return encode_png(self._render())
            finally:
                self._wear(self.dpr, self.theme)

    # ---- interaction --------------------------------------------------------------------------

    @tr.observe("scrub")
    def _scrubbed(self, change) -> None:
        if self.on_scrub is None:
            return
        with self.lock:
            self.on_scrub(self.scrub)
            self._put(self._render(), self.caption)
