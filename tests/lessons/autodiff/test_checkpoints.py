"""The chain with checkpoints: what the picture takes from the run."""

import numpy as np
import pytest

from course_lib.autodiff import Tensor, backward
from course_lib.lessons.autodiff import explorers
from course_lib.lessons.autodiff.checkpoints import LENGTHS, MOST, START, chain, checkpoints


@pytest.mark.parametrize("T", LENGTHS)
def test_the_gradient_is_the_plain_one(T):
    x = out = Tensor(START)
    for gate in chain(T):
        out = gate(out)
    want = backward(out)[x]
    assert abs(want) > 1e-30
    for k in (0, 1, 4, MOST):
        assert checkpoints(T=T, k=k).gradient == pytest.approx(want, rel=1e-12)


@pytest.mark.parametrize("T", LENGTHS)
def test_the_rule_of_the_root(T):
    run = checkpoints(T=T, k=0)
    assert run.peaks[0] == T
    assert run.peaks.min() == 2 * np.sqrt(T) - 1
    assert run.peaks[round(np.sqrt(T)) - 1] == run.peaks.min()
    assert (np.diff(run.agains) >= 0).all()
    assert run.agains.max() < T


def test_the_run_over_time():
    run = checkpoints(T=49, k=3)
    assert run.held.max() == run.peak == run.peaks[3]
    assert len(run.place) == 1 + 49 + run.again + 49
    assert run.place.max() == 49
    assert run.place[-1] == run.held[-1] == 0


def test_what_is_drawn():
    explorer = explorers.checkpoints()
    explorer.set(T=25, k=4)
    run, view = explorer.result, explorer.view
    assert len(view.cuts.get_segments()) == 4
    assert view.top.get_ydata() == [9]
    assert list(view.now.get_ydata()) == [9, run.again]
    assert view.rule.get_text() == "dashed: 2√T − 1 = 9"
    explorer.set(k=0)
    assert len(view.cuts.get_segments()) == 0
    assert "0 checkpoints: at most 25 values" in explorer.result.summary
