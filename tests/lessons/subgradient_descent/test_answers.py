"""What notebook 05 states of its pictures and runs."""

import numpy as np
import pytest

from course_lib.functions import CATALOGUE
from course_lib.lessons.subgradient_descent import explorers
from course_lib.lessons.subgradient_descent.many_starts import KINDS, TERRAINS
from course_lib.lessons.subgradient_descent.step_rules import car_risk, lasso_minimizer


@pytest.fixture(scope="module")
def rules():
    return explorers.step_rules()


@pytest.fixture(scope="module")
def lasso():
    return explorers.lasso_path()


@pytest.fixture(scope="module")
def starts():
    return explorers.many_starts()


@pytest.fixture(scope="module")
def clarke():
    return explorers.clarke_point()


class TestStepRules:
    def test_minus_a_subgradient_rises_while_the_distance_falls(self):
        x, g = np.array([2.0, 0.0]), np.array([1.0, 3.0])
        for eta in (0.01, 0.1, 0.39, 1.0, 1.9):
            y = x - eta * g
            assert abs(y[0]) + 3 * abs(y[1]) == pytest.approx(2 + 8 * eta)
            assert y @ y == pytest.approx(4 - 4 * eta + 10 * eta**2)
        assert pytest.approx(4) == 4 - 4 * 0.4 + 10 * 0.4**2
        # g is a subgradient of |x₁| + 3|x₂| at (2, 0)
        points = np.random.default_rng(0).uniform(-4, 4, (2000, 2))
        values = np.abs(points) @ [1.0, 3.0]
        assert (values >= 2 + (points - x) @ g - 1e-12).all()

    def test_a_smaller_constant_step_ends_in_a_smaller_band_and_walks_longer(self, rules):
        bands = []
        for lr in (0.3, 0.15, 0.07):
            run = rules.peek(lr=lr, start=(0.41,))
            bands.append(run.gap[-20:].max())
        assert bands[0] > bands[1] > bands[2]
        least = 10 ** rules.controls["lr"].min  # about 0.01
        walk = rules.peek(lr=least, start=(0.4,))
        assert 38 <= np.argmin(walk.gap) <= 42
        far = rules.peek(lr=least, start=(2.05,))
        assert (np.diff(far.gap) < 0).all(), "still on its way after 200 steps"

    def test_where_the_way_is_a_whole_number_of_steps_it_hits_0(self, rules):
        assert rules.peek(lr=0.2).gap.min() < 1e-12
        assert rules.peek(lr=0.3).gap.min() > 0.09

    def test_one_over_t_squared_stops_short(self, rules):
        run = rules.peek(rule="1/t²", lr=0.1)
        assert "stops short; all its steps together reach at most 0.164" in run.summary
        assert run.gap[-1] > 0.4 - 0.165

    def test_the_cloud_keeps_its_size_or_contracts(self, rules):
        spread = {}
        for rule in ("constant", "1/√t"):
            x = rules.peek(function="max of affine, 2-D", rule=rule).x
            early, late = (np.linalg.norm(x[s] - x[s].mean(0), axis=1).max()
                           for s in (slice(40, 70), slice(170, 201)))  # fmt: skip
            spread[rule] = late / early
        assert 0.8 < spread["constant"] < 1.25
        assert spread["1/√t"] < 0.8

    def test_one_polyak_step_lands_on_0(self, rules):
        assert rules.peek(rule="Polyak").x[1] == pytest.approx(0, abs=1e-12)


class TestLasso:
    def test_the_weight_of_the_weight_becomes_0_first(self, lasso):
        assert lasso.peek(lam=2.0).scene.minimizer == pytest.approx(0, abs=1e-9)
        age, weight = lasso_minimizer(car_risk(), 0.66)
        assert weight == 0
        assert age != 0
        assert lasso_minimizer(car_risk(), 0.62)[1] != 0

    def test_teeth_where_the_minimizer_lies_in_a_crease(self, lasso):
        creased, smooth = lasso.peek(lam=0.8), lasso.peek(lam=0.3)
        assert (creased.scene.minimizer == 0).any()
        assert (smooth.scene.minimizer != 0).all()
        assert (np.diff(creased.gap) > 1e-9).sum() > 20
        assert (np.diff(smooth.gap[20:]) > 1e-9).sum() == 0

    def test_a_large_constant_step_diverges(self, lasso):
        assert lasso.peek(rule="constant", lr=0.72).status == "diverged"
        assert lasso.peek(rule="constant", lr=0.65).status != "diverged"


class TestManyStarts:
    def test_a_nudge_frees_the_ridge(self, starts):
        saddle = KINDS.index("saddle")
        assert (starts.peek().kind == saddle).sum() == 4
        assert (starts.peek(nudge=True).kind == saddle).sum() == 0

    def test_the_start_left_of_the_peak_finds_the_better_valley(self, starts):
        run = starts.peek(function="min(|x|, |x − 2| + ½)")
        best = KINDS.index("global minimum")
        assert ((run.kind == best) == (run.x[0, :, 0] < 1.25)).all()

    def test_long_early_steps_jump_the_peak_both_ways(self, starts):
        run = starts.peek(function="min(|x|, |x − 2| + ½)", lr=1.0)
        left, best = run.x[0, :, 0] < 1.25, run.kind == KINDS.index("global minimum")
        assert (left & ~best).any() or (~left & best).any()

    def test_no_nudge_saves_from_the_flat_step(self, starts):
        name = "x⁴/4 − x³/3"
        run = starts.peek(function=name, nudge=True, lr=TERRAINS[name].lr)
        left = (run.x[0, :, 0] < 0) & (run.x[:, :, 0].max(axis=0) < 0)
        assert left.sum() >= 3
        assert (run.kind[left] != KINDS.index("global minimum")).all()


class TestClarke:
    def test_all_of_the_fan_below_or_nothing(self, clarke):
        for along in (0.0, 0.3, 1.0):
            assert len(clarke.peek(function="|x|", along=along).above) == 0
            assert len(clarke.peek(function="−|x|", along=along).above) > 0

    def test_one_slope_is_left_where_f_is_smooth(self, clarke):
        run = clarke.peek(function="max(x, x² − 2)", x=(1.5,))
        assert len(run.clarke) == 1
        assert run.clarke[0] == pytest.approx(CATALOGUE["max(x, x² − 2)"].grad(np.array([1.5])))

    def test_clarke_is_local_and_a_subgradient_is_not(self, clarke):
        run = clarke.peek(function="|x² − 1| + cx + y²", x=(-1.0, 0.0))
        assert sorted(run.clarke[:, 0].round(6)) == [-1.7, 2.3]
        assert run.subgradients[:, 0].max() == pytest.approx(0.3, abs=1e-6)
