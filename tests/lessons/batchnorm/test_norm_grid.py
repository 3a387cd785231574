"""The grid's cells are trainings of the library's network."""

import numpy as np
import pytest

from course_lib.lessons.batchnorm.norm_grid import (
    BATCH,
    DIGITS,
    EPOCHS,
    SIZES,
    WINDOW,
    compute_grid,
    norm_grid,
)
from course_lib.lessons.shared.network_stack import shuffled
from course_lib.lessons.shared.small_digits import small_digits
from course_lib.nn import BatchNorm, SoftmaxCrossEntropy, Train, mlp


@pytest.mark.parametrize(("normed", "lr", "scale"), [(0, 0.1, 1.0), (1, 1.0, 0.1)])
def test_a_cell_is_that_training_by_the_library(normed, lr, scale):
    cell = norm_grid(lr=lr, scale=scale)
    X, y, *_ = small_digits()
    net, loss = mlp(SIZES, norm=BatchNorm if normed else None), SoftmaxCrossEntropy()
    params = net.init(np.random.default_rng(0))
    params = {k: scale * v if k.endswith("W") else v for k, v in params.items()}
    order, losses = shuffled(1, DIGITS, EPOCHS)[0], []
    for step in range(WINDOW):
        rows = order[step * BATCH : (step + 1) * BATCH]
        outputs, cache = net.forward(params, X[rows], Train())
        value, back = loss.value_and_grad(outputs, y[rows])
        losses.append(value)
        grads = net.backward(params, cache, back)[1]
        params = {name: params[name] - lr * grads[name] for name in params}
    assert cell.grid.losses[normed, cell.row, cell.column, 0] == pytest.approx(
        np.mean(losses), rel=1e-4
    )


def test_the_cell_is_the_one_asked_for():
    cell = norm_grid(lr=1.0, scale=0.1)
    assert (cell.row, cell.column) == (1, 3)
    assert cell.grid is compute_grid()
    assert cell.grid.accuracy.shape == (2, 6, 6)
