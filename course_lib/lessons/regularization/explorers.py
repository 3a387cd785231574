"""Explorers of notebook 10: what the loss leaves open, the fit, the balls, the paths, the decay."""

from __future__ import annotations

from course_lib.explorers.controls import choice, int_slider, log_slider, slider, toggle
from course_lib.explorers.explorer import Explorer, Player
from course_lib.lessons.regularization import fit_and_penalty as fits
from course_lib.lessons.regularization import resampled_fits as resampled
from course_lib.lessons.regularization import weight_paths as named
from course_lib.lessons.regularization.balls import (
    CORRELATION,
    HIGHEST,
    LEAST_SQUARES,
    LONGEST,
    LOWEST,
)
from course_lib.lessons.regularization.balls import balls as run_balls
from course_lib.lessons.regularization.balls_view import BallsView
from course_lib.lessons.regularization.car_curves import HIGHEST_DEGREE
from course_lib.lessons.regularization.decay_or_penalty import EVERY, RATES, STEPS
from course_lib.lessons.regularization.decay_or_penalty import (
    decay_or_penalty as run_decay_or_penalty,
)
from course_lib.lessons.regularization.decay_or_penalty_view import DecayOrPenaltyView
from course_lib.lessons.regularization.fit_and_penalty_view import FitAndPenaltyView
from course_lib.lessons.regularization.resampled_fits_view import ResampledFitsView
from course_lib.lessons.regularization.same_loss import LAMBDAS
from course_lib.lessons.regularization.same_loss import same_loss as run_same_loss
from course_lib.lessons.regularization.same_loss_view import SameLossView
from course_lib.lessons.regularization.weight_paths_view import WeightPathsView


def same_loss() -> Explorer:
    """Scale weights that make no mistake, and move weights that give the same score."""
    return Explorer(
        run_same_loss,
        SameLossView,
        dict(
            k=slider("factor k", 0.0, 3.0, 1.0, 0.05),
            lam=choice("weight of the penalty λ", LAMBDAS),
            mix=slider("way from w₁ to w₂", 0.0, 1.0, 0.3, 0.05),
            size=slider("size of feature 1", 0.5, 2.0, 1.0, 0.05),
        ),
        size=(9.3, 3.3),
    )


def fit_and_penalty() -> Explorer:
    """Choose a degree and λ for car prices on validation data; the test set judges once."""
    return Explorer(
        fits.fit_and_penalty,
        FitAndPenaltyView,
        dict(
            degree=int_slider("degree", 1, HIGHEST_DEGREE, 12),
            lam=log_slider("λ", 10.0**fits.LOWEST, 10.0**fits.HIGHEST, 1e-8,
                           per_decade=fits.PER_DECADE),
            n=choice("training cars", fits.SIZES),
            split=int_slider("split", 0, fits.SPLITS - 1, 0),
            judge=toggle("judge on the test set"),
        ),
        size=(9.4, 3.4),
    )  # fmt: skip


def balls() -> Explorer:
    """Where the ball meets the loss. Click or drag the cross, the least-squares solution."""

    def place(pointer, values):
        if pointer.axes != 0:
            return {}
        inside = (min(max(v, LOWEST), HIGHEST) for v in (pointer.x, pointer.y))
        return {"best": tuple(round(v, 2) for v in inside)}

    return Explorer(
        run_balls,
        BallsView,
        dict(
            ratio=slider("L1 share ρ", 0.0, 1.0, 1.0, 0.05),
            lam=slider("λ", 0.0, LONGEST, 0.2, 0.01),
            r=slider("correlation r", -0.9, 0.9, CORRELATION, 0.01),
        ),
        size=(9.2, 3.55),
        state=dict(best=LEAST_SQUARES),
        on_pointer=place,
    )


def weight_paths() -> Explorer:
    """All weights over λ. Click a λ in the left or the right panel."""

    def place(pointer, values):
        if pointer.axes == 1:
            return {}
        return {"lam": min(max(pointer.x, 10.0**named.LOWEST), 10.0**named.HIGHEST)}

    return Explorer(
        named.weight_paths,
        WeightPathsView,
        dict(
            data=choice("data", list(named.TABLES)),
            ratio=choice("penalty", named.PENALTIES),
            lam=log_slider("λ", 10.0**named.LOWEST, 10.0**named.HIGHEST, 0.1,
                           per_decade=named.PER_DECADE),
        ),
        size=(9.4, 3.5),
        on_pointer=place,
    )  # fmt: skip


def decay_or_penalty() -> Explorer:
    """The penalty's gradient beside decay of the weights, under SGD and Adam."""
    return Explorer(
        run_decay_or_penalty,
        DecayOrPenaltyView,
        dict(
            method=choice("optimizer", list(RATES)),
            lam=log_slider("λ", 0.01, 1.0, 10**-0.5, per_decade=10),
        ),
        size=(9.2, 3.5),
        player=Player(
            "step",
            last=lambda run: STEPS // EVERY,
            at=lambda run, frame: EVERY * frame,
            start=5,
            stored=-1,
        ),
    )


def resampled_fits() -> Explorer:
    """The same fit on many training sets: how far off on average, and how much it varies."""
    return Explorer(
        resampled.resampled_fits,
        ResampledFitsView,
        dict(
            degree=int_slider("degree", 1, HIGHEST_DEGREE, 6),
            lam=log_slider("λ", 10.0**resampled.LOWEST, 10.0**resampled.HIGHEST, 1e-4,
                           per_decade=resampled.PER_DECADE),
            n=choice("cars per training set", resampled.SIZES, 30),
        ),
        size=(9.3, 3.5),
    )  # fmt: skip
