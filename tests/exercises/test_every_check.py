"""What holds for the check of every exercise: it waits, it reports, and it never raises."""

import importlib
import inspect
import pkgutil

import pytest

from course_lib import exercises

CHECKS = [
    check
    for module in pkgutil.iter_modules(exercises.__path__)
    for name, check in vars(importlib.import_module(f"course_lib.exercises.{module.name}")).items()
    if name.startswith("check_") and inspect.isfunction(check)
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
