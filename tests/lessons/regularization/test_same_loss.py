"""Weights with the same loss: the penguins' W, and weights with the score 1."""

import numpy as np
import pytest

from course_lib.functions import MulticlassHinge
from course_lib.lessons.regularization import explorers
from course_lib.lessons.regularization.same_loss import (
    FACTORS,
    LAMBDAS,
    between,
    same_loss,
    separating_weights,
)


def test_w_makes_no_mistake_and_its_least_margin_is_one():
    X, y, W = separating_weights()
    scores = X @ W
    right = scores[np.arange(len(y)), y]
    others = np.where(np.arange(3) == y[:, None], -np.inf, scores).max(axis=1)
    assert len(y) == 342
    assert (right - others).min() == pytest.approx(1)


@pytest.mark.parametrize("k", [0.4, 1.0, 2.0])
def test_the_curves_hold_the_loss_and_the_penalty_at_k(k):
    X, y, W = separating_weights()
    run = same_loss(k=k, lam=1e-4)
    place = int(np.argmin(np.abs(FACTORS - k)))
    loss = MulticlassHinge()(k * (X @ W), y).mean()
    assert run.at_k[0] == pytest.approx(loss, abs=1e-12)
    assert run.mean_loss[place] == pytest.approx(loss, abs=1e-12)
    assert run.at_k[1] == pytest.approx(0.5e-4 * k**2 * (W[1:] ** 2).sum())
    assert run.penalty[place] == pytest.approx(run.at_k[1])


@pytest.mark.parametrize("size", [0.5, 1.0, 1.7])
@pytest.mark.parametrize("mix", [0.0, 0.3, 1.0])
def test_the_score_is_one_everywhere(size, mix):
    w = between(mix, size)
    assert w @ [size, 1, 1, 1] == pytest.approx(1)
    run = same_loss(mix=mix, size=size)
    np.testing.assert_allclose(run.w, w)
    at = round(mix * 50)
    assert run.l1[at] == pytest.approx(np.abs(w).sum())
    assert run.square[at] == pytest.approx(w @ w)


def test_the_picture_follows_the_result():
    explorer = explorers.same_loss()
    explorer.set(k=2.0, lam=LAMBDAS["0.0001"], mix=0.5, size=1.5)
    view, run = explorer.view, explorer.result
    np.testing.assert_allclose(view.sum.get_ydata(), run.mean_loss + run.penalty)
    np.testing.assert_allclose([bar.get_height() for bar in view.weights], run.w)
    np.testing.assert_allclose(view.dots.get_ydata(), [np.abs(run.w).sum(), run.w @ run.w])
