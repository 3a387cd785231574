"""Argument checks: the messages name the argument, the rule, what came and what to do."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib import checks

not_numbers = st.one_of(st.none(), st.text(), st.booleans(), st.lists(st.integers()), st.just(1j))


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: checks.number("lr", "x"), TypeError, r"^lr must be a number, got 'x'$"),
        (lambda: checks.number("lr", True), TypeError, r"^lr must be a number, got True$"),
        (lambda: checks.number("lr", np.nan), ValueError, r"^lr must be finite, got nan$"),
        (lambda: checks.number("lr", np.inf, "try 1"), ValueError, r"finite, got inf; try 1$"),
        (lambda: checks.number("lr", np.ones(2)), TypeError, r"got an array of shape \(2,\)$"),
        (lambda: checks.positive("lr", 0), ValueError, r"^lr must be positive, got 0"),
        (lambda: checks.positive("lr", -1, "take 0.1"), ValueError, r"got -1.*; take 0.1$"),
        (lambda: checks.non_negative("k", -1), ValueError, r"^k must be zero or positive, got -1"),
        (lambda: checks.in_range("t", 1.5, 0, 1), ValueError, r"^t must be in \[0, 1\], got 1.5$"),
        (lambda: checks.in_range("β", 1, 0, 1, "[)"), ValueError, r"^β must be in \[0, 1\), got 1"),
        (lambda: checks.in_range("β", 0, 0, 1, "(]"), ValueError, r"^β must be in \(0, 1\], got 0"),
        (lambda: checks.integer("n", 2.0), TypeError, r"^n must be a whole number, got 2.0$"),
        (lambda: checks.integer("n", True), TypeError, r"^n must be a whole number, got True$"),
        (lambda: checks.integer("n", 0, low=1), ValueError, r"^n must be at least 1, got 0$"),
        (
            lambda: checks.choice("c", "x", "ab"),
            ValueError,
            r"^c must be one of 'a', 'b', got",
        ),
        (lambda: checks.array("X", "no"), TypeError, r"^X must be an array of numbers, got 'no'$"),
        (lambda: checks.array("X", [[1], [1, 2]]), TypeError, r"^X must be an array of numbers"),
        (lambda: checks.array("X", ["1", "2"]), TypeError, r"^X must be an array of numbers, got"),
        (lambda: checks.array("X", [1.0, None]), TypeError, r"^X must be an array of numbers"),
        (lambda: checks.array("X", [1.0, 2j]), TypeError, r"^X must be real, got .*; take \.real"),
        (lambda: checks.same_length(X=[1], y=3), TypeError, r"^y must be an array with one row"),
        (lambda: checks.instance("f", 3, OSError), TypeError, r"^f must be an OSError, got 3$"),
        (
            lambda: checks.instance("f", FileNotFoundError, OSError),
            TypeError,
            r"write FileNotFoundError\(\.\.\.\)$",
        ),
        (
            lambda: checks.function("f", 3, "try len"),
            TypeError,
            r"^f must be a function, got 3; tr",
        ),
        (lambda: checks.array("X", [1.0], ndim=2), ValueError, r"^X must be an array with 2 axes"),
        (
            lambda: checks.array("X", [[1.0, 2.0], [3.0, np.nan]]),
            ValueError,
            r"^X must be finite everywhere.*; the first bad entry is \[1, 1\]$",
        ),
        (lambda: checks.points("x", 3.0, 1), ValueError, r"^x must be a point: .*; write \[3.0\]$"),
        (
            lambda: checks.points("x", [1.0], 2),
            ValueError,
            r"points with 2 coordinates on",
        ),
        (lambda: checks.vector("g", [1.0], 2), ValueError, r"^g must be a vector of 2 entries"),
        (
            lambda: checks.same_length(X=np.ones(3), y=np.ones(2)),
            ValueError,
            r"^X and y must have equally many rows: X has 3, y has 2$",
        ),
        (
            lambda: checks.generator("rng", 0),
            TypeError,
            r"^rng must be a numpy Generator, got 0; pass np.random.default_rng\(0\)$",
        ),
    ],
)
def test_messages(call, kind, message):
    with pytest.raises(kind, match=message):
        call()


def test_clean_values_come_back():
    assert checks.number("a", np.float32(0.5)) == 0.5
    assert checks.number("a", np.array(2.0)) == 2.0
    assert type(checks.number("a", np.int64(3))) is float
    assert type(checks.integer("n", np.int64(3))) is int
    assert checks.in_range("t", 0, 0, 1) == 0.0
    assert checks.non_negative("k", 0) == 0.0
    assert checks.choice("c", "b", ["a", "b"]) == "b"
    assert checks.array("X", [1, 2]).dtype == float
    assert checks.array("X", [np.inf], finite=False)[0] == np.inf
    assert checks.points("x", [[1, 2]], None).shape == (1, 2)
    checks.same_length(a=[1, 2], b=[3, 4])
    rng = np.random.default_rng(0)
    assert checks.generator("rng", rng) is rng


def test_arrays_of_any_real_type_become_floats():
    for value in ([1, 2], (True, False), np.float32([1.5]), [Fraction(1, 4)], [], np.uint8([255])):
        out = checks.array("X", value)
        assert out.dtype == float
        np.testing.assert_array_equal(out, [float(v) for v in value])
    x = np.array([1.0])
    assert checks.array("X", x) is x, "no copy of what is right"


def test_long_values_are_cut():
    with pytest.raises(TypeError, match=r"got 'x{50,57}\.\.\.$") as caught:
        checks.number("a", "x" * 500)
    assert len(str(caught.value)) < 100


@given(st.floats())
def test_every_float_is_taken_or_refused_by_name(value):
    for check, ok in [
        (checks.number, np.isfinite(value)),
        (checks.positive, np.isfinite(value) and value > 0),
        (checks.non_negative, np.isfinite(value) and value >= 0),
    ]:
        if ok:
            assert check("lr", value) == value
        else:
            with pytest.raises(ValueError, match=r"^lr must be "):
                check("lr", value)


@given(not_numbers)
def test_what_is_no_number_is_a_type_error(value):
    for check in (checks.number, checks.positive, checks.integer):
        with pytest.raises(TypeError, match=r"^lr must be "):
            check("lr", value)


@given(st.floats(-10, 10), st.sampled_from(["[]", "[)", "(]", "()"]))
def test_ends_of_a_range(value, ends):
    inside = (value > -1 or (value == -1 and ends[0] == "[")) and (
        value < 1 or (value == 1 and ends[1] == "]")
    )
    if inside:
        assert checks.in_range("t", value, -1, 1, ends) == value
    else:
        with pytest.raises(ValueError, match=r"^t must be in"):
            checks.in_range("t", value, -1, 1, ends)
