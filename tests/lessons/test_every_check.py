"""What holds for every exercise: it waits, reports and never raises; each slip meets its hint.

A lesson lists its known slips beside its cases and its right solutions in ``RIGHT`` of its tests,
as pairs of a check and a solution.
"""

import importlib

import pytest

from course_lib.exercises import Exercise
from course_lib.lessons.catalogue import LESSONS, lesson_module

CHECKS = {
    f"{lesson}.{name}": check
    for lesson in LESSONS
    for name, check in vars(lesson_module(lesson, "exercises")).items()
    if name.startswith("check_")
}
EXERCISES = {name: check for name, check in CHECKS.items() if isinstance(check, Exercise)}
SLIPS = {
    f"{name}: {slip.name}": (check, slip)
    for name, check in EXERCISES.items()
    for slip in check.slips
}
RIGHT = {
    lesson: getattr(importlib.import_module(f"tests.lessons.{lesson}.test_exercises"), "RIGHT", ())
    for lesson in LESSONS
}
PAIRS = {
    f"{lesson}.{k}-{getattr(solution, '__name__', '')}": (check, solution)
    for lesson, pairs in RIGHT.items()
    for k, (check, solution) in enumerate(pairs)
}

# Given by name: the name's first part says which lesson's worker runs the test.
every_check = pytest.mark.parametrize("check", CHECKS, indirect=True)
every_exercise = pytest.mark.parametrize("check", EXERCISES, indirect=True)


@pytest.fixture
def check(request):
    return CHECKS[request.param]


def unwritten(*args, **kwargs):
    raise NotImplementedError


def test_they_are_found():
    assert len(CHECKS) > 10
    assert EXERCISES
    assert SLIPS


@every_check
def test_every_exercise_lists_its_known_slips(check):
    assert isinstance(check, Exercise)
    assert check.slips


@every_check
def test_an_unwritten_exercise_waits(check):
    report = check(unwritten)
    assert not report.passed
    assert not report.written
    assert "not written yet" in repr(report)


@every_check
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


@every_exercise
def test_an_endless_loop_is_cut(check):
    def forever(*args):
        while True:
            pass

    assert "what ends this loop?" in repr(check(forever))


@every_exercise
def test_nonsense_is_told_without_a_line_of_the_checks(check):
    """Neither the library's file nor a hint on mathematics where nothing came out."""
    for broken in (lambda *a: None, lambda *a: (), lambda *a: [None], lambda *a: "xy"):
        report = repr(check(broken))
        assert "came out" in report
        assert "raised" not in report
        assert "look at" not in report, report


@pytest.mark.parametrize("name", SLIPS)
def test_a_known_slip_is_rejected_with_its_own_hint(name):
    check, slip = SLIPS[name]
    report = check(slip.solution)
    assert not report.passed
    assert report.written
    assert slip.hint in repr(report), report


@every_exercise
def test_no_two_slips_meet_the_same_hint(check):
    """A student with one slip learns which; slips that may share a hint say so."""
    names = {slip.name for slip in check.slips}
    for slip in check.slips:
        assert not slip.alike or slip.alike in names - {slip.name}
    for k, slip in enumerate(check.slips):
        for other in check.slips[:k]:
            together = slip.alike == other.name or other.alike == slip.name
            shared = slip.alike and slip.alike == other.alike
            assert together or shared or (
                slip.hint not in other.hint and other.hint not in slip.hint
            ), f"{slip.name!r} and {other.name!r} meet one hint"  # fmt: skip


@every_exercise
def test_two_ways_are_known_to_be_right(check):
    assert sum(one is check for one, _ in PAIRS.values()) >= 2


@pytest.mark.parametrize("name", PAIRS)
def test_a_right_solution_passes_in_a_tenth_of_the_lines(name):
    check, solution = PAIRS[name]
    report = check(solution)
    assert report.passed, report
    if isinstance(check, Exercise):
        most = max(check.run(solution, case).lines for case in check.asks)
        assert most <= check.lines / 10, f"{most} lines: the exercise needs lines={10 * most}"
