"""The playground's benchmark runs and tells what it found; no time is asserted."""

import numpy as np
import pytest

from benchmarks import playground
from benchmarks.report import README


def test_the_row_compares_medians():
    row = playground.Row("some", (0.1, 0.2, 0.9), (0.5, 0.6, 0.7))
    assert row.ratio == pytest.approx(3)
    assert str(row) == "| some | 1,000 | 333 | 3.0 | yes |"
    assert str(row).count("|") == playground.HEAD.splitlines()[0].count("|")
    assert "**no**" in str(playground.Row("some", (0.4,), (0.7,)))
    assert playground.name_of(playground.SETTINGS[-1]) == "2-8-8-8-8-1, Adam, L2 0.001"


def test_the_stored_table_has_marks():
    text = README.read_text("utf-8")
    assert text.count(playground.START) == text.count(playground.END) == 1


@pytest.mark.oracle
@pytest.mark.parametrize("setting", playground.SETTINGS, ids=playground.name_of)
def test_both_sides_train_the_same_network_alike(setting, monkeypatch):
    monkeypatch.setattr(playground, "BLOCK", 40)
    ours, theirs = playground.Ours(setting), playground.Torch(setting)
    count = sum(p.numel() for p in theirs.net.parameters())
    assert count == ours.learner.net.size
    for _ in range(2):
        ours()
        theirs()
    assert ours.learner.t == 80
    history = np.array(ours.learner.history)
    assert history.shape == (80 // playground.EVERY, 3)
    assert np.shape(theirs.history) == (80 // playground.EVERY, 2)
    for losses in (history[:, 1:], np.array(theirs.history)):
        assert (losses > 0.1).all()
        assert (losses < 1.5).all()
