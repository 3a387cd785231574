"""``python -m benchmarks.linear``: time to an accuracy, beside LIBLINEAR and scikit-learn.

Needs scikit-learn (``make oracles`` installs it). Every solver is measured on its own objective:
LIBLINEAR penalizes the intercept, so its values are compared with the minimum that includes that
penalty; the others leave it free. The minima come from this course's solvers, run to 1e-10.
About five minutes on two quiet CPUs, so the hinge sees a sixth of the digits.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from benchmarks.report import machine, section
from course_lib.datasets import load_breast_cancer, load_mnist, load_spambase, standardize
from course_lib.functions import CForm, Hinge, LogLoss, SquaredNorm, add_bias
from course_lib.linear import LinearSVM, LogisticRegression
from course_lib.linear.interior_point import solve_hinge_qp
from course_lib.linear.newton import newton
from course_lib.threads import all_threads

START, END = "<!-- linear: written by `python -m benchmarks.linear` -->", "<!-- end of linear -->"
TARGETS = (1e-3, 1e-6)
LOSSES = {"log": LogLoss(), "hinge": Hinge()}
HEAD = """\
| loss | data | solver | to 1e-3 | to 1e-6 | reached |
|---|---|---|---:|---:|---:|"""


@dataclass(frozen=True)
class Result:
    """Seconds to each target (NaN: not within the budget) and the best relative suboptimality."""

    loss: str
    data: str
    solver: str
    seconds: tuple[float, ...]
    reached: float

    def __str__(self) -> str:
        cells = ["> budget" if np.isnan(s) else f"{s:.3g} s" for s in self.seconds]
        cells.append(f"{max(self.reached, 0):.0e}")
        return f"| {self.loss} | {self.data} | {self.solver} | {' | '.join(cells)} |"


def problems(mnist: int, synthetic: int) -> dict[str, tuple]:
    """Name → (losses, a function that makes (X, signs)); nothing is made before it is needed."""

    def digits(size):
        X, y = load_mnist("train", size=size)
        return X.astype(float), np.where(y == 0, 1, -1)

    def planes():
        rng = np.random.default_rng(0)
        X = rng.normal(size=(synthetic, 50))
        return X, np.where(X @ rng.normal(size=50) + 3 * rng.normal(size=synthetic) > 0, 1, -1)

    def tables(load):
        data = load(labels=(-1, 1))
        return standardize(data.X)[0], data.y

    return {
        "breast cancer": (LOSSES, lambda: tables(load_breast_cancer)),
        "spambase": (LOSSES, lambda: tables(load_spambase)),
        f"MNIST 0 or not, {mnist:,}": (["log"], lambda: digits(mnist)),
        f"MNIST 0 or not, {mnist // 6:,}": (["hinge"], lambda: digits(mnist // 6)),
        f"synthetic {synthetic:,} × 50": (LOSSES, planes),
    }


def logistic_solvers(X, y) -> Iterable[tuple]:
    """(name, number of free weights, settings, setting → weights); settings rough to fine."""
    from sklearn.linear_model import LogisticRegression as Theirs

    def peer(solver, tol):
        model = Theirs(solver=solver, tol=tol, max_iter=100_000, random_state=0).fit(X, y)
        return np.r_[model.intercept_, model.coef_[0]]

    tols = 10.0 ** -np.arange(1, 10)
    yield "course, newton", 1, tols, lambda tol: LogisticRegression(tol=tol).fit(X, y).weights_
    for solver in ("lbfgs", "newton-cholesky"):
        yield f"scikit-learn, {solver}", 1, tols, lambda tol, s=solver: peer(s, tol)
    yield "LIBLINEAR", 0, tols, lambda tol: peer("liblinear", tol)


def hinge_solvers(X, y) -> Iterable[tuple]:
    """The same for the hinge."""
    from sklearn.svm import LinearSVC

    def peer(epochs):
        model = LinearSVC(loss="hinge", tol=1e-12, max_iter=epochs, random_state=0).fit(X, y)
        return np.r_[model.intercept_, model.coef_[0]]

    steps = range(4, 60)
    yield "course, qp", 1, steps, lambda k: LinearSVM(max_iter=k, tol=1e-12).fit(X, y).weights_
    yield "LIBLINEAR", 0, (4 ** np.arange(1, 13)).tolist(), peer


SOLVERS = {"log": logistic_solvers, "hinge": hinge_solvers}


def minimum(loss, X, y, free: int) -> tuple[CForm, float]:
    """The objective with C = 1 and its minimum."""
    f = CForm(loss, add_bias(X), y, penalty=SquaredNorm(free))
    if isinstance(loss, Hinge):
        trace = solve_hinge_qp(f.risk.X, f.risk.y, 1.0, free, tol=1e-10).trace
        return f, max(float(trace.dual_value[-1]), float(trace.value[-1]) * (1 - 1e-9))
    return f, float(newton(f, np.zeros(f.dim), 1e-10, 100).value[-1])


def times(f, best, settings, fit, budget: float) -> tuple[tuple[float, ...], float]:
    """Seconds of the first setting, from rough to fine, that reaches each target (best of three).

    The search stops when the next fit is likely to take longer than the budget: when it would if
    its time grew as before.
    """
    found, reached, seconds = [np.nan] * len(TARGETS), np.inf, np.inf
    for setting in settings:
        before = seconds
        seconds, weights = timed(fit, setting)
        expected = seconds * np.clip(seconds / before, 1, 5)  # a hiccup is no growth
        reached = min(reached, (float(f(weights)) - best) / best)
        if reached <= max(t for t, s in zip(TARGETS, found, strict=True) if np.isnan(s)):
            seconds = min([seconds] + [timed(fit, setting)[0] for _ in range(2 * (seconds < 3))])
        for i, target in enumerate(TARGETS):
            if np.isnan(found[i]) and reached <= target:
                found[i] = seconds
        if reached <= TARGETS[-1] or expected > budget:
            break
    return tuple(found), reached


def timed(fit, setting) -> tuple[float, np.ndarray]:
    """Seconds, and what was fitted."""
    started = perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a peer that is told to stop early says so
        weights = fit(setting)
    return perf_counter() - started, weights


def run(sets: dict[str, tuple], budget: float, log=print) -> list[Result]:
    """Every solver on every set."""
    results = []
    for data, (losses, make) in sets.items():
        X, y = make()
        for name in losses:
            known = {free: minimum(LOSSES[name], X, y, free) for free in (1, 0)}
            for solver, free, settings, fit in SOLVERS[name](X, y):
                if solver == "course, qp":
                    settings = steps_needed(X, y, known[free][1])
                found = times(*known[free], settings, fit, budget)
                results.append(Result(name, data, solver, *found))
                log(results[-1])
    return results


def steps_needed(X, y, best: float) -> list[int]:
    """The steps at which the interior-point method reaches each target: those are then timed."""
    value = LinearSVM(tol=1e-7).fit(X, y).trace_.value
    return [max(1, int(np.argmax((value - best) / best <= target))) for target in TARGETS]


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--mnist", type=int, default=60_000, help="digits")
    parser.add_argument("--synthetic", type=int, default=200_000, help="samples")
    parser.add_argument("--budget", type=float, default=15.0, help="seconds for one fit")
    parser.add_argument("--only", type=int, nargs="+", help="numbers of the sets; nothing written")
    options = parser.parse_args(arguments)
    sets = list(problems(options.mnist, options.synthetic).items())
    chosen = dict(sets if options.only is None else [sets[i] for i in options.only])
    try:
        import sklearn
    except ImportError:
        sys.exit("scikit-learn is missing; run `make oracles` once, it installs it")
    with all_threads():
        results = run(chosen, options.budget, log=lambda r: print(r, flush=True))
    facts = machine()
    text = "\n".join([
        HEAD, *map(str, results), "",
        f"C = 1, scikit-learn {sklearn.__version__}, numpy {facts['packages']['numpy']}, "
        f"{facts['cpus']} CPUs, load {facts['load'][0]:g} at the end; budget {options.budget:g} s.",
    ])  # fmt: skip
    if options.only is None:
        section(text, START, END)
    return 0


if __name__ == "__main__":
    sys.exit(main())
