"""Results that take a while: computed once, wholly, and with word of how far they are."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial, wraps
from inspect import signature
from time import perf_counter

from course_lib.nn import Progress, Training


def remembered(maxsize: int | None = 16):
    """Keep a function's latest results: ``functools.lru_cache``, blind to `progress`.

    Whoever watches gets the same result as who does not, and defaults count as if written. The
    function gets `progress` if it has such an argument. A call that raises, as an interrupt
    does, leaves nothing behind.

    Parameters
    ----------
    maxsize : int or None
        How many results are kept; None for all of them.

    Returns
    -------
    callable
        A decorator. What it makes has ``cache_clear()``, and ``at_hand(*args, **kwargs)`` tells
        whether a call would be answered at once.

    Examples
    --------
    >>> @remembered()
    ... def square(x, progress=None):
    ...     print("computing")
    ...     return x * x
    >>> square(3), square(x=3, progress=print), square.at_hand(4)
    computing
    (9, 9, False)
    """

    def decorate(function: Callable) -> Callable:
        form, kept = signature(function), OrderedDict()

        def bound(args, kwargs) -> tuple[dict, tuple]:
            call = form.bind(*args, **kwargs)
            call.apply_defaults()
            key = tuple(v for n, v in call.arguments.items() if n != "progress")
            return call.arguments, key

        @wraps(function)
        def answer(*args, **kwargs):
            if "progress" not in form.parameters:
                kwargs.pop("progress", None)
            arguments, key = bound(args, kwargs)
            if key not in kept:
                kept[key] = function(**arguments)
                if maxsize is not None and len(kept) > maxsize:
                    kept.popitem(last=False)
            kept.move_to_end(key)
            return kept[key]

        answer.cache_clear = kept.clear
        answer.at_hand = lambda *args, **kwargs: bound(args, kwargs)[1] in kept
        return answer

    return decorate


def in_turn(calls: Sequence[partial], progress=None, weights: Sequence[float] | None = None):
    """The results of several calls of `remembered` functions, as one piece of work.

    What is at hand takes no part in the count; what was done before an interrupt is kept.

    Parameters
    ----------
    calls : sequence of functools.partial
    progress : callable, optional
        ``progress(Progress)``, on the way through each call and after it; `Progress.epoch`
        counts the calls.
    weights : sequence of float, optional
        How long each takes compared with the others; the same if not given.

    Returns
    -------
    list
    """
    weights = [1.0] * len(calls) if weights is None else list(weights)
    missing = [not call.func.at_hand(*call.args, **call.keywords) for call in calls]
    tally = _Tally(progress, [w for w, new in zip(weights, missing, strict=True) if new])
    results = []
    for call, new in zip(calls, missing, strict=True):
        results.append(call(progress=tally.on_the_way) if progress else call())
        if new and progress:
            tally.finish()
    return results


class _Tally:
    """How far a series is, from how far its present member is."""

    PARTS = 1000

    def __init__(self, progress, weights):
        self.progress, self.weights = progress, weights
        self.done, self.loss, self.started = 0, None, perf_counter()

    def on_the_way(self, inner: Progress) -> None:
        self.loss = inner.loss
        self._tell(inner.fraction)

    def finish(self) -> None:
        self._tell(1.0, last=self.done + 1 == len(self.weights))
        self.done += 1

    def _tell(self, within: float, last: bool = False) -> None:
        weight = sum(self.weights[: self.done]) + within * self.weights[self.done]
        fraction = weight / sum(self.weights)
        elapsed, count = perf_counter() - self.started, len(self.weights)
        self.progress(
            Progress(
                self.done + 1, count, round(self.PARTS * fraction), self.PARTS, self.loss, None,
                elapsed, elapsed * (1 / max(fraction, 1 / self.PARTS) - 1),
                done=last,
            )
        )  # fmt: skip


def completed(training: Training) -> Training:
    """This training, if it came to its end: half of one is no result to compare with others.

    Raises
    ------
    KeyboardInterrupt
        Where the training was interrupted.
    """
    if training.status == "interrupted":
        raise KeyboardInterrupt(training.message)
    return training
