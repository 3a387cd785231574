"""A small training with everything one can have: a value of every kind, a seed and an end."""

from dataclasses import dataclass, replace

import numpy as np

from course_lib.explorers import TrainingExplorer
from course_lib.explorers.controls import choice, int_slider, slider
from course_lib.plots.style import color


@dataclass(frozen=True)
class Walk:
    """A point on its way to the origin, with noise of its own for each step."""

    t: int
    seed: int
    x: float
    end: int

    @property
    def over(self) -> bool:
        return self.t >= self.end


@dataclass(frozen=True)
class Place:
    x: float
    t: int
    summary: str


def begin(*, seed, wide, end=10**9) -> Walk:
    if wide == 4:
        raise ArithmeticError("4 < 5 is too wide")
    return Walk(0, seed, wide + float(np.random.default_rng(seed).uniform()), end)


def advance(walk, steps, *, lr, noise) -> Walk:
    for _ in range(min(steps, walk.end - walk.t)):
        if lr > 1.9:
            raise OverflowError("1 < lr is too much")
        pushed = noise and float(np.random.default_rng([walk.seed, walk.t]).normal())
        walk = replace(walk, t=walk.t + 1, x=walk.x * (1 - lr) + noise * pushed)
    return walk


def look(walk, *, zoom) -> Place:
    if zoom == 3:
        raise RuntimeError("too near")
    return Place(walk.x * zoom, walk.t, f"x = {walk.x:.4g} < 9")


class PlaceView:
    def __init__(self, figure):
        ax = figure.subplots()
        ax.set(xlim=(-20, 20), ylim=(-1, 1), xlabel="x", title="walk")
        (self.dot,) = ax.plot([], [], "o", color=color.blue, ms=9)

    def update(self, place):
        self.dot.set_data([place.x], [0])


def toy_training(**changes) -> TrainingExplorer:
    """The toy, with some of the arguments replaced."""
    settings = dict(
        controls=dict(
            wide=int_slider("width", 1, 4, 2),
            lr=slider("η", 0, 2, 0.1, 0.1),
            noise=slider("noise", 0, 1, 0.5, 0.5),
            zoom=choice("zoom", [1, 2, 3]),
        ),
        size=(4.0, 3.0),
    )
    settings.update(changes)
    functions = [settings.pop(f.__name__, f) for f in (begin, advance, look)]
    return TrainingExplorer(*functions, PlaceView, settings.pop("controls"), **settings)


def sound_training(**changes) -> TrainingExplorer:
    """The toy, with no value that raises: it has to pass what every explorer has to."""
    controls = dict(
        wide=int_slider("width", 1, 3, 2),
        lr=slider("η", 0, 0.5, 0.1, 0.1),
        noise=slider("noise", 0, 1, 0.5, 0.5),
        zoom=choice("zoom", [1, 2]),
    )
    return toy_training(controls=controls, **changes)


def idle_training() -> TrainingExplorer:
    """One with a slider that never has an effect: the noise."""

    def quiet(walk, steps, *, lr, noise):
        return advance(walk, steps, lr=lr, noise=0)

    return sound_training(advance=quiet)
