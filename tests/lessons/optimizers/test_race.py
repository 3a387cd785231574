"""The race against runs of `minimize`, its ranking, and the search that gave its rates."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from course_lib.functions import Quadratic
from course_lib.lessons.optimizers import explorers
from course_lib.lessons.optimizers.race import SHARED, STEPS, number, race
from course_lib.lessons.optimizers.race_terrains import (
    NOISY,
    QUADRATIC,
    TERRAINS,
    from_flat,
    race_objective,
)
from course_lib.lessons.optimizers.race_view import GAP, RaceView, _spread
from course_lib.lessons.optimizers.racers import RACERS, racing, rates_on
from course_lib.optim import (
    AdaDelta,
    AdaGrad,
    Adam,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSProp,
    minimize,
    minimize_each,
)

ALL = dict.fromkeys(racing(), True)


def of(landscape, **changes):
    """The race with everybody, as it starts on that landscape."""
    usual = dict(
        landscape=landscape, start=TERRAINS[landscape].start,
        lr=dict(rates_on(landscape))["gradient descent"],
    )  # fmt: skip
    return race(**(ALL | usual | changes))


def by_name(run):
    return {racer.name: racer for racer in run.racers}


@pytest.mark.parametrize("landscape", TERRAINS)
def test_every_racer_is_a_run_of_minimize(landscape):
    rates = dict.fromkeys(racing().values(), 0.02)
    run = of(landscape, condition=30.0, angle=20.0, rates=tuple(rates.items()), lr=0.01,
             beta=0.8, rho=0.95)  # fmt: skip
    f = race_objective(landscape, 30.0, 20.0)
    want = {
        "gradient descent": GradientDescent(0.01), "momentum": Momentum(0.02, beta=0.8),
        "Nesterov": Nesterov(0.02, beta=0.8), "AdaGrad": AdaGrad(0.02),
        "RMSProp": RMSProp(0.02, rho=0.95), "AdaDelta": AdaDelta(0.02, rho=0.95),
        "Adam": Adam(0.02, beta1=0.8),
    }  # fmt: skip
    assert [racer.name for racer in run.racers] == list(want)
    for racer in run.racers:
        noise = dict(batch_size=1, rng=np.random.default_rng(0)) if landscape == NOISY else {}
        alone = minimize(f, run.start, want[racer.name], steps=STEPS, **noise)
        assert racer.trace.status == alone.status
        np.testing.assert_allclose(racer.trace.x, alone.x, rtol=1e-9, atol=1e-9)
        low = 0.0 if landscape == "saddle" else f.minimum
        np.testing.assert_allclose(racer.loss, alone.value - low, rtol=1e-8, atol=1e-9)


def test_a_shared_rate_is_for_all_and_an_own_one_for_one():
    shared = by_name(of(QUADRATIC, whose=SHARED, lr=0.3))
    assert {r.lr for r in shared.values()} == {0.3}
    own = by_name(of(QUADRATIC, whose="Adam", lr=0.3))
    expected = dict(rates_on(QUADRATIC)) | {"Adam": 0.3}
    assert {name: racer.lr for name, racer in own.items()} == expected


def test_the_quadratic_has_the_condition_and_the_direction_asked_for():
    f = race_objective(QUADRATIC, 50.0, 30.0)
    values, vectors = np.linalg.eigh(f.Q)
    np.testing.assert_allclose(values, [1 / 50, 1.0])
    flat = vectors[:, 0] * np.sign(vectors[0, 0])
    np.testing.assert_allclose(flat, [np.cos(np.pi / 6), np.sin(np.pi / 6)])
    assert isinstance(race_objective(NOISY, 50.0, 30.0), Quadratic)


@pytest.mark.parametrize("landscape", [QUADRATIC, NOISY])
def test_the_start_turns_with_the_valley_and_descent_does_not_feel_it(landscape):
    plain, turned = (of(landscape, angle=angle, whose="Adam") for angle in (0.0, 40.0))
    assert np.hypot(*turned.start) == pytest.approx(np.hypot(*plain.start))
    for name in ("gradient descent", "momentum", "Nesterov"):
        first, second = by_name(plain)[name].loss, by_name(turned)[name].loss
        assert first[0] == pytest.approx(second[0])
        if landscape == QUADRATIC:
            np.testing.assert_allclose(first, second, rtol=1e-6, atol=1e-14)


def test_a_click_sets_the_start_in_the_picture():
    explorer = explorers.race()
    for angle in (0.0, 65.0):
        explorer.set(angle=angle)
        x, y = explorer.view.plane.transData.transform((1.5, -2.0))
        explorer.live.pointer = ["click", x, explorer.live.size[1] - y, angle]
        assert explorer.result.start == pytest.approx((1.5, -2.0), abs=0.02)


def test_the_ranking_is_sorted_and_names_those_who_left():
    run = of(QUADRATIC, whose="momentum", lr=20.0)
    standing = run.standing(STEPS)
    assert standing[-1][0].name == "momentum"
    at = by_name(run)["momentum"].diverged_at
    assert run.summary == (
        f"7 run, each with its own η, from f − f* = {number(run.racers[0].loss[0])}. "
        f"Diverged: momentum at step {at}."
    )
    alone = minimize(race_objective(QUADRATIC, 100.0, 30.0), run.start,
                     Momentum(20.0), steps=STEPS)  # fmt: skip
    assert alone.message.startswith(f"diverged at step {at}:")
    losses = [loss for racer, loss in standing if loss > 1e-12 and not run.is_out(racer, STEPS)]
    assert losses == sorted(losses)
    assert not run.is_out(by_name(run)["momentum"], at - 1)


def test_who_falls_off_the_saddle_is_not_called_diverged():
    summary = of("saddle").summary
    assert "Ran off to f = −∞: " in summary
    assert "iverged" not in summary


def test_nobody():
    assert "tick an optimizer" in race(**dict.fromkeys(racing(), False)).summary


@pytest.mark.parametrize("landscape", [name for name in TERRAINS if name != "saddle"])
def test_the_rates_are_those_of_the_search(landscape):
    terrain, f = TERRAINS[landscape], race_objective(landscape, 100.0, 30.0)
    around = 0.05 * np.array([[0, 0], [1, 0.5], [-1, -0.5], [-0.5, 1], [0.5, -1]])
    here = from_flat(landscape, terrain.start, 30.0)
    starts = np.array(here) + np.ptp(terrain.box, axis=1) * around
    for name, chosen in rates_on(landscape):
        entry = RACERS[name]
        grid = [m * 10.0**e for e in range(-4, 2) for m in (1, 2, 5) if m * 10.0**e <= entry.top]
        grid = sorted(grid, key=lambda lr: abs(np.log(lr / chosen)))[:5]  # it and its neighbours
        optimizers = [entry.make(lr) for lr in grid]
        noise = dict(batch_size=1, rng=np.random.default_rng(0)) if landscape == NOISY else {}
        score = np.zeros(len(grid))
        for start in starts:
            for i, run in enumerate(minimize_each(f, start, optimizers, STEPS, **noise)):
                rose = landscape != NOISY and run.value.max() > 5 * run.value[0]
                gap = np.maximum(run.value - f.minimum, 1e-9)
                score[i] += np.inf if rose or run.status == "diverged" else np.log(gap).mean()
        assert chosen == pytest.approx(grid[int(score.argmin())], rel=0.01), name


@pytest.fixture
def view():
    return RaceView(Figure(figsize=(9.3, 3.1)))


@given(st.lists(st.floats(0, 1), max_size=8).map(sorted))
def test_lines_keep_apart_and_inside(wanted):
    places = _spread(np.array(wanted))
    assert (np.diff(places) >= GAP - 1e-12).all()
    assert len(places) == 0 or (places[0] >= 0 and places[-1] <= 1 + 1e-12)


def test_lines_with_room_stay_where_they_want_to_be():
    np.testing.assert_allclose(_spread(np.array([0.1, 0.4, 0.9])), [0.1, 0.4, 0.9])
    np.testing.assert_allclose(_spread(np.array([0.5, 0.5])).mean(), 0.5)


@pytest.mark.parametrize("t", [0, 40, STEPS])
def test_paths_and_curves_are_the_traces(view, t):
    run = race(**ALL)
    view.update(run)
    view.show(run, t)
    for racer in run.racers:
        path, curve = view.paths[racer.name].get_xydata(), view.curves[racer.name].get_xydata()
        np.testing.assert_array_equal(path, racer.trace.x[: t + 1])
        np.testing.assert_array_equal(curve[:, 0], np.arange(t + 1))
        seen = racer.loss[: t + 1] > 1e-9
        np.testing.assert_array_equal(curve[seen, 1], racer.loss[: t + 1][seen])


def test_the_ranking_says_what_the_run_says(view):
    run = race(**ALL, whose="momentum", lr=20.0)
    view.update(run)
    view.show(run, STEPS)
    by_height = sorted(view.words.items(), key=lambda pair: pair[1].get_position()[1])
    assert [name for name, _ in by_height] == [racer.name for racer, _ in run.standing(STEPS)]
    gone = by_height[-1][1].get_text()
    assert gone == f"momentum  ✗ step {run.racers[1].diverged_at}"
    assert by_height[4][1].get_text().startswith(f"5. {by_height[4][0]}  ")


def test_a_link_joins_each_curve_with_its_line(view):
    run = race(**ALL)
    view.update(run)
    view.show(run, STEPS)
    ends = view.links.get_ydata()[0::3]
    low, high = np.log10(view.losses.get_ylim())
    for (_, loss), end in zip(run.standing(STEPS), ends, strict=True):
        wanted = (np.log10(max(loss, 1e-30)) - low) / (high - low)
        assert end == pytest.approx(np.clip(wanted, 0, 1), abs=1e-9)


def test_who_is_not_ticked_is_not_drawn(view):
    run = race(gradient_descent=False)
    view.update(run)
    assert not view.words["gradient descent"].get_visible()
    assert view.words["Adam"].get_visible()


@pytest.mark.parametrize("landscape", TERRAINS)
def test_the_low_parts_are_pale_and_the_picture_covers_the_box(view, landscape):
    terrain = TERRAINS[landscape]
    view.update(race(landscape=landscape, start=terrain.start))
    assert view.plane.get_xlim() == terrain.box[0]
    assert view.plane.get_ylim() == terrain.box[1]
    quadratic = "quadratic" in landscape
    assert (view.drawn is None) == quadratic
    assert all(area.get_visible() == quadratic for area in view.ellipses.areas)
