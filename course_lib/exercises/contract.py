"""What an exercise asks a function to be: its parameters, and the parts of its result."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from course_lib.exercises.compare import show
from course_lib.exercises.student_code import Cut, call_student

_WORDS = {1: "one thing", 2: "two things", 3: "three things", 4: "four things"}


@dataclass(frozen=True)
class Contract:
    """The call and the result that an exercise asks for.

    Parameters
    ----------
    name : str
    parameters : tuple of str
    parts : mapping
        From the name of each part of the result to None, or to the parameters of a part that is
        a function. Empty where the result is one value.

    Examples
    --------
    >>> Contract.read("divide_gate(x, y) -> z, back(dz)")
    Contract(name='divide_gate', parameters=('x', 'y'), parts={'z': None, 'back': ('dz',)})
    """

    name: str
    parameters: tuple[str, ...]
    parts: Mapping[str, tuple[str, ...] | None]

    @classmethod
    def read(cls, asked: str) -> Contract:
        """Read it from text such as ``"f(x, y) -> value, back(dz)"``."""
        call, _, result = asked.partition("->")
        try:
            name, parameters = _one(call.strip())
            tree = ast.parse(f"({result.strip()},)" if result.strip() else "()", mode="eval").body
            parts = dict(_one(ast.unparse(part)) for part in tree.elts)
            if parameters is None:
                raise ValueError
        except (SyntaxError, ValueError, AttributeError):
            raise ValueError(
                'asked must be like "backtrack(f, x, alpha)" or "gate(x, y) -> z, back(dz)", '
                f"got {asked!r}"
            ) from None
        return cls(name, parameters, parts)

    def refuses(self, function: object) -> tuple[str, ...]:
        """Sentences on why the function cannot be called as asked; empty where it can.

        Examples
        --------
        >>> Contract.read("step(w, lr)").refuses(lambda w, rate: w)
        ('asked for: step(w, lr)', 'yours is: step(w, rate)',
         'the parameter `rate` should be named `lr`')
        """
        if not callable(function):
            return (f"asked for: the function {self._written(self.parameters)}",
                    f"came: {show(function)}, which is not a function")  # fmt: skip
        try:
            signature = inspect.signature(function)
        except (TypeError, ValueError):  # some functions written in C have none
            return ()
        found = list(signature.parameters.values())
        if any(p.kind is p.VAR_POSITIONAL for p in found):
            return ()
        needed = [
            p for k, p in enumerate(found)
            if p.kind is not p.VAR_KEYWORD and (k < len(self.parameters) or p.default is p.empty)
        ]  # fmt: skip
        names = [p.name for p in needed]
        why = self._renamed(names)
        if not why and any(p.kind is p.KEYWORD_ONLY for p in needed):
            why = ("the parameters behind `*` cannot be given without their names: drop the `*`",)
        if not why:
            return ()
        yours = self._written([str(p.replace(annotation=p.empty)) for p in found], function)
        return (f"asked for: {self._written(self.parameters)}", f"yours is: {yours}", *why)

    def guard(self, function: Callable, printed: Callable[[], bool] = lambda: False) -> Callable:
        """The function, but with a result of another kind than asked it ends the check in words."""

        def guarded(*arguments):
            result = call_student(function, *arguments)
            guarded.came_out = lambda: f"came out: {show(result)}"
            if result is None and printed():
                raise Cut("came out: None; the function prints its answer: `return` it instead")
            _not_none(result, "came out: None")
            return self._parts_of(result, guarded)

        guarded.came_out = lambda: "came out: something"
        return guarded

    def _parts_of(self, result, guarded):
        if not self.parts:
            return result
        if len(self.parts) == 1:
            return self._part(*self.parts, result, guarded)
        array = isinstance(result, np.ndarray) and result.ndim
        if not (array or isinstance(result, tuple | list)):
            raise Cut(f"came out: {show(result)}", self._asked_parts())
        if len(result) != len(self.parts):
            raise Cut(
                f"came out: {show(result)}, which is {_count(len(result))}", self._asked_parts()
            )
        return tuple(
            self._part(name, value, guarded) for name, value in zip(self.parts, result, strict=True)
        )

    def _part(self, name, value, guarded):
        _not_none(value, f"{name} came out: None")
        parameters = self.parts[name]
        if parameters is None:
            return value
        if not callable(value):
            raise Cut(f"{name} came out: {show(value)}",
                      f"should be a function of {' and '.join(parameters)}: `def` it inside, and "
                      "return its name")  # fmt: skip

        call = f"{name}({', '.join(parameters)})"

        def guarded_part(*arguments):
            try:
                inspect.signature(value).bind(*arguments)
            except ValueError:
                pass
            except TypeError:
                yours = f"{name}{inspect.signature(value)}"
                raise Cut(f"{name} should be called as {call}, yours is {yours}") from None
            result = call_student(value, *arguments)
            guarded.came_out = lambda: f"{call} came out: {show(result)}"
            _not_none(result, f"{call} came out: None")
            return result

        return guarded_part

    def _asked_parts(self) -> str:
        functions = [f"{name} is a function of {' and '.join(of)}"
                     for name, of in self.parts.items() if of]  # fmt: skip
        where = f", where {' and '.join(functions)}" if functions else ""
        return f"should be {_count(len(self.parts))}: return {', '.join(self.parts)}{where}"

    def _renamed(self, names) -> tuple[str, ...]:
        asked = list(self.parameters)
        if names == asked:
            return ()
        missing = [name for name in asked if name not in names]
        extra = [name for name in names if name not in asked]
        if not missing and not extra:
            return ("the parameters stand in another order",)
        if len(missing) == len(extra):
            return tuple(f"the parameter `{e}` should be named `{m}`"
                         for e, m in zip(extra, missing, strict=True))  # fmt: skip
        return (*(f"the parameter `{name}` is missing" for name in missing),
                *(f"the parameter `{name}` was not asked for" for name in extra))  # fmt: skip

    def _written(self, parameters, function=None) -> str:
        name = getattr(function, "__name__", "<")
        return f"{self.name if name.startswith('<') else name}({', '.join(parameters)})"


def _count(number) -> str:
    return _WORDS.get(number, f"{number} things")


def _one(text) -> tuple[str, tuple[str, ...] | None]:
    """``"x"`` as ("x", None); ``"back(dz)"`` as ("back", ("dz",))."""
    node = ast.parse(text, mode="eval").body
    if isinstance(node, ast.Name):
        return node.id, None
    if not isinstance(node, ast.Call) or node.keywords:
        raise ValueError
    return node.func.id, tuple(argument.id for argument in node.args)


def _not_none(value, told):
    if value is None:
        raise Cut(f"{told}; does the function end with `return`?")
