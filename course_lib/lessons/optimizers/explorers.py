"""Explorers of notebook 19: momentum alone, AdaGrad and its children, the race, fair trainings."""

from __future__ import annotations

import numpy as np

from course_lib.explorers.controls import action, choice, int_slider, log_slider, slider, toggle
from course_lib.explorers.explorer import Explorer, Player
from course_lib.lessons.optimizers.adagrad_metric import START
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
from course_lib.lessons.optimizers.race import FIRST, SHARED, STEPS
from course_lib.lessons.optimizers.race import race as run_race
from course_lib.lessons.optimizers.race_terrains import QUADRATIC, TERRAINS, to_flat, turned
from course_lib.lessons.optimizers.race_view import RaceView
from course_lib.lessons.optimizers.racers import (
    KNOBS,
    RACERS,
    racing,
    rates_on,
    shown,
    training,
)
from course_lib.lessons.optimizers.tuned_training import METRICS, MODELS, OFFSETS, SEEDS, tune
from course_lib.lessons.optimizers.tuned_training import tuned_training as run_tuned_training
from course_lib.lessons.optimizers.tuned_training_view import TunedTrainingView
from course_lib.lessons.optimizers.weight_decay import FRAMES, LAMBDAS, RATES
from course_lib.lessons.optimizers.weight_decay import weight_decay as run_weight_decay
from course_lib.lessons.optimizers.weight_decay_view import WeightDecayView

EVERY = 5  # steps of a frame: 300 pictures would be more than a page should carry


def race() -> Explorer:
    """Optimizers from one start, with one η for all or one each. Click to set the start."""
    names, rates = racing(), dict(rates_on(QUADRATIC))

    def nobody_has(knob):
        return lambda values: (
            not any(values[key] and knob in RACERS[name].knobs for key, name in names.items())
        )

    def absent(values):
        """Whether the one whose η the slider moves does not run."""
        return not any(
            values[key] for key, name in names.items() if values["whose"] in (name, SHARED)
        )

    def not_quadratic(values):
        return TERRAINS[values["landscape"]].f is not None

    return Explorer(
        run_race,
        RaceFrames,
        dict(
            landscape=choice("f", list(TERRAINS)),
            condition=log_slider("κ", 1, 1000, 100, per_decade=10),
            angle=slider("turn °", 0, 90, 30, 5),
            whose=choice("η of", [*names.values(), SHARED], FIRST),
            lr=log_slider("η", 1e-4, 20, rates[FIRST], per_decade=10),
            beta=slider("β, Adam's β₁", 0, 0.99, 0.9, 0.01),
            rho=slider("ρ, of squares", 0, 0.999, 0.9, 0.001),
            **{key: toggle(name, RACERS[name].ticked) for key, name in names.items()},
        ),
        size=(9.3, 2.95),
        state=dict(start=TERRAINS[QUADRATIC].start, rates=()),
        on_pointer=_set_start,
        react=dict(landscape=_bring_rates, whose=_show_rate, lr=_keep_rate),
        groups={
            "where": ["landscape", "condition", "angle"],
            "rates": ["whose", "lr", "beta", "rho"],
            "who": list(names),
        },
        idle=dict(
            condition=not_quadratic, angle=not_quadratic, lr=absent,
            **{knob: nobody_has(knob) for knob in KNOBS[1:]},
        ),
        player=Player(
            "step", last=lambda run: STEPS // EVERY, at=lambda run, frame: EVERY * frame,
            start=2, stored=-1,
        ),
    )  # fmt: skip


class RaceFrames(RaceView):
    """The race with one frame for every few steps."""

    def show(self, run, t):
        super().show(run, EVERY * t)


def _set_start(pointer, values):
    if pointer.axes:
        return {}
    x, y = to_flat(values["landscape"], (pointer.x, pointer.y), values["angle"])
    return {"start": (round(x, 3), round(y, 3))}


def _bring_rates(values):
    whose = FIRST if values["whose"] == SHARED else values["whose"]
    found = dict(rates_on(values["landscape"]))
    return {"start": TERRAINS[values["landscape"]].start, "rates": (), "lr": found[whose]}


def _show_rate(values):
    own = dict(rates_on(values["landscape"])) | dict(values["rates"])
    return {"lr": own[values["whose"]]} if values["whose"] in own else {}


def _keep_rate(values):
    if values["whose"] == SHARED:
        return {}
    return {"rates": tuple((dict(values["rates"]) | {values["whose"]: values["lr"]}).items())}


def momentum_modes() -> Explorer:
    """Momentum on a quadratic: damped, critically damped, oscillating. Click to set η and β."""

    def set_both(pointer, values):
        if pointer.axes:
            return {}
        lr, beta = (round(min(max(value, low), high) / step) * step for value, low, high, step in
                    ((pointer.x, 0.02, 4.0, 0.02), (pointer.y, 0.0, 0.99, 0.01)))  # fmt: skip
        return {"lr": round(lr, 2), "beta": round(beta, 2), "best": False}

    def leave_best(values):
        return {"best": False}

    return Explorer(
        run_momentum_modes,
        MomentumModesView,
        dict(
            method=choice("method", list(METHODS)),
            condition=slider("condition κ", 1, 200, 25, 1),
            lr=slider("step size η (in 1/L)", 0.02, 4, 1, 0.02),
            beta=slider("momentum β", 0, 0.99, 0.8, 0.01),
            best=toggle("the heavy ball's best η and β"),
        ),
        size=(9.6, 3.3),
        react=dict(lr=leave_best, beta=leave_best),
        on_pointer=set_both,
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
        size=(9.6, 3.5),
        state=dict(start=START),
        on_pointer=place,
        player=Player("step", last=lambda run: len(run.full.step) - 1, start=1, stored=8),
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
        size=(9.4, 3.5),
        player=Player("step", last=lambda run: len(run.other) - 1, start=2, stored=3),
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
            forget2=log_slider("1 − β₂", 1e-4, 1.0, 0.1),
            eps=log_slider("ε", 1e-10, 1.0, 1e-8, per_decade=2),
            another=action("another draw", _another),
        ),
        size=(9.8, 3.6),
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
        size=(9.4, 3.2),
        player=Player(
            "step", last=lambda run: FRAMES, at=lambda run, frame: 10 * frame, start=2, stored=-1
        ),
    )


def tuned_training() -> Explorer:
    """Optimizers with five learning rates each, on digits. Click on a point to choose it."""

    def best(values):
        tuning = tune(model=values["model"])
        return {"rate": int(tuning.best[training().index(values["optimizer"])]) + 1}

    return Explorer(
        run_tuned_training,
        TunedTrainingView,
        dict(
            optimizer=choice("optimizer", {shown(name): name for name in training()}, "Adam"),
            rate=int_slider("its rate, 1 to 5", 1, len(OFFSETS), 2),
            metric=choice("show", METRICS, METRICS[1]),
            model=choice("model", list(MODELS)),
            relative=toggle("η relative to the best"),
        ),
        size=(9.6, 3.5),
        on_pointer=_choose_point,
        react=dict(optimizer=best),
        progress=f"{len(training()) * len(OFFSETS) * SEEDS} trainings",
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
    across = np.log10(rates / pointer.x) / 5
    if values["metric"] == METRICS[0]:
        up = np.log10(np.clip(final, 1e-3, 3.0) / max(pointer.y, 1e-3)) / 2.5
    else:
        up = (final - pointer.y) / 100
    k, column = np.unravel_index(np.argmin(across**2 + up**2), final.shape)
    return {"optimizer": run.tuning.names[k], "rate": int(column) + 1}
