"""Reverse mode on a chain of gates with less memory: keep a few values, compute the rest again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from course_lib import checks
from course_lib.autodiff.backward import QUIET, backward
from course_lib.autodiff.tensor import Tensor, as_tensor


@dataclass(frozen=True)
class ChainGradient:
    """The derivative of a chain, and what it has cost."""

    value: float | np.ndarray  #: what comes out of the last gate
    gradient: float | np.ndarray  #: ∂(seed · value)/∂x
    evaluations: int  #: how many gates have been computed forward, again ones included
    peak: int  #: the most values that were held at once, the input apart
    #: Gate by gate as it was worked through: where in the chain, and how many values are held then.
    history: tuple[tuple[int, int], ...]


def chain_gradient(
    gates: Sequence[Callable], x, checkpoints: Sequence[int] = (), seed=1.0
) -> ChainGradient:
    """The gradient of gates[T − 1](… gates[0](x)), with only some values kept on the way forward.

    Parameters
    ----------
    gates : sequence of callable
        Each takes a Tensor and returns one.
    x : number or array
    checkpoints : sequence of int
        After how many gates a value is kept: rising, from 1 to T − 1. Without any, every value is
        kept, as `backward` does.
    seed : number or array
        The gradient at the end of the chain, spread to its shape.

    Notes
    -----
    The checkpoints cut the chain into segments. The way forward keeps the values at the cuts. Then
    the segments are treated from the last to the first: each is computed once more, now with all
    its values kept, and the gradient is led back through it. Only the last segment need not be
    computed twice. With k checkpoints at equal distances the peak is about k + T/(k + 1): least for
    k + 1 = √T.

    References
    ----------
    Griewank, "Achieving logarithmic growth of temporal and spatial complexity in reverse automatic
    differentiation" (1992), which cuts segments again.

    Examples
    --------
    >>> double = lambda x: x * 2.0
    >>> run = chain_gradient([double] * 6, 1.0, checkpoints=[2, 4])
    >>> run.value, run.gradient, run.evaluations, run.peak
    (64.0, 64.0, 10, 4)
    """
    gates = checks.items("gates", gates, "gates")
    for step in gates:
        checks.function("gates", step)
    T = len(gates)
    if not T:
        raise ValueError("gates must hold at least one gate, got none")
    seed = checks.array("seed", seed)
    cuts = checks.items("checkpoints", checkpoints, "whole numbers")
    cuts = [checks.integer("checkpoints", c) for c in cuts]
    x = checks.array("x", x, finite=False)
    if cuts != sorted(set(cuts)) or (cuts and not 1 <= cuts[0] <= cuts[-1] < T):
        raise ValueError(
            f"checkpoints must rise from 1 to at most {T - 1}, got {list(checkpoints)!r:.60}"
        )
    starts, ends = [0, *cuts], [*cuts, T]
    kept, evaluations, history = [Tensor(x).value], 0, []
    with np.errstate(**QUIET):
        for start, end in zip(starts[:-1], ends[:-1], strict=True):
            value = kept[-1]
            for t in range(start, end):
                value = gates[t](Tensor(value, requires_grad=False)).value
                evaluations += 1
                history.append((t + 1, len(kept) - 1))
            kept.append(value)
        peak, result, gradient = 0, None, None
        for start, end in zip(reversed(starts), reversed(ends), strict=True):
            value, tape = kept.pop(), []
            held = len(kept)  # the start of this segment, and those of the earlier ones but x
            for t in range(start, end):
                before = Tensor(value)
                after = as_tensor(gates[t](before))
                tape.append((before, after))
                value = after.value
                evaluations += 1
                history.append((t + 1, held + len(tape)))
            peak = max(peak, held + len(tape))
            if result is None:
                if seed.ndim and seed.shape != np.shape(value):
                    raise ValueError(f"seed must be a number or of the shape {np.shape(value)} of "
                                     f"the value, got shape {seed.shape}")  # fmt: skip
                result, gradient = value, np.broadcast_to(seed, np.shape(value))
            while tape:
                before, after = tape.pop()
                gradient = _pulled(before, after, gradient)
                history.append((start + len(tape), held + len(tape)))
    return ChainGradient(result, gradient, evaluations, peak, tuple(history))


def _pulled(before: Tensor, after: Tensor, gradient):
    if not after.requires_grad:
        return np.zeros(before.shape)[()]
    grads = backward(after, seed=gradient)
    return grads[before] if before in grads else np.zeros(before.shape)[()]


def evenly(T: int, k: int) -> list[int]:
    """k checkpoints at equal distances in a chain of T gates, rounded to whole gates.

    Examples
    --------
    >>> evenly(9, 2)
    [3, 6]
    """
    T, k = checks.integer("T", T, 1), checks.integer("k", k, 0)
    if k >= T:
        raise ValueError(f"k must be below T, {T}, got {k}")
    return [round(T * j / (k + 1)) for j in range(1, k + 1)]
