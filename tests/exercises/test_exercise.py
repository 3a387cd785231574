"""An exercise names the call, the difference, the slip; it hands out copies and never raises."""

import numpy as np
import pytest

from course_lib.exercises import Ask, Exercise, Slip

X = np.arange(12.0).reshape(6, 2)


def scale(x, factor):
    return factor * x


def exercise(*cases, slips=(), asked="scale(x, factor)", **options):
    return Exercise("scaling", asked, cases, slips, **options)


SCALING = exercise(
    Ask((np.array([1.0, -2.0]), 3.0), [3.0, -6.0], "multiply"),
    Ask((np.array([4.0]), 0.5), [2.0], "the factor may be a half"),
    slips=(
        Slip("added", lambda x, factor: x + factor, "times, not plus"),
        Slip("lost sign", lambda x, factor: np.abs(factor * x), "keep the sign"),
        Slip("an error", lambda x, factor: x[5], "there is no sixth entry"),
    ),
)


def lines(check, function):
    return check(function).lines


def test_a_right_answer_is_short():
    assert repr(SCALING(scale)) == "✓ scaling\n   all 2 cases are right"


def test_a_wrong_one_names_the_students_function_and_a_call_to_paste():
    def mine(x, factor):
        return x

    report = SCALING(mine)
    asked = report.lines[0].removeprefix("asked: ")
    assert asked == "mine(x=np.array([1.0, -2.0]), factor=3.0)"
    assert np.array_equal(eval(asked), mine(**report.arguments))
    assert report.lines[1:] == ("came out: [ 1. -2.], should be [ 3. -6.]", "look at: multiply")


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        (lambda x, factor: factor + x, "look at: times, not plus"),
        (lambda x, factor: [3, 6], "look at: keep the sign"),
        (lambda x, factor: x[5], "look at: there is no sixth entry"),
        (lambda x, factor: 2 * x, "look at: multiply"),
    ],
)
def test_a_slip_is_known_by_what_it_gives(wrong, hint):
    assert lines(SCALING, wrong)[-1] == hint


def test_a_slip_that_is_right_in_this_case_is_not_named():
    right_at_first = exercise(
        Ask((1.0, 2.0), 2.0, "h"), Ask((3.0, 2.0), 6.0, "general"),
        slips=(Slip("doubling the factor", lambda x, factor: factor, "x counts"),),
    )  # fmt: skip
    assert "look at: x counts" in lines(right_at_first, lambda x, factor: factor)
    assert "look at: general" in lines(right_at_first, lambda x, factor: factor**x)


def test_slips_are_not_tried_where_nothing_came_out():
    tried = []
    slip = Slip("nothing", lambda x, factor: tried.append(x), "h")
    check = exercise(Ask((1.0, 2.0), 2.0), slips=(slip,))
    assert lines(check, lambda x, factor: None)[-1].startswith("came out: None")
    assert not tried


def test_what_is_right_so_far_is_counted():
    assert lines(SCALING, lambda x, factor: 3 * x)[-1] == "1 of 2 cases are right so far"


def test_large_data_stay_on_the_report():
    large = exercise(Ask((np.ones((40, 2)), 3.0), np.ones((40, 2)), "h"))
    report = large(scale)
    assert report.lines[0] == "asked: scale(x=<shape (40, 2)>, factor=3.0)"
    assert "to repeat it: scale(**check.arguments)" in report.lines
    report.arguments["x"][:] = 0
    assert scale(**report.arguments).sum() == 240


def test_every_call_gets_its_own_copy():
    start = np.array([1.0, 2.0])
    twice = exercise(Ask((start, 2.0), [2.0, 4.0], "h"), Ask((start, 3.0), [3.0, 6.0], "h"))

    def in_place(x, factor):
        x *= factor
        return x

    told = lines(twice, in_place)
    assert told[1].startswith("the answer is right, but `x` was changed in place")
    assert start.tolist() == [1.0, 2.0]
    allowed = exercise(*twice.asks, in_place=True)
    assert allowed(in_place).passed
    assert start.tolist() == [1.0, 2.0]


def test_a_wrong_answer_that_changes_its_argument_is_told_both():
    def in_place(x, factor):
        x += factor
        return x

    told = lines(SCALING, in_place)
    assert told[1].startswith("came out: [4. 1.]")
    assert told[2].startswith("`x` was changed in place, too")
    assert told[3] == "look at: times, not plus"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (lambda x, factor: None, "came out: None; does the function end with `return`?"),
        (lambda x, factor: print(x), "came out: None; the function prints its answer: `return`"),
        (lambda x, factor: "six", "came out: six, a text"),
        (lambda x, factor: {"x": 1}, "came out: {'x': 1}, a dictionary"),
        (lambda x, factor: [[1], [2, 3]], "came out: [[1], [2, 3]], which is not one array"),
        (lambda x, factor: [[[1], [2, 3]]], "came out: [[[1], [2, 3]]], which is not one array"),
        (lambda x, factor: [None, 1], "came out: [None, 1]; one of its parts is None"),
        (lambda x, factor: [], "came out: [], with nothing in it"),
        (lambda x, factor: (y for y in x), "came out: a generator"),
        (lambda x, factor: map(abs, x), "came out: a map object; write np.array(list(…))"),
        (lambda x, factor: scale, "came out: a function; did you forget to call it, scale(…)?"),
        (lambda x, factor: 1j * x, "came out: [ 0.+1.j -0.-2.j], complex numbers"),
    ],
)
def test_what_is_no_answer_is_told_without_a_hint(answer, told):
    found = lines(SCALING, answer)
    assert found[1].startswith(told), found
    assert not any("look at" in line for line in found)


@pytest.mark.parametrize(
    ("answer", "want", "told"),
    [
        ([1.0, 2.0], 3.0, ("came out: shape (2,), should be one number", "their sum is right")),
        ([2.0, 4.0], 3.0, ("came out: shape (2,), should be one number", "their mean is right")),
        (3.0, [1.0, 2.0], ("came out: 3.0, one number; should be an array of shape (2,)",
                           "this is their sum")),
        (X[-1], X, ("came out: shape (2,), should be (6, 2)",
                    "this is the last one alone: return all of them")),
        (X[0], X, ("came out: shape (2,), should be (6, 2)",
                   "this is the first one alone: return all of them")),
        (X[1:], X, ("came out: shape (5, 2), should be (6, 2)",
                    "the first one is missing: begin with the start")),
        (X[:-1], X, ("came out: shape (5, 2), should be (6, 2)", "the last one is missing")),
        (X.T, X, ("came out: shape (2, 6), should be (6, 2)", "rows and columns are exchanged")),
        (X.ravel(), X, ("came out: shape (12,), should be (6, 2)",
                        "the numbers are right, only the shape is not")),
        (np.ones(4), X, ("came out: shape (4,), should be (6, 2)", "look at: general")),
    ],
)  # fmt: skip
def test_another_shape_is_explained_where_the_numbers_prove_it(answer, want, told):
    check = exercise(Ask((), want, "general"), asked="f()")
    assert lines(check, lambda: answer)[1:] == told


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (1, "should be True: True or False"),
        (np.array([True, True]), "should be True, one True or False for all of them"),
        (False, "came out: False"),
        (np.False_, "came out: False"),
    ],
)
def test_a_verdict_is_one_true_or_false(answer, told):
    check = exercise(Ask((), True), asked="f()")
    assert told in lines(check, lambda: answer)
    assert check(lambda: np.True_).passed


def step(w, slope):
    return w - slope


def renamed(w, s):
    return w - s


def swapped(slope, w):
    return w - slope


def more(w, slope, lr):
    return w - lr * slope


def fewer(w):
    return w


def by_name(w, *, slope):
    return w - slope


@pytest.mark.parametrize(
    ("function", "yours", "why"),
    [
        (renamed, "renamed(w, s)", "the parameter `s` should be named `slope`"),
        (swapped, "swapped(slope, w)", "the parameters stand in another order"),
        (more, "more(w, slope, lr)", "the parameter `lr` was not asked for"),
        (fewer, "fewer(w)", "the parameter `slope` is missing"),
        (by_name, "by_name(w, slope)", "drop the `*`"),
        (lambda: 1, "step()", "the parameter `w` is missing"),
    ],
)
def test_other_parameters_are_named(function, yours, why):
    check = exercise(Ask((2.0, 1.0), 1.0), asked="step(w, slope)")
    report = check(function)
    assert report.lines[:2] == ("asked for: step(w, slope)", f"yours is: {yours}")
    assert why in report.lines[2]
    assert report.arguments == {"w": 2.0, "slope": 1.0}


def test_other_ways_to_take_the_parameters_are_fine():
    check = exercise(Ask((2.0, 1.0), 1.0), asked="step(w, slope)")
    for function in (step, lambda *a: a[0] - a[1], lambda w, slope, lr=1: w - lr * slope,
                     lambda w, slope=0, **more: w - slope):  # fmt: skip
        assert check(function).passed, check(function)


def test_what_is_no_function():
    assert lines(SCALING, 9) == (
        "asked for: the function scale(x, factor)", "came: 9, which is not a function",
    )  # fmt: skip


def _use(gate, x):
    z, back = gate(x)
    return [z, *back(1.0)]


GATE = exercise(
    Ask((3.0,), [9.0, 6.0], "mind the 2", use=_use, then="then back(1)"),
    asked="gate(x) -> z, back(dz)",
)


def test_a_result_of_parts_with_a_function():
    assert GATE(lambda x: (x * x, lambda dz: [2 * x * dz])).passed
    told = lines(GATE, lambda x: (x * x, lambda dz: [x * dz]))
    assert told == (
        "asked: gate(x=3.0), then back(1)", "came out: [9. 3.], should be [9. 6.]",
        "look at: mind the 2",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("gate", "told"),
    [
        (lambda x: (9.0, 6.0), "back came out: 6.0"),
        (lambda x: 9.0, "should be two things: return z, back, where back is a function of dz"),
        (lambda x: (9.0, 6.0, 1.0), "came out: (9.0, 6.0, 1.0), which is three things"),
        (lambda x: (9.0, None), "back came out: None; does the function end with `return`?"),
        (lambda x: (9.0, lambda: 6.0), "back should be called as back(dz), yours is back()"),
        (lambda x: (9.0, lambda dz: None), "back(dz) came out: None; does the function end with"),
        (lambda x: (9.0, lambda dz: 6.0), "back(dz) came out: 6.0, which is not what was asked"),
    ],
)
def test_parts_of_another_kind_are_told(gate, told):
    found = lines(GATE, gate)
    assert any(told in line for line in found), found
    assert not any("look at" in line or ".py" in line or "_use" in line for line in found)


def test_parts_are_compared_one_by_one():
    check = exercise(Ask((1.0,), (2.0, [1.0, 1.0]), "h"), asked="f(x) -> value, gradient")
    assert check(lambda x: [2.0, np.ones(2)]).passed
    assert lines(check, lambda x: (2.0, np.ones(3)))[1] == (
        "gradient came out: shape (3,), should be (2,)"
    )
    assert lines(check, lambda x: (3.0, np.ones(2)))[1] == "value came out: 3.0, should be 2.0"


def test_a_test_that_cannot_read_the_answer_is_not_the_students_error():
    check = exercise(Ask((1.0,), lambda got: got[0] > 1, "h"), asked="f(x)")
    assert lines(check, lambda x: 3) == (
        "asked: f(x=1.0)", "came out: 3, which is not what was asked for",
    )  # fmt: skip


def test_a_random_answer_has_room_for_its_reason():
    check = exercise(Ask((), 1.0, rtol=0.05, why="10,000 draws spread by 1 %"), asked="f()")
    rng = np.random.default_rng(0)
    assert all(check(lambda: rng.normal(1, 1, 10_000).mean()).passed for _ in range(100))
    assert lines(check, lambda: 1.2)[1] == (
        "came out: 1.2, should be 1.0 within 5 % (10,000 draws spread by 1 %)"
    )


def test_cases_may_be_made_when_they_are_needed():
    made = []

    def cases():
        made.append(1)
        return (Ask((1.0,), 1.0),)

    check = Exercise("same", "f(x)", cases)
    assert not made
    assert check(lambda x: x).passed
    assert check(lambda x: x).passed
    assert made == [1]


@pytest.mark.parametrize(
    ("broken", "error", "told"),
    [
        (lambda: Ask([1.0], 1.0), TypeError, r"arguments must be a tuple, got \[1.0\]"),
        (lambda: Ask((1.0,), None), TypeError, "expected must be what should come out"),
        (lambda: Ask((1.0,), 1.0, rtol=0.1), ValueError, "a tolerance of 10 % needs its reason"),
        (lambda: Slip("sign", 3, "h"), TypeError, "the solution of slip 'sign' must be a function"),
        (lambda: Slip("sign", abs, ""), ValueError, "slip 'sign' needs a hint"),
        (lambda: exercise(asked="f(x)").asks, ValueError, "'scaling' needs at least one case"),
        (lambda: exercise(Ask((1.0,), 1.0)).asks, ValueError,
         r"case 1 of 'scaling' has 1 arguments, but scale\(x, factor\) has 2"),
        (lambda: exercise(Ask((), 1.0), asked="f").contract, ValueError, "asked must be like"),
        (lambda: exercise(Ask((), 1.0), asked="f(x=1)").contract, ValueError, "got 'f"),
        (lambda: exercise(Ask((), 1.0), asked="f(x) -> 3").contract, ValueError, "asked must be"),
    ],
)  # fmt: skip
def test_a_badly_made_exercise_says_so(broken, error, told):
    with pytest.raises(error, match=told):
        broken()
