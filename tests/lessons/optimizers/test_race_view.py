"""The race's picture shows the run's numbers, and the lines of its ranking keep apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from course_lib.lessons.optimizers.race import GRADIENT, RACERS, STEPS, race
from course_lib.lessons.optimizers.race_terrains import TERRAINS
from course_lib.lessons.optimizers.race_view import GAP, RaceView, _spread

EVERYBODY = dict.fromkeys(RACERS, True)


@pytest.fixture
def view():
    return RaceView(Figure(figsize=(9.3, 4.25)))


@given(st.lists(st.floats(0, 1), max_size=8).map(sorted))
def test_lines_keep_apart_and_inside(wanted):
    places = _spread(np.array(wanted))
    assert (np.diff(places) >= GAP - 1e-12).all()
    assert len(places) == 0 or (places[0] >= 0 and places[-1] <= 1 + 1e-12)


def test_lines_with_room_stay_where_they_want_to_be():
    np.testing.assert_allclose(_spread(np.array([0.1, 0.4, 0.9])), [0.1, 0.4, 0.9])
    np.testing.assert_allclose(_spread(np.array([0.5, 0.5])).mean(), 0.5)


@pytest.mark.parametrize("t", [0, 40, STEPS])
def test_paths_and_curves_are_the_traces(view, t):
    run = race(**EVERYBODY)
    view.update(run)
    view.show(run, t)
    for racer in run.racers:
        path, curve = view.paths[racer.name].get_xydata(), view.curves[racer.name].get_xydata()
        np.testing.assert_array_equal(path, racer.trace.x[: t + 1])
        np.testing.assert_array_equal(curve[:, 0], np.arange(t + 1))
        seen = racer.loss[: t + 1] > 1e-9
        np.testing.assert_array_equal(curve[seen, 1], racer.loss[: t + 1][seen])


def test_the_ranking_says_what_the_run_says(view):
    run = race(**EVERYBODY, whose="momentum", lr=20.0)
    view.update(run)
    view.show(run, STEPS)
    by_height = sorted(view.words.items(), key=lambda pair: pair[1].get_position()[1])
    assert [name for name, _ in by_height] == [racer.name for racer, _ in run.standing(STEPS)]
    gone = by_height[-1][1].get_text()
    assert gone == f"momentum  ✗ step {run.racers[1].diverged_at}"
    assert by_height[4][1].get_text().startswith(f"5. {by_height[4][0]}  ")


def test_a_link_joins_each_curve_with_its_line(view):
    run = race(**EVERYBODY)
    view.update(run)
    view.show(run, STEPS)
    ends = view.links.get_ydata()[0::3]
    low, high = np.log10(view.losses.get_ylim())
    for (_, loss), end in zip(run.standing(STEPS), ends, strict=True):
        wanted = (np.log10(max(loss, 1e-30)) - low) / (high - low)
        assert end == pytest.approx(np.clip(wanted, 0, 1), abs=1e-9)


def test_at_equal_gradients_the_search_has_fewer_points(view):
    run = race(**EVERYBODY, budget=GRADIENT)
    view.update(run)
    view.show(run, STEPS)
    search = view.curves["line search"].get_xdata()
    assert search[-1] <= STEPS
    assert len(search) < STEPS / 2
    assert view.losses.get_xlabel() == "gradient evaluations"


def test_who_is_not_ticked_is_not_drawn(view):
    run = race(gd=False)
    view.update(run)
    assert not view.words["gradient descent"].get_visible()
    assert view.words["Adam"].get_visible()


@pytest.mark.parametrize("landscape", TERRAINS)
def test_the_low_parts_are_pale_and_the_picture_covers_the_box(view, landscape):
    terrain = TERRAINS[landscape]
    view.update(race(landscape=landscape, start=terrain.start, rates=terrain.pairs))
    assert view.plane.get_xlim() == terrain.box[0]
    assert view.plane.get_ylim() == terrain.box[1]
    quadratic = "quadratic" in landscape
    assert (view.drawn is None) == quadratic
    assert all(area.get_visible() == quadratic for area in view.ellipses.areas)
