"""What notebook 14 says in its folded answers and in its text, asked of the explorers."""

import json
from pathlib import Path

import numpy as np
import pytest

from course_lib.autodiff import chain_gradient, evenly, parse_expression, sin, value_and_grad
from course_lib.autodiff.steps import short
from course_lib.lessons.autodiff import explorers
from course_lib.lessons.autodiff.checkpoints import checkpoints
from course_lib.lessons.autodiff.compiled_graph import compiled_graph
from course_lib.lessons.autodiff.gradient_cost import FUNCTIONS, gradient_cost
from course_lib.lessons.autodiff.ladder_paths import paths, work

NOTEBOOK = Path(__file__).parents[3] / "notebooks" / "14_autodiff.ipynb"
TEXT = "\n".join("".join(cell["source"]) for cell in json.loads(NOTEBOOK.read_text())["cells"])


def test_the_typed_trace():
    explorer = explorers.typed_trace()
    written, shared = explorer.peek(), explorer.peek(share=True)
    assert (written.cost.f, shared.cost.f) == (15, 11)
    made = [row.made for row in written.rows[2:]]
    repeated = {text for text in made if made.count(text) > 1}
    assert {"3 × w₁", "2 × w₂"} <= repeated
    ends = [short(v) for v in written.rows[-1].along]
    assert ends == [short(row.back) for row in written.rows[:2]] == ["−10.76", "17.24"]
    # What each mode fills last: the last row, and the inputs.
    view = explorer.view

    def filled(t, column):
        view.show(written, t)
        return {k for k, cells in enumerate(view.cells) if cells[column].get_text()}

    T = written.steps
    assert filled(T, "first") - filled(T - 1, "first") == {T + 1}
    assert filled(2 * T + 1, "back") - filled(2 * T, "back") == {0, 1}


def test_the_numbers_by_hand():
    value, slopes = value_and_grad(parse_expression(
        "(sin(2*pi*w1/w2) + 3*w1/w2 - exp(2*w2)) * (3*w1/w2 - exp(2*w2))"))(0.4, 0.5)  # fmt: skip
    assert round(value, 3) == 0.404
    assert np.round(slopes, 4).tolist() == [-10.7617, 17.2405]
    z2, rest = 2 * np.pi * 0.8, 2.4 - np.e
    assert np.degrees(z2) == pytest.approx(288)
    found = [np.sin(z2), rest, np.sin(z2) + rest, np.cos(z2), np.cos(z2) * rest]
    assert np.round(found, 4).tolist() == [-0.9511, -0.3183, -1.2693, 0.3090, -0.0984]
    both = np.sin(z2) + 2 * rest
    parts = [both, -both * np.e, 2 * np.pi * np.cos(z2) * rest, 3 * both]
    assert np.round(parts, 4).tolist() == [-1.5876, 4.3156, -0.6180, -4.7629]
    by_z1 = parts[2] + parts[3]
    assert np.round([by_z1, -0.4 / 0.25 * by_z1, 2 * parts[1]], 4).tolist() == [
        -5.3808, 8.6093, 8.6312
    ]  # fmt: skip


def test_the_ladder():
    explorer = explorers.ladder_paths()
    reach = explorer.peek().reach
    assert (reach[1:] / reach[:-1] == 2).all()
    assert explorer.peek(width=3).reach[-1] == 729
    assert paths(40, 2) > 1e12
    ratio = {d: work("paths", d, 2) / work("sweep", d, 2) for d in (20, 21)}
    assert ratio[20] < 1e6 < ratio[21]
    assert work("sweep", 21, 2) == 123
    chain = {way: work(way, 6, 1) for way in ("paths", "nodes", "sweep")}
    assert chain == {"paths": 21, "nodes": 21, "sweep": 6}
    assert work("nodes", 40, 1) / work("nodes", 20, 1) == pytest.approx(4, rel=0.05)


def test_what_a_gradient_costs():
    explorer = explorers.gradient_cost()
    run = explorer.peek()
    assert run.ratio["reverse"][2] == pytest.approx(2.3, abs=0.05)
    assert np.ptp(run.ratio["reverse"]) < 0.1
    assert round(run.ratio["forward"][-1]) == 45
    assert round(run.ratio["differences"][-1]) == 33
    reverse = {name: gradient_cost(function=name).ratio["reverse"].max() for name in FUNCTIONS}
    assert max(reverse, key=reverse.get) == "product x₁ x₂ ⋯ xₙ"
    assert reverse["product x₁ x₂ ⋯ xₙ"] == pytest.approx(3.0)
    sparse = {name: gradient_cost(function=name, skip=True).ratio["forward"] for name in FUNCTIONS}
    grows = [name for name, ratio in sparse.items() if ratio[-1] > 1.5 * ratio[-2]]
    assert grows == ["product x₁ x₂ ⋯ xₙ"]
    others = [ratio[-1] for name, ratio in sparse.items() if name not in grows]
    assert min(others) >= 2
    assert max(others) < 3.4


def test_the_jacobian():
    explorer = explorers.jacobian_sweeps()
    wide, tall = explorer.peek(), explorer.peek(n=2, m=8)
    assert (wide.n, wide.m, wide.forward[-1], wide.reverse[-1]) == (6, 3, 426, 321)
    assert (tall.forward[-1], tall.reverse[-1]) == (332, 428)
    assert len(explorer.peek(m=1).reverse) - 1 == 1


def test_checkpoints():
    run = checkpoints(T=100, k=9)
    assert np.flatnonzero(run.peaks == run.peaks.min()).tolist() == [7, 8, 9, 10, 11]
    assert run.peaks.min() == 19 == 2 * 10 - 1
    assert run.again == 90
    assert run.peak / 100 == pytest.approx(1 / 5, abs=0.02)
    many = checkpoints(T=100, k=24)
    assert np.diff([0, *many.cuts, 100]).max() == 4
    assert many.peak == 28
    cut = chain_gradient([sin] * 64, 0.5, evenly(64, 7))
    assert (cut.peak, cut.evaluations - 64) == (15, 56)


def test_the_compiled_graph():
    def left(program, **switches):
        return compiled_graph(program=program, **switches).after.operations

    assert left("f") == 16
    one = {name: left("f", **{name: True}) for name in ("fold", "share", "neutral")}
    assert one == {"fold": 15, "share": 11, "neutral": 16}
    second = "second derivative of sin(x) eˣ"
    assert left(second) == 20
    assert left(second, fold=True, share=True, neutral=True) == 10
    one = {name: left(second, **{name: True}) for name in ("fold", "share", "neutral")}
    assert one == {"fold": 20, "share": 16, "neutral": 12}


def test_the_text_states_these_numbers():
    stated = (
        "for every $k$ from 7 to 11", "It is 729", "321 operations against 426", "From depth 21 on",
        "at $n = 32$ they take 45 and 33 times $f$", "leaves 11", "leaves 12",
    )  # fmt: skip
    for words in stated:
        assert words in TEXT
