"""The training of templates is that of the library; mirrored data; the player."""

import numpy as np
import pytest

from course_lib.functions import MulticlassHinge, MulticlassRisk, SoftmaxCrossEntropy, SquaredNorm
from course_lib.lessons.linear_classifiers import explorers
from course_lib.lessons.linear_classifiers import templates as T
from course_lib.optim import Momentum, minimize


@pytest.mark.parametrize("loss", [SoftmaxCrossEntropy(), MulticlassHinge()])
def test_the_steps_are_those_of_the_library(loss):
    rng = np.random.default_rng(0)
    A, y = np.column_stack([np.ones(30), rng.normal(size=(30, 4))]), np.arange(30) % 3
    rows = np.tile(np.arange(30), (25, 1))
    mine = T.train(A, y, loss, 0.3, rows, (0, 1, 25))
    J = MulticlassRisk(loss, A, y, 3) + 0.3 * SquaredNorm(unpenalized=3)
    run = minimize(J, np.zeros(15), Momentum(T.LR, T.BETA), 25)
    np.testing.assert_allclose(mine.reshape(3, 15), run.x[[0, 1, 25]], atol=1e-12)


def test_a_step_follows_its_batch_only():
    rng = np.random.default_rng(1)
    A, y = np.column_stack([np.ones(9), rng.normal(size=(9, 2))]), np.arange(9) % 3
    rows = np.array([[4, 7]])
    got = T.train(A, y, SoftmaxCrossEntropy(), 0.0, rows, (1,))[0]
    want = MulticlassRisk(SoftmaxCrossEntropy(), A[[4, 7]], y[[4, 7]], 3).grad(np.zeros(9))
    np.testing.assert_allclose(got.ravel(), -T.LR * want, atol=1e-15)


def test_every_other_picture_is_mirrored():
    A, y, _, _ = T.samples("clothes", False)
    B, z, _, _ = T.samples("clothes", True)
    np.testing.assert_array_equal(y, z)
    first, other = (C[:, 1:] - C[:1, 1:] for C in (A, B))  # the mean drops out
    flip = first[4].reshape(28, 28), other[4].reshape(28, 28)
    np.testing.assert_allclose(*flip, atol=1e-12)
    odd = [(C[1, 1:] - C[0, 1:]).reshape(28, 28) for C in (A, B)]
    assert np.abs(odd[0] - odd[1]).max() > 0.5


def test_bad_names_are_told():
    with pytest.raises(ValueError, match="loss must be one of"):
        T.templates(loss="hinge")


def test_the_picture_and_the_curves_follow_the_step():
    explorer = explorers.templates()
    assert explorer.t == 13
    explorer.set(t=0)
    assert np.abs(explorer.view.image.get_array()).max() == 0
    assert list(explorer.view.validation.get_xdata()) == [0]
    explorer.set(t=400)
    assert np.abs(explorer.view.image.get_array()).max() == pytest.approx(1)
    assert explorer.view.validation.get_xdata()[-1] == 400
    assert explorer.view.validation_now.get_ydata()[0] == pytest.approx(
        100 * explorer.result.validation[-1]
    )
