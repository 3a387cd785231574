"""The race against runs of `minimize`, its ranking, and the search that gave its rates."""

import numpy as np
import pytest

from course_lib.functions import Quadratic
from course_lib.lessons.optimizers.race import GRADIENT, RACERS, SHARED, STEPS, number, race
from course_lib.lessons.optimizers.race_terrains import NOISY, QUADRATIC, TERRAINS, race_objective
from course_lib.optim import (
    OPTIMIZERS,
    AdaDelta,
    AdaGrad,
    Adam,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSProp,
    Wolfe,
    minimize,
    minimize_each,
)

ALL = dict.fromkeys(RACERS, True)


def of(landscape, **changes):
    """The race with everybody, as it starts on that landscape."""
    terrain = TERRAINS[landscape]
    usual = dict(
        landscape=landscape, start=terrain.start, rates=terrain.pairs,
        lr=terrain.rates["gradient descent"],
    )  # fmt: skip
    return race(**(ALL | usual | changes))


def by_name(run):
    return {racer.name: racer for racer in run.racers}


@pytest.mark.parametrize("landscape", TERRAINS)
def test_every_racer_is_a_run_of_minimize(landscape):
    rates = dict.fromkeys(TERRAINS[landscape].rates, 0.02)
    run = of(landscape, condition=30.0, angle=20.0, rates=tuple(rates.items()), lr=0.01,
             beta=0.8, rho=0.95, eps=1e-3)  # fmt: skip
    f = race_objective(landscape, 30.0, 20.0)
    want = {
        "gradient descent": GradientDescent(0.01), "momentum": Momentum(0.02, beta=0.8),
        "Nesterov": Nesterov(0.02, beta=0.8), "AdaGrad": AdaGrad(0.02, eps=1e-3),
        "RMSProp": RMSProp(0.02, rho=0.95, eps=1e-3),
        "AdaDelta": AdaDelta(0.02, rho=0.95, eps=1e-3), "Adam": Adam(0.02, beta1=0.8, eps=1e-3),
        "line search": GradientDescent(Wolfe()),
    }  # fmt: skip
    assert [racer.name for racer in run.racers] == list(want)
    for racer in run.racers:
        noise = dict(batch_size=1, rng=np.random.default_rng(0)) if landscape == NOISY else {}
        alone = minimize(f, TERRAINS[landscape].start, want[racer.name], steps=STEPS, **noise)
        assert racer.trace.status == alone.status
        np.testing.assert_allclose(racer.trace.x, alone.x, rtol=1e-9, atol=1e-9)
        low = 0.0 if landscape == "saddle" else f.minimum
        np.testing.assert_allclose(racer.loss, alone.value - low, rtol=1e-8, atol=1e-9)


def test_a_shared_rate_is_for_all_and_an_own_one_for_one():
    shared = by_name(of(QUADRATIC, whose=SHARED, lr=0.3))
    assert {r.lr for r in shared.values()} == {0.3, None}
    own = by_name(of(QUADRATIC, whose="Adam", lr=0.3))
    expected = TERRAINS[QUADRATIC].rates | {"Adam": 0.3, "line search": None}
    assert {name: racer.lr for name, racer in own.items()} == expected


def test_the_quadratic_has_the_condition_and_the_direction_asked_for():
    f = race_objective(QUADRATIC, 50.0, 30.0)
    values, vectors = np.linalg.eigh(f.Q)
    np.testing.assert_allclose(values, [1 / 50, 1.0])
    flat = vectors[:, 0] * np.sign(vectors[0, 0])
    np.testing.assert_allclose(flat, [np.cos(np.pi / 6), np.sin(np.pi / 6)])
    assert isinstance(race_objective(NOISY, 50.0, 30.0), Quadratic)


def test_equal_gradients_are_not_equal_steps_for_a_line_search():
    run = of("Rosenbrock", budget=GRADIENT)
    search, plain = by_name(run)["line search"], by_name(run)["gradient descent"]
    row = run.row(search, STEPS)
    spent = search.trace.evals[:, 1]
    assert spent[row] <= STEPS < spent[row + 1]
    assert row < STEPS == run.row(plain, STEPS)
    np.testing.assert_array_equal(run.time(plain), np.arange(STEPS + 1))


def test_the_ranking_is_sorted_and_names_those_who_left():
    run = of(QUADRATIC, whose="momentum", lr=20.0)
    standing = run.standing(STEPS)
    assert standing[-1][0].name == "momentum"
    at = by_name(run)["momentum"].diverged_at
    assert f"Diverged: momentum at step {at}." in run.summary
    alone = minimize(race_objective(QUADRATIC, 100.0, 30.0), TERRAINS[QUADRATIC].start,
                     Momentum(20.0), steps=STEPS)  # fmt: skip
    assert alone.message.startswith(f"diverged at step {at}:")
    losses = [loss for racer, loss in standing if loss > 1e-12 and not run.is_out(racer, STEPS)]
    assert losses == sorted(losses)
    for racer, loss in standing[:-1]:
        assert f"{racer.name} {number(loss)}" in run.summary
    assert not run.is_out(by_name(run)["momentum"], at - 1)


def test_who_falls_off_the_saddle_is_not_called_diverged():
    summary = of("saddle").summary
    assert "Ran off to f = −∞: " in summary
    assert "iverged" not in summary


def test_nobody():
    assert "tick an optimizer" in race(**dict.fromkeys(RACERS, False)).summary


def maker(name):
    """An optimizer of that name from its η, as the race makes it."""
    kind = OPTIMIZERS[name]
    has_eps = "eps" in kind.__dataclass_fields__
    return lambda lr: kind(lr, eps=1e-6) if has_eps else kind(lr)


@pytest.mark.parametrize("landscape", [name for name in TERRAINS if name != "saddle"])
def test_the_rates_are_those_of_the_search(landscape):
    terrain, f = TERRAINS[landscape], race_objective(landscape, 100.0, 30.0)
    around = 0.05 * np.array([[0, 0], [1, 0.5], [-1, -0.5], [-0.5, 1], [0.5, -1]])
    starts = terrain.start + np.ptp(terrain.box, axis=1) * around
    for name, chosen in terrain.rates.items():
        top = 20 if name == "AdaDelta" else 2
        grid = [m * 10.0**e for e in range(-4, 2) for m in (1, 2, 5) if m * 10.0**e <= top]
        optimizers = [maker(name)(lr) for lr in grid]
        noise = dict(batch_size=1, rng=np.random.default_rng(0)) if landscape == NOISY else {}
        score = np.zeros(len(grid))
        for start in starts:
            for i, run in enumerate(minimize_each(f, start, optimizers, STEPS, **noise)):
                rose = landscape != NOISY and run.value.max() > 5 * run.value[0]
                gap = np.maximum(run.value - f.minimum, 1e-9)
                score[i] += np.inf if rose or run.status == "diverged" else np.log(gap).mean()
        assert chosen == pytest.approx(grid[int(score.argmin())], rel=0.01), name
