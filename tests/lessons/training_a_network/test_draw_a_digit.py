"""The pen, MNIST's way of centring, and the answer of the stored network."""

import numpy as np
import pytest

from course_lib.explorers.explorer import Pointer
from course_lib.lessons.training_a_network import draw_a_digit as D
from course_lib.lessons.training_a_network import explorers
from course_lib.lessons.training_a_network.digits import STORED_NET, stored_params, unseen_digits
from course_lib.nn import predict
from tests.lessons.pointer import point


def pad(ink):
    return np.frombuffer(ink, np.uint8).reshape(28, 28) / 255


def test_a_stroke_is_soft_and_as_wide_as_the_pen():
    ink = pad(D.stroke(D.EMPTY, (14.0, 4.0), (14.0, 24.0), 2.0))
    # Centres of the pixels 12 … 15 are 1.5, 0.5, 0.5, 1.5 away from x = 14.
    np.testing.assert_allclose(ink[10, 11:17], [0, 0, 1, 1, 0, 0], atol=0.01)
    half = pad(D.stroke(D.EMPTY, (14.0, 4.0), (14.0, 24.0), 3.0))
    np.testing.assert_allclose(half[10, 11:17], [0, 0.5, 1, 1, 0.5, 0], atol=0.01)
    assert (ink[:2] == 0).all()
    assert (half >= ink).all()


def test_ink_only_darkens():
    one = D.stroke(D.EMPTY, (3, 3), (20, 3), 2.0)
    both = D.stroke(one, (10, 1), (10, 25), 1.0)
    assert (pad(both) >= pad(one)).all()
    assert D.stroke(both, (3, 3), (20, 3), 2.0) == both
    dot = pad(D.stroke(D.EMPTY, (10.5, 7.5), (10.5, 7.5), 1.0))
    assert dot[7, 10] == 1
    assert dot.sum() == pytest.approx(1)


def test_centred_like_mnist():
    """A drawing anywhere and of any size lands in the box, with its mass in the middle."""
    row, column = np.mgrid[:28, :28]
    for line in (((4, 3), (4, 12)), ((2, 2), (26, 26)), ((20, 22), (27, 26))):
        seen = D.centred(pad(D.stroke(D.EMPTY, *line, 2.0)))
        rows, columns = (np.flatnonzero(seen.max(axis=a) > 0.1) for a in (1, 0))
        assert 18 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 22
        weight = seen / seen.sum()
        assert (weight * row).sum() == pytest.approx(14, abs=0.3)
        assert (weight * column).sum() == pytest.approx(14, abs=0.3)
    assert not D.centred(np.zeros((28, 28))).any()


def test_real_digits_are_centred_already():
    """An oracle of `centred`: MNIST's own digits stay where and as large as they are."""
    X, _ = unseen_digits()
    row, column = np.mgrid[:28, :28]
    weight = X[:500] / X[:500].sum(axis=1, keepdims=True)
    assert (weight @ row.ravel()).mean() == pytest.approx(14, abs=0.05)
    assert (weight @ column.ravel()).mean() == pytest.approx(14, abs=0.05)
    for x in X[:50].astype(float):
        before, after = x.reshape(28, 28), D.centred(x.reshape(28, 28))
        assert abs(before.sum() / after.sum() - 1) < 0.15
        assert np.abs(before - after).mean() < 0.06


def test_the_answer_is_the_networks():
    X, y = unseen_digits()
    scores = predict(STORED_NET, stored_params(), X[:40]).astype(float)
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    for k in (0, 8, 33):
        run = D.draw_a_digit(ink=D.real_ink(k), centring=False)
        np.testing.assert_allclose(run.p, p[k], atol=1e-5)
    right = [D.draw_a_digit(ink=D.real_ink(k)).p.argmax() == y[k] for k in range(40)]
    assert sum(right) >= 39


def test_the_first_layer():
    run = D.draw_a_digit()
    assert (np.diff(run.active) <= 0).all()
    x = D.real_ink(3)
    plain, product = (D.draw_a_digit(ink=x, view=view) for view in D.VIEWS)
    np.testing.assert_array_equal(plain.units, product.units)
    W = stored_params()["0.W"][:, plain.units].T
    np.testing.assert_allclose(plain.pictures, W / np.abs(W).max(), rtol=1e-6)
    shown = W * plain.seen.ravel()
    np.testing.assert_allclose(product.pictures, shown / np.abs(shown).max(), atol=1e-6)
    hidden = np.maximum(shown.sum(axis=1) + stored_params()["0.b"][plain.units], 0)
    np.testing.assert_allclose(plain.active, hidden, rtol=1e-4)


def test_drawing_with_mouse_and_keys():
    explorer = explorers.draw_a_digit()
    explorer.controls["clear"].click()
    assert explorer.values["ink"] == D.EMPTY
    point(explorer, 0, 14, 4, "click")
    point(explorer, 0, 14, 24, "drag")
    point(explorer, 0, 14, 24, "release")
    drawn = explorer.values["ink"]
    expected = D.stroke(D.stroke(D.EMPTY, (14, 4), (14, 4), 2.0), (14, 4), (14, 24), 2.0)
    assert drawn == expected
    assert explorer.result.p.argmax() == 1
    point(explorer, 1, 5, 5, "drag")
    assert explorer.values["ink"] == drawn, "only the pad is drawn on"
    point(explorer, 0, 3, 3, "click")
    assert pad(explorer.values["ink"])[10, 8] == 0, "a click lifts the pen"
    point(explorer, 0, 3, 8, "key")
    assert pad(explorer.values["ink"])[6, 2] == 1
    explorer.controls["another"].click()
    assert explorer.values["ink"] == D.real_ink(1)
    assert explorer.values["pen"] is None
    explorer.reset()
    assert explorer.at_rest


def test_a_pen_that_leaves_the_pad_stays_at_its_edge():
    explorer = explorers.draw_a_digit()
    explorer._on_pointer(Pointer("click", 0, 5.0, 5.0), explorer.values)
    new = explorer._on_pointer(Pointer("drag", 0, 40.0, -3.0), {**explorer.values, "pen": (5, 5)})
    assert new["pen"] == (28, 0.0)
