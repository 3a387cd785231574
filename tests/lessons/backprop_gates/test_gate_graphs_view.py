"""The view that sum_times, eight_steps and typed_formula share."""

from matplotlib.figure import Figure

from course_lib.lessons.backprop_gates.gate_graphs_view import GatesView
from course_lib.lessons.backprop_gates.sum_times import sum_times
from course_lib.plots.style import style_context


def test_the_gradients_are_told_after_the_last_step_only():
    run = sum_times()
    with style_context():
        view = GatesView(Figure(figsize=(9.0, 3.0)))
    view.update(run)
    told = []
    for t in range(run.graph.last_step + 1):
        view.show(run, t)
        told.append(view.graph.conclusion.get_text())
    assert told == [""] * run.graph.last_step + ["∂f/∂x = −4, ∂f/∂y = −4, ∂f/∂z = 3"]
