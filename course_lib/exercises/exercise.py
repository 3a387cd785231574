"""How an exercise is checked: what was asked, what came out, what to look at.

A check never raises, so that Run All goes through an unfinished notebook; it returns a `Report`,
which the cell shows. An `Exercise` is data: the call that is asked for, the cases, and the known
slips, each a wrong solution with its own hint.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from course_lib.exercises.compare import (
    Difference,
    alike,
    changed,
    difference,
    literal,
    show,
    stand_in,
)
from course_lib.exercises.contract import Contract
from course_lib.exercises.report import Report
from course_lib.exercises.student_code import (
    LINES,
    Outcome,
    name_of,
    noticing_prints,
    run_student,
)


@dataclass(frozen=True)
class Ask:
    """One call of a student's function, and what should come out.

    Parameters
    ----------
    arguments : tuple
        In the order of the exercise's parameters. The function gets copies.
    expected : array_like, bool, tuple or callable
        The right result (a tuple: part by part), or a test of what came out that returns True or
        a sentence.
    hint : str
        What to look at when it is wrong, where no known slip explains it.
    use : callable, optional
        ``use(function, *arguments)`` for what is not one plain call; its value is judged.
    then : str
        What `use` does with the result, in words for the message.
    rtol, atol : float
    why : str
        The reason of a relative tolerance over 1e-4, which the message tells.

    Examples
    --------
    >>> Ask((2.0, 0.5), 1.0, rtol=0.05)
    Traceback (most recent call last):
    ValueError: a tolerance of 5 % needs its reason: Ask(..., why="...")
    """

    arguments: tuple
    expected: object
    hint: str = ""
    use: Callable | None = None
    then: str = ""
    rtol: float = 1e-6
    atol: float = 1e-9
    why: str = ""

    def __post_init__(self):
        if not isinstance(self.arguments, tuple):
            raise TypeError(
                f"arguments must be a tuple, got {self.arguments!r}; for one write (x,)"
            )
        if self.expected is None:
            raise TypeError("expected must be what should come out, got None")
        if self.rtol > 1e-4 and not self.why:
            raise ValueError(
                f'a tolerance of {100 * self.rtol:g} % needs its reason: Ask(..., why="...")'
            )


@dataclass(frozen=True)
class Slip:
    """A usual wrong solution; an answer that equals its answer is met by its hint.

    Parameters
    ----------
    name : str
        The slip in a few words.
    solution : callable
        The wrong function.
    hint : str
        What to look at; for a slip that the machinery itself tells, some words of its sentence.
    alike : str
        The name of another slip that may have the same hint.
    """

    name: str
    solution: Callable
    hint: str
    alike: str = ""

    def __post_init__(self):
        if not callable(self.solution):
            raise TypeError(f"the solution of slip {self.name!r} must be a function")
        if not self.hint:
            raise ValueError(f"slip {self.name!r} needs a hint")


@dataclass(frozen=True)
class Exercise:
    """What is asked for, the cases and the known slips; called with a solution, it reports.

    Parameters
    ----------
    title : str
        What the exercise asks for.
    asked : str
        The call with its parameters, and the parts of the result where there are several:
        ``"divide_gate(x, y) -> z, back(dz)"``, in which ``back`` is a function.
    cases : sequence of Ask, or callable
        A function without parameters that makes them where that takes time.
    slips : sequence of Slip
    in_place : bool
        Whether the solution may change its arguments.
    lines : int
        How many lines of the student's code one case may run.

    Examples
    --------
    >>> check = Exercise("the square", "square(x)", (Ask((3.0,), 9.0, "multiply x by itself"),))
    >>> check(lambda x: x**2)
    ✓ the square
       its one case is right
    >>> check(lambda x: 2 * x)
    ✗ the square
       asked: square(x=3.0)
       came out: 6.0, should be 9.0
       look at: multiply x by itself
    """

    title: str
    asked: str
    cases: Sequence[Ask] | Callable[[], Sequence[Ask]]
    slips: Sequence[Slip] = ()
    in_place: bool = False
    lines: int = LINES

    @cached_property
    def contract(self) -> Contract:
        """The name, the parameters and the parts of the result."""
        return Contract.read(self.asked)

    @cached_property
    def asks(self) -> tuple[Ask, ...]:
        """The cases, each with as many arguments as the exercise has parameters."""
        cases = tuple(self.cases() if callable(self.cases) else self.cases)
        names = self.contract.parameters
        for number, case in enumerate(cases, 1):
            if len(case.arguments) != len(names):
                raise ValueError(f"case {number} of {self.title!r} has {len(case.arguments)} "
                                 f"arguments, but {self.asked} has {len(names)}")  # fmt: skip
        if not cases:
            raise ValueError(f"{self.title!r} needs at least one case")
        return cases

    def __call__(self, function: Callable) -> Report:
        """Try the cases in order and stop at the first that is wrong."""
        refused = self.contract.refuses(function)
        if refused:
            return self._report(refused, self.asks[0])
        for number, case in enumerate(self.asks):
            outcome = self.run(function, case)
            if not outcome.written:
                return replace(self._report(outcome.told, case), written=False)
            if outcome.told:
                so_far = (f"{number} of {len(self.asks)} cases are right so far",) if number else ()
                hint = self._hint(case, outcome)
                call, again = self._call(function, case)
                return self._report((call, *outcome.told, *hint, *again, *so_far), case)
        count = len(self.asks)
        lines = (f"all {count} cases are right" if count > 1 else "its one case is right",)
        return replace(self._report(lines, self.asks[0]), passed=True)

    def run(self, function: Callable, case: Ask, lines: int | None = None) -> Outcome:
        """What one case gives: without ``told`` it is right.

        Parameters
        ----------
        function : callable
        case : Ask
        lines : int, optional
            How many of the function's lines may run; those of the exercise.

        Returns
        -------
        Outcome
        """
        before = dict(zip(self.contract.parameters, case.arguments, strict=True))
        given = copy.deepcopy(before)
        lines = lines or self.lines
        with noticing_prints() as out:
            asked = self.contract.guard(function, lambda: out.printed > 0)
            use = case.use or (lambda f, *arguments: f(*arguments))
            outcome = run_student(lambda: use(asked, *given.values()), function, lines, marked=True)
            if outcome.told and not outcome.unreadable:
                return outcome
            if not outcome.told:
                verdict = run_student(
                    lambda: self._verdict(case, outcome.value), function, lines, marked=True
                )
                if not verdict.unreadable:
                    wrong = verdict.value or Difference(verdict.told, bool(verdict.told))
                    spoiled = () if self.in_place else changed(before, given)
                    told = (*wrong.lines, *_in_place(spoiled, right=not wrong))
                    explained = wrong.explained or (not wrong and bool(spoiled))
                    return replace(outcome, told=told, explained=explained)
        said = f"{asked.came_out()}, which is not what was asked for"
        return replace(outcome, told=(said,), unreadable=True, explained=True)

    def _verdict(self, case, got) -> Difference:
        if callable(case.expected):
            verdict = case.expected(got)
            if isinstance(verdict, bool | np.bool_):
                return Difference(() if verdict else (f"came out: {show(got)}",))
            return Difference((f"came out: {show(got)}", str(verdict)))
        if not isinstance(case.expected, tuple):
            return difference(got, case.expected, case.rtol, case.atol, case.why)
        names = list(self.contract.parts) or [f"part {k}" for k in range(1, len(got) + 1)]
        for name, part, want in zip(names, got, case.expected, strict=True):
            wrong = difference(part, want, case.rtol, case.atol, case.why)
            if wrong:
                return wrong.of(name)
        return Difference()

    def _hint(self, case, outcome) -> tuple[str, ...]:
        """The hint of the slip that gives the same; the case's own only where a value came out."""
        if outcome.value is None and not outcome.error:
            return ()  # nothing came out, and it is told why
        for slip in self.slips:
            theirs = self.run(slip.solution, case, self.lines // 10)
            if theirs.told and _same(outcome, theirs):
                return (f"look at: {slip.hint}",)
        if not case.hint or outcome.value is None or outcome.explained:
            return ()
        return (f"look at: {case.hint}",)

    def _call(self, function, case) -> tuple[str, tuple[str, ...]]:
        """The call in Python, and how to repeat it where it cannot be pasted."""
        name = name_of(function, self.contract.name)
        written = [literal(value) for value in case.arguments]
        shown = ", ".join(
            f"{parameter}={stand_in(value) if text is None else text}"
            for parameter, value, text in zip(
                self.contract.parameters, case.arguments, written, strict=True)
        )  # fmt: skip
        again = (f"to repeat it: {name}(**check.arguments)",) if None in written else ()
        return f"asked: {name}({shown}){case.then and ', '}{case.then}", again

    def _report(self, lines, case) -> Report:
        given = dict(zip(self.contract.parameters, case.arguments, strict=True))
        return Report(self.title, False, lines, given=given)


def _same(outcome, theirs) -> bool:
    if outcome.value is None or theirs.value is None:
        same_error = outcome.error and outcome.error == theirs.error
        return bool(same_error or outcome.told == theirs.told)
    return alike(outcome.value, theirs.value)


def _in_place(names, right) -> tuple[str, ...]:
    if not names:
        return ()
    name = names[0]
    said = (f"the answer is right, but `{name}` was changed in place" if right
            else f"`{name}` was changed in place, too")  # fmt: skip
    return (f"{said}: the caller's `{name}` is another one now. Work on {name}.copy(), and write "
            "`x = x - …` for `x -= …`",)  # fmt: skip
