"""The lecture's eight steps, their names, numbers and paths."""

from course_lib.lessons.backprop_gates.eight_steps import eight_steps


def test_the_lectures_numbers():
    run = eight_steps()
    assert round(run.value, 6) == 1.545645
    assert {k: round(v, 6) for k, v in run.gradients.items()} == {"x": 2.059570, "y": 1.592233}


def test_its_eight_gates_bear_the_lectures_names_in_the_lectures_order():
    graph = eight_steps().graph
    names = [graph.nodes[k].name for k in graph.gates]
    assert names == ["sigy", "num", "sigx", "xpy", "xpysqr", "den", "invden", "f"]


def test_the_paths_add_up():
    answer = eight_steps().answer
    assert "∂f/∂x = 0.5121 via num + (−0.03576) via sigx + 1.583 via xpy = 2.06" in answer
    assert "∂f/∂y = 0.009046 via sigy + 1.583 via xpy = 1.592" in answer
