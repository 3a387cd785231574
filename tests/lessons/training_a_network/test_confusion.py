"""Confusion matrices counted another way, and the digits of a cell."""

import numpy as np
import pytest

from course_lib.lessons.training_a_network import confusion as F
from course_lib.lessons.training_a_network import explorers
from course_lib.lessons.training_a_network.digits import unseen_digits
from tests.lessons.pointer import point


@pytest.mark.parametrize("model", F.MODELS)
def test_the_matrix_counts_pairs(model):
    run, (_, y) = F.confusion(model=model), unseen_digits()
    answers = F.probabilities(model).argmax(axis=1)
    counted = np.zeros((10, 10), dtype=int)
    for true, answer in zip(y, answers, strict=True):
        counted[true, answer] += 1
    np.testing.assert_array_equal(run.counts, counted)
    assert run.accuracy == np.trace(counted) / 10_000
    np.testing.assert_allclose(F.probabilities(model).sum(axis=1), 1)


def test_a_cell_shows_its_digits_surest_first():
    X, y = unseen_digits()
    run = F.confusion(cell=(4, 9))
    assert len(run.pictures) == run.counts[4, 9] == 7
    assert (run.true == 4).all()
    assert (run.answers == 9).all()
    assert (np.diff(run.sure) <= 0).all()
    for picture, sure in zip(run.pictures, run.sure, strict=True):
        row = np.flatnonzero((picture == X).all(axis=1))
        assert y[row].tolist() == [4]
        assert F.probabilities(F.BIG)[row, 9] == sure
    right = F.confusion(cell=(3, 3))
    assert len(right.pictures) == F.TILES
    assert "996 digits 3 that are right" in right.summary


def test_all_mistakes_and_an_empty_cell():
    run = F.confusion()
    assert (run.true != run.answers).all()
    p, (_, y) = F.probabilities(F.BIG), unseen_digits()
    wrong = p.argmax(axis=1) != y
    assert run.sure[0] == p[wrong].max()
    empty = F.confusion(cell=(0, 9))
    assert len(empty.pictures) == empty.counts[0, 9] == 0
    assert "No digit 0 is taken for a 9" in empty.summary


def test_unknown_models_are_refused():
    with pytest.raises(ValueError, match="model must be one of"):
        F.confusion(model="tree")


def test_clicks_choose_cells():
    explorer = explorers.confusion()
    point(explorer, 0, 2.2, 6.9)
    assert explorer.values["cell"] == (7, 2)
    point(explorer, 1, 2.2, 6.9)
    assert explorer.values["cell"] == (7, 2)
    explorer.controls["surest"].click()
    assert explorer.values["cell"] is None
