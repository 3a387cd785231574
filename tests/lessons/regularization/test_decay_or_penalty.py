"""Penalty and decay: the library's optimizers take the same steps; SGD cannot tell them apart."""

import numpy as np
import pytest

from course_lib.functions import SquaredNorm
from course_lib.lessons.regularization import explorers
from course_lib.lessons.regularization.decay_or_penalty import (
    BATCH,
    EVERY,
    LAMBDAS,
    RATES,
    SEED,
    STEPS,
    car_loss,
    decay_or_penalty,
)
from course_lib.optim import Adam, AdamW, GradientDescent, minimize
from course_lib.schedules import Linear

LAM = float(LAMBDAS[15])


@pytest.mark.parametrize(
    ("method", "run", "optimizer", "penalized"),
    [
        ("SGD", "penalty", lambda lr: GradientDescent(lr), True),
        ("Adam", "penalty", lambda lr: Adam(lr, l2=LAM), False),
        ("Adam", "decay", lambda lr: AdamW(lr, weight_decay=LAM), False),
    ],
)
def test_the_library_takes_the_same_steps(method, run, optimizer, penalized):
    loss, rng = car_loss(), np.random.default_rng(SEED)
    opt = optimizer(Linear(RATES[method], STEPS))
    w = np.zeros(2)
    state = opt.init(w)
    for _ in range(EVERY * 20):
        batch = loss.sample(rng, BATCH)
        w, state = opt.step(batch + LAM * SquaredNorm() if penalized else batch, w, state)
    mine = getattr(decay_or_penalty(method=method, lam=LAM), run)[20]
    np.testing.assert_allclose(mine, w, atol=1e-10)


def test_the_targets_are_minimizers():
    run = decay_or_penalty(lam=LAM)
    loss = car_loss()
    np.testing.assert_allclose(loss.grad(run.free), 0, atol=1e-12)
    np.testing.assert_allclose((loss + LAM * SquaredNorm()).grad(run.target), 0, atol=1e-12)
    found = minimize(loss + LAM * SquaredNorm(), np.zeros(2), GradientDescent(0.5), steps=200)
    np.testing.assert_allclose(run.target, found.x[-1], atol=1e-9)


@pytest.mark.parametrize("lam", LAMBDAS[::5])
def test_under_sgd_both_are_one(lam):
    run = decay_or_penalty(lam=float(lam))
    np.testing.assert_allclose(run.penalty, run.decay, atol=1e-13)


def test_the_player_shows_the_steps_up_to_its_own():
    explorer = explorers.decay_or_penalty()
    explorer.set(method="Adam", t=60)
    run, view = explorer.result, explorer.view
    np.testing.assert_allclose(view.decay.get_xydata(), run.decay[:11])
    np.testing.assert_allclose(view.heads.get_xydata()[0], run.penalty[10])
    np.testing.assert_allclose(view.far_decay.get_ydata(), run.distance[1, :11])
