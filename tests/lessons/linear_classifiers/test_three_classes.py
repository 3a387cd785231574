"""Lines in the plane: scores, losses, the descent, and dragging."""

import numpy as np
import pytest

from course_lib.lessons.linear_classifiers import explorers
from course_lib.lessons.linear_classifiers import three_classes as C
from course_lib.optim import GradientDescent, minimize


def test_a_line_passes_through_its_point_and_points_to_its_positive_side():
    W = C.weights_of(C.START)
    for c, (w1, w2, a1, a2) in enumerate(C.START):
        assert W[:, c] @ [1, a1, a2] == pytest.approx(0)
        assert W[:, c] @ [1, a1 + w1, a2 + w2] > 0


@pytest.mark.parametrize("loss", C.LOSSES)
def test_losses_by_their_definitions(loss):
    run = C.three_classes(loss=loss)
    frame = 7
    f = np.column_stack([np.ones(15), run.X]) @ run.path[frame]
    for i, (row, y) in enumerate(zip(f, run.y, strict=True)):
        p = np.exp(row) / np.exp(row).sum()
        assert run.softmax[frame, i] == pytest.approx(-np.log(p[y]))
        hinge = sum(max(0, row[j] - row[y] + 1) for j in range(3) if j != y)
        assert run.hinge[frame, i] == pytest.approx(hinge)
    assert run.wrong[frame] == (f.argmax(axis=1) != run.y).sum()


@pytest.mark.parametrize("loss", C.LOSSES)
def test_a_step_goes_against_the_gradient(loss):
    run = C.three_classes(loss=loss, lr=0.05, lam=0.3)
    J, h = C.objective(loss, 0.3), 1e-6
    w = run.path[0].ravel()
    numeric = [(J(w + h * e) - J(w - h * e)) / (2 * h) for e in np.eye(9)]
    np.testing.assert_allclose(run.path[1].ravel(), w - 0.05 * np.array(numeric), atol=1e-8)


@pytest.mark.parametrize("loss", C.LOSSES)
def test_the_path_is_that_of_the_library(loss):
    run = C.three_classes(loss=loss, lr=0.2, lam=0.05)
    trace = minimize(C.objective(loss, 0.05), run.path[0].ravel(), GradientDescent(0.2), C.STEPS)
    np.testing.assert_allclose(run.path.reshape(-1, 9), trace.x[list(C.FRAMES)], atol=1e-9)


def test_a_run_that_diverges_stays_finite():
    run = C.three_classes(lr=3.0, lam=1.0)
    assert np.isfinite(run.softmax).all()
    assert run.path.shape == (len(C.FRAMES), 3, 3)


def test_dots_shift_and_diamonds_turn():
    held = C.grab(C.START, 0.05, -1.75)
    assert held == (1, 0)
    moved = C.pull(C.START, held, 0.4, 0.7)
    assert moved[1] == (1.0, 0.5, 0.4, 0.7)
    assert moved[0] == C.START[0]
    tip = C.handles(C.START)[2, 1]
    held = C.grab(C.START, *tip)
    assert held == (2, 1)
    moved = C.pull(C.START, held, 1.5 + 0.6, 1.0)  # straight to the right, an arm long
    np.testing.assert_allclose(moved[2], (1.0, 0.0, 1.5, 1.0))
    assert C.pull(C.START, held, 1.5, 1.0) == C.START  # an arrow of no length says nothing
    assert np.hypot(*C.pull(C.START, held, -3.0, -3.0)[2][:2]) <= C.LONGEST + 1e-3


def test_a_drag_in_the_picture_moves_the_line():
    explorer = explorers.three_classes()
    ax = explorer.live.figure.axes[0]
    for number, (kind, place) in enumerate((("click", (-1.6, 0.0)), ("drag", (-1.0, 0.5))), 1):
        x, y = ax.transData.transform(place)
        explorer.live.pointer = [kind, x, explorer.live.size[1] - y, number]
    np.testing.assert_allclose(explorer.values["lines"][0], (-0.6, 0.9, -1.0, 0.5), atol=0.01)
    np.testing.assert_allclose(explorer.view.feet[0].get_xydata(), [[-1.0, 0.5]], atol=0.01)


def test_lines_and_bars_are_those_of_the_step():
    explorer = explorers.three_classes()
    for t in (0, 50):
        explorer.set(t=t)
        frame = C.FRAMES.index(t)
        W = explorer.result.path[frame]
        for c, line in enumerate(explorer.view.lines):
            ends = line.get_xydata()
            np.testing.assert_allclose(W[0, c] + ends @ W[1:, c], 0, atol=1e-9)
            foot, tip = explorer.view.arrows[c].get_xydata()
            assert W[0, c] + foot @ W[1:, c] == pytest.approx(0, abs=1e-9)
            np.testing.assert_allclose(tip - foot, C.ARM * W[1:, c])
        heights = [bar.get_height() for bar in explorer.view.up]
        np.testing.assert_allclose(heights, np.minimum(explorer.result.softmax[frame], 6))
        depths = [-bar.get_height() for bar in explorer.view.down]
        np.testing.assert_allclose(depths, np.minimum(explorer.result.hinge[frame], 6))
