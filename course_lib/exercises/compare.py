"""What came out of a student's function beside what should: the difference in words.

A diagnosis is only given where the numbers prove it: "this is the last row alone" is said of an
answer that equals the last row of the right one.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Difference:
    """Sentences on how an answer differs; empty, and false, where it does not.

    Parameters
    ----------
    lines : tuple of str
    explained : bool
        Whether they say what is wrong, so that a general hint would only be noise.
    """

    lines: tuple[str, ...] = ()
    explained: bool = False

    def __bool__(self) -> bool:
        return bool(self.lines)

    def of(self, part: str) -> Difference:
        """The same, said of one part of the answer."""
        return Difference((f"{part} {self.lines[0]}", *self.lines[1:]), self.explained)


_LONGEST = 76  # characters of an argument that a message writes out


def difference(got, want, rtol=1e-6, atol=1e-9, why="") -> Difference:
    """How `got` differs from the right value.

    Parameters
    ----------
    got : object
        Whatever came out.
    want : bool or array_like
    rtol, atol : float
    why : str
        The reason of a wide tolerance.

    Examples
    --------
    >>> difference(3.0, [1.0, 2.0]).lines
    ('came out: 3.0, one number; should be an array of shape (2,)', 'this is their sum')
    >>> bool(difference([1.0, 2.0], [1.0, 2.0]))
    False
    """
    kind = _kind(got)
    if kind:
        return Difference((f"came out: {kind}",), explained=True)
    if isinstance(want, bool | np.bool_):
        return _other_verdict(got, bool(want))
    try:
        found = np.asarray(got)
        if np.iscomplexobj(found):
            said = f"came out: {show(found)}, complex numbers; real ones were asked for"
            return Difference((said,), explained=True)
        found = found.astype(float)
    except Exception:
        said = f"came out: {show(got)}, which is not a number or an array of numbers"
        return Difference((said,), explained=True)
    want = np.asarray(want, dtype=float)
    if found.shape != want.shape:
        return _other_shape(found, want, rtol, atol)
    if np.allclose(found, want, rtol=rtol, atol=atol, equal_nan=True):
        return Difference()
    within = f" within {100 * rtol:g} % ({why})" if why else ""
    return Difference((f"came out: {show(found)}, should be {show(want)}{within}",))


def alike(one, other) -> bool:
    """Whether two answers, right or wrong, are the same: numbers to 6 digits, parts one by one.

    Examples
    --------
    >>> alike((True, [1.0, 2.0]), (True, np.array([1.0, 2.0])))
    True
    >>> alike(1.0, [1.0])
    False
    """
    try:
        a, b = np.asarray(one, dtype=complex), np.asarray(other, dtype=complex)
        return a.shape == b.shape and np.allclose(a, b, rtol=1e-6, atol=1e-12, equal_nan=True)
    except (TypeError, ValueError):
        pass
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    try:
        return bool(one == other)
    except Exception:
        return False


def changed(before: Mapping, after: Mapping) -> tuple[str, ...]:
    """The names of the arguments that hold other numbers than before the call.

    Examples
    --------
    >>> changed({"x": [1.0], "y": [2.0]}, {"x": [1.0], "y": [5.0]})
    ('y',)
    """
    return tuple(
        name for name, value in before.items()
        if isinstance(value, np.ndarray | list | dict) and not _same(value, after[name])
    )  # fmt: skip


def _same(one, other) -> bool:
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(v, other[k]) for k, v in one.items())
    return alike(one, other)


def literal(value) -> str | None:
    """The value as Python that can be pasted into a cell; None where that is too long.

    Examples
    --------
    >>> literal(np.array([1.0, -2.0])), literal(0.1), literal(np.zeros(500))
    ('np.array([1.0, -2.0])', '0.1', None)
    """
    if isinstance(value, np.ndarray):
        inner = literal(value.tolist()) if value.dtype.kind in "biuf" and value.size < 50 else None
        text = f"np.array({inner})" if inner and "nan" not in inner and "inf" not in inner else None
    elif isinstance(value, np.generic):
        return literal(value.item())
    elif isinstance(value, list | tuple):
        inner = [literal(one) for one in value[:50]]
        closing = "," if isinstance(value, tuple) and len(inner) == 1 else ""
        marks = "[]" if isinstance(value, list) else "()"
        text = None if None in inner or len(value) > 50 else ", ".join(inner).join(marks)
        text = text and text[:-1] + closing + text[-1]
    elif isinstance(value, float) and not np.isfinite(value):
        return f"float('{value}')"
    else:
        text = repr(value) if isinstance(value, bool | int | float | str | None) else None
    return text if text is not None and len(text) <= _LONGEST else None


def stand_in(value) -> str:
    """What a message shows for an argument that is too long, or no number, to be written out.

    Examples
    --------
    >>> stand_in(np.zeros((40, 2))), stand_in(np.sin)
    ('<shape (40, 2)>', 'sin')
    """
    if isinstance(value, np.ndarray):
        return f"<shape {value.shape}>"
    if callable(value):
        name = getattr(value, "name", None) or getattr(value, "__name__", "…")
        return name if isinstance(name, str) and not name.startswith("<") else "…"
    return "…"


def show(value) -> str:
    """The value, cut to a line or two."""
    several = isinstance(value, np.ndarray) and value.ndim
    try:
        text = np.array2string(value, precision=6) if several else str(value)
    except Exception:
        text = f"a {type(value).__name__}"
    return text if len(text) <= 120 else text[:117] + "..."


def _kind(got) -> str:
    """What came out in words, where it is a kind of thing that is never asked for."""
    if got is None:
        return "None; does the function end with `return`?"
    if inspect.isgenerator(got):
        return "a generator; collect the values in a list and `return` it, without `yield`"
    if isinstance(got, map | filter | zip | range):
        return f"a {type(got).__name__} object; write np.array(list(…)) around it"
    if isinstance(got, Callable):
        name = getattr(got, "__name__", "")
        called = f"; did you forget to call it, {name}(…)?" if name.isidentifier() else ""
        return f"a function{called}"
    if isinstance(got, dict | set | str):
        name = {dict: "a dictionary", set: "a set", str: "a text"}[type(got)] if type(got) in (
            dict, set, str) else f"a {type(got).__name__}"  # fmt: skip
        return f"{show(got)}, {name}, which is not a number or an array of numbers"
    if isinstance(got, list | tuple):
        return _list_in_words(got)
    return ""


def _list_in_words(got: Sequence) -> str:
    if not len(got):
        return f"{got}, with nothing in it"
    for part in got:
        if part is None or (isinstance(part, list | tuple) and None in part):
            return f"{show(got)}; one of its parts is None"
    lengths = {np.shape(part) for part in got if not _ragged(part)}
    if any(map(_ragged, got)) or len(lengths) > 1:
        return f"{show(got)}, which is not one array: its parts have different shapes"
    return ""


def _ragged(part) -> bool:
    try:
        np.shape(part)
    except ValueError:
        return True
    return False


def _other_verdict(got, want) -> Difference:
    if not isinstance(got, bool | np.bool_ | np.ndarray) or np.asarray(got).dtype != bool:
        return Difference((f"came out: {show(got)}", f"should be {want}: True or False"), True)
    if np.ndim(got):
        said = f"should be {want}, one True or False for all of them"
        return Difference((f"came out: {show(got)}", said), True)
    return Difference() if bool(got) is want else Difference((f"came out: {bool(got)}",))


def _other_shape(found, want, rtol, atol) -> Difference:
    """The two shapes, and what the answer of another shape is where its numbers tell."""
    if not found.ndim:
        said = f"{show(found)}, one number; should be an array of shape {want.shape}"
    elif not want.ndim:
        said = f"shape {found.shape}, should be one number"
    else:
        said = f"shape {found.shape}, should be {want.shape}"
    proved = _proved(found, want, rtol, atol)
    return Difference((f"came out: {said}", *proved), explained=bool(proved))


def _proved(found, want, rtol, atol) -> tuple[str, ...]:
    def equal(a, b):
        return a.shape == b.shape and a.size and np.allclose(a, b, rtol=rtol, atol=atol)

    several, rows = found.size > 1, want.ndim and len(want) > 1
    guesses = (
        (not want.ndim and several and equal(found.sum(), want), "their sum is right"),
        (not want.ndim and several and equal(found.mean(), want), "their mean is right"),
        (rows and equal(found, want.sum()), "this is their sum"),
        (rows and equal(found, want[-1]), "this is the last one alone: return all of them"),
        (rows and equal(found, want[0]), "this is the first one alone: return all of them"),
        (rows and equal(found, want[1:]), "the first one is missing: begin with the start"),
        (rows and equal(found, want[:-1]), "the last one is missing"),
        (want.ndim == 2 and equal(found.T, want), "rows and columns are exchanged"),
        (equal(found.ravel(), want.ravel()), "the numbers are right, only the shape is not"),
    )
    return next(((sentence,) for holds, sentence in guesses if holds), ())
