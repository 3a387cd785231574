"""How an exercise is checked: what was asked, what came out, what to look at.

A check never raises, so that Run All goes through an unfinished notebook; it returns a `Report`,
which the cell shows.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np


@dataclass(frozen=True)
class Case:
    """One thing asked of a student's function.

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
    """The outcome of a check; ``passed`` is True when every case is right."""

    title: str
    passed: bool
    lines: tuple[str, ...]
    written: bool = True

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
        try:
            got = case.call(function)
        except NotImplementedError:
            line = "not written yet: replace the line `raise NotImplementedError`"
            return Report(title, False, (line,), written=False)
        except Exception as error:
            return Report(title, False, _raised(case, function, error))
        try:
            wrong = _wrong(case, got)
        except Exception:  # the test of the case expected another kind of thing
            wrong = (f"came out: {_show(got)}, which is not what was asked for", *_hint(case))
        if wrong:
            right = (f"{number} of {len(cases)} cases are right so far",) if number else ()
            return Report(title, False, (f"asked: {case.asked}", *wrong, *right))
    return Report(title, True, (f"all {len(cases)} cases are right",))


def _raised(case: Case, function: Callable, error: Exception) -> tuple[str, ...]:
    frames = traceback.extract_tb(error.__traceback__)
    file = getattr(getattr(function, "__code__", None), "co_filename", None)
    # The student's own line says more than the one in numpy that it called.
    last = next((f for f in reversed(frames) if f.filename == file), frames[-1])
    place = f" (line {last.lineno}: {last.line})" if last.line else ""
    return (f"asked: {case.asked}", f"raised: {type(error).__name__}: {error}{place}",
            *_hint(case))  # fmt: skip


def _wrong(case: Case, got) -> tuple[str, ...]:
    if got is None:
        return ("came out: None; does the function end with `return`?",)
    if callable(case.expected):
        verdict = case.expected(got)
        if isinstance(verdict, bool | np.bool_):
            return () if verdict else (f"came out: {_show(got)}", *_hint(case))
        return (f"came out: {_show(got)}", str(verdict), *_hint(case))
    try:
        got_array, want = np.asarray(got, dtype=float), np.asarray(case.expected, dtype=float)
    except (TypeError, ValueError):
        return (f"came out: {_show(got)}, which is not a number or an array of numbers",)
    if got_array.shape != want.shape:
        return (f"came out: shape {got_array.shape}, should be {want.shape}", *_hint(case))
    if not np.allclose(got_array, want, rtol=case.rtol, atol=case.atol, equal_nan=True):
        return (f"came out: {_show(got_array)}, should be {_show(want)}", *_hint(case))
    return ()


def _hint(case: Case) -> tuple[str, ...]:
    return (f"look at: {case.hint}",) if case.hint else ()


def _show(value) -> str:
    several = isinstance(value, np.ndarray) and value.ndim
    text = np.array2string(value, precision=6) if several else str(value)
    return text if len(text) <= 120 else text[:117] + "..."
