"""The facts that notebook 23 states in its folded answers, tables and captions."""

from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from course_lib.lessons.training_a_network import checklist as C
from course_lib.lessons.training_a_network import confusion as F
from course_lib.lessons.training_a_network import draw_a_digit as D
from course_lib.lessons.training_a_network import explorers
from course_lib.lessons.training_a_network import live_training as L
from course_lib.lessons.training_a_network.digits import digits, unseen_digits
from course_lib.linear import NearestNeighbours
from course_lib.nn import Eval, SoftmaxCrossEntropy, fit, mlp
from course_lib.optim import Adam

LOGS = Path(__file__).parents[3] / "benchmarks"


# ---- the two networks ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("log", "best", "last", "then", "right"),
    [
        ("mnist_98_first.log", 0.0684, 0.1119, 0.9794, 0.9789),
        ("mnist_98.log", 0.0739, 0.1160, 0.9784, 0.9842),
    ],
)
def test_the_stored_logs(log, best, last, then, right):
    rows = [r.split() for r in (LOGS / log).read_text("utf-8").splitlines() if "epoch " in r[:6]]
    losses = np.array([float(row[8]) for row in rows])
    assert len(losses) == 20
    assert losses.argmin() + 1 == 4
    assert (losses.min(), losses[-1], float(rows[-1][-1])) == (best, last, right)
    assert float(rows[3][-1]) == then
    assert last / best > 1.5


def test_counts():
    assert mlp((784, 256, 256, 10)).size == 269_322 == 200_960 + 65_792 + 2_570
    assert mlp((784, 512, 512, 10)).size == 669_706
    assert mlp((784, 64, 10)).size == 50_890
    assert -(-60_000 // 128) == 469
    assert -(-2_000 // 128) == 16


def test_the_stored_network():
    size = (LOGS.parent / "data" / "digit_network.npz").stat().st_size
    assert round(size, -4) == 190_000
    assert F.confusion().accuracy == pytest.approx(0.9855, abs=1e-4)


# ---- the live training ---------------------------------------------------------------------------


@cache
def stopped(**values):
    start = {k: values.pop(k) for k in ("seed", "samples") if k in values}
    return L.advance(L.begin(**start), L.END, **values)


def test_all_right_before_the_best():
    run = stopped()
    assert next(c.t for c in run.checks if c.accuracy == 1) == 170
    assert run.best.accuracy == run.checks[-1].accuracy == 1
    assert (run.best.t, run.t) == (230, 380)
    assert run.best.validation_loss == pytest.approx(0.612, abs=5e-4)
    assert run.checks[-1].loss == pytest.approx(0.02, abs=0.002)
    late = [c.validation_accuracy for c in run.checks if c.t >= 230]
    assert 0.785 < min(late) < max(late) < 0.812


def test_dropout_and_another_seed():
    assert stopped(rate=0.4).best.validation_loss == pytest.approx(0.573, abs=5e-4)
    assert stopped(rate=0.4).best.t == 320
    assert stopped(rate=0.4, seed=1).best.validation_loss == pytest.approx(0.600, abs=5e-4)
    assert stopped(seed=1).best.validation_loss == pytest.approx(0.592, abs=5e-4)


def test_more_digits_help_more_than_any_slider():
    fast = stopped(lr=0.01).best
    assert fast.t == 60
    assert fast.validation_loss == pytest.approx(0.705, abs=5e-4)
    more = stopped(samples=2000).best
    assert more.validation_loss == pytest.approx(0.299, abs=5e-4)
    assert round(100 * more.validation_accuracy) == 91
    tried = (dict(rate=0.4), dict(rate=0.6), dict(batch=8), dict(lr=10**-2.5))
    assert min(stopped(**values).best.validation_loss for values in tried) > 0.55


def test_the_explorer_plays_what_the_answers_say():
    explorer = explorers.live_training()
    assert explorer.peek(t=380).summary.startswith("step 380: training loss 0.019")
    assert "Stopped" in explorer.peek(t=400).summary


# ---- baselines and seeds -------------------------------------------------------------------------


def test_hidden_units_beat_the_line_and_equal_the_neighbour():
    data, (X, y) = digits(), unseen_digits()
    places, parts = ((data.X_other, data.y_other), (X[:2000], y[:2000])), {}
    for sizes in ((784, 10), (784, 64, 10)):
        rngs = map(np.random.default_rng, range(4))
        runs = [
            fit(mlp(sizes), SoftmaxCrossEntropy(), data.X, data.y, Adam(0.003), epochs=10,
                batch_size=50, rng=rng)
            for rng in rngs
        ]  # fmt: skip
        parts[len(sizes)] = np.array([[r.evaluate(*p).accuracy for p in places] for r in runs])
    line, network = parts[2], parts[3]
    assert (line.max(axis=0) < network.min(axis=0)).all()
    assert ((network - line).mean(axis=0) > 0.01).all()
    near = NearestNeighbours(k=1).fit(data.X, data.y)
    neighbour = near.score(data.X_other, data.y_other), near.score(X[:2000], y[:2000])
    assert network[:, 1].min() - 0.01 < neighbour[1] < network[:, 1].max() + 0.01
    for validation, test in (*line, *network, neighbour):
        assert validation - test > 0.04


# ---- drawings ------------------------------------------------------------------------------------


def drawn(*lines, width=2.0):
    ink = D.EMPTY
    for line in lines:
        for start, end in pairwise(line):
            ink = D.stroke(ink, start, end, width)
    return ink


def test_an_empty_pad():
    run = D.draw_a_digit(ink=D.EMPTY)
    assert run.p.argmax() == 5
    assert run.p[5] == pytest.approx(0.34, abs=0.005)
    assert "pad is empty" in run.summary


def test_a_stroke_in_the_corner():
    stroke = drawn([(4, 3), (4, 12)])
    assert D.draw_a_digit(ink=stroke).p.argmax() == 1
    assert D.draw_a_digit(ink=stroke, centring=False).p.argmax() == 7


def test_what_is_no_digit_gets_a_sure_answer():
    cross = D.draw_a_digit(ink=drawn([(6, 6), (22, 22)], [(22, 6), (6, 22)]))
    assert cross.p[1] == pytest.approx(0.999, abs=5e-4)
    zigzag = D.draw_a_digit(ink=drawn([(4, 5), (24, 8), (4, 14), (24, 18), (4, 24)]))
    assert zigzag.p[3] > 0.99


def test_a_seven_drawn_by_hand_is_a_seven():
    for width in (1.0, 2.0, 4.0):
        assert D.draw_a_digit(ink=drawn([(6, 6), (20, 6), (11, 24)], width=width)).p[7] > 0.99


# ---- mistakes ------------------------------------------------------------------------------------


def test_sevens_and_twos():
    counts = F.confusion().counts
    assert (counts[7, 2], counts[2, 7]) == (10, 4)
    assert counts.sum() - np.trace(counts) == 145
    assert F.confusion().sure[0] == pytest.approx(0.999, abs=5e-4)
    missed = 1 - np.diag(counts) / counts.sum(axis=1)
    assert missed.argmax() == 9


def test_the_small_network_and_softmax_regression():
    small, line = (F.confusion(model=m).counts for m in (F.SMALL, F.LINEAR))
    for counts, mistakes, pair, two_ways in (
        (small, 998, 74, (29, 11)),
        (line, 1146, 93, (31, 13)),
    ):
        wrong = counts * (1 - np.eye(10, dtype=int))
        assert np.unravel_index(wrong.argmax(), (10, 10)) == (3, 5)
        # float32 rounds in its own way on each machine.
        assert abs(wrong[3, 5] - pair) <= 2
        assert (counts[7, 2], counts[2, 7]) == pytest.approx(two_ways, abs=1)
        assert abs(wrong.sum() - mistakes) <= 10


# ---- the first loss and the checklist ------------------------------------------------------------


def test_the_theorem_holds_for_all_gains():
    data, net = digits(), mlp((784, 256, 256, 10))
    X, y, rng = data.X_other[:100], data.y_other[:100], np.random.default_rng(0)
    params = net.init(rng, np.float32)
    a = net.layer_outputs(params, X, Eval())[0][-2].astype(float)
    size = (a**2).sum(axis=1).mean()
    for gain in (0.25, 1.0, 4.0, 8.0):
        sigma = gain * np.sqrt(2 / 256)
        losses = [SoftmaxCrossEntropy()(a @ rng.normal(0, sigma, (256, 10)), y) for _ in range(200)]
        error = 4 * np.std(losses) / np.sqrt(200)
        assert np.log(10) - error < np.mean(losses) < np.log(10) + sigma**2 / 2 * size + error


def test_first_losses_of_the_figure():
    data, net = digits(), mlp((784, 256, 256, 10))
    means, ends = [], []
    for gain in (1, 8):
        first, end = [], []
        for seed in range(8):
            params = net.init(np.random.default_rng(seed), np.float32)
            params["4.W"] *= gain
            outputs, _ = net.layer_outputs(params, data.X_other[:100], Eval())
            first.append(SoftmaxCrossEntropy()(outputs[-1], data.y_other[:100]))
            end.append(np.log(10) + gain**2 / 256 * (outputs[-2] ** 2).sum(axis=1).mean())
        means.append(np.mean(first)), ends.append(np.mean(end))
        if gain == 1:
            assert min(first) < np.log(10)
    np.testing.assert_allclose(means, [2.39, 6.1], atol=0.05)
    np.testing.assert_allclose(ends, [2.42, 9.8], atol=0.05)


def seen(patient):
    return C.checklist(patient=patient)


def test_the_healthy_one():
    run = seen("C")
    assert run.loss[0] == pytest.approx(2.31, abs=0.006)
    assert run.few[-1] < 0.01
    assert ((run.ratio > 1e-3) & (run.ratio < 1 / 50)).all()
    np.testing.assert_allclose(run.dead, 0.02, atol=1e-6)
    assert run.accuracy > 0.8


def test_five_do_not_learn_ten_digits():
    ends = {patient: seen(patient).few[-1] for patient in C.PATIENTS}
    assert sorted(p for p, end in ends.items() if end > 1) == list("ABDEG")
    assert ((seen("A").ratio > 1e-7) & (seen("A").ratio < 2e-6)).all()
    assert seen("B").few.min() > np.log(1 + 9 / np.e) > 1.46
    assert ((seen("B").ratio > 1e-4) & (seen("B").ratio < 1e-2)).all()
    assert seen("B").dead.max() < 0.1
    assert seen("D").loss[0] == pytest.approx(142, abs=0.5)
    assert seen("E").loss[0] == pytest.approx(np.log(10), abs=1e-6)
    assert (seen("E").dead == 1).all()
    assert seen("G").ratio.max() == pytest.approx(0.73, abs=0.005)
    assert seen("G").dead.min() > 0.9


def test_shuffled_labels_show_in_no_reading():
    run = seen("F")
    assert abs(run.loss[0] - np.log(10)) < 0.1
    assert run.few[-1] < 0.02
    assert ((run.ratio > 1e-3) & (run.ratio < 1 / 50)).all()
    assert run.dead.max() < 0.05
    assert 0.05 < run.accuracy < 0.15


@pytest.mark.parametrize("seed", [1, 2])
def test_the_signs_do_not_depend_on_the_seed(seed):
    runs = {fault: C.readings(fault, seed) for fault in C.FAULTS}
    assert [f for f, run in runs.items() if run.loss[0] > 10] == ["unscaled pixels"]
    assert {f for f, run in runs.items() if run.few[-1] < 0.1} == {"nothing", "shuffled labels"}
    assert [f for f, run in runs.items() if 0 < run.ratio.max() < 1e-4] == ["rate too small"]
    assert runs["softmax twice"].few.min() > np.log(1 + 9 / np.e)
    assert runs["rate too large"].ratio.max() > 0.1
    assert runs["nothing"].ratio.max() < 0.1
