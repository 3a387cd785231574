"""The benchmark of SGD runs and tells what it found; no time is asserted."""

import numpy as np

from benchmarks import stochastic
from benchmarks.report import README


def tiny():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 3))
    return X, np.where(X[:, 0] + 0.3 * rng.normal(size=200) > 0, 1, -1)


def slow(X, y, lr):
    """A peer that never gets anywhere."""
    while True:
        yield np.zeros(X.shape[1] + 1)


def test_both_choose_their_rate_and_tell_their_time():
    (row,) = stochastic.compare("tiny", *tiny(), goals=(0.4,), turns=2, rates=(1e-4, 0.3),
                                peer=stochastic.ours_with)  # fmt: skip
    assert np.isfinite(row.seconds).all()
    assert min(row.speed) > 0


def test_a_peer_that_never_gets_there_has_no_time():
    (row,) = stochastic.compare("tiny", *tiny(), goals=(0.4,), turns=1, rates=(0.3,), peer=slow)
    assert row.seconds[1] == np.inf
    assert "> budget | –" in str(row)


def test_a_process_alone_is_once_as_fast_as_itself():
    rows = list(stochastic.in_parallel(*tiny(), epochs=1, steps=0, most=1))
    assert rows[0].startswith("| Hogwild! | 1 |")
    assert "| 1.00 |" in rows[0]


def test_a_row_and_its_place_in_the_readme():
    row = stochastic.Result("set", 0.2, (0.5, 1.0), (2e6, 1e6))
    assert str(row) == "| set | 0.2 | 0.5 s | 1 s | 0.50 | 2,000,000 | 1,000,000 |"
    stored = README.read_text("utf8")
    assert stored.count(stochastic.START) == stored.count(stochastic.END) == 1
