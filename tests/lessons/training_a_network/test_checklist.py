"""The faults do what their names say, and the readings are measured right."""

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from course_lib.lessons.training_a_network import checklist as C
from course_lib.nn import SoftmaxCrossEntropy, fit
from course_lib.optim import GradientDescent


def test_the_gradient_of_softmax_twice():
    rng = np.random.default_rng(0)
    scores, y = rng.normal(size=(3, 4)), np.array([0, 3, 1])
    value, grad = C.softmax_twice(scores, y)
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    assert value == pytest.approx(np.mean(
        [np.log(np.exp(row).sum()) - row[c] for row, c in zip(p, y, strict=True)]))  # fmt: skip
    slopes = approx_fprime(scores.ravel(), lambda s: C.softmax_twice(s.reshape(3, 4), y)[0], 1e-7)
    np.testing.assert_allclose(grad.ravel(), slopes, atol=1e-6)


def test_a_sound_training_is_the_librarys():
    """Full batches, so that no order of samples matters: `fit` is another implementation."""
    rng = np.random.default_rng(0)
    X, y = rng.random((20, 784)), np.arange(20) % 10
    losses, *_, params = C.trained(C.Setup(), X, y, [np.arange(20)] * 4, seed=3)
    start = C.NET.init(np.random.default_rng(3))
    run = fit(C.NET, SoftmaxCrossEntropy(), X, y, GradientDescent(0.1), epochs=4, batch_size=20,
              params=start, rng=np.random.default_rng(0))  # fmt: skip
    np.testing.assert_allclose(losses, run.losses)
    for name, value in run.params.items():
        np.testing.assert_allclose(params[name], value)


def test_the_ratio_is_that_of_the_first_step():
    rng = np.random.default_rng(0)
    X, y = rng.random((20, 784)), np.arange(20) % 10
    _, first, start, end = C.trained(C.Setup(), X, y, [np.arange(20)], seed=3)
    for name in start:
        np.testing.assert_allclose(end[name], start[name] - 0.1 * first[name])


def test_the_guess_is_judged():
    for patient, fault in C.PATIENTS.items():
        assert C.checklist(patient=patient).right is None
        said = C.checklist(patient=patient, guess=fault)
        assert said.right
        assert "Yes: " in said.summary
    wrong = C.checklist(patient="A", guess="nothing")
    assert wrong.right is False
    assert "No. With the diagnosis 'nothing'" in wrong.summary
    assert sorted(C.PATIENTS.values()) == sorted(C.FAULTS)


@pytest.mark.parametrize(
    ("values", "words"),
    [(dict(patient="Z"), "patient must be one of"), (dict(guess="flu"), "guess must be one of")],
)
def test_bad_input(values, words):
    with pytest.raises(ValueError, match=words):
        C.checklist(**values)
    with pytest.raises(ValueError, match="fault must be one of"):
        C.readings("flu")
