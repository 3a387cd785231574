"""The benchmarks of networks run and tell what they found; no time is asserted."""

import numpy as np
import pytest

from benchmarks import digit_network, mnist_98, nn
from benchmarks.report import README
from course_lib.datasets.files import FILES
from course_lib.nn import EpochRecord, SoftmaxCrossEntropy, Training, evaluate, load

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


def test_the_stored_log_of_the_first_network():
    first, second, _, *epochs, last = mnist_98.FIRST_LOG.read_text("utf-8").splitlines()
    assert first == repr(mnist_98.FIRST_NET)
    assert repr(mnist_98.FIRST_OPTIMIZER) in second
    assert len(epochs) == 20
    assert last.startswith("20 epochs")
    assert f"{float(epochs[-1].split()[-1]):.2%}".replace("%", " % of the test") in last


def test_a_verdict_without_a_goal():
    record = EpochRecord(1, 0.1, 0.97, 0.1, 0.5)
    run = Training(mnist_98.NET, SoftmaxCrossEntropy(), {}, {}, (record,), np.empty(0), "", "")
    assert mnist_98.verdict(run, 9.0, None).endswith("50.00 % of the test digits right")


def test_the_stored_network_is_that_of_its_script():
    X, y, X_test, y_test = mnist_98.load()
    kept = load(digit_network.FILE, digit_network.NET, "float32").params
    score = evaluate(digit_network.NET, SoftmaxCrossEntropy(), kept, X_test, y_test)
    *_, said, checksum = digit_network.LOG.read_text("utf-8").splitlines()
    assert said.startswith(f"{100 * score.accuracy:.2f} % of the test digits right")
    assert checksum == f"sha256 {FILES['digit_network.npz'].sha256}"
    few = digit_network.train(X[:600], y[:600], (X_test[:200], y_test[:200]), 3, [].append)
    assert evaluate(digit_network.NET, SoftmaxCrossEntropy(), few, X_test[:200],
                    y_test[:200]).accuracy > 0.4  # fmt: skip


def test_moved_digits_are_moved_a_little():
    X, *_ = mnist_98.load()
    moved = digit_network.moved(X[:50], np.random.default_rng(0))
    assert (moved != X[:50]).any(axis=1).all()
    ink = moved.sum(axis=1) / X[:50].sum(axis=1)
    assert ((ink > 0.75) & (ink < 1.3)).all()
