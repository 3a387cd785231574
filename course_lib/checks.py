"""Argument checks whose messages name the argument, the rule, what came and what to do.

Every check returns the cleaned value, so that a constructor reads
``lr = checks.positive("lr", lr)``.
"""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Integral, Real

import numpy as np

_DOUBLE = np.dtype(float)


def _fail(name: str, must_be: str, value: object, hint: str = "", kind: type = ValueError):
    text = f"{name} must be {must_be}, got {_short(value)}"
    raise kind(f"{text}; {hint}" if hint else text)


def _short(value: object) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def number(name: str, value, hint: str = "") -> float:
    """A finite real number (no bool, no NaN) as a float."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, Real):
        _fail(name, "a number", value, hint, TypeError)
    if not np.isfinite(value):
        _fail(name, "finite", value, hint)
    return float(value)


def positive(name: str, value, hint: str = "") -> float:
    """A number > 0."""
    value = number(name, value, hint)
    if value <= 0:
        _fail(name, "positive", value, hint)
    return value


def non_negative(name: str, value, hint: str = "") -> float:
    """A number ≥ 0."""
    value = number(name, value, hint)
    if value < 0:
        _fail(name, "zero or positive", value, hint)
    return value


def in_range(name: str, value, low: float, high: float, ends: str = "[]", hint: str = "") -> float:
    """A number in an interval; ``ends`` is ``"[]"``, ``"[)"``, ``"(]"`` or ``"()"``."""
    value = number(name, value, hint)
    above = value >= low if ends[0] == "[" else value > low
    below = value <= high if ends[1] == "]" else value < high
    if not (above and below):
        _fail(name, f"in {ends[0]}{low:g}, {high:g}{ends[1]}", value, hint)
    return value


def integer(name: str, value, low: int | None = None, hint: str = "") -> int:
    """A whole number, at least ``low``."""
    if isinstance(value, bool) or not isinstance(value, Integral):
        _fail(name, "a whole number", value, hint, TypeError)
    if low is not None and value < low:
        _fail(name, f"at least {low}", value, hint)
    return int(value)


def choice(name: str, value, options: Iterable) -> object:
    """One of the given options."""
    options = list(options)
    if isinstance(value, np.ndarray) or value not in options:  # an array is equal to no single one
        _fail(name, "one of " + ", ".join(map(repr, options)), value)
    return value


def array(name: str, value, ndim: int | None = None, finite: bool = True, hint: str = ""):
    """A float array, of ``ndim`` axes if given, without NaN or infinity unless allowed.

    Text and complex numbers are refused, which numpy would read as numbers or cut to their real
    parts.
    """
    if type(value) is np.ndarray and value.dtype is _DOUBLE:
        out = value
    else:
        out = numbers(name, value, hint).astype(float, copy=False)
    if ndim is not None and out.ndim != ndim:
        _fail(name, f"an array with {ndim} axes", out, hint)
    if finite and not np.isfinite(out).all():
        bad = np.argwhere(~np.isfinite(out))[0]
        where = ", ".join(map(str, bad))
        _fail(name, "finite everywhere", out, hint or f"the first bad entry is [{where}]")
    return out


def numbers(name: str, value, hint: str = "") -> np.ndarray:
    """An array of real numbers of any type; whole numbers and truth values stay what they are."""
    try:
        out = np.asarray(value)
        if out.dtype.kind == "O" and all(isinstance(v, Real) for v in out.flat):  # Fractions
            out = out.astype(float)
    except (TypeError, ValueError):  # rows of different lengths
        out = None
    if out is not None and out.dtype.kind == "c":
        _fail(name, "real", value, hint or "take .real or abs of it", TypeError)
    if out is None or out.dtype.kind not in "fiub":
        _fail(name, "an array of numbers", value, hint, TypeError)
    return out


def labels(name: str, value, hint: str = "") -> np.ndarray:
    """An array of anything that names: numbers, text, truth values."""
    try:
        out = np.asarray(value)
    except ValueError:  # rows of different lengths
        out = None
    if out is None or out.dtype.kind not in "biufUSO" or (out.dtype.kind == "O" and not out.ndim):
        _fail(name, "an array of labels", value, hint, TypeError)
    return out


def items(name: str, value, what: str) -> tuple:
    """The entries of a sequence, as a tuple; text counts as one thing, not as its letters."""
    single = isinstance(value, str) or (isinstance(value, np.ndarray) and not value.ndim)
    if single or not isinstance(value, Iterable):
        _fail(name, f"a sequence of {what}", value, kind=TypeError)
    return tuple(value)


def flag(name: str, value) -> bool:
    """True or False."""
    if not isinstance(value, bool | np.bool_):
        _fail(name, "True or False", value, kind=TypeError)
    return bool(value)


def points(name: str, value, dim: int | None) -> np.ndarray:
    """Points with their coordinates on the last axis: shape (..., dim)."""
    out = array(name, value, finite=False)
    if out.ndim == 0:
        _fail(name, "a point: an array whose last axis holds the coordinates", value,
              f"write [{value}]")  # fmt: skip
    if dim is not None and out.shape[-1] != dim:
        _fail(name, f"points with {dim} coordinates on the last axis", out)
    return out


def vector(name: str, value, size: int | None = None) -> np.ndarray:
    """A finite 1-D array, of ``size`` entries if given."""
    out = array(name, value, ndim=1)
    if size is not None and out.size != size:
        _fail(name, f"a vector of {size} entries", out)
    return out


def rows(name: str, value):
    """Which rows of a table: a slice, or indices or truth values, one for each row wanted."""
    if isinstance(value, slice):
        return value
    found = labels(name, value, "give a slice, or the rows by their numbers")
    if found.ndim != 1 or (found.size and found.dtype.kind not in "iub"):
        _fail(name, "a slice or a vector of row numbers", value)
    return found if found.size else found.astype(int)


def shape(name: str, value) -> tuple[int, ...]:
    """The shape of an array: one whole number, or several."""
    sides = (value,) if isinstance(value, Integral) else items(name, value, "whole numbers")
    return tuple(integer(name, side, low=0) for side in sides)


def same_length(**arrays) -> None:
    """Arrays with equally many rows, named by keyword."""
    for name, a in arrays.items():
        if not hasattr(a, "__len__") or (isinstance(a, np.ndarray) and not a.ndim):
            _fail(name, "an array with one row for each sample", a, kind=TypeError)
    lengths = {name: len(a) for name, a in arrays.items()}
    if len(set(lengths.values())) > 1:
        text = ", ".join(f"{name} has {n}" for name, n in lengths.items())
        raise ValueError(f"{' and '.join(lengths)} must have equally many rows: {text}")


def instance(name: str, value, kind: type, hint: str = ""):
    """An object of a class; the class itself in place of one is named as such."""
    if not isinstance(value, kind):
        article = "an" if kind.__name__[0] in "AEIO" else "a"
        if isinstance(value, type) and issubclass(value, kind):
            hint = f"write {value.__name__}(...)"
        _fail(name, f"{article} {kind.__name__}", value, hint, TypeError)
    return value


def function(name: str, value, hint: str = ""):
    """Something that can be called."""
    if not callable(value):
        _fail(name, "a function", value, hint, TypeError)
    return value


def text(name: str, value) -> str:
    """A text."""
    return instance(name, value, str, "write it in quotes")


def generator(name: str, value) -> np.random.Generator:
    """A numpy random generator; never the global one."""
    if not isinstance(value, np.random.Generator):
        _fail(name, "a numpy Generator", value, "pass np.random.default_rng(0)", TypeError)
    return value
