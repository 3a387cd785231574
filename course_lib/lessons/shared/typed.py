"""Formulas that a reader types into a text box: what they mean, or what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from course_lib.autodiff import Expression, ExpressionError, parse_expression, trace_graph


@dataclass(frozen=True)
class Reading:
    """A typed formula: what it means, or what is wrong with it."""

    expression: Expression | None
    problem: str = ""


@lru_cache(maxsize=128)
def read_formula(text: str, *, most: int = 4, names: tuple[str, ...] = ()) -> Reading:
    """Parse a formula; a mistake comes back as a sentence.

    Parameters
    ----------
    text : str
    most : int
        How many variables there may be.
    names : tuple of str
        Which variables there may be; any, where it is empty.
    """
    try:
        expression = parse_expression(text)
        found = expression.names
        if len(found) > most:
            return Reading(
                None, f"at most {most} variables have a slider, here are {', '.join(found)}"
            )
        strange = [name for name in found if names and name not in names]
        if strange:
            return Reading(None, f"write it in {' and '.join(names)}; found {', '.join(strange)}")
        trace_graph(expression(*[1.0] * len(found)))
    except ExpressionError as error:
        part = error.text[error.start : error.end]
        return Reading(None, error.problem + (f", at “{part}”" if part else ""))
    except ValueError:
        return Reading(None, "there is no gate in it; try x * y, or exp(x)")
    return Reading(expression)
