"""The benchmarks of networks run and tell what they found; no time is asserted."""

import numpy as np
import pytest

from benchmarks import mnist_98, nn
from benchmarks.report import README
from course_lib.nn import EpochRecord, SoftmaxCrossEntropy, Training

ROW = nn.Row("some", (2.0, 3.0, 4.0), (4.0, 4.0, 9.0), 0.5)


def test_the_row_compares_the_least_times():
    assert ROW.ratio == 0.5
    assert str(ROW) == "| some | 2.00 | 3.00 | 4.00 | 4.00 | 0.50 | yes | 0.5 |"
    assert str(ROW).count("|") == nn.HEAD.splitlines()[0].count("|")
    slow = nn.Row("some", (5.0,), (4.0,), 0.0)
    assert "**no**" in str(slow)


def test_the_stored_table_has_marks():
    text = README.read_text("utf-8")
    assert text.count(nn.START) == text.count(nn.END) == 1


@pytest.mark.parametrize("setting", nn.SETTINGS, ids=lambda s: s.name)
def test_our_side_goes_on_from_epoch_to_epoch(setting):
    X, y = nn.data(256)
    ours = nn.Ours(setting, X, y)
    for epochs in (1, 2):
        ours()
        assert ours.last["state"].t == 2 * epochs
        assert ours.last["params"]["0.W"].dtype == np.float32


@pytest.mark.oracle
@pytest.mark.parametrize("setting", nn.SETTINGS, ids=lambda s: s.name)
def test_both_sides_train_the_same_network(setting):
    row = nn.measure(setting, samples=256, rounds=2)
    assert len(row.ours) == len(row.torch) == 2
    assert min(row.ours + row.torch) > 0
    X, y = nn.data(128)
    theirs = nn.Torch(setting, X, y)
    assert sum(p.numel() for p in theirs.net.parameters()) == setting.net().size
    before = [p.detach().clone() for p in theirs.net.parameters()]
    theirs()
    after = theirs.net.parameters()
    assert all((p != q).any() for p, q in zip(before, after, strict=True))


def test_a_few_digits_are_trained_on():
    X, y, X_test, y_test = mnist_98.load()
    assert X.shape == (60_000, 784)
    assert X_test.shape == (10_000, 784)
    assert X.dtype == np.float32
    assert (X.min(), X.max()) == (0, 1)
    seen = []
    few = X[:1500], y[:1500], X_test[:500], y_test[:500]
    run = mnist_98.train(*few, 2, 0, lambda record, params: seen.append(mnist_98.line(record)))
    assert run.history[-1].validation_accuracy > 0.75
    assert seen[1].startswith("epoch  2  loss 0.")


@pytest.mark.parametrize(("accuracy", "word"), [(0.98, "reached"), (0.9799, "missed")])
def test_the_verdict(accuracy, word):
    record = EpochRecord(1, 0.1, 0.97, 0.1, accuracy)
    run = Training(mnist_98.NET, SoftmaxCrossEntropy(), {}, {}, (record,), np.empty(0), "", "")
    assert mnist_98.verdict(run, 9.0).endswith(word)


def test_the_stored_log_is_of_this_network_and_reached_the_goal():
    first, second, *_, last = mnist_98.LOG.read_text("utf-8").splitlines()
    assert first == repr(mnist_98.NET)
    assert repr(mnist_98.OPTIMIZER) in second
    assert last.startswith("20 epochs")
    assert last.endswith("the goal of 98.0 % was reached")
