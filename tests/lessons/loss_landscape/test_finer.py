"""The finer grid keeps what is known, and guesses a smooth loss well between."""

import numpy as np

from course_lib.lessons.loss_landscape.finer import LEAST, TIMES, finer


def bowl(x, y):
    return 0.02 + x**2 + 0.3 * x * y[:, None] + y[:, None] ** 2


def test_known_values_stay_and_others_lie_between():
    x, y = np.linspace(-1, 1, 15), np.linspace(-0.5, 1, 11)
    across, up, loss = finer(x, y, bowl(x, y))
    np.testing.assert_allclose(across[::TIMES], x)
    np.testing.assert_allclose(up[::TIMES], y)
    np.testing.assert_allclose(loss[::TIMES, ::TIMES], bowl(x, y), rtol=1e-9)
    np.testing.assert_allclose(loss, bowl(across, up), rtol=0.15)


def test_a_loss_of_zero_is_drawn_as_a_small_one():
    x = np.linspace(0, 1, 6)
    np.testing.assert_allclose(finer(x, x, np.zeros((6, 6)))[2], LEAST)
