"""The words for a difference, one by one; what is written out, cut, or taken for the same."""

import sys
from functools import partial

import numpy as np
import pytest

from course_lib.exercises import Ask, Exercise, Slip
from course_lib.exercises.compare import alike, changed, difference, literal, show, stand_in
from course_lib.exercises.student_code import (
    Cut,
    Limited,
    Outcome,
    name_of,
    noticing_prints,
    run_student,
)

ROWS = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
NO_NUMBER = ", which is not a number or an array of numbers"
RAGGED = ", which is not one array: its parts have different shapes"


def named(x):
    return x


def yielding():
    yield 1.0


class Broken:
    """Neither to be printed nor compared."""

    def __str__(self):
        raise RuntimeError

    __eq__ = __array__ = __repr__ = __str__
    __hash__ = None


KINDS = [
    (None, 1.0, "None; does the function end with `return`?"),
    (yielding(), 1.0, "a generator; collect the values in a list and `return` it, without `yield`"),
    (map(abs, [1]), 1.0, "a map object; write np.array(list(…)) around it"),
    (range(3), 1.0, "a range object; write np.array(list(…)) around it"),
    (zip([1]), 1.0, "a zip object; write np.array(list(…)) around it"),
    (filter(None, [1]), 1.0, "a filter object; write np.array(list(…)) around it"),
    (named, 1.0, "a function; did you forget to call it, named(…)?"),
    (lambda: 0, 1.0, "a function"),
    ({"a": 1}, 1.0, "{'a': 1}, a dictionary" + NO_NUMBER),
    ({1}, 1.0, "{1}, a set" + NO_NUMBER),
    ("a", 1.0, "a, a text" + NO_NUMBER),
    ([], 1.0, "[], with nothing in it"),
    ([1, None], 1.0, "[1, None]; one of its parts is None"),
    ([[1, None], 2], 1.0, "[[1, None], 2]; one of its parts is None"),
    ([[1, 2], [3]], 1.0, "[[1, 2], [3]]" + RAGGED),
    ([[1, [2]], [3]], 1.0, "[[1, [2]], [3]]" + RAGGED),
    (1j, 1.0, "1j, complex numbers; real ones were asked for"),
    (np.array(["a"]), 1.0, "['a']" + NO_NUMBER),
    (Broken(), 1.0, "a Broken" + NO_NUMBER),
]


@pytest.mark.parametrize(("got", "want", "said"), KINDS, ids=[said for _, _, said in KINDS])
def test_a_thing_that_is_never_asked_for(got, want, said):
    found = difference(got, want)
    assert found.lines == (f"came out: {said}",)
    assert found.explained


SHAPES = [
    (3.0, [1.0, 2.0], "3.0, one number; should be an array of shape (2,)", "this is their sum"),
    ([1.0, 2.0], 3.0, "shape (2,), should be one number", "their sum is right"),
    ([1.0, 3.0], 2.0, "shape (2,), should be one number", "their mean is right"),
    ([1.0, 2.0], 5.0, "shape (2,), should be one number", ""),
    ([7.0], 7.0, "shape (1,), should be one number",
     "the numbers are right, only the shape is not"),
    (9.0, ROWS, "9.0, one number; should be an array of shape (3, 2)", ""),
    (21.0, ROWS, "21.0, one number; should be an array of shape (3, 2)", "this is their sum"),
    ([7.0], ROWS, "shape (1,), should be (3, 2)", ""),
    (ROWS[-1], ROWS, "shape (2,), should be (3, 2)",
     "this is the last one alone: return all of them"),
    (ROWS[0], ROWS, "shape (2,), should be (3, 2)",
     "this is the first one alone: return all of them"),
    (ROWS[1:], ROWS, "shape (2, 2), should be (3, 2)",
     "the first one is missing: begin with the start"),
    (ROWS[:-1], ROWS, "shape (2, 2), should be (3, 2)", "the last one is missing"),
    (ROWS.T, ROWS, "shape (2, 3), should be (3, 2)", "rows and columns are exchanged"),
    (ROWS.ravel(), ROWS, "shape (6,), should be (3, 2)",
     "the numbers are right, only the shape is not"),
]  # fmt: skip


@pytest.mark.parametrize(("got", "want", "said", "proved"), SHAPES, ids=str)
def test_another_shape(got, want, said, proved):
    found = difference(got, want)
    assert found.lines == (f"came out: {said}", *([proved] if proved else []))
    assert found.explained is bool(proved)


@pytest.mark.parametrize(
    ("got", "want", "lines", "explained"),
    [
        (True, True, (), False),
        (np.bool_(True), True, (), False),
        (False, True, ("came out: False",), False),
        (np.True_, False, ("came out: True",), False),
        (1, True, ("came out: 1", "should be True: True or False"), True),
        (np.array([1.0]), True, ("came out: [1.]", "should be True: True or False"), True),
        (
            np.array([True, True]),
            True,
            ("came out: [ True  True]", "should be True, one True or False for all of them"),
            True,
        ),
        (1 + 5e-7, 1.0, (), False),
        (5e-10, 0.0, (), False),
        ([np.nan], [np.nan], (), False),
        (1.000002, 1.0, ("came out: 1.000002, should be 1.0",), False),
        (2e-09, 0.0, ("came out: 2e-09, should be 0.0",), False),
    ],
)
def test_verdicts_and_numbers(got, want, lines, explained):
    found = difference(got, want)
    assert (found.lines, found.explained, bool(found)) == (lines, explained, bool(lines))


def test_a_wide_tolerance_is_told_and_a_part_is_named():
    found = difference(1.2, 1.0, rtol=0.05, why="noise")
    assert found.lines == ("came out: 1.2, should be 1.0 within 5 % (noise)",)
    assert not difference(1.04, 1.0, rtol=0.05)
    part = difference(3.0, [1.0, 2.0]).of("z")
    assert part.lines[0].startswith("z came out: 3.0")
    assert difference([0.5, 0.52], 1.0, rtol=0.05).lines[1] == "their sum is right"
    assert difference(5.0, [5.0]).lines[1] == "the numbers are right, only the shape is not"
    assert (part.lines[1], part.explained) == ("this is their sum", True)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (True, "True"),
        (None, "None"),
        ("a", "'a'"),
        ([1, 2], "[1, 2]"),
        ((1,), "(1,)"),
        ((1, 2), "(1, 2)"),
        ([1], "[1]"),
        ([], "[]"),
        ((), "()"),
        (np.float64(2), "2.0"),
        (np.inf, "float('inf')"),
        (np.array([1.0, np.nan]), None),
        (np.array([1.0, np.inf]), None),
        (np.array([1, 2]), "np.array([1, 2])"),
        (np.array([True]), "np.array([True])"),
        (np.array(["a"]), None),
        (np.zeros(49, dtype=int), None),
        ([[1.0], (np.int64(2),)], "[[1.0], (2,)]"),
        ([object()], None),
        ({"a": 1}, None),
        ("x" * 74, repr("x" * 74)),
        ("x" * 75, None),
        ([1] * 25, repr([1] * 25)),
        ([1] * 26, None),
    ],
    ids=lambda v: str(v)[:20],
)
def test_what_can_be_pasted(value, text):
    assert literal(value) == text


def test_what_is_shown_in_its_place():
    class Bowl:
        name = "bowl"

        def __call__(self):
            return 0

    assert [stand_in(v) for v in (Bowl(), np.zeros(3), lambda x: x, "long", {})] == [
        "bowl", "<shape (3,)>", "…", "…", "…",
    ]  # fmt: skip
    assert show("a" * 120) == "a" * 120
    assert show("a" * 121) == "a" * 117 + "..."
    assert show(np.array([1 / 3])) == "[0.333333]"
    assert show(np.float64(1 / 3)) == str(1 / 3)
    assert show(Broken()) == "a Broken"


def test_what_counts_as_the_same():
    assert alike(1.0, 1.0 + 5e-7)
    assert not alike(1.0, 1.0 + 5e-6)
    assert alike(0.0, 0.9e-12)
    assert not alike(0.0, 1.2e-12)
    assert alike([np.nan], [np.nan])
    assert alike("a", "a")
    assert alike(([1.0], [1.0, 2.0]), [np.array([1.0]), (1.0, 2.0)])
    assert not alike(([1.0], [1.0, 2.0]), ([1.0],))
    assert not alike(([9.0], [1.0, 2.0]), ([1.0], [1.0, 2.0]))
    assert not alike(Broken(), Broken())
    before = {"x": np.zeros(2), "y": [1.0], "z": {"a": [1.0]}, "n": 1.0}
    same = {"x": np.zeros(2), "y": [1.0], "z": {"a": [1.0]}, "n": 2.0}
    assert changed(before, same) == ()
    assert changed(before, same | {"z": {"a": [2.0]}, "x": np.ones(2)}) == ("x", "z")
    assert changed(before, same | {"z": {"b": [1.0]}}) == ("z",)


class TestStudentCode:
    def test_lines_are_counted_to_the_last_that_is_allowed(self):
        def five(n):
            total = 0
            total += n
            total += n
            total += n
            return total

        assert run_student(partial(five, 2), five, lines=5) == Outcome(value=6, lines=5)
        cut = run_student(partial(five, 2), five, lines=4)
        assert (cut.value, cut.lines, cut.unreadable, cut.written) == (None, 5, False, True)
        assert cut.told[0].startswith("stopped after 4 lines of your code, in line ")
        assert cut.told[0].endswith(" of five `return total`: what ends this loop?")

    def test_outcomes(self):
        def raising(x):
            raise ValueError("no")

        def unwritten(x):
            raise NotImplementedError

        def outer(x):
            return unwritten(x)

        def leaving(x):
            raise SystemExit(3)

        error = run_student(partial(raising, 1), raising)
        assert (error.error, error.unreadable, error.explained) == ("ValueError: no", False, False)
        assert error.told[0].startswith("raised: ValueError: no (line ")
        assert error.told[0].endswith(' of raising: raise ValueError("no"))')
        assert error.lines == 1
        missing = run_student(lambda: unwritten(1), unwritten)
        assert (missing.written, missing.error, missing.lines) == (False, "", 0)
        assert missing.told == ("not written yet: replace the line `raise NotImplementedError`",)
        inner = run_student(lambda: outer(1), outer)
        assert inner.told == ("`unwritten`, which it calls, is not written yet",)
        assert run_student(lambda: leaving(1), leaving).error == "SystemExit: 3"
        default = Outcome()
        assert (default.value, default.told, default.error, default.lines) == (None, (), "", 0)
        assert (default.written, default.unreadable, default.explained) == (True, False, False)

    def test_limited_calls(self):
        once = Limited(abs, 1, "enough")
        assert (once.__name__, once(-3.0), once.used) == ("abs", 3.0, 1)
        with pytest.raises(Cut) as cut:
            once(1.0)
        assert (cut.value.lines, once.used) == (("enough",), 2)
        with pytest.raises(TypeError, match=r"^function must be callable, got 3$"):
            Limited(3, 1, "enough")
        assert run_student(lambda: once(1.0), once).told == ("enough",)

    def test_names(self):
        assert (name_of(named), name_of(lambda: 0), name_of(lambda: 0, "f")) == (
            "named", "your function", "f",
        )  # fmt: skip

    def test_prints_are_let_through_up_to_a_page(self, capsys):
        with noticing_prints() as out:
            print("a" * 1999)
            print("b" * 50)
        assert out.printed == 2000 + 51
        assert capsys.readouterr().out == "a" * 1999 + "\n"
        with noticing_prints():
            assert sys.stdout.encoding.lower() == "utf-8"
        with noticing_prints() as out:
            assert out.write("abc") == 3
        assert out.printed == 3


def test_a_case_may_be_a_question():
    check = Exercise("even", "even(n)", (Ask((3,), lambda got: got % 2 == 0, "divide by 2"),))
    assert check(lambda n: 2 * n).passed
    assert check(lambda n: n).lines[1:] == ("came out: 3", "look at: divide by 2")
    words = Exercise("even", "even(n)", (Ask((3,), lambda got: got % 2 == 0 or "odd"),))
    assert words(lambda n: n).lines[1:] == ("came out: 3", "odd")


def test_a_hint_comes_with_what_was_changed_in_place():
    def spoiling(x):
        x += 1.0
        return 7.0

    check = Exercise("the sum", "total(x)", (Ask((np.ones(2),), 2.0, "add them"),))
    assert check(spoiling).lines[1] == "came out: 7.0, should be 2.0"
    assert check(spoiling).lines[2].startswith("`x` was changed in place, too: the caller's `x`")
    assert check(spoiling).lines[3] == "look at: add them"


def test_cases_and_slips_that_are_no_ones_fault():
    for make, kind, said in (
        (lambda: Ask([1.0], 1.0), TypeError,
         "arguments must be a tuple, got [1.0]; for one write (x,)"),
        (lambda: Ask((1.0,), None), TypeError, "expected must be what should come out, got None"),
        (lambda: Ask((1.0,), 1.0, rtol=1.1e-4), ValueError,
         'a tolerance of 0.011 % needs its reason: Ask(..., why="...")'),
        (lambda: Slip("s", 3, "h"), TypeError, "the solution of slip 's' must be a function"),
        (lambda: Slip("s", abs, ""), ValueError, "slip 's' needs a hint"),
    ):  # fmt: skip
        with pytest.raises(kind) as told:
            make()
        assert str(told.value) == said
    case = Ask((1.0,), 1.0, rtol=1e-4)
    assert (case.rtol, case.atol, Ask((1.0,), 1.0).rtol) == (1e-4, 1e-9, 1e-6)
