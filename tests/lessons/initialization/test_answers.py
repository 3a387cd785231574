"""What the folded answers and the text of notebook 16 say, with its spread."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from course_lib.lessons.initialization import explorers
from course_lib.lessons.initialization.diagnosis import diagnosis
from course_lib.lessons.initialization.neuron_symmetry import penguins
from course_lib.lessons.initialization.pretraining import SOURCES, TRAINED
from course_lib.nn import LeCun, Xavier


@cache
def made(name):
    return getattr(explorers, name)()


def peek_at(name):
    """The explorer's `peek`; the explorer is made when a test first looks, not while collecting."""
    return lambda **values: made(name).peek(**values)


class TestSymmetry:
    peek = staticmethod(peek_at("neuron_symmetry"))

    def test_six_neurons_travel_as_one(self):
        run = self.peek()
        assert run.loss[-1] == pytest.approx(0.18, abs=0.005)
        assert (run.different == 1).all()

    def test_a_millionth_grows_to_a_third_in_sixty_steps(self):
        run = self.peek(noise="N(0, (1e−6)²)")
        assert 1e-6 < run.apart[0] < 5e-6
        assert run.apart[60] == pytest.approx(0.3, abs=0.05)
        assert run.loss[-1] == pytest.approx(0.09, abs=0.005)

    def test_from_exactly_zero_only_biases_learn(self):
        run = self.peek(start=0.0)
        assert not run.W.any()
        share = penguins()[1].mean(axis=0)
        assert run.loss[-1] == pytest.approx(-(share * np.log(share)).sum(), abs=1e-3)
        assert run.loss[-1] == pytest.approx(1.045, abs=5e-4)
        assert self.peek(start=0.0, noise="N(0, (1e−12)²)").loss[-1] == pytest.approx(0.1, abs=0.01)


class TestSignals:
    peek = staticmethod(peek_at("signal_propagation"))

    def test_kaiming_is_level_and_its_mean_is_above_zero(self):
        run = self.peek(initializer="Kaiming √(2/n)")
        assert 0.3 < run.std[-1] < 3
        assert 0.3 < run.gradient[0] < 3
        assert run.mean[-1] == pytest.approx(0.6, abs=0.1)

    def test_large_weights_saturate_tanh_and_explode_gradients(self):
        run = self.peek(activation="tanh", initializer="N(0, 1): large")
        assert "78% of the last activations are beyond ±0.99" in run.summary
        assert 10.5 < np.log10(run.gradient[0]) < 11.5

    def test_sigmoid_keeps_gradients_just_above_scale_1(self):
        def first(scale):
            kwargs = dict(activation="sigmoid", initializer="N(0, 1): large", scale=scale)
            return self.peek(**kwargs).theory_gradient[0]

        assert first(1.0) < 1 < first(1.1)
        assert first(0.5) < 1e-4
        assert first(2.0) > 1e3


class TestNorms:
    peek = staticmethod(peek_at("gradient_norms"))

    def test_at_rest_theory_lies_above_all_ten(self):
        run = self.peek()
        assert (run.norm[:, 0] < run.theory[0]).all()

    @pytest.mark.parametrize(("width", "share"), [(20, 0.06), (40, 0.2), (80, 0.5)])
    def test_the_median_comes_nearer_with_the_width(self, width, share):
        run = self.peek(width=width)
        assert np.median(run.norm[:, 0]) / run.theory[0] == pytest.approx(share, rel=0.1)

    @pytest.mark.parametrize(("kind", "gain"), [("relu", 2**0.5), ("identity", 1), ("tanh", 1.25)])
    def test_the_gain_at_which_theory_is_level(self, kind, gain):
        assert self.peek(activation=kind, gain=gain).theory[0] == pytest.approx(1, rel=0.2)

    def test_few_directions_survive_and_orthogonal_ones_all(self):
        assert np.sum(self.peek(gain=1.413).stretches > 0.1) in (2, 3)
        run = self.peek(activation="identity", kind="orthogonal")
        np.testing.assert_allclose(run.stretches, 1, rtol=1e-9)


def test_one_factor_of_relu_scatters_by_five_over_n():
    z = np.random.default_rng(0).standard_normal((200_000, 10))
    factor = 2 * np.mean(np.maximum(z, 0) ** 2, axis=1)
    assert factor.mean() == pytest.approx(1, abs=0.01)
    assert 10 * factor.var() == pytest.approx(5, rel=0.03)


class TestXavier:
    def test_forward_and_backward_factor_of_a_flat_layer(self):
        std = Xavier().deviation((784, 100))
        assert std == pytest.approx(0.048, abs=5e-4)
        assert np.sqrt(784) * std == pytest.approx(1.33, abs=0.005)
        assert np.sqrt(100) * std == pytest.approx(0.48, abs=0.005)
        assert (784 + 100) * std**2 / 2 == pytest.approx(1)

    def test_a_chain_of_fan_in_starts_costs_only_its_ends(self):
        widths = 784, 256, 64, 10
        shapes = list(pairwise(widths))
        back = np.prod([np.sqrt(o) * LeCun().deviation((i, o)) for i, o in shapes])
        assert back == pytest.approx(np.sqrt(10 / 784))
        assert back == pytest.approx(0.11, abs=0.005)


class TestDeepTraining:
    peek = staticmethod(peek_at("deep_training"))

    def test_only_kaiming_learns_at_thirty_layers(self):
        runs = self.peek().runs
        for start in ("zeros", "Xavier"):
            assert runs[start].loss[-1] == pytest.approx(np.log(10), abs=0.005)
        assert runs["Kaiming"].loss[-1] < 1.8
        assert not runs["zeros"].gradient.any()
        ratio = runs["Kaiming"].gradient[0, 0] / runs["Xavier"].gradient[0, 0]
        assert np.log10(ratio) == pytest.approx(4.4, abs=0.05)

    def test_ten_layers_still_cost_xavier(self):
        xavier, kaiming = (self.peek(depth=10).runs[start] for start in ("Xavier", "Kaiming"))
        for part in ("signal", "gradient"):
            layer = -1 if part == "signal" else 0
            ratio = getattr(xavier, part)[0, layer] / getattr(kaiming, part)[0, layer]
            assert np.log2(ratio) == pytest.approx(-5, abs=0.6)
        assert xavier.loss[-1] == pytest.approx(2.29, abs=0.01)
        assert kaiming.loss[-1] < 1.2

    def test_adam_cures_the_step_and_not_the_signal(self):
        runs = self.peek(optimizer="Adam, η = 0.001").runs
        assert runs["Kaiming"].loss[-1] + 0.2 < runs["Xavier"].loss[-1] < 1.8
        assert runs["zeros"].loss[-1] > 2.29
        runs = self.peek(depth=10, optimizer="Adam, η = 0.001").runs
        assert abs(runs["Kaiming"].loss[-1] - runs["Xavier"].loss[-1]) < 0.15


class TestDiagnosis:
    peek = staticmethod(peek_at("diagnosis"))

    def test_two_faults_balance_at_rest(self):
        ill, mended = self.peek(), self.peek(last=0.1)
        assert ill.loss[0] == pytest.approx(15.3, abs=0.1)
        assert mended.loss[0] == pytest.approx(np.log(10), abs=0.02)
        hidden = np.log10(ill.update[0, :-1]), np.log10(mended.update[0, :-1])
        np.testing.assert_allclose([h.max() for h in hidden], [-1.7, -3.8], atol=0.06)
        np.testing.assert_allclose([h.min() for h in hidden], [-3.7, -5.8], atol=0.06)

    def test_the_gain_mends_saturation(self):
        ill, mended = self.peek(last=0.1), self.peek(last=0.1, gain=10**0.2)
        assert ill.saturated[0].mean() == pytest.approx(0.83, abs=0.01)
        assert mended.saturated[0].mean() == pytest.approx(0.09, abs=0.02)
        assert mended.saturated[0].argmax() == 0
        assert mended.saturated[0, 0] == pytest.approx(0.17, abs=0.01)
        np.testing.assert_allclose(np.log10(mended.update[0, 1:-1]), -4.5, atol=0.1)

    def test_the_rate_comes_last(self):
        for lr, least, most in ((0.1, -3.5, -2.8), (10**-0.5, -3.1, -2.3)):
            run = self.peek(last=0.1, gain=10**0.2, lr=lr)
            hidden = np.log10(run.update[0, :-1])
            assert hidden.min() == pytest.approx(least, abs=0.1)
            assert hidden.max() == pytest.approx(most, abs=0.1)
            assert run.loss[-1] < 0.1
        broken = self.peek(last=0.1, gain=10**0.2, lr=1.0)
        assert broken.loss[-1] > broken.loss[0]
        assert broken.saturated[-1].mean() > 0.8

    def test_each_repair_helps_in_every_seed(self):
        repairs = [(10.0, 10.0, 0.01), (10.0, 0.1, 0.01), (5 / 3, 0.1, 0.01), (5 / 3, 0.1, 0.2)]
        ends = np.array([
            [diagnosis(gain=g, last=k, lr=lr, seed=s).loss[-1] for s in range(3)]
            for g, k, lr in repairs
        ])  # fmt: skip
        assert (ends[1:].max(axis=1) < ends[:-1].min(axis=1)).all()

    def test_no_rate_makes_up_for_saturation(self):
        for lr in (0.03, 0.1, 0.3):
            assert diagnosis(gain=10.0, last=0.1, lr=lr).accuracy[-1] == pytest.approx(
                0.3, abs=0.05
            )

    def test_the_relu_network_needs_numbers_of_its_own(self):
        relu = dict(activation="relu", hidden=10)
        assert np.isnan(diagnosis(gain=5 / 3, last=0.1, lr=0.2, **relu).loss[-1])
        assert diagnosis(gain=2**0.5, last=1.0, lr=0.03, **relu).loss[0] == pytest.approx(
            2.5, abs=0.1
        )


class TestPretraining:
    @staticmethod
    def gain(source, trained):
        """Points over the random start: a row per number of labels, a column per seed."""
        run = explorers.pretraining().peek(source=source, trained=trained)
        return 100 * (run.accuracy[1] - run.accuracy[0])

    def test_the_same_task_helps_most_with_few_labels(self):
        gain = self.gain(SOURCES[0], TRAINED[0]).mean(axis=1)
        assert gain[0] == pytest.approx(12, abs=1.5)
        assert (gain[-2:] > 2).all()
        assert (gain[-2:] < 5).all()

    @pytest.mark.parametrize("source", SOURCES[1:])
    def test_other_tasks_help_within_the_spread_only(self, source):
        gain = self.gain(source, TRAINED[0])
        means = gain.mean(axis=1)
        assert means.min() < 0 < means.max()
        assert np.abs(means).max() < 5
        assert (np.abs(means) < 1.5 * gain.std(axis=1, ddof=1)).all()

    def test_the_last_layer_alone_needs_features(self):
        means = [self.gain(source, TRAINED[1]).mean() for source in SOURCES]
        assert means[0] > 20
        assert means[1] == pytest.approx(10, abs=2)
        clothes = self.gain(SOURCES[2], TRAINED[1])
        assert (np.abs(clothes.mean(axis=1)) < clothes.std(axis=1, ddof=1)).all()
