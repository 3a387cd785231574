"""What a check says: ○ not written, ✗ with what was asked and what came out, or ✓."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape


@dataclass(frozen=True)
class Report:
    """The outcome of a check; ``passed`` is True when every case is right.

    Parameters
    ----------
    title : str
    passed : bool
    lines : tuple of str
    written : bool
        False where the exercise is not begun.
    given : mapping
        The arguments of the call that the report speaks of.
    """

    title: str
    passed: bool
    lines: tuple[str, ...]
    written: bool = True
    given: Mapping = field(default_factory=dict, compare=False)

    @property
    def arguments(self) -> dict:
        """Fresh copies of the call's arguments: ``my_function(**check.arguments)`` repeats it.

        Examples
        --------
        >>> Report("the square", False, (), given={"x": 3.0}).arguments
        {'x': 3.0}
        """
        return copy.deepcopy(dict(self.given))

    def __repr__(self) -> str:
        return "\n".join([f"{self._mark()} {self.title}", *(f"   {line}" for line in self.lines)])

    def _mark(self) -> str:
        return "✓" if self.passed else "✗" if self.written else "○"

    def _repr_html_(self) -> str:
        tone = "#00855f" if self.passed else "#d55e00" if self.written else "#66727f"
        rows = "".join(
            f"<div style='margin-left:1.6em'>{escape(line)}</div>" for line in self.lines
        )
        return (
            f"<div style='border-left:4px solid {tone};padding:4px 12px'>"
            f"<b>{self._mark()} {escape(self.title)}</b>{rows}</div>"
        )
