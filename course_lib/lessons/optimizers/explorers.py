"""Explorers of notebook 19: optimizers race, and momentum alone."""

from __future__ import annotations

import numpy as np

from course_lib.explorers.controls import action, choice, int_slider, log_slider, slider, toggle
from course_lib.explorers.explorer import Explorer, Player
from course_lib.lessons.optimizers.adagrad_metric import START, turned
from course_lib.lessons.optimizers.adagrad_metric import adagrad_metric as run_adagrad_metric
from course_lib.lessons.optimizers.adagrad_metric_view import AdaGradMetricView
from course_lib.lessons.optimizers.adam_start import RANDOM, SIGNALS
from course_lib.lessons.optimizers.adam_start import adam_start as run_adam_start
from course_lib.lessons.optimizers.adam_start_view import AdamStartView
from course_lib.lessons.optimizers.momentum_modes import METHODS
from course_lib.lessons.optimizers.momentum_modes import momentum_modes as run_momentum_modes
from course_lib.lessons.optimizers.momentum_modes_view import MomentumModesView
from course_lib.lessons.optimizers.projected_adagrad import SETS
from course_lib.lessons.optimizers.projected_adagrad import (
    projected_adagrad as run_projected_adagrad,
)
from course_lib.lessons.optimizers.projected_adagrad_view import ProjectedAdaGradView
from course_lib.lessons.optimizers.race import GRADIENT, RACERS, SHARED, STEP, STEPS
from course_lib.lessons.optimizers.race import race as run_race
from course_lib.lessons.optimizers.race_terrains import QUADRATIC, TERRAINS
from course_lib.lessons.optimizers.race_view import RaceView
from course_lib.lessons.optimizers.tuned_training import (
    METRICS,
    MODELS,
    NAMES,
    OFFSETS,
    SHOWN,
    tune,
)
from course_lib.lessons.optimizers.tuned_training import tuned_training as run_tuned_training
from course_lib.lessons.optimizers.tuned_training_view import TunedTrainingView
from course_lib.lessons.optimizers.weight_decay import EVERY as DECAY_EVERY
from course_lib.lessons.optimizers.weight_decay import FRAMES, LAMBDAS, RATES
from course_lib.lessons.optimizers.weight_decay import weight_decay as run_weight_decay
from course_lib.lessons.optimizers.weight_decay_view import WeightDecayView

EVERY = 5  # steps of a frame: 300 pictures would be more than a page should carry


def race() -> Explorer:
    """Optimizers from one start, with one η for all or one each. Click to set the start."""
    terrain, first = TERRAINS[QUADRATIC], "gradient descent"
    ticked = {"adadelta": False, "wolfe": False}
    return Explorer(
        run_race,
        RaceFrames,
        dict(
            landscape=choice("landscape", list(TERRAINS)),
            condition=log_slider("condition κ", 1, 1000, 100, per_decade=10),
            angle=slider("rotation (°)", 0, 90, 30, 5),
            whose=choice("η of", [*list(RACERS.values())[:-1], SHARED], first),
            lr=log_slider("learning rate η", 1e-4, 20, terrain.rates[first], per_decade=10),
            beta=slider("β, Adam's β₁", 0, 0.99, 0.9, 0.01),
            rho=slider("ρ (of squares)", 0, 0.999, 0.9, 0.001),
            eps=log_slider("ε", 1e-10, 1, 1e-6, per_decade=2),
            budget=choice("compare at equal", [STEP, GRADIENT]),
            **{key: toggle(name, ticked.get(key, True)) for key, name in RACERS.items()},
        ),
        size=(9.3, 4.25),
        state=dict(start=terrain.start, rates=terrain.pairs),
        on_pointer=_set_start,
        react=dict(landscape=_bring_rates, whose=_show_rate, lr=_keep_rate),
        groups={
            "landscape": ["landscape", "condition", "angle"],
            "rates": ["whose", "lr", "beta", "rho", "eps"],
            "racers": [*RACERS, "budget"],
        },
        idle=dict(
            condition=lambda values: TERRAINS[values["landscape"]].f is not None,
            angle=lambda values: TERRAINS[values["landscape"]].f is not None,
            lr=lambda values: not _runs(values, *_rated_by(values["whose"])),
            beta=lambda values: not _runs(values, "momentum", "Nesterov", "Adam"),
            rho=lambda values: not _runs(values, "RMSProp", "AdaDelta"),
            eps=lambda values: not _runs(values, "AdaGrad", "RMSProp", "AdaDelta", "Adam"),
        ),
        player=Player("step", last=lambda run: STEPS // EVERY, at=lambda run, frame: EVERY * frame),
    )


def _runs(values, *names) -> bool:
    """Whether one of these optimizers takes part."""
    return any(values[key] for key, name in RACERS.items() if name in names)


def _rated_by(whose) -> list:
    return list(RACERS.values())[:-1] if whose == SHARED else [whose]


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


def momentum_modes() -> Explorer:
    """Momentum on a quadratic: damped, critically damped, oscillating. Click to set β."""

    def set_beta(pointer, values):
        return (
            {"beta": round(min(max(pointer.x, 0.0), 0.99), 2)} if pointer.axes == RATE_AXES else {}
        )

    def leave_best(values):
        return {"best": False}

    return Explorer(
        run_momentum_modes,
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


def adagrad_metric() -> Explorer:
    """AdaGrad's unit balls, of the whole matrix and of its diagonal. Click to set the start."""

    def place(pointer, values):
        if pointer.axes:
            return {}
        along, across = turned((pointer.x, pointer.y), -values["angle"])
        return {"start": (round(along, 2), round(across, 2))}

    return Explorer(
        run_adagrad_metric,
        AdaGradMetricView,
        dict(
            angle=slider("rotation (°)", 0, 90, 45, 5),
            condition=log_slider("condition κ", 1, 200, 10),
            lr=log_slider("AdaGrad's η", 0.06, 3.0, 0.6),
        ),
        size=(9.6, 5.0),
        state=dict(start=START),
        on_pointer=place,
        player=Player("step", last=lambda run: len(run.full.step) - 1, start=1),
    )


def projected_adagrad() -> Explorer:
    """Full-matrix AdaGrad in a set: projected in the norm of its metric, or Euclidean."""
    return Explorer(
        run_projected_adagrad,
        ProjectedAdaGradView,
        dict(
            constraint=choice("stay in", list(SETS)),
            angle=slider("rotation (°)", 0, 175, 80, 5),
            condition=log_slider("condition κ", 1, 100, 20),
            lr=log_slider("AdaGrad's η", 0.1, 2.0, 1.0),
        ),
        size=(9.4, 4.4),
        player=Player("step", last=lambda run: len(run.other) - 1, start=3),
    )


def adam_start() -> Explorer:
    """Adam's first 200 steps, by hand and as curves, with and without bias correction."""
    return Explorer(
        run_adam_start,
        AdamStartView,
        dict(
            signal=choice("gradients g", list(SIGNALS)),
            scale=log_slider("all g times", 1e-4, 1e4, 1.0, per_decade=2),
            forget1=log_slider("1 − β₁", 0.01, 1.0, 0.1),
            forget2=log_slider("1 − β₂", 1e-4, 1.0, 1e-3),
            eps=log_slider("ε", 1e-10, 1.0, 1e-8, per_decade=2),
            another=action("another draw", _another),
        ),
        size=(9.8, 4.6),
        state=dict(seed=0),
    )


def _another(values):
    """Other random gradients; noisy ones, if those shown are not random."""
    signal = values["signal"] if values["signal"] in RANDOM else RANDOM[0]
    return {"signal": signal, "seed": values["seed"] + 1}


def weight_decay() -> Explorer:
    """Adam + L2 against AdamW on a spam filter: which weights shrink, and how fast."""
    return Explorer(
        run_weight_decay,
        WeightDecayView,
        dict(
            lam=log_slider("λ", LAMBDAS[0], LAMBDAS[-1], 0.1, per_decade=10),
            lr=choice("learning rate η", RATES, 0.01),
            with_sgd=toggle("show SGD + L2"),
        ),
        size=(9.4, 5.0),
        player=Player("step", last=lambda run: FRAMES, at=lambda run, frame: DECAY_EVERY * frame),
    )


def tuned_training() -> Explorer:
    """Eight optimizers with seven learning rates each, on digits. Click on a point to choose it."""

    def best(values):
        tuning = tune(model=values["model"])
        return {"rate": int(tuning.best[NAMES.index(values["optimizer"])]) + 1}

    return Explorer(
        run_tuned_training,
        TunedTrainingView,
        dict(
            optimizer=choice("optimizer", {SHOWN[name]: name for name in NAMES}, "Adam"),
            rate=int_slider("its rate, 1 to 7", 1, len(OFFSETS), 4),
            metric=choice("show", METRICS),
            model=choice("model", list(MODELS)),
            relative=toggle("η relative to the best"),
        ),
        size=(9.6, 4.4),
        on_pointer=_choose_point,
        react=dict(optimizer=best),
        progress="168 trainings",
    )


def _choose_point(pointer, values):
    """The optimizer and rate whose point is nearest, on the picture's scales."""
    if pointer.axes:
        return {}
    run = run_tuned_training(**values)
    rates = run.tuning.rates
    if values["relative"]:
        rates = rates / run.tuning.at_best(rates)[:, None]
    final = np.median(run.curves[..., -1], axis=-1)
    across = np.log10(rates / pointer.x) / 6
    if values["metric"] == METRICS[0]:
        up = np.log10(np.clip(final, 1e-3, 3.0) / max(pointer.y, 1e-3)) / 3
    else:
        up = (final - pointer.y) / 100
    k, column = np.unravel_index(np.argmin(across**2 + up**2), final.shape)
    return {"optimizer": NAMES[k], "rate": int(column) + 1}
