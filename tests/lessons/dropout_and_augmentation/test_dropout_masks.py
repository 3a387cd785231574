"""The small network against the library's layers; the mean over all masks against many draws."""

import numpy as np
import pytest

from course_lib import nn
from course_lib.lessons.dropout_and_augmentation import dropout_masks as module
from course_lib.lessons.dropout_and_augmentation.dropout_masks import dropout_masks, outputs


def test_the_whole_network_is_the_librarys():
    layers = [nn.Dense(a, b, bias=False) for a, b in zip((3, 5, 4), (5, 4, 1), strict=True)]
    relu = nn.Activation("relu")
    net = nn.Sequential([layers[0], relu, layers[1], relu, layers[2]])
    params = dict(zip(("0.W", "2.W", "4.W"), module.weights(), strict=True))
    found = net.forward(params, module.INPUT[None], nn.Eval())[0][0, 0]
    assert dropout_masks().whole == pytest.approx(found)


def test_outputs_by_hand_for_one_mask():
    W1, W2, W3 = module.weights()
    kept = np.array([1, 0, 1, 1, 0, 1, 1, 0, 1], dtype=bool)
    h = [max(module.INPUT @ W1[:, j], 0) * 2.0 * kept[j] for j in range(5)]
    g = [max(sum(h[i] * W2[i, j] for i in range(5)), 0) * 2.0 * kept[5 + j] for j in range(4)]
    assert outputs(kept[None], 2.0)[0] == pytest.approx(sum(g[j] * W3[j, 0] for j in range(4)))


@pytest.mark.parametrize("rate", [0.2, 0.6])
def test_expected_is_the_mean_of_many_masks(rate):
    kept = np.random.default_rng(0).random((200_000, module.HIDDEN)) >= rate
    many = outputs(kept, 1 / (1 - rate))
    error = 5 * many.std() / np.sqrt(len(many))
    assert dropout_masks(rate=rate).expected == pytest.approx(many.mean(), abs=error)
    assert len(np.unique(module.every_mask(), axis=0)) == 512


def test_another_draw_has_other_masks_and_means_are_running():
    one, two = dropout_masks(), dropout_masks(draw=1)
    assert (one.kept != two.kept).any()
    assert one.means[9] == pytest.approx(one.outputs[:10].mean())
    assert abs((~one.kept).mean() - 0.5) < 0.1


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="rate must be"):
        dropout_masks(rate=1.0)
    with pytest.raises(ValueError, match="mode must be"):
        dropout_masks(mode="test")
