"""What holds for the check of every exercise: it waits, it reports, and it never raises."""

import pytest

from course_lib.lessons.catalogue import LESSONS, functions_of, lesson_module

CHECKS = [
    check
    for lesson in LESSONS
    for name, check in functions_of(lesson_module(lesson, "exercises")).items()
    if name.startswith("check_")
]


def unwritten(*args, **kwargs):
    raise NotImplementedError


def test_they_are_found():
    assert len(CHECKS) > 10


@pytest.mark.parametrize("check", CHECKS)
def test_an_unwritten_exercise_waits(check):
    report = check(unwritten)
    assert not report.passed
    assert not report.written
    assert "not written yet" in repr(report)


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize(
    "broken",
    [
        lambda *a, **k: None, lambda *a, **k: "xy", lambda *a, **k: 1 / 0, lambda: 1,
        lambda *a, **k: [1, [2]],
    ],
    ids=["None", "text", "raises", "wants nothing", "ragged"],
)  # fmt: skip
def test_nonsense_is_reported_and_never_raised(check, broken):
    report = check(broken)
    assert not report.passed
    assert report.lines
