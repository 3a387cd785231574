"""``python -m benchmarks.lasso``: a whole lasso path, beside scikit-learn's at equal duality gap.

Needs scikit-learn (``make oracles`` installs it). Both get the same 100 λ, from the largest useful
one down to a thousandth of it, and the same centred data. scikit-learn's tolerance is made finer
until the largest gap of its path, measured by our `duality_gap`, is as small as asked for; ours is
run with that tolerance. The two take turns, and the shortest time of each counts.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from benchmarks.report import machine, section
from course_lib.datasets import load_breast_cancer, load_mnist, load_spambase, standardize
from course_lib.linear import lambda_grid, lambda_max, lasso_path
from course_lib.linear.penalized import PenalizedLeastSquares

START, END = "<!-- lasso: written by `python -m benchmarks.lasso` -->", "<!-- end of lasso -->"
GAPS, TURNS, BUDGET = (1e-4, 1e-8), 5, 60.0
FINER = 10.0 ** -np.arange(2, 13)
HEAD = """\
| data | features not 0 at the end | gap | course | scikit-learn | ratio | gaps reached |
|---|---:|---:|---:|---:|---:|---:|"""


@dataclass(frozen=True)
class Result:
    """Shortest seconds of both at one accuracy; NaN where scikit-learn's gap stays larger."""

    data: str
    active: int
    goal: float
    seconds: tuple[float, float]
    reached: tuple[float, float]

    def __str__(self) -> str:
        ours, theirs = self.seconds
        cells = [self.data, str(self.active), f"{self.goal:.0e}", f"{ours:.3g} s"]
        cells += (
            ["> budget", "–"] if np.isnan(theirs) else [f"{theirs:.3g} s", f"{ours / theirs:.2f}"]
        )
        return f"| {' | '.join(cells)} | {' and '.join(f'{g:.0e}' for g in self.reached)} |"


def problems() -> dict[str, tuple]:
    """Name → (X, y); classes are fitted as −1 and +1."""

    def table(load):
        data = load(labels=(-1, 1))
        return standardize(data.X)[0], data.y.astype(float)

    def planted(n, d, seed):
        rng = np.random.default_rng(seed)
        X = rng.normal(size=(n, d))
        return X, X[:, :20].sum(axis=1) + 2 * rng.normal(size=n)

    X, y = load_mnist("train", size=5000)
    digits = X.astype(float)
    return {
        "breast cancer, 569 × 30": table(load_breast_cancer),
        "spambase, 4,601 × 57": table(load_spambase),
        "MNIST 0 or not, 5,000 × 784": (digits, np.where(y == 0, 1.0, -1.0)),
        "synthetic 2,000 × 500": planted(2000, 500, 0),
        "synthetic 200 × 2,000": planted(200, 2000, 1),
    }


def largest_gap(problem: PenalizedLeastSquares, weights, lam) -> float:
    """Over the path, relative to the objective at w = 0."""
    gaps = (problem.gap(w, k) for w, k in zip(weights, lam, strict=True))
    return max(gaps) / problem.scale


def theirs_with(X, y, lam, tol):
    """scikit-learn's path: weights in rows."""
    from sklearn.linear_model import lasso_path as peer

    return peer(X, y, alphas=lam, tol=tol, max_iter=1_000_000)[1].T


def timed(run) -> tuple[float, object]:
    started = perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a peer that stops at its limit of rounds says so
        result = run()
    return perf_counter() - started, result


def compare(name: str, X, y, goals=GAPS, turns: int = TURNS, peer=theirs_with) -> list[Result]:
    """Both at each goal; scikit-learn's copies of the data are not counted, ours are."""
    lam, problem = lambda_grid(lambda_max(X, y)), PenalizedLeastSquares(X, y)
    centred, target = np.asfortranarray(problem.X), problem.y
    results, tols = [], iter(FINER)
    for goal in goals:
        spent = reached = np.inf
        for tol in tols:
            spent, found = timed(lambda tol=tol: peer(centred, target, lam, tol))
            reached = largest_gap(problem, found, lam)
            if reached <= goal or spent > BUDGET:
                break
        both = [[], []]
        for _ in range(turns if spent < BUDGET / 10 else 1):
            seconds, path = timed(lambda goal=goal: lasso_path(X, y, lam, tol=goal))
            both[0].append(seconds)
            both[1].append(timed(lambda tol=tol: peer(centred, target, lam, tol))[0])
        mine, theirs = min(both[0]), min(both[1]) if reached <= goal else np.nan
        gaps = largest_gap(problem, path.weights[:, 1:], lam), reached
        results.append(Result(name, int(path.active[-1]), goal, (mine, theirs), gaps))
        tols = iter(FINER[np.flatnonzero(tol == FINER)[0] :])
    return results


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", type=int, nargs="+", help="numbers of the sets; nothing written")
    options = parser.parse_args(arguments)
    try:
        import sklearn
    except ImportError:
        sys.exit("scikit-learn is missing; run `make oracles` once, it installs it")
    rows = []
    for place, (name, (X, y)) in enumerate(problems().items()):
        if options.only is None or place in options.only:
            for result in compare(name, X, y):
                rows.append(result)
                print(result, flush=True)
    facts = machine()
    text = "\n".join([
        HEAD, *map(str, rows), "",
        f"100 λ, scikit-learn {sklearn.__version__}, numpy {facts['packages']['numpy']}, one "
        f"thread, load {facts['load'][0]:g} at the end.",
    ])  # fmt: skip
    if options.only is None:
        section(text, START, END)
    return 0


if __name__ == "__main__":
    sys.exit(main())
