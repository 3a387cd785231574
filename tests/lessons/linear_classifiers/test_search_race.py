"""The race: each method against a plain loop, equal evaluations, the best so far."""

import numpy as np
import pytest

from course_lib.functions import MulticlassHinge
from course_lib.lessons.linear_classifiers import explorers
from course_lib.lessons.linear_classifiers import search_race as R
from course_lib.lessons.linear_classifiers.pictures import small_pictures


def mean_loss(W):
    A, y, _, _ = small_pictures()
    return float(np.mean(MulticlassHinge()(A @ W, y)))


def test_random_search_keeps_the_best_of_its_draws():
    rng = np.random.default_rng([1, 0])
    losses, done = [], 0
    for frame in R.FRAMES[:12]:
        draws = [0.1 * rng.normal(size=(min(25, frame - d), 197, 10))
                 for d in range(done, frame, 25)]  # fmt: skip
        losses += [mean_loss(W) for part in draws for W in part]
        done = frame
        at = R.FRAMES.index(frame)
        assert len(losses) == frame
        assert R.random_search("clothes", 0.1, 0).loss[at] == pytest.approx(min(losses))


def test_local_search_takes_only_steps_that_help():
    rng = np.random.default_rng([2, 0])
    W, least = np.zeros((197, 10)), 9.0
    for _ in range(R.FRAMES[6] - 1):
        tried = W + 0.001 * rng.normal(size=W.shape)
        if mean_loss(tried) < least:
            W, least = tried, mean_loss(tried)
    np.testing.assert_allclose(R.local_search("clothes", 0.001, 0).W[6], W)
    assert (np.diff(R.local_search("clothes", 0.001, 0).loss) <= 1e-12).all()


def test_the_gradient_pays_two_evaluations_for_each_step():
    A, y, _, _ = small_pictures()
    racer = R.follow_the_gradient("clothes", 0.01)
    assert np.abs(racer.W[0]).max() == 0  # one evaluation buys no step
    W, seen = np.zeros((197, 10)), [np.zeros((197, 10))]
    for _ in range(8):
        W = W - 0.01 * A.T @ MulticlassHinge().grad(A @ W, y) / len(y)
        seen.append(W)
    for at, evaluation in enumerate(R.FRAMES[:7]):
        best = min(seen[: (evaluation - 1) // R.PRICE + 1], key=mean_loss)
        np.testing.assert_allclose(racer.W[at], best, atol=1e-12)


def test_losses_and_right_answers_are_those_of_the_kept_weights():
    _, _, A_other, y_other = small_pictures("digits")
    racer = R.local_search("digits", 0.01, 2)
    part = np.mean((A_other @ racer.W[-1]).argmax(axis=1) == y_other)
    assert racer.validation[-1] == part


def test_the_seed_counts_for_both_searches_only():
    first, other = R.search_race(seed=0), R.search_race(seed=1)
    assert first.racers[0].loss[-1] != other.racers[0].loss[-1]
    assert first.racers[1].loss[-1] != other.racers[1].loss[-1]
    assert first.racers[2] is other.racers[2]


def test_the_picture_follows_the_evaluations():
    explorer = explorers.search_race()
    assert explorer.t == 31
    explorer.set(t=1001)
    for dot, racer in zip(explorer.view.dots, explorer.result.racers, strict=True):
        np.testing.assert_allclose(dot.get_xydata(), [[1001, 100 * racer.validation[-1]]])
    words = [text.get_text() for text in explorer.view.values]
    assert words == [f"{100 * r.validation[-1]:.0f}" for r in explorer.result.racers]


def test_each_method_stands_beside_its_loss():
    explorer = explorers.search_race()
    view, racers = explorer.view, explorer.result.racers
    at = R.FRAMES.index(explorer.t)
    assert [float(text.get_text()) for text in view.losses] == pytest.approx(
        [racer.loss[at] for racer in racers], abs=0.005
    )
    small = view.losses[0].get_text()
    explorer.set(spread=1.0)
    assert view.losses[0].get_text() != small, "the spread changes no answer, but the loss"
