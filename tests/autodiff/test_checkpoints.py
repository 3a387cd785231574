"""A chain's gradient with few values kept: the same numbers, less memory, more work."""

import tracemalloc
from itertools import pairwise

import numpy as np
import pytest

from course_lib import autodiff as ad
from course_lib.autodiff import Tensor, backward, chain_gradient, evenly


def chain(T):
    return [(ad.sin, ad.tanh, lambda x: x * 1.3 + 0.1, ad.exp)[t % 4] for t in range(T)]


def plain(gates, x):
    start = out = Tensor(x)
    for gate in gates:
        out = gate(out)
    return out.value, backward(out, seed=np.ones(out.shape))[start]


@pytest.mark.parametrize("T", [1, 2, 7, 24])
@pytest.mark.parametrize("x", [0.4, [0.4, -1.0, 0.1]])
def test_every_placement_gives_the_plain_gradient(T, x):
    want = plain(chain(T), x)
    for k in range(T):
        run = chain_gradient(chain(T), x, evenly(T, k))
        np.testing.assert_allclose(run.value, want[0], rtol=1e-14)
        np.testing.assert_allclose(run.gradient, want[1], rtol=1e-13)


@pytest.mark.parametrize(("T", "k"), [(100, 0), (100, 9), (144, 11), (60, 4), (25, 24)])
def test_what_it_costs(T, k):
    cuts = evenly(T, k)
    lengths = np.diff([0, *cuts, T])
    run = chain_gradient([ad.sin] * T, 0.5, cuts)
    assert run.evaluations == 2 * T - lengths[-1]
    assert run.peak == max(j + s for j, s in enumerate(lengths))
    assert max(held for _, held in run.history) == run.peak
    # Every gate is led back through once: these are the steps that go down.
    places = [0, *(place for place, _ in run.history)]
    assert sum(b < a for a, b in pairwise(places)) >= T
    assert run.history[-1] == (0, 0)


def test_the_gates_are_really_called_so_often():
    calls = []

    def counted(x):
        calls.append(1)
        return ad.sin(x)

    run = chain_gradient([counted] * 30, 0.5, [10, 20])
    assert len(calls) == run.evaluations == 50


def test_the_memory_is_really_saved():
    x, T = np.full(20_000, 0.5), 64

    def peak(cuts):
        tracemalloc.start()
        chain_gradient([ad.sin] * T, x, cuts)
        top = tracemalloc.get_traced_memory()[1] / x.nbytes
        tracemalloc.stop()
        return top

    all_kept, few = peak([]), peak(evenly(T, 7))
    assert all_kept == pytest.approx(T, abs=6)
    assert few == pytest.approx(7 + 8, abs=6)


def test_a_gate_that_does_not_use_its_input():
    assert chain_gradient([ad.sin, lambda x: 3.0 + 0.0 * x, lambda x: 2.0], 1.0).gradient == 0.0


@pytest.mark.parametrize("cuts", [[0], [3], [2, 1], [1, 1], [-1]])
def test_checkpoints_that_are_none(cuts):
    with pytest.raises(ValueError, match="checkpoints must rise from 1 to at most 2"):
        chain_gradient([ad.sin] * 3, 1.0, cuts)


def test_what_else_is_refused():
    with pytest.raises(ValueError, match="gates must hold at least one gate"):
        chain_gradient([], 1.0)
    with pytest.raises(ValueError, match="k must be below T"):
        evenly(3, 3)
    with pytest.raises(TypeError, match="checkpoints must be a whole number"):
        chain_gradient([ad.sin] * 3, 1.0, [1.5])
