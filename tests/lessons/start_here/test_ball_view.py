"""The ball's picture follows the run and the frame."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_lib.lessons.start_here.ball import ball
from course_lib.lessons.start_here.ball_view import BallView


@pytest.fixture
def view():
    view = BallView(Figure())
    view.update(ball(lr=0.1))
    return view


def test_frame_t_shows_the_steps_so_far(view):
    run = ball(lr=0.1)
    view.show(run, 5)
    assert np.array_equal(view.trail.get_xdata(), run.x[:6])
    assert np.array_equal(view.places.get_ydata(), run.value[:5])
    assert view.ball.get_xydata().tolist() == [[run.x[5], run.value[5]]]
    assert view.now.get_xydata().tolist() == [[0.1, run.x[5]]]


def test_another_step_size_moves_the_line_and_draws_nothing_new(view):
    before = [len(ax.get_children()) for ax in (view.land, view.fate)]
    view.update(ball(lr=0.2))
    assert view.chosen.get_xdata() == [0.2, 0.2]
    assert [len(ax.get_children()) for ax in (view.land, view.fate)] == before


def test_the_labels_stand_beside_what_they_name(view):
    """No label covers a place that a run of that step size visits."""
    rates, w = np.linspace(0, 0.36, 361), np.linspace(-2.2, 2.2, 171)
    density = ball(lr=0.1).density
    for text in view.fate.texts:
        column, row = (
            np.searchsorted(rates, text.get_position()[0]),
            np.searchsorted(w, text.get_position()[1]),
        )
        assert density[max(0, row - 3) : row + 4, max(0, column - 3) : column + 4].max() == 0
