"""Typed formulas: what they mean, what they refuse, and where they point."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.autodiff import ExpressionError, Tensor, gradcheck, parse_expression, value_and_grad
from course_lib.autodiff.expression import FUNCTIONS

PYTHON = {
    "exp": math.exp, "log": math.log, "sqrt": math.sqrt, "sin": math.sin, "cos": math.cos,
    "tanh": math.tanh, "sigmoid": lambda x: 1 / (1 + math.exp(-x)), "relu": lambda x: max(x, 0),
    "softplus": lambda x: math.log1p(math.exp(x)), "abs": abs, "max": max, "min": min,
    "pi": math.pi,
}  # fmt: skip
PYTHON["σ"] = PYTHON["sigmoid"]


@pytest.mark.parametrize(
    "text",
    [
        "(x + y) * z", "x - y - z", "x / y / z", "x - (y - z)", "-x ** 2", "(-x) ** 2", "2 ** x",
        "x ** y ** 0.5", "1 / x", "2 / x", "+x", "--x", "x * -y", "max(x, y, z)", "min(z, x, 1.5)",
        "sin(2 * pi * x / y) + 3e-1 * x", "abs(x - 3) * cos(y)", "exp(-x) - log(y) + sqrt(z)",
        "tanh(x) * softplus(y) * relu(z)", "σ(x) - sigmoid(x)", "x",
    ],
)  # fmt: skip
def test_it_means_what_python_means(text):
    point = {"x": 1.3, "y": 2.5, "z": 0.7}
    f = parse_expression(text)
    ours = f(**{name: point[name] for name in f.names})
    assert ours.value == pytest.approx(eval(text, dict(PYTHON), point), rel=1e-14, abs=1e-15)
    report = gradcheck(f, *[point[name] for name in f.names])
    assert report, report


def test_every_function_is_tried_above():
    assert set(FUNCTIONS) <= set(PYTHON)


def test_the_worked_numbers():
    value, (dx, dy) = value_and_grad(parse_expression("(x + σ(y)) / (σ(x) + (x + y)**2)"))(3, -4)
    assert [round(v, 6) for v in (value, dx, dy)] == [1.545645, 2.059570, 1.592233]


def test_names_come_in_the_order_of_the_text():
    assert parse_expression("b / (1 + a) - c * b").names == ("b", "a", "c")


def test_pasted_signs():
    f = parse_expression("x − 2·y × z ÷ 4")
    assert f.text == "x - 2*y * z / 4"
    assert f(1, 2, 3).value == -2.0


def test_squares_and_reciprocals_are_gates():
    assert parse_expression("(x + 1) ** 2")(x=1).gate == "square"
    assert parse_expression("1 / x")(x=4).gate == "reciprocal"
    assert parse_expression("x ** 3")(x=1).gate == "power"


def test_inputs():
    f = parse_expression("x * y")
    x = Tensor([1.0, 2.0], name="mine")
    z = f(x, y=3)
    assert z.value.tolist() == [3.0, 6.0]
    assert z.inputs[0] is x
    assert z.inputs[1].name == "y"


@pytest.mark.parametrize(
    ("values", "named", "says"),
    [
        ((1, 2, 3), {}, "has 2 variables, got 3"),
        ((1,), {}, "is a function of x, y; got x"),
        ((), {}, "got nothing"),
        ((1, 2), {"y": 3}, "y was given twice"),
        ((1, 2), {"t": 3}, "got x, y, t"),
    ],
)
def test_wrong_inputs(values, named, says):
    with pytest.raises(TypeError, match=says):
        parse_expression("x * y")(*values, **named)


def test_at_its_limits_a_formula_is_taken():
    for text, value in (("x ** 20", 1.0), ("x ** -20", 1.0), ("x + 1e6", 1e6 + 1)):
        assert parse_expression(text)(1.0).value == value
    assert parse_expression("abcdefgh").names == ("abcdefgh",)


@pytest.mark.parametrize(
    ("text", "part", "says"),
    [
        ("x + sgm(y)", "sgm", "sgm is no function here; there are exp"),
        ("σ(σ(x) + powr(y))", "powr", "powr is no function"),
        ("x(y + 1)", "x", r"write \* for a product"),
        ("x * (y + 1)(z)", "y + 1", r"write \* for a product"),
        ("2x + 1", "2", r"2 \* x"),
        ("x ^ 2", "x ^ 2", r"write \*\* for a power"),
        ("y = x + 1", "=", "right-hand side only"),
        ("x ** 99", "99", "exponents go up to 20"),
        ("x ** -21.5", "-21.5", "exponents go up to 20"),
        ("x + 1e7", "1e7", "numbers go up to 1,000,000"),
        ("x + 1e999", "1e999", "numbers go up to"),
        ("exp + x", "exp", r"exp is a function: write exp\(x\)"),
        ("max(x)", "max(x)", "max takes two arguments or more"),
        ("exp(x, y)", "exp(x, y)", "exp takes one argument"),
        ("exp()", "exp()", "exp takes one argument"),
        ("exp(x=y)", "exp(x=y)", "right-hand|one argument"),
        ("max(*x, y)", "*x", "only numbers"),
        ("1 + 2", "1 + 2", "at least one variable"),
        ("(x + 1", "(", "never closed"),
        ("x +", None, "this is no formula"),
        ("", None, "the formula is empty"),
        ("x + y\x00", None, "no formula"),
        ("__class__ * x", "__class__", "starts with a letter"),
        ("_x * y", "_x", "starts with a letter"),
        ("alongname * x", "alongname", "at most 8 characters"),
        ("+".join("abcdfghij"), None, "at most 8 variables"),
        ("x.real", "x.real", "only numbers"),
        ("x[0]", "x[0]", "only numbers"),
        ("'x' * 3", "'x'", "only numbers"),
        ("x * 1j", "1j", "only numbers"),
        ("x * True", "True", "only numbers"),
        ("lambda: x", "lambda: x", "only numbers"),
        ("[x for x in y]", "[x for x in y]", "only numbers"),
        ("x if y else z", "x if y else z", "only numbers"),
        ("x < y", "x < y", "only numbers"),
        ("x // y", "x // y", "only numbers"),
        ("not x", "not x", "only numbers"),
        ("(y := x)", None, "only numbers|right-hand"),
        ("__import__('os').system('true')", None, "no function"),
        ("+".join(["x"] * 40), None, "at most 60 numbers"),
        ("-" * 31 + "x", "x", "at most 30 deep"),
        ("(" * 99 + "x)" * 50, None, "this is no formula"),
    ],
)
def test_refused(text, part, says):
    with pytest.raises(ExpressionError, match=says) as caught:
        parse_expression(text)
    if part is not None:
        assert caught.value.text[caught.value.start : caught.value.end] == part
        carets = str(caught.value).splitlines()[-1]
        assert carets == " " * (2 + caught.value.start) + "^" * len(part)


def test_too_long():
    with pytest.raises(
        ExpressionError, match="at most 200 characters, this one has 1001"
    ) as caught:
        parse_expression("x" + "+x" * 500)
    error = caught.value
    assert (len(error.text), error.start, error.end) == (201, 200, 201)


def test_no_text():
    with pytest.raises(TypeError, match="text must be a formula in a string, got int"):
        parse_expression(3)


@given(st.text(alphabet="xyz012.+-*/(), σexpmax", max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        f = parse_expression(text)
    except ExpressionError:
        return
    assert isinstance(f(*[1.5] * len(f.names)).value, float)


def test_where_numbers_end_nothing_is_raised():
    with np.errstate(all="raise"):
        assert parse_expression("1 / (x - x)")(x=1).value == np.inf
        assert parse_expression("exp(exp(exp(x)))")(x=9).value == np.inf
        assert np.isnan(parse_expression("log(x)")(x=-1).value)
