"""A student's code is counted, cut at the same line each time, and told in words."""

import itertools
import sys

import numpy as np
import pytest

from course_lib.exercises import Limited
from course_lib.exercises.student_code import Cut, name_of, noticing_prints, run_student


def loops():
    # fmt: off
    while True: pass  # on one line: Python 3.11 reports no event there  # noqa: E701
    # fmt: on


def loops_in_numpy():
    x = np.ones(3)
    while x[0] > 0:
        x = np.abs(x)


def loops_in_a_generator():
    return sum(1 for _ in itertools.count())


def loops_in_a_comprehension():
    return [0 for _ in itertools.count()]


def loops_in_another_function():
    return loops_in_numpy()


def loops_and_catches():
    while True:
        try:  # noqa: SIM105 - as a student writes
            int("x")
        except Exception:
            pass


def loops_and_catches_everything():
    while True:
        try:  # noqa: SIM105 - as a student writes
            int("1")
        except:  # noqa: E722 - what beginners write
            pass


ENDLESS = [
    loops, loops_in_numpy, loops_in_a_generator, loops_in_a_comprehension,
    loops_in_another_function, loops_and_catches, loops_and_catches_everything,
]  # fmt: skip


@pytest.mark.parametrize("endless", ENDLESS)
def test_an_endless_loop_is_cut_at_the_same_line_each_time(endless):
    first, second = (run_student(endless, endless, lines=1000) for _ in range(2))
    assert first.told[0].startswith("stopped after 1,000 lines of your code, in line ")
    assert first.told == second.told
    assert first.value is None


@pytest.mark.parametrize("limit", range(1000, 1008))
def test_a_loop_that_catches_everything_is_cut_wherever_the_limit_falls(limit):
    everything = loops_and_catches_everything
    assert run_student(everything, everything, limit).told[0].startswith("stopped after")


def test_the_line_of_the_loop_is_named():
    told = run_student(loops_in_another_function, loops_in_another_function, 1000).told[0]
    assert "of loops_in_numpy `" in told


def test_a_long_right_answer_ends():
    def adds(n):
        total = 0
        for k in range(n):
            total += k
        return total

    outcome = run_student(lambda: adds(1000), adds, lines=2100)
    assert outcome.value == 499_500
    assert 2000 <= outcome.lines <= 2100


def test_the_limit_itself_is_allowed():
    def adds():
        total = 0
        for k in range(5):
            total += k
        return total

    used = run_student(adds, adds).lines
    exact, short = (run_student(adds, adds, lines=limit) for limit in (used, used - 1))
    assert (exact.value, exact.lines, exact.told) == (10, used, ())
    assert short.value is None
    assert short.told[0].startswith(f"stopped after {used - 1} lines of your code")


def test_the_librarys_lines_do_not_count():
    from course_lib.functions import Quadratic
    from course_lib.optim import GradientDescent, minimize

    def trains():
        return minimize(Quadratic(np.ones(2)), np.ones(2), GradientDescent(0.1), steps=500)

    outcome = run_student(trains, trains, lines=50)
    assert not outcome.told
    assert outcome.lines < 10


def test_a_tracer_that_was_there_comes_back():
    seen = []

    def tracer(frame, event, arg):
        seen.append(event)

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        run_student(loops, loops, lines=100)
        run_student(lambda: 1 / 0, loops)
        found = sys.gettrace()
    finally:
        sys.settrace(before)
    assert found is tracer


def test_no_tracer_is_left_behind():
    before = sys.gettrace()
    for endless in ENDLESS:
        run_student(endless, endless, lines=100)
        assert sys.gettrace() is before


def test_a_stop_by_hand_goes_through():
    def stopped():
        raise KeyboardInterrupt

    before = sys.gettrace()
    with pytest.raises(KeyboardInterrupt):
        run_student(stopped, stopped)
    assert sys.gettrace() is before


def test_recursion_without_an_end_is_told():
    def calls_itself(x):
        return calls_itself(x + 1)

    told = run_student(lambda: calls_itself(0), calls_itself).told[0]
    assert told.startswith("stopped: the function calls itself without an end (line ")


def test_an_error_names_the_students_line_and_function():
    def inner(a):
        return np.linalg.inv(a)  # mine

    def outer(a):
        return inner(a)

    outcome = run_student(lambda: outer(np.zeros((2, 2))), outer)
    assert "Singular matrix (line " in outcome.told[0]
    assert "of inner: return np.linalg.inv(a)  # mine)" in outcome.told[0]
    assert outcome.error == "LinAlgError: Singular matrix"


def test_leaving_python_is_told_too():
    def leaves():
        sys.exit(1)

    assert "SystemExit" in run_student(leaves, leaves).told[0]


def test_what_is_not_written_is_named():
    def first():
        raise NotImplementedError

    def second():
        return first()

    assert run_student(first, first).told[0].startswith("not written yet")
    assert run_student(second, second).told == ("`first`, which it calls, is not written yet",)
    assert not run_student(second, second).written


def test_a_limited_function_ends_the_check_with_its_sentence():
    def asks(f):
        while True:
            try:  # noqa: SIM105 - as a student writes
                f(1.0)
            except Exception:
                pass

    limited = Limited(abs, 10, "ten are enough")
    outcome = run_student(lambda: asks(limited), asks)
    assert outcome.told == ("ten are enough",)
    assert limited.used == 11
    with pytest.raises(TypeError, match="function must be callable, got 3"):
        Limited(3, 10, "")


def test_a_cut_has_lines():
    assert Cut("one", "two").lines == ("one", "two")


def test_names():
    assert name_of(loops) == "loops"
    assert name_of(lambda: 1, "f") == "f"
    assert name_of(3, "f") == "f"


def test_prints_go_through_and_are_noticed(capsys):
    with noticing_prints() as out:
        assert not out.printed
        print("x" * 10_000)
    assert out.printed
    assert capsys.readouterr().out == "x" * 2000
