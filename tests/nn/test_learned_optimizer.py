"""The coordinate-wise rule, and as an optimizer among the others."""

import numpy as np
import pytest

from course_lib.functions import Quadratic, Rosenbrock
from course_lib.nn import CoordinatewiseLSTM, LearnedOptimizer, log_and_sign
from course_lib.optim import minimize

RULE = CoordinatewiseLSTM(hidden=4)


def params(seed=0):
    return RULE.init(np.random.default_rng(seed))


class TestLogAndSign:
    def test_both_parts_are_continuous_and_odd_or_even(self):
        small = np.exp(-10.0)
        g = small * np.array([1 - 1e-9, 1 + 1e-9])
        np.testing.assert_allclose(*log_and_sign(g), atol=1e-8)
        g = np.random.default_rng(0).standard_normal(50) * 10.0 ** np.linspace(-8, 3, 50)
        np.testing.assert_array_equal(log_and_sign(-g), log_and_sign(g) * [1, -1])

    def test_the_formula_entry_by_entry(self):
        def one(g, p):
            return (np.log(abs(g)) / p, np.sign(g)) if abs(g) >= np.exp(-p) else (-1, np.exp(p) * g)

        g = np.array([[3.0, -0.2, 1e-3], [0.0, -1e-6, 1e-9]])
        for p in (2.0, 10.0):
            want = [[one(v, p) for v in row] for row in g.tolist()]
            np.testing.assert_allclose(log_and_sign(g, p), want, atol=1e-14)

    def test_zero_is_no_trouble_and_single_precision_stays(self):
        with np.errstate(all="raise"):
            out = log_and_sign(np.zeros(3, np.float32))
        assert out.dtype == np.float32
        np.testing.assert_array_equal(out, [[-1, 0]] * 3)

    def test_bad_input_is_named(self):
        with pytest.raises(ValueError, match="log_range must be positive, got 0"):
            log_and_sign(np.ones(2), 0)


class TestRule:
    def test_the_weights_of_the_step_begin_around_zero(self):
        v = CoordinatewiseLSTM(hidden=400).init(np.random.default_rng(0))["v"]
        assert abs(v.mean()) < 4 / 400  # four standard errors: v has the deviation 1/20
        assert v.std() == pytest.approx(1 / 20, rel=0.15)

    def test_every_coordinate_is_treated_alike_and_alone(self):
        rng, rule = np.random.default_rng(1), RULE
        grads, order = rng.standard_normal((5, 6)), rng.permutation(6)
        together, turned, alone = (rule.cell.rest(n) for n in (6, 6, 1))
        for g in grads:
            step, together = rule.step(params(), g, together)
            other, turned = rule.step(params(), g[order], turned)
            only, alone = rule.step(params(), g[2:3], alone)
            np.testing.assert_allclose(other.value, step.value[order], rtol=1e-12)
            np.testing.assert_allclose(only.value, step.value[2:3], rtol=1e-12)

    def test_steps_have_the_gradients_shape(self):
        step, state = RULE.step(params(), np.ones((3, 2)), RULE.cell.rest(6))
        assert (step.shape, state.shape) == ((3, 2), (6, 8))

    def test_the_scale_multiplies_the_first_step(self):
        g = np.array([1.0, -2.0])
        small, large = (
            CoordinatewiseLSTM(4, scale=s).step(params(), g, RULE.cell.rest(2))[0].value
            for s in (0.1, 0.3)
        )
        np.testing.assert_allclose(large, 3 * small)


class TestOptimizer:
    def test_minimize_runs_it_and_its_start_does_not_change(self):
        x0 = np.array([2.0, -1.0])
        trace = minimize(Quadratic([1.0, 3.0]), x0, LearnedOptimizer(RULE, params()), steps=5)
        assert trace.x.shape == (6, 2)
        assert np.isnan(trace.lr).all()
        x, memory, f = x0.copy(), RULE.cell.rest(2), Quadratic([1.0, 3.0])
        for t in range(5):
            step, memory = RULE.step(params(), f.grad(x), memory)
            x = x + step.value
            np.testing.assert_allclose(trace.x[t + 1], x, rtol=1e-12)

    def test_a_step_is_pure(self):
        f, x = Rosenbrock(), np.array([-1.0, 1.5])
        learned = LearnedOptimizer(RULE, params())
        state = learned.init(x)
        first = learned.step(f, x, state)
        np.testing.assert_array_equal(x, [-1.0, 1.5])
        again = learned.step(f, x, state)
        np.testing.assert_array_equal(first[0], again[0])
        np.testing.assert_array_equal(first[1].memory, again[1].memory)
        assert not state.memory.any()

    def test_bad_input_is_named(self):
        with pytest.raises(ValueError, match=r"params must have the shapes .*; make them with"):
            LearnedOptimizer(CoordinatewiseLSTM(5), params())
        with pytest.raises(TypeError, match="rule must be"):
            LearnedOptimizer("lstm", params())
        with pytest.raises(ValueError, match="hidden must be"):
            CoordinatewiseLSTM(0)
        with pytest.raises(ValueError, match="scale must be positive"):
            CoordinatewiseLSTM(scale=-1.0)
