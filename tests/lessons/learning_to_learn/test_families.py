"""Families of functions: gradients against differences, parts kept apart, the same every time."""

import numpy as np
import pytest

from course_lib.lessons.learning_to_learn.families import (
    BATCH,
    INPUTS,
    Networks,
    Quadratics,
    Rescaled,
    digits,
)

FAMILIES = [
    Quadratics(4),
    Rescaled(4),
    Networks("tanh", 5),
    Networks("sigmoid", 4, layers=2),
    Networks("ReLU".lower(), 5),
]


def in_double(problems):
    """The same functions in double precision, so that differences can be trusted."""
    for part in (problems, getattr(problems, "inner", problems)):
        for name, value in vars(part).items():
            if isinstance(value, np.ndarray) and value.dtype == np.float32:
                object.__setattr__(part, name, value.astype(float))
    return problems


@pytest.mark.parametrize("family", FAMILIES, ids=repr)
def test_gradients_are_those_of_differences(family):
    problems = in_double(family.draw(np.random.default_rng(0), 3))
    x, rng = problems.start + 0.0, np.random.default_rng(1)
    _, grad = problems.value_and_grad(x, 7)
    for _ in range(5):
        way = rng.standard_normal(x.shape)
        ends = [problems.value_and_grad(x + s * 1e-6 * way, 7)[0] for s in (1, -1)]
        difference = (ends[0] - ends[1]) / 2e-6
        np.testing.assert_allclose((grad * way).sum(axis=-1), difference, rtol=2e-5, atol=1e-7)


@pytest.mark.parametrize("family", FAMILIES, ids=repr)
def test_runs_in_front_are_runs_alone(family):
    problems = family.draw(np.random.default_rng(0), 3)
    x = problems.start + np.arange(2, dtype=np.float32)[:, None, None] / 10
    value, grad = problems.value_and_grad(x, 3)
    loss = problems.loss(x)
    assert (value.shape, loss.shape, grad.shape) == ((2, 3), (2, 3), x.shape)
    for k in range(2):
        alone = problems.value_and_grad(x[k], 3)
        np.testing.assert_allclose(value[k], alone[0], rtol=1e-5)
        np.testing.assert_allclose(grad[k], alone[1], rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(loss[k], problems.loss(x[k]), rtol=1e-5)


@pytest.mark.parametrize("family", FAMILIES, ids=repr)
def test_a_seed_is_a_draw_in_single_precision(family):
    one, two, other = (family.draw(np.random.default_rng(s), 3) for s in (0, 0, 1))
    np.testing.assert_array_equal(one.start, two.start)
    assert not np.array_equal(one.start, other.start)
    assert one.start.dtype == np.float32
    value, grad = one.value_and_grad(one.start, 2)
    again = two.value_and_grad(two.start, 2)
    np.testing.assert_array_equal(value, again[0])
    np.testing.assert_array_equal(grad, again[1])
    assert grad.dtype == np.float32


def test_quadratics_have_the_minimum_zero_and_the_variances_of_the_text():
    problems = Quadratics(10).draw(np.random.default_rng(0), 400)
    assert 10 * problems.W.var() == pytest.approx(1, rel=0.02)
    assert problems.y.var() == pytest.approx(1, rel=0.05)
    assert problems.start.var() == pytest.approx(1, rel=0.05)
    best = np.linalg.solve(problems.W[0], problems.y[0])
    assert problems.loss(np.tile(best, (400, 1)))[0] == pytest.approx(0, abs=1e-8)


def test_rescaling_changes_units_and_nothing_else():
    problems = Rescaled(6).draw(np.random.default_rng(0), 5)
    np.testing.assert_allclose(
        problems.loss(problems.start), problems.inner.loss(problems.inner.start), rtol=1e-5
    )
    assert np.exp(-1) <= problems.scale.min() < 0.6
    assert 1.7 < problems.scale.max() <= np.exp(1)


def test_mini_batches_change_with_the_step_and_parts_share_no_digit():
    problems = Networks().draw(np.random.default_rng(0), 2)
    x = problems.start
    assert not np.array_equal(problems.value_and_grad(x, 0)[0], problems.value_and_grad(x, 1)[0])
    parts = [Networks(part=p).draw(np.random.default_rng(0), 1) for p in ("train", "validation")]
    rows = [{row.tobytes() for row in p.X} for p in parts]
    assert not rows[0] & rows[1]
    X, y = digits()
    assert X.shape == (2000, INPUTS)
    assert np.square(X[:1000]).mean() == pytest.approx(1, rel=0.05)
    assert BATCH < len(problems.y) == 1000
    assert set(y) == set(range(10))


def test_an_unknown_part_is_named():
    with pytest.raises(ValueError, match="part must be one of 'train', 'validation', 'test'"):
        Networks(part="exam").draw(np.random.default_rng(0), 1)
