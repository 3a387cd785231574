"""A check says what was asked, what came out and what to look at, and never raises."""

import numpy as np
import pytest

from course_lib.exercises import Case, Report, run_check

SQUARES = [
    Case("square(3)", lambda f: f(3), 9, "multiply x by itself"),
    Case("square([1, -2])", lambda f: f(np.array([1.0, -2.0])), [1, 4], "the sign goes"),
]


def test_a_right_answer_passes():
    report = run_check("square", lambda x: x * x, SQUARES)
    assert report.passed
    assert repr(report) == "✓ square\n   all 2 cases are right"


def test_an_unwritten_answer_is_neither_right_nor_wrong():
    def square(x):
        raise NotImplementedError

    report = run_check("square", square, SQUARES)
    assert not report.passed
    assert not report.written
    assert repr(report).startswith("○ square\n   not written yet: replace the line")


def test_a_wrong_number_says_all_three():
    report = run_check("square", lambda x: 2 * x, SQUARES)
    assert report.lines == (
        "asked: square(3)", "came out: 6.0, should be 9.0", "look at: multiply x by itself",
    )  # fmt: skip
    assert repr(report).startswith("✗ square")


def test_what_is_right_so_far_is_counted():
    report = run_check("square", lambda x: x * np.abs(x), SQUARES)
    assert report.lines[-1] == "1 of 2 cases are right so far"
    assert report.lines[1] == "came out: [ 1. -4.], should be [1. 4.]"


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (lambda x: None, "came out: None; does the function end with `return`?"),
        (lambda x: np.ones(2), "came out: shape (2,), should be ()"),
        (lambda x: "nine", "came out: nine, which is not a number or an array of numbers"),
        (lambda x: [[1], [2, 3]], "came out: [[1], [2, 3]], which is not"),
        (lambda x: x / 0, "raised: ZeroDivisionError: division by zero"),
        (lambda: 9, "raised: TypeError"),
        (9, "raised: TypeError: 'int' object is not callable"),
        (lambda x: np.nan, "came out: nan, should be 9.0"),
    ],
)
def test_whatever_comes_out_is_a_report(answer, line):
    report = run_check("square", answer, SQUARES[:1])
    assert not report.passed
    assert any(shown.startswith(line) for shown in report.lines), report.lines


def test_an_error_names_the_students_line_not_numpys():
    def inverse(a):
        return np.linalg.inv(a)  # the student's line

    report = run_check("inverse", inverse, [Case("inverse(0)", lambda f: f(np.zeros((2, 2))), 0)])
    assert "Singular matrix" in report.lines[1]
    assert "the student's line" in report.lines[1]


@pytest.mark.parametrize("verdict", [True, np.True_])
def test_a_test_may_decide(verdict):
    assert run_check("t", lambda: 1, [Case("f()", lambda f: f(), lambda got: verdict)]).passed


@pytest.mark.parametrize(
    ("verdict", "lines"),
    [
        ("the slope is too small", ("came out: 1", "the slope is too small", "look at: g")),
        (False, ("came out: 1", "look at: g")),
        (np.False_, ("came out: 1", "look at: g")),
    ],
)
def test_a_test_may_say_why(verdict, lines):
    case = Case("f()", lambda f: f(), lambda got: verdict, "g")
    assert run_check("t", lambda: 1, [case]).lines[1:] == lines


def test_a_test_that_cannot_read_the_answer_does_not_raise():
    case = Case("f()", lambda f: f(), lambda got: got[0] > 1)
    assert run_check("t", lambda: 3, [case]).lines[1] == (
        "came out: 3, which is not what was asked for"
    )
    assert "return" in run_check("t", lambda: None, [case]).lines[1]


def test_tolerances_are_the_cases_own():
    near = Case("f()", lambda f: f(), 1.0, rtol=0.1)
    exact = Case("f()", lambda f: f(), 1.0)
    assert run_check("t", lambda: 1.05, [near]).passed
    assert not run_check("t", lambda: 1.05, [exact]).passed
    assert run_check("t", lambda: 1 + 1e-9, [exact]).passed


def test_long_answers_are_cut():
    report = run_check("t", lambda: np.arange(500.0), [Case("f()", lambda f: f(), np.zeros(500))])
    assert max(map(len, report.lines)) < 300


def test_the_page_shows_what_the_text_says_escaped():
    report = Report("a < b", False, ("came out: <b>",))
    html = report._repr_html_()
    assert "✗ a &lt; b" in html
    assert "came out: &lt;b&gt;" in html
