"""Emoji: shapes and range, pairs of the two designers, groups, bad names."""

import numpy as np
import pytest

from course_lib.datasets import load_emoji


def test_emoji_are_colour_pictures_on_white():
    data = load_emoji()
    assert data.X.shape == (1636, 3072)
    assert data.X.dtype == np.float32
    assert (data.X.min(), data.X.max()) == (0, 1)
    corners = data.X.reshape(-1, 32, 32, 3)[:, [0, 0, -1, -1], [0, -1, 0, -1]]
    assert (corners > 0.95).mean() > 0.9
    assert len(data.classes) == 8


def test_a_row_is_the_same_emoji_by_both_designers():
    noto, twemoji = load_emoji("noto"), load_emoji("twemoji")
    np.testing.assert_array_equal(noto.y, twemoji.y)
    dark = [1 - data.X[::10] for data in (noto, twemoji)]
    dark = [d / np.linalg.norm(d, axis=1, keepdims=True) for d in dark]
    likeness = dark[0] @ dark[1].T
    assert (likeness.argmax(axis=1) == np.arange(len(likeness))).mean() > 0.3  # chance: 0.006


def test_a_group_alone():
    smiles = load_emoji("twemoji", "face-smiling")
    assert len(smiles) == 14
    assert {smiles.classes[k] for k in smiles.y} == {"Smileys & Emotion"}


@pytest.mark.parametrize(
    ("arguments", "text"),
    [(("apple",), "designer must be one of 'noto', 'twemoji'"), (("noto", "bow"), "group must be")],
)
def test_bad_names_are_told(arguments, text):
    with pytest.raises(ValueError, match=text):
        load_emoji(*arguments)
