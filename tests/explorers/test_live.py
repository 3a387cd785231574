"""The live figure: fast pictures that are the same as slow ones."""

import gc
import io
import warnings
import weakref
from threading import Thread

import ipywidgets as widgets
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from PIL import Image

from course_lib.explorers.live import LiveFigure, encode_png
from course_lib.plots.quick_text import quick_text
from course_lib.plots.style import color, style_context, theme_color
from tests.explorers.toy import toy_explorer


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def fully_drawn(live) -> np.ndarray:
    """What matplotlib's own drawing of the figure gives."""
    live._canvas.draw()
    picture = np.asarray(live._canvas.buffer_rgba())[..., :3].copy()
    for artist in live._artists():  # drawing puts the titles in their places
        artist.stale = False
    return picture


@pytest.fixture
def live():
    """A figure with a line that stays and one that has moved once, at zorders 5 and 2."""
    live = LiveFigure(4, 3)
    ax = live.figure.subplots()
    ax.set(xlim=(0, 1), ylim=(0, 1), title="first")
    ax.plot([0, 1], [0, 1], color=color.green, lw=9, zorder=5)
    (live.moving,) = ax.plot([0, 1], [1, 0], color=color.blue, lw=9, zorder=2)
    live.redraw()
    live.moving.set_ydata([0.9, 0.2])
    live.redraw()
    return live


def count_full(live, monkeypatch) -> list:
    drawn, original = [], live._draw_all
    monkeypatch.setattr(live, "_draw_all", lambda *args: (drawn.append(1), original(*args)))
    return drawn


def test_png_decodes_to_the_same_pixels():
    rgba = np.random.default_rng(0).integers(0, 256, (37, 53, 4), dtype=np.uint8)
    assert np.array_equal(pixels(encode_png(rgba)), rgba[..., :3])


def test_nothing_stays_behind_in_the_last_row_and_column():
    live = LiveFigure(9.2, 4.2)  # 919.9999999999999 pixels wide, to floating point
    ax = live.figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, 1), ylim=(0, 1))
    ax.axis("off")
    (square,) = ax.plot([0.5], [0.5], "s", color=color.ink, ms=60, clip_on=False)
    live.redraw()
    for x, y in ((1, 0), (0, 1), (0.5, 0.5)):
        square.set_data([x], [y])
        live.redraw()
    assert np.array_equal(pixels(live.frame), fully_drawn(live))


def test_an_update_is_blitted_and_pixel_equal_to_a_full_drawing(live, monkeypatch):
    drawn = count_full(live, monkeypatch)
    for y in (0.1, 0.5, 0.8):
        live.moving.set_ydata([y, 1 - y])
        live.redraw()
        assert not drawn, "moving an artist must not redraw everything"
        assert np.array_equal(pixels(live.frame), fully_drawn(live))


def test_a_number_that_changes_for_the_first_time_is_no_full_drawing(live, monkeypatch):
    numbers = [quick_text(live.figure.axes[0], 0.3, y, "", color=color.ink) for y in (0.3, 0.6)]
    live.redraw()  # the axes have two artists more
    drawn = count_full(live, monkeypatch)
    for number in numbers:
        number.set_text("7")
        live.redraw()
        assert not drawn
        assert np.array_equal(pixels(live.frame), fully_drawn(live))


def test_an_image_under_a_curve_and_a_translucent_band_over_it_are_pixel_equal(monkeypatch):
    live = toy_explorer().live
    owner = toy_explorer()
    live = owner.live
    owner.set(height=2.0)
    drawn = count_full(live, monkeypatch)
    for height in (0.5, 1.5, 3.0):
        owner.set(height=height, t=int(height * 2))
        assert np.array_equal(pixels(live.frame), fully_drawn(live))
    assert not drawn


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("dpr", [1.0, 1.5, 2.0])
def test_what_the_page_is_sent_is_a_full_drawing_on_any_screen(live, theme, dpr):
    live.dpr, live.theme = dpr, theme
    for y in (0.1, 0.8):
        live.moving.set_ydata([y, 1 - y])
        live.redraw()
        assert np.array_equal(pixels(live.frame), fully_drawn(live))


def test_the_page_is_sent_what_differs_or_where_that_is_more_a_whole_picture(live):
    base, sent = live.base, []
    live.observe(lambda change: sent.append(change.name), ["base", "change"])
    live.moving.set_ydata([0.2, 0.9])
    live.redraw()
    assert sent == ["change"]
    assert len(live.change) < len(base)
    live.figure.axes[0].axhspan(0, 1, color=color.amber)
    live.redraw()
    assert sent == ["change", "base", "change"]
    assert np.array_equal(pixels(live.frame), fully_drawn(live))
    live.redraw()
    assert sent == ["change", "base", "change"], "nothing, where nothing has changed"


@pytest.mark.parametrize(
    "change",
    [
        lambda ax: ax.set_xlim(0, 2),
        lambda ax: ax.set_xlabel("another"),
        lambda ax: ax.set_yscale("symlog"),
        lambda ax: ax.set_title("another"),
        lambda ax: ax.plot([0, 1], [0.5, 0.5], color=color.pink),
        lambda ax: ax.lines[0].remove(),
        lambda ax: ax.lines[0].set_ydata([0.3, 0.3]),
        lambda ax: ax.set_axis_off(),
        lambda ax: ax.set_visible(False),
    ],
    ids=["limits", "label", "scale", "title", "new", "removed", "stayed so far", "off", "hidden"],
)
def test_whatever_changes_is_drawn(live, change):
    before = live.frame
    change(live.figure.axes[0])
    live.redraw()
    assert live.frame != before
    assert np.array_equal(pixels(live.frame), fully_drawn(live))


def test_longer_tick_labels_are_not_cut_off(live):
    ax = live.figure.axes[0]
    ax.set_ylim(0, 100000)
    live.redraw()
    box = ax.get_tightbbox(live._canvas.get_renderer())
    assert box.x0 >= 0


def test_axes_placed_by_hand_stay_there_without_a_warning():
    live = LiveFigure(4, 3)
    with style_context():
        ax = live.figure.add_axes([0.1, 0.2, 0.7, 0.6])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        live.redraw()
    assert ax.get_position().bounds == pytest.approx((0.1, 0.2, 0.7, 0.6))


def test_a_sharp_screen_gets_twice_the_pixels(live):
    live.dpr = 2.0
    assert pixels(live.frame).shape == (600, 800, 3)
    live.moving.set_ydata([0.4, 0.6])
    live.redraw()
    assert np.array_equal(pixels(live.frame), fully_drawn(live))


def test_dark_updates_stay_dark(live, monkeypatch):
    light = live.frame
    live.theme = "dark"
    assert pixels(live.frame).mean() < 60 < pixels(light).mean()
    live.moving.set_color(color.orange)  # a view knows of no theme
    live.redraw()
    assert np.array_equal(pixels(live.frame), fully_drawn(live))
    assert to_hex(live.moving.get_color()) == theme_color("orange", "dark")
    live.moving.set_color(color.blue)
    live.theme = "light"
    assert live.frame == light


def test_grid_lines_that_the_layout_brings_back_have_the_theme_of_the_others():
    live = LiveFigure(4, 3)
    ax = live.figure.subplots()
    ax.grid(True, color=color.grid)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    live.redraw()
    before = live.frame
    live.theme = "dark"
    ax.set_ylabel("a label that takes room\n" * 13)
    live.redraw()
    ax.set_ylabel("")
    live.theme = "light"
    assert live.frame == before


def test_the_static_picture_is_light_and_of_ordinary_size_whatever_the_page(live):
    light, sent = live.static_png(), []
    live.theme, live.dpr = "dark", 2.0
    live.observe(sent.append, ["base", "change", "theme", "dpr"])
    dark = live.frame
    assert live.static_png() == light
    assert (live.theme, live.dpr, live.frame) == ("dark", 2.0, dark)
    assert not sent, "the page must not see the theme flicker"
    live.moving.set_ydata([0.4, 0.6])
    live.redraw()
    assert pixels(live.frame).shape == (600, 800, 3)
    assert pixels(live.frame).mean() < 60


def test_a_click_arrives_in_data_coordinates_on_any_screen(live):
    seen = []
    live.on_pointer = lambda *args: seen.append(args)
    for number, dpr in enumerate((1.0, 2.0), start=1):
        live.dpr = dpr
        ax = live.figure.axes[0]
        x, y = ax.transData.transform((0.25, 0.75)) / dpr
        live.pointer = ["click", x, live.size[1] - y, number]
        kind, where, *at = seen.pop()
        assert (kind, where) == ("click", ax)
        assert at == pytest.approx([0.25, 0.75])
    live.pointer = ["click", 0, 0, 9]
    assert not seen, "a click outside the axes"


def test_a_press_is_not_lost_behind_the_release_that_overtakes_it(live):
    seen = []
    live.on_pointer = lambda kind, ax, x, y: seen.append((kind, x, y))
    (x0, y0), (x1, y1) = live.figure.axes[0].transData.transform([(0.25, 0.75), (0.5, 0.5)])
    there, then = [x0, live.size[1] - y0], [x1, live.size[1] - y1]

    def hears(kind, place, number, press):
        live.set_state({"press": press, "pointer": [kind, *place, number]})  # one message
        heard = [(kind, pytest.approx([x, y])) for kind, x, y in seen]
        seen.clear()
        return heard

    first, last = [0.25, 0.75], [0.5, 0.5]
    assert hears("release", then, 2, [1, *there]) == [("click", first), ("release", last)]
    assert hears("click", there, 3, [2, *there]) == [("click", first)]
    assert hears("drag", then, 4, [2, *there]) == [("drag", last)]
    assert hears("release", then, 5, [2, *there]) == [("release", last)]


def test_no_two_figures_are_drawn_at_once(live):
    """matplotlib's fonts are not for two threads; messages come on another than cells."""
    other, taken = LiveFigure(), []
    with live.lock:
        thread = Thread(target=lambda: taken.append(other.lock.acquire(blocking=False)))
        thread.start()
        thread.join()
    other.close()
    assert taken == [False]


def test_saving_the_figure_shows_everything(live):
    """Nothing is left animated or hidden behind the reader's back."""
    seen = pixels(live.frame)
    FigureCanvasAgg(live.figure).draw()
    assert np.array_equal(np.asarray(live.figure.canvas.buffer_rgba())[..., :3], seen)


def test_a_closed_figure_is_freed():
    """Nothing outside keeps it: not anywidget's watch over files, nor a cache."""
    explorer = toy_explorer()
    figure, live = weakref.ref(explorer.live.figure), weakref.ref(explorer.live)
    del explorer
    widgets.Widget.close_all()
    gc.collect()
    assert live() is None
    assert figure() is None
