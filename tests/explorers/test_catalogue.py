"""Every explorer of the registry, moved: each control over all of its range, all controls together
in rows that hold every pair of their ends, every frame, clicks on every axes, both themes.

Warnings are errors here. The pixels themselves are compared, as the browser would get them.
"""

import inspect
import itertools
import re
import warnings
from unittest.mock import patch

import ipywidgets as widgets
import pytest

from course_lib.explorers import TrainingExplorer, live
from course_lib.explorers.changes import decode
from course_lib.explorers.controls import Action
from course_lib.explorers.places import PlayerPlaces
from course_lib.lessons.catalogue import EXPLORERS
from course_lib.lessons.shared.remembered import remembered
from course_lib.plots.quick_text import QuickText
from tests.explorers import idle
from tests.explorers.clicked import ANSWERING
from tests.explorers.covering import covering_rows, smallest_failing
from tests.explorers.drawn import (
    assert_drawn_as_a_whole,
    assert_drawn_finite,
    light_colours,
    movable,
    off_a_tick,
    picture,
    pixels,
    positions,
    ticks,
    undrawn,
)

#: Places of a slider that are drawn; of a choice every option is.
DRAWN = 3
#: Steps that a training is trained at each place of each control.
STEPS = 10


@pytest.fixture(autouse=True)
def _no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def trained(explorer):
    """The explorer; of a training one that shows what a control does some steps later."""
    moving = explorer.live._moving
    assert all(isinstance(a, QuickText) for a in moving), "nothing has moved yet"
    if isinstance(explorer, TrainingExplorer):
        assert explorer.at_rest
        explorer.retrained = STEPS
        explorer.reset()
    return explorer


@pytest.fixture(scope="module", params=sorted(EXPLORERS))
def made(request):
    """One explorer at a time, with its first text and picture: all its tests, then the next."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(live, "encode_png", pixels)
        explorer = trained(EXPLORERS[request.param]())
        if explorer._bar:  # the same settings come in several tests: train once
            explorer.experiment = remembered(maxsize=None)(explorer.experiment)
        yield explorer, (explorer.text(), picture(explorer))
    widgets.Widget.close_all()


@pytest.fixture
def explorer(made):
    """At rest; the test before has mostly left it there, and a drawing is saved."""
    explorer, first = made
    if not explorer.at_rest or shown(explorer) != first:
        explorer.reset()
    return explorer


@pytest.fixture
def first(made):
    """The text and the picture that Reset must bring back."""
    return made[1]


def shown(explorer) -> tuple:
    return explorer.text(), picture(explorer)


def sweep(explorer) -> None:
    """Put each control to its values, the others at rest, and draw its ends and its middle.

    Where each value costs a training of seconds, what is drawn has to do: the picture has the same
    artists at every one, and the training's own tests look at the numbers.
    """
    for name, control in movable(explorer).items():
        with undrawn(explorer):
            for value in [] if explorer._bar else ticks(control):
                control.value = value
                assert_drawn_finite(explorer)
        seen = set()
        for value in positions(control, DRAWN):
            ahead = drawn_ahead(explorer, name, value) if seen else None
            control.value = value
            assert_drawn_finite(explorer)
            assert ahead in (None, (picture(explorer), explorer.live.caption)), name
            seen.add(picture(explorer))
        assert len(seen) > 1, f"{name} never changes the picture"
        with undrawn(explorer):  # the picture comes with the next place that is drawn
            explorer.reset()
    explorer.reset()


def drawn_ahead(explorer, name, place):
    """The picture and the line that a page gets before a move; None where it gets none."""
    places = explorer.live.ahead and explorer.live.ahead.reachable.get(name)
    if places is None:
        return None
    code, caption = places.draw(float(f"{place:.10g}") if isinstance(place, float) else place)
    return live.encode_png(decode(code, explorer.live._base)), caption


def rows(explorer) -> list[dict]:
    """Settings of all controls that hold every pair of ends of every two of them."""
    return covering_rows({name: positions(c, 2) for name, c in movable(explorer).items()})


def put(explorer, row) -> None:
    """Move the controls of the row in one update, and look at what is drawn.

    The update must be what a full drawing is, in colours of the page's theme.
    As the page moves them: where one control changes the range of another, as the unit of x does
    for the step size, a value that is out of reach becomes the nearest end.
    """
    explorer._move(row)
    assert_drawn_finite(explorer)
    assert_drawn_as_a_whole(explorer)
    if explorer.live.theme == "dark":
        assert not light_colours(explorer.live.figure)


def try_rows(explorer) -> None:
    """Put all rows; a failing one is told by the fewest controls that fail together."""
    before = {}
    for row in rows(explorer):
        try:
            put(explorer, row)
        except Exception as error:
            raise AssertionError(told(explorer, row, before)) from error
        before = row


def told(explorer, row, before) -> str:
    def fails(part) -> bool:
        try:
            explorer.reset()
            put(explorer, part)
        except Exception:
            return True
        return False

    if not fails(row):
        return f"fails with {row}, but only after {before}"
    return f"fails with {smallest_failing(row, fails)} on the first picture"


def test_every_control_swept_over_its_range(explorer, first):
    sweep(explorer)
    assert shown(explorer) == first


def test_controls_together_at_their_ends(explorer, first):
    """On a dark page: nothing may keep the ink of a light one, and Reset leads back to both."""
    explorer.live.theme = "dark"
    try:
        assert not light_colours(explorer.live.figure)
        assert picture(explorer) != first[1]
        assert explorer.live.static_png() == first[1], "what is stored is for light pages"
        try_rows(explorer)
        if explorer.player:
            explorer.live.scrub = 0
        with undrawn(explorer):
            explorer.reset()
    finally:
        explorer.live.theme = "light"  # a full drawing, as the first one was
    assert shown(explorer) == first


def test_another_of_the_kind_shows_the_same(explorer, first, request):
    other = trained(EXPLORERS[request.node.callspec.params["made"]]())
    assert shown(other) == first


def test_actions_answer_everywhere(explorer):
    for name, action in explorer.controls.items():
        if isinstance(action, Action):
            before = picture(explorer), explorer.values
            action.click()
            assert_drawn_finite(explorer)
            assert (picture(explorer), explorer.values) != before, f"{name} does nothing"
            for control in movable(explorer).values():
                for value in positions(control, 2):
                    control.value = value
                    action.click()
                    assert_drawn_finite(explorer)
            explorer.reset()


def test_every_frame_of_the_player(explorer):
    """Each as the browser gets it to play, and three of them by themselves."""
    if explorer.player is None:
        assert explorer.live.scrub_last == -1
        return
    last, show = explorer.live.scrub_last, explorer.view.show

    def show_and_look(run, t):
        show(run, t)
        assert_drawn_finite(explorer)

    with patch.object(explorer.view, "show", show_and_look):
        alone = {}
        for t in (last, 0, last // 2, last):
            explorer.live.scrub = t
            alone[t] = picture(explorer)
        assert last == 0 or alone[0] != alone[last]
        frames = [drawn_ahead(explorer, PlayerPlaces.name, t)[0] for t in range(last + 1)]
    assert {t: frames[t] for t in alone} == alone
    assert picture(explorer) == alone[last], "and the view is as it was"


def test_clicks_on_every_axes(explorer, request):
    """Clicks all over, and at every fourth place also a drag, an arrow key and letting go."""
    if not explorer.live.clicks:
        return
    answered = set()
    explorer.live.redraw()
    for k, ax in enumerate(explorer.live.figure.axes):
        places = itertools.product((0.02, 0.31, 0.5, 0.77, 0.98), (0.05, 0.5, 0.95))
        for number, (u, v) in enumerate(places):
            x, y = ax.transAxes.transform((u, v))
            before = picture(explorer)
            for kind in ("click", *(("drag", "key", "release") if number % 4 == 0 else ())):
                n = explorer.live.pointer[-1] + 1
                explorer.live.pointer = [kind, x, explorer.live.size[1] - y, n]
                assert_drawn_finite(explorer)
            if picture(explorer) != before:
                answered.add(k)
    assert tuple(sorted(answered)) == ANSWERING[request.node.callspec.params["made"]]


def test_greyed_out_if_and_only_if_without_effect(explorer):
    wrong = idle.complaints(explorer)
    assert not wrong, "\n".join(wrong)


def test_it_moves_from_a_cell_and_says_what_it_shows(explorer):
    control_name, control = next(iter(movable(explorer).items()))
    value = next(v for v in positions(control, 3) if v != control.value)
    explorer.set(**{control_name: value})
    held = explorer.values[control_name]
    if isinstance(held, float):  # ten digits of a slider's value: the browser rounds the others
        assert held == pytest.approx(control.value, rel=1e-9)
    else:
        assert held == control.value
    assert explorer.text().startswith("Figure")
    assert explorer.text() == explorer.text()
    assert control.description in repr(explorer)


def test_the_experiments_defaults_are_the_first_values(explorer):
    """Who calls the experiment finds the first picture; None leaves the choice to it."""
    defaults = inspect.signature(explorer.experiment).parameters
    for name, value in explorer.values.items():
        default = defaults[name].default if name in defaults else None
        if isinstance(default, float):
            assert value == pytest.approx(default, rel=1e-9), name
        elif default not in (None, inspect.Parameter.empty):
            assert value == default, name


def test_sliders_start_on_a_tick(explorer):
    """The browser rounds to ticks, the kernel does not."""
    off = {n: c.value for n, c in movable(explorer).items() if off_a_tick(c)}
    assert not off, "between two ticks"


def test_many_controls_stand_in_groups(explorer):
    rows = explorer.box.children[0].children
    grouped = all("course-group" in row._dom_classes for row in rows)
    assert grouped or len(explorer.controls) <= 10, "more than ten controls: give groups"


def test_the_player_counts_in_the_unit_of_the_text(explorer):
    """ "step 120 of 400": a plain word, never "frame", and numbers that rise with the frames."""
    if explorer.player:
        label, numbers = explorer.live.scrub_label, explorer.live.scrub_numbers
        assert re.fullmatch(r"[a-z]{3,}( [a-z]{3,})*", label), label
        assert "frame" not in label
        assert all(a < b for a, b in itertools.pairwise(numbers)), numbers
        assert len(numbers) in (0, explorer.live.scrub_last + 1)
