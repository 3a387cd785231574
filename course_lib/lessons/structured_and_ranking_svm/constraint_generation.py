"""One slack, one cut after another: two bounds, the worst labels, and how few cuts were needed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from course_lib.lessons.structured_and_ranking_svm.zoo_tree import HIDDEN, SEEN, answers, traits
from course_lib.linear import CutTrace, SignFeatures, StructuredSVM

TOL = 0.01
ANIMALS = 101


@dataclass(frozen=True)
class ConstraintGeneration:
    """A run on all animals."""

    k: int  #: how many answers are asked for
    trace: CutTrace
    best: float  #: the value in the end, the unit of the two bounds
    wrong: np.ndarray  #: which answers of the worst labels are wrong, shape (T + 1, 101, k)
    share: tuple[np.ndarray, ...]  #: α of the cuts found so far, in units of nC; one array a cut
    constraints: int  #: n(2ᵏ − 1), how many there are
    summary: str


@lru_cache(maxsize=128)
def constraint_generation(*, k=6, C=0.03, chain=False) -> ConstraintGeneration:
    """The cutting-plane method with one slack for all samples.

    Parameters
    ----------
    k : int
        The first k of `HIDDEN` are asked for.
    C : float
    chain : bool
        Neighbours among the answers have weights of their own.
    """
    Y = answers(HIDDEN[:k])
    svm = StructuredSVM(SignFeatures(k, chain), C, tol=TOL).fit(traits(SEEN), Y)
    trace, count = svm.trace_, ANIMALS * (2**k - 1)
    return ConstraintGeneration(
        k=k, trace=trace, best=float(trace.best[-1]), wrong=trace.worst != Y, constraints=count,
        share=tuple(alpha / (ANIMALS * C) for alpha in trace.alpha),
        summary=f"k = {k}, C = {C:.2g}: each animal has 2^{k} = {2**k} labels, and there are "
                f"{count:,} constraints. After {trace.rounds} cuts the gap is below 1 %.",
    )  # fmt: skip
