"""One linear neuron: the theorem against every mask, and against the drawn ones."""

from itertools import product

import numpy as np
import pytest

from course_lib.lessons.dropout_and_augmentation.dropout_noise import (
    INPUTS,
    WHOLE,
    dropout_noise,
    predicted_std,
    terms,
)


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("inverted", [True, False])
def test_theorem_over_every_mask(rate, inverted):
    products = np.array([1.5, -0.5, 2.0, 0.25])
    masks = np.array(list(product((0, 1), repeat=4)))
    chances = np.prod(np.where(masks == 1, 1 - rate, rate), axis=1)
    out = masks @ products / (1 - rate if inverted else 1)
    mean = chances @ out
    assert mean == pytest.approx(products.sum() * (1 if inverted else 1 - rate))
    std = np.sqrt(chances @ (out - mean) ** 2)
    assert predicted_std(products, rate, inverted) == pytest.approx(std)


@pytest.mark.parametrize("inputs", INPUTS)
def test_drawn_masks_agree(inputs):
    assert terms(inputs).sum() == pytest.approx(WHOLE)
    found = dropout_noise(rate=0.6, inputs=inputs)
    assert found.std == pytest.approx(found.predicted, rel=0.06)
    assert found.shares.sum() == pytest.approx(1)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="inputs must be one of"):
        dropout_noise(inputs=5)
