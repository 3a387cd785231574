"""Steps on a history of gradients, against the recurrences written out."""

import numpy as np
import pytest

from course_lib.lessons.learning_to_learn.racing import Arena, rates
from course_lib.lessons.learning_to_learn.update_history import (
    LENGTH,
    PATTERNS,
    optimizers,
    update_history,
)

HISTORY = tuple(np.random.default_rng(0).uniform(-2, 2, LENGTH).round(2).tolist())


@pytest.mark.parametrize("size", [0.01, 1.0])
def test_momentum_and_adam_are_their_recurrences(size):
    run = update_history(size=size, gradients=HISTORY)
    v = m = s = 0.0
    for t, g in enumerate(size * np.array(HISTORY)):
        v, m, s = 0.9 * v + g, 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g * g
        adam = m / (1 - 0.9 ** (t + 1)) / (np.sqrt(s / (1 - 0.999 ** (t + 1))) + 1e-8)
        assert run.steps["momentum"][t] == pytest.approx(-v, rel=1e-9)
        assert run.steps["Adam"][t] == pytest.approx(-adam, rel=1e-6)


def test_the_learned_steps_are_the_rules_own():
    run = update_history(gradients=HISTORY)
    optimizer = optimizers("quadratics")["learned"]
    rule, memory, steps = optimizer.rule, optimizer.rule.cell.rest(1), []
    unit = abs(rule.step(optimizer.params, np.ones(1), memory)[0].value[0])
    for g in HISTORY:
        step, state = rule.step(optimizer.params, np.array([g]), memory)
        memory = state.value
        steps.append(step.value[0])
    np.testing.assert_allclose(run.steps["learned"], np.array(steps) / unit, rtol=1e-5)


def test_the_answer_to_the_last_gradient_is_on_its_curve():
    run = update_history(gradients=HISTORY)
    for name, curve in run.answers.items():
        at = np.interp(HISTORY[-1], run.last, curve)
        assert at == pytest.approx(run.steps[name][-1], abs=0.05)


def test_each_pattern_has_twelve_gradients_within_reach():
    for gradients in PATTERNS.values():
        assert len(gradients) == LENGTH
        assert np.abs(gradients).max() <= 2


def test_the_hand_made_ones_have_the_rates_of_the_race():
    tuned = rates(Arena())
    for name in ("momentum", "Adam"):
        assert optimizers("quadratics")[name].lr == tuned[name]
