"""(x + y) z at the lecture's point."""

from course_lib.lessons.backprop_gates.sum_times import sum_times


def test_the_lectures_numbers():
    run = sum_times()
    assert (run.value, run.gradients) == (-12.0, {"x": -4.0, "y": -4.0, "z": 3.0})
    assert run.summary == "f = −12 at x = −2, y = 5, z = −4."
    assert run.answer == "∂f/∂x = −4, ∂f/∂y = −4, ∂f/∂z = 3"
