"""The short training against the course's own network, step by step."""

import numpy as np

from course_lib.lessons.lr_schedules import schedule_training as training
from course_lib.lessons.shared.small_digits import small_digits
from course_lib.nn import Eval, NetworkRisk, SoftmaxCrossEntropy, evaluate, mlp
from course_lib.optim import SGD
from course_lib.schedules import Constant, Cosine


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

    def test_it_is_the_training_of_the_course_s_network(self):
        steps, lr = 25, Cosine(0.8, 25)
        run = training.train_short(lr, steps=steps, seed=3, every=10)
        _, _, labels, start = training.mini_batches(3, steps)
        _, _, X_test, y_test = training.projected_digits()
        batches = training.mini_batches(3, steps)[0][..., :-1]
        net = mlp((training.DIRECTIONS, training.HIDDEN, training.CLASSES))
        first, second = training._layers(start)
        named = {"0.W": first[:-1], "0.b": first[-1], "2.W": second[:-1], "2.b": second[-1]}
        x = net.pack({name: value.copy() for name, value in named.items()})
        stepper = SGD(lr)
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
        batches, _, labels, _ = training.mini_batches(0, 2 * training.EPOCH)
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

    def test_the_average_follows_the_weights(self):
        lr, memory = Constant(0.5), 0.9
        _, every, averages = training.descend(lr, steps=30, seed=1, every=1, memory=memory)
        mean = every[0]
        np.testing.assert_array_equal(averages[0], mean)
        for x, found in zip(every[1:], averages[1:], strict=True):
            mean = memory * mean + (1 - memory) * x
            np.testing.assert_allclose(found, mean, rtol=1e-9, atol=1e-12)
        _, some, _ = training.descend(lr, steps=30, seed=1, every=10)
        np.testing.assert_array_equal(some, every[[0, 10, 20, 30]])
