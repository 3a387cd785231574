"""A typed formula as a trace: both modes, their cost, mistakes in words, the table that fills."""

import numpy as np
import pytest

from course_lib.autodiff import parse_expression, value_and_grad
from course_lib.lessons.autodiff import explorers
from course_lib.lessons.autodiff.typed_trace import (
    FIRST_FORMULA,
    MAX_STEPS,
    read_trace,
    typed_trace,
)
from course_lib.lessons.autodiff.typed_trace_view import TONES

FORMULAS = [FIRST_FORMULA, "w1*w1*w1", "exp(w2)", "max(w1, w2)*abs(w1) - 1/w2", "w1**3 + w2**2",
            "-(w1 - w2)*sigmoid(w1)", "sqrt(w1*w1 + w2*w2)/tanh(w2)"]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("share", [False, True])
def test_both_modes_end_with_the_gradient(text, share):
    run = typed_trace(formula=text, good=text, share=share, w1=0.7, w2=-1.3)
    f = parse_expression(text)
    at = {"w1": 0.7, "w2": -1.3}
    value, gradient = value_and_grad(f)(*[at[name] for name in f.names])
    gradient = gradient if isinstance(gradient, tuple) else (gradient,)
    want = {"w1": 0.0, "w2": 0.0} | dict(zip(f.names, gradient, strict=True))
    assert run.rows[-1].value == pytest.approx(value, rel=1e-12)
    assert run.rows[-1].along == pytest.approx(tuple(want.values()), rel=1e-12)
    assert [row.back for row in run.rows[:2]] == pytest.approx(list(want.values()), rel=1e-12)
    assert run.rows[-1].back == 1


@pytest.mark.parametrize("text", FORMULAS)
def test_along_every_row_the_chain_rule_holds(text):
    run = typed_trace(formula=text, good=text, w1=0.7, w2=-1.3)
    h = 1e-6
    moved = [
        [typed_trace(formula=text, good=text, w1=0.7 + i * s, w2=-1.3 + (1 - i) * s).rows
         for s in (h, -h)]
        for i in (1, 0)
    ]  # fmt: skip
    for k, row in enumerate(run.rows):
        slopes = [(up[k].value - down[k].value) / (2 * h) for up, down in moved]
        np.testing.assert_allclose(row.along, slopes, rtol=1e-5, atol=1e-7)


def test_sharing_keeps_values_and_adds_the_slopes():
    apart, together = typed_trace(), typed_trace(share=True)
    assert (apart.steps, together.steps) == (15, 11)
    first, second = (row for row in apart.rows if row.made == "3 × w₁")
    (both,) = (row for row in together.rows if row.made == "3 × w₁")
    assert both.back == pytest.approx(first.back + second.back)
    assert together.cost.f < apart.cost.f
    assert together.cost.forward < apart.cost.forward
    assert together.cost.reverse < apart.cost.reverse


def test_steps_are_written_as_by_hand():
    text = "-(w1/-2.0) + w2**2 - 1/w1 + abs(w2)*max(w1, 0.5) + sin(w1)**3"
    made = [row.made for row in typed_trace(formula=text, good=text).rows]
    assert made[2:4] == ["w₁ ÷ (−2)", "−z₁"]
    assert {"w₂²", "1 ÷ w₁", "|w₂|", "max(w₁, 0.5)", "sin w₁"} < set(made)
    assert made[made.index("sin w₁") + 1].endswith(" ^ 3")


@pytest.mark.parametrize(("text", "words"), [
    ("w1 ^ 2", "write ** for a power, at “w1 ^ 2”"),
    ("w1 + x", "write it in w1 and w2; found x"),
    ("w1 ** w2", "the exponent must be a constant here"),
    ("w1", "there is no gate in it"),
    ("", "the formula is empty"),
    ("matmul(w1, w2)", "matmul is no function here"),
    ("import os", "this is no formula"),
    (" + ".join(["w1*w2"] * 9), f"at most {MAX_STEPS} steps here, this one has 17"),
])  # fmt: skip
def test_a_mistake_is_one_line_and_the_last_good_trace_stays(text, words):
    assert words in read_trace(text).problem
    run = typed_trace(formula=text, good="w1*w2")
    assert run.summary.startswith("This cannot be drawn: ")
    assert "\n" not in run.summary
    assert words in run.summary
    assert run.rows == typed_trace(formula="w1*w2", good="w1*w2").rows


def test_the_text_box_keeps_what_was_good():
    explorer = explorers.typed_trace()
    explorer.controls["formula"].value = "w1/w2"
    assert explorer.result.steps == 1
    explorer.controls["formula"].value = "w1/"
    assert explorer.result.steps == 1
    assert "Still shown: w1/w2." in explorer.result.summary
    explorer.reset()
    assert explorer.result.steps == 15


def test_where_numbers_end_nothing_breaks():
    explorer = explorers.typed_trace()
    explorer.set(w2=0.0)
    assert not np.isfinite(explorer.result.rows[-1].value)
    assert "undefined" in explorer.result.summary


def test_the_table_fills_down_and_then_up():
    explorer = explorers.typed_trace()
    explorer.set(share=True)
    run, view = explorer.result, explorer.view
    T = run.steps

    def filled(column):
        return [bool(cells[column].get_text()) for cells in view.cells]

    for t in range(run.last_step + 1):
        view.show(run, t)
        down = 2 + min(t, T)
        for column in ("value", "first", "second"):
            assert filled(column) == [k < down for k in range(len(view.cells))]
        up = max(t - T, 0)
        first = 2 + T - up if up <= T else 0
        assert filled("back") == [first <= k < 2 + T for k in range(len(view.cells))]
    assert set(TONES) == {"value", "first", "second", "back"}


def test_the_lit_row_shows_what_it_uses():
    explorer = explorers.typed_trace()
    run, view = explorer.result, explorer.view
    view.show(run, 2)  # z₂ = z₁ ÷ w₂
    assert len(view.marks.get_xdata()) == 2
    assert view.active.get_height() > 0
    view.show(run, 0)
    assert view.active.get_height() == 0
