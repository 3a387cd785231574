"""The trainings behind the schedule explorers against the course's own networks and theory."""

import numpy as np
import pytest

from course_lib.lessons.lr_schedules import constant_rates as rates
from course_lib.lessons.lr_schedules import schedule_composer as composer
from course_lib.lessons.lr_schedules import schedule_training as training
from course_lib.lessons.lr_schedules import step_cuts as cuts
from course_lib.lessons.shared.small_digits import small_digits
from course_lib.nn import Eval, NetworkRisk, SoftmaxCrossEntropy, evaluate, mlp
from course_lib.optim import SGD, Momentum, noise_floor, noisy_path
from course_lib.schedules import (
    Constant,
    Cosine,
    Delayed,
    Exponential,
    InverseSqrt,
    InverseTime,
    Linear,
    OneCycle,
    Polynomial,
    Step,
    Warmup,
)


class TestShortTraining:
    def test_the_digits_are_projected_on_their_main_directions(self):
        X, y, X_test, y_test = training.projected_digits()
        pixels, labels, pixels_test, labels_test = small_digits()
        assert (X[:, -1] == 1).all()
        assert (X_test[:, -1] == 1).all()
        np.testing.assert_array_equal(y, labels)
        np.testing.assert_array_equal(y_test, labels_test)
        eigenvalues = np.sort(np.linalg.eigvalsh(pixels.T @ pixels))[::-1][: training.DIRECTIONS]
        np.testing.assert_allclose(np.square(X[:, :-1]).sum(axis=0), eigenvalues, rtol=1e-8)
        # Lengths can only shrink in a projection, by what lies outside.
        assert (np.linalg.norm(X_test[:, :-1], axis=1) <= np.linalg.norm(pixels_test, axis=1)).all()

    @pytest.mark.parametrize(
        ("optimizer", "lr"), [(SGD, Cosine(0.8, 25)), (lambda lr: Momentum(lr, 0.9), Constant(0.1))]
    )
    def test_it_is_the_training_of_the_course_s_network(self, optimizer, lr):
        steps = 25
        run = training.train_short(lr, steps=steps, seed=3, every=10, optimizer=optimizer)
        _, _, labels, start = training._batches(3, steps)
        _, _, X_test, y_test = training.projected_digits()
        batches = training._batches(3, steps)[0][..., :-1]
        net = mlp((training.DIRECTIONS, training.HIDDEN, training.CLASSES))
        first, second = training._layers(start)
        named = {"0.W": first[:-1], "0.b": first[-1], "2.W": second[:-1], "2.b": second[-1]}
        x = net.pack({name: value.copy() for name, value in named.items()})
        stepper = optimizer(lr)
        state, losses, tests = stepper.init(x), [], []

        def look():
            scored = evaluate(net, SoftmaxCrossEntropy(), net.unpack(x), X_test[:, :-1], y_test,
                              Eval())  # fmt: skip
            tests.append(scored.loss)
            return scored.accuracy

        for t in range(steps):
            if t % 10 == 0:
                look()
            risk = NetworkRisk(net, SoftmaxCrossEntropy(), batches[t], labels[t])
            loss, grad = risk.value_and_grad(x)
            losses.append(loss)
            state = stepper.update(x, grad, state)
        accuracy = look()
        np.testing.assert_allclose(run.batch_loss, losses, rtol=1e-8)
        np.testing.assert_allclose(run.test_loss, tests, rtol=1e-8)
        assert run.at.tolist() == [0, 10, 20, 25]
        assert run.accuracy == accuracy
        assert run.diverged_at is None

    def test_every_digit_comes_once_in_an_epoch(self):
        batches, _, labels, _ = training._batches(0, 2 * training.EPOCH)
        X, y, _, _ = training.projected_digits()
        for half in np.split(batches, 2):
            rows = half.reshape(-1, X.shape[1])
            np.testing.assert_allclose(np.sort(rows[:, 0]), np.sort(X[:, 0]))
        assert np.bincount(labels.ravel()).tolist() == (2 * np.bincount(y)).tolist()

    def test_overflow_is_told_and_not_raised(self):
        run = training.train_short(Constant(1e6), steps=20)
        assert run.failed
        assert run.diverged_at is not None
        assert np.isfinite(run.batch_loss[: run.diverged_at]).all()
        assert not np.isfinite(run.batch_loss[run.diverged_at])
        assert run.outcome == f"diverges in step {run.diverged_at}"

    def test_a_loss_near_guessing_has_failed(self):
        run = training.train_short(Constant(1e-6), steps=20)
        assert run.failed
        assert run.outcome == "no better than guessing"
        assert not training.train_short(Constant(0.4)).failed


class TestComposer:
    @pytest.mark.parametrize(
        ("kind", "schedule"),
        [
            ("constant", Constant(0.5)),
            ("step", Step(0.5, factor=0.2, every=60)),
            ("exponential", Exponential(0.5, factor=0.2, every=60)),
            ("linear", Linear(0.5, 60, end=0.1)),
            ("polynomial", Polynomial(0.5, 60, end=0.1)),
            ("cosine", Cosine(0.5, 60, end=0.1)),
            ("1/√t", InverseSqrt(0.5)),
            ("1/t", InverseTime(0.5, decay=0.0667)),
            ("one cycle", OneCycle(0.5, 60)),
        ],
    )
    def test_the_parts_of_a_schedule(self, kind, schedule):
        def composed(warmup, hold):
            return composer.compose(kind, 0.5, warmup, hold, 60, 0.2)

        assert composed(0, 0) == schedule
        held = schedule if kind == "constant" else Delayed(20, schedule)
        assert composed(0, 20) == held
        assert composed(10, 20) == Warmup(10, held)

    @pytest.mark.parametrize(
        "kind",
        ["step", "exponential", "linear", "polynomial", "cosine", "1/t"],
    )
    def test_what_is_left_after_the_decay(self, kind):
        schedule = composer.compose(kind, 0.8, 10, 20, 60, 0.25)
        assert schedule(10 + 20) == pytest.approx(0.8)
        assert schedule(10 + 20 + 60) == pytest.approx(0.2, rel=2e-3)  # three digits

    @pytest.mark.parametrize("kind", list(composer.DECAYS))
    @pytest.mark.parametrize("parts", [(0, 0), (15, 0), (0, 40), (15, 40)])
    def test_the_code_makes_the_schedule(self, kind, parts):
        schedule = composer.compose(kind, 0.123456, *parts, 100, 0.03)
        names = {"Constant": Constant, "Cosine": Cosine, "Delayed": Delayed, "Linear": Linear,
                 "Exponential": Exponential, "InverseSqrt": InverseSqrt, "OneCycle": OneCycle,
                 "InverseTime": InverseTime, "Polynomial": Polynomial, "Step": Step,
                 "Warmup": Warmup}  # fmt: skip
        assert eval(composer.as_code(schedule), names) == schedule

    def test_an_unknown_kind_is_named(self):
        with pytest.raises(ValueError, match=r"kind must be one of .*got 'sine'"):
            composer.compose("sine", 1.0)

    def test_the_run_follows_the_schedule_and_the_reference_does_not(self):
        result = composer.schedule_composer(kind="linear", warmup=20, length=200, peak=0.7)
        np.testing.assert_array_equal(
            result.rates, Warmup(20, Linear(0.7, 200, end=0.007))(np.arange(251))
        )
        own = training.train_short(Warmup(20, Linear(0.7, 200, end=0.007)))
        flat = training.train_short(Constant(0.7))
        np.testing.assert_array_equal(result.run.test_loss, own.test_loss)
        np.testing.assert_array_equal(result.constant.test_loss, flat.test_loss)
        assert f"test loss {own.test_loss[-1]:.2f}" in result.summary
        assert f"The constant rate 0.7: test loss {flat.test_loss[-1]:.2f}" in result.summary


class TestConstantRates:
    def test_the_verdict_goes_with_the_side_of_the_valley(self):
        for lr, told in ((0.02, "too low, still"), (0.4, "good"), (1.6, "too high, thrown"),
                         (8.0, "too high, no better")):  # fmt: skip
            assert told in rates.constant_rates(lr=lr).summary

    def test_the_sweep_holds_the_ends_of_single_trainings(self):
        final = rates.sweep()
        assert final.shape == (len(rates.SWEEP), rates.SEEDS)
        run = training.train_short(Constant(rates.SWEEP[12]), seed=2)
        late = run.test_loss[-7:]  # 190, 200, …, 250: the last 62 steps
        assert final[12, 2] == pytest.approx(late.mean())

    def test_the_named_rates_are_what_they_are_called(self):
        mean = dict(zip(rates.SWEEP, rates.sweep().mean(axis=1), strict=True))

        def near(rate):
            return mean[min(mean, key=lambda key: abs(np.log(key / rate)))]

        good = near(rates.NAMED["good"])
        assert good < 1.05 * min(mean.values())
        assert near(rates.NAMED["too low"]) > 2 * good
        assert 2 * good < near(rates.NAMED["high"]) < near(rates.NAMED["too high"])


class TestStepCuts:
    def test_the_lectures_cuts(self):
        run = cuts.step_cuts()
        assert run.cuts == (30, 60, 90)
        at = [299, 300, 600, 900]
        np.testing.assert_allclose(run.rates[at], [1, 0.1, 0.01, 0.001])
        np.testing.assert_array_equal(run.rates, run.lecture_rates)
        np.testing.assert_allclose(run.phases, [1, 0.1, 0.01, 0.001])

    def test_until_the_first_cut_nothing_differs(self):
        run = cuts.step_cuts(first=50, spacing=95)
        same = run.run.at <= 500
        np.testing.assert_array_equal(run.run.test_loss[same], run.uncut.test_loss[same])
        assert (run.run.test_loss[~same] != run.uncut.test_loss[~same]).all()

    def test_the_clouds_have_the_spread_of_the_theory(self):
        run = cuts.step_cuts(first=20, spacing=40, factor=0.2, peak=0.8)
        path = noisy_path(cuts.CURVATURES, [-3.5, 2.5], run.rates[:-1], cuts.NOISE)
        for cloud, t in zip(run.clouds, (200, 600, 1000), strict=True):
            spread = np.sqrt(path.variance[t])
            error = 4 * spread / np.sqrt(2 * cuts.RUNS)
            assert (np.abs(cloud.std(axis=0) - spread) < error).all()
            center = cloud.mean(axis=0) - path.mean[t]
            assert (np.abs(center) < 4 * spread / np.sqrt(cuts.RUNS)).all()

    def test_values_and_floors(self):
        run = cuts.step_cuts()
        by_hand = [np.mean([0.125 * a**2 + 0.5 * b**2 for a, b in cloud]) for cloud in run.clouds]
        np.testing.assert_allclose(run.values, by_hand)
        assert run.floors[1] == pytest.approx(noise_floor([0.25, 1.0], 0.1, 1.0))
        assert run.values[0] == pytest.approx(run.floors[0], rel=0.25)

    def test_one_late_cut_beats_the_lectures_beats_none(self):
        def mean(marks):
            return np.mean([cuts.settled_loss(cuts.train_cut(cuts.cutting(1.0, marks), seed))
                            for seed in range(3)])  # fmt: skip

        assert mean((55,)) < mean(cuts.LECTURE) < mean(())
