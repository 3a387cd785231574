"""``python -m benchmarks.programs``: our conic solver beside Clarabel, in one run.

Linear, second-order cone and semidefinite programs, dense ones and ones of a few numbers a row,
both solvers to 1e-8. They take turns on the same arrays; the least processor time of several
rounds is told.
Clarabel is called directly, in its own form (sparse matrices, triangles scaled by √2), and making
that form is not timed; setting up and solving are, on both sides. ``make oracles`` installs it.

::

    python -m benchmarks.programs               measure and write the section of the README
    python -m benchmarks.programs --print       measure only
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from importlib.metadata import version
from time import process_time

import numpy as np
from scipy import sparse

from benchmarks.report import machine, section
from course_lib.convex import programs
from course_lib.convex.programs import Nonnegative, SecondOrder, Semidefinite

START = "<!-- programs: written by python -m benchmarks.programs -->"
END = "<!-- programs: end -->"
TOL, GOAL = 1e-8, 3.0
HEAD = """\
| program | course, ms | steps | Clarabel, ms | steps | course / Clarabel | goal ≤ 3 | difference |
|---|---:|---:|---:|---:|---:|---|---:|"""


@dataclass(frozen=True)
class Result:
    """The least seconds and the steps of both, and the relative difference of their values."""

    program: str
    ours: float
    our_steps: int
    theirs: float
    their_steps: int
    difference: float

    @property
    def reached(self) -> bool:
        return self.ours <= GOAL * self.theirs

    def __str__(self) -> str:
        cells = [
            self.program, f"{1e3 * self.ours:.1f}", self.our_steps, f"{1e3 * self.theirs:.1f}",
            self.their_steps, f"{self.ours / self.theirs:.2f}", "yes" if self.reached else "no",
            f"{self.difference:.0e}",
        ]  # fmt: skip
        return f"| {' | '.join(map(str, cells))} |"


def rows(rng, m: int, n: int, filled: int | None):
    """A random m × n matrix with `filled` numbers in each row; all of them if None."""
    G = rng.normal(size=(m, n))
    if filled is not None:
        G *= rng.permuted(np.arange(n) < filled * np.ones((m, 1)), axis=1)
    return G


def linear(rng, n: int, m: int, filled: int | None = None):
    """Optimal at a vertex: n of the m inequalities are tight, with prices."""
    G, tight = rows(rng, m, n, filled), np.arange(m) < n
    sizes = rng.uniform(0.1, 1, m)
    z, s = np.where(tight, sizes, 0.0), np.where(tight, 0.0, sizes)
    return -G.T @ z, G, G @ rng.normal(size=n) + s, [Nonnegative(m)]


def second_order(rng, n: int, count: int, size: int, filled: int | None = None):
    """Cones of one size; half of them are tight at the point that the program is made from."""
    G = rows(rng, count * size, n, filled)
    s, z = rng.normal(size=(2, count, size))
    s[:, 0] = np.linalg.norm(s[:, 1:], axis=1) + np.arange(count) % 2
    z[:, 0] = np.linalg.norm(z[:, 1:], axis=1) + 1
    h = G @ rng.normal(size=n) + s.ravel()
    return -G.T @ z.ravel(), G, h, [SecondOrder(size)] * count


def semidefinite(rng, n: int, k: int):
    """One dense k × k inequality with a slack of half the rank."""
    F = rng.normal(size=(n, k, k))
    G = -(F + F.swapaxes(1, 2)).reshape(n, k * k).T
    low, full = rng.normal(size=(k, k // 2)), rng.normal(size=(k, k))
    h = G @ rng.normal(size=n) + (low @ low.T).ravel()
    return -G.T @ (full @ full.T).ravel(), G, h, [Semidefinite(k)]


def max_cut(rng, k: int):
    """The relaxation for a random graph of k corners: min Σx with diag(x) ⪰ weights."""
    weights = np.triu(rng.uniform(size=(k, k)) < 0.3, 1) * 1.0
    G = np.zeros((k * k, k))
    G[np.arange(k) * (k + 1), np.arange(k)] = -1.0
    return np.ones(k), G, (weights + weights.T).ravel(), [Semidefinite(k)]


def problems(scale: float = 1.0) -> dict[str, tuple]:
    """Name → (c, G, h, cones); `scale` shrinks them for a test."""
    rng = np.random.default_rng(0)
    n, k = round(200 * scale), round(30 * scale)
    return {
        f"LP, {n} variables, {3 * n} inequalities": linear(rng, n, 3 * n),
        "LP, the same, 3 numbers a row": linear(rng, n, 3 * n, 3),
        f"SOCP, {n} variables, {n // 4} cones of 10": second_order(rng, n, n // 4, 10),
        "SOCP, the same, 3 numbers a row": second_order(rng, n, n // 4, 10, 3),
        f"SDP, {n} variables, {k} × {k}": semidefinite(rng, n, k),
        f"SDP, max-cut of {2 * k} corners": max_cut(rng, 2 * k),
    }


def clarabel_form(c, G, h, cones) -> tuple:
    """(P, q, A, b, cones): matrices as upper triangles by columns, times √2 off the diagonal."""
    import clarabel

    parts, kinds, start = [], [], 0
    for cone in cones:
        block = np.c_[G, h][start : start + cone.size]
        start += cone.size
        if isinstance(cone, Semidefinite):
            column, row = np.tril_indices(cone.n)  # row ≤ column, column by column
            scale = np.where(row == column, 1.0, np.sqrt(2))
            block = block.reshape(cone.n, cone.n, -1)[row, column] * scale[:, None]
            kinds.append(clarabel.PSDTriangleConeT(cone.n))
        elif isinstance(cone, SecondOrder):
            kinds.append(clarabel.SecondOrderConeT(cone.n))
        else:
            kinds.append(clarabel.NonnegativeConeT(cone.n))
        parts.append(block)
    both = np.vstack(parts)
    nothing = sparse.csc_matrix((len(c), len(c)))
    return nothing, c, sparse.csc_matrix(both[:, :-1]), both[:, -1], kinds


def clarabel_solve(form):
    """Clarabel's answer to `TOL`."""
    import clarabel

    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = TOL
    return clarabel.DefaultSolver(*form, settings).solve()


def race(name: str, program, rounds: int) -> Result:
    """Both in turns."""
    form, best = clarabel_form(*program), [np.inf, np.inf]
    for _ in range(rounds):
        started = process_time()
        ours = programs.conic_program(*program, tol=TOL)
        middle = process_time()
        theirs = clarabel_solve(form)
        best = np.minimum(best, [middle - started, process_time() - middle])
    if ours.status != "optimal" or str(theirs.status) != "Solved":
        raise RuntimeError(f"{name}: ours ended {ours.status}, Clarabel {theirs.status}")
    difference = abs(ours.value - theirs.obj_val) / max(1.0, abs(theirs.obj_val))
    return Result(name, best[0], ours.steps, best[1], theirs.iterations, difference)


def table(results: list[Result], rounds: int, facts: dict) -> str:
    """The Markdown between the marks of the README."""
    return "\n".join([
        HEAD, *map(str, results), "",
        f"Accuracy {TOL:g}, the least of {rounds} rounds, one BLAS thread; Clarabel "
        f"{version('clarabel')}, numpy {facts['packages']['numpy']}, scipy "
        f"{facts['packages']['scipy']}, {facts['cpus']} CPUs, load {facts['load'][0]:g}.",
    ])  # fmt: skip


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--print", action="store_true", help="measure only")
    options = parser.parse_args(arguments)
    try:
        import clarabel  # noqa: F401
    except ImportError:
        sys.exit("Clarabel is missing; run `make oracles` once, it installs it")
    results = []
    for name, program in problems().items():
        results.append(race(name, program, options.rounds))
        print(results[-1], flush=True)
    if not options.print:
        section(table(results, options.rounds, machine()), START, END)
    return 0


if __name__ == "__main__":
    sys.exit(main())
