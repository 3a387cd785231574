"""Formulas typed by a reader: parsed by Python's grammar, built of gates, never run as code."""

from __future__ import annotations

import ast
import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce
from typing import NoReturn

from course_lib.autodiff import gates
from course_lib.autodiff.tensor import Tensor

MAX_LENGTH, MAX_PARTS, MAX_DEPTH, MAX_NAMES = 200, 60, 30, 8
MAX_NUMBER, MAX_EXPONENT, MAX_NAME = 1e6, 20, 8

#: What may be called, and the least number of arguments.
FUNCTIONS = {
    "exp": (gates.exp, 1), "log": (gates.log, 1), "sqrt": (gates.sqrt, 1), "sin": (gates.sin, 1),
    "cos": (gates.cos, 1), "tanh": (gates.tanh, 1), "sigmoid": (gates.sigmoid, 1),
    "σ": (gates.sigmoid, 1), "relu": (gates.relu, 1), "softplus": (gates.softplus, 1),
    "abs": (gates.absolute, 1), "max": (gates.maximum, 2), "min": (gates.minimum, 2),
}  # fmt: skip
CONSTANTS = {"pi": math.pi}
OPERATORS = {
    ast.Add: gates.add, ast.Sub: gates.subtract, ast.Mult: gates.multiply, ast.Div: gates.divide,
    ast.Pow: gates.power,
}  # fmt: skip
# Signs that are typed or pasted for the same thing, each one character for one.
_PLAIN = str.maketrans("−–×·∗÷\n\t", "--***/  ")
_ALLOWED = "numbers, names, + - * / **, brackets and " + ", ".join(FUNCTIONS)


class ExpressionError(ValueError):
    """What is wrong with a formula, and where: ``text[start:end]`` is the offending part."""

    def __init__(self, problem: str, text: str, start: int, end: int):
        start = min(max(start, 0), len(text))
        self.problem, self.text, self.start, self.end = problem, text, start, max(end, start + 1)
        super().__init__(f"{problem}\n  {text}\n  {' ' * start}{'^' * (self.end - start)}")


@dataclass(frozen=True)
class Expression:
    """A parsed formula: a function of its variables, in the order in which they appear.

    Attributes
    ----------
    text : str
    names : tuple of str

    Examples
    --------
    >>> f = parse_expression("(x + y) * z")
    >>> f.names
    ('x', 'y', 'z')
    >>> f(x=-2, y=5, z=-4)
    Tensor(-12., gate='multiply')
    """

    text: str
    names: tuple[str, ...]
    _build: Callable = field(repr=False, compare=False)

    def __call__(self, *values, **named) -> Tensor:
        """The formula's value as a tensor; numbers become inputs that bear the variable's name."""
        if len(values) > len(self.names):
            raise TypeError(f"{self.text} has {len(self.names)} variables, got {len(values)}")
        given = dict(zip(self.names, values, strict=False))
        if doubled := given.keys() & named.keys():
            raise TypeError(f"{min(doubled)} was given twice")
        given |= named
        if given.keys() != set(self.names):
            raise TypeError(
                f"{self.text} is a function of {', '.join(self.names)}; "
                f"got {', '.join(given) or 'nothing'}"
            )
        tensors = {
            name: value if isinstance(value, Tensor) else Tensor(value, name=name)
            for name, value in given.items()
        }
        return self._build(tensors)


def parse_expression(text: str) -> Expression:
    """Turn a typed formula into a function of tensors.

    Parameters
    ----------
    text : str
        Numbers, names, ``+ - * / **``, brackets and the functions exp, log, sqrt, sin, cos, tanh,
        sigmoid (or σ), relu, softplus, abs, max and min; ``pi`` is the number. ``u ** 2`` becomes
        the gate square and ``1 / u`` the gate reciprocal.

    Returns
    -------
    Expression

    Raises
    ------
    ExpressionError
        With the offending part underlined.

    Examples
    --------
    >>> parse_expression("x ^ 2")
    Traceback (most recent call last):
    course_lib.autodiff.expression.ExpressionError: write ** for a power
      x ^ 2
      ^^^^^
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be a formula in a string, got {type(text).__name__}")
    text = text.strip().translate(_PLAIN)
    if not text:
        raise ExpressionError("the formula is empty; try (x + y) * z", text, 0, 1)
    if len(text) > MAX_LENGTH:
        problem = f"a formula has at most {MAX_LENGTH} characters, this one has {len(text)}"
        raise ExpressionError(problem, text[: MAX_LENGTH + 1], MAX_LENGTH, MAX_LENGTH + 1)
    reader = _Reader(text)
    tree = _tree(text)
    if sum(isinstance(part, ast.expr) for part in ast.walk(tree)) > MAX_PARTS:
        reader.refuse(tree, f"a formula has at most {MAX_PARTS} numbers, names and operations")
    build = reader.read(tree)
    if not reader.names:
        raise ExpressionError("a formula needs at least one variable", text, 0, len(text))
    return Expression(text, tuple(reader.names), build)


def _tree(text: str) -> ast.expr:
    """Python's syntax tree of the text; nothing of it is compiled or run."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        start, problem = (error.offset or 1) - 1, f"this is no formula ({error.msg})"
        if "decimal literal" in error.msg:
            problem = "write * between a number and a name: 2 * x"
        elif "=" in text:
            start, problem = text.index("="), "write the right-hand side only, without ="
        raise ExpressionError(problem, text, start, (error.end_offset or 0) - 1) from None
    except (ValueError, MemoryError, RecursionError):
        raise ExpressionError("this is no formula", text, 0, len(text)) from None


class _Reader:
    """Walks a syntax tree and makes functions of it: values by name → tensor."""

    def __init__(self, text: str):
        self.text, self.names = text, []

    def read(self, node: ast.expr, depth: int = 0) -> Callable:
        if depth > MAX_DEPTH:
            self.refuse(node, f"brackets and functions nest at most {MAX_DEPTH} deep")
        kind = type(node).__name__.lower()
        # Only the five kinds below have a method; everything else in the grammar ends here.
        reader = getattr(self, f"read_{kind}", None)
        if reader is None:
            self.refuse(node, f"only {_ALLOWED} can be used")
        return reader(node, depth + 1)

    def read_constant(self, node: ast.Constant, depth: int) -> Callable:
        if type(node.value) not in (int, float):
            self.refuse(node, f"only {_ALLOWED} can be used")
        if not abs(node.value) <= MAX_NUMBER:
            self.refuse(node, f"numbers go up to {MAX_NUMBER:,.0f}")
        number = float(node.value)
        return lambda _: Tensor(number, requires_grad=False)

    def read_name(self, node: ast.Name, depth: int) -> Callable:
        name = node.id
        if name in CONSTANTS:
            return lambda _: Tensor(CONSTANTS[name], requires_grad=False, name=name)
        if name in FUNCTIONS:
            self.refuse(node, f"{name} is a function: write {name}(x)")
        if len(name) > MAX_NAME or name.startswith("_"):
            self.refuse(node, f"a name has at most {MAX_NAME} characters and starts with a letter")
        if name not in self.names:
            self.names.append(name)
        if len(self.names) > MAX_NAMES:
            self.refuse(node, f"a formula has at most {MAX_NAMES} variables")
        return lambda values: values[name]

    def read_unaryop(self, node: ast.UnaryOp, depth: int) -> Callable:
        if not isinstance(node.op, ast.USub | ast.UAdd):
            self.refuse(node, f"only {_ALLOWED} can be used")
        inner = self.read(node.operand, depth)
        return inner if isinstance(node.op, ast.UAdd) else lambda v: gates.negate(inner(v))

    def read_binop(self, node: ast.BinOp, depth: int) -> Callable:
        gate = OPERATORS.get(type(node.op))
        if gate is None:
            hat = isinstance(node.op, ast.BitXor)
            self.refuse(node, "write ** for a power" if hat else f"only {_ALLOWED} can be used")
        if gate is gates.power and abs(_literal(node.right) or 0) > MAX_EXPONENT:
            self.refuse(node.right, f"exponents go up to {MAX_EXPONENT}")
        left, right = self.read(node.left, depth), self.read(node.right, depth)
        if gate is gates.power and _literal(node.right) == 2:
            return lambda v: gates.square(left(v))
        if gate is gates.divide and _literal(node.left) == 1:
            return lambda v: gates.reciprocal(right(v))
        return lambda v: gate(left(v), right(v))

    def read_call(self, node: ast.Call, depth: int) -> Callable:
        name = node.func.id if isinstance(node.func, ast.Name) else None
        if name not in FUNCTIONS:
            if name is None or name in self.names or len(name) == 1:
                self.refuse(node.func, "this is no function; write * for a product")
            self.refuse(node.func, f"{name} is no function here; there are {', '.join(FUNCTIONS)}")
        gate, least = FUNCTIONS[name]
        count = len(node.args) + len(node.keywords)
        if node.keywords or count < least or (least == 1 and count > 1):
            wanted = "one argument" if least == 1 else "two arguments or more"
            self.refuse(node, f"{name} takes {wanted}")
        parts = [self.read(part, depth) for part in node.args]
        if least == 1:
            return lambda v: gate(parts[0](v))
        return lambda v: reduce(gate, [part(v) for part in parts])

    def refuse(self, node: ast.expr, problem: str) -> NoReturn:
        start, end = self.column(node.col_offset), self.column(node.end_col_offset)
        raise ExpressionError(problem, self.text, start, end)

    def column(self, offset: int) -> int:
        """Python counts bytes; the reader counts characters."""
        return len(self.text.encode()[:offset].decode(errors="ignore"))


def _literal(node: ast.expr):
    """The number that is written there, with its sign; None where it is no plain number."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _literal(node.operand)
        return None if inner is None else -inner
    value = node.value if isinstance(node, ast.Constant) else None
    return value if type(value) in (int, float) else None
