"""Optimizers side by side are each what `minimize` makes of it."""

import copy

import numpy as np
import pytest

from course_lib.functions import CATALOGUE, EmpiricalRisk, NoisyQuadratic, Rosenbrock, SquaredError
from course_lib.optim import (
    OPTIMIZERS,
    Ball,
    Clipped,
    GradientDescent,
    Momentum,
    Nesterov,
    Projected,
    ReduceOnPlateau,
    SubgradientMethod,
    Wolfe,
    minimize,
    minimize_each,
)
from course_lib.schedules import InverseSqrt

TAME = [kind(lr) for kind in OPTIMIZERS.values() for lr in (1e-3, InverseSqrt(0.02))]
WILD = [kind(lr) for kind in OPTIMIZERS.values() for lr in (30.0, 1e3)]
OTHERS = [
    Clipped(Nesterov(1e-2), max_norm=0.5),
    Projected(Momentum(1e-2), Ball(1.0)),
    Projected(OPTIMIZERS["AdaGrad"](0.1), Ball(1.0)),
    ReduceOnPlateau(GradientDescent(1e-3), patience=3),
    GradientDescent(Wolfe()),
    SubgradientMethod(1e-2),
]
ARRAYS = ("x", "value", "grad_norm", "lr", "evals")


def assert_same(trace, want, rtol=1e-12):
    said = "status", "message", "f_evals", "grad_evals", "stopped_by", "steps"
    for name in said if rtol < 1e-9 else ("status", "grad_evals", "steps"):
        assert getattr(trace, name) == getattr(want, name), name
    for name in ARRAYS:
        mine, its = getattr(trace, name), getattr(want, name)
        scale = np.abs(its).max(initial=1.0)
        np.testing.assert_allclose(mine / scale, its / scale, rtol=rtol, atol=rtol, err_msg=name)
        assert mine.dtype == its.dtype
        assert not mine.flags.writeable


@pytest.mark.parametrize("name", CATALOGUE)
@pytest.mark.parametrize("group", [TAME, WILD, OTHERS], ids=["tame", "wild", "others"])
def test_each_run_is_that_of_minimize(name, group):
    f = CATALOGUE[name]
    start = np.mean(f.bounds, axis=1) + 0.31 * np.ptp(f.bounds, axis=1) * [1.0, -0.7][: f.dim]
    runs = minimize_each(f, start, group, steps=80)
    for optimizer, run in zip(group, runs, strict=True):
        # The nearly singular matrix of the full form enlarges the last digit of a gradient.
        exact = not isinstance(optimizer, OPTIMIZERS["full-matrix AdaGrad"])
        assert_same(run, minimize(f, start, optimizer, steps=80), 1e-12 if exact else 1e-10)


def test_runs_that_diverge_at_different_steps():
    racers = [kind(lr) for kind in (GradientDescent, Momentum, Nesterov) for lr in (0.05, 0.5, 2.0)]
    runs = minimize_each(CATALOGUE["quadratic"], [1.0, 2.0], racers, steps=80)
    diverged = {run.steps for run in runs if run.status == "diverged"}
    assert len(diverged) > 3, "each ends at a step of its own"
    for optimizer, run in zip(racers, runs, strict=True):
        assert_same(run, minimize(CATALOGUE["quadratic"], [1.0, 2.0], optimizer, steps=80))


def test_all_meet_the_same_batches():
    f, rng = NoisyQuadratic(noise=2.0), np.random.default_rng(3)
    before = copy.deepcopy(rng)
    runs = minimize_each(f, [1.0, 1.0], TAME + OTHERS, steps=40, batch_size=4, rng=rng)
    for optimizer, run in zip(TAME + OTHERS, runs, strict=True):
        want = minimize(f, [1.0, 1.0], optimizer, 40, batch_size=4, rng=copy.deepcopy(before))
        assert_same(run, want)
    assert rng.random() == before.random(), "the generator is left as it was"


def test_a_risk_over_samples():
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((50, 2)), rng.standard_normal(50)
    f = EmpiricalRisk(SquaredError(), X, y)
    for optimizer, run in zip(TAME, minimize_each(f, np.zeros(2), TAME, steps=60), strict=True):
        assert_same(run, minimize(f, np.zeros(2), optimizer, steps=60), rtol=1e-9)


def test_edges():
    assert minimize_each(Rosenbrock(), [0.0, 0.0], []) == []
    (run,) = minimize_each(Rosenbrock(), [0.0, 0.0], [Momentum(0.1)], steps=0)
    assert (run.steps, run.x.tolist(), run.grad_evals) == (0, [[0.0, 0.0]], 0)
    one_dim = minimize_each(CATALOGUE["x²"], [1.5], [Nesterov(0.1), GradientDescent(0.1)], 5)
    assert_same(one_dim[1], minimize(CATALOGUE["x²"], [1.5], GradientDescent(0.1), 5))


def test_bad_input_is_named():
    with pytest.raises(TypeError, match="optimizers must be an Optimizer"):
        minimize_each(Rosenbrock(), [0.0, 0.0], [Momentum(0.1), 3])
    with pytest.raises(TypeError, match=r"^optimizers must be a sequence of Optimizers, got 3"):
        minimize_each(Rosenbrock(), [0.0, 0.0], 3)
    with pytest.raises(ValueError, match="x0 must be a point where f is finite"):
        minimize_each(CATALOGUE["log x"], [-1.0], [Momentum(0.1)])
    with pytest.raises(ValueError, match="steps must be at least 0"):
        minimize_each(Rosenbrock(), [0.0, 0.0], [Momentum(0.1)], steps=-1)
    for steps in (0, 1):
        with pytest.raises(TypeError, match="rng must be"):
            minimize_each(NoisyQuadratic(), [0.0, 0.0], [Momentum(0.1)], steps, batch_size=1)
        with pytest.raises(ValueError, match="batch_size must be at least 1, got 0"):
            minimize_each(NoisyQuadratic(), [0.0, 0.0], [Momentum(0.1)], steps, batch_size=0,
                          rng=np.random.default_rng(0))  # fmt: skip
