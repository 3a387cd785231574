"""``python -m benchmarks.playing``: pictures a second while a small network trains in its figure.

A 2-8-8-1 network on 500 points of a spiral, mini-batches of 10: the boundary as an image, the
points and the curve of the loss are drawn while it trains at full speed. Counted is what a page of
JupyterLab in Chromium has painted.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.report import machine, section
from course_lib import datasets
from course_lib.explorers import TrainingExplorer
from course_lib.explorers.controls import log_slider
from course_lib.functions import LogLoss
from course_lib.nn import NetworkRisk, mlp, predict
from course_lib.plots.style import DIVERGING, color

START, END = "<!-- playing: written by python -m benchmarks.playing -->", "<!-- playing: end -->"
GOAL = 20  # pictures a second
SIZES, SAMPLES, BATCH = (2, 8, 8, 1), 500, 10
SIDE = np.linspace(-1.5, 1.5, 50)
GRID = np.stack(np.meshgrid(SIDE, SIDE), axis=-1).reshape(-1, 2)
KEPT, EVERY = 300, 50  # points of the curve, and the steps between two


@cache
def risk() -> NetworkRisk:
    points = datasets.make_spirals(SAMPLES, rng=np.random.default_rng(0), labels=(-1, 1))
    return NetworkRisk(mlp(SIZES), LogLoss(), points.X, points.y)


@dataclass(frozen=True)
class Run:
    t: int
    seed: int
    theta: np.ndarray
    losses: tuple  #: of the whole data, at most `KEPT`


@dataclass(frozen=True)
class Boundary:
    margins: np.ndarray  #: on the grid
    losses: tuple
    summary: str


def begin(*, seed) -> Run:
    return Run(0, seed, risk().start(np.random.default_rng(seed)), ())


def advance(run, steps, *, lr) -> Run:
    f, theta, losses = risk(), run.theta, run.losses
    for t in range(run.t, run.t + steps):
        if t % EVERY == 0:
            losses = (*losses, float(f(theta)))[-KEPT:]
        rows = np.random.default_rng([run.seed, t]).integers(SAMPLES, size=BATCH)
        theta = theta - lr * f.subset(rows, f.mode).grad(theta)
    return replace(run, t=run.t + steps, theta=theta, losses=losses)


def look(run) -> Boundary:
    f = risk()
    margins = predict(f.net, f.net.unpack(run.theta), GRID)
    loss = f"{run.losses[-1]:.3f}" if run.losses else "unknown"
    return Boundary(margins.reshape(SIDE.size, -1), run.losses, f"step {run.t}: loss {loss}")


class BoundaryView:
    def __init__(self, figure):
        plane, self.curve = figure.subplots(1, 2)
        self.image = plane.imshow(
            np.zeros((2, 2)), cmap=DIVERGING, vmin=-3, vmax=3, origin="lower",
            extent=(-1.5, 1.5, -1.5, 1.5),
        )  # fmt: skip
        plane.grid(False)  # over an image it would be drawn anew with every picture
        X, y = risk().X, np.ravel(risk().y)
        for label, ink in ((-1, color.blue), (1, color.orange)):
            plane.plot(*X[y == label].T, "o", color=ink, ms=3)
        self.curve.set(xlim=(0, KEPT), ylim=(0, 1), xlabel=f"{EVERY} steps", ylabel="training loss")
        (self.loss,) = self.curve.plot([], [], color=color.blue)

    def update(self, boundary):
        self.image.set_data(boundary.margins)
        self.loss.set_data(np.arange(len(boundary.losses)), boundary.losses)


def explorer() -> TrainingExplorer:
    """The figure that is measured."""
    return TrainingExplorer(
        begin, advance, look, BoundaryView, dict(lr=log_slider("η", 1e-3, 1, 0.1)), size=(9, 3.6)
    )


SETUP = "from benchmarks.playing import explorer"
# Presses Play; after a second counts what is painted in so many seconds.
COUNT = """(root, seconds) => new Promise(done => {
  const canvas = root.querySelector('canvas');
  root.querySelector('.course-play').click();
  setTimeout(() => {
    const before = Number(canvas.dataset.frame), began = performance.now();
    setTimeout(() => done(
      1000 * (Number(canvas.dataset.frame) - before) / (performance.now() - began),
    ), 1000 * seconds);
  }, 1000);
})"""


def measure(seconds: float) -> tuple[float, float]:
    """Pictures and steps a second on the page."""
    try:
        import playwright  # noqa: F401
    except ImportError:
        sys.exit("this needs Playwright and Chromium; run `make browser` once, it installs it")
    from tests.browser.lab import Lab
    from tests.browser.server import jupyterlab
    from tests.notebooks.support import write_notebook

    with TemporaryDirectory() as folder, jupyterlab() as server, Lab(server) as lab:
        root = f"import sys\n\nsys.path.insert(0, {str(Path(__file__).parents[1])!r})\n"
        cells = "# Plays", root + SETUP, "it = explorer()\nit"
        book = lab.open(write_notebook(Path(folder, "plays.ipynb"), *cells))
        book.run_all()
        (figure,) = book.explorers()
        pictures = figure.root.evaluate(COUNT, seconds)
        steps = book.ask("it.t") / (seconds + 1)
        book.close()
    return pictures, steps


def text(pictures: float, steps: float) -> str:
    """The lines between the marks."""
    facts = machine()
    missed = "" if pictures >= GOAL else f" **The goal of {GOAL} was missed in this run.**"
    return (
        f"A 2-8-8-1 network on {SAMPLES} points, trained at full speed in mini-batches of {BATCH} "
        f"while its boundary, the points and the curve of the loss are drawn: "
        f"{pictures:.0f} pictures and {steps:.0f} steps a second in JupyterLab in Chromium "
        f"(goal: {GOAL} pictures).{missed} {facts['cpus']} CPUs ({facts['architecture']}), load "
        f"{facts['load'][0]} at the end, Python {facts['python']}."
    )


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=10, help="in which pictures are counted")
    parser.add_argument("--no-write", action="store_true", help="print the line only")
    options = parser.parse_args(arguments)
    line = text(*measure(options.seconds))
    print(line)
    if not options.no_write:
        section(line, START, END)
    return 0


if __name__ == "__main__":
    sys.exit(main())
