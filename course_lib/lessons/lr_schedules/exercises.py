"""Checks of notebook 20: warm-up and cosine, the best rate of a step, a plateau, where to cut."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from course_lib.exercises import Ask, Exercise, Slip
from course_lib.lessons.lr_schedules.step_cuts import cutting, settled_loss, train_cut
from course_lib.optim import SGD, ReduceOnPlateau

#: What a single cut in the right place stays below, on the average of five seeds; cuts at 30, 60
#: and 90 % give 0.338 here, no cut 0.413.
GOAL, SEEDS = 0.325, 5


def _rates_case(t, hint, peak=0.1, warmup=50, total=250):
    """By the square of a cosine, step by step: no formula that the slips below share."""
    want = [
        peak * k / warmup if k < warmup
        else 0.0 if k >= total
        else peak * np.cos(0.5 * np.pi * (k - warmup) / (total - warmup)) ** 2
        for k in t
    ]  # fmt: skip
    return Ask((np.array(t), peak, warmup, total), np.array(want), hint)


def _ramped(*, shift=0, late=True, shorter=True, half=0.5, clip=True, line=False) -> Callable:
    def warmup_cosine(t, peak, warmup, total):
        part = (t - (warmup if late else 0)) / (total - (warmup if shorter else 0))
        part = np.clip(part, 0, 1) if clip else part
        falling = peak * (1 - part) if line else half * peak * (1 + np.cos(np.pi * part))
        return np.where(t < warmup, peak * (t + shift) / warmup, falling)

    return warmup_cosine


check_warmup_cosine = Exercise(
    "linear warm-up, then a cosine",
    "warmup_cosine(t, peak, warmup, total)",
    (
        _rates_case([0, 10, 25], "below `warmup` the rate is peak · t / warmup"),
        _rates_case([50, 100, 150, 200, 250], "from t = warmup on, half a cosine down to 0"),
        _rates_case([300, 1000], "after the end the rate stays at 0"),
        _rates_case([0, 40, 400, 700, 900], "the same with other numbers", 2.0, 400, 1000),
    ),
    (
        Slip("starts at step 1", _ramped(shift=1), "at t = 0 the rate is 0: peak · t / warmup"),
        Slip("no end", _ramped(clip=False),
             "after the end it stays at 0; the formula alone would rise again"),
        Slip("the cosine's own clock", _ramped(late=False),
             "the cosine starts when the warm-up ends: its t is t − warmup"),
        Slip("too long a cosine", _ramped(shorter=False),
             "the cosine has total − warmup steps, not total"),
        Slip("neither", _ramped(late=False, shorter=False),
             "the cosine has its own clock, t − warmup, and its own length, total − warmup"),
        Slip("no half", _ramped(half=1.0), "1 + cos begins at 2: half of it, times the peak"),
        Slip("a line", _ramped(line=True), "that is a straight line down; a cosine is asked for"),
    ),
)  # fmt: skip


def _best_case(curvature, variance, start, steps, hint):
    """By the closed form: 1/η grows by λ in each step, so that no loop is shared."""
    first = curvature + variance / (curvature * start)  # 1/η₀
    want = 1 / (first + curvature * np.arange(steps))
    return Ask((curvature, variance, start, steps), want, hint)


def _greedy(*, chain=True, square=False, noise=True, move=True, early=False) -> Callable:
    def best_rates(curvature, variance, start, steps):
        rates, e = [], start
        if square:
            variance = variance**2
        for _ in range(steps + early):
            rate = (curvature if chain else 1.0) * e / (curvature**2 * e + variance)
            rates.append(rate)
            if move:
                e = (1 - rate * curvature) ** 2 * e + noise * rate**2 * variance
        return rates[early:]

    return best_rates


check_best_rates = Exercise(
    "the best rate of each step",
    "best_rates(curvature, variance, start, steps)",
    (
        _best_case(1.0, 1.0, 1.0, 1, "set the derivative of E x² after the step to 0"),
        _best_case(2.0, 3.0, 4.0, 1, "λ = 2 stands in the numerator and, squared, below it"),
        _best_case(1.0, 0.25, 9.0, 4, "go on from the E x² that the best step leaves"),
        _best_case(0.5, 2.0, 3.0, 6, "the same with other numbers"),
    ),
    (
        Slip("the λ forgotten", _greedy(chain=False),
             "the derivative of (1 − ηλ)² brings down a λ: it is −2λ(1 − ηλ)"),
        Slip("σ² squared", _greedy(square=True), "`variance` is σ²/B already: do not square it"),
        Slip("always the first rate", _greedy(move=False),
             "E x² is smaller after each step, and so the next rate is smaller too"),
        Slip("no new noise", _greedy(noise=False),
             "each step adds its own noise: η² times the variance"),
        Slip("one step late", _greedy(early=True),
             "the first rate belongs to `start` itself, before any step"),
    ),
)  # fmt: skip


def _plateau_case(losses, hint, factor=0.1, patience=1):
    optimizer = ReduceOnPlateau(SGD(0.5), factor=factor, patience=patience, threshold=0)
    state, rates = optimizer.init(np.zeros(1)), []
    for loss in losses:
        state = optimizer.observe(state, loss)
        rates.append(0.5 * state.factor)
    return Ask((list(losses), 0.5, factor, patience), np.array(rates), hint)


def _plateau(*, last=False, reset=True, off=0, forget=True) -> Callable:
    def plateau(losses, lr, factor, patience):
        best, waited, rates = np.inf, 0, []
        for loss in losses:
            if loss < best:
                best, waited = loss, 0 if forget else waited
            else:
                waited += 1
                best = loss if last else best
            if waited > patience + off:
                lr *= factor
                waited = 0 if reset else waited
            rates.append(lr)
        return rates

    return plateau


check_plateau = Exercise(
    "reduce on plateau, mended",
    "plateau(losses, lr, factor, patience)",
    (
        _plateau_case([3.0, 2.0, 1.0], "a loss that falls changes nothing; one rate for each"),
        # Here every slip below gives rates of its own.
        _plateau_case([5.0, 5.0, 1.0, 1.0, 4.0, 5.0, 4.0], "go through these losses by hand"),
        _plateau_case([3.0, 4.0, 3.5, 2.0], "which loss is the new one compared with?"),
        _plateau_case([1.0] * 7, "count anew after each cut", 0.5, 2),
        _plateau_case([2.0, 2.0, 1.0, 1.0, 1.0], "a new best sets the count back to 0"),
    ),
    (
        Slip("as it was", _plateau(last=True, reset=False),
             "two lines are wrong: what a loss is compared with, and the count after a cut"),
        Slip("only the count mended", _plateau(last=True),
             "progress is a loss below the best so far, not below the last one"),
        Slip("only the comparison mended", _plateau(reset=False),
             "after a cut the count starts at 0 again; here every further loss cuts"),
        Slip("cuts too early", _plateau(off=-1), "`patience` losses without progress are allowed"),
        Slip("cuts too late", _plateau(off=1), "the loss after the last allowed one already cuts"),
        Slip("progress not counted", _plateau(forget=False),
             "progress ends the waiting: the count goes back to 0"),
    ),
)  # fmt: skip


def _good_enough(cuts) -> bool | str:
    cuts = np.atleast_1d(np.asarray(cuts, dtype=float)).tolist()
    if any(0 < cut < 1 for cut in cuts):
        return "cuts are per cents of the run: write 50, not 0.5"
    if not all(0 < cut < 100 and cut == round(cut) for cut in cuts):
        return "cuts are whole per cents of the run, between 0 and 100"
    if cuts != sorted(set(cuts)):
        return "name the cuts in rising order, each once"
    cuts = tuple(int(cut) for cut in cuts)
    runs = [train_cut(cutting(1.0, cuts), seed) for seed in range(SEEDS)]
    loss = float(np.mean([settled_loss(run) for run in runs]))
    if loss < GOAL:
        return True
    return (f"trained {SEEDS} times: mean test loss {loss:.3f}, should be below {GOAL}; "
            + _advice(cuts))  # fmt: skip


def _advice(cuts) -> str:
    if not cuts:
        return "without a cut the noise stays"
    if cuts[0] < 45:
        return "the first cut comes while the large rate still makes progress"
    return "the first cut comes late: the small rate too has something to learn"


check_cuts = Exercise(
    "where to cut",
    "my_cuts()",
    (Ask((), _good_enough),),
    (
        Slip("shares for per cents", lambda: (0.5, 0.75), "write 50, not 0.5"),
        Slip("in falling order", lambda: (75, 50), "name the cuts in rising order, each once"),
        Slip("beyond the end", lambda: (50, 120), "between 0 and 100"),
        Slip("too early", lambda: (10, 20), "while the large rate still makes progress"),
    ),
)
