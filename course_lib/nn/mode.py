"""Training or evaluation: an argument of every call, never a switch inside the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from course_lib import checks


@dataclass(frozen=True, eq=False)
class Train:
    """As in training: dropout drops, batch normalization uses the batch.

    Parameters
    ----------
    rng : numpy.random.Generator, optional
        Where dropout's masks come from; only layers that draw need it.
    """

    rng: np.random.Generator | None = None

    def __post_init__(self):
        if self.rng is not None:
            checks.generator("rng", self.rng)


@dataclass(frozen=True, eq=False)
class Eval:
    """As in use: nothing is dropped, batch normalization uses the running statistics.

    Parameters
    ----------
    stats : dict of str to array, optional
        Running statistics by name, from ``net.stats()`` and ``net.track``; only networks with
        batch normalization need them.
    """

    stats: Mapping[str, np.ndarray] | None = None

    def __post_init__(self):
        if self.stats is not None:
            checks.instance("stats", self.stats, Mapping, "write net.stats()")


Mode = Train | Eval
