"""Results that are kept: whoever watches, once, and only whole ones."""

from functools import partial

import numpy as np
import pytest

from course_lib.lessons.shared.remembered import completed, in_turn, remembered
from course_lib.nn import Progress, SoftmaxCrossEntropy, fit, mlp
from course_lib.optim import Adam


@pytest.fixture
def train():
    @remembered(maxsize=3)
    def train(name, lr=0.1, progress=None):
        train.calls.append((name, lr))
        for step in (1, 2):
            if progress:
                progress(Progress(1, 1, step, 2, 0.5, None, 1.0, 1.0))
        return object()

    train.calls = []
    return train


def test_who_watches_gets_the_same_result_and_defaults_count_as_written(train):
    first = train("a")
    for again in (train("a", progress=print), train(name="a", lr=0.1), train("a", 0.1, None)):
        assert again is first
    assert train("a", 0.2) is not first
    assert train.calls == [("a", 0.1), ("a", 0.2)]


def test_the_oldest_answer_goes_first(train):
    for name in "abcad":
        train(name)
    assert [train.at_hand(name) for name in "abcd"] == [True, False, True, True]
    train.cache_clear()
    assert not train.at_hand("a")


def test_an_interrupted_call_leaves_nothing_behind(train):
    def stop(progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train("a", progress=stop)
    assert not train.at_hand("a")
    train("a")
    assert train.at_hand("a")


def test_progress_goes_only_to_those_who_take_it():
    @remembered()
    def plain(x):
        return x

    assert plain(3, progress=print) == 3


def test_a_series_counts_what_is_missing(train):
    told = []
    kept = train("b")
    calls = [partial(train, name) for name in "abc"]
    found = in_turn(calls, told.append, weights=[3, 5, 1])
    assert found[1] is kept
    assert [(p.epoch, p.epochs) for p in told] == [(1, 2)] * 3 + [(2, 2)] * 3
    assert [p.fraction for p in told] == [0.375, 0.75, 0.75, 0.875, 1.0, 1.0]
    assert [p.done for p in told] == [False] * 5 + [True]
    assert in_turn(calls, told.append) == found
    assert len(told) == 6, "nothing to wait for, nothing to tell"
    assert in_turn([partial(train, "e")])[0] is train("e")


def test_an_interrupted_series_keeps_what_was_done(train):
    def stop(progress):
        if progress.epoch == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        in_turn([partial(train, name) for name in "abc"], stop)
    assert [train.at_hand(name) for name in "abc"] == [True, False, False]


def test_half_a_training_is_no_result():
    def stop(progress):
        raise KeyboardInterrupt

    def run(progress):
        return fit(mlp((4, 2)), SoftmaxCrossEntropy(), np.eye(4), np.array([0, 1, 0, 1]), Adam(0.1),
                   epochs=2, batch_size=2, rng=np.random.default_rng(0),
                   progress=progress)  # fmt: skip

    whole = run(None)
    assert completed(whole) is whole
    with pytest.raises(KeyboardInterrupt, match="after 2 of 4 steps"):
        completed(run(stop))
