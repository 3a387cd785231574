"""What notebook 20 states in folded answers, captions and around its figures."""

import numpy as np
import pytest

from course_lib.functions import NoisyQuadratic
from course_lib.lessons.lr_schedules import batch_scaling as scaling
from course_lib.lessons.lr_schedules import constant_rates as rates
from course_lib.lessons.lr_schedules import explorers
from course_lib.lessons.lr_schedules.schedule_composer import compose
from course_lib.lessons.lr_schedules.schedule_training import train_short
from course_lib.lessons.lr_schedules.step_cuts import cutting, settled_loss, train_cut
from course_lib.lessons.lr_schedules.whole_training import EPOCHS, train_whole
from course_lib.optim import SGD, ReduceOnPlateau, minimize
from course_lib.schedules import Constant, Cosine, Restarts


def mean_end(schedule, seeds):
    return np.array([train_short(schedule, seed=s).test_loss[-1] for s in seeds])


def test_hook():
    for schedule, mean, spread in (
        (Constant(1.0), 0.49, 0.07), (Cosine(1.0, 250), 0.39, 0.02), (Constant(0.4), 0.46, 0.05)
    ):  # fmt: skip
        ends = mean_end(schedule, range(8))
        assert ends.mean() == pytest.approx(mean, abs=0.006)
        assert ends.std(ddof=1) == pytest.approx(spread, abs=0.006)


class TestConstantRates:
    def test_how_far_the_rate_may_move_from_0_4(self):
        final = dict(zip(rates.SWEEP, rates.sweep().mean(axis=1), strict=True))
        best = final[0.367]
        assert final[0.0364] > 2 * best > final[0.0506]
        assert final[1.38] < 2 * best < final[1.92]

    def test_a_high_rate_is_not_faster_at_first(self):
        high, good = rates.train_constant(1.8), rates.train_constant(0.4)
        assert high.test_loss[2] > 3
        assert high.test_loss[3:].min() > 0.99
        assert (high.test_loss[3:] > 1.8).sum() == 1  # thrown up once more
        assert (high.test_loss[1:6] > good.test_loss[1:6]).all()
        assert good.test_loss[3] < 1.0 < 1.3 < high.test_loss[3]
        assert rates.train_constant(4.0).failed
        at_50 = [rates.train_constant(lr).test_loss[5] for lr in (0.4, 1.0)]
        assert good.at[5] == 50
        np.testing.assert_allclose(at_50, 0.7, atol=0.05)

    def test_range_test(self):
        final = dict(zip(rates.SWEEP, rates.sweep().mean(axis=1), strict=True))
        for rate, loss in final.items():
            if 0.2 <= rate <= 0.7:
                assert loss < 1.1 * min(final.values())

        def growing(t):
            return 0.001 * 10 ** (t / 50)

        for seed in range(5):
            loss = train_short(growing, steps=200, seed=seed).batch_loss.reshape(20, 10).mean(1)
            at = growing(np.arange(5, 200, 10))
            assert (loss[at < 0.02] > 2.1).all()
            assert 0.4 < at[loss.argmin()] < 1.0
            assert (loss[at > 1.9] > 1.6).all()
            assert (np.diff(loss)[8:13] < 0.05).all()  # 0.08 to 0.5


class TestStepCuts:
    def mean(self, peak, marks, factor=0.1):
        losses = [settled_loss(train_cut(cutting(peak, marks, factor), s)) for s in range(5)]
        assert np.std(losses, ddof=1) < 0.036
        return np.mean(losses)

    def test_one_cut_at_60_is_best(self):
        for marks, want in (((60,), 0.31), ((5,), 0.36), ((95,), 0.38), ((), 0.41)):
            assert self.mean(1.0, marks) == pytest.approx(want, abs=0.006)
        for marks in ((45,), (60,)):
            assert self.mean(1.0, marks) < 0.325

    def test_from_a_low_rate_the_cuts_harm(self):
        assert self.mean(0.2, ()) == pytest.approx(0.36, abs=0.006)
        assert self.mean(0.2, (30, 60, 90)) == pytest.approx(0.41, abs=0.006)

    def test_a_cut_by_half_narrows_the_cloud_by_its_root(self):
        run = explorers.step_cuts().peek(factor=0.5)
        widths = run.clouds.std(axis=1)
        ratios = widths[1:] / widths[:-1]
        assert np.exp(np.log(ratios).mean()) == pytest.approx(np.sqrt(0.5), abs=0.06)


class TestNoiseFloor:
    def test_momentum_has_the_floor_of_the_longer_rate(self):
        # The covariance of (x, v) that one step of momentum leaves as it is.
        lam, lr, beta, variance = 1.0, 0.01, 0.9, 0.25
        step = np.array([[1 - lr * lam, -lr * beta], [lam, beta]])
        new = variance * np.outer([-lr, 1], [-lr, 1])
        still = np.linalg.solve(np.eye(4) - np.kron(step, step), new.ravel())
        assert 0.5 * lam * still[0] == pytest.approx(lr / (1 - beta) * variance / 4, rel=0.01)

    def test_half_the_rate_is_twice_the_batch(self):
        floors = explorers.sgd_noise()
        assert floors.result.floor == pytest.approx(0.041, abs=5e-4)
        assert floors.peek(batch_size=8).floor == pytest.approx(0.021, abs=5e-4)
        assert floors.peek(lr=0.15).floor == pytest.approx(0.020, abs=6e-4)

    def test_the_cosine_s_cloud(self):
        run = explorers.sgd_noise().peek(schedule="cosine")
        spread = dict(zip(run.at.tolist(), run.spread[:, 1], strict=True))
        for t, want in ((30, 0.21), (150, 0.15), (300, 0.05)):
            assert spread[t] == pytest.approx(want, abs=0.006)

    def test_who_ends_above_the_constant_rate_at_batch_8(self):
        ends = explorers.sgd_noise().peek(batch_size=8).expected[-1]
        constant, root, inverse, cosine, delayed = ends
        for found, want in ((root, 0.041), (inverse, 0.037), (constant, 0.021)):
            assert found == pytest.approx(want, abs=6e-4)
        assert max(cosine, delayed) < constant

    def test_the_mean_of_late_points_forgets_the_rate(self):
        # x̄ of K steps: its variance by the covariances v q^|i−j| of an autoregression.
        K, variance = 500, 0.25
        for lr in (0.1, 0.5, 1.0):
            q, v = 1 - lr, lr * variance / (2 - lr)
            apart = np.abs(np.subtract.outer(np.arange(K), np.arange(K)))
            mean = np.mean(v * q**apart) / 2
            assert mean == pytest.approx(variance / (2 * K), rel=0.04)


def test_restarts():
    short, long = (
        np.mean([train_short(Restarts(p, Cosine(1.0, p)), seed=s).test_loss for s in range(8)], 0)
        for p in (50, 250)
    )
    ends, after = short[[5, 10, 15, 20, 25]], short[[6, 11, 16, 21]]
    assert (np.diff(ends) < 0).all()
    assert (after > 1.2 * ends[:4]).all()
    assert ends[-1] == pytest.approx(0.45, abs=0.006)
    assert long[-1] == pytest.approx(0.40, abs=0.006)


@pytest.fixture(scope="module")
def runs():
    T = EPOCHS * 125
    kinds = {"flat 1": Constant(1.0), "cosine 1": Cosine(1.0, T),
             "flat": Constant(0.4), "cosine": Cosine(0.4, T)}  # fmt: skip
    return {name: [train_whole(lr, s) for s in range(3)] for name, lr in kinds.items()}


class TestWholeTrainings:
    @staticmethod
    def mean(runs, part, what="loss"):
        return np.mean([getattr(getattr(run, part), what) for run in runs], axis=0)

    def test_the_average(self, runs):
        last, average = (self.mean(runs["flat 1"], part) for part in ("test", "averaged"))
        assert (average[1:3] > last[1:3]).all()
        assert (average[3:12] < last[3:12]).all()
        assert average[8] == pytest.approx(0.32, abs=0.006)
        assert last[8] == pytest.approx(0.44, abs=0.006)
        assert self.mean(runs["cosine 1"], "test").min() == pytest.approx(0.37, abs=0.006)
        assert average[-1] > 0.45

    def test_to_the_end(self, runs):
        flat, cosine = (self.mean(runs[name], "test") for name in ("flat", "cosine"))
        assert flat.argmin() == 14
        assert flat.min() == pytest.approx(0.32, abs=0.006)
        assert flat[-1] == pytest.approx(0.37, abs=0.006)
        assert cosine[-1] == pytest.approx(0.31, abs=0.006)
        for name in ("flat", "cosine"):
            assert self.mean(runs[name], "train", "accuracy")[-1] > 99.5
            assert self.mean(runs[name], "test", "accuracy")[-1] == pytest.approx(91, abs=0.5)
        assert self.mean(runs["flat"], "test", "accuracy")[10] == pytest.approx(90, abs=0.5)


@pytest.fixture(scope="module")
def first_steps():
    return explorers.warmup_training()


class TestWarmup:
    @pytest.mark.parametrize(
        ("values", "cold", "warm"),
        [
            ({}, 1, 5),
            ({"warmup": 10}, 1, 5),
            ({"scale": 1.0}, 5, 5),
            ({"depth": 10}, 0, 0),
            ({"depth": 10, "lr": 0.05}, 0, 2),
            ({"optimizer": "Adam"}, 5, 5),
        ],
    )
    def test_how_many_learn(self, first_steps, values, cold, warm):
        run = first_steps.peek(**values)
        assert (run.cold.learned, run.warm.learned) == (cold, warm)

    def test_the_gradient_is_long_and_shrinks_while_the_steps_are_short(self, first_steps):
        run = first_steps.result
        slope = np.median(run.warm.slope, axis=1)
        assert slope[0] == pytest.approx(16, abs=0.5)
        assert np.median(first_steps.peek(scale=1.0).warm.slope[0]) == pytest.approx(0.8, abs=0.05)
        assert np.median(first_steps.peek(warmup=10).warm.slope, axis=1)[10:20].max() < slope[0] / 4
        assert slope[20:30].mean() < 0.27 * slope[0]
        assert 0.17 < run.cold.moved[0].min() < run.cold.moved[0].max() < 0.42
        assert (np.nanmax(run.cold.moved[:3], axis=0) > run.cold.moved[0]).sum() >= 4
        assert run.warm.moved[:40].max() < 0.2
        assert (run.cold.final > 2.2).sum() == 3

    def test_what_it_costs_or_brings_elsewhere(self, first_steps):
        for values, cold, warm in (
            ({"scale": 1.0}, 0.39, 0.49), ({"optimizer": "Adam"}, 0.34, 0.27)
        ):  # fmt: skip
            run = first_steps.peek(**values)
            assert np.median(run.cold.final) == pytest.approx(cold, abs=0.006)
            assert np.median(run.warm.final) == pytest.approx(warm, abs=0.006)


class TestBatchScaling:
    @staticmethod
    def ends(**values):
        loss = explorers.batch_scaling().peek(**values).loss[:, :, -1]
        return {rule: dict(zip(scaling.BATCHES, np.median(of, axis=1), strict=True))
                for rule, of in zip(scaling.RULES, loss, strict=True)}  # fmt: skip

    def test_a_fixed_rate_costs_steps(self):
        ends = self.ends()
        fixed, linear = ends["fixed"], ends["× N"]
        for batch, want in ((16, 0.36), (128, 1.53), (512, 2.15)):
            assert fixed[batch] == pytest.approx(want, abs=0.02)
        assert linear[128] == pytest.approx(0.40, abs=0.01)

    def test_at_a_fixed_rate_equally_many_steps_reach_the_same(self):
        run = explorers.batch_scaling().peek(rule="fixed", against="steps")
        loss = np.median(run.loss[scaling.RULES.index("fixed")], axis=-1)
        for step, count in ((125, 3), (31, 5), (15, 6)):
            reached = [np.interp(step, run.steps[k], loss[k]) for k in range(count)]
            assert np.ptp(reached) < 0.05
            if step == 125:
                assert reached == pytest.approx([0.87] * 3, abs=0.015)

    def test_the_product_counts_and_a_warm_up_does_not_rescue(self):
        for lr, first in ((0.05, 512), (0.1, 256)):
            linear = self.ends(lr=lr)["× N"]
            held = [batch for batch, loss in linear.items() if loss < 1.5 * linear[16]]
            assert held == [batch for batch in scaling.BATCHES if batch < first]
            assert first * lr / 16 == pytest.approx(1.6)
            assert linear[first] > 1
        assert self.ends(lr=0.1, warmup=1.0)["× N"][256] > 1

    def test_by_steps_the_large_batches_win(self):
        run = explorers.batch_scaling().peek(against="steps")
        loss = np.median(run.loss[scaling.RULES.index("× N")], axis=-1)
        steps = run.steps[:, -1].tolist()
        at_31 = [np.interp(31, run.steps[k], loss[k]) for k in range(5)]
        assert steps[4] == 31  # the end of batch 256
        assert np.argsort(at_31)[:2].tolist() in ([4, 3], [3, 4])


def test_plateau_on_noise():
    runs = [
        minimize(NoisyQuadratic([0.1, 1.0], noise=1.0), [8.0, 2.0],
                 ReduceOnPlateau(SGD(0.5), factor=0.3, patience=60), steps=400, batch_size=4,
                 rng=np.random.default_rng(seed))
        for seed in range(5)
    ]  # fmt: skip
    cuts = [np.flatnonzero(np.diff(run.lr)) for run in runs]
    assert len({tuple(c) for c in cuts}) == 5
    for found in cuts:
        assert (np.diff(found) == 61).all()
    ends = np.sort([run.value[-20:].mean() for run in runs])
    assert ends[1] < 0.004
    assert 0.015 < ends[2] < ends[4] < 0.04


class TestComposer:
    @staticmethod
    def mean(kind, peak, **parts):
        cut = kind in ("step", "exponential")
        length = 75 if cut else 250 - parts.get("warmup", 0)
        schedule = compose(kind, peak, length=length, rest=0.1 if cut else 0.01, **parts)
        return np.mean([train_short(schedule, seed=s).test_loss[-5:].mean() for s in range(5)])

    def test_from_peak_2(self):
        for kind, want in (("1/√t", 0.48), ("exponential", 0.54), ("polynomial", 0.55),
                           ("linear", 0.63), ("constant", 1.37)):  # fmt: skip
            assert self.mean(kind, 2.0) == pytest.approx(want, abs=0.01)
        for kind in ("cosine", "one cycle", "1/t", "step"):
            assert self.mean(kind, 2.0) > 0.63
        assert self.mean("cosine", 1.0) < 0.42

    def test_holding_before_the_cuts(self):
        assert self.mean("step", 1.0) == pytest.approx(0.49, abs=0.006)
        assert self.mean("step", 1.0, hold=75) == pytest.approx(0.42, abs=0.006)

    def test_warm_up_is_worth_nothing_here(self):
        for warmup, want in ((0, 0.39), (30, 0.39), (60, 0.39), (120, 0.40)):
            parts = {"warmup": warmup} if warmup else {}
            schedule = compose("cosine", 1.0, length=250 - warmup, **parts)
            assert mean_end(schedule, range(5)).mean() == pytest.approx(want, abs=0.006)
