"""The checks of notebook 00 accept what is right and answer the usual slips."""

import pytest

from course_lib.lessons.start_here.exercises import check_largest_rate, check_one_step


def test_right_answers_pass():
    assert check_one_step(lambda w, slope, lr: w - lr * slope).passed
    assert check_largest_rate(lambda curvature: 2 / curvature).passed


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda w, slope, lr: w + lr * slope, "the way down is to the left"),
        (lambda w, slope, lr: w - lr * abs(slope), "keep the sign"),
        (lambda w, slope, lr: w - 0.1 * slope, "grow with lr"),
        (lambda w, slope, lr: -lr * slope, "the way down"),
        (lambda w, slope, lr: w - lr * w * slope, "the way down"),
        (lambda w, slope, lr: w - (lr * slope if slope else 0.1), "level"),
    ],
)
def test_wrong_steps_get_their_hint(wrong, hint):
    report = check_one_step(wrong)
    assert not report.passed
    assert any(hint in line for line in report.lines if line.startswith("look at")), report


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda c: 1 / c, "second solution"),
        (lambda c: c / 2, "second solution"),
        (lambda c: 2 / 12, "divide by the curvature"),
        (lambda c: 2 / c if c < 100 else 0.02, "every curvature"),
    ],
)
def test_wrong_rates_get_their_hint(wrong, hint):
    report = check_largest_rate(wrong)
    assert not report.passed
    assert any(hint in line for line in report.lines if line.startswith("look at")), report
