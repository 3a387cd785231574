"""How an exercise is checked: what was asked, what came out, what to look at.

A check never raises, so that Run All goes through an unfinished notebook; it returns a `Report`,
which the cell shows.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np

from course_lib.exercises.compare import show
from course_lib.exercises.student_code import run_student


@dataclass(frozen=True)
class Case:
    """One thing asked of a student's function, the call spelled out; an `Exercise` says more.

    Parameters
    ----------
    asked : str
        The call as a student would write it, such as ``"chord_gap(square, 0, 2, t=0.5)"``.
    call : callable
        Takes the student's function and makes that call.
    expected : array_like, bool or callable
        The right result, or a test of what came out that returns True or a sentence.
    hint : str
        What to look at when it is wrong.
    """

    asked: str
    call: Callable
    expected: object
    hint: str = ""
    rtol: float = 1e-6
    atol: float = field(default=1e-9)


@dataclass(frozen=True)
class Report:
    """The outcome of a check; ``passed`` is True when every case is right.

    Parameters
    ----------
    title : str
    passed : bool
    lines : tuple of str
    written : bool
        False where the exercise is not begun.
    given : mapping
        The arguments of the call that the report speaks of.
    """

    title: str
    passed: bool
    lines: tuple[str, ...]
    written: bool = True
    given: Mapping = field(default_factory=dict, repr=False, compare=False)

    @property
    def arguments(self) -> dict:
        """Fresh copies of the call's arguments: ``my_function(**check.arguments)`` repeats it.

        Examples
        --------
        >>> Report("the square", False, (), given={"x": 3.0}).arguments
        {'x': 3.0}
        """
        return copy.deepcopy(dict(self.given))

    def __repr__(self) -> str:
        return "\n".join([f"{self._mark()} {self.title}", *(f"   {line}" for line in self.lines)])

    def _mark(self) -> str:
        return "✓" if self.passed else "✗" if self.written else "○"

    def _repr_html_(self) -> str:
        tone = "#00855f" if self.passed else "#d55e00" if self.written else "#66727f"
        rows = "".join(
            f"<div style='margin-left:1.6em'>{escape(line)}</div>" for line in self.lines
        )
        return (
            f"<div style='border-left:4px solid {tone};padding:4px 12px'>"
            f"<b>{self._mark()} {escape(self.title)}</b>{rows}</div>"
        )


def run_check(title: str, function: Callable, cases: Sequence[Case]) -> Report:
    """Try the cases in order and stop at the first that is wrong.

    Parameters
    ----------
    title : str
        What the exercise asks for.
    function : callable
        What the student wrote.
    cases : sequence of Case

    Returns
    -------
    Report
    """
    for number, case in enumerate(cases):
        outcome = run_student(lambda: case.call(function), function)  # noqa: B023 - called at once
        if not outcome.written:
            return Report(title, False, outcome.told, written=False)
        if outcome.told:
            return Report(title, False, (f"asked: {case.asked}", *outcome.told, *_hint(case)))
        try:
            wrong = _wrong(case, outcome.value)
        except Exception:  # the test of the case expected another kind of thing
            came = show(outcome.value)
            wrong = (f"came out: {came}, which is not what was asked for", *_hint(case))
        if wrong:
            right = (f"{number} of {len(cases)} cases are right so far",) if number else ()
            return Report(title, False, (f"asked: {case.asked}", *wrong, *right))
    return Report(title, True, (f"all {len(cases)} cases are right",))


def _wrong(case: Case, got) -> tuple[str, ...]:
    if got is None:
        return ("came out: None; does the function end with `return`?",)
    if callable(case.expected):
        verdict = case.expected(got)
        if isinstance(verdict, bool | np.bool_):
            return () if verdict else (f"came out: {show(got)}", *_hint(case))
        return (f"came out: {show(got)}", str(verdict), *_hint(case))
    try:
        got_array, want = np.asarray(got, dtype=float), np.asarray(case.expected, dtype=float)
    except (TypeError, ValueError):
        return (f"came out: {show(got)}, which is not a number or an array of numbers",)
    if got_array.shape != want.shape:
        return (f"came out: shape {got_array.shape}, should be {want.shape}", *_hint(case))
    if not np.allclose(got_array, want, rtol=case.rtol, atol=case.atol, equal_nan=True):
        return (f"came out: {show(got_array)}, should be {show(want)}", *_hint(case))
    return ()


def _hint(case: Case) -> tuple[str, ...]:
    return (f"look at: {case.hint}",) if case.hint else ()
