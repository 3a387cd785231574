"""Explorers of notebook 19: optimizers race, and momentum alone."""

from __future__ import annotations

from course_lib.experiments.momentum_modes import METHODS, momentum_modes
from course_lib.experiments.race import GRADIENT, RACERS, SHARED, STEP, STEPS, race
from course_lib.experiments.race_terrains import QUADRATIC, TERRAINS
from course_lib.explorers.controls import choice, log_slider, slider, toggle
from course_lib.explorers.explorer import Explorer, Player
from course_lib.plots.momentum_modes import MomentumModesView
from course_lib.plots.race import RaceView

EVERY = 5  # steps of a frame: 300 pictures would be more than a page should carry


def race_explorer() -> Explorer:
    """Optimizers from one start, with one η for all or one each. Click to set the start."""
    terrain, first = TERRAINS[QUADRATIC], "gradient descent"
    ticked = {"adadelta": False, "wolfe": False}
    return Explorer(
        race,
        RaceFrames,
        dict(
            landscape=choice("landscape", list(TERRAINS)),
            condition=log_slider("κ (quadratics)", 1, 1000, 100, per_decade=10),
            angle=slider("rotation ° (quadratics)", 0, 90, 30, 5),
            whose=choice("η of", [*list(RACERS.values())[:-1], SHARED], first),
            lr=log_slider("learning rate η", 1e-4, 20, terrain.rates[first], per_decade=10),
            beta=slider("β, Adam's β₁", 0, 0.99, 0.9, 0.01),
            decay=slider("ρ (of squares)", 0, 0.999, 0.9, 0.001),
            eps=log_slider("ε", 1e-10, 1, 1e-6, per_decade=2),
            budget=choice("compare at equal", [STEP, GRADIENT]),
            **{key: toggle(name, ticked.get(key, True)) for key, name in RACERS.items()},
        ),
        size=(9.3, 4.25),
        state=dict(start=terrain.start, rates=terrain.pairs),
        on_pointer=_set_start,
        react=dict(landscape=_bring_rates, whose=_show_rate, lr=_keep_rate),
        player=Player(f"time (× {EVERY})", last=lambda run: STEPS // EVERY),
    )


class RaceFrames(RaceView):
    """The race with one frame for every few steps."""

    def show(self, run, t):
        super().show(run, EVERY * t)


def _set_start(pointer, values):
    return {"start": (round(pointer.x, 3), round(pointer.y, 3))} if pointer.axes == 0 else {}


def _bring_rates(values):
    terrain = TERRAINS[values["landscape"]]
    whose = "gradient descent" if values["whose"] == SHARED else values["whose"]
    return {"start": terrain.start, "rates": terrain.pairs, "lr": terrain.rates[whose]}


def _show_rate(values):
    own = dict(values["rates"])
    return {"lr": own[values["whose"]]} if values["whose"] in own else {}


def _keep_rate(values):
    if values["whose"] == SHARED:
        return {}
    return {"rates": tuple((dict(values["rates"]) | {values["whose"]: values["lr"]}).items())}


RATE_AXES = 4  # ρ against β


def momentum_explorer() -> Explorer:
    """Momentum on a quadratic: damped, critically damped, oscillating. Click to set β."""

    def set_beta(pointer, values):
        return (
            {"beta": round(min(max(pointer.x, 0.0), 0.99), 2)} if pointer.axes == RATE_AXES else {}
        )

    def leave_best(values):
        return {"best": False}

    return Explorer(
        momentum_modes,
        MomentumModesView,
        dict(
            method=choice("method", list(METHODS)),
            condition=slider("condition κ", 1, 200, 25, 1),
            lr=slider("rate η (in 1/L)", 0.02, 4, 1, 0.02),
            beta=slider("momentum β", 0, 0.99, 0.8, 0.01),
            best=toggle("take the heavy ball's best η and β"),
        ),
        size=(9.4, 4.3),
        react=dict(lr=leave_best, beta=leave_best),
        on_pointer=set_beta,
    )
