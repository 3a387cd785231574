"""Every explorer of the registry, moved: each control over its range, pairs of controls at their
ends, every frame, clicks on every axes, both themes.

Warnings are errors here. The pictures themselves are compared, as the browser would get them.
"""

import itertools
import warnings

import ipywidgets as widgets
import numpy as np
import pytest
from matplotlib.colors import to_rgba

from course_lib.explorers.controls import Action
from course_lib.explorers.explorer import Pointer
from course_lib.lessons.catalogue import EXPLORERS
from course_lib.plots.style import _PAIRS

SWEPT = 7
NAMES = sorted(EXPLORERS)
#: Typed into text boxes: formulas that can be drawn, one without a value, and mistakes.
TYPED = (
    "a * b + c",
    "log(x) / y",
    "x ^ 2",
    "exp(exp(exp(x)))",
    "",
    "p + q + r + s + t",
    "max(u, v)",
)


@pytest.fixture(autouse=True)
def _no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.fixture(scope="module")
def explorers():
    """Each explorer is made once; every test starts by resetting it."""
    made = {}

    def make(name):
        if name not in made:
            made[name] = EXPLORERS[name]()
        made[name].reset()
        return made[name]

    return make


@pytest.fixture(params=NAMES)
def explorer(request, explorers):
    return explorers(request.param)


def movable(explorer) -> dict:
    return {n: c for n, c in explorer.controls.items() if not isinstance(c, Action)}


def positions(control, count=SWEPT) -> list:
    """Values over a control's range, ends included; every option, or `count` of them if fewer."""
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
    return options if count >= SWEPT else list(dict.fromkeys([*options[: count - 1], options[-1]]))


def ends(control) -> list:
    found = positions(control, 2)
    return [found[0], found[-1]]


def assert_drawn_finite(explorer):
    """No NaN or infinity where an artist has none to hide.

    A gap in a line is a legitimate NaN, and a line may be empty; a line, point or image of which
    *every* entry is NaN draws nothing where the view meant something. Infinite coordinates and
    numbers beyond what Agg can rasterize are never meant.
    """
    for ax in explorer.live.figure.axes:
        assert np.isfinite([*ax.get_xlim(), *ax.get_ylim()]).all(), "limits"
        for line in ax.lines:
            xy = np.asarray(line.get_xydata(), dtype=float)
            assert not np.isinf(xy).any(), f"{line}: infinite"
            assert xy.size == 0 or not line.get_visible() or np.isfinite(xy).all(axis=1).any(), line
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


def picture(explorer) -> bytes:
    return explorer.live.frame


def test_every_control_swept_over_its_range(explorer):
    for name, control in movable(explorer).items():
        seen = set()
        for value in positions(control):
            control.value = value
            assert_drawn_finite(explorer)
            seen.add(picture(explorer))
        assert len(seen) > 1, f"{name} never changes the picture"
        explorer.reset()


def test_pairs_of_controls_at_their_ends(explorer):
    for one, other in itertools.combinations(movable(explorer).items(), 2):
        for a, b in itertools.product(ends(one[1]), ends(other[1])):
            explorer.reset()
            one[1].value = a
            other[1].value = b
            assert_drawn_finite(explorer)


def test_actions_answer_everywhere(explorer):
    for name, action in explorer.controls.items():
        if isinstance(action, Action):
            before = picture(explorer), explorer.values
            action.click()
            assert_drawn_finite(explorer)
            assert (picture(explorer), explorer.values) != before, f"{name} does nothing"
            for control in movable(explorer).values():
                for value in ends(control):
                    control.value = value
                    action.click()
                    assert_drawn_finite(explorer)
            explorer.reset()


def test_every_frame_of_the_player(explorer):
    if explorer.player is None:
        assert explorer.live.scrub_last == -1
        return
    last = explorer.live.scrub_last
    seen = []
    for t in sorted({round(t) for t in np.linspace(0, last, 40)}):
        explorer.live.scrub = t
        assert_drawn_finite(explorer)
        seen.append(picture(explorer))
    assert last == 0 or seen[0] != seen[-1]
    explorer.live.wanted += 1
    assert len(explorer.live.frames) == last + 1
    assert explorer.live.frames[-1] == seen[-1]


def test_clicks_on_every_axes(explorer):
    if not explorer.live.clicks:
        return
    answered = False
    explorer.live.redraw()
    for ax in explorer.live.figure.axes:
        for u, v in itertools.product((0.02, 0.31, 0.5, 0.77, 0.98), (0.05, 0.5, 0.95)):
            x, y = ax.transAxes.transform((u, v))
            before = picture(explorer)
            for kind in ("click", "drag", "key", "release"):
                n = explorer.live.pointer[-1] + 1
                explorer.live.pointer = [kind, x, explorer.live.size[1] - y, n]
                assert_drawn_finite(explorer)
            answered |= picture(explorer) != before
    assert answered, "no click changes the picture"


def test_the_first_picture_comes_back(explorer, request):
    fresh = EXPLORERS[request.node.callspec.params["explorer"]]()
    first, text = fresh.live.static_png(), fresh.text()
    assert fresh.live._front == [], "nothing has moved yet"
    for control in movable(fresh).values():
        for value in ends(control):
            control.value = value
    if fresh.player:
        fresh.live.scrub = 0
    fresh.reset()
    assert fresh.text() == text
    assert fresh.live.static_png() == first
    assert text == explorer.text(), "the text form is the same in another explorer of the kind"


def test_an_update_gives_the_pixels_of_a_full_drawing(explorer):
    for control in movable(explorer).values():
        for value in positions(control, 4):
            control.value = value
            blitted = explorer.live._render().copy()
            explorer.live._canvas.draw()
            whole = np.asarray(explorer.live._canvas.buffer_rgba()).copy()
            for artist in explorer.live._artists():  # drawing has put the titles in their places
                artist.stale = False
            differing = np.abs(blitted[..., :3].astype(int) - whole[..., :3]).max(axis=-1) > 8
            # Ticks and titles that touch a moving artist's edge may differ by a pixel or two.
            assert differing.mean() < 2e-4, f"{differing.sum()} pixels differ"
        explorer.reset()


def test_dark_pages_have_no_light_ink(explorer):
    light = picture(explorer)
    explorer.live.theme = "dark"
    try:
        for control in movable(explorer).values():
            for value in ends(control):
                control.value = value
                assert not light_colours_of(explorer.live.figure)
        explorer.reset()
        assert not light_colours_of(explorer.live.figure)
        assert picture(explorer) != light
        assert explorer.live.static_png() == light
    finally:
        explorer.live.theme = "light"
    assert picture(explorer) == light


def light_colours_of(figure) -> list:
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


def test_wrong_names_are_named(explorer):
    with pytest.raises(ValueError, match="no_such is not a value of this explorer; it has"):
        explorer.set(no_such=1)


def test_it_moves_from_a_cell_and_says_what_it_shows(explorer):
    control_name, control = next(iter(movable(explorer).items()))
    value = next(v for v in positions(control) if v != control.value)
    explorer.set(**{control_name: value})
    held = explorer.values[control_name]
    if isinstance(held, float):  # ten digits of a slider's value: the browser rounds the others
        assert held == pytest.approx(control.value, rel=1e-9)
    else:
        assert held == control.value
    assert explorer.text().startswith("Figure")
    assert explorer.text() == explorer.text()
    assert control.description in repr(explorer)


def test_pointer_carries_what_the_reader_did():
    pointer = Pointer("click", 0, 1.5, -2.0)
    assert (pointer.kind, pointer.axes, pointer.x, pointer.y) == ("click", 0, 1.5, -2.0)
