"""What is counted for a gradient, and that the counted programs are right."""

import numpy as np
import pytest

from course_lib.autodiff.static import Session, gradients, operations
from course_lib.functions import Rosenbrock
from course_lib.lessons.autodiff import explorers
from course_lib.lessons.autodiff.gradient_cost import (
    FUNCTIONS,
    MODES,
    SIZES,
    build,
    count,
    gradient_cost,
)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_programs_compute_gradients(function):
    n = 5
    out, x = build(function, n)
    slopes, session = gradients(out, x), Session(out.graph)
    at = np.random.default_rng(0).uniform(0.3, 1.2, n)

    def f(at):
        return session.run(out, dict(zip(x, at, strict=True)))

    h = 1e-6
    found = session.run(slopes, dict(zip(x, at, strict=True)))
    want = [(f(at + e) - f(at - e)) / (2 * h) for e in h * np.eye(n)]
    np.testing.assert_allclose(found, want, rtol=1e-6, atol=1e-8)


def test_the_valley_is_the_librarys():
    out, x = build("Rosenbrock's valley", 2)
    value = Session(out.graph).run(out, dict(zip(x, (-1.2, 1.0), strict=True)))
    assert value == pytest.approx(Rosenbrock()(np.array([-1.2, 1.0])))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_theorem_holds_and_the_others_grow(function):
    run = gradient_cost(function=function)
    assert (run.ratio["reverse"] <= 5).all()
    for mode in ("forward", "differences"):
        assert run.ratio[mode][-1] / run.ratio[mode][-2] == pytest.approx(2, rel=0.1)
    skipping = gradient_cost(function=function, skip=True)
    assert (skipping.cost["forward"] <= run.cost["forward"]).all()
    np.testing.assert_array_equal(skipping.cost["reverse"], run.cost["reverse"])


def test_counts_of_the_product_by_hand():
    # n − 1 products; back: the first step needs 2, the others 2 each; differences: n + 1 times f.
    n = 8
    alone, cost = count("product x₁ x₂ ⋯ xₙ", n)
    assert alone == n - 1
    assert cost["reverse"] == (n - 1) + 2 * (n - 1)
    assert cost["forward"] == (n - 1) + n * 3 * (n - 1)
    assert cost["differences"] == (n + 1) * (n - 1) + 2 * n


def test_what_is_drawn_and_said():
    explorer = explorers.gradient_cost()
    explorer.set(n=8, function="log Σ eˣ")
    for line in explorer.view.lines.values():
        assert line.get_xdata().tolist() == [2, 4, 8]  # what comes after n is left open
    explorer.set(n=32)
    run, view = explorer.result, explorer.view
    assert view.here[0].get_xdata() == [32, 32]
    for mode in MODES:
        line = view.lines[view.ratios, mode]
        np.testing.assert_allclose(line.get_ydata(), run.cost[mode] / run.f)
    assert f"{run.cost['reverse'][-1]} ({run.ratio['reverse'][-1]:.1f} times f)" in run.summary
    assert run.f[SIZES.index(32)] == operations(build("log Σ eˣ", 32)[0])


def test_an_unknown_function():
    with pytest.raises(ValueError, match="function must be one of"):
        build("sine", 3)
