"""One colour and one kind of dash for each optimizer, the same in every figure of the course."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

from course_lib.plots.style import color

DASHED, DASH_DOTTED = (0, (5, 1.6)), (0, (5, 1.5, 1.2, 1.5))


class Look(NamedTuple):
    """How an optimizer is drawn: a colour of the style sheet and matplotlib's line style."""

    color: str
    dashes: str | tuple

    def style(self) -> dict:
        """For ``ax.plot(..., **look.style())``."""
        return {"color": self.color, "ls": self.dashes}


# Relatives have related colours and differ by their dashes: momentum and Nesterov are blue, both
# forms of AdaGrad green, gradient descent with and without a line search dark.
OPTIMIZER_LOOKS: MappingProxyType[str, Look] = MappingProxyType(
    {
        "gradient descent": Look(color.ink, "-"),
        "line search": Look(color.muted, DASH_DOTTED),
        "momentum": Look(color.blue, "-"),
        "Nesterov": Look(color.sky, DASHED),
        "AdaGrad": Look(color.green, "-"),
        "full-matrix AdaGrad": Look(color.green, DASHED),
        "RMSProp": Look(color.amber, "-"),
        "AdaDelta": Look(color.pink, DASH_DOTTED),
        "Adam": Look(color.orange, "-"),
        "AdamW": Look(color.violet, DASHED),
    }
)
