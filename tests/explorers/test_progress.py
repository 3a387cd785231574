"""The bar of a training: what it shows on the way, and what it leaves behind."""

from dataclasses import replace

import numpy as np
import pytest

from course_lib.explorers import progress as module
from course_lib.explorers.progress import ProgressDisplay
from course_lib.nn import Progress, SoftmaxCrossEntropy, fit, mlp
from course_lib.optim import Adam


@pytest.fixture
def shown(monkeypatch):
    """What is displayed: one list a place in the notebook, of the bundles shown there in turn."""
    places = []

    class Handle:
        def __init__(self, place):
            self.place = place

        def update(self, thing):
            self.place.append(thing._repr_mimebundle_())

    def display(thing, display_id):
        assert display_id is True
        places.append([thing._repr_mimebundle_()])
        return Handle(places[-1])

    monkeypatch.setattr(module, "display", display)
    return places


def at(step, epoch=1, remaining=9.2, loss=0.5):
    return Progress(epoch, 2, step, 20, loss, 0.75, 1.0, remaining)


def test_one_place_a_training(shown):
    bar = ProgressDisplay()
    for state in (at(3), at(10), at(20, 2), at(2), at(20, 2)):
        bar(state)
    assert [len(place) for place in shown] == [3, 2]
    bar(replace(at(20, 2), done=True))
    bar(at(20, 2))
    assert [len(place) for place in shown] == [3, 3, 1]


def test_a_training_that_stopped_early_leaves_no_times(shown):
    bar = ProgressDisplay()
    bar(at(10, 1))
    bar(replace(at(10, 1), done=True))
    before, after = (bundle["text/html"] for bundle in shown[0])
    assert "left" in before
    assert "loss" in before
    assert "left" not in after
    assert "loss" not in after
    assert "width:50.0%" in after


def test_outside_of_a_kernel_it_computes_all_the_same(capsys):
    """A script's `display` prints and hands nothing back."""
    bar = ProgressDisplay()
    for step in (10, 20, 30):
        bar(Progress(1, 1, step, 30, 0.5, None, 1.0, 2.0))
    assert bar.handle is None
    assert bar.progress.step == 30


def test_on_the_way_it_tells_the_time_left(shown):
    bar = ProgressDisplay("A < B")
    bar(at(5))
    html = shown[0][0]["text/html"]
    for part in ("epoch 1 of 2", "loss 0.5", "75.0 %", "10 s left", "A &lt; B", "width:25.0%"):
        assert part in html
    assert 'aria-valuenow="25"' in html


def test_what_stays_is_the_same_on_every_machine(shown):
    for remaining, loss in ((3.0, 0.1), (77.0, 0.2)):
        bar = ProgressDisplay()
        bar(at(5, 1, remaining, loss))
        bar(at(20, 2, remaining, loss))
    assert shown[0][0]["text/html"] != shown[1][0]["text/html"]
    assert shown[0][0]["text/plain"] == shown[1][0]["text/plain"]
    assert shown[0][-1] == shown[1][-1]
    assert shown[0][-1]["text/plain"] == "training: epoch 2 of 2"
    assert "width:100.0%" in shown[0][-1]["text/html"]


def test_fit_drives_it(shown):
    X, y = np.eye(4), np.array([0, 1, 0, 1])
    fit(mlp((4, 2)), SoftmaxCrossEntropy(), X, y, Adam(0.1), epochs=3, batch_size=2,
        rng=np.random.default_rng(0), progress=ProgressDisplay())  # fmt: skip
    assert [place[-1]["text/plain"] for place in shown] == ["training: epoch 3 of 3"]
    assert len(shown[0]) >= 3
